"""What the MDS workbook is calibrated to and says of published results, and the tables of docs/mds.md."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from costeff.analyses import fit
from costeff.engine import execute
from costeff.model import Model, ParameterChange, base_draws, override
from costeff.model.changes import stages_of
from costeff.results.outcomes import Outcomes
from costeff.sampling import draw
from costeff.workbook import read

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "mds.md"

DEPARTURES = {"os5_eumds", "ti52_esa"}
"""Targets outside their published interval; docs/mds.md says why."""


@cache
def model() -> Model:
    return read(ROOT / "inputs" / "mds.xlsx").model


@cache
def under(*scenarios: str) -> Model:
    stages = [stage for scenario in scenarios for stage in stages_of(model().scenarios, scenario)]
    return override(model(), stages).model


@cache
def at_price(price: float, *scenarios: str) -> Outcomes:
    changed = override(under(*scenarios), [(ParameterChange(parameter="c_msc_dose", to=price),)]).model
    return execute(changed, base_draws(changed))


def gain(found: Outcomes, measure: str, *by: str, msc: str = "msc", against: str = "bsc") -> float:
    values = found.of(measure, *by)[0]  # type: ignore[arg-type]
    return float(values[found.strategies.index(msc)] - values[found.strategies.index(against)])


def headroom(found: Outcomes, threshold: float, **pair: str) -> float:
    """What the whole course may cost."""
    course = gain(found, "cost", "category", "MSC", **pair)
    return threshold * gain(found, "qalys", **pair) - gain(found, "cost", **pair) + course


@cache
def targets() -> dict[str, dict[str, object]]:
    """Every target by its id, each under its scenario."""
    found = {}
    for scenario in dict.fromkeys(t.scenario for t in model().targets):
        here = under(scenario) if scenario else model()
        asked = tuple(replace(t, scenario="") for t in model().targets if t.scenario == scenario)
        table = fit(replace(here, targets=asked)).table
        found |= {str(row["id"]): row for row in table.to_dict("records")}
    return found


def pounds(cell: str) -> float:
    return 0.0 if cell == "none" else float(cell.strip("*").replace("£", "").replace(",", "").replace("−", "-"))


def table_below(heading: str) -> list[list[str]]:
    """The rows of the first table after a line that begins so."""
    lines = iter(PAGE.read_text(encoding="utf-8").splitlines())
    next(line for line in lines if line.startswith(heading))
    rows: list[list[str]] = []
    for line in lines:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif rows:
            break
    return rows[2:]


class TestCalibration:
    def test_every_target_is_answered(self) -> None:
        assert set(targets()) == {t.id for t in model().targets}

    def test_what_was_fitted_is_met(self) -> None:
        met = {name: float(targets()[name]["modelled"]) for name in ("os_bsc", "progressed", "died_first", "os_ist")}
        assert met["os_bsc"] == pytest.approx(4.3, abs=1e-4)
        assert met["progressed"] / (met["progressed"] + met["died_first"]) == pytest.approx(162 / 479, abs=1e-5)
        assert met["progressed"] + met["died_first"] == pytest.approx(479 / 1267, abs=0.001)
        assert met["os_ist"] == pytest.approx(47.4 / 12, abs=2e-3)

    def test_the_constant_excess_has_the_same_median(self) -> None:
        other = replace(under("constant_excess"), targets=tuple(t for t in model().targets if t.id == "os_bsc"))
        assert fit(other).table["modelled"].item() == pytest.approx(4.3, abs=1e-3)

    def test_departures_are_those_that_the_page_names(self) -> None:
        judged = {name: row["within"] for name, row in targets().items() if row["within"] in (True, False)}
        assert {name for name, inside in judged.items() if not inside} == DEPARTURES
        assert all(targets()[name]["use"] == "validation" for name in DEPARTURES)


class TestPriors:
    def test_an_msc_without_effect_only_costs(self) -> None:
        """Same odds, same duration, no fever: what is left is what the course costs."""
        changes = {"logor_msc": 0.0, "dur_ti_msc": model().parameter("dur_ti_bsc").value, "p_msc_fever": 0.0}
        same = override(model(), [tuple(ParameterChange(parameter=k, to=v) for k, v in changes.items())]).model
        found = execute(same, base_draws(same))
        assert gain(found, "qalys") == pytest.approx(0, abs=1e-14)
        assert gain(found, "cost") == pytest.approx(gain(found, "cost", "category", "MSC"), rel=1e-12)

    @pytest.mark.parametrize("threshold", [25_000, 35_000])
    @pytest.mark.parametrize("utilities", [(), ("utilities_b",)])
    def test_headroom_rises_with_the_prior_and_never_reaches_the_cost(
        self, threshold: float, utilities: tuple[str, ...]
    ) -> None:
        found = [at_price(6500, *prior, *utilities) for prior in (("sceptical",), (), ("optimistic",))]
        rooms = [headroom(outcomes, threshold) for outcomes in found]
        assert rooms == sorted(rooms)
        assert rooms[0] < 0
        assert all(room < gain(o, "cost", "category", "MSC") for room, o in zip(rooms, found, strict=True))

    def test_the_price_that_uses_the_headroom_up_has_no_net_benefit(self) -> None:
        free, now = at_price(0), at_price(6500)
        slope = (gain(now, "cost") - gain(free, "cost")) / 6500
        price = (25_000 * gain(free, "qalys") - gain(free, "cost")) / slope
        there = at_price(price)
        assert 25_000 * gain(there, "qalys") - gain(there, "cost") == pytest.approx(0, abs=1e-6)

    def test_no_effect_on_death_or_progression_leaves_survival_as_it_is(self) -> None:
        same = under("no_survival", "no_prog_effect")
        found = execute(same, base_draws(same))
        assert found.of("life_years")[0] == pytest.approx(found.of("life_years")[0, 0], rel=1e-12)


class TestMeaning:
    def test_deaths_are_told_apart(self) -> None:
        found = execute(under("hypoplastic"), base_draws(under("hypoplastic")))
        causes = ("d_background", "d_mds", "d_hr", "d_aml", "d_tx")
        deaths = np.array([found.of("count", "payoff", cause, discounted=False)[0] for cause in causes])
        assert (deaths > 0).all()
        assert deaths.sum(axis=0) == pytest.approx(1, abs=2e-4)  # the rest outlive 100

    def test_each_subgroup_compares_its_own_strategies(self) -> None:
        compared = {}
        for subgroup in model().subgroups:
            changed = override(model(), [subgroup.changes]).model
            compared[subgroup.id] = tuple(s.id for s in changed.strategies)
        assert compared == {
            "rs_plus": ("bsc", "lus", "msc"),
            "rs_minus": ("bsc", "msc"),
            "hypoplastic": ("bsc", "csa", "hatg", "msc_csa", "msc_hatg"),
        }

    def test_every_draw_is_a_valid_model(self) -> None:
        found = execute(model(), draw(model(), 2000, 1, "random"))
        assert np.isfinite(found.of("cost")).all()
        assert (found.of("qalys") < found.of("life_years")).all()


class TestPage:
    def test_headroom(self) -> None:
        rows = table_below("Headroom at £25,000 and £35,000 a QALY, base-case values")
        priors = {
            "sceptical": ("sceptical",),
            "sceptical, on the odds only": ("sceptical_odds",),
            "exploratory (base case)": (),
            "optimistic": ("optimistic",),
        }
        assert len(rows) == 2 * len(priors)
        for prior, utilities, qalys, course, *rooms in rows:
            named = (*priors[prior], *(("utilities_b",) if utilities == "B" else ()))
            now, free = at_price(6500, *named), at_price(0, *named)
            assert float(qalys) == pytest.approx(gain(now, "qalys"), abs=6e-4)
            paid, unpaid = (gain(o, "cost", "category", "MSC") for o in (now, free))
            assert pounds(course) == pytest.approx(paid, abs=5.01)
            for room, product, threshold in zip(rooms[:2], rooms[2:], (25_000, 35_000), strict=True):
                expected = headroom(now, threshold)
                assert pounds(room) == pytest.approx(max(0, expected), abs=5.01)
                assert pounds(product) == pytest.approx(
                    max(0, (expected - unpaid) / ((paid - unpaid) / 6500)), abs=5.01
                )

    def test_strategies(self) -> None:
        found = at_price(6500)
        labels = {s.label: k for k, s in enumerate(model().strategies)}
        for label, cost, qalys, years, _ in table_below("Adults of 73"):
            assert pounds(cost) == pytest.approx(found.of("cost")[0, labels[label]], abs=0.51)
            assert float(qalys) == pytest.approx(found.of("qalys")[0, labels[label]], abs=6e-4)
            assert float(years) == pytest.approx(found.of("life_years", discounted=False)[0, labels[label]], abs=6e-4)

    @pytest.mark.slow
    def test_scenarios(self) -> None:
        for name, _, cost, qalys, *rooms in table_below("## Scenarios"):
            problem = under(name.strip("`"))
            found = execute(problem, base_draws(problem))
            assert pounds(cost) == pytest.approx(gain(found, "cost"), abs=5.01)
            assert float(qalys.replace("−", "-")) == pytest.approx(gain(found, "qalys"), abs=6e-4)
            for room, threshold in zip(rooms, (25_000, 35_000), strict=True):
                assert pounds(room) == pytest.approx(max(0, headroom(found, threshold)), abs=5.01)

    def test_targets(self) -> None:
        rows = {row[0]: row for row in table_below("## Against published results")}
        assert len(rows) == len(targets())
        for target in targets().values():
            _, _, _, modelled, inside, use = rows[str(target["label"])]
            scale = 1 if modelled.endswith(" y") else 100
            assert float(modelled.rstrip(" y%")) == pytest.approx(scale * float(target["modelled"]), abs=0.051)
            assert use == target["use"]
            assert (inside == "") == math.isnan(float(target["low"]))
