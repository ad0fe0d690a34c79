"""Problems of changes to a decision problem: scenarios, subgroups, sweeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from costeff.errors.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfDirichlet(Problem):
    """Some shares of a Dirichlet group are replaced and others not.

    Attributes:
        group: its name.
        missing: ids of the members that stay as they are.
    """

    group: str
    missing: Sequence[str]

    def found(self) -> str:
        """The group and what is missing."""
        return f"the shares of the group {self.group} are drawn together, and {', '.join(self.missing)} stays as it is"

    def advice(self) -> str:
        """What to do."""
        return "Give a value to every parameter of the group, so that they sum to 1."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceNotCompared(Problem):
    """The reference strategy isn't among the strategies of a scenario or subgroup.

    Attributes:
        reference: its id.
        strategies: ids of those that are compared.
    """

    reference: str
    strategies: Sequence[str]

    def found(self) -> str:
        """The reference."""
        return f"the reference strategy {self.reference} is not among the strategies compared here"

    def advice(self) -> str:
        """What to do."""
        return f"Choose a reference among {', '.join(self.strategies)}, or add {self.reference} to the strategies."
