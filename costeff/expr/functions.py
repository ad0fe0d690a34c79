"""The functions of the language: one table, one row a function, all that its readings and its documentation need."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from costeff.expr import arithmetic

Kind = Literal["number", "table", "column"]
TEXTS: tuple[Kind, ...] = ("table", "column")
"""Kinds of argument that are names in double quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    r"""One function of the language.

    Attributes:
        name: in capitals.
        arguments: their names, in order; `table` and `column` are names in double quotes, all others numbers.
        meaning: one line, with units and parameterisation.
        excel: the plain Excel formula, with `{0}` for the first argument; empty where Excel has the function itself.
        latex: what is printed before the parentheses of its numbers, with `<table>` and `<column>` for the names in
            quotes; empty for the name in lower case, and where `equation` prints something else altogether.
        scalar: its value for numbers; None where evaluation is lazy or needs a table.
        optional: how many of the last arguments may be left out.
        repeats: whether the last argument may be repeated.
    """

    name: str
    arguments: tuple[str, ...]
    meaning: str
    excel: str = ""
    latex: str = ""
    scalar: Callable[..., float] | None = None
    optional: int = 0
    repeats: bool = False

    @property
    def least(self) -> int:
        """Fewest arguments."""
        return len(self.arguments) - self.optional

    @property
    def most(self) -> int:
        """Most arguments; Excel allows 255."""
        return 255 if self.repeats else len(self.arguments)

    def kind(self, position: int) -> Kind:
        """What the argument at a position (from 0) must be."""
        name = self.arguments[min(position, len(self.arguments) - 1)]
        return "table" if name == "table" else "column" if name == "column" else "number"

    @property
    def signature(self) -> str:
        """As a user writes it: `LOOKUP("table", "column", key)`."""
        shown = [f'"{name}"' if name in TEXTS else name for name in self.arguments]
        return f"{self.name}({', '.join(shown)}{', ...' if self.repeats else ''})"


def _row(
    signature: str,
    meaning: str,
    scalar: Callable[..., float] | None = None,
    *,
    excel: str = "",
    latex: str = "",
    optional: int = 0,
) -> Function:
    """A row of the table from its signature; `...` as the last argument repeats the one before."""
    name, _, rest = signature.rstrip(")").partition("(")
    arguments = tuple(part.strip() for part in rest.split(","))
    repeats = arguments[-1] == "..."
    return Function(
        name=name,
        arguments=arguments[:-1] if repeats else arguments,
        meaning=meaning,
        scalar=scalar,
        excel=excel,
        latex=latex,
        optional=optional,
        repeats=repeats,
    )


def _least(*values: float) -> float:
    return min(values)


def _most(*values: float) -> float:
    return max(values)


_A = arithmetic
_MATCH = "MATCH({2},{keys},1)"
_BETWEEN = "MIN(MATCH({2},{keys},1),ROWS({keys})-1)"

