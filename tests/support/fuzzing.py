"""Damages workbooks and sweep files at random, and says whether what comes of them keeps the promises.

The cells of a workbook are changed as its file stores them (kind, style, text), on the sheets in memory, so that
thousands of changes take minutes: the way from the stored cell to the model or to the problems is the whole reader's.
"""

from __future__ import annotations

import random
import string
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from costeff import engine, sampling, workbook
from costeff.engine.sizes import sizes
from costeff.errors import DrawError, Problem, WorkbookError, render
from costeff.model import Model, base_draws
from costeff.model.checks import check
from costeff.workbook import Reading
from costeff.workbook.cells import Cell, Page, _cell, _Formulas, load
from costeff.workbook.header import rows_read
from costeff.workbook.package import Package, Style
from costeff.workbook.raw import RawCell
from costeff.workbook.read import _place, _read_pages
from costeff.workbook.rows import Log
from costeff.workflow.findings import findings

Stored = tuple[str, int, str | None, str]
"""A cell as a file stores it: kind, style, value, formula."""

PLAIN, PERCENT, DATE, DURATION = 0, 1, 2, 3
PACKAGE = Package(
    sheets=(),
    texts=(),
    styles=(Style(), Style(percent=True), Style(date=True), Style(date=True, duration=True)),
    epoch=datetime(1899, 12, 30),
)

NUMBERS = [
    "0",
    "1",
    "-1",
    "2",
    "0.5",
    "1.0000001",
    "-0",
    "1e308",
    "-1e308",
    "1e-308",
    "5e-324",
    "1e400",
    "1e16",
    "3",
    "12",
    "99999",
    "0.1",
    "100",
    "-0.0001",
    "1e9",
    "2024",
    "45000",
]
ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "")
TEXTS = (
    "nan", "inf", "-inf", "NaN", "1e999", "-", "--", "?", "n/a", "TBC", "yes", "no", "TRUE", "FALSE", "alive", "all",
    "everyone", "rest", "rate", "share", "probability", "beta", "gamma", "dirichlet", "fixed", "normal", "1,5", "1.5%",
    "1;2", "1 year", "0 months", "-3 cycles", "1e300 years", "6 months", "until age 20", "until age 1e9", "until age",
    "100000 cycles", "28 days", "age", "cycle", "final_step", "months", "=1+1", "=A1", "'=1+1", "1/0", "0^-1", "LN(0)",
    "1e308*1e308", "SQRT(-1)", "IF(", ")", "((((", "a b", "a, b", "alive except", "alive except alive", "except", ",",
    ",,", "not", "not not a", "in", "in ", "at start", "entering", "on", "entering alive", "on x", "5 x 1 year",
    "0 x 1 year", "1e9 x 1 year", "-1", "0", "1", "0.5", "50%", "2024-01-01", "1 January", "\u00e4\u00f6\u00fc",
    "\u03bc", "\u200b", "\u00a0", "\u202ealive", "\U0001f480", "\ud7ff\ufffd", "\u0000", "\u001b[31m", "\t", "a\nb",
    "x" * 300, "a+" * 80 + "a", "1+" * 4000 + "1", "(" * 200 + "1" + ")" * 200, "-" * 500 + "1", "9" * 400,
    "z" * 32_767,
    "LOOKUP(\"lifetable\",\"male\",age)", 'LOOKUP("nothing","nothing",1)', "RATE_TO_PROB(1,2)", "MORTALITY(1)", "_",
    "A1", "$A$1", "R1C1", "Sheet1!A1", "[other.xlsx]A!B2", "{1,2}", "#REF!", "include", "reference", "strategies",
    "value", "low", "table x", "CON", "../x", "%s%d{0}", "<b>&amp;</b>", "[red]x[/red]", "id", "label", "NICE", "HAS",
)  # fmt: skip
SHEET_NAMES = (
    "Parameters", "parameters ", "Paramters", "Study", "Costs", "Notes", "table", "table x", "Table  LIFE", "draws x",
    "covariance x", "Scenarios", "Subgroups", "Checks", "Targets", "Correlations", "Population", "Settings",
    "\U0001f480", "x" * 31, "=1+1", "a'b", "Marks",
)  # fmt: skip


@dataclass(frozen=True)
class Book:
    """A workbook in memory."""

    name: str
    pages: tuple[Page, ...]
    small: bool


@dataclass
class Verdict:
    """What came of a damaged workbook: `ending` in one word, `broken` the promises that weren't kept."""

    ending: str
    problems: tuple[Problem, ...] = ()
    broken: list[str] = field(default_factory=list)


