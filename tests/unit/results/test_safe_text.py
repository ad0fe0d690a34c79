from __future__ import annotations

import csv
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hostile_texts import FORMULAS, TEXTS, hostile_workbook
from hypothesis import example, given
from hypothesis import strategies as st

from costeff.results.csv import harmless, unescaped, write_csv
from costeff.results.html import _text
from costeff.results.xlsx import LONGEST, _plain
from costeff.workflow.filenames import LONGEST as LONGEST_NAME
from costeff.workflow.filenames import safe_name

BLANKS = " \u00a0\u2003\u3000\u200b\u2060\ufeff\"'`\u2018\u201c"
SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"


def cells_that_a_spreadsheet_may_see(text: str) -> list[str]:
    """The pieces of a text that might become cells: where quotes aren't understood, or another sign parts cells."""
    return re.split(r"[;\t\n]", text)


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet might calculate a cell, blanks and quotes left out; an apostrophe first makes it text."""
    if cell.startswith("'") or re.fullmatch(r"[+-]?[\d.]+([eE][+-]?\d+)?%?", cell):
        return False
    return cell.lstrip(BLANKS)[:1] in tuple(SIGNS)


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_become_texts(text: str) -> None:
    assert any(map(is_formula, cells_that_a_spreadsheet_may_see(text.replace("\r", "\n"))))
    assert not any(map(is_formula, cells_that_a_spreadsheet_may_see(harmless(text))))
    assert not harmless(text).startswith(("\t", "\r", "\n"))


@given(st.text(alphabet=f"{SIGNS}{BLANKS};\t\n\ra1.,", max_size=12))
@example("'=1")
@example("''\t=1")
@example("-5")
@example("'-5")
def test_escaping_is_safe_and_can_be_undone(text: str) -> None:
    escaped = harmless(text)
    assert not any(map(is_formula, cells_that_a_spreadsheet_may_see(escaped)))
    flat = text.replace("\r\n", "\n").replace("\r", "\n")
    assert unescaped(escaped) == ("" if flat == "-" else flat)


@pytest.mark.parametrize("text", ["Standard care - as now", "a+b", "£1,000", "(-5)", "1=1", "x@y.org", "HR < 1; p > 0"])
def test_ordinary_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    frame = pd.DataFrame({"label": ["-1.5", "=1"], "value": [-1.5, -1e-300], "count": [-3, 4]})
    write_csv(frame, tmp_path / "t.csv")
    back = pd.read_csv(tmp_path / "t.csv")
    assert back["value"].tolist() == [-1.5, -1e-300]
    assert back["count"].tolist() == [-3, 4]
    assert back["label"].tolist() == ["-1.5", "'=1"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_table_comes_back(tmp_path: Path, text: str) -> None:
    write_csv(pd.DataFrame({text: [text, "b"], "n": [-1.0, 2.0]}), tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert [len(row) for row in rows] == [2, 2, 2]
    flat = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x9b", "\ufffd").replace("\x9d", "\ufffd")
    assert [unescaped(row[0]) for row in rows[:2]] == [flat.replace("\x9c", "\ufffd")] * 2
    assert [row[1] for row in rows[1:]] == ["-1.0", "2.0"]


def test_control_characters_are_nowhere() -> None:
    text = "a\x00b\x1b[31mc\x7fd\x9be\ud800f"
    assert harmless(text) == _plain(text) == "a\ufffdb\ufffd[31mc\ufffdd\ufffde\ufffdf"
    assert _text("<b>\x1b\u202e&") == "&lt;b&gt;\ufffd\ufffd&amp;"
    assert len(_plain("x" * 40_000)) == LONGEST


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("aplastic-anaemia", "aplastic-anaemia"),
        ("Étude 2 (final)", "Étude 2 (final)"),
        ("CON", "CON_"),
        ("nul.v2", "nul_.v2"),
        ("com1 ", "com1_"),
        ("LPT\u00b9", "LPT\u00b9_"),
        ("console", "console"),
        ("study. .", "study"),
        ("..", "model"),
        ("", "model"),
        (" . ", "model"),
        ("../../up", "..-..-up"),
        ("a:b*c?", "a-b-c-"),
        ("a\x1b\u202e\nb", "a---b"),
        ("\udcff", "-"),
    ],
)
def test_names_of_folders(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_long_names_are_cut_and_stay_apart() -> None:
    one, other = safe_name("é" * 300 + "a"), safe_name("é" * 300 + "b")
    assert one != other
    assert max(len(one.encode()), len(other.encode())) <= LONGEST_NAME


@given(st.text(max_size=200))
def test_any_name_can_be_a_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe == safe.strip()
    assert safe not in ("", ".", "..")
    assert not safe.endswith((".", " "))
    assert not set(safe) & set('<>:"/\\|?*\0')
    assert len(safe.encode()) <= LONGEST_NAME
    assert safe_name(safe) == safe


def test_the_template_and_authored_workbooks_hold_no_formula(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(hostile_workbook(tmp_path / "m.xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert any(str(cell.value).startswith("=cmd|") for cell in cells)