_ROWS = (
    _row(
        "IF(condition, then, otherwise)",
        "`then` where the condition holds (is not 0), else `otherwise` (0 if left out); the other is not calculated",
        optional=1,
    ),
    _row("AND(condition, ...)", "1 if all conditions hold; stops at the first that doesn't"),
    _row("OR(condition, ...)", "1 if any condition holds; stops at the first that does"),
    _row("NOT(condition)", "1 if the condition doesn't hold", lambda x: float(x == 0)),
    _row("MIN(number, ...)", "the smallest", _least, latex=r"\min"),
    _row("MAX(number, ...)", "the largest", _most, latex=r"\max"),
    _row("EXP(x)", "e to the power x", math.exp, latex=r"\exp"),
    _row("LN(x)", "natural logarithm", _A.ln, latex=r"\ln"),
    _row("LOG10(x)", "logarithm to base 10", _A.log10, latex=r"\log_{10}"),
    _row("SQRT(x)", "square root", _A.sqrt),
    _row("ABS(x)", "x without its sign", abs),
    _row("ROUND(x, digits)", "rounded to that many decimals, halves away from 0", _A.round_half_away),
    _row("ROUNDUP(x, digits)", "rounded away from 0", _A.round_up),
    _row("ROUNDDOWN(x, digits)", "rounded towards 0", _A.round_down),
    _row("INT(x)", "the whole number at or below x", _A.floor),
    _row("MOD(x, divisor)", "what is left of x after division, with the divisor's sign", _A.mod),
    _row("NORMSDIST(z)", "standard normal distribution function", _A.normsdist, latex=r"\Phi"),
    _row("NORMSINV(p)", "standard normal quantile", _A.normsinv, latex=r"\Phi^{-1}"),
    _row(
        "RATE_TO_PROB(rate, years)",
        "probability over `years` under a constant yearly rate: 1 - exp(-rate years)",
        _A.rate_to_prob,
        excel="(1-EXP(-{0}*{1}))",
    ),
    _row(
        "PROB_TO_RATE(p, years)",
        "constant yearly rate behind a probability over `years`: -ln(1 - p) / years",
        _A.prob_to_rate,
        excel="(-LN(1-{0})/{1})",
    ),
    _row(
        "ODDS_SHIFT(p, odds_ratio)",
        "probability whose odds are `odds_ratio` times those of p",
        _A.odds_shift,
        excel="({0}*{1}/(1-{0}+{0}*{1}))",
        latex=r"\text{odds shift}",
    ),
    _row(
        "LOOKUP(table, column, key)",
        "the column's value in the last row whose key is at most `key`; outside the table is an error",
        excel="INDEX({values}," + _MATCH + ")",
        latex="<column>_{<table>}",
    ),
    _row(
        "INTERPOLATE(table, column, key)",
        "the column's value on a straight line between the two keys around `key`; outside the table is an error",
        excel=(
            f"(INDEX({{values}},{_BETWEEN})+({{2}}-INDEX({{keys}},{_BETWEEN}))"
            f"*(INDEX({{values}},{_BETWEEN}+1)-INDEX({{values}},{_BETWEEN}))"
            f"/(INDEX({{keys}},{_BETWEEN}+1)-INDEX({{keys}},{_BETWEEN})))"
        ),
        latex=r"<column>_{<table>}^{\text{linear}}",
    ),
    _row(
        "MORTALITY(table, age, share_male)",
        "yearly hazard of death at `age` of a cohort with that share of men at the start age, weighted by who survives;"
        " the table's columns `male` and `female` hold yearly probabilities",
        latex="h_{<table>}",
    ),
    _row(
        "WEIBULL_RATE(shape, scale, from, to)",
        "average hazard over [from, to], S(t) = exp(-(t/scale)^shape), as R's dweibull",
        _A.weibull_rate,
        latex=r"\bar{h}_{\text{Weibull}}",
        excel="((({3}/{1})^{0}-({2}/{1})^{0})/({3}-{2}))",
    ),
    _row(
        "GOMPERTZ_RATE(shape, rate, from, to)",
        "average hazard over [from, to], h(t) = rate exp(shape t), as flexsurv",
        _A.gompertz_rate,
        latex=r"\bar{h}_{\text{Gompertz}}",
        excel="IF({0}=0,{1},{1}*(EXP({0}*{3})-EXP({0}*{2}))/({0}*({3}-{2})))",
    ),
    _row(
        "LOGLOGISTIC_RATE(shape, scale, from, to)",
        "average hazard over [from, to], S(t) = 1 / (1 + (t/scale)^shape), as flexsurv",
        _A.loglogistic_rate,
        latex=r"\bar{h}_{\text{log-logistic}}",
        excel="((LN(1+({3}/{1})^{0})-LN(1+({2}/{1})^{0}))/({3}-{2}))",
    ),
    _row(
        "LOGNORMAL_RATE(meanlog, sdlog, from, to)",
        "average hazard over [from, to], S(t) = 1 - Phi((ln t - meanlog) / sdlog), as R's dlnorm",
        _A.lognormal_rate,
        latex=r"\bar{h}_{\text{log-normal}}",
        excel="((IF({2}=0,0,LN(NORMSDIST(({0}-LN({2}))/{1})))-LN(NORMSDIST(({0}-LN({3}))/{1})))/({3}-{2}))",
    ),
    _row(
        "WANE(effect, time, from, to)",
        "relative effect that wanes: `effect` up to `from`, in a straight line to 1 at `to`, then 1",
        _A.wane,
        excel="IF({1}<={2},{0},IF({1}>={3},1,{0}+(1-{0})*({1}-{2})/({3}-{2})))",
    ),
)

FUNCTIONS: Mapping[str, Function] = {row.name: row for row in _ROWS}
"""Every function by its name in capitals."""

FAMILIAR: Mapping[str, str] = {
    "LOG": "Write LN(x) for the natural logarithm, LOG10(x) for that to base 10.",
    "POW": "Write x ^ y.",
    "POWER": "Write x ^ y.",
    "SUM": "Write a + b + c.",
    "PRODUCT": "Write a * b * c.",
    "AVERAGE": "Write (a + b) / 2.",
    "PI": "Write 3.14159265358979.",
    "TRUE": "Write TRUE without parentheses.",
    "FALSE": "Write FALSE without parentheses.",
    "FLOOR": "Write INT(x), or ROUNDDOWN(x, 0) for rounding towards 0.",
    "CEILING": "Write ROUNDUP(x, 0).",
    "CEIL": "Write ROUNDUP(x, 0).",
    "TRUNC": "Write ROUNDDOWN(x, 0).",
    "IFERROR": "Nothing hides an error here: write IF with the condition under which the value exists.",
    "IFS": "Write IF within IF.",
    "SWITCH": "Write IF within IF.",
    "VLOOKUP": 'Write LOOKUP("table", "column", key) on a sheet named `table NAME`.',
    "XLOOKUP": 'Write LOOKUP("table", "column", key) on a sheet named `table NAME`.',
    "HLOOKUP": 'Write LOOKUP("table", "column", key) on a sheet named `table NAME`.',
    "INDEX": 'Write LOOKUP("table", "column", key) on a sheet named `table NAME`.',
    "NORM.S.DIST": "Write NORMSDIST(z).",
    "NORM.S.INV": "Write NORMSINV(p).",
    "NORMDIST": "Write NORMSDIST((x - mean) / sd).",
    "RAND": "Nothing is random in an expression: give a parameter a distribution on the Parameters sheet.",
}
"""What to write instead of functions that users bring from Excel and R."""
