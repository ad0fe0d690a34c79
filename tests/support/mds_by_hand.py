"""The MDS model once more, written by hand in numpy; only the values of the inputs come from the workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from openpyxl import load_workbook

DT = 28 / 365.25
WEEKS = 365.25 / 7


def values(path: Path) -> dict[str, float]:
    """The column value of the sheet Parameters."""
    rows = load_workbook(path, data_only=True)["Parameters"].iter_rows(min_row=2, values_only=True)
    return {str(row[0]): float(row[2]) for row in rows if row[0]}


def life_table(path: Path) -> list[tuple[float, float]]:
    """Yearly probabilities of death of men and women by age."""
    rows = load_workbook(path, data_only=True)["table life"].iter_rows(min_row=2, values_only=True)
    return [(float(row[1]), float(row[2])) for row in rows]


def odds(p: float, ratio: float) -> float:
    return p * ratio / (1 - p + p * ratio)


@dataclass(frozen=True)
class Arm:
    ti: float
    rt: float
    weeks: float
    msc: bool = False
    once: float = 0
    awaited: float = 0
    kept: Callable[[int], float] = field(default=lambda t: 0.0)
    nonresponse: float = 0


def drug(ti: float, rt: float, weeks: float, price: float, **more: object) -> Arm:
    return Arm(ti, rt, weeks, awaited=price, kept=lambda t: price, **more)  # type: ignore[arg-type]


def arms(p: SimpleNamespace) -> dict[str, Arm]:
    none = p.p_ti_bsc_hypo if p.hypoplastic else p.p_ti_bsc
    msc, rt, months = np.exp(p.logor_msc), p.p_rt_given_nonti, p.dur_ti_hma * WEEKS / 12
    hatg = odds(p.p_ti_ist, p.or_ti_ist_hypo)
    csa = odds(hatg, p.or_csa_v_ist)
    lus, esa, low, ciclosporin = p.c_lus_year * DT, 4 * p.c_esa_week, p.c_aza_cycle * 3 / 7, p.c_csa_month * 12 * DT
    going_on = {"nonresponse": (1 - p.lus_stop_rule) * lus}
    atg = {"once": p.c_hatg_drug + p.c_atg_inpatient}
    harm = {"once": p.p_g34_neutropenia_ime * p.p_adm_neutropenia * p.c_infection}
    return {
        "bsc": Arm(none, p.p_rt_bsc, p.dur_ti_bsc),
        "lus": drug(p.p_ti_lus2, rt, p.dur_ti_lus2, lus, **going_on),
        "msc": Arm(odds(none, msc), odds(p.p_rt_bsc, msc), p.dur_ti_msc, msc=True),
        "ime": drug(p.p_ti_ime, rt, p.dur_ti_ime, p.c_ime_year * DT, **harm),
        "dec": drug(p.p_ti_dec, rt, months, low),
        "aza": drug(p.p_ti_aza, rt, months, low),
        "len": Arm(p.p_ti_len, rt, p.dur_ti_len, awaited=p.c_len_4wk, kept=lambda t: p.c_len_4wk if t < 26 else 0),
        "esa": drug(p.p_ti_esa1, p.p_rt_esa1, p.dur_ti_esa1, esa),
        "lus1": drug(p.p_ti_lus1, p.p_rt_lus1, p.dur_ti_lus1, lus, **going_on),
        "msc_esa": drug(odds(p.p_ti_esa1, msc), odds(p.p_rt_esa1, msc), p.dur_ti_esa1, esa, msc=True),
        "csa": drug(csa, rt, p.dur_ti_ist, ciclosporin),
        "hatg": drug(hatg, rt, p.dur_ti_ist, ciclosporin, **atg),
        "msc_csa": drug(odds(csa, msc), odds(rt, msc), p.dur_ti_ist, ciclosporin, msc=True),
        "msc_hatg": drug(odds(hatg, msc), odds(rt, msc), p.dur_ti_ist, ciclosporin, msc=True, **atg),
    }


def background(life: list[tuple[float, float]], male: float, start_age: float, cycles: int) -> list[float]:
    """Yearly hazard of death at the start of each cycle, men and women weighted by who is alive."""
    found, alive = [], np.array([male, 1 - male])
    for t in range(cycles):
        age = start_age + t * DT
        year = int(np.floor(age + 1e-9))
        now, then = (-np.log1p(-np.array(life[min(a, 100)])) for a in (year, year + 1))
        found.append(float(alive @ now / alive.sum()))
        over = max(0.0, age + DT - (year + 1))
        alive = alive * np.exp(-now * (DT - over) - then * over)
    return found


def leave(people: float | np.ndarray, rates: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """Who takes each of some competing arrows in a cycle, and who stays."""
    total = sum(rates.values())
    gone = people * -np.expm1(-total * DT)
    return {name: gone * rate / total for name, rate in rates.items()}, people * np.exp(-total * DT)


def multipliers(p: SimpleNamespace) -> dict[str, float]:
    """Of the norm, by state; at most 1."""
    norm = norm_at(p, p.utility_age_b if p.utility_b else p.utility_age_a)
    top = (p.u_ti_b if p.utility_b else p.u_ti) / norm
    td = (p.du_ti_td_b if p.utility_b else p.du_ti_rt + p.du_rt_td) / norm
    rt = (p.frac_rt_b * p.du_ti_td_b if p.utility_b else p.du_ti_rt) / norm
    best = min(1, top)
    later = {"HR": p.u_hr, "AML": p.u_aml, "TX1": p.u_hsct, "TX2": p.u_gvhd, "POST": p.u_post_hsct}
    return {
        "TI": best,
        "RT": min(1, top - rt) if p.cap_each else best - rt,
        "TD": min(1, top - td) if p.cap_each else best - td,
        **{state: min(1, u / norm) for state, u in later.items()},
    }


def norm_at(p: SimpleNamespace, age: float) -> float:
    return 0.9508566 + 0.0212126 * p.prop_male - 0.0002587 * age - 0.0000332 * age**2


def run(
    strategy: str,
    given: Mapping[str, float],
    life: list[tuple[float, float]],
    start_age: float = 73,
    rate: float = 0.035,
) -> dict[str, float]:
    """Cost (discounted and not), QALYs, life years (discounted and not) until 100."""
    p = SimpleNamespace(**given)
    arm, um = arms(p)[strategy], multipliers(p)
    cycles = int(np.ceil((100 - start_age) / DT - 1e-9))
    bg_by_cycle = background(life, p.prop_male, start_age, cycles)
    steps = np.arange(int(np.ceil(3 / DT)) + 1)  # of the memory of a response
    scale = arm.weeks / WEEKS / np.log(2) ** (1 / p.weibull_shape_ti)
    cumulative = (np.append(steps, steps[-1] + 1) * DT / scale) ** p.weibull_shape_ti
    lose = -np.expm1(-np.diff(cumulative))
    judged = next(t for t in range(cycles) if (t + 1) * DT * WEEKS >= p.assess_weeks - 0.01)
    worse = p.hr_prog_msc if arm.msc else 1
    after = -np.log(p.hsct_os3)
    tx = (
        after * p.hsct_early / 12 * WEEKS,
        after * (1 - p.hsct_early) * p.hsct_middle / 40 * WEEKS,
        after * (1 - p.hsct_early) * (1 - p.hsct_middle) / 2,
    )
    unit = p.c_rbc_unit + p.c_rbc_admin + p.c_tx_visit / p.units_per_visit
    infusion = (p.c_msc_dose + p.c_msc_logistics) / (1 - p.p_batch_failure) + p.c_daycase
    dead = td = hr = aml = 0.0
    wait, ti, rt = 1.0, 0.0 * steps, 0.0 * steps
    tx1, tx2, post = np.zeros(3), np.zeros(10), np.zeros(int(np.ceil(2 / DT)) + 1)
    found = dict.fromkeys(("cost", "cost undiscounted", "qalys", "life years", "life years undiscounted"), 0.0)

    def pay(amount: float, years: float) -> None:
        found["cost"] += amount * (1 + rate) ** -years
        found["cost undiscounted"] += amount

    first = p.msc_infusions_first * infusion + p.p_msc_fever * p.c_daycase if arm.msc else 0
    pay(arm.once + first, 0)
    found["qalys"] -= p.p_msc_fever * p.q_fever if arm.msc else 0
    for t, bg in enumerate(bg_by_cycle):
        start, middle, age = t * DT, (t + 0.5) * DT, start_age + t * DT
        pay(arm.awaited * wait + arm.kept(t) * (ti.sum() + rt.sum()) + arm.nonresponse * td, start)
        dependent = bg + p.excess_td_hypo if p.hypoplastic else bg * p.smr_td + p.excess_td

        def ways(hr_death: float, hr_prog: float, bg: float = bg, dependent: float = dependent) -> dict[str, float]:
            return {
                "bg": bg,
                "mds": max(0, dependent * hr_death - bg),
                "hr": p.rate_hr * hr_prog * worse,
                "aml": p.rate_aml_td * hr_prog * worse,
            }

        flows = []
        moved, waiting = leave(wait, ways(1, 1))
        flows.append(moved)
        moved, still_td = leave(td, ways(1, 1))
        flows.append(moved)
        kept, lost = {}, 0.0
        for name, people, hr_death, hr_prog in (
            ("TI", ti, p.hr_death_ti, p.hr_prog_ti),
            ("RT", rt, p.hr_death_ti**p.rt_effect, 1.0),
        ):
            next_step = 0.0 * steps
            for k in steps[people > 0]:
                moved, stay = leave(people[k], ways(hr_death, hr_prog))
                flows.append(moved)
                lost += stay * lose[k]
                next_step[min(k + 1, steps[-1])] += stay * (1 - lose[k])
            kept[name] = next_step
        to_tx = p.p_hsct_hrmds / (1 - p.p_hsct_hrmds) * (p.rate_hr_aml + p.rate_hr_death) * (age <= p.hsct_age_limit)
        from_hr, still_hr = leave(hr, {"bg": bg, "mds": p.rate_hr_death, "late aml": p.rate_hr_aml, "tx": to_tx})
        from_aml, still_aml = leave(aml, {"bg": bg, "leukaemia": np.log(2) / (p.aml_os_median / 12)})
        late = np.where(np.arange(len(post)) * DT < 2, max(bg, tx[2]), bg * p.smr_posthsct)
        left1, left2, left3 = (
            tx1 * np.exp(-max(bg, tx[0]) * DT),
            tx2 * np.exp(-max(bg, tx[1]) * DT),
            post * np.exp(-late * DT),
        )
        dead_tx = [float(a.sum() - b.sum()) for a, b in ((tx1, left1), (tx2, left2), (post, left3))]
        goes = float(t == judged)
        to_ti, to_rt = goes * waiting * arm.ti, goes * waiting * (1 - arm.ti) * arm.rt
        to_td = goes * waiting - to_ti - to_rt + lost
        waiting -= goes * waiting
        to_hr, to_aml = (sum(f[name] for f in flows) for name in ("hr", "aml"))
        to_aml += from_hr["late aml"]
        # who stays counts a cycle, who moves half of it in either state
        time = {
            "WAIT": (wait + waiting) / 2,
            "TI": (ti.sum() + kept["TI"].sum() + to_ti) / 2,
            "RT": (rt.sum() + kept["RT"].sum() + to_rt) / 2,
            "TD": (td + still_td + to_td) / 2,
            "HR": (hr + still_hr + to_hr) / 2,
            "AML": (aml + still_aml + to_aml) / 2,
            "TX1": (tx1.sum() + left1[:-1].sum() + from_hr["tx"]) / 2,
            "TX2": (tx2.sum() + left2[:-1].sum() + left1[-1]) / 2,
            "POST": (post.sum() + left3.sum() + left2[-1]) / 2,
        }
        in_td = time["WAIT"] + time["TD"]
        qaly = norm_at(p, age) * sum(x * um["TD" if s == "WAIT" else s] for s, x in time.items())
        qaly -= (in_td + time["RT"]) * p.p_chelated * p.du_chel
        factor = (1 + rate) ** -middle
        found["qalys"] += qaly * DT * factor
        found["life years"] += sum(time.values()) * DT * factor
        found["life years undiscounted"] += sum(time.values()) * DT
        units = p.units_td * (in_td + time["HR"] + p.units_rt_ratio * time["RT"]) / 2
        visits = p.n_opd_td * in_td + p.n_opd_rt * time["RT"] + p.n_opd_ti * time["TI"]
        yearly = (in_td + time["RT"]) * p.p_chelated * p.c_chelation_year + visits * p.c_opd
        yearly += time["POST"] * p.c_posthsct_year
        deaths = sum(f["bg"] + f["mds"] for f in (*flows, from_hr)) + from_aml["bg"] + sum(dead_tx)
        pay(units * unit + time["HR"] * p.c_hr_4wk + time["AML"] * p.c_aml_4wk + yearly * DT, middle)
        pay(from_hr["tx"] * p.c_hsct_year1 + deaths * p.c_eol, middle)
        pay(arm.msc * (to_ti + to_rt) * p.msc_infusions_resp * infusion, middle)
        dead += deaths + from_aml["leukaemia"]
        kept["TI"][0] += to_ti
        kept["RT"][0] += to_rt
        ended = left3[-1]
        post = np.append(left2[-1], left3[:-1])
        post[-1] += ended
        tx2, tx1 = np.append(left1[-1], left2[:-1]), np.append(from_hr["tx"], left1[:-1])
        wait, td, ti, rt, hr, aml = (
            waiting,
            still_td + to_td,
            kept["TI"],
            kept["RT"],
            still_hr + to_hr,
            still_aml + to_aml,
        )
        everyone = wait + td + hr + aml + dead + sum(float(a.sum()) for a in (ti, rt, tx1, tx2, post))
        assert abs(everyone - 1) < 1e-11, (t, everyone)
    return found
