"""Every analysis that a workbook has what it takes for, one after another: what `costeff run --all` does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from costeff import workflow
from costeff.errors import InputError, Problem
from costeff.errors.decisions import NoPriceParameter, NoThreshold
from costeff.errors.equity import NoDistribution, NoOpportunityCost
from costeff.errors.population import NoPopulation
from costeff.errors.situations import NoScenarios, NoSubgroups
from costeff.errors.two_way import NothingToPair
from costeff.model import Model
from costeff.model.settings import Design
from costeff.results import Analysis, Run
from costeff.workflow.asked import asked, line_of
from costeff.workflow.whatif import Changes

ABSENT: tuple[type[Problem], ...] = (
    NoDistribution, NoOpportunityCost, NoPopulation, NoPriceParameter, NoScenarios, NoSubgroups, NoThreshold,
    NothingToPair,
)  # fmt: skip
"""What says that a workbook doesn't ask for an analysis, so that leaving it out is no failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a run is asked for beside its workbook; None = as the workbook says.

    Attributes:
        draws: of the probabilistic analysis, 0 for none.
        seed: of the random streams.
        design: how the draws are laid out.
        changes: made before anything else, such as `c_msc=15000`.
    """

    draws: int | None = None
    seed: int | None = None
    design: Design | None = None
    changes: Changes = ()


def as_wanted(book: str | os.PathLike[str], wanted: Wanted) -> Model:
    """The study of a workbook as a run was asked for it.

    Raises:
        WorkbookError: if the workbook can't be read.
        InputError: if a change can't be made.
    """
    there = asked(book, draws=wanted.draws, seed=wanted.seed, design=wanted.design, changes=wanted.changes)
    return there.model


Progress = Callable[[int, int], None]
Make = Callable[[Model, Run, Progress | None, str], Analysis]


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """One further analysis, not made yet.

    Attributes:
        name: of its folder.
        title: what is being done, in words.
    """

    name: str
    title: str
    model: Model
    run: Run
    _make: Make

    def make(self, progress: Progress | None = None, command: str = "") -> Analysis | Omitted:
        """The analysis, or why there is none.

        Args:
            progress: called with the work done and to do, where there is much of it.
            command: what the user typed, for the record; blank = the call of `run_all`.

        Raises:
            Cancelled: if asked to stop.
        """
        try:
            return self._make(self.model, self.run, progress, command or f"costeff.run_all({self.model.book!r})")
        except InputError as error:
            lacking = all(isinstance(problem, ABSENT) for problem in error.problems)
            return Omitted(name=self.name, title=self.title, problems=error.problems, lacking=lacking)


@dataclass(frozen=True, slots=True, kw_only=True)
class Omitted:
    """An analysis that there is none of.

    Attributes:
        problems: why.
        lacking: whether the workbook only lacks what it needs; otherwise it was tried and failed.
    """

    name: str
    title: str
    problems: tuple[Problem, ...]
    lacking: bool

    @property
    def reason(self) -> str:
        """In one line, of the first problem."""
        more = len(self.problems) - 1
        return line_of(self.problems[0]) + (f" And {more} more." if more else "")


_STEPS: tuple[tuple[str, str, Make], ...] = (
    (
        "dsa",
        "One-way sensitivity analysis",
        lambda model, run, progress, command: workflow.dsa(model, command=command),
    ),
    (
        "twoway",
        "Two-way sensitivity analysis",
        lambda model, run, progress, command: workflow.twoway(model, command=command),
    ),
    (
        "threshold",
        "Thresholds of parameters",
        lambda model, run, progress, command: workflow.threshold(model, command=command),
    ),
    (
        "scenarios",
        "Scenarios",
        lambda model, run, progress, command: workflow.scenarios(
            model, keep_going=True, progress=progress, command=command
        ),
    ),
    (
        "subgroups",
        "Subgroups",
        lambda model, run, progress, command: workflow.subgroups(
            model, keep_going=True, progress=progress, command=command
        ),
    ),
    (
        "price",
        "Value-based price",
        lambda model, run, progress, command: workflow.price(
            model, psa=run.psa is not None, run=run, progress=progress, command=command
        ),
    ),
    (
        "severity",
        "Severity",
        lambda model, run, progress, command: workflow.severity(
            model, psa=run.psa is not None, run=run, progress=progress, command=command
        ),
    ),
    (
        "jurisdictions",
        "Jurisdictions",
        lambda model, run, progress, command: workflow.jurisdictions(model, command=command),
    ),
    (
        "budget",
        "Budget impact",
        lambda model, run, progress, command: workflow.budget(model, command=command),
    ),
    (
        "distribution",
        "Distribution of health",
        lambda model, run, progress, command: workflow.distribution(model, command=command),
    ),
)
"""Name, title and maker of each, quick and basic ones first."""


def further(model: Model, run: Run) -> Iterator[Further]:
    """Every further analysis of a study that was run, to be made one at a time.

    Args:
        model: as it was run, changes included; the same object throughout, so that its plans are made once.
        run: its run; analyses of draws use those it has.
    """
    for name, title, make in _STEPS:
        yield Further(name=name, title=title, model=model, run=run, _make=make)


def run_all(
    model: Model, run: Run, progress: Callable[[str], None] | None = None
) -> tuple[tuple[Analysis, ...], tuple[Omitted, ...]]:
    """Every further analysis of a study that was run.

    Args:
        model: as it was run.
        run: its run.
        progress: told in words what is being done.

    Returns:
        The analyses, and those that there are none of, each with the reason.

    Raises:
        Cancelled: if asked to stop.
    """
    made: list[Analysis] = []
    omitted: list[Omitted] = []
    for step in further(model, run):
        if progress is not None:
            progress(step.title)
        found = step.make()
        if isinstance(found, Analysis):
            made.append(found)
        else:
            omitted.append(found)
    return tuple(made), tuple(omitted)
