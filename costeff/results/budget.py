"""Tables of a budget impact: people, budget lines, strategies, scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff.measures.budget import layered
from costeff.model import Entering, Population
from costeff.results.frames import rows
from costeff.results.study import Study

Array = NDArray[np.float64]

TOTAL = "Total"
WITH, WITHOUT = "with", "without"

POPULATION = ("year", "calendar_year", "part", "who", "world", "strategy", "label", "share", "people")
BUDGET = (
    "year", "calendar_year", "line", "total", "with_intervention", "without_intervention", "net", "cumulative_net",
)  # fmt: skip
BY_STRATEGY = ("year", "calendar_year", "strategy", "label", "with_intervention", "without_intervention", "net")
PER_PERSON = ("strategy", "label", "budget_year", "line", "total", "cost")


INPUTS = ("item", "strategy", "label", "unit", "value", "low", "high", "source", "evidence", "note")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Budget:
    """A budget impact before it is laid out in tables.

    Attributes:
        people: who enters, and what they start in either world.
        lines: names of the budget lines, the categories of costs.
        costs: what a person costs in the budget year of entry and in those that follow, shape (years, strategies,
            lines).
        first_year: calendar year; None = years are numbered.
    """

    people: Entering
    lines: tuple[str, ...]
    costs: Array
    first_year: int | None = None

    @property
    def with_intervention(self) -> Array:
        """Money in each year, shape (years, strategies, lines)."""
        return layered(self.people.eligible[:, None] * self.people.uptake, self.costs)

    @property
    def without_intervention(self) -> Array:
        """The same in the world without the intervention."""
        return layered(self.people.eligible[:, None] * self.people.without, self.costs)

    @property
    def net(self) -> Array:
        """Net budget impact of each year, shape (years,)."""
        return np.asarray((self.with_intervention - self.without_intervention).sum(axis=(1, 2)))

    def calendar(self, year: int) -> float:
        """The calendar year of a year counted from 0; NaN where it isn't known."""
        return np.nan if self.first_year is None else float(self.first_year + year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Varied:
    """One scenario of the budget.

    Attributes:
        id: short name.
        label: in words.
        kind: `base case`, `population`, `uptake`, `entry`, `price`, `scenario`.
        net: net budget impact of each year.
    """

    id: str
    label: str
    kind: str
    net: tuple[float, ...]


def population_table(study: Study, found: Budget) -> pd.DataFrame:
    """Year by year the cascade (`part` = cascade), who is eligible, and what they start in either world.

    `share` is a step's share of those before it, or a strategy's of those who start; `who` tells whom a step counts:
    all, incident or prevalent.
    """
    people, labels = found.people, dict(study.labels)
    records: list[tuple[object, ...]] = []
    for year in range(len(people.eligible)):
        head = (year + 1, found.calendar(year))
        for step in people.steps:
            shown = (step.share[year], step.people[year])
            records.append((*head, "cascade", step.who, "", "", step.label, *shown))
        records.append((*head, "eligible", "all", "", "", "Start treatment", np.nan, people.eligible[year]))
        for world, uptake in ((WITH, people.uptake), (WITHOUT, people.without)):
            for k, strategy in enumerate(people.strategies):
                if people.uptake[:, k].any() or people.without[:, k].any():
                    share = uptake[year, k]
                    started = (share, share * people.eligible[year])
                    records.append((*head, "started", "all", world, strategy, labels[strategy], *started))
    return rows(POPULATION, records, ("part", "who", "world", "strategy", "label"))


def budget_table(found: Budget) -> pd.DataFrame:
    """Each year by budget line, undiscounted, with a line `Total` (`total` is true) for each year."""
    with_, without = found.with_intervention.sum(axis=1), found.without_intervention.sum(axis=1)
    records: list[tuple[object, ...]] = []
    for year in range(len(with_)):
        head = (year + 1, found.calendar(year))
        lines = [*((name, False) for name in found.lines), (TOTAL, True)]
        for k, (name, total) in enumerate(lines):
            part = slice(None) if total else slice(k, k + 1)
            a, b = float(with_[year, part].sum()), float(without[year, part].sum())
            so_far = float((with_ - without)[: year + 1, part].sum())
            records.append((*head, name, total, a, b, a - b, so_far))
    return rows(BUDGET, records, ("line",))


def by_strategy_table(study: Study, found: Budget) -> pd.DataFrame:
    """Each year by the strategy that people started, in whatever year they did."""
    with_, without = found.with_intervention.sum(axis=2), found.without_intervention.sum(axis=2)
    labels = dict(study.labels)
    records: list[tuple[object, ...]] = []
    for year in range(len(with_)):
        for k, strategy in enumerate(found.people.strategies):
            if with_[:, k].any() or without[:, k].any():
                a, b = float(with_[year, k]), float(without[year, k])
                records.append((year + 1, found.calendar(year), strategy, labels[strategy], a, b, a - b))
    return rows(BY_STRATEGY, records, ("strategy", "label"))


def per_person_table(study: Study, found: Budget) -> pd.DataFrame:
    """What somebody who starts a strategy costs in the budget year of entry (1) and in those that follow."""
    labels = dict(study.labels)
    records: list[tuple[object, ...]] = []
    for k, strategy in enumerate(found.people.strategies):
        for year, costs in enumerate(found.costs[:, k], start=1):
            head = (strategy, labels[strategy], year)
            records += [(*head, name, False, cost) for name, cost in zip(found.lines, costs.tolist(), strict=True)]
            records.append((*head, TOTAL, True, float(costs.sum())))
    return rows(PER_PERSON, records, ("strategy", "label", "line"))


def scenario_table(varied: Sequence[Varied]) -> pd.DataFrame:
    """Net budget impact under each scenario, the first being the base case.

    Columns `scenario`, `label`, `kind`, `net_year_1` ..., `net_total` and `change`, the total's difference from that
    of the base case.
    """
    years = len(varied[0].net)
    names = ("scenario", "label", "kind", *(f"net_year_{k + 1}" for k in range(years)), "net_total", "change")
    base = sum(varied[0].net)
    records = [(v.id, v.label, v.kind, *v.net, sum(v.net), sum(v.net) - base) for v in varied]
    return rows(names, records, ("scenario", "label", "kind"))


def inputs_table(population: Population) -> pd.DataFrame:
    """The rows of the Population sheet with their sources; `value` as typed, years with semicolons between."""
    named = [
        ("population", "", population.total),
        ("incidence", "", population.incidence),
        ("prevalent", "", population.prevalent),
        *((_SHARES[share.who], "", share.amount) for share in population.shares),
        *(("uptake", strategy, amount) for strategy, amount in population.uptake.items()),
        *(("uptake without", strategy, amount) for strategy, amount in population.without.items()),
    ]
    records: list[tuple[object, ...]] = []
    for item, strategy, amount in named:
        if amount is not None:
            unit = amount.cells["unit"].text if amount.per and "unit" in amount.cells else ""
            typed = "; ".join("rest" if value is None else value.text for value in amount.values)
            low, high = (np.nan if bound is None else bound for bound in (amount.low, amount.high))
            about = (amount.source, amount.evidence, amount.note)
            records.append((item, strategy, amount.label, unit, typed, low, high, *about))
    return rows(INPUTS, records, ("item", "strategy", "label", "unit", "value", "source", "evidence", "note"))


_SHARES = {"all": "share", "incident": "share of incident", "prevalent": "share of prevalent"}
