# ruff: noqa: D103, E501 - a function a sweep file, named after it; sentences are not broken where they read badly
"""The answers on questions.md: a sentence or two each, whose numbers are looked up and whose claims are checked.

A claim that a changed workbook makes untrue stops `questions.py`, so that somebody words the answer anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from costeff.format import money_short, number, percent
from costeff.results import Analysis
from costeff.words.sweeps import column_of

At = Mapping[str, float | str]


@dataclass(frozen=True)
class Found:
    """What a sweep found, for looking up."""

    analysis: Analysis
    threshold: float

    def _row(self, strategy: str, at: At, reference: str | None) -> pd.Series:
        grid = self.analysis.tables["grid"]
        against = reference or self.analysis.facts["report"]["references"][0]
        rows = grid[(grid["strategy"] == strategy) & (grid["reference"] == against)]
        for name, value in at.items():
            same = (rows[name] - value).abs() < 1e-6 if isinstance(value, int | float) else rows[name] == value
            rows = rows[same]
        assert len(rows) == 1, f"{self.analysis.name}: {len(rows)} rows of {strategy} at {dict(at)}"
        return rows.iloc[0]

    def inmb(self, strategy: str, at: At, reference: str | None = None) -> float:
        """Net benefit against the reference at one point."""
        return float(self._row(strategy, at, reference)[self._column])

    def ends(self, strategy: str, at: At) -> tuple[float, float]:
        """95% interval of the net benefit at one point."""
        row = self._row(strategy, at, None)
        return float(row[f"{self._column}_low"]), float(row[f"{self._column}_high"])

    @property
    def _column(self) -> str:
        return column_of(self.analysis.tables["grid"], "inmb", self.threshold)

    def all(self, strategy: str, reference: str | None = None) -> pd.Series:
        """Net benefit at all points."""
        grid = self.analysis.tables["grid"]
        against = reference or self.analysis.facts["report"]["references"][0]
        return grid.loc[(grid["strategy"] == strategy) & (grid["reference"] == against), self._column]

    def turns(self, strategy: str, at: At = {}, reference: str | None = None) -> float:  # noqa: B006 - never changed
        """Where a strategy begins or ceases to be worth its cost; not a number if nowhere."""
        table = self.analysis.tables["crossings"]
        against = reference or self.analysis.facts["report"]["references"][0]
        basis = "psa mean" if self.analysis.facts["draws"] else "base case"
        rows = table[(table["turns"] == "worth") & (table["basis"] == basis) & (table["reference"] == against)]
        rows = rows[
            (rows["threshold"] == self.threshold) & ((rows["before"] == strategy) | (rows["after"] == strategy))
        ]
        for name, value in at.items():
            same = (rows[name] - value).abs() < 1e-6 if isinstance(value, int | float) else rows[name] == value
            rows = rows[same]
        assert len(rows) <= 1, f"{self.analysis.name}: {len(rows)} crossings of {strategy} at {dict(at)}"
        return float(rows["at"].iloc[0]) if len(rows) else math.nan

    def claim(self, true: bool, what: str) -> None:
        """Stops if something that the answer says isn't so."""
        if not true:
            raise SystemExit(
                f"{self.analysis.name}: the answer says that {what}, which isn't so any more; word it anew"
            )

    def range(self, strategy: str, reference: str | None = None) -> str:
        """Lowest and highest net benefit."""
        values = self.all(strategy, reference)
        return f"{m(values.min())} to {m(values.max())}"


def m(value: float) -> str:
    """Money to three digits."""
    return money_short(float(f"{value:.3g}"), "GBP")


def n(value: float) -> str:
    """A number to three digits."""
    return number(float(f"{value:.3g}"), 3)


def up_to(price: float, none: str = "no price at all") -> str:
    """`up to £1,530`, or that there's no such price."""
    return none if math.isnan(price) else f"up to {m(price)}"


