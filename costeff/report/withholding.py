"""Leaving out strategies that are confidential, before a report is written.

The rule. A strategy marked confidential in the workbook is left out as if it had not been compared: its label,
description and columns, its outcomes in the base case and in every draw, its trace. What compares strategies with each
other (the frontier and its statuses, ICERs, net benefits, acceptability, figures of the run) is made anew among those
that are left, so that nothing of it is left in them: no status "dominated by" it, and no probabilities that lack its
share. Of a confidential reference the first strategy left takes the place.

Analyses keep the rows of the others where these say nothing about it, and which of them is best is found anew;
analyses whose results mix the strategies (budget impact, thresholds, two-way, sweeps, ...) go as a whole, and so does
everything that is against a confidential reference. In texts the label gives way to `Confidential strategy A`, and
notes that name it are blacked out.

The report says how many strategies it doesn't show, in its title and among its limitations: which is best of all can't
be seen from it. Parameters, transitions, costs and utilities stay, unless they are marked confidential themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from string import ascii_uppercase
from typing import Any

import pandas as pd

from costeff.errors import InputError, Where
from costeff.errors.report import NothingToShow
from costeff.format import BLACK
from costeff.report.dossier import Dossier
from costeff.report.withheld_rows import KEPT, mentions, without
from costeff.results import Analysis, Run, StrategyLine, Study
from costeff.results.outcomes import Outcomes, Trace
from costeff.words.phrases import plural

_AS_THEY_ARE = frozenset(
    {"id", "sha256", "book", "expression", "when", "amount", "start", "columns", "cell", "origins", "over", "target",
     "sets", "clears", "key", "name", "reference", "strategy", "currency", "group", "groups", "item", "kind", "per",
     "charged", "timing", "instalments", "transfusion", "response", "distribution", "evidence", "unit", "remembers",
     "includes", "cycle", "horizon", "jurisdiction", "price_year"}
)  # fmt: skip
"""Fields of a study and of its lines that are no prose: names, words of the workbook's own, expressions."""

_CODES = frozenset(
    {"strategy", "reference", "against", "lever", "moves", "origin", "scenario", "subgroup", "by", "item", "adds",
     "jurisdiction", "parameter", "kind", "basis", "index", "measure", "comparison", "unit", "group"}
)  # fmt: skip
"""Columns of analyses that are no prose either."""

_ANEW = "; which of the others is best was found anew"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hidden:
    """The strategies that are confidential.

    Attributes:
        names: id and label to what is said in their place.
        compared: ids of those in the base case.
        labels, words: find the labels, and the ids or labels, in texts.
    """

    names: Mapping[str, str]
    compared: tuple[str, ...]
    labels: re.Pattern[str]
    words: re.Pattern[str]

    def prose(self, text: str) -> str:
        """A text with the labels replaced, and the ids if it is nothing but a list of such."""
        if re.fullmatch(r"\w+(\s*[,;]\s*\w+)+", text.strip()):
            return self.record(text)
        return self.labels.sub(self._instead, text)

    def record(self, text: str) -> str:
        """A text with labels and ids replaced."""
        return self.words.sub(self._instead, text)

    def _instead(self, found: re.Match[str]) -> str:
        folded = found.group().casefold()
        return next(given for name, given in self.names.items() if name.casefold() == folded)

    def notes(self, notes: Sequence[str]) -> tuple[str, ...]:
        """Notes; those that name such a strategy are blacked out, since they may hold its numbers."""
        return tuple(f"{BLACK} (about a confidential strategy)" if self.words.search(n) else n for n in notes)


