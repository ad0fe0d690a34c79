import re
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from costeff import format as written
from costeff import plots

# A tick is money, a percentage or a plain number, with thousands separators and never an exponent.
TICK = re.compile(r"^[−]?[£$€]?\d{1,3}(,\d{3})*(\.\d+)?%?$")


def draw(name, frames, strategies=None, currency="GBP"):
    s = strategies or frames.strategies
    thresholds = [25_000, 35_000]
    makers = {
        "trace": lambda: plots.cohort_trace(frames.trace, s),
        "early trace": lambda: plots.cohort_trace(frames.trace, s, until=5),
        "survival": lambda: plots.overall_survival(frames.survival, s),
        "plane": lambda: plots.ce_plane(
            frames.points, frames.means, s, reference="hatg", thresholds=thresholds, currency=currency
        ),
        "close plane": lambda: plots.ce_plane(
            frames.points,
            frames.means,
            s,
            reference="hatg",
            thresholds=thresholds,
            currency=currency,
            distant=list(s)[-2:-1],
        ),
        "ceac": lambda: plots.acceptability(frames.ceac, s, thresholds=thresholds, currency=currency),
        "costs": lambda: plots.cost_breakdown(frames.costs, frames.totals, s, currency=currency),
        "qalys": lambda: plots.state_breakdown(frames.qalys, frames.qaly_totals, s, states=frames.trace),
        "targets": lambda: plots.modelled_and_published(frames.targets),
    }
    return makers[name]()


FIGURES = ["trace", "early trace", "survival", "plane", "close plane", "ceac", "costs", "qalys", "targets"]
OF_STRATEGIES = [name for name in FIGURES if name != "targets"]


def texts(figure: Figure) -> list[Text]:
    figure.draw_without_rendering()
    hidden = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            slack = 1e-9 * (high - low)
            for tick in axis.get_major_ticks():
                if not low - slack <= tick.get_loc() <= high + slack:
                    hidden |= {tick.label1, tick.label2}
    return [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip() and t not in hidden]


def words(figure: Figure) -> str:
    return "\n".join(" ".join(t.get_text().replace(r"\$", "$").split()) for t in texts(figure))


def tick_texts(figure: Figure, which: str) -> list[str]:
    axes = [getattr(a, f"{which}axis") for a in figure.axes]
    return [t.get_text().replace(r"\$", "$") for axis in axes for t in axis.get_ticklabels() if t.get_text()]


