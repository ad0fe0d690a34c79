"""Results in plain sentences, for the terminal, reports and notebooks: one function a kind of result."""

from __future__ import annotations

from collections.abc import Callable

from costeff.results import Analysis
from costeff.words.calibration import calibration_verdict
from costeff.words.runs import comparison, verdict
from costeff.words.situations import scenarios_verdict, subgroups_verdict
from costeff.words.sweeps import sweep_findings

_FINDINGS: dict[str, Callable[[Analysis], tuple[str, ...]]] = {
    "calibration": lambda found: _said(calibration_verdict(found)),
    "scenarios": lambda found: _said(scenarios_verdict(found)),
    "subgroups": lambda found: _said(subgroups_verdict(found)),
    "sweep": sweep_findings,
}
"""Kind of an analysis to what says what it found."""

__all__ = [
    "calibration_verdict",
    "comparison",
    "findings",
    "scenarios_verdict",
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


def _said(text: str) -> tuple[str, ...]:
    """A paragraph, if there is one."""
    return (text,) if text else ()
