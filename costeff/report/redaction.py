"""Blacking out what is confidential, before a report is written.

Confidential strategies are left out first, see `costeff.report.withholding`; the rest is about parameters.

The rule. A parameter marked confidential in the workbook, and every other share of its Dirichlet group (the shares sum
to one), loses its value, distribution, interval, bounds, source and note. What is about that parameter alone goes as a
whole, since the value stands in it or can be read back from it:

- rows of the one-way analysis that move it, its thresholds, and analyses of which it is the price or an axis;
- scenarios and subgroups that set it, scenarios of the budget at other prices, calibrations that fit it;
- costs by category and state (but for their sum), and the lines and persons of a budget impact, where a cost depends on
  it: a cost that is linear in a price, over the number of times it is paid, is the price;
- figures in which any of these are drawn; changes of it that were asked for beside the workbook, with the command;
- notes and other texts that name it or hold its numbers.

Totals, QALYs, ICERs, net benefits and probabilities stay, though they depend on it: whoever has the rest of the model
can work the value out from them. The report says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from costeff.format import BLACK, HIDDEN, money, number, percent
from costeff.report.dossier import Dossier
from costeff.report.withholding import withhold
from costeff.results import Analysis, ParameterLine, Run, Study
from costeff.results.outcomes import By, Outcomes
from costeff.words.phrases import named, plural

NUMBERS = ("value", "mean", "low", "high", "se", "n", "dsa_low", "dsa_high", "inflation", "given")
"""Fields of a parameter that are blacked out where they are filled."""

TEXTS = ("distribution", "source", "note")
"""Likewise, those of text."""

PARTS: tuple[By, ...] = ("category", "state")
"""By what costs are broken down."""

TOGETHER = "All together"
"""Name of the one part that is left of costs by category and state."""

LONG = 3
"""Digits from which a number in a text is taken for a confidential one that it equals."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_COSTS = ("costs", "waterfall")
"""Figures of a run that show costs by category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Secret:
    """What is confidential.

    Attributes:
        ids: of parameters.
        costs: whether a cost depends on one of them.
        health: whether an arrow, a start or a utility does.
        texts: finds their numbers and names in texts.
    """

    ids: frozenset[str]
    costs: bool
    health: bool
    texts: re.Pattern[str]

    def sets(self, item: object) -> bool:
        """Whether a change of an item (`c_msc`, `c_msc se`) is one of a confidential parameter."""
        name = str(item).strip()
        return any(name == key or name.startswith((f"{key} ", f"{key}.")) for key in self.ids)

    def clean(self, text: str) -> str:
        """A text without their numbers."""
        return self.texts.sub(BLACK, text)


def redact(dossier: Dossier) -> tuple[Dossier, tuple[str, ...]]:
    """A dossier without what is confidential in it.

    Args:
        dossier: as found in a results folder.

    Returns:
        The dossier to be reported, which lists among what is lacking what was blacked out; and that list: a sentence
        an entry, none if nothing is confidential.

    Raises:
        InputError: if every strategy is confidential.
    """
    dossier, withheld = withhold(dossier)
    secret = _secret(dossier.study)
    given = [found for found in dossier.analyses.values() if "discount" in found.facts]
    if not secret.ids and not given:
        return dossier, withheld
    kept: dict[str, Analysis] = {}
    gone: list[str] = []
    stale: list[str] = []
    for name, analysis in dossier.analyses.items():
        found, lost = _analysis(analysis, secret)
        if lost:
            gone += lost
            stale.append(name)
        if found is not None:
            kept[name] = _scrubbed(found, secret)
    listed = _listed(dossier.study, secret, gone)
    figures = {
        name: path
        for name, path in dossier.figures.items()
        if not any(name.startswith(f"{other}/") for other in stale) and not (secret.costs and name in _COSTS)
    }
    redacted = replace(
        dossier,
        run=_run(dossier.run, secret),
        analyses=kept,
        figures=figures,
        lacks=(*map(secret.clean, dossier.lacks), *listed),
        command=secret.clean(dossier.command),
    )
    return redacted, (*withheld, *listed)


def _secret(study: Study) -> _Secret:
    """What is confidential in a study."""
    marked = {line.id for line in study.parameters if line.confidential}
    groups = {line.group for line in study.parameters if line.id in marked and line.distribution == "dirichlet"} - {""}
    ids = marked | {line.id for line in study.parameters if line.group in groups}
    reached = _dependent(study, ids)
    return _Secret(
        ids=frozenset(ids),
        costs=any(reached & _names(p.amount, p.when) for p in study.payoffs if p.kind == "cost"),
        health=any(reached & _names(a.expression, a.when) for a in study.arrows)
        or any(reached & _names(text) for text in _starts(study))
        or any(reached & _names(p.amount, p.when) for p in study.payoffs if p.kind != "cost"),
        texts=_texts([line for line in study.parameters if line.id in ids]),
    )


def _starts(study: Study) -> list[str]:
    """The expressions of the states and marks in which people start."""
    return [state.start for state in study.states] + [mark.start for mark in study.marks]


def _dependent(study: Study, ids: Iterable[str]) -> set[str]:
    """Names of parameters, variables, columns and tables whose worth depends on some parameters."""
    columns = [line.columns for line in study.strategies] + [line.columns for line in study.states]
    above = [(v.id, _names(v.expression)) for v in study.variables]
    above += [(name, _names(text)) for each in columns for name, text in each.items()]
    found = set(ids)
    while True:
        more = {name for name, uses in above if uses & found} - found
        if not more:
            return found
        found |= more


def _names(*expressions: str) -> set[str]:
    return {name for text in expressions for name in _NAME.findall(text)}


def _texts(lines: Sequence[ParameterLine]) -> re.Pattern[str]:
    """Finds the numbers of parameters in texts, however they are written, if they are long enough to be theirs."""
    written: set[str] = set()
    for line in lines:
        for value in (getattr(line, name) for name in NUMBERS):
            if value is None or not np.isfinite(value):
                continue
            forms = {f"{value:g}", repr(value), number(value), number(value, 3), money(value), percent(value)}
            forms |= {f"{value:,.0f}", f"{value:.0f}", f"{value:,.2f}", f"{value:.2f}"}
            written |= {form for form in forms if sum(c.isdigit() for c in form.lstrip("0.")) >= LONG}
    pattern = "|".join(re.escape(form) for form in sorted(written, key=len, reverse=True))
    return re.compile(rf"(?<![\w.,])(?:{pattern})(?!\d|[.,]\d)" if pattern else r"(?!)")


def _run(run: Run, secret: _Secret) -> Run:
    """A run without what is confidential."""
    draws = run.draws
    if draws is not None and secret.ids:
        values = draws.values.copy()
        values[:, [k for k, name in enumerate(draws.ids) if name in secret.ids]] = HIDDEN
        draws = replace(draws, values=values)
    return replace(
        run,
        study=_study(run.study, secret),
        base=_outcomes(run.base, secret),
        psa=None if run.psa is None else _outcomes(run.psa, secret),
        draws=draws,
        targets=run.targets,
        notes=_notes(run.notes, run.study, secret),
        provenance=_record(run.provenance, secret),
    )


def _outcomes(outcomes: Outcomes, secret: _Secret) -> Outcomes:
    """Outcomes whose costs by category and state are but one part, the whole, where a cost is confidential."""
    if not secret.costs:
        return outcomes
    kinds = list(outcomes.outcomes)
    kept = [k for k, kind in enumerate(kinds) if kind.measure != "cost" or kind.by == "total"]
    whole = [k for k in kept if kinds[k].measure == "cost"]
    parts = [replace(kinds[k], by=by, name=TOGETHER) for by in PARTS for k in whole]
    return replace(
        outcomes,
        outcomes=(*(kinds[k] for k in kept), *parts),
        values=outcomes.values[:, :, [*kept, *(k for _ in PARTS for k in whole)]].copy(),
    )


def _study(study: Study, secret: _Secret) -> Study:
    """A study whose confidential parameters are blacked out, and whose other texts hold none of their numbers."""
    changed: dict[str, Any] = {"parameters": tuple(_line(line, secret) for line in study.parameters)}
    for field in fields(study):
        value = getattr(study, field.name)
        if field.name in ("book", "sha256", "parameters", "thresholds", "reference", "currency"):
            continue
        changed[field.name] = _deep(value, secret.clean)
    return replace(study, **changed)


def _line(line: ParameterLine, secret: _Secret) -> ParameterLine:
    """A parameter, blacked out if it is confidential."""
    if line.id not in secret.ids:
        return replace(line, note=secret.clean(line.note), source=secret.clean(line.source))
    numbers = {name: HIDDEN for name in NUMBERS if getattr(line, name) is not None}
    texts = {name: BLACK for name in TEXTS if getattr(line, name)}
    return replace(line, **numbers, **texts)  # type: ignore[arg-type]


def _deep(value: Any, clean: Callable[[str], str]) -> Any:
    """Every text within lines, lists and mappings cleaned; ids and numbers stay."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple | list):
        return type(value)(_deep(item, clean) for item in value)
    if isinstance(value, Mapping):
        return {key: _deep(item, clean) for key, item in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return replace(value, **{f.name: _deep(getattr(value, f.name), clean) for f in fields(value)})
    return value


def _notes(notes: Sequence[str], study: Study, secret: _Secret) -> tuple[str, ...]:
    """Notes; those that speak of a confidential parameter, by its name or its cell, are blacked out."""
    lines = [line for line in study.parameters if line.id in secret.ids]
    marks = {mark for line in lines for mark in (line.id, line.label, line.cell) if mark}
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(mark)}(?!\w)" for mark in marks) or r"(?!)")
    return tuple(f"{BLACK} (about a confidential input)" if pattern.search(n) else secret.clean(n) for n in notes)


