from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from costeff.plots import aversion_curve, equity_plane

NAMES = {"old": "Old care", "new": "A new drug", "third": "A third way", "none": "Supportive care only"}
POINTS = pd.DataFrame(
    {
        "strategy": ["new", "third", "none"],
        "equity_impact": [0.2, -0.1, -3.0],
        "mean_change": [1.0, 0.2, -6.0],
    }
)


def plane(points: pd.DataFrame = POINTS, names: dict[str, str] = NAMES, distant: tuple[str, ...] = ()) -> Figure:
    return equity_plane(
        points, names, distant=distant, index="Atkinson", parameter=10.95, threshold=25_000, currency="GBP"
    )


def curve(left_out: tuple[str, ...] = ()) -> Figure:
    at = np.linspace(0, 20, 5)
    frames = [
        pd.DataFrame({"strategy": name, "parameter": at, "ede_change": start + slope * at})
        for name, start, slope in (("new", 1.0, 0.05), ("third", 0.2, -0.02), ("none", -6.0, -0.1))
    ]
    return aversion_curve(
        pd.concat(frames),
        NAMES,
        index="Kolm",
        parameter=0.15 * 100,
        threshold=25_000,
        currency="GBP",
        left_out=left_out,
    )


def shown(figure: Figure) -> list[Text]:
    figure.draw_without_rendering()
    return [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]


def words(figure: Figure) -> str:
    return " | ".join(" ".join(t.get_text().split()) for t in shown(figure))


@pytest.mark.parametrize("figure", [plane(), plane(distant=("none",)), curve(), curve(("none",))])
def test_no_text_touches_another_or_leaves_the_page(figure: Figure) -> None:
    boxes = [(t.get_text(), t.get_window_extent()) for t in shown(figure)]
    for (one, a), (other, b) in combinations(boxes, 2):
        across, up = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert not (across > 1 and up > 1), f"{one!r} touches {other!r}"
    width, height = figure.get_size_inches() * figure.dpi
    assert all(box.x0 >= 0 and box.x1 <= width and box.y0 >= 0 and box.y1 <= height for _, box in boxes)


def test_points_stand_where_they_belong() -> None:
    (axes,) = plane().axes
    at = {(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in axes.lines if line.get_marker() in "s^D"}
    assert at == {(0.2, 1.0), (-0.1, 0.2), (-3.0, -6.0)}
    assert not axes.texts or all(not hasattr(text, "arrow_patch") for text in axes.texts)


def test_what_is_off_the_scale_is_an_arrow_with_its_numbers() -> None:
    figure = plane(distant=("none",))
    (axes,) = figure.axes
    (arrow,) = [text for text in axes.texts if getattr(text, "arrow_patch", None) is not None]
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    assert x0 < arrow.xyann[0] < x1
    assert y0 < arrow.xyann[1] < y1
    assert y0 > -6
    assert "off the scale: −3.000, −6.000" in words(figure)


def test_the_line_of_no_weighted_benefit_has_slope_minus_one() -> None:
    (axes,) = plane().axes
    (line,) = [line for line in axes.lines if hasattr(line, "get_slope")]
    assert line.get_slope() == -1
    assert line.get_xy1() == (0, 0)


def test_the_quadrants_are_named() -> None:
    said = words(plane())
    for health in ("More health", "Less health"):
        for equal in ("less equal", "more equal"):
            assert f"{health}, {equal}" in said


def test_the_curve_says_what_it_leaves_out_and_marks_the_aversion() -> None:
    said = words(curve(("none",)))
    assert "Not shown, far below: Supportive care only" in said
    assert " | 15 | " in f" | {said} | "
    assert "Supportive care only" in words(curve())
    (axes,) = curve(("none",)).axes
    assert axes.get_ylim()[0] > -6


def test_nothing_but_zeros_still_makes_a_figure() -> None:
    nil = POINTS.assign(equity_impact=0.0, mean_change=0.0)
    assert "A new drug" in words(plane(nil))


def test_labels_are_drawn_as_they_stand() -> None:
    names = NAMES | {"new": r"$\frac{a}{b}$ drug"}
    assert r"\$\frac{a}{b}\$ drug" in words(plane(names=names))
