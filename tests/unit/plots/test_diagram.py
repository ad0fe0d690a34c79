from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from building import arrow, model, settings, state, strategy
from matplotlib.text import Text

import costeff
from costeff import plots
from costeff.plots.diagram import pairs_of, sinks_of
from costeff.plots.style import SMALL
from costeff.results import Study

ROOT = Path(__file__).resolve().parents[3]
BOOKS = {
    "aa": ROOT / "inputs" / "aplastic-anaemia.xlsx",
    "mds": ROOT / "inputs" / "mds.xlsx",
    "hip": ROOT / "tests" / "published" / "models" / "hip-replacement.xlsx",
    "hiv": ROOT / "tests" / "published" / "models" / "hiv-therapy.xlsx",
}


def study_of(states, arrows):
    return Study.of(model(settings=settings(), strategies=(strategy("one"),), states=states, arrows=arrows))


def two():
    return study_of(
        (state("ALIVE", 1), state("DEAD", alive=False)), (arrow("die", "ALIVE", "DEAD", "rate", 0.1, per="1 year"),)
    )


def without_places(study):
    record = study.as_dict()
    record["states"] = [{**row, "x": None, "y": None} for row in record["states"]]
    return Study.from_dict(record)


def many(number):
    """Each state leads to the next and to the one after; all to death."""
    ids = [f"S{k}" for k in range(number)]
    arrows = [arrow(f"n{k}", ids[k], ids[k + 1], "rate", 1, per="1 year") for k in range(number - 1)]
    arrows += [arrow(f"s{k}", ids[k], ids[k + 2], "rate", 1, per="1 year") for k in range(number - 2)]
    arrows.append(arrow("die", " ".join(ids), "DEAD", "rate", 1, per="1 year"))
    return study_of((state("S0", 1), *(state(name) for name in ids[1:]), state("DEAD", alive=False)), tuple(arrows))


STUDIES = {
    **{name: lambda book=book: Study.of(costeff.read(book)) for name, book in BOOKS.items()},
    "aa laid out": lambda: without_places(Study.of(costeff.read(BOOKS["aa"]))),
    "mds laid out": lambda: without_places(Study.of(costeff.read(BOOKS["mds"]))),
    "two": two,
    "thirty": lambda: many(30),
}


@pytest.fixture(scope="module")
def drawn():
    known = {}

    def draw(name):
        if name not in known:
            study = STUDIES[name]()
            figure = plots.state_diagram(study)
            figure.draw_without_rendering()
            known[name] = (study, figure)
        return known[name]

    return draw


def by_gid(figure, start):
    return list(figure.findobj(lambda artist: (artist.get_gid() or "").startswith(start)))


def boxes(figure):
    """Every state's box, in inches."""
    inches = figure.dpi_scale_trans.inverted()
    return {
        a.get_gid().removeprefix("state "): a.get_window_extent().transformed(inches) for a in by_gid(figure, "state ")
    }


def shafts(figure):
    """Points of each arrow's curve, in inches."""
    inches = figure.dpi_scale_trans.inverted()
    found = {}
    for artist in by_gid(figure, "shaft of arrow "):
        path = artist.get_transform().transform_path(artist.get_path())
        found[artist.get_gid().removeprefix("shaft of arrow ")] = inches.transform(
            path.interpolated(1).to_polygons(closed_only=False)[0]
        )
    return found


@pytest.mark.parametrize("name", STUDIES)
def test_every_state_and_every_pair_once(name, drawn):
    study, figure = drawn(name)
    assert sorted(a.get_gid() for a in by_gid(figure, "state ")) == sorted(f"state {s.id}" for s in study.states)
    pairs = {(o, a.target) for a in study.arrows for o in a.origins if o != a.target}
    sinks = sinks_of(study, pairs_of(study))
    expected = [f"arrow {a} {b}" for a, b in pairs if b not in sinks] + [f"arrow * {sink}" for sink in sinks]
    assert sorted(a.get_gid() for a in by_gid(figure, "arrow ")) == sorted(expected)


@pytest.mark.parametrize("name", STUDIES)
def test_boxes_do_not_overlap_and_stay_on_the_page(name, drawn):
    _, figure = drawn(name)
    width, height = figure.get_size_inches()
    for (one, a), (other, b) in combinations(boxes(figure).items(), 2):
        across, up = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across < -0.05 or up < -0.05, (one, other)
    for box in boxes(figure).values():
        assert min(box.x0, box.y0, width - box.x1, height - box.y1) >= 0


