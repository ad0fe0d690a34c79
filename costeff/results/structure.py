"""How a model is built, as text: arrows, payoffs, variables, marks, tables, checks, and what changed in the workbook.

Expressions are kept as the user wrote them; `equation` of a line prints one when a report asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from costeff.errors import Where
from costeff.expr import Formula, equation, parse, to_text
from costeff.model import (
    Amount,
    Arrow,
    Check,
    Mark,
    Payoff,
    Population,
    Revision,
    Scenario,
    Subgroup,
    Table,
    Variable,
)


def printed(expression: str) -> str:
    """An expression of the workbook as LaTeX mathematics; empty for an empty one, or one that can't be read.

    Args:
        expression: as it stands in a cell.
    """
    if not expression:
        return ""
    return equation(parse(Where(text=expression)).tree)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrowLine:
    """A way from states to a state; fields as of `costeff.model.Arrow`.

    Attributes:
        kind: `rate`, `probability`, `share` or `rest`.
        per: the time that a rate or probability is for (`1 month`); empty = a cycle.
        expression: the rate, probability or share, as in the workbook; empty for a rest.
        when: the condition under which it is in force; empty = always.
        sets, clears: marks that the movers get and lose.
        cell: of the expression, for a rest of the row.
    """

    id: str
    origins: tuple[str, ...]
    target: str
    kind: str
    per: str = ""
    expression: str = ""
    when: str = ""
    sets: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    note: str = ""
    cell: str = ""

    @property
    def equation(self) -> str:
        """The expression as LaTeX mathematics; empty for a rest."""
        return printed(self.expression)

    @property
    def condition(self) -> str:
        """The condition as LaTeX mathematics; empty = always."""
        return printed(self.when)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoffLine:
    """A cost, utility or count; fields as of `costeff.model.Payoff`.

    Attributes:
        amount: money, weight or number, as in the workbook.
        timing: `corrected` by the cycle correction, or at the `start` of the cycle.
        instalments: `5 x 1 year`; empty = paid at once.
        cell: of the amount.
    """

    kind: str
    id: str
    category: str
    charged: str
    over: tuple[str, ...]
    per: str = ""
    timing: str = "corrected"
    amount: str = ""
    when: str = ""
    instalments: str = ""
    discounted: bool = False
    note: str = ""
    cell: str = ""

    @property
    def equation(self) -> str:
        """The amount as LaTeX mathematics."""
        return printed(self.amount)

    @property
    def condition(self) -> str:
        """The condition as LaTeX mathematics; empty = always."""
        return printed(self.when)


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableLine:
    """A name for an expression."""

    id: str
    label: str
    unit: str = ""
    expression: str = ""
    cell: str = ""

    @property
    def equation(self) -> str:
        """The expression as LaTeX mathematics, without its name."""
        return printed(self.expression)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkLine:
    """A yes/no memory carried across states.

    Attributes:
        start: share that has it at the start, as in the workbook; empty = nobody.
        remembers: how long the time since it was set is remembered; empty = not.
    """

    id: str
    label: str
    start: str = ""
    remembers: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """A promise of the modeller."""

    id: str
    expression: str
    message: str = ""
    cell: str = ""

    @property
    def equation(self) -> str:
        """The expression as LaTeX mathematics."""
        return printed(self.expression)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """A table of the workbook, without its numbers.

    Attributes:
        key: header of its first column.
        columns: headers of the others.
        rows: how many keys it has, from `first` to `last`.
        cell: its sheet.
    """

    name: str
    key: str
    columns: tuple[str, ...]
    rows: int
    first: float | None = None
    last: float | None = None
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioLine:
    """A scenario of the workbook, whether it was run or not; `includes` are ids of others made first."""

    id: str
    label: str
    includes: tuple[str, ...] = ()
    note: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgroupLine:
    """A subgroup of the workbook; `share` of all patients, None if unknown."""

    id: str
    label: str
    share: float | None = None
    note: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionLine:
    """A row of the workbook's change log: the sheet `Changes`."""

    date: str
    version: str
    author: str
    change: str
    reason: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationLine:
    """A row of the sheet `Population`.

    Attributes:
        item: `population`, `incidence`, `prevalent`, `share`, `share of incident`, `share of prevalent`, `uptake`,
            `uptake without` or `decision lifetime`.
        strategy: of an uptake; empty for other items.
        values: as in the workbook, one for all years or one a year; `rest` for what the other strategies leave.
        per: what a number of people is multiplied by the population with; 0 = nothing.
    """

    item: str
    label: str
    strategy: str = ""
    values: tuple[str, ...] = ()
    per: float = 0.0
    low: float | None = None
    high: float | None = None
    source: str = ""
    evidence: str = ""
    note: str = ""
    cell: str = ""


def expression_text(formula: Formula | None) -> str:
    """The text of an expression as the user wrote it; of one that stands in no cell, as one would; "" for None."""
    return "" if formula is None else formula.text.strip() or to_text(formula.tree)


