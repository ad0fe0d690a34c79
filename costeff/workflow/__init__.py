"""All that a face of costeff may call: read, check, run, write, init, template, warm.

Names are looked up when first used: laying out a study must not load the engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from costeff.workflow.annotating import Annotated, annotate
    from costeff.workflow.arrows import ArrowRow, StateRows, arrow_rows, state_rows
    from costeff.workflow.blank import template
    from costeff.workflow.budgets import budget
    from costeff.workflow.calibrated import NewWorkbook, refuse_target, write_calibrated
    from costeff.workflow.calibrating import calibrate
    from costeff.workflow.checking import Checked, Facts, check
    from costeff.workflow.contents import stale
    from costeff.workflow.crossing import threshold
    from costeff.workflow.distributions import distribution
    from costeff.workflow.everything import Further, Omitted, Wanted, as_wanted, further, run_all
    from costeff.workflow.implied import Implied
    from costeff.workflow.layout import Laid, init
    from costeff.workflow.one_way import dsa
    from costeff.workflow.opened import changed, open_in
    from costeff.workflow.payers import jurisdictions
    from costeff.workflow.places import Place, reserved, results_folder
    from costeff.workflow.pricing import price
    from costeff.workflow.reading import read
    from costeff.workflow.reporting import FaultReport, fault_report
    from costeff.workflow.reports import Report, require_extra, write_report
    from costeff.workflow.reproducing import Reproduction, reproduce
    from costeff.workflow.resume import Kept, Spool, kept
    from costeff.workflow.running import run
    from costeff.workflow.scenario_runs import scenarios
    from costeff.workflow.shortfalls import severity
    from costeff.workflow.subgroup_runs import subgroups
    from costeff.workflow.sweep_report import Reported, reported
    from costeff.workflow.sweepreading import sweep_name
    from costeff.workflow.sweeps import sweep
    from costeff.workflow.two_way import twoway
    from costeff.workflow.warming import needs_compiling, warm
    from costeff.workflow.whatif import Changes, with_changes
    from costeff.workflow.writing import Written, write, write_analysis

_HOMES = {
    "Annotated": "annotating",
    "ArrowRow": "arrows",
    "Changes": "whatif",
    "Checked": "checking",
    "Facts": "checking",
    "FaultReport": "reporting",
    "Further": "everything",
    "Implied": "implied",
    "Kept": "resume",
    "Laid": "layout",
    "NewWorkbook": "calibrated",
    "Omitted": "everything",
    "Place": "places",
    "Report": "reports",
    "Reported": "sweep_report",
    "Reproduction": "reproducing",
    "Spool": "resume",
    "StateRows": "arrows",
    "Wanted": "everything",
    "Written": "writing",
    "annotate": "annotating",
    "arrow_rows": "arrows",
    "as_wanted": "everything",
    "budget": "budgets",
    "calibrate": "calibrating",
    "changed": "opened",
    "check": "checking",
    "distribution": "distributions",
    "dsa": "one_way",
    "fault_report": "reporting",
    "further": "everything",
    "init": "layout",
    "jurisdictions": "payers",
    "kept": "resume",
    "needs_compiling": "warming",
    "open_in": "opened",
    "price": "pricing",
    "read": "reading",
    "refuse_target": "calibrated",
    "reported": "sweep_report",
    "reproduce": "reproducing",
    "require_extra": "reports",
    "reserved": "places",
    "results_folder": "places",
    "run": "running",
    "run_all": "everything",
    "scenarios": "scenario_runs",
    "severity": "shortfalls",
    "stale": "contents",
    "state_rows": "arrows",
    "subgroups": "subgroup_runs",
    "sweep": "sweeps",
    "sweep_name": "sweepreading",
    "template": "blank",
    "threshold": "crossing",
    "twoway": "two_way",
    "warm": "warming",
    "with_changes": "whatif",
    "write": "writing",
    "write_analysis": "writing",
    "write_calibrated": "calibrated",
    "write_report": "reports",
}
"""Public name to the module that has it; no module is called as a function is, so that neither hides the other."""

__all__ = [
    "Annotated",
    "ArrowRow",
    "Changes",
    "Checked",
    "Facts",
    "FaultReport",
    "Further",
    "Implied",
    "Kept",
    "Laid",
    "NewWorkbook",
    "Omitted",
    "Place",
    "Report",
    "Reported",
    "Reproduction",
    "Spool",
    "StateRows",
    "Wanted",
    "Written",
    "annotate",
    "arrow_rows",
    "as_wanted",
    "budget",
    "calibrate",
    "changed",
    "check",
    "distribution",
    "dsa",
    "fault_report",
    "further",
    "init",
    "jurisdictions",
    "kept",
    "needs_compiling",
    "open_in",
    "price",
    "read",
    "refuse_target",
    "reported",
    "reproduce",
    "require_extra",
    "reserved",
    "results_folder",
    "run",
    "run_all",
    "scenarios",
    "severity",
    "stale",
    "state_rows",
    "subgroups",
    "sweep",
    "sweep_name",
    "template",
    "threshold",
    "twoway",
    "warm",
    "with_changes",
    "write",
    "write_analysis",
    "write_calibrated",
    "write_report",
]


def __getattr__(name: str) -> object:
    """A public name, imported when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'costeff.workflow' has no attribute {name!r}")
    value: object = getattr(import_module(f"costeff.workflow.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