def open_book(path: Path, *, small: bool = True) -> Book:
    """The sheets of a workbook, as the reader gets them."""
    return Book(path.name, load(path.read_bytes(), path.name, rows_read), small)


def stored(random_: random.Random, words: Sequence[str]) -> Stored:
    """A cell that may stand in a damaged workbook."""
    choice = random_.random()
    if choice < 0.12:
        return "n", PLAIN, None, ""
    if choice < 0.32:
        style = random_.choices((PLAIN, PERCENT, DATE, DURATION), (6, 1, 1, 0.5))[0]
        return "n", style, random_.choice(NUMBERS), random_.choice(("", "", "=B2*2"))
    if choice < 0.38:
        return "b", PLAIN, random_.choice("01"), ""
    if choice < 0.46:
        return "e", PLAIN, random_.choice(ERRORS), random_.choice(("", "=B2/0"))
    if choice < 0.52:
        return "n", PLAIN, None, random_.choice(("=B2*1.2", '=HYPERLINK("http://x.example","y")', "=" + "A1+" * 200))
    if choice < 0.56:
        return "d", PLAIN, random_.choice(("2024-01-01", "2024-01-01T12:00:00", "P1D", "nonsense", "9999-99-99")), ""
    if choice < 0.74:
        return "inlineStr", PLAIN, random_.choice(TEXTS), ""
    if choice < 0.92 and words:
        return "inlineStr", PLAIN, random_.choice(words), ""
    letters = string.ascii_letters + string.digits + " ,.;()+-*/^%<>=\"'_\u00e9\u2212\u200b\u00a0"
    return "inlineStr", PLAIN, "".join(random_.choice(letters) for _ in range(random_.randint(1, 30))), ""


def garbled(random_: random.Random, text: str) -> Stored:
    """A text with one character more, less or other."""
    k = random_.randrange(len(text) + 1)
    piece = random_.choice('x1(),%"= .-\u00a0\u2212*/')
    cut = random_.choice((text[:k] + text[k + 1 :], text[:k] + piece + text[k:], text[:k] + piece + text[k + 1 :]))
    return "inlineStr", PLAIN, cut, ""


def made(page: Page, row: int, column: int, content: Stored) -> Cell:
    """The cell that the reader makes of what is stored."""
    kind, style, value, formula = content
    return _cell(RawCell(row, column, kind, style, value, formula, ""), page, PACKAGE, _Formulas())


def moved(page: Page, cell: Cell, row: int, column: int) -> Cell:
    """A cell at another place."""
    where = page.place(row, column, cell.where.text)
    return replace(cell, where=where, problem=cell.problem and replace(cell.problem, where=where))


Rows = dict[int, dict[int, Cell]]


def with_rows(page: Page, rows: Mapping[int, Mapping[int, Cell]]) -> Page:
    """The page with other rows; blank cells and rows are left out, as the reader does."""
    kept = {r: {c: cell for c, cell in sorted(rows[r].items()) if not cell.blank} for r in sorted(rows)}
    return replace(page, rows={r: cells for r, cells in kept.items() if cells})


def cells_of(page: Page) -> list[tuple[int, int]]:
    return [(r, c) for r, cells in page.rows.items() for c in cells]


def words_of(book: Book) -> list[str]:
    """The texts of a workbook: ids, names, expressions."""
    return sorted({cell.where.text for p in book.pages for row in p.rows.values() for cell in row.values()})


def _replace(random_: random.Random, page: Page, words: Sequence[str]) -> tuple[Page, str]:
    row, column = random_.choice(cells_of(page))
    if random_.random() < 0.2:  # beside or below what is there
        row, column = row + random_.randint(0, 1), column + random_.randint(0, 2)
    old = page.cell(row, column).where.text
    content = garbled(random_, old) if old and random_.random() < 0.2 else stored(random_, words)
    cell = made(page, row, column, content)
    rows = {r: dict(cells) for r, cells in page.rows.items()}
    rows.setdefault(row, {})[column] = cell
    return with_rows(page, rows), f"{cell.where}: {old[:40]!r} -> {content[0]} {content[2] and content[2][:60]!r}"


def _retyped(random_: random.Random, page: Page, words: Sequence[str]) -> tuple[Page, str]:
    """A number as text, a text as number, a percentage, a date."""
    row, column = random_.choice(cells_of(page))
    cell = page.cell(row, column)
    text, value = cell.where.text, cell.value
    plain = repr(float(value)) if isinstance(value, int | float) else "1"
    content = random_.choice(
        [
            ("inlineStr", 0, text, ""),
            ("inlineStr", 0, f" {text}\u00a0", ""),
            ("inlineStr", 0, text.replace(".", ","), ""),
        ]
        + [("n", style, plain, "") for style in (PERCENT, DATE, DURATION)]
        + [("b", 0, "1", ""), ("inlineStr", 0, text.upper(), ""), ("inlineStr", 0, f"{text} %", "")]
    )
    rows = {r: dict(cells) for r, cells in page.rows.items()}
    rows[row][column] = made(page, row, column, content)
    return with_rows(page, rows), f"{cell.where}: {text[:40]!r} as {content[0]} {content[2]!r:.60}"


