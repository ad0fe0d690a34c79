"""Small models built in Python, for tests that need no workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from costeff.errors import Where
from costeff.expr import Formula, Number, parse
from costeff.model import (
    Arrow,
    Check,
    Discount,
    Duration,
    Mark,
    Model,
    Parameter,
    Payoff,
    Settings,
    State,
    Strategy,
    Table,
    Variable,
    parse_duration,
)


def formula(text: str | float, cell: str = "A1", sheet: str = "Test") -> Formula:
    if isinstance(text, int | float):
        return Formula(tree=Number(float(text)), where=Where(book="test.xlsx", sheet=sheet, cell=cell, text=repr(text)))
    return parse(Where(book="test.xlsx", sheet=sheet, cell=cell, text=text))


def columns(values: Mapping[str, str | float]) -> dict[str, Formula]:
    return {name: formula(text) for name, text in values.items()}


def strategy(id: str, **values: str | float) -> Strategy:
    return Strategy(id=id, label=id.title(), columns=columns(values))


def state(id: str, start: str | float | None = None, remembers: str = "", alive: bool = True, **kw: object) -> State:
    fixed = {k: kw.pop(k) for k in ("transfusion", "response", "groups") if k in kw}
    return State(
        id=id,
        label=id.title(),
        alive=alive,
        start=None if start is None else formula(start, sheet="States"),
        remembers=parse_duration(remembers) if remembers else None,
        columns=columns(kw),  # type: ignore[arg-type]
        **fixed,  # type: ignore[arg-type]
    )


def mark(id: str, start: str | float | None = None, remembers: str = "") -> Mark:
    return Mark(
        id=id,
        label=id,
        start=None if start is None else formula(start, sheet="Marks"),
        remembers=parse_duration(remembers) if remembers else None,
    )


def arrow(
    id: str,
    origins: str,
    target: str,
    kind: str,
    value: str | float | None = None,
    per: str = "",
    when: str = "",
    sets: Sequence[str] = (),
    clears: Sequence[str] = (),
) -> Arrow:
    return Arrow(
        id=id,
        origins=tuple(origins.split()),
        target=target,
        kind=kind,  # type: ignore[arg-type]
        per=parse_duration(per) if per else None,
        formula=None if value is None else formula(value, sheet="Transitions"),
        when=formula(when, sheet="Transitions") if when else None,
        sets=tuple(sets),
        clears=tuple(clears),
    )


def payoff(
    kind: str,
    id: str,
    charged: str,
    over: str,
    amount: str | float,
    per: str = "",
    timing: str = "corrected",
    when: str = "",
    category: str = "",
    **kw: object,
) -> Payoff:
    return Payoff(
        kind=kind,  # type: ignore[arg-type]
        id=id,
        category=category or id,
        charged=charged,  # type: ignore[arg-type]
        over=tuple(over.split()),
        per=parse_duration(per) if per else None,
        timing=timing,  # type: ignore[arg-type]
        amount=formula(amount, sheet="Costs"),
        when=formula(when, sheet="Costs") if when else None,
        **kw,  # type: ignore[arg-type]
    )


def table(name: str, key: str, rows: Sequence[Sequence[str | float]], headers: Sequence[str]) -> Table:
    return Table(
        name=name,
        key=key,
        keys=tuple(float(r[0]) for r in rows),
        columns={h: tuple(formula(r[n + 1]) for r in rows) for n, h in enumerate(headers)},
        where=Where(book="test.xlsx", sheet=f"table {name}"),
    )


def parameter(id: str, value: float, **kw: object) -> Parameter:
    return Parameter(id=id, label=id, value=value, **kw)  # type: ignore[arg-type]


def variable(id: str, text: str) -> Variable:
    return Variable(id=id, formula=formula(text, sheet="Variables"))


def check(id: str, text: str) -> Check:
    return Check(id=id, formula=formula(text, sheet="Checks"), message=text)


def settings(
    cycle: str = "1 year",
    horizon: str = "20 years",
    start_age: float = 50,
    costs: float = 0.035,
    effects: float = 0.035,
    **kw: object,
) -> Settings:
    length, span = parse_duration(cycle), parse_duration(horizon)
    assert isinstance(length, Duration)
    assert isinstance(span, Duration)
    return Settings(
        cycle=length,
        horizon=span,
        start_age=start_age,
        discount_costs=Discount.constant(costs),
        discount_effects=Discount.constant(effects),
        thresholds=(25_000.0, 35_000.0),
        **kw,  # type: ignore[arg-type]
    )


def model(**parts: object) -> Model:
    tables = {t.name: t for t in parts.pop("tables", ())}  # type: ignore[attr-defined]
    return Model(book="test.xlsx", sha256="0" * 64, tables=tables, **parts)  # type: ignore[arg-type]


def hiv() -> Model:
    """Chancellor 1997 as in Briggs, Claxton and Sculpher 2006, exercise 2.5."""
    counts = {
        "a_b": 350 / 1734,
        "a_c": 116 / 1734,
        "a_d": 17 / 1734,
        "b_c": 512 / 1258,
        "b_d": 15 / 1258,
        "c_d": 437 / 1749,
    }
    moves = [
        ("A", "B", "a_b"),
        ("A", "C", "a_c"),
        ("A", "D", "a_d"),
        ("B", "C", "b_c"),
        ("B", "D", "b_d"),
        ("C", "D", "c_d"),
    ]
    return model(
        settings=settings(
            horizon="20 years", costs=0.06, effects=0.0, correction="end", discount_at="end", reference="mono"
        ),
        strategies=(strategy("mono", combi=0), strategy("combi", combi=1)),
        states=(
            state("A", 1, cost=1701 + 1055),
            state("B", cost=1774 + 1278),
            state("C", cost=6948 + 2059),
            state("D", alive=False),
        ),
        parameters=(
            *(parameter(n, v) for n, v in counts.items()),
            parameter("rr", 0.509),
            parameter("zdv", 2278),
            parameter("lam", 2086.5),
        ),
        variables=(variable("effect", "IF(AND(combi, cycle<2), rr, 1)"),),
        arrows=tuple(arrow(f"{a}-{b}", a, b, "probability", f"{p}*effect") for a, b, p in moves),
        payoffs=(
            payoff("cost", "care", "in", "A B C", "cost", per="1 year"),
            payoff("cost", "zidovudine", "in", "A B C", "zdv", per="1 year"),
            payoff("cost", "lamivudine", "in", "A B C", "lam", per="1 year", when="AND(combi, cycle<2)"),
            payoff("utility", "life", "in", "A B C", 1, per="1 year"),
        ),
    )
