"""What is wrong with the names of a model of which some rows couldn't be read.

So that a workbook with nine mistakes gives nine lines at once, the checks of names also see what is left of a model
that reading refuses. Whatever failed stands in by its id, and nothing that refers to it is blamed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from costeff.errors import Problem
from costeff.errors.names import (
    CircularNames,
    MarkBelow,
    OutOfPlace,
    TwoMeanings,
    UnknownColumn,
    UnknownName,
    UnknownTable,
)
from costeff.model.checks import check
from costeff.model.discount import Discount
from costeff.model.model import Model
from costeff.model.parts import Mark, State, Strategy
from costeff.model.settings import Settings
from costeff.model.time import Duration
from costeff.workbook.selection import Known

STANDING_IN = Settings(
    cycle=Duration(1.0, "month"),
    horizon=Duration(1.0, "year"),
    start_age=0.0,
    discount_costs=Discount.constant(0.0),
    discount_effects=Discount.constant(0.0),
)
"""Settings for checking names when the Study sheet couldn't be read."""

_SURE = (CircularNames, MarkBelow, OutOfPlace, TwoMeanings, UnknownColumn, UnknownName, UnknownTable)
"""Problems that don't depend on the rows that failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial:
    """What could be read.

    Attributes:
        model: without the rows that failed.
        known: every id, those of the rows that failed included.
        tables: names of the tables that failed.
    """

    model: Model
    known: Known
    tables: frozenset[str]

    def problems(self) -> tuple[Problem, ...]:
        """Errors in the names that expressions use."""
        known = self.known
        whole = self._whole()
        read = {part.id for parts in (self.model.parameters, self.model.variables) for part in parts}
        failed = ({*known.parameters, *known.variables} - read) | known.columns
        found = check(whole, failed)
        return tuple(problem for problem in found if isinstance(problem, _SURE) and self._sure(problem))

    def _whole(self) -> Model:
        """The model with something standing in for every state, strategy and mark that failed."""
        model, known = self.model, self.known
        states = {state.id: state for state in model.states}
        strategies = {strategy.id: strategy for strategy in (*model.strategies, *model.strategies_left_out)}
        marks = {mark.id: mark for mark in model.marks}
        return replace(
            model,
            states=tuple(
                states.get(name) or State(id=name, label=name, alive=alive) for name, alive in known.states.items()
            ),
            strategies=tuple(strategies.get(name) or Strategy(id=name, label=name) for name in known.strategies),
            strategies_left_out=(),
            marks=tuple(
                marks.get(name) or Mark(id=name, label=name, remembers=Duration(1.0, "year")) for name in known.marks
            ),
        )

    def _sure(self, problem: Problem) -> bool:
        """Whether a problem would remain if everything else were repaired."""
        if isinstance(problem, UnknownName):
            return not self.known.uncertain & {"Parameters", "Variables", "Marks", "Strategies", "States"}
        if isinstance(problem, UnknownTable | UnknownColumn):
            return problem.table not in self.tables and "table" not in self.known.uncertain
        return problem.severity == "error"
