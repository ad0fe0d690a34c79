"""What does a patient cost in each year after the start? Undiscounted, by category: what a budget is made of.

One run answers it. Every cost gets a condition more, that the cycle comes before a bound, and the bound is a parameter
of which each row of the table of draws has another value: row k holds what is spent in the first k cycles.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from costeff.expr.tree import Binary, Call, Formula, Name, Tree, names
from costeff.model import Draws, Duration, Instalments, Model, Parameter, Payoff, base_draws
from costeff.model.checks.formulas import every_formula
from costeff.model.population import Entry
from costeff.variants import MIXTURE, execute

Array = NDArray[np.float64]

BOUND = "cycles that are counted"
"""Name of the parameter; no expression of a workbook can write it, since it has spaces."""

Pace = Literal["evenly", "at the start of each cycle", "at once", "by points"]
"""How money is spent within a cycle."""


_Part = tuple[str, Pace, Instalments | None]
"""Category of some payoffs, and how their money is spent over time."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class YearlyCosts:
    """Undiscounted costs a patient by time since the start.

    Attributes:
        strategies: ids.
        categories: of costs, in the order of the workbook.
        values: shape (periods, strategies, categories), money a patient who started, the dead included.
    """

    strategies: tuple[str, ...]
    categories: tuple[str, ...]
    values: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Line:
    """What some payoffs of one category have cost by time since the start.

    Attributes:
        pace: how the money is spent within a cycle.
        instalments: of payments that are spread over later times; None = paid at once.
        spent: at the ends of cycles 0, 1, ..., shape (cycles + 1, strategies).
    """

    pace: Pace
    instalments: Instalments | None
    spent: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spending:
    """Undiscounted spending a patient since the start, as a function of time.

    Attributes:
        strategies: ids.
        categories: of costs, in the order of the workbook.
        years: how far it is known.
    """

    strategies: tuple[str, ...]
    categories: tuple[str, ...]
    years: float
    cycle: Duration
    lines: tuple[tuple[_Line, ...], ...]

    def between(self, ends: Sequence[float]) -> YearlyCosts:
        """What a patient costs in successive periods.

        Args:
            ends: of the periods, in years since the start, rising; the first begins at 0.
        """
        until = np.stack([self._sum(_until, end) for end in (0.0, *ends)])
        return YearlyCosts(strategies=self.strategies, categories=self.categories, values=np.diff(until, axis=0))

    def by_budget_year(self, years: int, entry: Entry) -> YearlyCosts:
        """What somebody costs in the budget year of entry and in those that follow, on average over the entrants.

        With C(t) spent until time t since entry, the budget year k years after that of entry gets C(k+1) - C(k) if
        everybody enters at its start, C(k+1/2) - C(k-1/2) at its middle, and the mean of C(k+1-u) - C(k-u) over u from
        0 to 1 through the year, where C is 0 before entry. Between the ends of cycles C isn't known: what is charged at
        the start of a cycle is spent there, everything else evenly within its cycle.

        Args:
            years: how many.
            entry: when within a year people enter.
        """
        if entry == "start of year":
            return self.between(range(1, years + 1))
        if entry == "middle of year":
            return self.between([k + 0.5 for k in range(years)])
        total = np.stack([self._sum(_integral, float(k)) for k in range(years + 1)])  # of C, from 0 to k
        values = np.diff(total, axis=0)
        values[1:] -= np.diff(total, axis=0)[:-1]
        return YearlyCosts(strategies=self.strategies, categories=self.categories, values=values)

    def _sum(self, of: Callable[[_Line, float, Duration], Array], years: float) -> Array:
        """Shape (strategies, categories)."""
        at = Duration(years, "year").cycles(self.cycle)
        one = Duration(1.0, "year").cycles(self.cycle)
        scale = 1.0 if of is _until else 1.0 / one
        found = np.zeros((len(self.strategies), len(self.categories)))
        for k, lines in enumerate(self.lines):
            for line in lines:
                found[:, k] += scale * of(line, at, self.cycle)
        return found


