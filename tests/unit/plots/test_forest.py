from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from costeff import plots
from costeff.plots.forest import limits
from costeff.plots.style import line_styles

STYLE = line_styles(["a"])["a"]


def rows(values: list[float], *, spread: float = np.nan, notes: dict[int, str] | None = None) -> pd.DataFrame:
    n = len(values)
    centre = np.array(values)
    return pd.DataFrame(
        {
            "label": ["Base case", *(f"A scenario with quite a long name, number {k} of all" for k in range(1, n))],
            "value": centre,
            "low": centre - spread,
            "high": centre + spread,
            "change": centre - centre[0],
            "emphasis": [k == 0 for k in range(n)],
            "note": [(notes or {}).get(k, "") for k in range(n)],
        }
    )


def drawn(frame: pd.DataFrame) -> Figure:
    return plots.forest(
        frame, style=STYLE, currency="GBP", title="Strategy $A$", axis="INMB", sides=("reference better", "better")
    )


def count(figure: Figure, gid: str) -> int:
    return len(figure.findobj(lambda artist: artist.get_gid() == gid))


def texts(figure: Figure) -> list[str]:
    return [t.get_text() for t in figure.axes[0].texts]


def test_a_dot_a_row_with_its_interval_or_its_way_from_the_base_case() -> None:
    plain = drawn(rows([1000.0, 1500.0, -200.0]))
    assert (count(plain, "value"), count(plain, "interval"), count(plain, "change")) == (3, 0, 3)
    assert {"£1,000", "£1,500", "−£200", "+£500", "−£1,200"} <= set(texts(plain))
    sure = drawn(rows([1000.0, 1500.0, -200.0], spread=400.0))
    assert (count(sure, "value"), count(sure, "interval"), count(sure, "change")) == (3, 3, 0)
    assert "£1k (£600 to £1.4k)" in texts(sure)


def test_what_could_not_be_run_has_words_and_no_dot() -> None:
    figure = drawn(rows([1000.0, np.nan, 1200.0], notes={1: "could not be run"}))
    assert count(figure, "value") == 2
    assert "could not be run" in texts(figure)


def test_a_value_too_far_out_is_an_arrow_at_the_edge_with_its_number() -> None:
    values = [1000.0 + 10 * k for k in range(20)] + [-900_000.0]
    figure = drawn(rows(values))
    assert (count(figure, "value"), count(figure, "beyond")) == (20, 1)
    assert "−£900,000" in texts(figure)
    low, high = figure.axes[0].get_xlim()
    (arrow,) = figure.findobj(lambda artist: artist.get_gid() == "beyond")
    assert low < float(arrow.get_xdata()[0]) < high


def test_an_interval_that_goes_on_is_marked_at_the_edge() -> None:
    frame = rows([1000.0 + 10 * k for k in range(20)], spread=50.0)
    frame.loc[3, "low"] = -900_000.0
    assert count(drawn(frame), "cut") == 1


def test_the_axis_holds_zero_and_all_that_is_not_far_out() -> None:
    assert limits(rows([100.0, 110.0, 120.0]))[0] < 0
    low, high = limits(rows([-50.0, 100.0, 110.0, 120.0], spread=20.0))
    assert low < -70
    assert high > 140
    assert limits(rows([np.nan])) == (-1.0, 1.0)
    assert limits(rows([100.0, 110.0, -9e9], notes={2: "other thresholds"})) == limits(rows([100.0, 110.0]))
    assert limits(rows([0.0, 0.0])) == (-1.0, 1.0)


def test_texts_stay_on_the_page_and_apart() -> None:
    figure = drawn(rows([32_645.0, -171_199.0, 44_482.0, 1_000_000.0], spread=60_000.0))
    figure.draw_without_rendering()
    page = figure.bbox
    axes = figure.axes[0]
    boxes = [t.get_window_extent() for t in (*axes.texts, *axes.get_yticklabels(), *figure.texts)]
    for box in boxes:
        assert box.x0 >= page.x0
        assert box.x1 <= page.x1
    names = [t.get_window_extent() for t in axes.get_yticklabels()]
    assert all(upper.y0 >= lower.y1 for upper, lower in pairwise(names))


def test_a_waterfall_goes_from_value_to_value() -> None:
    steps = pd.DataFrame({"label": ["Base case", "1. Dearer", "2. Better"], "value": [100.0, 70.0, 130.0]})
    figure = plots.waterfall([("A", steps), ("B", steps)], currency="GBP", title="T", axis="INMB")
    bars = [p for p in figure.axes[0].patches if p.get_gid() == "step"]
    assert [(p.get_x(), p.get_x() + p.get_width()) for p in bars] == [(0, 100), (100, 70), (70, 130)]
    assert texts(figure) == ["£100", "£70 (−£30)", "£130 (+£60)"]
    assert len(figure.axes) == 2
