"""The parameters: every one with value, uncertainty, source and grade of evidence, grouped by what it feeds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from costeff.format import BLANK, count, interval, money, number
from costeff.report.blocks import Markdown, anchor, bullets, link, table, text
from costeff.report.sections.material import Material, Name, missing
from costeff.results import ParameterLine, Study
from costeff.words.phrases import amount

GRADES = ("published", "derived", "recalled", "assumption", "")
"""Grades of evidence, from the best."""

GRADE_WORDS = {
    "published": "published",
    "derived": "derived from what is published",
    "recalled": "recalled, to be checked",
    "assumption": "assumption",
    "": "not graded",
}

GROUPS = ("Clinical course", "Costs and resource use", "Quality of life", "Costs and quality of life", "Switches")
"""What parameters feed, in the order of the table."""

WHOLE = 100
"""Money from which neither end of an interval has decimals."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLACE = re.compile(r"^([^!:]+)!([A-Z]{1,3}\d+)(?=:)")
"""The cell at the start of a note: `Study!B11`."""

_QUOTED = re.compile(r'"[^"]*"')

SWITCHES = ("switch", "0 or 1")
"""Units that say what values there are rather than what they count."""


def groups(study: Study) -> Mapping[str, str]:
    """What each parameter feeds: its id to one of `GROUPS`.

    It is followed from the transitions, costs and utilities down through variables and the columns of strategies and
    states. What only a table of the workbook uses is told by its unit.
    """
    below: dict[str, set[str]] = {}
    for variable in study.variables:
        below.setdefault(variable.id, set()).update(_names(variable.expression))
    columns = [*(s.columns for s in study.strategies), *(s.columns for s in study.states)]
    for name, expression in (pair for each in columns for pair in each.items()):
        below.setdefault(name, set()).update(_names(expression))
    clinical = [a.expression + " " + a.when for a in study.arrows]
    clinical += [s.start for s in study.states] + [m.start for m in study.marks]
    feeds = {
        "Clinical course": _reached(clinical, below),
        "Costs and resource use": _reached((p.amount for p in study.payoffs if p.kind == "cost"), below),
        "Quality of life": _reached((p.amount for p in study.payoffs if p.kind == "utility"), below),
    }
    return {p.id: _group(p, [name for name, ids in feeds.items() if p.id in ids]) for p in study.parameters}


def _group(parameter: ParameterLine, fed: list[str]) -> str:
    """The group of one parameter, from what it feeds."""
    if parameter.unit.strip().lower() == "switch":
        return "Switches"
    if "Clinical course" in fed:
        return "Clinical course"
    if len(fed) > 1:
        return "Costs and quality of life"
    if fed:
        return fed[0]
    unit = parameter.unit.split(" ")[0]
    if len(unit) == 3 and unit.isupper() and unit != "SMR":
        return "Costs and resource use"
    return "Quality of life" if unit.lower() in ("utility", "qaly") else "Clinical course"


def _names(expression: str) -> set[str]:
    """The names in an expression."""
    return set(_NAME.findall(_QUOTED.sub("", expression)))


