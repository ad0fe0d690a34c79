"""How a run was made: everything that it takes to make it again."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

import costeff
from costeff.model import Model
from costeff.results.study import settings_lines

LIBRARIES = ("numpy", "scipy", "numba", "llvmlite", "pandas", "openpyxl", "XlsxWriter", "matplotlib", "pyarrow")
"""Libraries whose version can move a number or the shape of a file."""


def provenance(
    model: Model, *, overrides: Mapping[str, object], command: str, started: datetime, seconds: float
) -> Mapping[str, object]:
    """The record that every output of a run carries.

    Args:
        model: the decision problem that was run, with the settings in force.
        overrides: settings that the workbook doesn't give, but the call.
        command: what the user typed or called.
        started: time of the start, with its zone.
        seconds: how long it took.

    Returns:
        Plain values only, ready for JSON.
    """
    settings = model.settings
    return {
        "costeff": costeff.__version__,
        "workbook": {"name": model.book, "sha256": model.sha256},
        "draws": settings.draws,
        "seed": settings.seed if settings.draws else None,
        "design": settings.design if settings.draws else None,
        "settings": {line.name: line.value for line in settings_lines(settings)},
        "strategies": [s.id for s in model.strategies],
        "overrides": dict(overrides),
        "libraries": libraries(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "command": command,
        "started": started.astimezone(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
    }


def libraries() -> dict[str, str]:
    """Versions of the installed libraries that matter."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