def msc_source(f: Found) -> str:
    marrow, fat, cord, trial, children = (
        f.inmb("msc1", {"scenario": s})
        for s in ("base case", "source_adipose", "source_cord", "source_cord_trial", "source_cord_children")
    )
    f.claim(max(abs(fat - marrow), abs(cord - marrow)) < 5000, "sources of unknown potency are about alike")
    f.claim(children < marrow < trial < 0, "the two studies of cord lie on either side, and none is worth its cost")
    return (
        f"Not as far as anybody knows: in first line the net benefit is {m(marrow)} with cells from marrow, {m(fat)} from "
        f"fat and {m(cord)} from cord, whose potency is unknown; taken as they stand, the adult series of cord ({m(trial)}) "
        f"and the children's study ({m(children)}) differ by more, and none is worth its cost."
    )


def dose(f: Found) -> str:
    def at(million: float, infusions: float, better: float) -> float:
        point = {"msc_dose_e6_per_kg": million, "msc_infusions_base": infusions, "dose_response": better}
        return f.inmb("msc1", point)

    best = f.all("msc1").max()
    f.claim(at(0.5, 2.0, 0.0) >= best - 1e-6 and best < 0, "two infusions lose least, and none is worth its cost")
    f.claim(at(1.75, 2.0, 1.0) > max(at(2.0, 2.0, 1.0), at(1.5, 2.0, 1.0), at(1.75, 3.0, 1.0)), "a full bag is best")
    return (
        f"No: two infusions of one bag lose least ({m(best)} if dose is cost alone, {m(at(1.75, 2.0, 1.0))} with a full bag "
        f"if more cells work better); a second bag, needed from 2 million cells per kg on, takes "
        f"{m(at(1.75, 2.0, 1.0) - at(2.0, 2.0, 1.0))} even then, and each further infusion more than it gains."
    )


def potency(f: Found) -> str:
    at = {"p_batch_unreplaced": 0.0}
    f.claim(f.all("msc1").max() < 0, "no potency makes first-line MSC worth its cost")
    none, some = (f.turns("seq_em", {**at, "p_batch_failure": p}) for p in (0.0, 0.3))
    f.claim(1 < none < some, "failures raise the potency that is needed")
    return (
        f"In first line not even twice the potency of the trials would do ({m(f.all('msc1').max())} at best); in third "
        f"line it takes {n(none)} times that potency if no batch fails, and {n(some)} times if 30% do."
    )


def donors(f: Found) -> str:
    base, wide, pooled, low, high = (
        f.inmb("msc1", {"scenario": s})
        for s in ("base case", "potency_uncertain", "potency_pooled", "potency_low", "potency_high")
    )
    f.claim(abs(wide - base) < 0.25 * (high - low), "variability matters less than the mean")
    f.claim(high < 0, "no potency makes first-line MSC worth its cost")
    return (
        f"Hardly on average: with an unknown potency first-line MSC has a net benefit of {m(wide)} instead of {m(base)} "
        f"({m(pooled)} with pooled donors); what matters is the mean, from {m(low)} at half the potency to {m(high)} at 1.6 "
        "times."
    )


def timing(f: Found) -> str:
    first, second = (f.inmb(s, {"or_attrib_3l": 1.0}) for s in ("msc1", "seq_me"))
    third, most = (f.inmb("seq_em", {"or_attrib_3l": r}) for r in (1.0, 3.0))
    f.claim(first < second < third, "the later, the less is lost")
    turn = f.turns("seq_em")
    ends = (
        f"and even with an odds ratio of 3 it isn't worth its cost ({m(most)})"
        if math.isnan(turn)
        else f"and from an odds ratio of {n(turn)} on it is worth its cost"
    )
    return (
        f"The later the better, at £35,000 a QALY: {m(first)} in first line, {m(second)} at month 6, {m(third)} after two "
        f"failures if as much of a late response is due to MSC as of an earlier one; more of it may be, {ends}."
    )


