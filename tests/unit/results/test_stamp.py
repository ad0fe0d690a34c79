from __future__ import annotations

import math

import pandas as pd
import pytest

from costeff.results.comparing import MOST, compare
from costeff.results.stamp import digest, from_properties, properties, provenance_of, stamp

RECORD = {
    "workbook": {"name": "a.xlsx", "sha256": "ab" * 32},
    "costeff": "9.9",
    "draws": 100,
    "seed": 7,
    "design": "lhs",
    "overrides": {"c_msc": 1234.5, "horizon": "10 years", "draws": 100},
    "results": {"icer": "0123456789ab", "ceac": "ba9876543210"},
    "command": "costeff run a.xlsx",
    "started": "2026-01-02T03:04:05+00:00",
}


def test_a_stamp_says_what_the_record_says():
    there = provenance_of(stamp(RECORD))
    assert {key: there[key] for key in RECORD} == RECORD


def test_a_stamp_of_a_figure_says_nothing_of_the_clock():
    assert {"run at", "command"} & set(stamp(RECORD, clock=False)) == set()


def test_without_draws_there_is_no_seed():
    plain = {**RECORD, "draws": 0, "seed": None, "design": None, "overrides": {}}
    assert {"seed", "design", "overrides"} & set(stamp(plain)) == set()
    assert provenance_of(stamp(plain))["overrides"] == {}


@pytest.mark.parametrize("lost", ["workbook", "SHA-256"])
def test_what_is_no_stamp_is_refused(lost):
    broken = {key: text for key, text in stamp(RECORD).items() if key != lost}
    with pytest.raises(ValueError, match="no entry"):
        provenance_of(broken)


def test_long_entries_are_continued_in_properties_of_any_order():
    long = {"workbook": "a.xlsx", "overrides": "".join(chr(97 + k % 26) for k in range(3_000))}
    found = properties(long)
    assert max(map(len, found.values())) == 255
    assert from_properties(dict(sorted(found.items(), reverse=True)) | {"title": "other"}) == long


TABLE = pd.DataFrame({"name": ["a", "b"], "x": [1.0, math.nan], "yes": [True, False]})


def test_a_digest_is_of_every_cell():
    assert digest(TABLE) == digest(TABLE.copy())
    assert digest(TABLE) == digest(TABLE.assign(x=[1.0, -math.nan]))
    changed = [
        TABLE.assign(x=[1.0 + 2**-52, math.nan]),
        TABLE.assign(name=["a", "c"]),
        TABLE.assign(yes=[True, True]),
        TABLE.rename(columns={"x": "y"}),
        TABLE.iloc[::-1],
    ]
    assert len({digest(TABLE), *map(digest, changed)}) == 6


def test_negative_nought_is_nought():
    assert digest(pd.DataFrame({"x": [0.0]})) == digest(pd.DataFrame({"x": [-0.0]}))


def test_cells_that_differ_are_told_with_both_values():
    found = compare({"t": TABLE}, {"t": TABLE.assign(x=[1.5, 2.0], name=["a", "z"])})
    assert (found.count, found.by_table, found.cells) == (3, {"t": 3}, 6)
    told = {(d.row, d.column): (d.stored, d.now) for d in found.differences}
    assert told == {("1, a", "x"): ("1.0", "1.5"), ("2, b", "x"): ("nan", "2.0"), ("2, b", "name"): ("b", "z")}
    assert found.widest == pytest.approx(1 / 3)
    assert not found.identical


def test_tables_of_another_shape_are_told_as_a_whole():
    found = compare({"t": TABLE, "u": TABLE}, {"t": TABLE.iloc[:1], "v": TABLE})
    told = [(d.table, d.stored, d.now) for d in found.differences]
    assert told == [
        ("t", "2 rows, 3 columns", "1 rows, 3 columns"),
        ("u", "2 rows, 3 columns", "not there"),
        ("v", "not there", "2 rows, 3 columns"),
    ]


def test_all_differences_are_counted_and_the_first_listed():
    long = pd.DataFrame({"x": [float(k) for k in range(100)]})
    found = compare({"t": long}, {"t": long + 1})
    assert (found.count, len(found.differences)) == (100, MOST)
    assert compare({"t": long}, {"t": long.copy()}).identical
