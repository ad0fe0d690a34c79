"""Costs, utilities and counts; targets and checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

from costeff.errors.cells import BadForm, UnknownStrategy, UnneededCell
from costeff.expr import nearest
from costeff.expr.tree import Formula, Number
from costeff.model.parts import Check, Instalments, Payoff, Target
from costeff.model.time import Duration
from costeff.workbook import selection
from costeff.workbook.cells import Page
from costeff.workbook.columns import KINDS
from costeff.workbook.rows import Log, Row
from costeff.workbook.schema import SHEETS, Sheet
from costeff.workbook.selection import Charge, Known
from costeff.workbook.sheets import Ids, read_rows

Kind = Literal["cost", "utility", "count"]
PAYOFF_SHEETS: tuple[tuple[str, Kind], ...] = (("Costs", "cost"), ("Utilities", "utility"), ("Counts", "count"))
_CATEGORY = {"cost": "category", "utility": "label", "count": "label"}
_AMOUNT = {"cost": "amount", "utility": "weight", "count": "amount"}


def read_payoffs(page: Page, name: str, kind: Kind, log: Log, known: Known) -> tuple[Payoff, ...]:
    """Every payoff of one of the three sheets."""
    sheet = SHEETS[name]
    ids = Ids(sheet, known, [])
    payoffs = [_payoff(row, kind, ids, sheet, known) for row in read_rows(page, sheet, log, known)]
    return tuple(payoff for payoff in payoffs if payoff is not None)


def _payoff(row: Row, kind: Kind, ids: Ids, sheet: Sheet, known: Known) -> Payoff | None:
    name = ids.read(row, None)
    category = row.text(sheet.column(_CATEGORY[kind]))
    text = row.words(sheet.column("charged"))
    charged: Charge = "in"
    over: tuple[str, ...] = ()
    if text:
        charged, over, problems = selection.charged(text, row.where("charged"), known)
        for problem in problems:
            row.fault(problem)
    per = row.duration(sheet.column("per"))
    timing = row.word(sheet.column("timing"))
    amount = row.formula(sheet.column(_AMOUNT[kind]))
    when = row.formula(sheet.column("when"))
    parts = _instalments(row, sheet)
    discounted = "discounted" in sheet.names and row.yes(sheet.column("discounted"))
    note = row.text(sheet.column("note"))
    if text and not row.failed:
        _check_charge(row, charged)
    if kind == "count" and amount is None and not row.failed:
        amount = Formula(tree=Number(1.0), where=row.where("amount"))
    if kind == "utility" and charged == "in" and per is None:
        per = Duration(1.0, "year")
    if row.failed or amount is None:
        return None
    return Payoff(
        kind=kind,
        id=name,
        category=category or name,
        charged=charged,
        over=over,
        per=per,
        timing=cast(Literal["corrected", "start"], timing),
        amount=amount,
        when=when,
        instalments=parts,
        discounted=discounted,
        note=note,
        cells=row.places(),
    )


def _instalments(row: Row, sheet: Sheet) -> Instalments | None:
    text = row.words(sheet.column("instalments")) if "instalments" in sheet.names else ""
    if not text:
        return None
    parts, problems = selection.instalments(text, row.where("instalments"))
    for problem in problems:
        row.fault(problem)
    return parts


def _check_charge(row: Row, charged: Charge) -> None:
    """Person-time has a time and a timing, events may have instalments; neither has the other's."""
    if charged == "in":
        unneeded: tuple[str, ...] = ("instalments",)
        beside = "for an amount that is charged in states; it is for events"
    else:
        unneeded = ("per", "timing")
        beside = "for an event, which has no duration"
    for column in unneeded:
        cell = row.cell(column)
        if column in row.columns and not cell.blank:
            row.fault(UnneededCell(where=cell.where, column=column, beside=beside))


def read_targets(page: Page, log: Log, known: Known) -> tuple[Target, ...]:
    """Every published observation."""
    sheet = SHEETS["Targets"]
    ids = Ids(sheet, known, [])
    targets = [_target(row, ids, sheet, known) for row in read_rows(page, sheet, log, known)]
    return tuple(target for target in targets if target is not None)


def _target(row: Row, ids: Ids, sheet: Sheet, known: Known) -> Target | None:
    name = ids.read(row, None)
    texts = {c: row.text(sheet.column(c)) for c in ("label", "scenario", "source", "note")}
    numbers = {c: row.number_in(sheet.column(c)) for c in ("start age", "value", "low", "high")}
    quantity = row.word(sheet.column("quantity"))
    over = _over(row, sheet, quantity, known)
    strategy = row.words(sheet.column("strategy"))
    if strategy and strategy not in known.strategies and "Strategies" not in known.uncertain:
        strategies = tuple(known.strategies)
        close = nearest(strategy, strategies)
        row.fault(UnknownStrategy(where=row.where("strategy"), name=strategy, nearest=close, known=strategies))
    at = row.duration(sheet.column("at"))
    use = row.word(sheet.column("use"))
    if quantity and quantity != "median time" and row.cell("at").blank:
        row.lacks("at", KINDS["duration"])
    value = numbers["value"]
    _check_interval(row, (numbers["low"], value, numbers["high"]))
    if row.failed or value is None:
        return None
    return Target(
        id=name,
        label=texts["label"] or name,
        quantity=cast(Literal["share of the living", "share of all", "cumulative share", "median time"], quantity),
        over=over,
        strategy=strategy,
        scenario=texts["scenario"],
        start_age=numbers["start age"],
        at=at,
        value=value,
        low=numbers["low"],
        high=numbers["high"],
        source=texts["source"],
        use=cast(Literal["calibration", "validation"], use),
        note=texts["note"],
        cells=row.places(),
    )


def _over(row: Row, sheet: Sheet, quantity: str, known: Known) -> tuple[str, ...]:
    """The states of a target, or its arrows."""
    text = row.words(sheet.column("over"))
    if not text or not quantity:
        return ()
    resolve = selection.arrows if quantity == "cumulative share" else selection.states
    over, problems = resolve(text, row.where("over"), known)
    for problem in problems:
        row.fault(problem)
    return over


def _check_interval(row: Row, numbers: Sequence[float | None]) -> None:
    """A published interval is in order."""
    low, _, high = numbers
    if low is not None and high is not None and low > high:
        expected = f"a number of at least {low:g}, which is the lower bound"
        row.fault(BadForm(where=row.where("high"), column="high", expected=expected))


def read_checks(page: Page, log: Log, known: Known) -> tuple[Check, ...]:
    """Every promise of the modeller."""
    sheet = SHEETS["Checks"]
    ids = Ids(sheet, known, [])
    found: list[Check] = []
    for row in read_rows(page, sheet, log, known):
        name = ids.read(row, None)
        formula = row.formula(sheet.column("expression"))
        message = row.text(sheet.column("message"))
        if not row.failed and formula is not None:
            found.append(Check(id=name, formula=formula, message=message, cells=row.places()))
    return tuple(found)
