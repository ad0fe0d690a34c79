"""Each hostile file is refused with a placed problem or read as it should be, in a process with little memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import hostile
import pytest

from costeff.errors import WorkbookError
from costeff.errors.sheets import FileMissing, NotAWorkbook, UnreadableFile
from costeff.workbook import read

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="limits and accounts of memory are Linux's")

READ = "read"
EXPECTED = {
    "DamagedWorkbook": (
        "a_giant_sheet_name", "archive_in_place_of_a_sheet", "billion_laughs_in_a_sheet",
        "billion_laughs_in_the_styles", "billion_laughs_in_the_texts", "broken_bytes", "cut_off", "entity_of_a_file",
        "entity_of_an_address", "external_sheet", "external_type_declaration", "lying_compressed_size", "lying_small",
        "many_attributes",
        "names_that_climb", "odd_compression", "one_sheet_many_times", "overlapping_parts", "strange_addresses",
        "strange_rows", "text_numbers_out_of_range", "two_parts_of_one_name", "wrong_checksum",
    ),
    "TooLarge": (
        "a_giant_number", "a_giant_text", "a_million_entries", "all_columns_named", "deep_nesting", "high_ratio",
        "huge_formulas", "long_texts", "lying_large", "many_broken_rows", "many_expressions", "many_filled_cells",
        "many_merged_ranges", "many_parts", "many_sheets", "many_tags", "many_texts", "many_shared_formulas",
        "one_huge_comment",
        "one_huge_tag", "scattered_cells",
    ),
    "NotAWorkbook": (
        "binary_workbook", "encrypted_workbook", "nothing", "old_excel", "text_file", "web_page",
    ),
    "NoHeader": ("as_many_columns_as_allowed", "sheet_names_with_formulas"),
    "MissingCell": ("as_many_tables_as_allowed", "strange_dates", "strange_numbers"),
    "MergedCells": ("as_many_merged_ranges_as_allowed", "merged_over_the_rows"),
    "ExpressionTooLong": ("a_long_expression",),
    "UnknownParameter": ("as_many_cells_as_allowed",),
    READ: (
        "a_million_blank_rows", "a_million_rows_of_blank_cells", "all_columns_blank", "as_many_sheets_as_allowed",
        "blank_rows_on_a_sheet_of_the_users", "dangerous_formulas", "defined_names_with_links", "dimension_too_small",
        "escaped_signs", "far_corner", "huge_conditional_formats", "huge_data_validations", "huge_links",
        "huge_number_format", "links_to_other_workbooks", "lying_dimension", "macros", "many_styles",
        "merged_to_the_corner", "nested_archives", "sixteen_bits",
    ),
}  # fmt: skip
OUTCOMES = {name: outcome for outcome, names in EXPECTED.items() for name in names}


def read_elsewhere(paths: list[Path]) -> dict[str, dict[str, object]]:
    """What came of reading files in a process of its own; a crash or a hang shows as such."""
    script = Path(hostile.__file__)
    done = subprocess.run(
        [sys.executable, script, *map(str, paths)], capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return {Path(found["path"]).stem: found for found in json.loads(done.stdout)}


HEAVY = {
    "a_giant_text", "a_million_blank_rows", "a_million_rows_of_blank_cells", "all_columns_blank",
    "as_many_cells_as_allowed", "blank_rows_on_a_sheet_of_the_users", "high_ratio", "long_texts", "lying_small",
    "many_attributes", "many_broken_rows", "many_expressions", "many_filled_cells", "many_styles", "many_tags",
    "many_texts", "one_huge_comment", "one_huge_tag", "one_sheet_many_times",
}  # fmt: skip
"""Files that take a while to make or to read."""


def outcomes_of(names: set[str], folder: Path) -> dict[str, dict[str, object]]:
    paths = []
    for name in sorted(names):
        paths.append(folder / f"{name}.xlsx")
        paths[-1].write_bytes(hostile.FILES[name]())
    return read_elsewhere(paths)


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    return outcomes_of(set(hostile.FILES) - HEAVY, tmp_path_factory.mktemp("quick"))


@pytest.fixture(scope="module")
def heavy(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    return outcomes_of(HEAVY, tmp_path_factory.mktemp("heavy"))


def compare(name: str, found: dict[str, object]) -> None:
    assert found["outcome"] == OUTCOMES[name], found["message"]
    assert found["touched"] == []
    if found["outcome"] != READ:
        assert f"{name}.xlsx has " in str(found["message"])
        assert len(str(found["message"])) < 500_000


def test_every_hostile_file_has_an_expectation() -> None:
    assert set(OUTCOMES) == set(hostile.FILES)
    assert set(hostile.FILES) > HEAVY


@LINUX
@pytest.mark.parametrize("name", sorted(set(OUTCOMES) - HEAVY))
def test_a_hostile_file_is_refused_or_read(quick: dict[str, dict[str, object]], name: str) -> None:
    compare(name, quick[name])


@LINUX
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(HEAVY))
def test_a_heavy_hostile_file_is_refused_or_read(heavy: dict[str, dict[str, object]], name: str) -> None:
    compare(name, heavy[name])


@LINUX
def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    (tmp_path / "device.xlsx").symlink_to("/dev/zero")
    (tmp_path / "loop.xlsx").symlink_to(tmp_path / "loop.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    found = read_elsewhere([tmp_path / f"{name}.xlsx" for name in ("pipe", "device", "loop", "folder")])
    assert {name: outcome["outcome"] for name, outcome in found.items()} == {
        "pipe": "NotAWorkbook",
        "device": "NotAWorkbook",
        "loop": "UnreadableFile",
        "folder": "NotAWorkbook",
    }
    assert [outcome["touched"] for outcome in found.values()] == [[]] * 4


def test_a_link_to_a_workbook_is_followed(template: Path, tmp_path: Path) -> None:
    (tmp_path / "link.xlsx").symlink_to(template)
    assert read(tmp_path / "link.xlsx").model.book == "link.xlsx"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a\0b.xlsx", UnreadableFile),
        ("x" * 300 + ".xlsx", UnreadableFile),
        ("", NotAWorkbook),
        ("no.xlsx", FileMissing),
    ],
)
def test_names_that_no_file_has(tmp_path: Path, name: str, kind: type) -> None:
    with pytest.raises(WorkbookError) as caught:
        read(f"{tmp_path}/{name}")
    (problem,) = caught.value.problems
    assert type(problem) is kind
    assert str(caught.value).isprintable() or "\n" in str(caught.value)
    assert "\0" not in str(caught.value)


@LINUX
@pytest.mark.parametrize("name", [b"\xff\xfe.xlsx", b"a\x1b[31mb.xlsx", b"two\nlines.xlsx", "\u202etxt.xlsx".encode()])
def test_names_that_a_terminal_must_not_show(template: Path, tmp_path: Path, name: bytes) -> None:
    path = Path(os.fsdecode(bytes(tmp_path) + b"/" + name))
    path.write_bytes(template.read_bytes())
    book = read(path).model.book
    assert book.encode("utf-8").decode() == book
    assert book.isprintable()
    assert book.endswith(".xlsx")
