"""Which analyses the results hold, and the honest line for each that they lack."""

from __future__ import annotations

import functools
import shlex
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from costeff.report.blocks import Markdown, text
from costeff.report.sections.material import Material, Name, missing, said, slug

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "dsa": "costeff dsa {book}",
        "twoway": "costeff twoway {book}",
        "threshold": "costeff threshold {book}",
        "scenarios": "costeff scenarios {book}",
        "subgroups": "costeff subgroups {book}",
        "sweep": "costeff sweep {book} FILE",
        "price": "costeff price {book} --parameter ID",
        "severity": "costeff severity {book}",
        "jurisdictions": "costeff jurisdictions {book}",
        "distribution": "costeff distribution {book}",
        "budget": "costeff budget {book}",
        "calibration": "costeff calibrate {book} --parameter ID",
        "voi": "",
    }
)
"""Kind of an analysis to the command that makes it; empty for one that this version doesn't have."""

CALLED: Mapping[str, str] = MappingProxyType(
    {
        "dsa": "One-way sensitivity analysis",
        "twoway": "Two-way sensitivity analysis",
        "threshold": "Threshold analysis",
        "scenarios": "Scenario analysis",
        "subgroups": "Subgroup analysis",
        "sweep": "Sweeps over inputs",
        "price": "Value-based price",
        "severity": "Severity of the condition",
        "jurisdictions": "Rules of other jurisdictions",
        "distribution": "Distribution of health",
        "budget": "Budget impact",
        "calibration": "Calibration",
        "voi": "Value of information",
    }
)
"""Kind of an analysis in words."""


TOLD_WITH: Mapping[str, str] = MappingProxyType({"jurisdictions": "severity"})
"""Kind of an analysis to another one that has the table of what both have a note on, and tells it."""


def has(material: Material) -> Mapping[str, bool]:
    """Which analyses there are, by kind; `psa` and `targets` tell of the run itself."""
    own = {"psa": material.run.psa is not None, "targets": bool(len(material.run.targets))}
    return {**own, **{kind: material.analysis(kind) is not None for kind in COMMANDS}}


def not_run(material: Material, kind: str) -> Markdown:
    """The line for an analysis that isn't there: what would make it, and why it was left out if it was."""
    command = COMMANDS.get(kind, "")
    if not command:
        return missing(f"{CALLED.get(kind, kind)}: not run; this version of costeff has no such analysis.")
    book = shlex.quote(material.study.book)
    line = Markdown("Not run: `") + Markdown(_code(command.format(book=book))) + Markdown("`.")
    return Markdown("\n\n") + line + Markdown("\n\n")


def _code(words: str) -> str:
    """A command between backticks, of which it must have none itself."""
    return str(text(words)).replace("\\", "") if "`" not in words else "costeff"


def lines_not_run(material: Material) -> Mapping[str, Markdown]:
    """The honest line by kind of analysis, and for `psa`."""
    none = missing(
        f"No probabilistic analysis was run: there are no draws. costeff run {material.study.book} makes it."
    )
    return {"psa": none, **{kind: not_run(material, kind) for kind in COMMANDS}}


def findings(material: Material, kind: str) -> Markdown:
    """What an analysis found, in sentences, and what it has to tell; the honest line where it isn't there."""
    analysis = material.analysis(kind)
    if analysis is None:
        return not_run(material, kind)
    other = material.analysis(TOLD_WITH[kind]) if kind in TOLD_WITH else None
    told = () if other is None else other.notes
    return said((*material.findings(analysis), *(note for note in analysis.notes if note not in told)))


def found_figures(material: Material, wanted: Iterable[tuple[str, str, str]], *, width: float = 1.0) -> Markdown:
    """Figures that are there, in order.

    Args:
        material: the dossier.
        wanted: name, caption and alternative text of each.
        width: share of the width of the text.
    """
    pieces = [
        material.figure(name, caption=caption, alt=f"{caption}. {alt}", id=f"figure-{slug(name)}", width=width)
        for name, caption, alt in wanted
        if material.dossier.figure(name) is not None
    ]
    return Markdown("").join(pieces) if pieces else missing("Its figures are not among the stored results.")


def _findings_of(kind: str, material: Material) -> Markdown:
    """As `findings`, of a kind that is settled first."""
    return findings(material, kind)


NAMES: tuple[Name, ...] = (
    Name(name="has", meaning=f"whether the results hold an analysis: psa, targets, {', '.join(COMMANDS)}", make=has),
    Name(name="not_run", meaning="the line that says how an analysis is made, by the same names", make=lines_not_run),
    *(
        Name(
            name=f"said.{kind}",
            meaning=f"{CALLED[kind]}: findings and notes in sentences",
            make=functools.partial(_findings_of, kind),
        )
        for kind in COMMANDS
        if kind not in ("sweep", "voi")
    ),
)
