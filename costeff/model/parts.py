"""The parts of a decision problem, each a row of the workbook, frozen, with its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from costeff.distributions import Distribution
from costeff.errors import Where
from costeff.expr.tree import Formula
from costeff.model.time import Duration

Evidence = Literal["published", "derived", "recalled", "assumption", ""]
Cells = Mapping[str, Where]
"""Column name to cell, for one row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """A course of action that is compared; `columns` are names that expressions may use.

    `confidential` says whether reports must hide it when they are redacted.
    """

    id: str
    label: str
    description: str = ""
    include: bool = True
    share: float | None = None
    confidential: bool = False
    columns: Mapping[str, Formula] = field(default_factory=dict)
    cells: Cells = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A health state.

    Attributes:
        transfusion: `dependent`, `independent` or `-` (neither).
        response: `none`, `partial`, `complete` or `-`.
        alive: whether time in it counts as life.
        groups: names under which arrows and payoffs may speak of several states.
        remembers: how long time in the state is remembered; None = no memory.
        start: share of the cohort that starts here; None = nobody.
        x, y: place in the diagram, in any unit; None = laid out automatically.
    """

    id: str
    label: str
    transfusion: Literal["dependent", "independent", "-"] = "-"
    response: Literal["none", "partial", "complete", "-"] = "-"
    alive: bool = True
    groups: tuple[str, ...] = ()
    remembers: Duration | None = None
    start: Formula | None = None
    x: float | None = None
    y: float | None = None
    columns: Mapping[str, Formula] = field(default_factory=dict)
    cells: Cells = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A yes/no memory carried across states; `remembers` keeps how long since it was set."""

    id: str
    label: str
    start: Formula | None = None
    remembers: Duration | None = None
    cells: Cells = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One input with its uncertainty.

    Attributes:
        value: base-case value.
        fixed_from: the family that it had before a bare value fixed it, so that a later spread is one of that.
        distribution: None for a fixed parameter and for members of a group or covariance, drawn together.
        low, high, se, n: the spread as the workbook gives it.
        dsa_low, dsa_high: bounds of the one-way analysis where they differ from the 95% interval.
        group: parameters with the same group are drawn together (Dirichlet) or moved together (DSA).
        price_year: year of the money that the workbook gives; empty = the study's.
        inflation: what that money was multiplied by to be of the study's price year.
        given: column to number as the workbook gives it, for those that were multiplied.
    """

    id: str
    label: str
    value: float
    unit: str = ""
    family: str = "fixed"
    fixed_from: str = field(default="", compare=False)  # where it came from changes nothing in what it is
    distribution: Distribution | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    n: float | None = None
    dsa_low: float | None = None
    dsa_high: float | None = None
    group: str = ""
    source: str = ""
    evidence: Evidence = ""
    confidential: bool = False
    note: str = ""
    price_year: str = ""
    inflation: float = 1.0
    given: Mapping[str, float] = field(default_factory=dict)
    cells: Cells = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A macro: worth what its names are worth where it is used."""

    id: str
    formula: Formula
    unit: str = ""
    label: str = ""
    cells: Cells = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A way from one state to another.

    Attributes:
        origins: ids of the states left, in the order of the States sheet.
        target: id of the state entered.
        kind: how `formula` moves people.
        per: the time that a rate or probability is for; None = a cycle (shares and rests have none).
        formula: the rate, probability or share; None for `rest`.
        when: condition; None = always.
        sets: marks that the movers get; `clears`: marks that they lose.
    """

    id: str
    origins: tuple[str, ...]
    target: str
    kind: Literal["rate", "probability", "share", "rest"]
    per: Duration | None = None
    formula: Formula | None = None
    when: Formula | None = None
    sets: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    note: str = ""
    cells: Cells = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Instalments:
    """An event cost paid in `number` equal parts, `gap` apart, the first at the event."""

    number: int
    gap: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Payoff:
    """A cost, a utility or a count.

    Attributes:
        kind: which sheet it stands on; `units` stands on none: what a price is paid for, counted and discounted as the
            cost is.
        id: unique within the sheet.
        category: under which results add it up; the label for utilities and counts, the price of units.
        charged: `in` states (person-time), `entering` states, `on` arrows, at `start`.
        over: ids of the states or arrows; all states for `start`.
        per: the time that an amount of person-time is for; None = a cycle.
        timing: `corrected` by the cycle correction, or at the `start` of the cycle.
        amount: money, utility weight or number.
        when: condition; None = always.
        instalments: None = paid at once.
        discounted: whether a count is also wanted discounted.
    """

    kind: Literal["cost", "utility", "count", "units"]
    id: str
    category: str
    charged: Literal["in", "entering", "on", "start"]
    over: tuple[str, ...]
    per: Duration | None = None
    timing: Literal["corrected", "start"] = "corrected"
    amount: Formula
    when: Formula | None = None
    instalments: Instalments | None = None
    discounted: bool = False
    note: str = ""
    cells: Cells = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of numbers or expressions over parameters.

    Attributes:
        name: as in the sheet name `table NAME`.
        key: header of the first column.
        keys: rising values of the first column.
        columns: header to cells, one a key.
    """

    name: str
    key: str
    keys: tuple[float, ...]
    columns: Mapping[str, tuple[Formula, ...]]
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    """A pair of parameters that are drawn correlated: by `rank` (Spearman) or of the normal scores."""

    a: str
    b: str
    value: float
    kind: Literal["rank", "normal"] = "rank"
    cells: Cells = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Covariance:
    """A multivariate normal of coefficients; means are the parameters' values.

    Attributes:
        cells: the cell of each number; empty where a number isn't from a workbook. A number that stands in one half
            of the sheet only has one cell for both.
    """

    name: str
    ids: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]
    where: Where
    cells: tuple[tuple[Where, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """Joint posterior draws of some parameters, used row by row (`draws NAME` sheet)."""

    name: str
    ids: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A published observation that the model is held against."""

    id: str
    label: str
    quantity: Literal["share of the living", "share of all", "cumulative share", "median time"]
    over: tuple[str, ...]
    strategy: str
    scenario: str = ""
    start_age: float | None = None
    at: Duration | None = None
    value: float
    low: float | None = None
    high: float | None = None
    source: str = ""
    use: Literal["calibration", "validation"] = "validation"
    note: str = ""
    cells: Cells = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A promise of the modeller that must hold in every draw."""

    id: str
    formula: Formula
    message: str = ""
    cells: Cells = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A row of the workbook's change log; nothing is calculated with it."""

    date: str = ""
    version: str = ""
    author: str = ""
    change: str = ""
    reason: str = ""
    cells: Cells = field(default_factory=dict)
