"""The names of the families, as users write them."""

from __future__ import annotations

import difflib
import re

FIXED = "fixed"

SINGLE = ("beta", "gamma", "lognormal", "normal", "uniform", "triangular", "pert")
"""Families of one parameter by itself."""

JOINT = ("dirichlet", "multivariate normal", "empirical")
"""Families whose parameters are drawn together: by group, by `covariance` sheet, by `draws` sheet."""

FAMILIES = (FIXED, *SINGLE, *JOINT)

_SYNONYMS = {
    "": FIXED,
    "-": FIXED,
    "none": FIXED,
    "const": FIXED,
    "constant": FIXED,
    "deterministic": FIXED,
    "log normal": "lognormal",
    "gaussian": "normal",
    "triangle": "triangular",
    "beta pert": "pert",
    "betapert": "pert",
    "mvn": "multivariate normal",
    "multinormal": "multivariate normal",
    "multi normal": "multivariate normal",
    "posterior": "empirical",
    "draws": "empirical",
}


def family_named(text: str) -> str | None:
    """The family that a cell names, whatever its case, hyphens and spaces; None where it names none."""
    name = _plain(text)
    return name if name in FAMILIES else _SYNONYMS.get(name)


def nearest_families(text: str) -> tuple[str, ...]:
    """Families whose name or synonym is nearly what was written, the nearest first."""
    close = difflib.get_close_matches(_plain(text), [*FAMILIES, *filter(None, _SYNONYMS)], n=3)
    return tuple(dict.fromkeys(name if name in FAMILIES else _SYNONYMS[name] for name in close))


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.strip().lower()) if text.strip() != "-" else "-"