def attribution(f: Found) -> str:
    half, whole = (f.turns("seq_em", {"msc_attrib_fraction": s}) for s in (0.5, 1.0))
    f.claim(half < 6500, "half the response doesn't pay for the academic price")
    return (
        f"If half of the responses are its own, a bag may cost {m(half)} at £25,000 a QALY, and {m(whole)} if all are; "
        "manufacture in a hospital is put at £6,500."
    )


def route(f: Found) -> str:
    f.claim(f.all("msc1").max() < 0, "first-line MSC isn't worth its cost by this route")
    nothing, usual = (f.turns("seq_em", {"c_intramedullary": c}) for c in (0.0, 1000.0))
    text = "more than twice as well" if math.isnan(usual) else f"{n(usual)} times as well"
    free = "more than twice as well" if math.isnan(nothing) else f"{n(nothing)} times as well"
    return (
        f"In third line it must work {text} as by vein to be worth a procedure of £1,000, and {free} if the procedure were "
        f"free; in first line twice as well isn't enough ({m(f.all('msc1').max())} at best)."
    )


def biomarker(f: Found) -> str:
    f.claim(f.all("msc1_test", "hatg").max() < 0, "no test makes first-line MSC worth its cost")
    f.claim(f.all("msc1_test", "msc1").min() > 0, "any test is better than MSC for all")
    return (
        f"Any test beats giving MSC to all ({f.range('msc1_test', 'msc1')}), since it spares most of them; none makes MSC "
        f"worth its cost against giving it to nobody ({f.range('msc1_test', 'hatg')})."
    )


def biomarker_price(f: Found) -> str:
    f.claim(f.all("msc1_test", "hatg").max() < 0, "no price of a test makes first-line MSC worth its cost")
    price = f.turns("msc1_test", {"p_low": 0.95}, "msc1")
    most = (
        "at any price up to £5,000" if math.isnan(price) else f"up to {m(price)} a test even if 95% have a poor count"
    )
    return (
        f"Against MSC for all a test is worth its price {most}; against MSC for nobody it isn't at any price "
        f"({f.range('msc1_test', 'hatg')})."
    )


def age(f: Found) -> str:
    f.claim(
        f.all("msc1").max() < 0 < f.all("epag").min(), "eltrombopag is worth it at every age, first-line MSC at none"
    )
    young, old = (f.inmb("msc1", {"start age": a}) for a in (20.0, 75.0))
    f.claim(young > old, "the young gain more")
    third = [f.inmb("seq_em", {"start age": a}) for a in (20.0, 75.0)]
    return (
        f"In the young, though nowhere enough in first line: {m(young)} at 20 and {m(old)} at 75 (third line {m(third[0])} "
        f"and {m(third[1])})."
    )


def patients(f: Found) -> str:
    names = {"base case": "at 53", "children": "in children", "age_30": "at 30", "age_68": "at 68",
             "very_severe": "in very severe disease"}  # fmt: skip
    first = {s: f.inmb("msc1", {"scenario": s}) for s in names}
    third = {s: f.inmb("seq_em", {"scenario": s}) for s in names}
    f.claim(max(first.values()) < 0, "first-line MSC is worth its cost in nobody")
    worth = [names[s] for s, v in third.items() if v > 0]
    yes = f"worth it {' and '.join(worth)} alone" if worth else "worth it in none of them"
    best = max(third, key=lambda s: third[s])
    return (
        f"In first line in none of them ({m(min(first.values()))} to {m(max(first.values()))}); third-line MSC is {yes}, and "
        f"comes best {names[best]} ({m(third[best])})."
    )


