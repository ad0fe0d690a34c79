"""Who is alive: overall survival by strategy, over the whole horizon and close up."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from costeff.plots.axis import PERCENT_TICKS, number_texts, percent_texts, room_for, set_ticks, ticks_that_fit
from costeff.plots.labels import Label, column_width, label_column
from costeff.plots.style import FAINT, SMALL, SOFT, WIDTH, LineStyle, house, line_styles, page, panel

_HEIGHT, _TOP, _BOTTOM, _BETWEEN = 3.5, 0.34, 0.5, 0.22


def overall_survival(survival: pd.DataFrame, strategies: Mapping[str, str], *, close_up: float = 10.0) -> Figure:
    """Overall survival of the cohort, a line a strategy.

    Over a lifetime all curves end at nought, so that the differences that matter lie early. Beside the whole horizon
    stands a close-up of the first years, whose lines are labelled where they end.

    Args:
        survival: strategy, years, share (alive, of the starting cohort).
        strategies: id to label, in the order of the workbook.
        close_up: years shown in the close-up; none is drawn where the horizon is less than half as long again.
    """
    styles = line_styles(list(strategies))
    end = float(survival["years"].max())
    twice = end >= 1.5 * close_up
    left = room_for(percent_texts(PERCENT_TICKS))
    right = column_width(list(strategies.values())) + 0.05
    room = WIDTH - left - right
    with house():
        figure = page(_HEIGHT)
        height = _HEIGHT - _TOP - _BOTTOM
        if twice:
            width = (room - _BETWEEN) * 0.42
            whole = panel(figure, left, _BOTTOM, width, height)
            whole.axvspan(0, close_up, color=FAINT, alpha=0.45, lw=0)
            _lines(whole, survival, styles, end, width)
            whole.set_title("Whole horizon", fontsize=SMALL, loc="left", color=SOFT)
            close = panel(figure, left + width + _BETWEEN, _BOTTOM, room - _BETWEEN - width, height)
            close.set_title(f"First {close_up:g} years", fontsize=SMALL, loc="left", color=SOFT)
            close.tick_params(labelleft=False)
        else:
            whole = close = panel(figure, left, _BOTTOM, room, height)
        shown = min(end, close_up) if twice else end
        _lines(close, survival[survival["years"] <= shown + 1e-9], styles, shown, close.get_position().width * WIDTH)
        whole.set_ylabel("Alive, share of the cohort")
        labels = []
        for strategy, label in strategies.items():
            rows = survival[(survival["strategy"] == strategy) & (survival["years"] <= shown + 1e-9)]
            last = rows.sort_values("years").iloc[-1]
            labels.append(Label(text=label, x=float(last["years"]), y=float(last["share"]), style=styles[strategy]))
        label_column(figure, close, labels, low=_BOTTOM - 0.08, high=_HEIGHT - _TOP + 0.1)
    return figure


def _lines(axes: Axes, survival: pd.DataFrame, styles: Mapping[str, LineStyle], end: float, width: float) -> None:
    """The curves, with a few markers each, staggered so that they don't hide each other."""
    axes.set(xlim=(0, end), ylim=(0, 1))
    for k, (strategy, style) in enumerate(styles.items()):
        rows = survival[survival["strategy"] == strategy].sort_values("years")
        axes.plot(rows["years"], rows["share"], color=style.colour, linestyle=style.dash, marker=style.marker,
                  markersize=3.8, markeredgecolor="white", markeredgewidth=0.4, label=strategy,
                  markevery=(0.04 + 0.03 * (k % 7), 0.22), zorder=3)  # fmt: skip
    set_ticks(axes, "x", *ticks_that_fit(0, end, width, number_texts))
    set_ticks(axes, "y", PERCENT_TICKS, percent_texts(PERCENT_TICKS))
    axes.grid(axis="y")
    axes.set_xlabel("Years since the start")
