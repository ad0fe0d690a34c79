"""Strategies, states, marks and arrows: the shape of the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast

from costeff.errors import Problem, Where
from costeff.errors.cells import BadForm, UnknownState, UnneededCell
from costeff.expr import nearest
from costeff.expr.tree import Formula
from costeff.model.parts import Arrow, Mark, State, Strategy
from costeff.workbook import selection
from costeff.workbook.cells import Page
from costeff.workbook.columns import KINDS
from costeff.workbook.names import bad_id, taken
from costeff.workbook.rows import Log, Row
from costeff.workbook.schema import SHEETS, Sheet
from costeff.workbook.selection import Known
from costeff.workbook.sheets import Ids, further_columns, read_rows


def read_strategies(page: Page, log: Log, known: Known) -> tuple[Strategy, ...]:
    """Every strategy, those left out included."""
    sheet = SHEETS["Strategies"]
    ids = Ids(sheet, known, known.strategies)
    found: list[Strategy] = []
    for row in read_rows(page, sheet, log, known):
        name = ids.read(row, bad_id)
        label = row.text(sheet.column("label"))
        description = row.text(sheet.column("description"))
        include = row.yes(sheet.column("include"))
        share = row.number_in(sheet.column("share"))
        confidential = row.yes(sheet.column("confidential"))
        columns = _columns(row, sheet)
        if name and not include:
            known.left_out.append(name)
        if not row.failed:
            strategy = Strategy(
                id=name,
                label=label or name,
                description=description,
                include=include,
                share=share,
                confidential=confidential,
                columns=columns,
                cells=row.places(),
            )
            found.append(strategy)
    return tuple(found)


def read_states(page: Page, log: Log, known: Known) -> tuple[State, ...]:
    """Every state, and the groups."""
    sheet = SHEETS["States"]
    rows = list(read_rows(page, sheet, log, known))
    list_of_ids: list[str] = []
    ids = Ids(sheet, known, list_of_ids)
    named = [(row, ids.read(row, _bad_state)) for row in rows]
    alive = [row.yes(sheet.column("alive")) for row in rows]
    for (_, name), lives in zip(named, alive, strict=True):
        if name:
            known.states[name] = lives
    return tuple(
        state
        for (row, name), lives in zip(named, alive, strict=True)
        if (state := _state(row, name, lives, sheet, known))
    )


def _state(row: Row, name: str, alive: bool, sheet: Sheet, known: Known) -> State | None:
    groups = _groups(row, name, sheet, known)
    label = row.text(sheet.column("label"))
    transfusion = row.word(sheet.column("transfusion"))
    response = row.word(sheet.column("response"))
    remembers = row.duration(sheet.column("remembers"))
    start = row.formula(sheet.column("start"))
    x, y = row.number_in(sheet.column("x")), row.number_in(sheet.column("y"))
    columns = _columns(row, sheet)
    if row.failed:
        return None
    return State(
        id=name,
        label=label or name,
        transfusion=cast(Literal["dependent", "independent", "-"], transfusion),
        response=cast(Literal["none", "partial", "complete", "-"], response),
        alive=alive,
        groups=groups,
        remembers=remembers,
        start=start,
        x=x,
        y=y,
        columns=columns,
        cells=row.places(),
    )


def _bad_state(where: Where) -> Problem | None:
    return bad_id(where) or taken(where, selectors=True)


def _groups(row: Row, state: str, sheet: Sheet, known: Known) -> tuple[str, ...]:
    """The groups of a state, noted as known even if the row fails elsewhere."""
    text = row.words(sheet.column("groups"))
    if row.cell("groups").problem is not None:
        known.uncertain.add("States")
    found: list[str] = []
    for name, start in selection.items(text):
        if name == "-":
            continue
        where = row.where("groups")
        problem = _bad_state(Where(book=where.book, sheet=where.sheet, cell=where.cell, text=name))
        if problem is None and name in known.states:
            span = (start, start + len(name))
            expected = f"names of groups, but {name} is a state"
            problem = BadForm(where=where, span=span, column="groups", expected=expected)
        if problem is not None:
            row.fault(problem)
        known.groups.setdefault(name, []).append(state)
        found.append(name)
    return tuple(dict.fromkeys(found))


def _columns(row: Row, sheet: Sheet) -> Mapping[str, Formula]:
    """The further columns that are filled in a row."""
    formulas = {column.name: row.formula(column) for column in further_columns(row, sheet)}
    return {name: formula for name, formula in formulas.items() if formula is not None}


def read_marks(page: Page, log: Log, known: Known) -> tuple[Mark, ...]:
    """Every mark, in the order of the sheet: one may depend on those above."""
    sheet = SHEETS["Marks"]
    ids = Ids(sheet, known, known.marks)
    found: list[Mark] = []
    for row in read_rows(page, sheet, log, known):
        name = ids.read(row, _bad_name)
        label = row.text(sheet.column("label"))
        start = row.formula(sheet.column("start"))
        remembers = row.duration(sheet.column("remembers"))
        if not row.failed:
            found.append(Mark(id=name, label=label or name, start=start, remembers=remembers, cells=row.places()))
    return tuple(found)


def _bad_name(where: Where) -> Problem | None:
    return bad_id(where) or taken(where)


def read_arrows(page: Page, log: Log, known: Known) -> tuple[Arrow, ...]:
    """Every arrow, in the order of the sheet."""
    sheet = SHEETS["Transitions"]
    ids = Ids(sheet, known, known.arrows)
    rows = list(read_rows(page, sheet, log, known))
    named = [ids.read(row, None) if not row.cell("id").blank else "" for row in rows]
    automatic: dict[str, int] = {}
    found: list[Arrow] = []
    for row, given in zip(rows, named, strict=True):
        name = given
        if row.cell("id").blank:
            name = _automatic_id(row, automatic, known)
        arrow = _arrow(row, name, sheet, known)
        if arrow is not None:
            found.append(arrow)
    return tuple(found)


def _automatic_id(row: Row, automatic: dict[str, int], known: Known) -> str:
    """`FROM -> TO`, with a number where there are several such arrows."""
    origins = row.where("from").text.replace(",", " +")
    base = f"{' '.join(origins.split())} -> {row.where('to').text}"
    while True:
        automatic[base] = automatic.get(base, 0) + 1
        name = base if automatic[base] == 1 else f"{base} ({automatic[base]})"
        if name not in known.arrows:
            known.arrows.append(name)
            return name


def _arrow(row: Row, name: str, sheet: Sheet, known: Known) -> Arrow | None:
    text = row.words(sheet.column("from"))
    origins: tuple[str, ...] = ()
    if text:
        origins, problems = selection.states(text, row.where("from"), known)
        for problem in problems:
            row.fault(problem)
    target = row.words(sheet.column("to"))
    if target and target not in known.states and "States" not in known.uncertain:
        states = tuple(known.states)
        where = row.where("to")
        row.fault(UnknownState(where=where, name=target, nearest=nearest(target, states), known=states))
    kind = row.word(sheet.column("as"))
    per = row.duration(sheet.column("per"))
    formula = row.formula(sheet.column("expression"))
    when = row.formula(sheet.column("when"))
    sets, clears, problems = selection.marks(row.words(sheet.column("sets")), row.where("sets"), known)
    for problem in problems:
        row.fault(problem)
    _check_kind(row, kind)
    note = row.text(sheet.column("note"))
    if row.failed:
        return None
    return Arrow(
        id=name,
        origins=origins,
        target=target,
        kind=cast(Literal["rate", "probability", "share", "rest"], kind),
        per=per,
        formula=formula,
        when=when,
        sets=sets,
        clears=clears,
        note=note,
        cells=row.places(),
    )


def _check_kind(row: Row, kind: str) -> None:
    """A rate says for what time, a rest has no expression, the others have one."""
    if kind == "rest" and not row.cell("expression").blank:
        row.fault(UnneededCell(where=row.where("expression"), column="expression", beside='beside "rest"'))
    if kind in ("rest", "share") and not row.cell("per").blank:
        row.fault(UnneededCell(where=row.where("per"), column="per", beside=f'beside "{kind}"'))
    if kind in ("rate", "probability", "share") and row.cell("expression").blank:
        row.lacks("expression", KINDS["expression"])
    if kind == "rate" and row.cell("per").blank:
        row.lacks("per", "the time that the rate is for, such as `month`, `year`, `8 weeks` or `cycle`")
