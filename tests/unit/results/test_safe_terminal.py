"""Sequences that move a cursor, recolour a screen or turn a text, on their way to the terminal."""

from __future__ import annotations

import io
import json
import re
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import typer

from costeff.cli import faults, paper, plain, speech
from costeff.errors import OutputError, Where, WorkbookError
from costeff.errors.cells import BadId, ErrorCell
from costeff.errors.render import LONGEST, render
from costeff.errors.words import printable

EVIL = "a\x1b[31mb\x1b]0;title\x07c\x9b2Jd\u202ee\u2066f\r\ng\x00\x7f\u2028h\ud800"
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def problem(text: str) -> BadId:
    where = Where(book=text, sheet=text, cell="B2", text=text)
    return BadId(where=where, span=(len(text) - 1, len(text)), reason=f"it has {text} in it")


def test_what_is_printable_keeps_its_width() -> None:
    assert printable(EVIL) == EVIL.translate(
        {ord(c): "\ufffd" for c in "\x1b\x07\x9b\u202e\u2066\x00\x7f\ud800"} | {ord(c): " " for c in "\r\n\u2028"}
    )
    assert len(printable(EVIL)) == len(EVIL)
    for text in ("plain", "naïve £ 中文 עברית", "1 \u2212 2\u00a0%", "👩\u200d👧"):
        assert printable(text) == text


def test_messages_have_only_their_own_lines() -> None:
    message = render([problem(EVIL), ErrorCell(where=Where(sheet=EVIL, cell="A1"), code=EVIL)], book=EVIL)
    assert not CONTROLS.search(message)
    lines = message.splitlines()
    assert len(lines) == len(message.split("\n"))
    quoted, marked = next((one, two) for one, two in pairwise(lines) if "^" in two)
    assert marked.index("^") == len(quoted) - 1


def test_a_message_that_quotes_a_giant_cell_is_cut() -> None:
    where = Where(book="b.xlsx", sheet="S", cell="B2", text="x" * 30_000)
    message = render([ErrorCell(where=where, code="x" * 30_000)], book="b.xlsx")
    assert len(message) < 2 * LONGEST
    assert "[...]" in message


@pytest.mark.parametrize("error", [WorkbookError([problem(EVIL)]), OutputError(EVIL, EVIL, EVIL), ValueError(EVIL)])
def test_errors_are_told_without_sequences(
    error: Exception, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)  # a fault of ours leaves a record in the current folder

    def command() -> None:
        raise error

    with pytest.raises(typer.Exit):
        faults.spoken(command)()
    told = capsys.readouterr()
    assert told.err
    assert all(record.stat().st_size for record in tmp_path.iterdir())
    assert not CONTROLS.search(told.out + told.err.replace("\t", ""))


@pytest.mark.parametrize("terminal", [True, False])
def test_tables_and_sentences(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    paper.grid(EVIL, (EVIL, "n"), [(EVIL, "1"), ("[red]b[/red]", "2")])
    paper.say(f"{EVIL} [bold]x[/bold]")
    speech.echo(f"{EVIL}\nx")
    shown = re.sub("\x1b\\[[0-9;]*m", "", stream.getvalue()) if terminal else stream.getvalue()
    assert not CONTROLS.search(shown)
    assert "[red]b[/red]" in shown
    assert "[bold]x[/bold]" in shown
    assert "\x1b[31m" not in stream.getvalue()


def test_json_reads_back_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    plain.echo_json({"title": EVIL, "n": -1.5})
    shown = capsys.readouterr().out
    assert not CONTROLS.search(shown)
    assert json.loads(shown) == {"title": EVIL, "n": -1.5}