def cell_of(cells: Mapping[str, Where], *columns: str) -> str:
    """The address of the first of some columns that a row has: `Transitions!F7`; empty if it has none."""
    return next((str(cells[column]) for column in columns if column in cells), "")


def arrow_line(arrow: Arrow) -> ArrowLine:
    """An arrow as text."""
    return ArrowLine(
        id=arrow.id,
        origins=arrow.origins,
        target=arrow.target,
        kind=arrow.kind,
        per="" if arrow.per is None else str(arrow.per),
        expression=expression_text(arrow.formula),
        when=expression_text(arrow.when),
        sets=arrow.sets,
        clears=arrow.clears,
        note=arrow.note,
        cell=cell_of(arrow.cells, *(("as",) if arrow.formula is None else ("expression", "as"))),
    )


def payoff_line(payoff: Payoff) -> PayoffLine:
    """A payoff as text."""
    parts = payoff.instalments
    return PayoffLine(
        kind=payoff.kind,
        id=payoff.id,
        category=payoff.category,
        charged=payoff.charged,
        over=payoff.over,
        per="" if payoff.per is None else str(payoff.per),
        timing=payoff.timing,
        amount=expression_text(payoff.amount),
        when=expression_text(payoff.when),
        instalments="" if parts is None else f"{parts.number} x {parts.gap}",
        discounted=payoff.discounted,
        note=payoff.note,
        cell=cell_of(payoff.cells, "weight" if payoff.kind == "utility" else "amount", "id"),
    )


def variable_line(variable: Variable) -> VariableLine:
    """A variable as text."""
    return VariableLine(
        id=variable.id,
        label=variable.label or variable.id,
        unit=variable.unit,
        expression=expression_text(variable.formula),
        cell=cell_of(variable.cells, "expression"),
    )


def mark_line(mark: Mark) -> MarkLine:
    """A mark as text."""
    return MarkLine(
        id=mark.id,
        label=mark.label or mark.id,
        start=expression_text(mark.start),
        remembers="" if mark.remembers is None else str(mark.remembers),
        cell=cell_of(mark.cells, "id"),
    )


def check_line(check: Check) -> CheckLine:
    """A check as text."""
    return CheckLine(
        id=check.id,
        expression=expression_text(check.formula),
        message=check.message,
        cell=cell_of(check.cells, "expression"),
    )


def table_line(table: Table) -> TableLine:
    """A table without its numbers."""
    return TableLine(
        name=table.name,
        key=table.key,
        columns=tuple(table.columns),
        rows=len(table.keys),
        first=table.keys[0] if table.keys else None,
        last=table.keys[-1] if table.keys else None,
        cell=table.where.sheet,
    )


def scenario_line(scenario: Scenario) -> ScenarioLine:
    """A scenario without its changes."""
    return ScenarioLine(
        id=scenario.id,
        label=scenario.label or scenario.id,
        includes=scenario.includes,
        note=scenario.note,
        cell=cell_of(scenario.cells, "scenario"),
    )


def subgroup_line(subgroup: Subgroup) -> SubgroupLine:
    """A subgroup without its changes."""
    return SubgroupLine(
        id=subgroup.id,
        label=subgroup.label or subgroup.id,
        share=subgroup.share,
        note=subgroup.note,
        cell=cell_of(subgroup.cells, "id"),
    )


def revision_line(revision: Revision) -> RevisionLine:
    """A row of the change log as text."""
    return RevisionLine(
        date=revision.date,
        version=revision.version,
        author=revision.author,
        change=revision.change,
        reason=revision.reason,
        cell=cell_of(revision.cells, "change"),
    )


def population_lines(population: Population | None) -> tuple[PopulationLine, ...]:
    """The numbers of people as text; none without the sheet."""
    if population is None:
        return ()
    whose = {"all": "share", "incident": "share of incident", "prevalent": "share of prevalent"}
    found = [
        *(("population", "", a) for a in (population.total,) if a is not None),
        *(("incidence", "", a) for a in (population.incidence,) if a is not None),
        *(("prevalent", "", a) for a in (population.prevalent,) if a is not None),
        *((whose[share.who], "", share.amount) for share in population.shares),
        *(("uptake", strategy, a) for strategy, a in population.uptake.items()),
        *(("uptake without", strategy, a) for strategy, a in population.without.items()),
        *(("decision lifetime", "", a) for a in (population.lifetime,) if a is not None),
    ]
    return tuple(_population_line(item, strategy, amount) for item, strategy, amount in found)


def _population_line(item: str, strategy: str, amount: Amount) -> PopulationLine:
    """One row."""
    return PopulationLine(
        item=item,
        label=amount.label,
        strategy=strategy,
        values=tuple("rest" if value is None else expression_text(value) for value in amount.values),
        per=amount.per,
        low=amount.low,
        high=amount.high,
        source=amount.source,
        evidence=amount.evidence,
        note=amount.note,
        cell=cell_of(amount.cells, "value", "year 1", "item"),
    )