def _swapped(random_: random.Random, page: Page, words: Sequence[str]) -> tuple[Page, str]:
    (r1, c1), (r2, c2) = random_.choice(cells_of(page)), random_.choice(cells_of(page))
    rows = {r: dict(cells) for r, cells in page.rows.items()}
    one, other = rows[r1][c1], rows[r2][c2]
    rows[r1][c1], rows[r2][c2] = moved(page, other, r1, c1), moved(page, one, r2, c2)
    return with_rows(page, rows), f"{one.where} <-> {other.where}"


def _lines(random_: random.Random, page: Page, words: Sequence[str]) -> tuple[Page, str]:
    """Whole rows: deleted, doubled, swapped, blank ones put in."""
    order: list[int | None] = list(range(1, max(page.rows) + 1))
    k, kind = random_.randrange(len(order)), random_.choice(("delete", "double", "swap", "blank", "cut"))
    j = random_.randrange(len(order))
    if kind == "delete":
        del order[k]
    elif kind == "double":
        order.insert(j, order[k])
    elif kind == "swap":
        order[k], order[j] = order[j], order[k]
    elif kind == "blank":
        order.insert(k, None)
    else:
        del order[k:]
    rows = {
        new: {c: moved(page, cell, new, c) for c, cell in page.rows.get(old, {}).items()}
        for new, old in enumerate(order, start=1)
        if old is not None
    }
    return with_rows(page, rows), f"{page.name}: rows, {kind} {k + 1} {j + 1}"


def _columns(random_: random.Random, page: Page, words: Sequence[str]) -> tuple[Page, str]:
    """Whole columns: deleted, doubled, swapped, emptied, filled with one value."""
    last = max(c for _, c in cells_of(page))
    order: list[int] = list(range(1, last + 1))
    k, j = random_.randrange(last), random_.randrange(last)
    kind = random_.choice(("delete", "double", "swap", "fill"))
    if kind == "delete":
        del order[k]
    elif kind == "double":
        order.insert(j, order[k])
    elif kind == "swap":
        order[k], order[j] = order[j], order[k]
    content = stored(random_, words)
    rows: Rows = {}
    for r, cells in page.rows.items():
        rows[r] = {new: moved(page, cells[old], r, new) for new, old in enumerate(order, start=1) if old in cells}
        if kind == "fill" and r > 1:
            rows[r][k + 1] = made(page, r, k + 1, content)
    return with_rows(page, rows), f"{page.name}: columns, {kind} {k + 1} {j + 1} {content[2]!r:.60}"


Change = Callable[[random.Random, Page, Sequence[str]], tuple[Page, str]]
CHANGES: tuple[tuple[Change, float], ...] = (
    (_replace, 10), (_retyped, 2), (_swapped, 1.5), (_lines, 1.5), (_columns, 1.5),
)  # fmt: skip


def damaged(random_: random.Random, book: Book, words: Sequence[str]) -> tuple[tuple[Page, ...], list[str]]:
    """The sheets of a workbook with one to three changes, and what was changed."""
    pages, notes = list(book.pages), []
    for _ in range(random_.choices((1, 2, 3), (7, 2, 1))[0]):
        filled = [k for k, page in enumerate(pages) if page.rows]
        if not filled:
            break
        k = random_.choice(filled)
        if random_.random() < 0.05:
            note = _sheets(random_, pages, k)
        else:
            (change,) = random_.choices([c for c, _ in CHANGES], [w for _, w in CHANGES])
            pages[k], note = change(random_, pages[k], words)
        notes.append(note)
    return tuple(pages), notes


def _sheets(random_: random.Random, pages: list[Page], k: int) -> str:
    """A sheet left out, doubled, emptied or under another name."""
    page, kind = pages[k], random_.choice(("delete", "empty", "rename", "rename", "merge"))
    if kind == "delete":
        del pages[k]
    elif kind == "empty":
        pages[k] = replace(page, rows={})
    elif kind == "merge":
        row, column = random_.choice(cells_of(page))
        pages[k] = replace(page, merged=((row, column, row + random_.randint(0, 3), column + random_.randint(0, 3)),))
    else:
        free = [name for name in (*SHEET_NAMES, page.name[:-1] or "x") if name not in {p.name for p in pages}]
        renamed = Page(replace(page.where, sheet=random_.choice(free)))
        rows = {r: {c: moved(renamed, cell, r, c) for c, cell in cells.items()} for r, cells in page.rows.items()}
        pages[k] = with_rows(renamed, rows)
        return f"{page.name} renamed {renamed.name!r}"
    return f"{page.name}: {kind}"


