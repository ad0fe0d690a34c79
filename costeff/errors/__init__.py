"""Where an input stood, what is wrong with it, and the exceptions that carry it.

The modules `sheets`, `expressions`, `inputs` and `rows` hold the kinds of problem, by the phase that finds them.
"""

from costeff.errors.exceptions import (
    Cancelled,
    CosteffError,
    DrawError,
    InputError,
    InternalError,
    OutputError,
    WorkbookError,
)
from costeff.errors.problem import Problem, Severity
from costeff.errors.render import render, render_one
from costeff.errors.where import Where

__all__ = [
    "Cancelled",
    "CosteffError",
    "DrawError",
    "InputError",
    "InternalError",
    "OutputError",
    "Problem",
    "Severity",
    "Where",
    "WorkbookError",
    "render",
    "render_one",
]
