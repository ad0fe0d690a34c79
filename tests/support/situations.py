"""A study with two states that can be worked out by hand, with scenarios and subgroups built in Python."""

from __future__ import annotations

from dataclasses import replace

from building import arrow, model, parameter, payoff, settings, state, strategy

from costeff.distributions import fit
from costeff.errors import Where
from costeff.model import (
    Change,
    Duration,
    Model,
    ParameterChange,
    Scenario,
    SettingChange,
    StrategiesChange,
    Subgroup,
)

YEARS = 4
DIES = {"old": 0.2, "new": 0.1}
CARE, DRUG, WELL = 100.0, 500.0, 0.8


def qalys(p: float, years: int = YEARS, well: float = WELL) -> float:
    """QALYs of somebody who dies with probability p a year, counted at the start of each year."""
    return well * sum((1 - p) ** t for t in range(years))


def costs(p: float, years: int = YEARS, care: float = CARE, drug: float = 0.0) -> float:
    """Cost of care for each year begun, and of a drug at the start."""
    return care * sum((1 - p) ** t for t in range(years)) + drug


def two_states(design: str = "random", draws: int = 64) -> Model:
    """Old care, a new drug, and a third strategy that the study leaves out; yearly cycles, nothing discounted."""
    uncertain = {
        "care": fit("gamma", value=CARE, se=20.0, low=None, high=None, n=None),
        "drug": fit("gamma", value=DRUG, se=50.0, low=None, high=None, n=None),
        "p_new": fit("beta", value=DIES["new"], se=0.02, low=None, high=None, n=None),
    }
    found = model(
        settings=settings(
            horizon=f"{YEARS} years", costs=0.0, effects=0.0, correction="start", discount_at="start",
            reference="old", draws=draws, design=design, title="Two states",
        ),
        strategies=(
            strategy("old", dies="p_old", price=0),
            strategy("new", dies="p_new", price="drug + extra"),
        ),
        strategies_left_out=(strategy("third", dies="p_old", price=10_000),),
        states=(state("alive", 1), state("dead", alive=False)),
        parameters=(
            parameter("p_old", DIES["old"], unit="probability"),
            parameter("p_new", DIES["new"], family="beta", se=0.02, distribution=uncertain["p_new"]),
            parameter("care", CARE, family="gamma", se=20.0, distribution=uncertain["care"]),
            parameter("drug", DRUG, family="gamma", se=50.0, distribution=uncertain["drug"]),
            parameter("extra", 0.0),
            parameter("u", WELL),
        ),
        arrows=(arrow("die", "alive", "dead", "probability", "dies"),),
        payoffs=(
            payoff("cost", "care", "in", "alive", "care", per="1 year"),
            payoff("cost", "drug", "start", "alive", "price"),
            payoff("utility", "well", "in", "alive", "u", per="1 year"),
        ),
    )  # fmt: skip
    return replace(found, settings=replace(found.settings, thresholds=(1_000.0, 5_000.0)))


def at(cell: str, sheet: str = "Scenarios") -> Where:
    """A cell of the sheet."""
    return Where(book="test.xlsx", sheet=sheet, cell=cell)


def value(parameter: str, to: float, cell: str = "D2") -> ParameterChange:
    """A parameter's value replaced."""
    return ParameterChange(parameter=parameter, to=to, where=at(cell))


def horizon(years: int) -> SettingChange:
    """Another horizon."""
    return SettingChange(
        setting="horizon", values={"horizon": Duration(years, "year")}, text=f"{years} years", where=at("D9")
    )


def thresholds(*wtp: float) -> SettingChange:
    """Other thresholds."""
    return SettingChange(setting="thresholds", values={"thresholds": wtp}, text=str(wtp), where=at("D8"))


def reference(id: str) -> SettingChange:
    """Another reference."""
    return SettingChange(setting="reference strategy", values={"reference": id}, text=id, where=at("D7"))


def compared(*ids: str) -> StrategiesChange:
    """Other strategies."""
    return StrategiesChange(strategies=ids, where=at("D6"))


def scenario(id: str, *changes: Change, includes: tuple[str, ...] = (), note: str = "") -> Scenario:
    """A scenario in cell A2."""
    return Scenario(
        id=id, label=id.capitalize(), includes=includes, changes=changes, note=note, cells={"scenario": at("A2")}
    )


def subgroup(id: str, share: float | None, *changes: Change) -> Subgroup:
    """A subgroup in cell A2."""
    return Subgroup(id=id, label=id.capitalize(), share=share, changes=changes, cells={"id": at("A2", "Subgroups")})


def with_scenarios(*scenarios: Scenario, design: str = "random", draws: int = 64) -> Model:
    """The study with scenarios."""
    return replace(two_states(design, draws), scenarios=scenarios)


def with_subgroups(*subgroups: Subgroup, base_case: str = "as given") -> Model:
    """The study with subgroups."""
    found = replace(two_states(), subgroups=subgroups)
    return replace(found, settings=replace(found.settings, base_case=base_case))