def _reached(expressions: Iterable[str], below: Mapping[str, set[str]]) -> set[str]:
    """Every name that expressions use, directly or by way of others."""
    found: set[str] = set()
    waiting = [name for expression in expressions for name in _names(expression)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(below.get(name, ()))
    return found


def parameters_table(material: Material) -> Markdown:
    """Every parameter: name, value, distribution, interval, evidence, source with references."""
    study = material.study
    where = groups(study)
    body: list[tuple[str, ...] | str] = []
    for group in GROUPS:
        lines = [p for p in study.parameters if where[p.id] == group]
        if lines:
            body.append(f"{group} ({count(len(lines))})")
            body += [_row(material, p) for p in lines]
    if not body:
        return missing("The workbook has no parameters.")
    return table(
        ["Parameter", "Name in equations", "Value", "95% interval", "Distribution", "Evidence", "Source"],
        body,
        id="table-parameters",
        caption="Parameters",
        align="lllllll",
        landscape=True,
        widths=(20, 14, 11, 13, 9.5, 9.5, 23),
        note="Intervals are those of the distributions; a fixed parameter has none. Numbers in square brackets are "
        "references.",
    )


def _row(material: Material, parameter: ParameterLine) -> tuple[str, ...]:
    """The cells of a parameter."""
    family = parameter.distribution
    if parameter.group and family != "fixed":
        family = f"{family}, with group {parameter.group}"
    fixed = parameter.distribution == "fixed"
    return (
        parameter.label,
        parameter.id,
        amount(parameter.value, "" if parameter.unit.strip().lower() in SWITCHES else parameter.unit),
        BLANK if fixed else _interval(parameter),
        family,
        parameter.evidence or GRADE_WORDS[""],
        source(material, parameter.source, parameter.note if not parameter.source else ""),
    )


def _interval(parameter: ParameterLine) -> str:
    """The 95% interval; a unit is said once, with the value."""
    low, high = parameter.low, parameter.high
    shown = amount(parameter.value, parameter.unit)
    if "%" in shown:
        return interval(low, high, lambda x: amount(x, parameter.unit))
    code = parameter.unit.split(" ")[0]
    if high is not None and shown.startswith(money(parameter.value, code)) and code:
        return interval(low, high, lambda x: money(x, code, 0 if abs(high) >= WHOLE else 2))
    return interval(low, high, lambda x: number(x, 3))


def source(material: Material, words: str, otherwise: str = "") -> Markdown:
    """A source with its references as links."""
    pieces = material.references.pieces(words)
    if not pieces:
        return text(otherwise or "none given")
    return Markdown("").join(link(f"[{p}]", f"ref-{p}") if isinstance(p, int) else _spaced(p) for p in pieces)


def _spaced(piece: str) -> Markdown:
    """A text between references, whose spaces at the ends count."""
    before = " " if piece[:1].isspace() else ""
    after = " " if piece[-1:].isspace() and piece.strip() else ""
    return Markdown(before) + text(piece.strip()) + Markdown(after)


def evidence_table(material: Material) -> Markdown:
    """How many parameters of each group have which grade of evidence."""
    study = material.study
    where = groups(study)
    there = [grade for grade in GRADES if any(p.evidence == grade for p in study.parameters)]
    body = []
    for group in GROUPS:
        lines = [p for p in study.parameters if where[p.id] == group]
        if lines:
            body.append([group, *(count(sum(p.evidence == g for p in lines)) for g in there), count(len(lines))])
    if not body:
        return missing("The workbook has no parameters.")
    totals = [count(sum(p.evidence == g for p in study.parameters)) for g in there]
    body.append(["All", *totals, count(len(study.parameters))])
    return table(
        ["Parameters", *(GRADE_WORDS[g][:1].upper() + GRADE_WORDS[g][1:] for g in there), "All"],
        body,
        id="table-evidence",
        caption="Parameters by grade of evidence",
        align="l" + "r" * (len(there) + 1),
        bold_rows=[len(body) - 1],
    )


def reference_list(material: Material) -> Markdown:
    """The sources, numbered, with what uses each."""
    entries = material.references.entries
    if not entries:
        return missing("The workbook names no sources.")
    pieces = []
    for entry in entries:
        users = "; ".join(entry.users)
        used = text(f" Used by: {users}")
        pieces.append(
            Markdown("\n\n") + anchor(entry.anchor, f"[{entry.number}]") + Markdown(" ") + text(entry.text)
            + text("." if not entry.text.endswith(".") else "") + Markdown(" ") + used + text(".") + Markdown("\n\n")
        )  # fmt: skip
    return Markdown("").join(pieces)


def log_table(material: Material) -> Markdown:
    """What was changed in the workbook, as its authors say."""
    lines = material.study.log
    if not lines:
        return missing("The workbook keeps no log of its changes (sheet Changes).")
    return table(
        ["Date", "Version", "Who", "Change", "Reason"],
        [(r.date, r.version, r.author, r.change, r.reason) for r in lines],
        id="table-log",
        caption="Changes of the workbook",
        align="lllll",
    )


def notes_list(material: Material) -> Markdown:
    """What the run has to tell."""
    if not material.run.notes:
        return missing("The run has nothing further to tell.")
    return bullets([_PLACE.sub(r"\1, \2", note) for note in material.run.notes])


NAMES: tuple[Name, ...] = (
    Name(name="tables.parameters", meaning="every parameter, grouped by what it feeds", make=parameters_table),
    Name(name="tables.evidence", meaning="parameters by grade of evidence", make=evidence_table),
    Name(name="references", meaning="the numbered list of sources, with what uses each", make=reference_list),
    Name(name="tables.log", meaning="the change log of the workbook", make=log_table),
    Name(name="notes", meaning="what the run has to tell, as a list", make=notes_list),
)
