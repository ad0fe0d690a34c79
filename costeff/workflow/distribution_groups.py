"""The people of a distribution of health: each subgroup with what it has, what it gains and what it costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costeff.analyses import Answer
from costeff.errors import InputError
from costeff.measures.equity import lived_qalys
from costeff.model import Model, Subgroup, override
from costeff.model.entering import entering
from costeff.results import Outcomes
from costeff.results.distribution import Decision, Groups
from costeff.workflow.norms import mortality_uses, norms_by_age

EVEN = 0.5
"""Share of men where none can be read off the model."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ran:
    """A subgroup with what it yields.

    Attributes:
        reference: id of what it gets now.
        lived: QALYs lived until the start age; NaN where its baseline health is given.
        norms: what these come from.
        male: share of men among them; None where it is assumed.
    """

    part: Subgroup
    reference: str
    base: Outcomes
    psa: Outcomes | None
    lived: float
    norms: str
    male: float | None

    @classmethod
    def of(cls, model: Model, part: Subgroup, answer: Answer) -> Ran:
        """A subgroup that could be run."""
        assert answer.base is not None
        lived, norms, male = math.nan, "", None
        if part.baseline_health is None:
            there = override(model, [part.changes]).model
            age = there.settings.start_age
            by_age, norms = norms_by_age(there, math.floor(age) + 1)
            male = share_male(there)
            lived = lived_qalys(by_age, age, EVEN if male is None else male)
        reference = answer.model.settings.reference or answer.model.strategies[0].id
        return cls(
            part=part, reference=reference, base=answer.base, psa=answer.psa, lived=lived, norms=norms, male=male
        )

    @property
    def given(self) -> bool:
        """Whether the workbook says its baseline health."""
        return self.part.baseline_health is not None

    def baseline(self, outcomes: Outcomes) -> Array:
        """Lifetime QALYs under its reference, a draw each: not discounted."""
        if self.part.baseline_health is not None:
            return np.full(len(outcomes), self.part.baseline_health)
        left = outcomes.of("qalys", discounted=False)[:, outcomes.strategies.index(self.reference)]
        return np.asarray(self.lived + left)

    def compares(self, strategy: str) -> bool:
        """Whether the strategy is compared with the reference, and another."""
        return strategy != self.reference and strategy in self.base.strategies

    def change(self, outcomes: Outcomes, strategy: str) -> tuple[Array, Array]:
        """QALYs gained and extra cost a person against the reference, a draw each; 0 where it isn't compared."""
        if not self.compares(strategy):
            return np.zeros(len(outcomes)), np.zeros(len(outcomes))
        n, reference = (outcomes.strategies.index(name) for name in (strategy, self.reference))
        gain, cost = (outcomes.of(m)[:, n] - outcomes.of(m)[:, reference] for m in ("qalys", "cost"))
        return gain, cost

    def at(self, index: NDArray[np.int64]) -> Outcomes:
        """Its draws of these numbers."""
        assert self.psa is not None
        rows = np.searchsorted(self.psa.index, index)
        return Outcomes(
            strategies=self.psa.strategies, outcomes=self.psa.outcomes, values=self.psa.values[rows], index=index
        )


def groups_of(ran: Sequence[Ran], index: NDArray[np.int64] | None) -> Groups:
    """The people, with their health without the decision."""
    shares = np.array([one.part.share or 0.0 for one in ran])
    given = [one.part.opportunity_cost_share for one in ran]
    bearing = shares if None in given else np.array([share or 0.0 for share in given])
    drawn = None if index is None else np.stack([one.baseline(one.at(index)) for one in ran], axis=1)
    return Groups(
        ids=[one.part.id for one in ran],
        labels=[one.part.label for one in ran],
        shares=shares,
        bearing=bearing,
        baseline=np.array([one.baseline(one.base)[0] for one in ran]),
        drawn=drawn,
    )


def decisions_of(model: Model, ran: Sequence[Ran], index: NDArray[np.int64] | None) -> list[Decision]:
    """One for each strategy that some group compares with its reference."""
    found = []
    for strategy in (*model.strategies, *model.strategies_left_out):
        if not any(one.compares(strategy.id) for one in ran):
            continue
        gain, cost = np.array([one.change(one.base, strategy.id) for one in ran])[:, :, 0].T
        drawn = None
        if index is not None:
            drawn = np.array([one.change(one.at(index), strategy.id) for one in ran]).transpose(1, 2, 0)
        found.append(
            Decision(
                strategy=strategy.id,
                label=strategy.label or strategy.id,
                compared=[one.compares(strategy.id) for one in ran],
                gain=gain,
                more_cost=cost,
                drawn_gain=None if drawn is None else drawn[0],
                drawn_cost=None if drawn is None else drawn[1],
            )
        )
    return found


def people_a_year(model: Model) -> float:
    """How many people start a treatment, in the mean over the years of the sheet Population; NaN if it doesn't say."""
    if model.population is None:
        return math.nan
    try:
        return float(entering(model).eligible.mean())
    except InputError:  # the budget needs more of the sheet, and says what
        return math.nan


def share_male(model: Model) -> float | None:
    """Share of men at the start, as the model takes mortality; None if that says no single one."""
    values = {p.id: p.value for p in model.parameters}
    shares = {values.get(share) if isinstance(share, str) else share for _, share in mortality_uses(model)}
    return shares.pop() if len(shares) == 1 else None
