"""Who enters: the Population sheet as numbers, year by year, or everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costeff.errors import InputError, Problem, Where
from costeff.errors.cells import OutOfRange
from costeff.errors.population import (
    NoPopulation,
    NoTotal,
    PopulationGap,
    PopulationValue,
    UptakeNotCompared,
    UptakeShares,
)
from costeff.expr import Fault, Formula, Undefined, evaluate
from costeff.model.model import Model
from costeff.model.population import Amount, Population, Who

Array = NDArray[np.float64]

TOLERANCE = 1e-6
"""How far shares may be from summing to 1; they are then scaled, so that nobody is lost."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """One line of the cascade.

    Attributes:
        label: what it is.
        who: whom it counts.
        share: of those before, shape (years,); NaN for a number that isn't a share of the line before.
        people: who are left, shape (years,).
    """

    label: str
    who: Who
    share: Array
    people: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entering:
    """People who become eligible, and what they start.

    Attributes:
        strategies: ids, in the order of the model.
        steps: the cascade that leads to `eligible`.
        eligible: people who start some strategy in each year, shape (years,).
        uptake: shares in the world with the intervention, shape (years, strategies).
        without: the same in the world without it.
    """

    strategies: tuple[str, ...]
    steps: tuple[Step, ...]
    eligible: Array
    uptake: Array
    without: Array


def entering(model: Model, population: Population | None = None) -> Entering:
    """Works out the population at the values of the model's parameters.

    Args:
        model: the decision problem.
        population: one to use in place of the model's own.

    Raises:
        InputError: if there is no Population sheet, or it lacks something or doesn't add up.
    """
    there = model.population if population is None else population
    if there is None:
        raise InputError([NoPopulation(where=Where(book=model.book, sheet="Population", cell="A1"))], model.book)
    work = _Work(model, there, tuple(s.id for s in model.strategies))
    missing = tuple(work.missing())
    found = work.entering() if not missing else None
    problems = (*missing, *work.problems)
    if problems or found is None:
        raise InputError(tuple(dict.fromkeys(problems)), model.book)
    return found


def population_problems(model: Model) -> tuple[Problem, ...]:
    """What is wrong with the Population sheet as far as it is filled in.

    A row that isn't there is no fault, nor is a strategy that the study leaves out: only a budget needs them.
    """
    if model.population is None:
        return ()
    every = (*model.strategies, *model.strategies_left_out)
    work = _Work(model, model.population, tuple(s.id for s in every))
    work.everything()
    return tuple(dict.fromkeys(work.problems))


@dataclass(frozen=True, slots=True)
class _Values:
    """What names are worth: parameters alone."""

    known: Mapping[str, float]

    def value(self, name: str) -> float:
        if name not in self.known:
            raise Undefined(f"{name} is no parameter")
        return self.known[name]

    def lookup(self, table: str, column: str, key: float) -> float:
        raise Undefined("tables can't be looked up here")

    def interpolate(self, table: str, column: str, key: float) -> float:
        raise Undefined("tables can't be looked up here")

    def mortality(self, table: str, age: float, share_male: float) -> float:
        raise Undefined("tables can't be looked up here")


class _Work:
    """One population while it is worked out.

    Attributes:
        ids: of the strategies that may be started.
        problems: what is wrong so far.
    """

    def __init__(self, model: Model, population: Population, ids: tuple[str, ...]) -> None:
        self.model, self.it, self.ids = model, population, ids
        self.scope = _Values({p.id: p.value for p in model.parameters})
        self.problems: list[Problem] = []

    def missing(self) -> Iterator[Problem]:
        """The rows that a budget needs and that aren't there."""
        wanted = (
            (self.it.incidence or self.it.prevalent, "incidence", "how many people become ill (or `prevalent`, "
             "how many are)"),
            (self.it.uptake, "uptake", "what share starts each strategy in the world with the intervention"),
            (self.it.without, "uptake without", "what share starts each strategy in the world without it"),
        )  # fmt: skip
        for there, item, meaning in wanted:
            if not there:
                yield PopulationGap(where=self.it.where, item=item, meaning=meaning)

    def everything(self) -> None:
        """Works out all that there is."""
        self.people()
        if self.it.lifetime is not None:
            self.numbers(self.it.lifetime, "decision lifetime")
        for world, given in (("with", self.it.uptake), ("without", self.it.without)):
            if given:
                self.shares(world, given)

    def entering(self) -> Entering:
        """The whole."""
        steps, eligible = self.people()
        return Entering(
            strategies=self.ids,
            steps=steps,
            eligible=eligible,
            uptake=self.shares("with", self.it.uptake),
            without=self.shares("without", self.it.without),
        )

    def people(self) -> tuple[tuple[Step, ...], Array]:
        """The cascade, and those who are left at its end."""
        steps: list[Step] = []
        blank = np.full(self.it.years, np.nan)
        if self.it.total is not None:
            total = self.numbers(self.it.total, "population")
            steps.append(Step(label=self.it.total.label, who="all", share=blank, people=total))
        left: dict[Who, Array] = {}
        given: tuple[tuple[Who, Amount | None], ...] = (
            ("incident", self.it.incidence),
            ("prevalent", self.it.prevalent),
        )
        for who, amount in given:
            if amount is not None:
                left[who] = self.cases(amount, who)
                steps.append(Step(label=amount.label, who=who, share=blank, people=left[who]))
        for share in self.it.shares:
            part = self.numbers(share.amount, "share", high=1.0)
            concerned = [who for who in left if share.who in ("all", who)]
            left |= {who: left[who] * part for who in concerned}
            people = np.sum([left[who] for who in concerned], axis=0) if concerned else np.zeros(self.it.years)
            steps.append(Step(label=share.amount.label, who=share.who, share=part, people=people))
        eligible = np.sum(list(left.values()), axis=0) if left else np.zeros(self.it.years)
        return tuple(steps), np.asarray(eligible, dtype=np.float64)

    def cases(self, amount: Amount, who: Who) -> Array:
        """New cases, or prevalent ones that start: a single number of the latter is that of the first year."""
        item = "incidence" if who == "incident" else "prevalent"
        found = self.numbers(amount, item)
        if who == "prevalent" and len(amount.values) == 1:
            found[1:] = 0.0
        if amount.per:
            if self.it.total is None:
                unit = amount.cells.get("unit", self.it.where)
                self.problems.append(NoTotal(where=unit, item=item, unit=unit.text))
                return found
            return found * amount.per * self.numbers(self.it.total, "population")
        return found

    def shares(self, world: str, given: Mapping[str, Amount]) -> Array:
        """Shares of the strategies by year, shape (years, strategies)."""
        ids = self.ids
        found = np.zeros((self.it.years, len(ids)))
        rest: str | None = None
        before = len(self.problems)
        for strategy, amount in given.items():
            by_year = self.numbers(amount, f"uptake {world}" if world == "without" else "uptake", high=1.0)
            if strategy not in ids:
                if amount.values[0] is None or by_year.any():
                    where = amount.cells.get("strategy", self.it.where)
                    self.problems.append(UptakeNotCompared(where=where, strategy=strategy))
                continue
            rest = strategy if any(v is None for v in amount.values) else rest
            found[:, ids.index(strategy)] = by_year
        if before == len(self.problems):  # what can't be read, or isn't compared, would make the sum wrong
            self.sum_up(world, found, None if rest is None else ids.index(rest), given)
        if before == len(self.problems):
            found /= found.sum(axis=1, keepdims=True)
        return found

    def sum_up(self, world: str, found: Array, rest: int | None, given: Mapping[str, Amount]) -> None:
        """Gives the rest to whom it belongs; tells sums that aren't 1, each once for all its years."""
        wrong: dict[tuple[float, bool], list[int]] = {}
        for year, row in enumerate(found):
            total = float(row.sum())
            having = rest is not None and given[self.ids[rest]].in_year(year) is None
            if rest is not None and having:
                row[rest] = max(0.0, 1.0 - total)
            if total > 1 + TOLERANCE if having else abs(total - 1) > TOLERANCE:
                wrong.setdefault((round(total, 9), having), []).append(year)
        last = list(given.values())[-1]
        for (total, having), years in wrong.items():
            place = last.cell(years[0])
            told = tuple(year + 1 for year in years)
            self.problems.append(UptakeShares(where=place, world=world, years=told, total=total, rest=having))

    def numbers(self, amount: Amount, item: str, high: float = np.inf) -> Array:
        """A row as numbers, shape (years,); the rest, and what can't be worked out, as 0."""
        return np.array([self.number(amount.in_year(y), item, high) for y in range(self.it.years)])

    def number(self, formula: Formula | None, item: str, high: float) -> float:
        """One cell."""
        if formula is None:
            return 0.0
        try:
            value = evaluate(formula.tree, self.scope)
        except Fault as fault:
            self.problems.append(PopulationValue(where=formula.where, span=fault.span, item=item, reason=fault.reason))
            return 0.0
        if not 0 <= value <= high:
            self.problems.append(OutOfRange(where=formula.where, column=item, value=value, low=0, high=high))
            return 0.0
        return value