def malignancy(f: Found) -> str:
    none, most = (f.inmb("msc1", {"rr_malignancy_late": r, "donor_tumour_years": 0.0}) for r in (1.0, 5.0))
    tumour = f.inmb("msc1", {"rr_malignancy_late": 1.0, "donor_tumour_years": 10.0})
    late = f.inmb("seq_em", {"rr_malignancy_late": 5.0, "donor_tumour_years": 0.0})
    early = f.inmb("seq_em", {"rr_malignancy_late": 1.0, "donor_tumour_years": 0.0})
    f.claim(most < none < 0, "malignancy costs, and nothing is left to undo in first line")
    return (
        f"At £35,000 a QALY, five times the MDS or AML from year 5 takes {m(none - most)} from first-line MSC, which has a "
        f"net benefit of {m(none)} without, and {m(early - late)} from third-line MSC ({m(early)} without); a tumour of donor "
        f"cells in 1 of 1,000 takes {m(none - tumour)}."
    )


def infection(f: Found) -> str:
    one, two = (f.inmb("msc1", {"rr_infection_msc": r}) for r in (1.0, 2.0))
    third = [f.inmb("seq_em", {"rr_infection_msc": r}) for r in (1.0, 2.0)]
    f.claim(two < one < 0, "infection costs, and nothing is left to undo in first line")
    return (
        f"At £35,000 a QALY, twice the infections for life take {m(one - two)} from first-line MSC, which has a net benefit "
        f"of {m(one)} without, and {m(third[0] - third[1])} from third-line MSC ({m(third[0])} without)."
    )


def price(f: Found) -> str:
    first, second, third = (f.turns(s) for s in ("msc1", "seq_me", "seq_em"))
    f.claim(first < third < 6500, "every threshold lies below the academic price, the third line's highest")
    return (
        f"At £25,000 a QALY {up_to(first)} a bag in first line, {up_to(second)} at month 6 and {up_to(third)} after two "
        "failures: below £6,500, what manufacture in a hospital is put at, and far below every licensed product."
    )


def payment(f: Found) -> str:
    race, nih = (f.turns("msc1_obp", {"resp_6m_hatg": r}) for r in (0.41, 0.68))
    years = [f.turns("msc1_ann", {"resp_6m_hatg": r}) for r in (0.41, 0.68)]
    f.claim(max(race, nih) < 1, "the price for a responder must lie below that at the start")
    return (
        f"The price for a responder may be {n(race)} times the price at the start if 41% respond to ATG alone and {n(nih)} "
        f"times if 68% do, since most of those who respond would have done so without MSC; as an annuity {n(years[0])} and "
        f"{n(years[1])} times."
    )


def response(f: Found) -> str:
    f.claim(f.all("msc1").max() < 0, "first-line MSC is worth its cost nowhere")
    turn = f.turns("epag", {"resp_6m_epag": 0.675})
    return (
        f"With a response of 67.5% to eltrombopag (68% in RACE), eltrombopag is worth its cost as long as ATG alone reaches "
        f"no more than {percent(turn, 0)}; first-line MSC is nowhere ({f.range('msc1')}), and third-line MSC hardly depends "
        f"on either ({f.range('seq_em')})."
    )


def response_sure(f: Found) -> str:
    low, high = (f.inmb("epag", {"resp_6m_hatg": r}) for r in (0.4, 0.7))
    low_ends, high_ends = (f.ends("epag", {"resp_6m_hatg": r}) for r in (0.4, 0.7))
    msc = f.ends("msc1", {"resp_6m_hatg": 0.4})
    f.claim(msc[0] < 0 < msc[1], "whether first-line MSC is worth its cost isn't sure")
    return (
        f"Eltrombopag goes from {m(low)} (95% interval {m(low_ends[0])} to {m(low_ends[1])}) at 40% to {m(high)} "
        f"({m(high_ends[0])} to {m(high_ends[1])}) at 70%; first-line MSC stays uncertain in sign ({m(msc[0])} to {m(msc[1])} "
        "at 40%)."
    )


