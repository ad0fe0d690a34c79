"""Situations: many points (scenarios, subgroups, points of a sweep) side by side, in one tidy table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff.measures import acceptability, mean, nmb, quadrants
from costeff.measures.summary import percentiles
from costeff.measures.tolerance import slack
from costeff.results.frames import frame, threshold_name
from costeff.results.outcomes import Outcome, Outcomes
from costeff.results.study import Study

Array = NDArray[np.float64]

TEXT = ("strategy", "label", "reference", "comparison")
"""Columns of text beside the coordinates."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Alike:
    """Points that compare the same strategies with the same reference.

    Attributes:
        strategies: ids; `reference` its position among them.
        points: shape (points,), their positions.
        rows: shape (points, strategies), where each stands in the table.
    """

    strategies: tuple[str, ...]
    reference: int
    points: list[int]
    rows: NDArray[np.intp]


def situations_table(
    study: Study,
    coordinates: Mapping[str, Sequence[object]],
    references: Sequence[str],
    bases: Sequence[Outcomes | None],
    psas: Sequence[Outcomes | None] | None = None,
    *,
    labels: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """What each strategy yields at each point, and against the reference of that point.

    Args:
        study: thresholds, and labels of its strategies.
        coordinates: name of a column to its value at each point.
        references: id of the reference at each point.
        bases: base case at each point, one draw; None = the point failed.
        psas: probabilistic analysis at each point; None = there was none at all, or not at that point.
        labels: of strategies that the study lacks, such as those that the workbook leaves out.

    Returns:
        A row a point and strategy compared there, in their order: the coordinates; strategy, label, reference; cost,
        qalys, life_years; inc_cost, inc_qalys, comparison (the quadrant of `pairwise`), icer (blank outside the
        north-east), saved_per_qaly_lost (blank outside the south-west), which are 0 and blank for the reference
        itself; nmb_T, inmb_T and best_T (whether it has the highest net benefit; at a tie the cheaper) for each
        threshold T. With `psas` also psa_cost, psa_qalys, psa_inc_cost, psa_inc_qalys, psa_inmb_T (means),
        psa_inmb_T_low, psa_inmb_T_high (95% interval) and p_best_T. A failed point has one row with a blank strategy.
    """
    sizes = np.array([1 if base is None else len(base.strategies) for base in bases], dtype=np.intp)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)
    count = int(starts[-1])
    columns: dict[str, np.ndarray] = {
        name: np.repeat(_column(values), sizes) for name, values in coordinates.items()
    } | {name: np.full(count, "", dtype=object) for name in TEXT[:2]}
    columns["reference"] = np.repeat(np.array(references, dtype=object), sizes)
    known = {**(labels or {}), **study.labels}
    numbers: dict[str, np.ndarray] = {}
    for name in _numbers(study.thresholds, psas is not None):
        blank: object = "" if name == "comparison" else False if name.startswith("best_") else np.nan
        numbers[name] = np.full(count, blank, dtype=object if name == "comparison" else None)
    for alike in _groups(bases, references, starts):
        columns["strategy"][alike.rows] = np.array(alike.strategies, dtype=object)
        columns["label"][alike.rows] = np.array([known.get(s, s) for s in alike.strategies], dtype=object)
        for name, values in _base_columns(alike, bases, study.thresholds).items():
            numbers[name][alike.rows] = values
    for k, psa in enumerate(psas or ()):
        base = bases[k]
        if psa is not None and base is not None:
            here = slice(int(starts[k]), int(starts[k + 1]))
            for name, values in _psa_columns(psa, psa.strategies.index(references[k]), study.thresholds).items():
                numbers[name][here] = values
    text = [name for name, values in coordinates.items() if values and all(isinstance(v, str) for v in values)]
    return frame(columns | numbers, (*text, *TEXT))


def _column(values: Sequence[object]) -> np.ndarray:
    """Values of a coordinate: numbers as numbers, others as they are."""
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return np.array(values, dtype=np.float64)
    found = np.empty(len(values), dtype=object)
    found[:] = list(values)
    return found


def _numbers(thresholds: Sequence[float], drawn: bool) -> list[str]:
    """Names of the columns after the text, in order."""
    names = ["cost", "qalys", "life_years", "inc_cost", "inc_qalys", "comparison", "icer", "saved_per_qaly_lost"]
    ends = [threshold_name(threshold) for threshold in thresholds]
    names += [f"{head}_{end}" for end in ends for head in ("nmb", "inmb", "best")]
    if drawn:
        names += ["psa_cost", "psa_qalys", "psa_inc_cost", "psa_inc_qalys"]
        for end in ends:
            names += [f"psa_inmb_{end}", f"psa_inmb_{end}_low", f"psa_inmb_{end}_high", f"p_best_{end}"]
    return names


