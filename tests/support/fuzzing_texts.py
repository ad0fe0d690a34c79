"""Texts that may stand in a cell or in a sweep file, and what must come of each."""

from __future__ import annotations

import math
import random
import re
from pathlib import Path

from costeff.errors import InputError, Where, render
from costeff.expr import (
    ExpressionError,
    Fault,
    Text,
    equation,
    evaluate,
    names,
    parse,
    to_excel,
    to_text,
    walk,
)
from costeff.expr.tree import Call
from costeff.workflow.sweepreading import read_sweep

VALUES = (0.0, 1.0, -1.0, 0.5, 1e308, -1e308, 5e-324, 40.0)
"""What names are worth, one after the other."""


class _Tables:
    """Names with values, and tables that are all alike."""

    def __init__(self, values: dict[str, float]) -> None:
        self.values = values

    def value(self, name: str) -> float:
        return self.values[name]


def judge_expression(text: str) -> bool:
    """Whether a text is an expression; it must be one that can be read in every way, or be refused with its place."""
    where = Where(book="b.xlsx", sheet="Variables", cell="B3", text=text)
    try:
        formula = parse(where)
    except ExpressionError as error:
        problem = error.problem
        assert problem.where == where
        assert problem.span is None or 0 <= problem.span[0] < problem.span[1] <= len(text), problem
        assert problem.found()
        assert problem.as_dict()["cell"] == "B3"
        assert render([problem], "b.xlsx")
        return False
    tree = formula.tree
    for node in walk(tree):
        assert 0 <= node.span[0] < node.span[1] <= len(text)
    again = to_text(tree)
    assert len(again) > 8192 or parse(Where(text=again)).tree == tree
    assert equation(tree)
    mentioned = sorted(names(tree))
    calls = [node for node in walk(tree) if isinstance(node, Call)]
    if not any(isinstance(argument, Text) for call in calls for argument in call.arguments):  # no table
        assert to_excel(tree, {name: f"$A${k}" for k, name in enumerate(mentioned, start=1)})
        for shift in range(3):
            values = {name: VALUES[(k * 3 + shift) % len(VALUES)] for k, name in enumerate(mentioned)}
            try:
                assert math.isfinite(evaluate(tree, _Tables(values)))
            except Fault as fault:
                assert fault.args  # noqa: PT017
    return True


TOKENS = (
    "[", "]", "[[", "]]", "=", ",", '"', "'", '"""', "'''", "#", "\n", "\r\n", ".", "-", "\\", "\\u0000", "{", "}", "0",
    "-1", "1e308", "1e400", "inf", "nan", "-0.0", "true", "false", "2024-01-01", "12:00:00", "0x1F", "1_000", "9" * 30,
    "[]", "{}", '""', "[[axis]]", "[report]", "[[axis.point]]", "axis = 1", "point = []", "set = {}", "values = []",
    "values = [1, 1]", "scenarios = ['x']", "item = 'x'", "item = ['a', 'b']", "from = 0", "to = 1", "steps = 1",
    "scale = 'log'", "draws = -1", "draws = 5", "analysis = 'probabilistic'", "title = 3", "\u00e4", "\U0001f480",
    "\u202e",
    "[" * 50, "x" * 3000, "a.b.c = 1", "labels = ['a']", "marks = {}", "unit = 1", "strategies = []", "seed = 1e3",
)  # fmt: skip


def damaged_sweep(random_: random.Random, text: str, others: list[str]) -> str:
    """A sweep file with one to three lines or words changed."""
    for _ in range(random_.randint(1, 3)):
        by_lines = random_.random() < 0.4
        parts = text.splitlines(keepends=True) if by_lines else re.findall(r"\w+|\s+|[^\w\s]", text)
        if not parts:
            return text
        k, j = random_.randrange(len(parts)), random_.randrange(len(parts))
        match random_.randrange(6):
            case 0:
                del parts[k]
            case 1:
                parts.insert(j, parts[k])
            case 2:
                parts[k], parts[j] = parts[j], parts[k]
            case 3:
                parts[k] = random_.choice(TOKENS)
            case 4:
                parts.insert(k, random_.choice(TOKENS) + random_.choice(("", "\n")))
            case _:
                lines = random_.choice(others).splitlines(keepends=True)
                parts.insert(k, random_.choice(lines) if lines else "")
        text = "".join(parts)
    return text


def judge_sweep(content: bytes, path: Path) -> bool:
    """Whether the content of a file is a sweep; it must be one, or be refused with the lines."""
    path.write_bytes(content)
    lines = content.count(b"\n") + 1
    try:
        file = read_sweep(path)
    except InputError as error:
        assert error.problems and str(error)  # noqa: PT017, PT018
        for problem in error.problems:
            where = problem.where
            line = re.match(r"line (\d+)", where.cell)
            assert where.book == path.name
            assert (line is not None and 1 <= int(line.group(1)) <= lines) or problem.kind in ANYWHERE, problem
            assert problem.span is None or 0 <= problem.span[0] <= problem.span[1] <= len(where.text), problem
            assert problem.found()
            problem.as_dict()
        return False
    for k in range(len(file.spec.axis)):
        assert re.match(r"line \d+", file.where("axis", k).cell)
    return True


ANYWHERE = frozenset({"UnreadableFile", "MissingKey"})
"""Problems of a file as a whole; a key that the top of the file lacks has no line."""
