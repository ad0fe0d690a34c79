from __future__ import annotations

import pytest

from costeff.report.columns import LANDSCAPE, PORTRAIT, alignments, parts, width

NUMBER = "£123,456.78"


def laid(head: list[str], rows: list[list[str]], **asked: object):
    options: dict[str, object] = {"key": 1, "landscape": None, "widths": None, **asked}
    return parts(head, rows, alignments("", rows, len(head)), **options)  # type: ignore[arg-type]


def test_numbers_stand_right_and_words_left():
    rows = [["a", "£1,200", "−2.5", "on the frontier", "<0.01", "–"], ["b", "–", "25%", "dominated", "1", "–"]]
    assert alignments("", rows, 6) == ("l", "r", "r", "l", "r", "r")
    assert alignments("rlc", rows, 6) == ("r", "l", "c", "l", "r", "r")


@pytest.mark.parametrize("columns", range(2, 60, 3))
def test_no_part_is_wider_than_its_page_and_every_column_is_in_one(columns):
    head = ["Parameter", *(f"Strategy {k}" for k in range(columns - 1))]
    found = laid(head, [["p_response", *[NUMBER] * (columns - 1)]])
    shown = [column for part in found for column in part.columns]
    assert sorted(set(shown)) == list(range(columns))
    assert all(part.columns[0] == 0 for part in found)
    assert shown.count(1) == 1
    for part in found:
        page = LANDSCAPE if part.landscape else PORTRAIT
        assert sum(part.widths) <= 1 + 1e-9
        assert all(w * page >= width(NUMBER) for w in part.widths[1:])


def test_a_table_is_turned_before_it_is_split():
    kinds = []
    for n in (3, 7, 9, 30):
        found = laid(["Key", *["x"] * n], [["a", *[NUMBER] * n]])
        kinds.append((len(found), found[0].landscape))
    assert kinds == [(1, False), (1, False), (1, True), (3, True)]


def test_parts_are_of_about_the_same_width():
    found = laid(["Key", *["x"] * 23], [["a", *[NUMBER] * 23]])
    sizes = [len(part.columns) for part in found]
    assert max(sizes) - min(sizes) <= 1


def test_columns_under_one_head_stay_together():
    over = [("", 1), ("First", 6), ("Second", 6), ("Third", 6)]
    found = laid(["Key", *["x"] * 18], [["a", *[NUMBER] * 18]], over=over)
    for start in (1, 7, 13):
        holders = {k for k, part in enumerate(found) if set(range(start, start + 6)) & set(part.columns)}
        assert len(holders) == 1


def test_what_is_asked_for_is_done():
    few = [["a", "b"]]
    assert laid(["x", "y"], few, landscape=True)[0].landscape
    assert laid(["x", "y"], few, widths=[1, 3])[0].widths == (0.25, 0.75)
    wide = [["a", *[NUMBER] * 9]]
    assert [part.landscape for part in laid(["x"] * 10, wide, landscape=False)] == [False, False]


def test_a_long_text_takes_no_number_its_room():
    (part,) = laid(["Text", "Number"], [["word " * 300, NUMBER], ["w" * 500, "1"]])
    assert part.widths[1] * PORTRAIT >= width(NUMBER)
    assert part.widths[0] > part.widths[1]
