"""Problems as words: sheet and cell first, the text quoted with the place marked, then what to do."""

from __future__ import annotations

from collections.abc import Sequence

from costeff.errors.problem import Problem

QUOTED = 100
"""Characters of a cell's text that a message quotes around the marked place."""


def render(problems: Sequence[Problem], book: str = "") -> str:
    """The whole message for a set of problems.

    Args:
        problems: in the order to print them.
        book: name of the workbook, for the headline.

    Returns:
        Plain text, one block a problem, under a headline that counts them.
    """
    width = min(max((len(str(p.where)) for p in problems), default=0), 30)
    blocks = [render_one(p, width) for p in problems]
    return "\n".join([headline(problems, book), *blocks])


def headline(problems: Sequence[Problem], book: str) -> str:
    """`study.xlsx has 2 problems and 1 warning`."""
    counts = []
    for severity, noun in (("error", "problem"), ("warning", "warning"), ("note", "note")):
        n = sum(p.severity == severity for p in problems)
        if n:
            counts.append(f"{n} {noun}{'s' if n > 1 else ''}")
    return f"{book or 'The input'} has {' and '.join(counts) if counts else 'no problems'}"


def render_one(problem: Problem, width: int = 0) -> str:
    """One problem: place, finding, quotation with the place marked, advice."""
    place = str(problem.where).ljust(width)
    label = "" if problem.severity == "error" else f"{problem.severity}: "
    draw = f"draw {problem.draw}: " if problem.draw is not None else ""
    indent = " " * (2 + width + 3)
    lines = [f"  {place}   {label}{draw}{problem.found()}"]
    if problem.span is not None and problem.where.text:
        text, start, stop = _window(problem.where.text, problem.span)
        lines.append(indent + text)
        lines.append(indent + " " * start + "^" * max(1, stop - start))
    advice = problem.advice()
    if advice:
        lines.append(indent + advice)
    return "\n".join(lines)


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