def withhold(dossier: Dossier) -> tuple[Dossier, tuple[str, ...]]:
    """A dossier without the strategies that are confidential.

    Args:
        dossier: as found in a results folder.

    Returns:
        The dossier, which lists among what is lacking what was left out; and that list: a sentence an entry, none if
        no strategy is confidential. Figures of the run and of the analyses that it changes are left out, to be drawn
        anew.

    Raises:
        InputError: if no strategy would be left.
    """
    hidden = _hidden(dossier)
    if not hidden.names:
        return dossier, ()
    study = dossier.study
    left = [s.id for s in study.strategies if s.id not in hidden.compared]
    if not left:
        raise InputError([NothingToShow(where=Where(book=study.book), strategies=len(hidden.compared))])
    run = _run(dossier.run, hidden, left)
    kept: dict[str, Analysis] = {}
    changed, gone = list[str](), list[str]()
    for name, analysis in dossier.analyses.items():
        found, lost = _analysis(analysis, hidden, left)
        if lost:
            gone.append(lost)
            changed.append(name)
        if found is not None:
            kept[name] = found
    listed = _listed(dossier.run, run, hidden, gone)
    figures = {
        name: path
        for name, path in dossier.figures.items()
        if not (any(name.startswith(f"{other}/") for other in changed) or ("/" not in name and hidden.compared))
    }
    lacks = (*map(hidden.record, dossier.lacks), *listed)
    command = hidden.record(dossier.command)
    return replace(dossier, run=run, analyses=kept, figures=figures, lacks=lacks, command=command), listed


def _hidden(dossier: Dossier) -> _Hidden:
    """What is confidential in a dossier."""
    study = dossier.study
    marked: dict[str, StrategyLine] = {}
    for there in (study, *(analysis.study for analysis in dossier.analyses.values())):
        marked |= {s.id: s for s in (*there.strategies, *there.set_aside) if s.confidential}
    names: dict[str, str] = {}
    for k, line in enumerate(marked.values()):
        given = f"Confidential strategy {ascii_uppercase[k] if k < len(ascii_uppercase) else k + 1}"
        names |= {line.id: given} | ({line.label: given} if line.label else {})
    return _Hidden(
        names=names,
        compared=tuple(s.id for s in study.strategies if s.id in marked),
        labels=_finds([line.label for line in marked.values() if line.label]),
        words=_finds([*names]),
    )


def _finds(names: Sequence[str]) -> re.Pattern[str]:
    """Finds names as whole words, however they are cased, the longest first."""
    found = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)" if found else r"(?!)", re.IGNORECASE)


def _run(run: Run, hidden: _Hidden, left: Sequence[str]) -> Run:
    """A run of the strategies that are left."""
    targets = run.targets
    if "strategy" in targets:
        targets = targets[~targets["strategy"].isin(hidden.names)].reset_index(drop=True)
    return replace(
        run,
        study=_study(run.study, hidden, left),
        base=_outcomes(run.base, hidden),
        psa=None if run.psa is None else _outcomes(run.psa, hidden),
        trace=_trace(run.trace, hidden),
        targets=targets,
        notes=hidden.notes(run.notes),
        provenance=_record(run.provenance, hidden),
    )


def _outcomes(outcomes: Outcomes, hidden: _Hidden) -> Outcomes:
    """Outcomes of the strategies that are left."""
    kept = [k for k, name in enumerate(outcomes.strategies) if name not in hidden.names]
    columns = tuple(
        replace(column, name=hidden.prose(column.name)) if column.by == "category" else column
        for column in outcomes.outcomes
    )
    strategies = tuple(outcomes.strategies[k] for k in kept)
    return replace(outcomes, strategies=strategies, outcomes=columns, values=outcomes.values[:, kept].copy())


def _trace(trace: Trace, hidden: _Hidden) -> Trace:
    """The trace of the strategies that are left."""
    kept = [k for k, name in enumerate(trace.strategies) if name not in hidden.names]
    flows = trace.flows[kept].copy() if len(trace.flows) else trace.flows
    strategies = tuple(trace.strategies[k] for k in kept)
    return replace(trace, strategies=strategies, occupancy=trace.occupancy[kept].copy(), flows=flows)


def _study(study: Study, hidden: _Hidden, left: Sequence[str]) -> Study:
    """A study of the strategies that are left, whose title says how many are not shown."""
    strategies = tuple(s for s in study.strategies if s.id not in hidden.names)
    there = replace(
        study,
        strategies=strategies,
        set_aside=(),
        reference=left[0] if study.reference in hidden.names else study.reference,
        population_rows=tuple(row for row in study.population_rows if row.strategy not in hidden.names),
    )
    clean = {
        field.name: _prose(getattr(there, field.name), hidden.prose)
        for field in fields(there)
        if field.name not in _AS_THEY_ARE
    }
    found: Study = replace(there, **clean)
    settings = tuple(
        replace(line, value=found.reference) if line.name == "reference strategy" and line.value else line
        for line in found.settings
    )
    fewer = len(study.strategies) - len(strategies)
    title = f"{found.title} ({plural(fewer, 'confidential strategy', 'confidential strategies')} not shown)"
    return replace(found, settings=settings, title=title if fewer else found.title)


