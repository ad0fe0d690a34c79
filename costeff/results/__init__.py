"""What a run yields: outcomes by draw, the cohort's trace, the tables made from them, and how they are stored.

`Run`, `load`, `save` and what depends on pandas are looked up when first used: the engine needs only `outcomes`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from costeff.results.outcomes import By, Measure, Outcome, Outcomes, Trace

if TYPE_CHECKING:
    from costeff.results.analysis import Analysis, load_analysis, save_analysis
    from costeff.results.frames import threshold_name
    from costeff.results.listing import TABLES, Table
    from costeff.results.run import Run
    from costeff.results.situations import situations_table
    from costeff.results.store import load, save
    from costeff.results.study import ParameterLine, StateLine, StrategyLine, Study

_HOMES = {
    "TABLES": "listing",
    "Analysis": "analysis",
    "ParameterLine": "study",
    "Run": "run",
    "StateLine": "study",
    "StrategyLine": "study",
    "Study": "study",
    "Table": "listing",
    "load": "store",
    "load_analysis": "analysis",
    "save": "store",
    "save_analysis": "analysis",
    "situations_table": "situations",
    "threshold_name": "frames",
}
"""Public name to the module that has it."""

__all__ = [
    "TABLES",
    "Analysis",
    "By",
    "Measure",
    "Outcome",
    "Outcomes",
    "ParameterLine",
    "Run",
    "StateLine",
    "StrategyLine",
    "Study",
    "Table",
    "Trace",
    "load",
    "load_analysis",
    "save",
    "save_analysis",
    "situations_table",
    "threshold_name",
]


def __getattr__(name: str) -> object:
    """A public name, imported when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'costeff.results' has no attribute {name!r}")
    value: object = getattr(import_module(f"costeff.results.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
