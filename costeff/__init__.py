"""costeff: what mesenchymal stem cell therapy is worth in immune-mediated bone marrow failure.

    import costeff

    model = costeff.read("inputs/aplastic-anaemia.xlsx")
    run = costeff.run(model, draws=10_000, seed=1)
    run.icer_table()

Names are looked up when first used, so that `import costeff` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from costeff.errors import CosteffError, InputError, OutputError, WorkbookError
    from costeff.model import Model
    from costeff.results import Analysis, Run, load, load_analysis
    from costeff.workflow import (
        Checked,
        budget,
        calibrate,
        check,
        distribution,
        dsa,
        init,
        jurisdictions,
        price,
        read,
        reproduce,
        run,
        run_all,
        scenarios,
        severity,
        subgroups,
        sweep,
        template,
        threshold,
        twoway,
        write,
        write_analysis,
        write_calibrated,
        write_report,
    )

__version__ = "0.3.0"

_HOMES = {
    "Analysis": "costeff.results",
    "Checked": "costeff.workflow",
    "CosteffError": "costeff.errors",
    "InputError": "costeff.errors",
    "Model": "costeff.model",
    "OutputError": "costeff.errors",
    "Run": "costeff.results",
    "WorkbookError": "costeff.errors",
    "budget": "costeff.workflow",
    "calibrate": "costeff.workflow",
    "check": "costeff.workflow",
    "distribution": "costeff.workflow",
    "dsa": "costeff.workflow",
    "init": "costeff.workflow",
    "jurisdictions": "costeff.workflow",
    "load": "costeff.results",
    "load_analysis": "costeff.results",
    "price": "costeff.workflow",
    "read": "costeff.workflow",
    "reproduce": "costeff.workflow",
    "run": "costeff.workflow",
    "run_all": "costeff.workflow",
    "scenarios": "costeff.workflow",
    "severity": "costeff.workflow",
    "subgroups": "costeff.workflow",
    "sweep": "costeff.workflow",
    "template": "costeff.workflow",
    "threshold": "costeff.workflow",
    "twoway": "costeff.workflow",
    "write": "costeff.workflow",
    "write_analysis": "costeff.workflow",
    "write_calibrated": "costeff.workflow",
    "write_report": "costeff.workflow",
}
"""Public name to the package that has it."""

__all__ = [
    "Analysis",
    "Checked",
    "CosteffError",
    "InputError",
    "Model",
    "OutputError",
    "Run",
    "WorkbookError",
    "__version__",
    "budget",
    "calibrate",
    "check",
    "distribution",
    "dsa",
    "init",
    "jurisdictions",
    "load",
    "load_analysis",
    "price",
    "read",
    "reproduce",
    "run",
    "run_all",
    "scenarios",
    "severity",
    "subgroups",
    "sweep",
    "template",
    "threshold",
    "twoway",
    "write",
    "write_analysis",
    "write_calibrated",
    "write_report",
]


def __getattr__(name: str) -> object:
    """A public name, imported when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'costeff' has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, for completion in notebooks."""
    return sorted(__all__)
