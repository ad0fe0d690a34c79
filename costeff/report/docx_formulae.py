"""Formulae of a Word document, so that LibreOffice shows them too.

LibreOffice reads a formula as a text of its own language, in which a bracket must be closed on the line where it was
opened, an operator needs something on either side, a cell something in it, and the sign at which Word aligns lines
means "and". Word doesn't mind what is done about that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/math"

BRACKETS = frozenset("()[]{}|")

OPERATORS = frozenset("×·+−-/÷=<>≤≥≠∧∨,")
"""Signs that need something on both sides."""

NOTHING = "\u200b"
"""Text without width, for what an operator lacks."""


def steady(body: Any) -> None:
    """Makes lone brackets text, aligned lines a table, and puts nothing where something has to be.

    Args:
        body: of the document.
    """
    for lines in list(body.iter(_m("eqArr"))):
        _as_table(lines)
    for run in body.iter(_m("r")):
        if _words(run) in BRACKETS:
            _as_text(run)
    for line in [*body.iter(_m("e")), *body.iter(_m("oMath"))]:
        runs = list(_standing(line))
        if not runs and line.tag == _m("e"):
            line.append(_empty(line))
        if runs and _is_operator(runs[0]):
            runs[0].addprevious(_empty(runs[0]))
        if runs and _is_operator(runs[-1]):
            runs[-1].addnext(_empty(runs[-1]))


def _as_table(lines: Any) -> None:
    """Lines that are aligned at signs, as a table with a column between any two of them."""
    rows = [_split(line) for line in lines.findall(_m("e"))]
    aligned = ["right", "left"] * max(map(len, rows), default=0)
    if all(not row[0] for row in rows):
        rows, aligned = [row[1:] for row in rows], aligned[1:]
    across = max(map(len, rows), default=0)
    if not across:
        return
    table = lines.makeelement(_m("m"))
    columns = _put(_put(table, "mPr"), "mcs")
    for side in aligned[:across]:
        properties = _put(_put(columns, "mc"), "mcPr")
        _put(properties, "count").set(_m("val"), "1")
        _put(properties, "mcJc").set(_m("val"), side)
    for row in rows:
        made = _put(table, "mr")
        for cell in [*row, *[[]] * (across - len(row))]:
            _put(made, "e").extend(cell)
    lines.getparent().replace(lines, table)


def _split(line: Any) -> list[list[Any]]:
    """What stands in a line between the signs by which it is aligned."""
    cells: list[list[Any]] = [[]]
    for child in line:
        if child.tag == _m("r") and _words(child).strip() == "&":
            cells.append([])
        elif child.tag not in (_m("argPr"), _m("ctrlPr")):
            cells[-1].append(child)
    return cells


def _put(parent: Any, name: str) -> Any:
    """A new element within another."""
    made = parent.makeelement(_m(name))
    parent.append(made)
    return made


def _standing(line: Any) -> Iterator[Any]:
    """What stands in a line, but for spaces."""
    for child in line:
        if child.tag in (_m("argPr"), _m("ctrlPr")):
            continue
        if child.tag != _m("r") or _words(child).strip():
            yield child


def _is_operator(element: Any) -> bool:
    return element.tag == _m("r") and _words(element).strip() in OPERATORS


def _words(run: Any) -> str:
    return "".join(text.text or "" for text in run.iter(_m("t")))


def _as_text(run: Any) -> None:
    """A run as text within a formula."""
    for properties in run.findall(_m("rPr")):
        run.remove(properties)
    properties = run.makeelement(_m("rPr"))
    properties.append(run.makeelement(_m("nor")))
    run.insert(0, properties)


def _empty(beside: Any) -> Any:
    """A run of text that shows nothing."""
    run = beside.makeelement(_m("r"))
    text = beside.makeelement(_m("t"))
    text.text = NOTHING
    run.append(text)
    _as_text(run)
    return run


def _m(name: str) -> str:
    """A name in the language of Word's formulae."""
    return f"{{{SPACE}}}{name}"
