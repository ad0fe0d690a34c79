"""All that a face of costeff may call: read, check, run, write, init, template, warm.

Names are looked up when first used: laying out a study must not load the engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from costeff.workflow.arrows import ArrowRow, arrow_rows
    from costeff.workflow.blank import template
    from costeff.workflow.checking import Checked, Facts, check
    from costeff.workflow.implied import Implied
    from costeff.workflow.layout import Laid, init
    from costeff.workflow.places import Place, reserved, results_folder
    from costeff.workflow.reading import read
    from costeff.workflow.running import run
    from costeff.workflow.warming import needs_compiling, warm
    from costeff.workflow.words import comparison, verdict
    from costeff.workflow.writing import Written, write

_HOMES = {
    "ArrowRow": "arrows",
    "Checked": "checking",
    "Facts": "checking",
    "Implied": "implied",
    "Laid": "layout",
    "Place": "places",
    "Written": "writing",
    "arrow_rows": "arrows",
    "check": "checking",
    "comparison": "words",
    "init": "layout",
    "needs_compiling": "warming",
    "read": "reading",
    "reserved": "places",
    "results_folder": "places",
    "run": "running",
    "template": "blank",
    "verdict": "words",
    "warm": "warming",
    "write": "writing",
}
"""Public name to the module that has it; no module is called as a function is, so that neither hides the other."""

__all__ = [
    "ArrowRow",
    "Checked",
    "Facts",
    "Implied",
    "Laid",
    "Place",
    "Written",
    "arrow_rows",
    "check",
    "comparison",
    "init",
    "needs_compiling",
    "read",
    "reserved",
    "results_folder",
    "run",
    "template",
    "verdict",
    "warm",
    "write",
]


def __getattr__(name: str) -> object:
    """A public name, imported when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'costeff.workflow' has no attribute {name!r}")
    value: object = getattr(import_module(f"costeff.workflow.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
