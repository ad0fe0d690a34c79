import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from costeff.plots.axis import nice_ticks, number_texts, percent_texts, ticks_that_fit
from costeff.plots.labels import Label, label_column, spread
from costeff.plots.style import line_styles, literal, plain, text_width, wrapped

labels = st.lists(st.tuples(st.floats(0, 10), st.floats(0.05, 0.6)), min_size=1, max_size=12)


@given(labels)
def test_spread_keeps_order_and_room_and_never_overlaps(pairs):
    wanted, heights = zip(*sorted(pairs), strict=True)
    places = spread(wanted, heights, 0.0, 10.0)
    for k in range(len(places) - 1):
        assert places[k + 1] - places[k] >= (heights[k] + heights[k + 1]) / 2 - 1e-9
    assert places[0] - heights[0] / 2 >= -1e-9
    assert places[-1] + heights[-1] / 2 <= 10 + 1e-9


def test_spread_leaves_labels_that_fit_where_they_are():
    assert spread([1, 2, 3], [0.5, 0.5, 0.5], 0, 10) == pytest.approx([1, 2, 3])


def test_spread_moves_two_that_collide_equally_far():
    assert spread([5.0, 5.0], [1, 1], 0, 10) == pytest.approx([4.5, 5.5])


@given(st.text(max_size=300), st.floats(0.3, 3.0), st.integers(1, 3))
def test_wrapped_text_fits(text, width, lines):
    rows = wrapped(text, width, lines=lines).split("\n")
    assert len(rows) <= lines
    assert all(text_width(row) <= width + 1e-9 or len(row) == 1 for row in rows)


def test_short_labels_are_not_changed():
    assert wrapped("MSC then eltrombopag", 3) == "MSC then eltrombopag"


def test_plain_keeps_letters_of_all_scripts_and_drops_controls():
    assert plain("  Ciclosporine à  forte\n dose \u202e\x07β ") == "Ciclosporine à forte dose β"


def test_literal_escapes_every_dollar():
    assert literal("$x$ a\\$b") == "\\$x\\$ a\\\\$b"


@pytest.mark.parametrize(("low", "high"), [(0, 47), (-107_000, 121_000), (0, 1e-4), (-3.2, 0.001), (0, 2.6e9)])
def test_ticks_are_round_inside_and_unambiguous(low, high):
    ticks = nice_ticks(low, high, 6)
    texts = number_texts(ticks)
    assert 2 <= len(ticks) <= 8
    assert min(ticks) >= low
    assert max(ticks) <= high
    assert len(set(texts)) == len(texts)
    assert all("e" not in text and "-" not in text for text in texts)


def test_ticks_thin_out_until_they_fit():
    ticks, texts = ticks_that_fit(0, 1_000_000, 2.0, number_texts)
    assert sum(text_width(text) for text in texts) < 2.0
    assert len(ticks) >= 2


def test_percentages_have_the_decimals_they_need():
    assert percent_texts([0, 0.25, 1]) == ["0%", "25%", "100%"]
    assert percent_texts([0, 0.005]) == ["0.0%", "0.5%"]


def test_the_leader_of_a_line_that_ends_early_crosses_nothing():
    figure = Figure(figsize=(6, 3))
    axes = figure.add_axes((0.1, 0.1, 0.5, 0.8))
    axes.set(xlim=(0, 10), ylim=(0, 1))
    style = line_styles(["a"])["a"]
    ends = ((4.0, 0.0), (10.0, 0.9))
    label_column(figure, axes, [Label(text="A", x=x, y=y, style=style) for x, y in ends], low=0, high=3)
    early, whole = (artist.get_xdata() for artist in figure.artists + figure.lines if artist.get_gid() == "leader")
    edge = 0.6 * 6
    assert list(early) == pytest.approx([0.6 + 0.4 * 3, edge, edge + 0.22])
    assert list(whole) == pytest.approx([edge, edge + 0.22])