def horizon(f: Found) -> str:
    rate = "discount costs"
    short, long = (f.inmb("epag", {"horizon": h, rate: 0.035}) for h in ("5 years", "until age 100"))
    f.claim(
        f.all("msc1").max() < 0 < f.all("epag").min(), "no horizon or rate turns a decision on first-line treatment"
    )
    f.claim(f.all("seq_em").max() < 0, "no horizon or rate makes third-line MSC worth its cost")
    return (
        f"In size, not in sign: eltrombopag is worth {m(short)} over 5 years and {m(long)} for life at 3.5%, first-line MSC "
        f"{f.range('msc1')} and third-line MSC {f.range('seq_em')} whatever horizon and rate."
    )


def mds_price(f: Found) -> str:
    names = {"sceptical": "sceptical", "base case": "exploratory", "optimistic": "optimistic"}
    a = [f"{name} {up_to(f.turns('msc', {'scenario': s}))}" for s, name in names.items()]
    twins = {"sceptical": "sceptical_b", "base case": "utilities_b", "optimistic": "optimistic_b"}
    b = [f"{name} {up_to(f.turns('msc', {'scenario': twins[s]}))}" for s, name in names.items()]
    return f"At £25,000 a QALY, with utilities A: {', '.join(a)}; with utilities B: {', '.join(b)} an infusion."


def mds_sure(f: Found) -> str:
    low, high = f.ends("msc", {"c_msc_dose": 6000.0})
    f.claim(high < 0, "it isn't worth 6,000 in 97.5% of draws")
    return (
        f"The mean breaks even at {m(f.turns('msc'))} an infusion; at £6,000 the whole 95% interval ({m(low)} to {m(high)}) "
        "lies below nought, given the exploratory prior."
    )


def mds_trial(f: Found) -> str:
    two, four = (f.turns("msc", {"dur_ti_msc": w}) for w in (104.0, 208.0))
    f.claim(math.isnan(f.turns("msc", {"dur_ti_msc": 52.0})), "a year isn't enough at any odds ratio up to 10")
    return (
        f"At the price given, responses must last two years with odds of independence {n(math.exp(two))} times those "
        f"without MSC, or four years with {n(math.exp(four))} times; if they last a year, ten times isn't enough."
    )


def mds_utilities(f: Found) -> str:
    b, a = (f.turns("msc", {"du_ti_td_b": u}) for u in (0.06, 0.24))
    f.claim(b < a < 6500, "the gap matters, and neither pays for the academic price")
    return f"At £25,000 a QALY {m(b)} an infusion at the gap of set B (0.06) and {m(a)} at that of set A (0.24)."


def mds_nowhere(about: str) -> Callable[[Found], str]:
    """The answer where MSC isn't worth its cost anywhere."""

    def answer(f: Found) -> str:
        f.claim(f.all("msc").max() < 0, "MSC is worth its cost nowhere")
        return f"{about}: MSC is worth its cost nowhere ({f.range('msc')})."

    return answer


def mds_infusions(f: Found) -> str:
    one, two = (f.inmb("msc", {"msc_infusions_first": k, "msc_infusions_resp": 1.0}) for k in (1.0, 2.0))
    f.claim(one < 0, "one isn't worth its cost")
    return (
        f"Not even one at the price given ({m(one)} with one, and one more for responders); each further infusion of "
        f"everyone takes {m(one - two)}."
    )


def mds_failures(f: Found) -> str:
    none, most = (f.inmb("msc", {"logor_msc": 0.4, "p_batch_failure": p}) for p in (0.0, 0.6))
    f.claim(f.all("msc").max() < 0, "MSC is worth its cost nowhere")
    return (
        f"From {m(none)} if no batch fails to {m(most)} if 60% do, at odds of independence 1.5 times those without MSC."
    )


def mds_progression(f: Found) -> str:
    one, three = (f.inmb("msc", {"hr_prog_msc": r, "logor_msc": 0.916}) for r in (1.0, 3.0))
    f.claim(f.all("msc").max() < 0, "MSC is worth its cost nowhere")
    return (
        f"Three times the progression takes {m(one - three)} from a net benefit of {m(one)} (optimistic odds of 2.5)."
    )


