"""Which values of some parameters agree best with what was published? Weighted least squares, from several starts.

Targets are of the study as given, or under the scenario of each, also where its base case is a mixture of subgroups
(see `costeff.analyses.fit`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from costeff import engine
from costeff.errors import Cancelled, DrawError
from costeff.model import Draws, Model, Parameter, Target, base_draws
from costeff.results.observed import Cohort, cohorts, quantity
from costeff.sampling.designs import lay_out

Array = NDArray[np.float64]
Scale = Literal["log", "logit", "as it is"]

STEP = 1e-5
"""Step of differences during the search, of a quarter of the width between the bounds of the starts."""

FINE_STEP = 1e-3
"""Step of the central differences that the covariance rests on: wide enough to see past the kinks of a median."""

AT_BOUND = 1e-3
"""Share of the width between the bounds, nearer than which a value is at a bound."""

INDEPENDENT = 1e-5
"""Singular values below this share of the largest count as nought."""

MOST_EVALUATIONS = 80
"""Evaluations of one search, differences not counted."""

ALIKE = 1e-3
"""Relative difference of objectives up to which two searches came to the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """A parameter that is fitted.

    Attributes:
        parameter: as it is in the workbook.
        low, high: bounds that hold.
        first, last: between which the searches start, finite.
        scale: on which it is searched.
        source: where the bounds come from.
    """

    parameter: Parameter
    low: float
    high: float
    first: float
    last: float
    scale: Scale
    source: str

    def to(self, x: float) -> float:
        """A value on the scale of the search."""
        if self.scale == "log":
            return math.log(x) if x > 0 else -math.inf
        if self.scale == "logit":
            return -math.inf if x <= 0 else math.inf if x >= 1 else math.log(x / (1 - x))
        return x

    def back(self, z: float) -> float:
        """A value from the scale of the search."""
        if self.scale == "log":
            return math.exp(z)
        if self.scale == "logit":
            return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
        return z

    def slope(self, z: float) -> float:
        """How fast the value moves with the scale of the search."""
        x = self.back(z)
        return {"log": x, "logit": x * (1 - x), "as it is": 1.0}[self.scale]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Search:
    """One search.

    Attributes:
        start, end: values of the parameters, in their own units; `end` is nan if it could not begin.
        objective: sum of squared weighted residuals at its end.
        converged: whether it ended at a minimum, as far as it can tell.
        evaluations: of the model.
    """

    start: Array
    end: Array
    objective: float
    converged: bool
    evaluations: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """What a calibration finds.

    Attributes:
        searches: from each start, that from the workbook's values first.
        values: of the best, a parameter each.
        before, after: what the model gives for every target, at the workbook's values and at `values`.
        covariance: of `values`, in their own units; nan where a parameter isn't identified or lies at a bound.
        spread: standard errors on the scale of the search.
        inflated: what the covariance was multiplied by, as the targets disagree more than their intervals say; 1 = not.
        unidentified: ids of parameters that the targets don't tell apart.
        bounds: `lower` or `upper` where a value lies at a bound, else empty.
    """

    searches: tuple[Search, ...]
    values: Array
    before: Array
    after: Array
    covariance: Array
    spread: Array
    inflated: float
    unidentified: tuple[str, ...]
    bounds: tuple[str, ...]


class Modelled:
    """What the model gives for some targets, as a function of some parameters."""

    def __init__(
        self, model: Model, free: Sequence[Free], targets: Sequence[Target], cancelled: Callable[[], bool] | None = None
    ) -> None:
        """Prepares the cohorts.

        A parameter that the scenario of a target replaces keeps the value of that scenario there.

        Args:
            model: the decision problem.
            free: parameters that vary.
            targets: those wanted; `lost` names the ones that have no cohort.
            cancelled: asked before every evaluation; True stops.
        """
        found, self.lost = cohorts(model, targets)
        self.evaluations = 0
        self._cancelled = cancelled or (lambda: False)
        self._place = {target.id: k for k, target in enumerate(targets)}
        self._cohorts = [(cohort, base_draws(cohort.model), _columns(model, cohort, free)) for cohort in found]

    def __call__(self, values: Array, *, strict: bool = False) -> Array:
        """What the model gives, a number a target; nan where the values make no valid model.

        Args:
            values: a number a parameter, in its own unit.
            strict: whether to raise what makes the model invalid.

        Raises:
            DrawError: if strict, and the model is not valid.
            Cancelled: if asked to stop.
        """
        if self._cancelled():
            raise Cancelled
        self.evaluations += 1
        found = np.full(len(self._place), np.nan)
        for cohort, base, columns in self._cohorts:
            row = base.values.copy()
            for k, column in columns:
                row[0, column] = values[k]
            there = Draws(ids=base.ids, values=row, index=base.index, design="calibration")
            try:
                trace = engine.trace(cohort.model, there)
            except DrawError:
                if strict:
                    raise
                continue
            for target in cohort.targets:
                found[self._place[target.id]] = quantity(cohort.model, trace, target, beyond=True)
        return found


