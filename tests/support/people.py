"""Populations built in Python, for budgets that can be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import building as b

from costeff.errors import Where
from costeff.model import Amount, Population, Share

Numbers = float | str | Sequence[float | str]


def amount(given: Numbers, label: str = "", column: str = "value", row: int = 2, **kw: object) -> Amount:
    """A row: one number (or expression, or `rest`) for all years, or one for each."""
    single = isinstance(given, int | float | str)
    values = [given] if single else list(given)
    names = [column] if single else [f"year {k}" for k in range(1, len(values) + 1)]
    cells = {
        name: Where(book="test.xlsx", sheet="Population", cell=f"{'EFGHIJ'[n + (not single)]}{row}", text=str(value))
        for n, (name, value) in enumerate(zip(names, values, strict=True))
    }
    formulas = tuple(
        None if value == "rest" else b.formula(value, cells[name].cell, "Population")
        for name, value in zip(names, values, strict=True)
    )
    return Amount(label=label, values=formulas, cells=cells, **kw)  # type: ignore[arg-type]


def population(
    incidence: Numbers | None = 100,
    uptake: Mapping[str, Numbers] | None = None,
    without: Mapping[str, Numbers] | None = None,
    *,
    years: int = 3,
    prevalent: Numbers | None = None,
    shares: Sequence[Share] = (),
    entry: str = "start of year",
    **kw: object,
) -> Population:
    """100 people a year; all start `old` without the intervention, and all `new` with it."""
    return Population(
        years=years,
        entry=entry,  # type: ignore[arg-type]
        incidence=None if incidence is None else amount(incidence, "New cases"),
        prevalent=None if prevalent is None else amount(prevalent, "Ill before"),
        shares=tuple(shares),
        uptake={s: amount(v, row=8 + k) for k, (s, v) in enumerate((uptake or {"new": 1}).items())},
        without={s: amount(v, row=12 + k) for k, (s, v) in enumerate((without or {"old": 1}).items())},
        where=Where(book="test.xlsx", sheet="Population", cell="A16"),
        **kw,  # type: ignore[arg-type]
    )