def spending(model: Model, years: float, *, cancelled: Callable[[], bool] | None = None) -> Spending:
    """What the base case spends a patient, by time since the start; of a mixture of subgroups, the mixture's.

    Args:
        model: the decision problem.
        years: how far to follow a patient. What lies beyond the model's horizon costs nothing.
        cancelled: asked now and then; True stops the run.

    Raises:
        InputError: if the base case is no valid model.
        Cancelled: if asked to stop.
    """
    return spendings(model, (model,), years, cancelled=cancelled)[0]


def spendings(
    model: Model, variants: Sequence[Model], years: float, *, cancelled: Callable[[], bool] | None = None
) -> tuple[Spending, ...]:
    """The same for several versions of a problem that differ in values of parameters alone, in one run.

    Args:
        model: the decision problem.
        variants: it with other values.
        years: how far to follow a patient.
        cancelled: asked now and then; True stops the run.

    Raises:
        InputError: if one of them is no valid model.
        Cancelled: if asked to stop.
    """
    cycles = math.ceil(Duration(years, "year").cycles(model.settings.cycle) - 1e-9)
    bounds = np.arange(1.0, cycles + 2)  # one more than is asked for: points lie on both sides of a time
    parts, there = _bounded(_shortened(model, cycles + 2))
    values = np.vstack([np.repeat(base_draws(variant).values, len(bounds), axis=0) for variant in variants])
    table = np.column_stack([values, np.tile(bounds, len(variants))])
    index = np.arange(len(table), dtype=np.int64)
    found = execute(
        there,
        Draws(ids=tuple(p.id for p in there.parameters), values=table, index=index, design="cycles"),
        cancelled=cancelled,
    )
    counted = {mark: found.of("cost", "category", mark, discounted=False) for mark in parts}
    size = len(bounds)
    return tuple(
        _gathered(model, found.strategies, years, parts, {mark: rows[k : k + size] for mark, rows in counted.items()})
        for k in range(0, len(table), size)
    )


def _gathered(
    model: Model, strategies: tuple[str, ...], years: float, parts: Mapping[str, _Part], counted: Mapping[str, Array]
) -> Spending:
    """What was spent until the end of each cycle, by category."""
    categories = tuple(dict.fromkeys(p.category for p in model.payoffs if p.kind == "cost"))
    lines: dict[str, list[_Line]] = {name: [] for name in categories}
    for mark, (category, pace, instalments) in parts.items():
        spent = np.vstack([np.zeros(len(strategies)), counted[mark]])
        if pace == "by points":  # half of the weight of a point belongs to the cycle before it
            spent = np.vstack([spent[:1], (spent[1:-1] + spent[2:]) / 2])
        lines[category].append(_Line(pace=pace, instalments=instalments, spent=spent))
    return Spending(
        strategies=strategies,
        categories=categories,
        years=years,
        cycle=model.settings.cycle,
        lines=tuple(tuple(lines[name]) for name in categories),
    )


def yearly_costs(model: Model, ends: tuple[float, ...], *, cancelled: Callable[[], bool] | None = None) -> YearlyCosts:
    """Costs of the base case in successive periods since a patient's start.

    Args:
        model: the decision problem.
        ends: of the periods, in years since the start, rising; the first begins at 0.
        cancelled: asked now and then; True stops the run.

    Raises:
        InputError: if the base case is no valid model.
        Cancelled: if asked to stop.
    """
    return spending(model, max(ends), cancelled=cancelled).between(ends)


def _shortened(model: Model, cycles: int) -> Model:
    """The model with a horizon no longer than needed, where nothing but costs after it depends on the horizon."""
    settings = model.settings
    asked = any("horizon_years" in names(formula.tree) for formula in every_formula(model))
    mixed = settings.base_case == MIXTURE and bool(model.subgroups)
    if asked or mixed or settings.correction == "table" or settings.cycles <= cycles:
        return model
    return model.with_settings(horizon=Duration(cycles * settings.cycle.value, settings.cycle.unit))