def _columns(model: Model, cohort: Cohort, free: Sequence[Free]) -> list[tuple[int, int]]:
    """Which parameters vary in a cohort, each with its column: those that its scenario leaves alone."""
    before, after = model.parameters, cohort.model.parameters
    at = {p.id: column for column, p in enumerate(before)}
    pairs = [(k, at[f.parameter.id]) for k, f in enumerate(free)]
    return [(k, column) for k, column in pairs if before[column] is after[column]]


def idle(modelled: Modelled, free: Sequence[Free]) -> tuple[str, ...]:
    """Ids of the parameters that no target depends on, between the bounds of their starts."""
    values = np.array([f.parameter.value for f in free])
    base = modelled(values, strict=True)
    found = []
    for k, f in enumerate(free):
        moved = False
        for end in (f.first, f.last, 0.9 * f.parameter.value + 0.05 * (f.first + f.last)):
            there = modelled(np.where(np.arange(len(free)) == k, end, values))
            moved |= not np.allclose(there, base, rtol=1e-12, atol=1e-14)  # an invalid model has moved as well
        if not moved:
            found.append(f.parameter.id)
    return tuple(found)


def calibration(
    modelled: Modelled,
    free: Sequence[Free],
    published: Array,
    errors: Array,
    *,
    starts: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Calibration:
    """Fits parameters.

    Args:
        modelled: what the model gives for the targets.
        free: parameters to fit.
        published: what it is to give, a number a target.
        errors: standard error of each.
        starts: how many searches: from the workbook's values, and from points of a Sobol sequence between the bounds.
        seed: of that sequence.
        progress: called with the number of finished and of all searches.

    Raises:
        DrawError: if the workbook's values make no valid model.
        Cancelled: if asked to stop.
    """
    problem = _Problem(modelled, free, published, errors)
    before = modelled(np.array([f.parameter.value for f in free]), strict=True)
    searches: list[Search] = []
    for k, z in enumerate(_starts(problem, starts, seed)):
        if progress is not None:
            progress(k, starts)
        searches.append(_search(problem, z))
    if progress is not None:
        progress(starts, starts)
    best = min(searches, key=lambda s: s.objective if math.isfinite(s.objective) else math.inf)
    if not math.isfinite(best.objective):
        nothing = np.full(len(free), np.nan)
        return Calibration(
            searches=tuple(searches), values=nothing, before=before, after=np.full(len(before), np.nan),
            covariance=np.diag(nothing), spread=nothing, inflated=1.0, unidentified=(), bounds=("",) * len(free),
        )  # fmt: skip
    bounds = tuple(_at_bound(f, x) for f, x in zip(free, best.end.tolist(), strict=True))
    covariance, spread, inflated, unidentified = _covariance(problem, best, bounds)
    return Calibration(
        searches=tuple(searches),
        values=best.end,
        before=before,
        after=modelled(best.end),
        covariance=covariance,
        spread=spread,
        inflated=inflated,
        unidentified=unidentified,
        bounds=bounds,
    )


class _Problem:
    """Weighted residuals and their slopes, on the scale of the search."""

    def __init__(self, modelled: Modelled, free: Sequence[Free], published: Array, errors: Array) -> None:
        self.modelled, self.free = modelled, free
        self._published, self._errors = published, errors
        self.low, self.high = np.array([f.to(f.low) for f in free]), np.array([f.to(f.high) for f in free])
        self.first, self.last = np.array([f.to(f.first) for f in free]), np.array([f.to(f.last) for f in free])
        self.width = self.last - self.first
        self._known: tuple[bytes, Array] = (b"", np.empty(0))

    def values(self, z: Array) -> Array:
        """Values of the parameters in their own units."""
        return np.array([f.back(float(x)) for f, x in zip(self.free, z, strict=True)])

    def residuals(self, z: Array) -> Array:
        """(modelled - published) / standard error, a number a target."""
        if self._known[0] != z.tobytes():
            self._known = (z.tobytes(), (self.modelled(self.values(z)) - self._published) / self._errors)
        return self._known[1]

    def slopes(self, z: Array) -> Array:
        """Slopes of the residuals, a row a target, by differences to that side where there is room."""
        here = self.residuals(z)
        found = np.zeros((len(here), len(z)))
        for k, step in enumerate((STEP * self.width / 4).tolist()):
            for h in (step, -step) if z[k] + step <= self.high[k] else (-step, step):
                there = (self.modelled(self.values(_moved(z, k, h))) - self._published) / self._errors
                if np.isfinite(there).all():
                    found[:, k] = (there - here) / h
                    break
        return found

    def central(self, z: Array) -> Array:
        """The same by central differences, of the width that the covariance wants."""
        found = np.zeros((len(self._published), len(z)))
        for k, h in enumerate((FINE_STEP * self.width / 4).tolist()):
            after, before = (self.modelled(self.values(_moved(z, k, s))) for s in (h, -h))
            if np.isfinite(after).all() and np.isfinite(before).all():
                found[:, k] = (after - before) / (2 * h) / self._errors
            else:
                found[:, k] = self.slopes(z)[:, k]
        return found


def _moved(z: Array, k: int, by: float) -> Array:
    """A point moved along one axis."""
    found = z.copy()
    found[k] += by
    return found


def _starts(problem: _Problem, starts: int, seed: int) -> list[Array]:
    """Where the searches begin, on their scale; the first at the workbook's values, put within the bounds."""
    own = np.array([f.to(min(max(f.parameter.value, f.first), f.last)) for f in problem.free])
    addresses = [("calibration", f.parameter.id) for f in problem.free]
    if starts < 2:
        return [own]
    columns = lay_out("sobol", seed, addresses, 0, starts - 1)
    spread = np.array([columns[address] for address in addresses]).T
    return [own, *(problem.first + spread * problem.width)]


def _search(problem: _Problem, z: Array) -> Search:
    """One search by the trust-region reflective method (Branch, Coleman and Li, SIAM J Sci Comput 1999)."""
    from scipy.optimize import least_squares  # late: it takes a while to load

    begun = problem.modelled.evaluations
    start = problem.values(z)
    lost = np.full(len(z), np.nan)
    if not np.isfinite(problem.residuals(z)).all():
        return Search(start=start, end=lost, objective=math.nan, converged=False, evaluations=1)
    found: Any = least_squares(
        problem.residuals, z, jac=problem.slopes, bounds=(problem.low, problem.high), x_scale=problem.width / 4,
        ftol=1e-12, xtol=1e-10, gtol=1e-10, max_nfev=MOST_EVALUATIONS,
    )  # fmt: skip
    end, objective = np.asarray(found.x), 2 * float(found.cost)
    edges = np.where(end - problem.low < AT_BOUND * problem.width, problem.low, end)
    edges = np.where(problem.high - edges < AT_BOUND * problem.width, problem.high, edges)
    if not np.array_equal(edges, end):  # the method stays inside the bounds, however near
        there = float((problem.residuals(edges) ** 2).sum())
        if there <= objective:
            end, objective = edges, there
    return Search(
        start=start,
        end=problem.values(end),
        objective=objective,
        converged=int(found.status) > 0,
        evaluations=problem.modelled.evaluations - begun,
    )


def _at_bound(f: Free, value: float) -> str:
    """At which bound a value lies, if at one."""
    z, width = f.to(value), f.to(f.last) - f.to(f.first)
    if z - f.to(f.low) < AT_BOUND * width:
        return "lower"
    return "upper" if f.to(f.high) - z < AT_BOUND * width else ""


def _covariance(problem: _Problem, best: Search, bounds: Sequence[str]) -> tuple[Array, Array, float, tuple[str, ...]]:
    """Approximate covariance at a minimum, from the slopes of the residuals alone.

    (J'J)^-1 is that of the estimates if the targets' errors are independent, normal, and as large as their intervals
    say. Where the targets disagree by more, it is multiplied by the residual variance (Birge, Phys Rev 1932); it is
    never made smaller, since that few targets agree by chance is no knowledge.

    Returns:
        The covariance in the parameters' units, standard errors on the scale of the search, the factor, and the ids
        of parameters that aren't identified.
    """
    free = problem.free
    z = np.array([f.to(x) for f, x in zip(free, best.end.tolist(), strict=True)])
    inner = np.array([k for k, bound in enumerate(bounds) if not bound], dtype=np.intp)
    covariance = np.full((len(free), len(free)), np.nan)
    if not len(inner):
        return covariance, np.full(len(free), np.nan), 1.0, ()
    slopes = problem.central(z)[:, inner]
    size = np.linalg.norm(slopes, axis=0)
    scaled = slopes / np.where(size > 0, size, 1.0)
    _, singular, axes = np.linalg.svd(scaled, full_matrices=True)
    values = np.zeros(len(inner))
    values[: len(singular)] = singular
    kept = values > INDEPENDENT * max(values.max(), 1e-300)
    loose = (np.abs(axes[~kept]) > 0.01).any(axis=0) if (~kept).any() else np.zeros(len(inner), dtype=np.bool_)
    inverse = axes[kept].T @ np.diag(values[kept] ** -2.0) @ axes[kept]
    freedom = len(slopes) - int(kept.sum())
    inflated = max(1.0, best.objective / freedom) if freedom > 0 else 1.0
    own = inflated * inverse / np.outer(np.where(size > 0, size, 1.0), np.where(size > 0, size, 1.0))
    own[loose, :], own[:, loose] = np.nan, np.nan
    spread = np.full(len(free), np.nan)
    spread[inner] = np.sqrt(np.diag(own))
    turn = np.array([free[k].slope(float(z[k])) for k in inner])
    covariance[np.ix_(inner, inner)] = own * np.outer(turn, turn)
    return covariance, spread, inflated, tuple(free[k].parameter.id for k in inner[loose])


__all__ = ["Calibration", "Free", "Modelled", "Search", "calibration", "idle"]