@pytest.mark.parametrize("name", [name for name in STUDIES if name != "thirty"])
def test_arrows_run_through_no_box_and_join_the_right_ones(name, drawn):
    figure = drawn(name)[1]
    places = boxes(figure)
    for pair, points in shafts(figure).items():
        origin, target = pair.split(" ")
        for name, box in places.items():
            inside = (
                (points[:, 0] > box.x0) & (points[:, 0] < box.x1) & (points[:, 1] > box.y0) & (points[:, 1] < box.y1)
            )
            assert not inside.any(), (pair, name)
        for name, point in ((origin, points[0]), (target, points[-1])):
            if name == "*":
                continue
            box = places[name]
            away = max(box.x0 - point[0], point[0] - box.x1, box.y0 - point[1], point[1] - box.y1)
            assert away < 0.06, (pair, name)


@pytest.mark.parametrize("name", STUDIES)
def test_words_fit_into_their_boxes_and_are_large_enough(name, drawn):
    study, figure = drawn(name)
    inches = figure.dpi_scale_trans.inverted()
    texts = [t for t in figure.findobj(Text) if t.get_text()]
    assert min(t.get_fontsize() for t in texts) >= SMALL
    extents = [(t.get_text(), t.get_window_extent().transformed(inches)) for t in texts]
    for (one, a), (other, b) in combinations(extents, 2):
        assert min(a.x1, b.x1) - max(a.x0, b.x0) < 0.01 or min(a.y1, b.y1) - max(a.y0, b.y0) < 0.03, (one, other)
    for box in boxes(figure).values():
        for words, extent in extents:
            centre = (extent.x0 + extent.x1) / 2, (extent.y0 + extent.y1) / 2
            if box.x0 < centre[0] < box.x1 and box.y0 < centre[1] < box.y1:
                room = (extent.x0 - box.x0, box.x1 - extent.x1, extent.y0 - box.y0, box.y1 - extent.y1)
                assert min(room) >= 0, words
    shown = " ".join(t.get_text().replace("\n", " ") for t in texts)
    for line in study.states:
        if line.remembers:
            assert f"remembers {line.remembers}" in shown


def test_where_the_workbook_puts_a_state_it_stands(drawn):
    study, figure = drawn("mds")
    places = boxes(figure)
    for axis, centre in (("x", lambda b: b.x0 + b.x1), ("y", lambda b: b.y0 + b.y1)):
        given = np.array([getattr(s, axis) for s in study.states])
        found = np.array([centre(places[s.id]) / 2 for s in study.states])
        slope, start = np.polyfit(given, found, 1)
        assert slope > 0
        assert found == pytest.approx(slope * given + start, abs=1e-6)


def test_places_that_leave_no_room_are_not_taken():
    crowded = two().as_dict()
    crowded["states"] = [{**row, "x": 1e-9 * k, "y": 1e9 * (k % 2)} for k, row in enumerate(crowded["states"])]
    figure = plots.state_diagram(Study.from_dict(crowded))
    assert figure.get_size_inches()[1] < 9


def test_death_from_everywhere_is_one_symbol_with_its_words(drawn):
    study, figure = drawn("aa")
    words = [t.get_text().replace("\n", " ") for t in figure.findobj(Text)]
    assert "from every living state" in words
    assert "from every other living state" in words
    assert sinks_of(study, pairs_of(study)) == {
        "CLONAL": "from every other living state", "DEAD": "from every living state"
    }  # fmt: skip


def test_an_origin_that_lacks_is_named():
    ids = [f"S{k}" for k in range(9)]
    study = study_of(
        (state("S0", 1), *(state(name) for name in ids[1:]), state("DEAD", alive=False)),
        (arrow("die", " ".join(ids[1:]), "DEAD", "rate", 1, per="1 year"),),
    )
    assert sinks_of(study, pairs_of(study)) == {"DEAD": "from every living state but S0"}
    few = study_of(
        (state("S0", 1), *(state(name) for name in ids[1:]), state("DEAD", alive=False)),
        (arrow("die", " ".join(ids[:6]), "DEAD", "rate", 1, per="1 year"),),
    )
    assert sinks_of(few, pairs_of(few)) == {}


def test_the_legend_says_what_there_is_and_no_more(drawn):
    _, figure = drawn("hip")
    words = {t.get_text() for t in figure.findobj(Text)}
    assert {"Alive", "Dead", "Start of the cohort"} <= words
    assert not any("ransfusion" in word for word in words)


@pytest.mark.parametrize("name", ["mds", "two"])
def test_the_same_study_gives_the_same_bytes(name, tmp_path):
    def made(stem):
        return [path.read_bytes() for path in plots.save(plots.state_diagram(STUDIES[name]()), tmp_path / stem, {})]

    first = made("d")
    assert made("d") == first


@pytest.mark.parametrize("label", ["$x^2$ & <b>", "a" * 400, "\u202e\n\t", "漢字 " * 30, ""])
def test_any_label_can_be_drawn(label, tmp_path):
    record = two().as_dict()
    record["states"][0]["label"] = label
    plots.save(plots.state_diagram(Study.from_dict(record)), tmp_path / "d", {})
