"""Results in plain sentences, for the terminal, reports and notebooks: one function a kind of result."""

from __future__ import annotations

from collections.abc import Callable

from costeff.results import Analysis, Run
from costeff.words.budget import budget_findings
from costeff.words.calibration import calibration_verdict
from costeff.words.certainty import certainty, shifts
from costeff.words.crossing import threshold_findings
from costeff.words.distribution import distribution_findings
from costeff.words.incremental import incremental
from costeff.words.jurisdictions import jurisdictions_findings
from costeff.words.one_way import dsa_findings
from costeff.words.pricing import price_findings
from costeff.words.reproducing import reproduced
from costeff.words.runs import comparison, verdict
from costeff.words.severity import severity_findings
from costeff.words.situations import scenarios_verdict, subgroups_verdict
from costeff.words.sweeps import sweep_findings
from costeff.words.two_way import two_way_findings

_FINDINGS: dict[str, Callable[[Analysis], tuple[str, ...]]] = {
    "budget": budget_findings,
    "calibration": lambda found: _said(calibration_verdict(found)),
    "distribution": distribution_findings,
    "dsa": dsa_findings,
    "jurisdictions": jurisdictions_findings,
    "price": price_findings,
    "scenarios": lambda found: _said(scenarios_verdict(found)),
    "severity": severity_findings,
    "subgroups": lambda found: _said(subgroups_verdict(found)),
    "sweep": sweep_findings,
    "threshold": threshold_findings,
    "twoway": two_way_findings,
}
"""Kind of an analysis to what says what it found."""

__all__ = [
    "calibration_verdict",
    "certainty",
    "comparison",
    "findings",
    "incremental",
    "reproduced",
    "run_findings",
    "scenarios_verdict",
    "shifts",
    "subgroups_verdict",
    "sweep_findings",
    "verdict",
]


def findings(analysis: Analysis) -> tuple[str, ...]:
    """What an analysis found, a paragraph an entry; empty for a kind of which nothing is said.

    Args:
        analysis: of any kind, as made or as stored.
    """
    return _FINDINGS[analysis.kind](analysis) if analysis.kind in _FINDINGS else ()


def run_findings(run: Run) -> tuple[str, ...]:
    """What a run found, a paragraph an entry: the choice, each strategy, how sure it is, what the draws change.

    Args:
        run: with or without a probabilistic analysis.
    """
    said = (verdict(run), comparison(run), *incremental(run), *certainty(run), *shifts(run))
    return tuple(text for text in said if text)


def _said(text: str) -> tuple[str, ...]:
    """A paragraph, if there is one."""
    return (text,) if text else ()
