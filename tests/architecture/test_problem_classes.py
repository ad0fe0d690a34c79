"""Every kind of problem is a class that says what it is, and that somebody tells."""

import ast
from pathlib import Path

import pytest

import costeff
from costeff.errors import Problem

PACKAGE = Path(costeff.__file__).parent


def problem_classes() -> dict[str, ast.ClassDef]:
    found = {}
    kinds = {Problem.__name__}
    trees = [ast.parse(p.read_text(encoding="utf-8")) for p in sorted((PACKAGE / "errors").glob("*.py"))]
    classes = [node for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]
    for _ in range(3):  # a class, its base, the base of that
        for node in classes:
            if kinds & {ast.unparse(base) for base in node.bases}:
                kinds.add(node.name)
                found[node.name] = node
    return found


CLASSES = problem_classes()
PUBLIC = [name for name in CLASSES if not name.startswith("_")]
USED = "\n".join(p.read_text(encoding="utf-8") for p in PACKAGE.rglob("*.py") if p.parent.name != "errors")


def test_there_are_problem_classes():
    assert len(CLASSES) > 30


@pytest.mark.parametrize("name", CLASSES)
def test_a_problem_class_is_documented_and_frozen(name: str):
    node = CLASSES[name]
    assert ast.get_docstring(node)
    decorator = ast.unparse(node.decorator_list[0])
    missing = [option for option in ("frozen=True", "slots=True", "kw_only=True") if option not in decorator]
    assert missing == []


@pytest.mark.parametrize("name", PUBLIC)
def test_a_problem_class_is_used(name: str):
    assert name in USED