def mds_burden(f: Found) -> str:
    few, many = (f.inmb("msc", {"units_td": u, "c_tx_visit": 120.0}) for u in (2.0, 12.0))
    f.claim(few < many < 0, "it is worth more with more transfusions, and not enough")
    return f"Yes, but not enough: {m(few)} at 2 units in 8 weeks, {m(many)} at 12."


def mds_shape(f: Found) -> str:
    early, late = (f.inmb("msc", {"weibull_shape_ti": s, "dur_ti_msc": 104.0}) for s in (0.5, 2.0))
    f.claim(f.all("msc").max() < 0, "MSC is worth its cost nowhere")
    return f"With a median of 104 weeks: {m(early)} if lost early (shape 0.5), {m(late)} if lost late (shape 2)."


def mds_hypoplastic(f: Found) -> str:
    low, high = (f.turns("msc_hatg", {"logor_msc": x}) for x in (0.4, 1.6))
    return (
        f"Beside horse ATG {up_to(low)} an infusion at odds of independence 1.5 times those without MSC, and {up_to(high)} "
        "at five times, at £25,000 a QALY."
    )


def mds_luspatercept(f: Found) -> str:
    stop, on = (f.turns("lus", {"lus_stop_rule": r}) for r in (1.0, 0.0))
    f.claim(on < stop < 10_000, "it takes a cut of over four fifths")
    cut = percent(1 - stop / 65_000, 0)
    return (
        f"At £25,000 a QALY {m(stop)} a year if it stops without a response, a cut of {cut}, and {m(on)} if it doesn't; the "
        "Canadian agency's review (CADTH SR0670) found 85% to be needed."
    )


def mds_horizon(f: Found) -> str:
    f.claim(f.all("msc").max() < 0 and f.all("lus").max() < 0, "neither is worth its cost anywhere")
    return f"Hardly: MSC stays at {f.range('msc')}, luspatercept at {f.range('lus')}."


ANSWERS: Mapping[str, tuple[float, Callable[[Found], str]]] = {
    "msc-source": (25_000, msc_source),
    "msc-dose-and-infusions": (25_000, dose),
    "msc-potency-and-batch-failure": (25_000, potency),
    "donor-variability": (25_000, donors),
    "timing": (35_000, timing),
    "attribution": (25_000, attribution),
    "route": (25_000, route),
    "biomarker-selection": (25_000, biomarker),
    "biomarker-price": (25_000, biomarker_price),
    "age": (25_000, age),
    "patients": (25_000, patients),
    "long-term-safety": (35_000, malignancy),
    "long-term-infection": (35_000, infection),
    "msc-price": (25_000, price),
    "outcome-payment": (25_000, payment),
    "hatg-response": (35_000, response),
    "hatg-response-uncertainty": (35_000, response_sure),
    "horizon-and-discounting": (25_000, horizon),
    "mds-msc-price": (25_000, mds_price),
    "mds-msc-price-uncertainty": (25_000, mds_sure),
    "mds-response-and-duration": (25_000, mds_trial),
    "mds-utilities": (25_000, mds_utilities),
    "mds-survival-effect": (25_000, mds_nowhere("Nothing as to the decision")),
    "mds-dose-and-infusions": (25_000, mds_infusions),
    "mds-potency-and-batch-failure": (25_000, mds_failures),
    "mds-timing": (25_000, mds_nowhere("Hardly")),
    "mds-long-term-safety": (25_000, mds_progression),
    "mds-transfusion-burden": (25_000, mds_burden),
    "mds-response-shape": (25_000, mds_shape),
    "mds-hypoplastic": (25_000, mds_hypoplastic),
    "mds-luspatercept-price": (25_000, mds_luspatercept),
    "mds-horizon-and-discounting": (25_000, mds_horizon),
}
"""Sweep file to the willingness to pay at which its question is answered, and the answer."""


def answer(file: str, analysis: Analysis) -> str:
    """The answer to the question of a sweep file."""
    threshold, words = ANSWERS[file]
    return words(Found(analysis, float(threshold)))
