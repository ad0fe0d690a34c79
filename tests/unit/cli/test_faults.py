import pytest

from costeff import workflow
from costeff.cli.faults import MOST_SHOWN, ExitCode, code, record, words
from costeff.errors import Cancelled, InputError, InternalError, OutputError, Where, WorkbookError
from costeff.errors.rows import StartShares


def problem(cell: str = "B2") -> StartShares:
    return StartShares(
        where=Where(book="b.xlsx", sheet="States", cell=cell, text="1 + 1"), strategy="old", total=2, parts=()
    )


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (InputError([problem()]), ExitCode.INPUT),
        (WorkbookError([problem()]), ExitCode.INPUT),
        (OutputError("x", "is a file"), ExitCode.OUTPUT),
        (Cancelled(), ExitCode.INTERRUPTED),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
        (InternalError("oops"), ExitCode.FAULT),
        (ZeroDivisionError("oops"), ExitCode.FAULT),
        (MemoryError(), ExitCode.FAULT),
    ],
)
def test_every_exception_has_a_code_and_words(error, expected):
    assert code(error) == expected
    assert words(error)
    assert record(error)["exit_code"] == expected


def test_problems_are_listed_by_cell_and_a_flood_is_cut():
    many = [problem(f"B{n}") for n in range(2, MOST_SHOWN + 7)]
    text = words(InputError(many))
    assert "States!B2" in text
    assert f"States!B{MOST_SHOWN + 1}" in text
    assert f"States!B{MOST_SHOWN + 2}" not in text
    assert "5 more" in text
    assert f"{MOST_SHOWN + 5} problems" in text
    assert len(record(InputError(many))["problems"]) == MOST_SHOWN + 5


@pytest.fixture
def failing(monkeypatch):
    def install(error):
        def check(path, *, sizes):
            raise error

        monkeypatch.setitem(vars(workflow), "check", check)
        monkeypatch.setitem(vars(workflow), "needs_compiling", lambda: False)

    return install


def test_problems_go_to_standard_error(cli, failing):
    failing(WorkbookError([problem()]))
    found = cli("check", "b.xlsx")
    assert (found.code, found.out) == (3, "")
    assert "b.xlsx has 1 problem" in found.err
    assert "Traceback" not in found.err


def test_problems_as_json(cli, failing):
    failing(WorkbookError([problem()]))
    found = cli("check", "b.xlsx", "--json")
    assert found.code == 3
    assert found.json["problems"][0]["kind"] == "StartShares"
    assert found.json["problems"][0]["cell"] == "B2"
    assert found.err == ""


def test_a_fault_of_ours_asks_for_a_report_and_shows_its_trace_only_when_asked(cli, failing):
    failing(ZeroDivisionError("oops"))
    found = cli("check", "b.xlsx")
    assert found.code == 1
    assert "fault of costeff" in found.err
    assert "Traceback" not in found.err
    assert "Traceback" in cli("check", "b.xlsx", "--debug").err


def test_an_interrupt_says_that_nothing_was_written(cli, failing):
    failing(KeyboardInterrupt())
    found = cli("check", "b.xlsx")
    assert found.code == 130
    assert "Nothing was written" in found.err
