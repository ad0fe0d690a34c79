"""What a name in an expression can mean, written once for the checks and for both engines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from costeff.model.model import Model
from costeff.model.settings import Settings

Kind = Literal[
    "parameter", "variable", "strategy column", "state column", "mark", "setting", "clock", "state clock", "mark clock"
]

CLOCKS = ("cycle", "months", "years", "age")
"""Time since the start, at the start of the cycle; `age` is the start age plus that time."""

STATE_CLOCKS = ("cycles_in_state", "months_in_state", "years_in_state", "final_step")
"""Time spent in a state that remembers; `final_step` is 1 in the last full cycle of its memory."""

MARK_CLOCKS = ("cycles_since_", "months_since_", "years_since_")
"""Prefixes of the time since a mark that remembers was set."""


def settings_in_scope(settings: Settings) -> dict[str, float]:
    """The settings that expressions may use, with their values."""
    return {
        "start_age": settings.start_age,
        "cycle_years": settings.cycle_years,
        "cycle_months": settings.cycle_years * 12,
        "horizon_years": settings.cycles * settings.cycle_years,
    }


def kinds(model: Model) -> Mapping[str, Kind]:
    """Every name that the model's expressions may use, with what it is.

    A name has one meaning: where the workbook gives it two, the checks refuse it.
    """
    found: dict[str, Kind] = {}
    found |= dict.fromkeys((p.id for p in model.parameters), "parameter")
    found |= dict.fromkeys((v.id for v in model.variables), "variable")
    strategies = (*model.strategies, *model.strategies_left_out)
    found |= dict.fromkeys((c for s in strategies for c in s.columns), "strategy column")
    found |= dict.fromkeys((c for s in model.states for c in s.columns), "state column")
    found |= dict.fromkeys((m.id for m in model.marks), "mark")
    found |= dict.fromkeys(settings_in_scope(model.settings), "setting")
    found |= dict.fromkeys(CLOCKS, "clock")
    found |= dict.fromkeys(STATE_CLOCKS, "state clock")
    found |= dict.fromkeys((p + m.id for m in model.marks for p in MARK_CLOCKS), "mark clock")
    return found