def _bounded(model: Model) -> tuple[dict[str, _Part], Model]:
    """The model with its costs before a bound only, told apart by how they are spent.

    Returns:
        The name of each category of the new model, with what it stands for; the model.
    """
    starts = {state.id for state in model.states if state.start is not None}
    marks: dict[_Part, str] = {}
    payoffs = []
    for payoff in model.payoffs:
        if payoff.kind == "cost":
            part = (payoff.category, _pace(payoff, starts, model.settings.correction), payoff.instalments)
            mark = marks.setdefault(part, f"{len(marks)}")
            when = _before(payoff.when, payoff.amount)
            payoffs.append(replace(payoff, category=mark, when=when, instalments=None))
        else:
            payoffs.append(payoff)
    # Not a fixed one: the engine would build its value into a plan, and make a plan for each row.
    bound = Parameter(id=BOUND, label=BOUND, value=1.0, family="empirical")
    there = replace(model, payoffs=tuple(payoffs), parameters=(*model.parameters, bound))
    return {mark: part for part, mark in marks.items()}, there


def _pace(payoff: Payoff, starts: set[str], correction: str) -> Pace:
    """How the money of a payoff is spent within a cycle."""
    if payoff.charged == "start":
        return "at once"
    if payoff.charged == "entering" and starts & set(payoff.over):
        return "at once"  # the starting cohort enters at time 0; later entries are events of their cycle
    if payoff.charged == "in" and payoff.timing == "start":
        return "at the start of each cycle"
    return "by points" if payoff.charged == "in" and correction in ("points", "table") else "evenly"


def _before(when: Formula | None, amount: Formula) -> Formula:
    """A condition, and that the cycle comes before the bound."""
    early: Tree = Binary("<", Name("cycle"), Name(BOUND))
    if when is None:
        return Formula(tree=early, where=amount.where)
    return Formula(tree=Call("AND", (when.tree, early)), where=when.where)


def _until(line: _Line, at: float, cycle: Duration) -> Array:
    """What is spent until a time in cycles, shape (strategies,)."""
    return _delayed(line, at, cycle, _spent)


def _integral(line: _Line, at: float, cycle: Duration) -> Array:
    """What is spent until a time, added up over all times from 0 to one in cycles."""
    return _delayed(line, at, cycle, _area)


def _delayed(line: _Line, at: float, cycle: Duration, of: Callable[[_Line, float], Array]) -> Array:
    """With instalments: each is an equal part, later by so many gaps."""
    if line.instalments is None:
        return of(line, at)
    gap, number = line.instalments.gap.cycles(cycle), line.instalments.number
    return np.asarray(np.sum([of(line, at - n * gap) for n in range(number)], axis=0) / number)


def _ends(line: _Line, cycle: int) -> tuple[Array, Array]:
    """What is spent just after the start of a cycle, and at its end."""
    at_start = line.pace == "at the start of each cycle" or (line.pace == "at once" and cycle == 0)
    return line.spent[cycle + 1 if at_start else cycle], line.spent[cycle + 1]


def _spent(line: _Line, at: float) -> Array:
    """What is spent until a time in cycles; nothing at time 0 and before."""
    if at <= 1e-9:
        return np.zeros_like(line.spent[0])
    cycle = math.ceil(at - 1e-9) - 1
    left, right = _ends(line, cycle)
    return np.asarray(left + (right - left) * min(1.0, at - cycle), dtype=np.float64)


def _area(line: _Line, at: float) -> Array:
    """The area under what is spent, from time 0 to one in cycles."""
    total: Array = np.zeros_like(line.spent[0])
    for cycle in range(max(0, math.ceil(at - 1e-9))):
        left, right = _ends(line, cycle)
        part = min(1.0, at - cycle)
        total += part * (left + (right - left) * part / 2)
    return total
