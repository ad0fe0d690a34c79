from __future__ import annotations

import time

import pytest
from hostile_texts import TEXTS

from costeff import plots
from costeff.plots.style import HEAPED, house, literal, page, plain, text_height, text_width, wrapped


@pytest.mark.parametrize("text", TEXTS)
def test_a_label_stays_in_its_room(text: str) -> None:
    lines = wrapped(text, 1.5, lines=3).split("\n")
    assert len(lines) <= 3
    assert all(text_width(line) <= 1.5 for line in lines)
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize("text", TEXTS)
def test_a_label_is_drawn_as_it_stands(text: str) -> None:
    with house():
        figure = page(2)
        drawn = figure.text(0.5, 0.5, literal(plain(text)))
        renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
        height = drawn.get_window_extent(renderer).height / figure.dpi
    assert 0 < height <= 1.5 * text_height("X")
    _, mathematics = drawn._preprocess_math(drawn.get_text())
    assert mathematics is False


def test_accents_are_not_heaped() -> None:
    assert plain("a" + "\u0301" * 50 + "e\u0301") == "a" + "\u0301" * HEAPED + "e\u0301"
    assert plain("\u202eabc\u202c\x1b[0m\x00\nd") == "abc[0m d"


def test_a_label_of_a_full_cell_costs_no_time() -> None:
    start = time.process_time()
    for text in ("x" * 32_767, "word " * 6_500, "\u4e2d" * 32_767):
        wrapped(text, 1.5)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("text", TEXTS)
def test_figures_with_hostile_names_can_be_saved(text: str, frames, tmp_path) -> None:
    names = dict.fromkeys(frames.strategies, text)
    figure = plots.overall_survival(frames.survival, names)
    png, svg = plots.save(figure, tmp_path / "figure", {"workbook": text, text[:30]: "x"})
    assert png.stat().st_size > 1_000
    assert b"<script" not in svg.read_bytes()
