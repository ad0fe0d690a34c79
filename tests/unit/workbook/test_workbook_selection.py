from __future__ import annotations

import pytest

from costeff.errors import Where
from costeff.errors.cells import BadForm, NoStates, UnknownArrow, UnknownMark, UnknownState
from costeff.model import Duration, Instalments
from costeff.workbook import selection
from costeff.workbook.selection import Known

KNOWN = Known(
    states={"L1": True, "CR": True, "PR": True, "TX": True, "DEAD": False},
    groups={"resp": ["CR", "PR"], "ill": ["L1"]},
    marks=["msc", "byresp"],
    arrows=["respond", "CR -> DEAD", "die"],
)


def where(text: str) -> Where:
    return Where(book="b.xlsx", sheet="S", cell="A1", text=text)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("CR", ("CR",)),
        ("resp, L1", ("L1", "CR", "PR")),
        ("alive", ("L1", "CR", "PR", "TX")),
        ("Everyone", ("L1", "CR", "PR", "TX", "DEAD")),
        ("alive except TX", ("L1", "CR", "PR")),
        ("alive except TX, resp", ("L1",)),
        ("except TX", ("L1", "CR", "PR", "DEAD")),
        (" resp ,, CR;TX", ("CR", "PR", "TX")),
    ],
)
def test_states(text: str, chosen: tuple[str, ...]) -> None:
    assert selection.states(text, where(text), KNOWN) == (chosen, [])


def test_an_unknown_state_is_placed_and_the_rest_still_read() -> None:
    text = "resp, TD except DAED"
    chosen, problems = selection.states(text, where(text), KNOWN)
    assert chosen == ("CR", "PR")
    assert [(type(p), p.name, text[slice(*p.span)]) for p in problems] == [
        (UnknownState, "TD", "TD"),
        (UnknownState, "DAED", "DAED"),
    ]
    assert problems[1].nearest == ("DEAD",)


def test_nothing_left() -> None:
    _, problems = selection.states("CR except resp", where(""), KNOWN)
    assert isinstance(problems[0], NoStates)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in resp", ("in", ("CR", "PR"))),
        ("In  alive except TX", ("in", ("L1", "CR", "PR"))),
        ("entering DEAD", ("entering", ("DEAD",))),
        ("on die, respond", ("on", ("respond", "die"))),
        ("on CR -> DEAD", ("on", ("CR -> DEAD",))),
        ("at start", ("start", ("L1", "CR", "PR", "TX", "DEAD"))),
    ],
)
def test_charged(text: str, expected: tuple[str, tuple[str, ...]]) -> None:
    assert selection.charged(text, where(text), KNOWN) == (*expected, [])


@pytest.mark.parametrize("text", ["CR", "while in CR", "in", "at the end", "on", "entering"])
def test_charged_of_no_known_form(text: str) -> None:
    assert isinstance(selection.charged(text, where(text), KNOWN)[2][0], BadForm)


def test_an_unknown_arrow_is_placed() -> None:
    text = "on die, responds"
    _, _, (problem,) = selection.charged(text, where(text), KNOWN)
    assert isinstance(problem, UnknownArrow)
    assert text[slice(*problem.span)] == "responds"
    assert problem.nearest == ("respond",)


def test_marks() -> None:
    assert selection.marks("msc, not byresp", where(""), KNOWN) == (("msc",), ("byresp",), [])
    _, _, (problem,) = selection.marks("not bresp", where("not bresp"), KNOWN)
    assert isinstance(problem, UnknownMark)
    assert problem.span == (4, 9)
    assert isinstance(selection.marks("msc, not msc", where(""), KNOWN)[2][0], BadForm)


@pytest.mark.parametrize("text", ["5 x 1 year", "5x1 year", "5 × year"])
def test_instalments(text: str) -> None:
    assert selection.instalments(text, where(text)) == (Instalments(5, Duration(1.0, "year")), [])


@pytest.mark.parametrize("text", ["five", "0 x 1 year", "5 x", "5 x 0 years", "-1 x 1 year", "9999999 x 1 year"])
def test_no_instalments(text: str) -> None:
    assert selection.instalments(text, where(text))[0] is None


def test_nobody_is_blamed_where_an_id_could_not_be_read() -> None:
    known = Known(states={"A": True}, uncertain={"States", "Marks", "Transitions"})
    assert selection.states("B", where("B"), known) == ((), [])
    assert selection.marks("m", where("m"), known) == ((), (), [])
    assert selection.arrows("x", where("x"), known) == ((), [])
