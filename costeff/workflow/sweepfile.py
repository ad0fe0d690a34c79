"""What a sweep file says: a title, a question, one to three axes and what to report. Read without any workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

Outcome = Literal[
    "inmb", "icer", "cost", "qalys", "life_years", "inc_cost", "inc_qalys", "nmb", "p_best", "best"
]  # fmt: skip
"""What a figure shows: the incremental net monetary benefit, ..., the probability of being best, the best strategy."""

OUTCOMES: tuple[str, ...] = get_args(Outcome)

Picture = Literal["lines", "heat map"]

BY_THRESHOLD = frozenset({"inmb", "nmb", "p_best", "best"})
"""Outcomes that depend on what a QALY is worth."""

HUGE = 1e300
"""Larger numbers mean nothing here, and may be too large to be a floating-point number."""


def _expected(phrase: str) -> PydanticCustomError:
    return PydanticCustomError("expected", "{phrase}", {"phrase": phrase})


def _number(value: object) -> object:
    """A finite number; True and False are none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -HUGE < value < HUGE:
        raise _expected("a number")
    return value


def _value(value: object) -> object:
    """What an item may be given: a number, a text, or a list of names."""
    if isinstance(value, bool):
        raise _expected("a number or a text (for yes and no: 1 and 0)")
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    if isinstance(value, int | float) and abs(value) < HUGE:  # not so for NaN
        return value
    raise _expected("a number or a text in quotes")


def _texts(value: object) -> object:
    """One text, or a list of texts."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise _expected("a text in quotes, or a list of texts")
    return texts


def _numbers(value: object) -> object:
    """One number, or a list of numbers, none below 0."""
    numbers: list[Any] = value if isinstance(value, list) else [value]
    if not all(isinstance(n, int | float) and not isinstance(n, bool) and 0 <= n < HUGE for n in numbers):
        raise _expected("a number of at least 0, or a list of such numbers")
    return [float(n) for n in numbers]


Number = Annotated[float, BeforeValidator(_number)]
Value = Annotated[float | int | str, BeforeValidator(_value)]
Texts = Annotated[list[str], BeforeValidator(_texts)]
Numbers = Annotated[list[float], BeforeValidator(_numbers)]


class _Table(BaseModel):
    """A table of the file; keys that it doesn't have are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class AxisMark(_Table):
    """A line across the figure at one value of an axis: a list price, today's value."""

    at: Number
    label: str = ""


class AxisPoint(_Table):
    """A point of an axis that changes several things at once."""

    label: str
    scenario: Texts = []
    set: dict[str, Value] = {}


class Axis(_Table):
    """One thing that varies.

    Attributes:
        item: a parameter, `PARAMETER low` and so on, or a setting; several that move together take the same values.
        values: one by one; or `from`, `to` and `steps`, how many values, both ends included.
        labels: of the values, if they are to be shown by other words.
        scenarios: names from the sheet Scenarios; `base case` is the workbook as it is.
        point: points with a label that change several things each.
        marks: lines across the figure.
    """

    item: Texts = []
    values: list[Value] | None = None
    labels: list[str] | None = None
    start: Number | None = Field(default=None, alias="from")
    to: Number | None = None
    steps: int | None = None
    scale: Literal["linear", "log"] = "linear"
    scenarios: list[str] | None = None
    point: list[AxisPoint] | None = None
    label: str = ""
    unit: str = ""
    marks: list[AxisMark] = []


class Report(_Table):
    """What is drawn and said.

    Attributes:
        outcome: incremental net monetary benefit, if nothing is said.
        strategies: whose; all but the reference, if nothing is said.
        reference: against which; the study's, if nothing is said. Several are reported one beside the other.
        thresholds: willingness to pay for a QALY; those of the study, if nothing is said.
        picture: of two axes: a heat map, or a line for each value of the second.
        between: ends of the axis of the outcome in figures of lines, where some lines run far away.
    """

    outcome: Outcome = "inmb"
    strategies: Texts = []
    reference: Texts = []
    thresholds: Numbers = []
    picture: Picture | None = None
    between: Annotated[list[Number], Field(min_length=2, max_length=2)] = []


class SweepSpec(_Table):
    """A sweep file.

    Attributes:
        workbook: name of the workbook that it is for, without its ending; a hint.
        analysis: base case alone, or a probabilistic analysis at each point too.
        draws: at each point; as the workbook says, if nothing is said.
        scenario: scenarios that hold at every point.
        set: changes that hold at every point.
        strategies: that are compared; those of the workbook, if nothing is said.
        reference: with which they are compared.
    """

    title: str
    question: str = ""
    note: str = ""
    workbook: str = ""
    analysis: Literal["deterministic", "psa"] = "deterministic"
    draws: Annotated[int, Field(ge=1, le=100_000_000)] | None = None
    scenario: Texts = []
    set: dict[str, Value] = {}
    strategies: Texts = []
    reference: str = ""
    report: Report = Report()
    axis: Annotated[list[Axis], Field(min_length=1, max_length=3)]


TABLES: Mapping[str, type[_Table]] = {
    "": SweepSpec,
    "axis": Axis,
    "report": Report,
    "axis.point": AxisPoint,
    "axis.marks": AxisMark,
}
"""Table of the file to its keys."""


def keys_of(table: str) -> tuple[str, ...]:
    """The keys of a table, as they are written."""
    return tuple(field.alias or name for name, field in TABLES[table].model_fields.items())


PHRASES: Mapping[str, str] = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "list_type": "a list in [ ]",
    "dict_type": "a table such as { item = 1 }",
    "model_type": "a table",
    "model_attributes_type": "a table",
}
"""Kinds of validation errors to what was expected."""


def phrase(kind: str, context: Mapping[str, Any]) -> str:
    """What was expected, as a phrase.

    Args:
        kind: of a validation error.
        context: its numbers and words.
    """
    match kind:
        case "expected":
            return str(context["phrase"])
        case "literal_error":
            return str(context["expected"]).replace("'", '"')
        case "greater_than_equal":
            return f"at least {context['ge']:,}"
        case "less_than_equal":
            return f"at most {context['le']:,}"
        case "too_short":
            return f"a list of at least {context['min_length']}"
        case "too_long":
            return f"a list of at most {context['max_length']}"
        case _:
            return PHRASES.get(kind, "something else")
