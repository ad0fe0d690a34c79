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


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def reports(folder):
    return sorted(folder.glob("costeff-fault-*"))


def test_a_fault_of_ours_asks_for_a_report_and_shows_its_trace_only_when_asked(cli, failing, here):
    failing(ZeroDivisionError("oops"))
    found = cli("check", "b.xlsx")
    assert found.code == 1
    assert "fault of costeff" in found.err
    assert "Traceback" not in found.err
    (first,) = reports(here)
    assert "Traceback" in cli("check", "b.xlsx", "--debug").err
    assert str(first) in found.err
    text = first.read_text(encoding="utf-8")
    for needed in ("ZeroDivisionError: oops", "costeff/cli/study.py", "Python 3", "numpy"):
        assert needed in text


def test_a_report_holds_the_shape_of_the_workbook_and_none_of_its_content(cli, failing, here):
    book = workflow.template(here / "b.xlsx")
    failing(KeyError("u_ill of Standard care in c_new is 'p_respond'"))
    found = cli("check", str(book))
    (report,) = reports(here)
    text = report.read_text(encoding="utf-8")
    assert "Parameters: 10 rows" in text
    assert workflow.read(book).sha256 in text
    for content in ("u_ill", "Standard care", "c_new", "p_respond", "60000", str(here)):
        assert content not in text
    assert "nothing of your workbook's content" in found.err
    assert "--include-workbook" in found.err


def test_the_workbook_goes_with_the_report_when_the_user_agrees(cli, failing, here):
    book = workflow.template(here / "b.xlsx")
    failing(KeyError("u_ill"))
    cli("check", str(book), "--include-workbook")
    text, copy = sorted(reports(here), key=lambda path: path.suffix)
    assert copy.read_bytes() == book.read_bytes()
    assert "KeyError: 'u_ill'" in text.read_text(encoding="utf-8")


def test_a_report_goes_to_the_temporary_folder_where_the_current_one_is_closed(cli, failing, here, monkeypatch):
    other = here / "tmp"
    other.mkdir()
    closed = here / "closed"
    monkeypatch.setattr("pathlib.Path.cwd", lambda: closed / "nowhere")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(other))
    failing(RuntimeError("oops"))
    assert str(other) in cli("check", "b.xlsx").err
    assert len(reports(other)) == 1


def test_a_fault_within_the_report_does_not_hide_the_fault(cli, failing, here, monkeypatch):
    def broken(*_, **__):
        raise OSError("disk full")

    monkeypatch.setitem(vars(workflow), "fault_report", broken)
    failing(ZeroDivisionError("oops"))
    found = cli("check", "b.xlsx")
    assert found.code == 1
    assert "ZeroDivisionError: oops" in found.err
    assert "--debug" in found.err


def test_an_internal_error_is_a_fault_too(cli, failing, here):
    failing(InternalError("the engines disagree"))
    assert cli("check", "b.xlsx").code == 1
    assert "the engines disagree" in reports(here)[0].read_text(encoding="utf-8")


@pytest.mark.parametrize("error", [WorkbookError([problem()]), OutputError("x", "is a file"), KeyboardInterrupt()])
def test_what_is_no_fault_of_ours_writes_no_report(cli, failing, here, error):
    failing(error)
    cli("check", "b.xlsx")
    assert reports(here) == []


def test_an_interrupt_is_told_without_a_traceback(cli, failing):
    failing(KeyboardInterrupt())
    found = cli("check", "b.xlsx")
    assert found.code == 130
    assert found.err == "Stopped.\n"