def _record(record: Mapping[str, object], secret: _Secret) -> Mapping[str, object]:
    """How something was made, without the values of confidential items that were asked for."""
    asked = record.get("overrides")
    found = {key: value for key, value in record.items() if key != "settings"}
    found["settings"] = _deep(record.get("settings", {}), secret.clean)
    if not isinstance(asked, Mapping):
        return found
    told = any(secret.sets(item) or item == "discount" for item in asked)
    found["overrides"] = {
        item: BLACK if secret.sets(item) or item == "discount" else _deep(value, secret.clean)
        for item, value in asked.items()
    }
    found["command"] = BLACK if told else secret.clean(str(record.get("command", "")))
    return found


def _analysis(analysis: Analysis, secret: _Secret) -> tuple[Analysis | None, list[str]]:
    """An analysis without what is about a confidential parameter (None if that is all), and what went."""
    title = analysis.title
    if any(secret.sets(name) for name in _subjects(analysis)):
        return None, [f"{title}: all of it, since it is about a confidential input."]
    tables, gone = dict(analysis.tables), list[str]()
    facts, notes = dict(analysis.facts), analysis.notes
    for name, table in analysis.tables.items():
        rows = _rows(analysis, table, secret)
        if rows.any():
            tables[name] = table[~rows].reset_index(drop=True)
            gone.append(f"{title}: {plural(int(rows.sum()), 'row')} of the table {name.replace('_', ' ')}.")
    if "discount" in facts:
        tables.pop("net", None)
        facts = {key: value for key, value in facts.items() if key not in ("discount", "net")}
        notes = tuple(note for note in notes if "net price" not in note)
        gone.append(f"{title}: results at the net price, since the discount is confidential.")
    if analysis.kind == "dsa" and gone:
        facts["levers"] = int(tables["tornado"]["lever"].nunique())
    if not any(len(table) for table in tables.values()):
        return None, [f"{title}: all of it."]
    return replace(analysis, tables=tables, facts=facts, notes=notes), gone