def by_gid(figure: Figure, gid: str) -> list:
    return figure.findobj(lambda artist: artist.get_gid() == gid)


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_touches_another_or_leaves_the_page(name, frames):
    figure = draw(name, frames)
    boxes = [(t.get_text(), t.get_window_extent()) for t in texts(figure) if t.get_rotation() in (0, 90)]
    assert len(boxes) > 5
    for (one, a), (other, b) in combinations(boxes, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        up = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert not (across > 1 and up > 1), f"{one!r} touches {other!r}"
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in boxes:
        assert box.x0 >= 0, text
        assert box.x1 <= width, text
        assert box.y0 >= 0, text
        assert box.y1 <= height, text


@pytest.mark.parametrize("name", FIGURES)
def test_page_width_and_readable_type(name, frames):
    figure = draw(name, frames)
    assert figure.get_size_inches()[0] == 6.5
    assert figure.get_size_inches()[1] < 9
    assert min(t.get_fontsize() for t in texts(figure)) >= 8


@pytest.mark.parametrize("name", OF_STRATEGIES)
def test_every_strategy_is_named(name, frames):
    shown = words(draw(name, frames))
    assert [label for label in frames.strategies.values() if label not in shown] == []


@pytest.mark.parametrize("name", FIGURES)
def test_ticks_are_written_for_people(name, frames):
    figure = draw(name, frames)
    ticks = tick_texts(figure, "x")
    if name not in ("costs", "qalys", "targets"):
        ticks += tick_texts(figure, "y")
    assert len(ticks) >= 3
    assert [t for t in ticks if not TICK.match(t)] == []


@pytest.mark.parametrize("name", FIGURES)
def test_axes_say_what_they_show(name, frames):
    figure = draw(name, frames)
    said = {a.get_xlabel().split(",")[0] for a in figure.axes} | {a.get_ylabel().split(",")[0] for a in figure.axes}
    expected = {
        "trace": {"Years since the start", "Share of the cohort"},
        "early trace": {"Years since the start", "Share of the cohort"},
        "survival": {"Years since the start", "Alive"},
        "plane": {"Incremental QALYs per person", "Incremental cost per person"},
        "close plane": {"Incremental QALYs per person", "Incremental cost per person"},
        "ceac": {"Willingness to pay for a QALY", "Probability of being cost-effective"},
        "costs": {"Cost per person"},
        "qalys": {"QALYs per person"},
        "targets": {"Share of people", "Median"},
    }
    assert said - {""} == expected[name]


def test_trace_has_a_panel_a_strategy_and_an_area_a_state(frames):
    figure = draw("trace", frames)
    assert len(figure.axes) == 7
    assert {len(axes.collections) for axes in figure.axes} == {12}
    shown = words(figure)
    assert [label for label in frames.trace["state_label"].unique() if label not in shown] == []


def test_trace_stacks_complete_response_first_and_death_last_in_grey(frames):
    areas = draw("trace", frames).axes[0].collections
    cr = frames.trace[(frames.trace["strategy"] == "hatg") & (frames.trace["state"] == "cr")]["share"]
    assert areas[0].get_paths()[0].vertices[:, 1].max() == pytest.approx(cr.max(), abs=1e-3)
    assert areas[-1].get_paths()[0].vertices[:, 1].max() == pytest.approx(1)
    red, green, blue = areas[-1].get_facecolor()[0][:3]
    assert red == green == blue


def test_thinned_trace_stays_within_a_printed_dot_of_the_numbers(frames):
    rows = frames.trace[(frames.trace["strategy"] == "hatg") & (frames.trace["state"] == "cr")]
    area = draw("trace", frames).axes[0].collections[0].get_paths()[0].vertices
    top = area[area[:, 1] > 0]
    top = top[np.unique(top[:, 0], return_index=True)[1]]
    off = np.interp(rows["years"], top[:, 0], top[:, 1]) - rows["share"]
    assert len(top) < len(rows) / 2
    assert np.abs(off[rows["years"] > 0]).max() < 0.001


def test_survival_draws_what_it_is_given_twice(frames):
    whole, close = draw("survival", frames).axes
    for axes, until in ((whole, 47.0), (close, 10.0)):
        assert len(axes.lines) == 7
        for line, strategy in zip(axes.lines, frames.strategies, strict=True):
            rows = frames.survival[(frames.survival["strategy"] == strategy) & (frames.survival["years"] <= until)]
            np.testing.assert_array_equal(line.get_ydata(), rows["share"])
        assert axes.get_xlim() == (0, until)


def test_short_survival_has_no_close_up(frames):
    short = frames.survival[frames.survival["years"] <= 12]
    assert len(plots.overall_survival(short, frames.strategies).axes) == 1


def test_plane_shows_points_means_ellipses_and_thresholds(frames):
    figure = draw("plane", frames)
    (axes,) = figure.axes
    assert len(axes.collections) == 6
    assert all(cloud.get_rasterized() for cloud in axes.collections)
    assert len(by_gid(figure, "ellipse")) == 6
    assert {"£25,000 per QALY", "£35,000 per QALY", "Costs more, less effective"} <= set(words(figure).split("\n"))
    (mean,) = [line for line in axes.lines if line.get_label() == "epag_msc"]
    row = frames.means.set_index("strategy").loc["epag_msc"]
    assert (mean.get_xdata()[0], mean.get_ydata()[0]) == (row["inc_qalys"], row["inc_cost"])


def test_plane_closes_up_on_the_strategies_that_are_not_distant(frames):
    whole, close = draw("close plane", frames).axes
    means = {line.get_label() for line in close.lines if not line.get_label().startswith("_")}
    assert means == set(frames.strategies) - {"hatg", "supportive"}
    rows = frames.points[frames.points["strategy"].isin(means)]
    (low, high), (far, _) = close.get_xlim(), whole.get_xlim()
    assert low < min(0, rows["inc_qalys"].min())
    assert rows["inc_qalys"].max() < high
    assert far <= frames.points["inc_qalys"].min() < low
    assert "Close up, without: Supportive care only" in " ".join(words(draw("close plane", frames)).split("\n"))


@pytest.mark.parametrize("distant", [[], ["drug"], ["hatg"], list("abc")])
def test_plane_has_one_panel_where_a_close_up_would_show_all_or_nothing(frames, distant):
    strategies = {"hatg": "Usual", "drug": "Drug"}
    means = pd.DataFrame({"strategy": ["drug"], "inc_cost": [1.0], "inc_qalys": [1.0]})
    figure = plots.ce_plane(
        frames.points.iloc[:0],
        means,
        strategies,
        reference="hatg",
        thresholds=[25_000],
        currency="GBP",
        distant=distant,
    )
    assert len(figure.axes) == 1


def test_ellipse_holds_95_percent_of_a_normal(frames):
    rng = np.random.default_rng(3)
    x, y = rng.multivariate_normal([0.5, 2.0], [[0.04, 0.06], [0.06, 0.25]], size=20_000).T
    mean = {"strategy": "ratg", "inc_qalys": 0.5, "inc_cost": 2.0, "sd_qalys": 0.2, "sd_cost": 0.5, "correlation": 0.6}
    points = pd.DataFrame({"strategy": "ratg", "inc_qalys": x[:100], "inc_cost": y[:100]})
    figure = plots.ce_plane(
        points, pd.DataFrame([mean]), frames.strategies, reference="hatg", thresholds=[], currency="GBP"
    )
    (ellipse,) = by_gid(figure, "ellipse")
    inside = ellipse.get_path().contains_points(np.column_stack([x, y]))
    assert inside.mean() == pytest.approx(0.95, abs=0.006)


def test_plane_without_psa_shows_the_means_alone(frames):
    figure = plots.ce_plane(
        frames.points.iloc[:0],
        frames.means[["strategy", "inc_cost", "inc_qalys"]],
        frames.strategies,
        reference="hatg",
        thresholds=[25_000],
        currency="GBP",
    )
    assert by_gid(figure, "ellipse") == []
    assert "Eltrombopag then MSC" in words(figure)


def test_ceac_has_a_line_a_strategy_and_the_frontier_beneath(frames):
    figure = draw("ceac", frames)
    (axes,) = figure.axes
    curves = {line.get_label(): line for line in axes.lines}
    for strategy in frames.strategies:
        rows = frames.ceac[frames.ceac["strategy"] == strategy]
        np.testing.assert_array_equal(curves[strategy].get_ydata(), rows["probability"])
    pieces = by_gid(figure, "frontier")
    front = frames.ceac[frames.ceac["on_frontier"]]
    assert len(pieces) == (front["strategy"] != front["strategy"].shift()).sum()
    np.testing.assert_array_equal(np.concatenate([p.get_ydata() for p in pieces]), front["probability"])
    assert min(p.get_linewidth() for p in pieces) > max(curves[s].get_linewidth() for s in frames.strategies)
    assert {"£25,000", "£35,000", "Frontier (CEAF)"} <= set(words(figure).split("\n"))


@pytest.mark.parametrize("name", ["survival", "ceac"])
def test_lines_differ_without_colour(name, frames):
    axes = draw(name, frames).axes[0]
    lines = [line for line in axes.lines if line.get_label() in frames.strategies]
    assert len({(line.get_marker(), str(line._dash_pattern)) for line in lines}) == 7
    assert len({line.get_marker() for line in lines}) == 7


def test_a_strategy_looks_the_same_in_every_figure(frames):
    looks = set()
    for name in ("survival", "ceac", "plane"):
        (line,) = [x for x in draw(name, frames).axes[-1].lines if x.get_label() == "msc_epag"]
        looks.add((line.get_color(), line.get_marker()))
    assert len(looks) == 1


def test_bars_show_the_totals_that_were_handed_to_them(frames):
    totals = {strategy: 1000.0 * k + 123_456 for k, strategy in enumerate(frames.strategies)}
    figure = plots.cost_breakdown(frames.costs, totals, frames.strategies, currency="GBP")
    assert [t.get_text() for t in by_gid(figure, "total")] == [written.money(x, "GBP") for x in totals.values()]


def test_bars_are_as_long_as_their_values(frames):
    figure = draw("costs", frames)
    drawn = sum(patch.get_width() for patch in by_gid(figure, "Eltrombopag"))
    assert drawn == pytest.approx(frames.costs.loc[frames.costs["name"] == "Eltrombopag", "value"].sum())


def test_savings_go_to_the_left(frames):
    saving = frames.costs["value"].where(frames.costs["name"] != "Clinic visits", -9_000.0)
    figure = plots.cost_breakdown(frames.costs.assign(value=saving), frames.totals, frames.strategies, currency="GBP")
    assert {(p.get_x(), p.get_width()) for p in by_gid(figure, "Clinic visits")} == {(0.0, -9_000.0)}
    assert figure.axes[0].get_xlim()[0] < -9_000


def test_what_nobody_has_is_not_in_the_legend(frames):
    shown = words(draw("qalys", frames))
    assert "Dead" not in shown
    assert "After transplant" in shown


def test_targets_show_each_row_and_mark_those_outside(frames):
    figure = draw("targets", frames)
    shares, times = frames.targets["quantity"] != "median time", frames.targets["quantity"] == "median time"
    assert sorted(d.get_xdata()[0] for d in by_gid(figure, "modelled")) == sorted(frames.targets["modelled"])
    assert sorted(d.get_xdata()[0] for d in by_gid(figure, "published")) == sorted(frames.targets["published"])
    assert len(by_gid(figure, "interval")) == frames.targets["low"].notna().sum()
    labels = tick_texts(figure, "y")
    assert len(labels) == shares.sum() + times.sum()
    assert [" ".join(x.split()) for x in labels if "(outside)" in x] == ["5-year survival, age 60 and over (outside)"]


def test_targets_without_a_modelled_value_say_so(frames):
    rows = frames.targets.tail(2).assign(modelled=[np.inf, 4.0], within=[False, True])
    figure = plots.modelled_and_published(rows)
    assert len(by_gid(figure, "modelled")) == 1
    assert "(no modelled value)" in words(figure)


def test_small_shares_have_an_axis_of_their_own(frames):
    rows = frames.targets.head(2).assign(
        quantity="share of all", low=np.nan, high=np.nan, within=None, use="validation"
    )
    figure = plots.modelled_and_published(rows.assign(published=[0.9, 0.004], modelled=[0.88, 0.002]))
    large, small = figure.axes
    assert large.get_xlim() == (0, 1)
    assert 0.004 < small.get_xlim()[1] < 0.006
    assert small.get_title(loc="left") == "Validation, not used in fitting: small shares"


@pytest.mark.parametrize(("given", "said"), [(0, None), (1, "95% interval if given"), (2, "95% interval")])
def test_the_legend_speaks_of_intervals_that_there_are(frames, given, said):
    ends = [np.arange(2) < given, [0.1, 0.1], [np.nan, np.nan]]
    rows = frames.targets.head(2).assign(low=np.where(*ends), high=np.where(*ends))
    (entry,) = [line for line in words(plots.modelled_and_published(rows)).split("\n") if line.startswith("Published")]
    assert entry == (f"Published, {said}" if said else "Published")


HOSTILE = {
    "hatg": "$x$",
    "hatg_epag": "<b>bold</b> & $\\frac{1}{2}$",
    "hatg_msc": "a\nb\tc\x00\x1b[31m",
    "epag_msc": "Eltrombopag " * 30,
    "msc_epag": "W" * 90,
    "supportive": r"\$5 $ {x} _y^z %d %s",
    "ratg": "--> ]]> <!--",
}


@pytest.mark.parametrize("name", OF_STRATEGIES)
def test_hostile_labels_are_drawn_as_they_stand(name, frames, tmp_path):
    figure = draw(name, frames, strategies=HOSTILE, currency="USD")
    drawn = [(t, *t._preprocess_math(t.get_text())) for t in texts(figure)]
    assert [t.get_text() for t, _, maths in drawn if maths] == []
    shown = "\n".join(text for _, text, _ in drawn)
    assert "$x$" in shown
    assert "<b>bold</b>" in shown
    assert "\x00" not in shown
    assert "…" in shown
    plots.save(figure, tmp_path / "hostile", {})


@pytest.mark.parametrize("name", OF_STRATEGIES)
@pytest.mark.parametrize("number", [2, 12])
def test_other_numbers_of_strategies(name, number, frames):
    ids = [f"s{k}" for k in range(number)]
    ids[0] = "hatg"
    strategies = {new: f"Strategy {k}" for k, new in enumerate(ids)}
    old = list(frames.strategies)

    def renamed(frame):
        copies = [frame[frame["strategy"] == old[k % 7]].assign(strategy=new) for k, new in enumerate(ids)]
        return pd.concat(copies, ignore_index=True)

    more = type(frames)(
        strategies=strategies,
        trace=renamed(frames.trace[frames.trace["years"] % 1 == 0]),
        survival=renamed(frames.survival),
        points=renamed(frames.points),
        means=renamed(frames.means),
        ceac=renamed(frames.ceac),
        costs=renamed(frames.costs),
        totals={new: frames.totals[old[k % 7]] for k, new in enumerate(ids)},
        qalys=renamed(frames.qalys),
        qaly_totals={new: frames.qaly_totals[old[k % 7]] for k, new in enumerate(ids)},
        targets=frames.targets,
    )
    figure = draw(name, more)
    shown = words(figure)
    drawn = (
        strategies if "plane" not in name else {k: v for k, v in strategies.items() if k in set(more.means["strategy"])}
    )
    assert [label for label in drawn.values() if label not in shown] == []


def test_a_model_without_transfusions_lists_its_states_as_alive(frames):
    figure = plots.cohort_trace(frames.trace.assign(transfusion="-", response="-"), frames.strategies)
    shown = words(figure)
    assert "Alive" in shown
    assert "Other states" not in shown


def test_plane_of_one_draw_has_no_ellipse(frames):
    one = frames.means.assign(sd_cost=np.nan, sd_qalys=np.nan, correlation=np.nan)
    figure = plots.ce_plane(
        frames.points.groupby("strategy").head(1),
        one,
        frames.strategies,
        reference="hatg",
        thresholds=[25_000],
        currency="GBP",
    )
    assert by_gid(figure, "ellipse") == []


def test_nothing_at_all_still_makes_a_figure(frames):
    nothing = dict.fromkeys(frames.strategies, 0.0)
    plots.cost_breakdown(frames.costs.assign(value=0.0), nothing, frames.strategies, currency="GBP")
    means = frames.means[["strategy"]].assign(inc_cost=0.0, inc_qalys=0.0)
    plots.ce_plane(
        frames.points.iloc[:0], means, frames.strategies, reference="hatg", thresholds=[25_000], currency="GBP"
    )
