import random
import warnings
from collections import Counter

import pytest
from fuzzing import damaged, judged, open_book, silent, words_of
from hypothesis import given, settings
from hypothesis import strategies as st

from costeff.workbook import write_template


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    book = open_book(write_template(tmp_path_factory.mktemp("fuzz") / "template.xlsx"))
    return book, words_of(book)


def broken(template, random_, *, run=False):
    book, words = template
    pages, notes = damaged(random_, book, words)
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        verdict = judged(pages, book.name, run=run)
    return verdict, verdict.broken + silent(pages, verdict.problems), notes


def test_a_damaged_workbook_is_read_or_refused_with_places(template):
    endings = Counter()
    for number in range(200):
        verdict, faults, notes = broken(template, random.Random(f"suite-{number}"))
        assert faults == [], notes
        endings[verdict.ending] += 1
    assert endings["refused"] > 50
    assert endings["read"] > 50


def test_a_damaged_workbook_that_reads_runs_or_is_refused_by_the_run(template):
    endings = Counter()
    for number in range(40):
        verdict, faults, notes = broken(template, random.Random(f"suite-run-{number}"), run=True)
        assert faults == [], notes
        endings[verdict.ending] += 1
    assert endings["ran"] > 5


@settings(deadline=None, derandomize=True, max_examples=60)
@given(number=st.integers(0, 10**9))
def test_any_damage_is_told(template, number):
    _, faults, notes = broken(template, random.Random(number))
    assert faults == [], notes


def test_the_oracle_sees_silence_and_wrong_places(template):
    book, words = template
    pages, _ = damaged(random.Random("suite-0"), book, words)
    verdict = judged(pages, "another.xlsx", run=False)
    assert any("book" in fault for fault in verdict.broken)