def _prose(value: Any, clean: Callable[[str], str]) -> Any:
    """Every text within lines and lists cleaned that is prose."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple | list):
        return type(value)(_prose(item, clean) for item in value)
    if isinstance(value, Mapping):
        return {key: _prose(item, clean) for key, item in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        prose = [f.name for f in fields(value) if f.name not in _AS_THEY_ARE]
        return replace(value, **{name: _prose(getattr(value, name), clean) for name in prose})
    return value


def _record(record: Mapping[str, object], hidden: _Hidden) -> Mapping[str, object]:
    """How something was made, without names of such strategies, and without digests of tables in which they stand."""
    found = {key: value for key, value in record.items() if not (key == "results" and hidden.compared)}
    strategies = found.get("strategies")
    if isinstance(strategies, list | tuple):
        found["strategies"] = [name for name in strategies if name not in hidden.names]
    for key in ("settings", "overrides", "options", "command"):
        if key in found:
            found[key] = _prose(found[key], hidden.record)
    return found


def _analysis(analysis: Analysis, hidden: _Hidden, left: Sequence[str]) -> tuple[Analysis | None, str]:
    """An analysis without such strategies (None if nothing is left), and a sentence about what went."""
    title = hidden.prose(analysis.title)
    compared = any(s.id in hidden.names for s in analysis.study.strategies)
    mentioned = any(mentions(table, hidden.names).any() for table in analysis.tables.values())
    facts: dict[str, Any] = dict(analysis.facts)
    if compared or mentioned or hidden.words.search(str(facts)):
        against = analysis.study.reference in hidden.names
        standard = any(name in hidden.names for name in facts.get("standard", ()))
        if analysis.kind != "calibration" and (analysis.kind not in KEPT or against or standard):
            return None, f"{title}: all of it."
        tables, facts = without(analysis, hidden.names, compared)
        if not any(len(table) for table in tables.values()):
            return None, f"{title}: all of it."
        anew = analysis.kind in ("jurisdictions", "scenarios", "subgroups")
        lost = f"{title}: the rows of confidential strategies{_ANEW if anew else ''}."
    else:
        tables, lost = dict(analysis.tables), ""
    clean = {
        name: table.assign(
            **{str(c): table[c].astype(str).map(hidden.prose) for c in table if _is_prose(table, str(c))}
        )
        for name, table in tables.items()
    }
    found = replace(
        analysis,
        title=title,
        study=_study(analysis.study, hidden, left),
        tables=clean,
        facts=_prose(facts, hidden.prose),
        notes=hidden.notes(analysis.notes),
        provenance=_record(analysis.provenance, hidden),
    )
    return found, lost


def _is_prose(table: pd.DataFrame, column: str) -> bool:
    """Whether a column of a table holds texts for readers."""
    return column not in _CODES and bool(pd.api.types.is_string_dtype(table[column]))


def _listed(before: Run, after: Run, hidden: _Hidden, gone: Sequence[str]) -> tuple[str, ...]:
    """What was left out, and what can still be worked out."""
    found = []
    if hidden.compared:
        number = len(hidden.compared)
        found.append(
            f"{plural(number, 'strategy', 'strategies')} of the comparison "
            f"{'is' if number == 1 else 'are'} confidential and left out with all results. Those that are shown, such "
            "as the preferred strategy, dominance, ICERs, probabilities and ranks, are of a comparison of the others "
            "alone: whether one that is left out would be preferred can't be seen from them."
        )
        found.append("Made anew without confidential strategies: all tables and figures of the base case and draws.")
    if before.study.reference != after.study.reference:
        label = after.study.labels[after.study.reference]
        found.append(f'The reference strategy is confidential; increments of the base case are over "{label}" instead.')
    found += [f"Left out, since a confidential strategy could be read back: {text}" for text in gone]
    found.append(
        "Parameters, transitions, costs and utilities stay unless they are confidential themselves: whoever knows "
        "which of them a confidential strategy uses can work its results out from them."
    )
    return tuple(found)
