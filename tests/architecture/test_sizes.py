"""Modules and functions stay short enough to be read at one sitting."""

import ast
from collections.abc import Iterator
from pathlib import Path

import costeff

PACKAGE = Path(costeff.__file__).parent
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60

# These lists may only shrink: lower a number when a file gets shorter, take the entry out when it is within the rule.
LONGER_MODULES = {
    "engine/kernel.py": 670,  # numba notices changes only in the file itself, so all compiled code is in one
}
LONGER_FUNCTIONS = {
    "engine/kernel.py lanes": 236,  # one branch an operation
    "engine/kernel.py run": 99,  # arrays and their meaning, one after the other
}


def lines_of_modules() -> dict[str, int]:
    paths = sorted(PACKAGE.rglob("*.py"))
    return {p.relative_to(PACKAGE).as_posix(): len(p.read_text(encoding="utf-8").splitlines()) for p in paths}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines_of_functions() -> dict[str, int]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for function in functions(ast.parse(path.read_text(encoding="utf-8"))):
            name = f"{path.relative_to(PACKAGE).as_posix()} {function.name}"
            assert function.end_lineno is not None
            found[name] = max(found.get(name, 0), function.end_lineno - function.lineno + 1)
    return found


def test_modules_are_short():
    over = {n: lines for n, lines in lines_of_modules().items() if lines > LONGER_MODULES.get(n, MOST_LINES)}
    assert not over


def test_functions_are_short():
    found = lines_of_functions()
    over = {n: lines for n, lines in found.items() if lines > LONGER_FUNCTIONS.get(n, MOST_LINES_OF_A_FUNCTION)}
    assert not over


def test_no_exception_outlives_its_need():
    modules, functions_ = lines_of_modules(), lines_of_functions()
    assert [n for n in LONGER_MODULES if modules.get(n, 0) <= MOST_LINES] == []
    assert [n for n in LONGER_FUNCTIONS if functions_.get(n, 0) <= MOST_LINES_OF_A_FUNCTION] == []