def _groups(
    bases: Sequence[Outcomes | None], references: Sequence[str], starts: NDArray[np.intp]
) -> list[_Alike]:  # fmt: skip
    """The points that didn't fail, by what is compared."""
    found: dict[tuple[tuple[str, ...], str], list[int]] = {}
    for k, base in enumerate(bases):
        if base is not None:
            found.setdefault((base.strategies, references[k]), []).append(k)
    return [
        _Alike(
            strategies=strategies,
            reference=strategies.index(reference),
            points=points,
            rows=starts[points][:, None] + np.arange(len(strategies)),
        )
        for (strategies, reference), points in found.items()
    ]


def _base_columns(
    alike: _Alike, bases: Sequence[Outcomes | None], thresholds: Sequence[float]
) -> dict[str, np.ndarray]:  # fmt: skip
    """Columns of the base case, shape (points, strategies)."""
    cost, qalys, life_years = _totals([base for base in (bases[k] for k in alike.points) if base is not None])
    inc_cost, inc_qalys = (values - values[:, [alike.reference]] for values in (cost, qalys))
    words = quadrants(cost, qalys, alike.reference)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = inc_cost / inc_qalys
    columns: dict[str, np.ndarray] = {
        "cost": cost,
        "qalys": qalys,
        "life_years": life_years,
        "inc_cost": inc_cost,
        "inc_qalys": inc_qalys,
        "comparison": words,
        "icer": np.where(words == "north-east", ratio, np.nan),
        "saved_per_qaly_lost": np.where(words == "south-west", ratio, np.nan),
    }
    for threshold in thresholds:
        end, benefit = threshold_name(threshold), nmb(cost, qalys, threshold)
        columns[f"nmb_{end}"] = benefit
        columns[f"inmb_{end}"] = nmb(inc_cost, inc_qalys, threshold)
        columns[f"best_{end}"] = best_of(benefit, cost, qalys)[:, None] == np.arange(len(alike.strategies))
    return columns


def _totals(bases: Sequence[Outcomes]) -> tuple[Array, Array, Array]:
    """Cost, QALYs and life years of base cases that compare the same strategies, shape (points, strategies) each."""
    wanted = (Outcome("cost"), Outcome("qalys"), Outcome("life_years"))
    places: dict[int, list[int]] = {}  # points of one table share their list of outcomes: it is searched once
    found = np.empty((len(bases), len(bases[0].strategies), 3))
    for k, base in enumerate(bases):
        key = id(base.outcomes)
        if key not in places:
            places[key] = [base.outcomes.index(outcome) for outcome in wanted]
        found[k] = base.values[0][:, places[key]]
    return found[:, :, 0], found[:, :, 1], found[:, :, 2]


def best_of(benefit: Array, cost: Array, qalys: Array) -> NDArray[np.intp]:
    """The strategy with the highest net benefit at each point; at a tie (within 1e-9) the cheaper, then the better.

    Args:
        benefit: shape (points, strategies), at one threshold; so are the next two.
        cost: of the same.
        qalys: of the same.

    Returns:
        Shape (points,), positions of strategies; the same as `measures.best` finds point by point.
    """
    top = benefit.max(axis=1, keepdims=True)
    left = np.where(benefit >= top - slack(top), cost, np.inf)
    least = left.min(axis=1, keepdims=True)
    found: NDArray[np.intp] = np.where(left <= least + slack(least), qalys, -np.inf).argmax(axis=1)
    return found


def _psa_columns(psa: Outcomes, reference: int, thresholds: Sequence[float]) -> dict[str, Array]:
    """Columns of the probabilistic analysis of one point, shape (strategies,)."""
    cost, qalys = psa.of("cost"), psa.of("qalys")
    inc_cost, inc_qalys = (values - values[:, [reference]] for values in (cost, qalys))
    columns = {
        "psa_cost": mean(cost),
        "psa_qalys": mean(qalys),
        "psa_inc_cost": mean(inc_cost),
        "psa_inc_qalys": mean(inc_qalys),
    }
    chances = acceptability(cost, qalys, np.asarray(thresholds, dtype=np.float64)).probability
    for k, threshold in enumerate(thresholds):
        end, benefit = threshold_name(threshold), nmb(inc_cost, inc_qalys, threshold)
        columns[f"psa_inmb_{end}"] = mean(benefit)
        columns[f"psa_inmb_{end}_low"], columns[f"psa_inmb_{end}_high"] = percentiles(benefit)
        columns[f"p_best_{end}"] = chances[k]
    return columns
