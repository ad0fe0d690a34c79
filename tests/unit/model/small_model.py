from collections.abc import Mapping
from typing import Any

from costeff.errors import Where
from costeff.expr import Formula, parse
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


def cell(sheet: str, address: str, text: str = "") -> Where:
    return Where(book="small.xlsx", sheet=sheet, cell=address, text=text)


def formula(text: str, sheet: str = "Variables", address: str = "B2") -> Formula:
    return parse(cell(sheet, address, text))


def strategy(id: str, row: int = 2, **columns: str) -> Strategy:
    own = {name: formula(text, "Strategies", f"{chr(67 + k)}{row}") for k, (name, text) in enumerate(columns.items())}
    return Strategy(id=id, label=id, columns=own, cells={"id": cell("Strategies", f"A{row}", id)})


def state(id: str, row: int = 2, *, start: str = "", remembers: str = "", alive: bool = True, **columns: str) -> State:
    own = {name: formula(text, "States", f"{chr(70 + k)}{row}") for k, (name, text) in enumerate(columns.items())}
    return State(
        id=id,
        label=id,
        alive=alive,
        start=formula(start, "States", f"D{row}") if start else None,
        remembers=parse_duration(remembers) if remembers else None,
        columns=own,
        cells={"id": cell("States", f"A{row}", id)},
    )


def arrow(id: str, origins: str, target: str, text: str = "", *, row: int = 2, **other: Any) -> Arrow:
    when = other.pop("when", "")
    return Arrow(
        id=id,
        origins=tuple(origins.split()),
        target=target,
        kind=other.pop("kind", "rate" if text else "rest"),
        formula=formula(text, "Transitions", f"F{row}") if text else None,
        when=formula(when, "Transitions", f"G{row}") if when else None,
        cells={name: cell("Transitions", f"{letter}{row}") for name, letter in (("id", "A"), ("to", "C"), ("as", "D"))},
        **other,
    )


def payoff(id: str, over: str, amount: str, *, row: int = 2, **other: Any) -> Payoff:
    when = other.pop("when", "")
    return Payoff(
        kind="cost",
        id=id,
        category=id,
        charged=other.pop("charged", "in"),
        over=tuple(over.split()),
        amount=formula(amount, "Costs", f"F{row}"),
        when=formula(when, "Costs", f"G{row}") if when else None,
        **other,
    )


def variables(**expressions: str) -> tuple[Variable, ...]:
    return tuple(
        Variable(id=name, formula=formula(text, "Variables", f"B{row}"), cells={"id": cell("Variables", f"A{row}")})
        for row, (name, text) in enumerate(expressions.items(), 2)
    )


def parameters(*ids: str) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(id=name, label=name, value=0.1, cells={"id": cell("Parameters", f"A{row}")})
        for row, name in enumerate(ids, 2)
    )


def mark(id: str, row: int = 2, *, start: str = "", remembers: str = "") -> Mark:
    return Mark(
        id=id,
        label=id,
        start=formula(start, "Marks", f"C{row}") if start else None,
        remembers=parse_duration(remembers) if remembers else None,
        cells={"id": cell("Marks", f"A{row}")},
    )


def table(name: str, keys: list[float], **columns: list[str]) -> Table:
    sheet = f"table {name}"
    return Table(
        name=name,
        key="key",
        keys=tuple(keys),
        columns={
            column: tuple(formula(text, sheet, f"{chr(66 + c)}{k}") for k, text in enumerate(texts, 2))
            for c, (column, texts) in enumerate(columns.items())
        },
        where=cell(sheet, ""),
    )


def promise(text: str) -> Check:
    return Check(id="promise", formula=formula(text, "Checks", "B2"))


def model(
    *,
    strategies: tuple[Strategy, ...] = (),
    states: tuple[State, ...] = (),
    arrows: tuple[Arrow, ...] = (),
    tables: tuple[Table, ...] = (),
    settings: Mapping[str, Any] | None = None,
    **parts: Any,
) -> Model:
    """Two states unless others are given: SICK, where all start, and DEAD; one year a cycle, from 50, 40 years."""
    given: dict[str, Any] = {
        "cycle": Duration(1, "year"),
        "horizon": Duration(40, "year"),
        "start_age": 50.0,
        "discount_costs": Discount.constant(0.035),
        "discount_effects": Discount.constant(0.035),
        **(settings or {}),
    }
    return Model(
        book="small.xlsx",
        sha256="",
        settings=Settings(**given),
        strategies=strategies or (strategy("A"),),
        states=states or (state("SICK", 2, start="1"), state("DEAD", 3, alive=False)),
        arrows=arrows or (arrow("die", "SICK", "DEAD", "0.1"),),
        tables={t.name: t for t in tables},
        **parts,
    )
