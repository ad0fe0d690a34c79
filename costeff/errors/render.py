"""Problems as words: sheet and cell first, the text quoted with the place marked, then what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from costeff.errors.problem import Problem
from costeff.errors.words import printable

LONGEST = 1_500
"""Characters of a message that are shown; it may quote a cell of thirty thousand."""

QUOTED = 100
"""Characters of a cell's text that a message quotes around the marked place."""

GIVEN = 2
"""How often the same advice is printed for problems of one kind, if it is a sentence of any length."""

BRIEF = 40
"""Characters below which advice is always printed."""


def render(problems: Sequence[Problem], book: str = "") -> str:
    """The whole message for a set of problems.

    Args:
        problems: in the order to print them.
        book: name of the workbook, for the headline.

    Returns:
        Plain text, one block a problem, under a headline that counts them.
    """
    width = min(max((len(str(p.where)) for p in problems), default=0), 30)
    return "\n".join([headline(problems, book), *render_each(problems, width)])


def render_each(problems: Sequence[Problem], width: int = 0) -> Iterator[str]:
    """Each problem as its block; advice that was given twice already isn't given again."""
    given: Counter[tuple[str, str]] = Counter()
    for problem in problems:
        key = problem.kind, problem.advice()
        yield render_one(problem, width, advise=given[key] < GIVEN or len(key[1]) < BRIEF)
        given[key] += 1


def headline(problems: Sequence[Problem], book: str) -> str:
    """`study.xlsx has 2 problems and 1 warning`."""
    counts = []
    for severity, noun in (("error", "problem"), ("warning", "warning"), ("note", "note")):
        n = sum(p.severity == severity for p in problems)
        if n:
            counts.append(f"{n} {noun}{'s' if n > 1 else ''}")
    *most, last = counts or ["no problems"]
    return f"{printable(book) or 'The input'} has {', '.join(most)}{' and ' if most else ''}{last}"


def render_one(problem: Problem, width: int = 0, *, advise: bool = True) -> str:
    """One problem: place, finding, quotation with the place marked, advice."""
    place = printable(str(problem.where)).ljust(width)
    label = "" if problem.severity == "error" else f"{problem.severity}: "
    draw = f"draw {problem.draw}: " if problem.draw is not None else ""
    indent = " " * (2 + width + 3)
    lines = [f"  {place}   {label}{draw}{_brief(problem.found())}"]
    if problem.span is not None and problem.where.text:
        text, start, stop = _window(problem.where.text, problem.span)
        lines.append(indent + printable(text))
        lines.append(indent + " " * start + "^" * max(1, stop - start))
    advice = problem.advice() if advise else ""
    if advice:
        lines.append(indent + _brief(advice))
    return "\n".join(lines)


def _brief(text: str) -> str:
    """A text as a terminal may show it; the middle of a very long one, which quotes a whole cell, is left out."""
    shown = printable(text)
    if len(shown) <= LONGEST:
        return shown
    return f"{shown[: LONGEST // 2]} [...] {shown[-LONGEST // 2 :]}"


def _window(text: str, span: tuple[int, int]) -> tuple[str, int, int]:
    """The part of a long text around the span, on one line, with the span moved along."""
    flat = "".join(" " if c in "\r\n\t" else c for c in text)
    start, stop = max(0, span[0]), min(len(flat), max(span[1], span[0] + 1))
    if len(flat) <= QUOTED:
        return flat, start, stop
    left = max(0, min(start - QUOTED // 3, len(flat) - QUOTED))
    right = min(len(flat), left + QUOTED)
    head, tail = ("..." if left else ""), ("..." if right < len(flat) else "")
    shift = len(head) - left
    return head + flat[left:right] + tail, start + shift, min(stop, right) + shift
