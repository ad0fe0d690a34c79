"""The ellipse of the cost-effectiveness plane, so that a plot draws it without computing it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costeff.measures.summary import LEVEL, mean, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Ellipse:
    """A normal-theory ellipse on a plane of QALYs (x) and cost (y).

    Attributes:
        qalys, cost: its centre.
        width, height: whole lengths of its axes; `width` is that along `angle`.
        angle: degrees from the x axis to the longer axis, anticlockwise, in data units.
    """

    qalys: float
    cost: float
    width: float
    height: float
    angle: float

    def outline(self, points: int = 100) -> NDArray[np.float64]:
        """Points around it, shape (points, 2): QALYs, cost; the last is the first."""
        turn, around = math.radians(self.angle), np.linspace(0, 2 * math.pi, points)
        x, y = self.width / 2 * np.cos(around), self.height / 2 * np.sin(around)
        return np.column_stack(
            [
                self.qalys + x * math.cos(turn) - y * math.sin(turn),
                self.cost + x * math.sin(turn) + y * math.cos(turn),
            ]
        )


def ellipse(inc_qalys: NDArray[np.float64], inc_cost: NDArray[np.float64], level: float = LEVEL) -> Ellipse:
    """The ellipse that holds `level` of a bivariate normal with the draws' means and covariance.

    Its squared radius is the chi-squared quantile with two degrees of freedom, which is `-2 ln(1 - level)`.

    Args:
        inc_qalys: shape (draws,), at least two.
        inc_cost: shape (draws,).
        level: share of the distribution inside.
    """
    points = np.column_stack([inc_qalys, inc_cost])
    centre = mean(points)
    off = points - centre
    covariance = total(off[:, :, None] * off[:, None, :]) / (len(points) - 1)
    spread, axes = np.linalg.eigh(covariance)
    radius = math.sqrt(-2 * math.log(1 - level))
    short, long = (2 * radius * math.sqrt(max(0.0, s)) for s in spread.tolist())
    angle = math.degrees(math.atan2(axes[1, 1], axes[0, 1])) % 180
    return Ellipse(qalys=float(centre[0]), cost=float(centre[1]), width=long, height=short, angle=angle)
