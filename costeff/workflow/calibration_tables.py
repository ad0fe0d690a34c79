"""The tables of a calibration."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff.analyses import Calibration, Free
from costeff.analyses.calibration import ALIKE
from costeff.model import Target
from costeff.workflow.fitted import Weight

HALF = 1.959963984540054
"""Half-width of a 95% interval of a normal distribution, in standard errors."""

Array = NDArray[np.float64]


def fit_table(free: Sequence[Free], found: Calibration) -> pd.DataFrame:
    """A row a parameter: where it started, what it came to, how surely, and between which bounds.

    The interval is made on the scale of the search, so that a rate stays positive and a probability below 1.
    """
    rows = []
    for k, f in enumerate(free):
        value, spread, error = (float(x) for x in (found.values[k], found.spread[k], found.covariance[k, k]))
        ends = [f.back(f.to(value) + sign * HALF * spread) if math.isfinite(spread) else math.nan for sign in (-1, 1)]
        rows.append(
            {
                "parameter": f.parameter.id,
                "label": f.parameter.label,
                "unit": f.parameter.unit,
                "start": f.parameter.value,
                "fitted": value,
                "se": math.sqrt(error) if error >= 0 else math.nan,
                "low": ends[0],
                "high": ends[1],
                "at_bound": found.bounds[k],
                "identified": f.parameter.id not in found.unidentified,
                "lower_bound": f.low,
                "upper_bound": f.high,
                "bounds_from": f.source,
                "scale": f.scale,
            }
        )
    return pd.DataFrame(rows)


def targets_table(
    targets: Sequence[Target], before: Array, after: Array, weights: Sequence[Weight], scenario: str
) -> pd.DataFrame:
    """A row a target: published, modelled before and after; those that were fitted to first, as `used` says.

    Args:
        targets: those of the fit, then the others.
        before: what the model gives for them at the workbook's values; years for medians.
        after: the same at the fitted values.
        weights: of those of the fit.
        scenario: in which the study was calibrated.
    """
    rows = []
    for k, (t, old, new) in enumerate(zip(targets, before.tolist(), after.tolist(), strict=True)):
        used = k < len(weights)
        error = weights[k].error if used else math.nan
        judged = t.low is not None and t.high is not None
        rows.append(
            {
                "id": t.id,
                "label": t.label,
                "strategy": t.strategy,
                "scenario": t.scenario or scenario,
                "quantity": t.quantity,
                "time": "" if t.at is None else str(t.at),
                "published": t.value,
                "low": t.low,
                "high": t.high,
                "before": old,
                "after": new,
                "se": error,
                "se_from": "" if not used else "5% assumed" if weights[k].assumed else "interval",
                "residual_before": (old - t.value) / error,
                "residual": (new - t.value) / error,
                "within": (t.low or 0.0) <= new <= (t.high or 0.0) if judged else None,
                "used": used,
                "use": t.use,
                "source": t.source,
            }
        )
    numbers = dict.fromkeys(("published", "low", "high"), "float64")
    return pd.DataFrame(rows).astype({**numbers, "within": "boolean"})


def starts_table(free: Sequence[Free], found: Calibration) -> pd.DataFrame:
    """A row a search: its objective, where it began and ended, and whether it came to the same as the best.

    The objective is the sum of squared residuals, each divided by the target's standard error.
    """
    best = min(s.objective for s in found.searches if math.isfinite(s.objective))
    rows = []
    for number, s in enumerate(found.searches, start=1):
        near = s.objective - best <= ALIKE * max(best, 1.0)
        row: dict[str, object] = {
            "start": number,
            "from_workbook": number == 1,
            "objective": s.objective,
            "converged": s.converged,
            "same_as_best": near and all(_alike(f, a, b) for f, a, b in zip(free, s.end, found.values, strict=True)),
            "evaluations": s.evaluations,
        }
        for f, begin, end in zip(free, s.start.tolist(), s.end.tolist(), strict=True):
            row |= {f"{f.parameter.id}_start": begin, f"{f.parameter.id}_end": end}
        rows.append(row)
    return pd.DataFrame(rows)


def _alike(f: Free, a: float, b: float) -> bool:
    """Whether two values are the same, seen on the scale and between the bounds of the search."""
    return abs(f.to(float(a)) - f.to(float(b))) <= 0.01 * (f.to(f.last) - f.to(f.first))


def covariance_table(free: Sequence[Free], found: Calibration) -> pd.DataFrame:
    """A row a pair of parameters, each with itself too: approximate covariance and correlation."""
    errors = np.sqrt(np.diag(found.covariance))
    rows = [
        {
            "parameter_a": a.parameter.id,
            "parameter_b": b.parameter.id,
            "covariance": float(found.covariance[i, j]),
            "correlation": float(found.covariance[i, j] / (errors[i] * errors[j]))
            if errors[i] * errors[j]
            else math.nan,
        }
        for i, a in enumerate(free)
        for j, b in enumerate(free)
        if i <= j
    ]
    return pd.DataFrame(rows)
