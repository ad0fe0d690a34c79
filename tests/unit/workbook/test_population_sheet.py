from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from costeff.errors import WorkbookError
from costeff.errors.population import YearUnread
from costeff.model import Model, Population, entering
from costeff.workbook import read, write_template

Books = Callable[[Sequence[Sequence[object]]], Path]


@pytest.fixture
def books(tmp_path: Path) -> Books:
    """The template with other rows on its Population sheet, the first the header."""

    def made(rows: Sequence[Sequence[object]]) -> Path:
        path = write_template(tmp_path / "study.xlsx")
        book: Any = openpyxl.load_workbook(path)
        page = book["Population"]
        page.delete_rows(1, page.max_row)
        for row in rows:
            page.append(row)
        book.save(path)
        return path

    return made


def people(path: Path) -> tuple[Model, Population]:
    model = read(path).model
    assert model.population is not None
    return model, model.population


HEADER = ("item", "strategy", "unit", "value", "year 1", "year 2")
WORLDS = (("uptake", "therapy", None, 1), ("uptake without", "standard", None, 1))


def test_the_sheet_of_the_template(tmp_path: Path) -> None:
    model, there = people(write_template(tmp_path / "study.xlsx"))
    assert (there.years, there.first_year, there.entry) == (5, 2027, "through the year")
    assert there.incidence is not None
    assert (there.incidence.per, there.incidence.low, there.incidence.high) == (1e-6, 1.5, 2.5)
    assert list(there.uptake) == ["therapy", "standard"]
    assert entering(model).eligible.tolist() == pytest.approx([68e6 * 2e-6 * 0.75] * 5)


def test_columns_may_stand_in_any_order_and_some_be_missing(books: Books) -> None:
    model, there = people(books([
        ("value", "Item", "STRATEGY"), (2, "years"), (40, "Incidence"), (1, "uptake", "therapy"),
        (1, "uptake without", "standard"),
    ]))  # fmt: skip
    assert there.years == 2
    assert entering(model).eligible.tolist() == [40, 40]


def test_numbers_by_year_and_expressions_over_parameters(books: Books) -> None:
    rows = [HEADER, ("years", None, None, 2), ("incidence", None, None, None, "c_ill/100", 30), *WORLDS]
    model, _ = people(books(rows))
    assert entering(model).eligible.tolist() == [15, 30]


def test_percentages_are_shares(books: Books) -> None:
    rows = [HEADER, ("years", None, None, 1), ("incidence", None, None, 50), ("share", None, None, "40%"), *WORLDS]
    model, there = people(books(rows))
    assert entering(model).eligible.tolist() == [20]
    assert there.shares[0].amount.label == "Share"


@pytest.mark.parametrize("word", ["rest", "Rest", " REST "])
def test_the_word_rest(books: Books, word: str) -> None:
    uptake = [("uptake", "therapy", None, 0.25), ("uptake", "standard", None, word), WORLDS[1]]
    rows = [HEADER, ("incidence", None, None, 50), *uptake]
    model, _ = people(books(rows))
    assert entering(model).uptake[0].tolist() == [0.75, 0.25]


def test_blank_settings_have_their_defaults(books: Books) -> None:
    _, there = people(books([HEADER, ("years",), ("first year",), ("entry",), ("incidence", None, None, 1), *WORLDS]))
    assert (there.years, there.first_year, there.entry) == (5, None, "through the year")


def test_a_number_beyond_the_years_is_told_and_not_used(books: Books) -> None:
    path = books([HEADER, ("years", None, None, 1), ("incidence", None, None, None, 5, 7), *WORLDS])
    assert [type(p) for p in read(path).problems] == [YearUnread]
    assert entering(read(path).model).eligible.tolist() == [5]


def test_a_problem_of_one_row_hides_none_of_another(books: Books) -> None:
    with pytest.raises(WorkbookError) as caught:
        read(books([HEADER, ("incidense", None, None, 1), ("uptake", "nobody", None, 1), ("share", None, None, None)]))
    assert {p.where.cell for p in caught.value.problems} == {"A2", "B3", "D4"}