def _subjects(analysis: Analysis) -> list[str]:
    """The parameters that an analysis as a whole is about."""
    facts = analysis.facts
    if analysis.kind == "price":
        return [str(facts["parameter"])]
    if analysis.kind == "twoway":
        return [str(facts[side]["parameter"]) for side in ("x", "y")]
    if analysis.kind == "calibration":
        return [str(name) for name in analysis.tables["fit"]["parameter"]]
    if analysis.kind == "sweep":
        found = [str(axis.get(key, "")) for axis in facts["axes"] for key in ("item", "column")]
        content = str(analysis.provenance.get("overrides", ""))
        return [*found, *_NAME.findall(content)]
    return []


def _rows(analysis: Analysis, table: pd.DataFrame, secret: _Secret) -> np.ndarray:
    """Which rows of a table go: one a row, true for those."""
    none = np.zeros(len(table), dtype=bool)
    if analysis.kind == "dsa":
        moves = analysis.tables["tornado"].drop_duplicates("lever").set_index("lever")["moves"].astype(str)
        levers = {str(k) for k, text in moves.items() if secret.ids & {part.strip() for part in text.split(",")}}
        return np.asarray(table["lever"].isin(levers))
    if analysis.kind == "threshold":
        return np.asarray(table["parameter"].isin(secret.ids)) if "parameter" in table else none
    if analysis.kind in ("scenarios", "subgroups"):
        key = analysis.kind[:-1]
        told = analysis.tables["changes"]
        setting = {str(k) for k, item in zip(told[key], told["item"], strict=True) if secret.sets(item)}
        return np.asarray(table[key].isin(setting)) if key in table else none
    if analysis.kind == "budget" and secret.costs:
        if "line" in table:
            return ~table["total"].to_numpy(dtype=bool)
        if "kind" in table:
            return np.asarray(table["kind"].isin(["price", "scenario"]))
    return none


def _scrubbed(analysis: Analysis, secret: _Secret) -> Analysis:
    """An analysis whose texts and study hold nothing confidential."""
    tables = {}
    for name, table in analysis.tables.items():
        text = [column for column in table if pd.api.types.is_string_dtype(table[column])]
        tables[name] = table.assign(**{str(c): table[c].astype(str).map(secret.clean) for c in text})
    return replace(
        analysis,
        title=secret.clean(analysis.title),
        study=_study(analysis.study, secret),
        tables=tables,
        facts=_deep(analysis.facts, secret.clean),
        notes=_notes(analysis.notes, analysis.study, secret),
        provenance=_record(analysis.provenance, secret),
    )


def _listed(study: Study, secret: _Secret, gone: Sequence[str]) -> tuple[str, ...]:
    """What was blacked out or left out, and what can still be worked out."""
    found = []
    labels = [line.label or line.id for line in study.parameters if line.id in secret.ids]
    if labels:
        found.append(f"Confidential, and blacked out with all that tells its value: {named(labels, len(labels))}.")
    if secret.costs:
        found.append("Left out, since a confidential input could be read back: costs by category and by health state.")
    found += [f"Left out, since a confidential input could be read back: {text}" for text in gone]
    if secret.health:
        found.append(
            "Survival, response and state occupancy depend on a confidential input; where one of them is that input "
            "itself, such as a response at a given time, it can be read off."
        )
    found.append(
        "Totals, QALYs, ICERs, net benefits and probabilities still depend on what is confidential: with the rest of "
        "the model its value can be worked out from them."
    )
    return tuple(found)
