from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from costeff.plots import budget_columns, net_budget


def table(*years: dict[str, tuple[float, float]], first: float = 2027.0) -> pd.DataFrame:
    """Each year a mapping from budget line to spending with and without."""
    rows = []
    for k, lines in enumerate(years):
        whole = tuple(sum(v[n] for v in lines.values()) for n in (0, 1))
        for name, (a, b) in {**lines, "Total": whole}.items():
            rows.append((k + 1, first + k, name, name == "Total", a, b, a - b))
    columns = ("year", "calendar_year", "line", "total", "with_intervention", "without_intervention", "net")
    return pd.DataFrame(rows, columns=list(columns))


TWO = table({"MSC": (5e6, 0.0), "Care": (7e6, 9e6)}, {"MSC": (6e6, 0.0), "Care": (11e6, 12e6)})


def bars(axes: Axes, line: str) -> list[tuple[float, float]]:
    """Foot and height of each bar of a line."""
    return [(bar.get_y(), bar.get_height()) for bar in axes.patches if bar.get_gid() == line]


def texts(axes: Axes, gid: str) -> list[str]:
    return [text.get_text() for text in axes.texts if text.get_gid() == gid]


def legend(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.texts]


def test_the_worlds_stand_side_by_side_and_their_totals_above() -> None:
    figure = budget_columns(TWO, currency="GBP")
    (axes,) = figure.axes
    assert bars(axes, "MSC") == [(0, 5e6), (0, 6e6)]  # nothing in the world without it
    assert bars(axes, "Care") == [(0, 9e6), (5e6, 7e6), (0, 12e6), (6e6, 11e6)]
    assert texts(axes, "total") == ["£9.00m", "£12.0m", "£12.0m", "£17.0m"]
    assert [t.get_text() for t in axes.get_xticklabels()] == ["without", "with"] * 2
    assert legend(figure) == ["MSC", "Care"]
    assert {"2027", "2028"} <= {t.get_text() for t in axes.texts}


def test_savings_go_down_and_the_net_total_is_marked() -> None:
    figure = net_budget(TWO, currency="GBP")
    (axes,) = figure.axes
    assert bars(axes, "MSC") == [(0, 5e6), (0, 6e6)]
    assert [(y + h, abs(h)) for y, h in bars(axes, "Care")] == [(-2e6, 2e6), (-1e6, 1e6)]
    marks = [line.get_ydata()[0] for line in axes.lines if line.get_gid() == "net"]
    assert marks == [3e6, 5e6]
    assert texts(axes, "total") == ["£3.00m", "£5.00m"]
    assert legend(figure)[-1].startswith("Net total")


def test_years_without_a_calendar_are_numbered() -> None:
    figure = net_budget(table({"MSC": (1.0, 0.0)}, first=float("nan")), currency="EUR")
    assert "Year 1" in {t.get_text() for t in figure.axes[0].texts}


@pytest.mark.parametrize("draw", [budget_columns, net_budget])
@pytest.mark.parametrize("scale", [1.0, 1e4, 1e9, -1e6, 0.0])
def test_no_two_totals_overlap(draw: object, scale: float) -> None:
    lines = {"MSC $x$": (31.47 * scale, 0.0), "Care": (81.23 * scale, 98.76 * scale)}
    figure = draw(table(*[lines] * 5), currency="CHF")  # type: ignore[operator]
    figure.canvas.draw()
    (axes,) = figure.axes
    boxes = [t.get_window_extent() for t in axes.texts if t.get_gid() == "total"]
    assert not [1 for k, a in enumerate(boxes) for b in boxes[:k] if a.overlaps(b)]
    assert all(figure.bbox.x0 <= b.x0 and b.x1 <= figure.bbox.x1 and b.y1 <= figure.bbox.y1 for b in boxes)


def test_a_title_of_two_lines_is_not_cut_off() -> None:
    figure = budget_columns(TWO, currency="GBP", title="Spending in the year, without the intervention and with it")
    (axes,) = figure.axes
    assert "\n" in axes.get_ylabel()
    figure.canvas.draw()
    assert axes.yaxis.label.get_window_extent().x0 >= 0