def judged(pages: tuple[Page, ...], book: str, *, run: bool) -> Verdict:
    """What comes of the sheets; every exception but the promised ones goes through."""
    log = Log()
    try:
        found = _read_pages(pages, book, "0" * 64, log, False)
    except WorkbookError:  # so many problems that reading stops; they are in the log
        found = None
    problems = tuple(sorted(log.problems, key=_place))
    if log.errors or found is None:
        verdict = Verdict("refused", problems)
        if not any(p.severity == "error" for p in problems):
            verdict.broken.append("refused without an error")
    else:
        verdict = _examined(Reading(found.model, problems, found.failed_scenarios, found.failed_subgroups), run=run)
    verdict.broken += misplaced(verdict.problems, pages, book)
    return verdict


def _examined(reading: Reading, *, run: bool) -> Verdict:
    """The checks of a model, its scenarios and subgroups; then its base case."""
    model = reading.model
    problems = [*reading.problems, *check(model), *sampling.check_draws(model)]
    if any(p.severity == "error" for p in problems):
        return Verdict("refused by the checks", tuple(problems))
    for breaking in workbook.breaking(model):
        problems += breaking.problems
    if any(p.severity == "error" for p in problems):
        return Verdict("refused by a situation", tuple(problems))
    if not run:
        return Verdict("read", tuple(problems))
    return _run(model, problems)


def _run(model: Model, problems: list[Problem]) -> Verdict:
    """The base case of a model that nothing speaks against."""
    if model.settings.cycles * len(model.states) > 20_000:
        return Verdict("too long to run here", tuple(problems))
    try:
        sizes(model)
        base = engine.execute(model, base_draws(model))
        problems += findings(model, base, engine.trace(model))
    except (DrawError, WorkbookError) as error:
        told = Verdict("refused by the base case", (*problems, *error.problems))
        if not any(p.severity == "error" for p in error.problems):
            told.broken.append("a run that failed without an error")
        return told
    verdict = Verdict("ran", tuple(problems))
    medians = np.array(
        [outcome.measure == "median_survival" for outcome in base.outcomes]
    )  # infinite where never reached
    if np.isnan(base.values).any() or not np.isfinite(base.values[..., ~medians]).all():
        verdict.broken.append("outcomes that aren't finite")
    return verdict


def misplaced(problems: Iterable[Problem], pages: tuple[Page, ...], book: str) -> list[str]:
    """What is wrong with the places and words of problems."""
    problems = tuple(problems)
    sheets = {page.name for page in pages}
    broken = []
    for problem in problems:
        where, span = problem.where, problem.span
        if where.book != book:
            broken.append(f"{problem.kind}: book {where.book!r}")
        if where.sheet and where.sheet not in sheets and problem.kind not in ABSENT:
            broken.append(f"{problem.kind}: no sheet {where.sheet!r}")
        if not where.sheet and problem.kind not in WHOLE:
            broken.append(f"{problem.kind}: no sheet named")
        if span is not None and not 0 <= span[0] <= span[1] <= len(where.text):
            broken.append(f"{problem.kind}: span {span} outside of {where.text[:50]!r}")
        if not problem.found():
            broken.append(f"{problem.kind}: says nothing")
        problem.as_dict()
    if problems:
        render(problems, book)
    return broken


WHOLE = frozenset({"MissingSheet"})
"""Problems of the workbook as a whole."""
ABSENT = frozenset({"NothingCounted"})
"""Problems that name the sheet that is to be added."""


def kinds(problems: Iterable[Problem]) -> Counter[str]:
    return Counter(problem.kind for problem in problems)


def silent(pages: tuple[Page, ...], problems: Iterable[Problem]) -> list[str]:
    """Cells without a value, on sheets that are read, on which no problem tells anything; notes aren't read."""
    told = {problem.where.sheet for problem in problems}
    headers = {
        page.name: {c: cell.where.text.strip().casefold() for c, cell in page.rows.get(1, {}).items()} for page in pages
    }
    return [
        f"silence on {type(cell.problem).__name__}"
        for page in pages
        for row in page.rows.values()
        for column, cell in row.items()
        if cell.problem is not None and rows_read(page.name) and page.name not in told
        if headers[page.name].get(column) != "note"
    ]
