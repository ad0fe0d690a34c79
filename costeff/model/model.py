"""The decision problem, frozen: everything that a run needs, and the cell of each part of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from costeff.model.changes import Scenario, Subgroup
from costeff.model.parts import (
    Arrow,
    Check,
    Correlation,
    Covariance,
    Mark,
    Parameter,
    Payoff,
    Posterior,
    Revision,
    State,
    Strategy,
    Table,
    Target,
    Variable,
)
from costeff.model.population import Population
from costeff.model.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One decision problem, as read from one workbook.

    Attributes:
        book: file name of the workbook.
        sha256: hash of the file's bytes, in hexadecimal.
        strategies: those included, in the order of the sheet.
        strategies_left_out: those that the workbook excludes, kept so that a scenario can include them.
        population: how many people there are, and what they start; None without the sheet.
        log: what was changed in the workbook, as its authors say.
    """

    book: str
    sha256: str
    settings: Settings
    strategies: tuple[Strategy, ...]
    strategies_left_out: tuple[Strategy, ...] = ()
    states: tuple[State, ...]
    marks: tuple[Mark, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    variables: tuple[Variable, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    payoffs: tuple[Payoff, ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    correlations: tuple[Correlation, ...] = ()
    covariances: tuple[Covariance, ...] = ()
    posteriors: tuple[Posterior, ...] = ()
    targets: tuple[Target, ...] = ()
    checks: tuple[Check, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    subgroups: tuple[Subgroup, ...] = ()
    population: Population | None = None
    log: tuple[Revision, ...] = ()

    def parameter(self, id: str) -> Parameter:
        """The parameter of that id.

        Raises:
            KeyError: if there is none.
        """
        for parameter in self.parameters:
            if parameter.id == id:
                return parameter
        raise KeyError(id)

    def with_settings(self, **changes: object) -> Model:
        """The same problem under other settings."""
        return replace(self, settings=replace(self.settings, **changes))  # type: ignore[arg-type]
