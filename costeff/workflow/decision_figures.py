"""The figures of decision analyses, drawn from their tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from costeff import plots
from costeff.results import Analysis, threshold_name
from costeff.results.pricing import BASE, BEST

FAR = 3.0
"""Times the median distance from the best, beyond which a strategy is too far off to be drawn beside it."""


NAMED = 5
"""Levers that are named where the ICER leaves them out; the table has all."""


def tornados(analysis: Analysis) -> Iterator[tuple[str, Figure]]:
    """A tornado for each other strategy against the reference, at the first threshold; names `tornado_ID`.

    Where the ICER has a meaning in the base case and at both ends of some lever, another of that: `tornado_icer_ID`.
    """
    table, study = analysis.tables["tornado"], analysis.study
    if not len(table):
        return
    first, labels = study.thresholds[0], dict(study.labels)
    for strategy in dict.fromkeys(table["strategy"]):
        bars = table[(table["strategy"] == strategy) & (table["threshold"] == first)].sort_values("rank")
        title = f"{labels[strategy]} against {labels[study.reference]}"
        yield f"tornado_{strategy}", plots.tornado(bars, title=title, currency=study.currency, threshold=first)
        ratios = _ratios(bars)
        if len(ratios):
            gone = bars.loc[~bars["lever"].isin(ratios["lever"]), "label"].astype(str).tolist()
            figure = plots.tornado_icer(ratios, title=title, currency=study.currency, left_out=_left_out(gone))
            yield f"tornado_icer_{strategy}", figure


def _ratios(bars: pd.DataFrame) -> pd.DataFrame:
    """The bars with an ICER in the base case and at both ends, those that move it most first.

    A table gives an ICER in the north-east quadrant alone, so that all three lie in one quadrant.
    """
    kept = bars[bars[["icer_base", "icer_low", "icer_high"]].notna().all(axis=1)].copy()
    base, low, high = (kept[f"icer_{end}"].to_numpy(dtype=np.float64) for end in ("base", "low", "high"))
    least, most = np.minimum(low, high), np.maximum(low, high)
    slack = 1e-9 * (1 + np.abs(base))
    kept["bent"] = (base < least - slack) | (base > most + slack)
    return kept.iloc[np.argsort(np.minimum(least, base) - np.maximum(most, base), kind="stable")]


def _left_out(labels: Sequence[str]) -> str:
    """Which levers a tornado of ICERs doesn't show, in a sentence."""
    if not labels:
        return ""
    more = f" and {len(labels) - NAMED} more" if len(labels) > NAMED else ""
    named = "; ".join(labels[:NAMED])
    why = "there is no ICER at an end (one dominates the other, or costs less for fewer QALYs)"
    return f"Not shown, since {why}: {named}{more}."


def price_curves(analysis: Analysis) -> Iterator[tuple[str, Figure]]:
    """The curve of probability against price at each threshold, against the best of the others where there is one."""
    if "curve" not in analysis.tables:
        return
    curve, study, facts = analysis.tables["curve"], analysis.study, analysis.facts
    curve = curve[curve["scenario"] == BASE]
    kinds = set(curve["against"])
    for against in (BEST,) if BEST in kinds else tuple(kinds):
        name = "best" if against == BEST else "reference"
        for threshold in study.thresholds:
            part = curve[(curve["against"] == against) & (curve["threshold"] == threshold)]
            if not len(part):
                continue
            figure = plots.price_curve(
                part,
                dict(study.labels),
                price=str(facts["label"]),
                against=str(part["against_label"].iloc[0]),
                threshold=threshold,
                current=float(facts["current"]),
                currency=study.currency,
                net=facts.get("net"),
            )
            yield f"price_{name}_{threshold_name(threshold)}", figure


def thresholds(analysis: Analysis) -> Iterator[tuple[str, Figure]]:
    """Net benefits along the range of the one parameter that was asked about, at each threshold."""
    if "along" not in analysis.tables:
        return
    table, study = analysis.tables["along"], analysis.study
    changes = analysis.tables["threshold"]
    row = changes.iloc[0]
    unit = f", {row['unit']}" if row["unit"] else ""
    for threshold in study.thresholds:
        part = table[table["threshold"] == threshold]
        wide = part.pivot_table(index="value", columns="strategy", values="nmb")
        over = wide.sub(wide[study.reference], axis=0)[_near(wide)].reset_index().melt("value", value_name="inmb")
        at = changes[(changes["threshold"] == threshold) & changes["value"].notna()]["value"].tolist()
        figure = plots.along(
            over,
            dict(study.labels),
            parameter=f"{row['label']}{unit}",
            changes=at,
            base=float(row["base_value"]),
            threshold=threshold,
            currency=study.currency,
        )
        yield f"along_{threshold_name(threshold)}", figure


def _near(benefits: pd.DataFrame) -> list[str]:
    """The strategies that come near enough to the best one, somewhere, to be drawn on one scale with it."""
    gaps = benefits.rsub(benefits.max(axis=1), axis=0).min()
    reach = FAR * float(np.percentile(gaps[gaps > 0], 50, method="lower")) if (gaps > 0).any() else 0.0
    return [str(name) for name in benefits.columns if gaps[name] <= reach]
