"""Every kind of problem is told by some golden message."""

import importlib
import inspect
import pkgutil

from goldens import kinds_told

import costeff.errors
from costeff.errors import Problem

UNTOLD: dict[str, str] = {}
"""Kinds without a golden message, each with the reason."""


def kinds() -> set[str]:
    found = set()
    for module in pkgutil.iter_modules(costeff.errors.__path__):
        for name, member in inspect.getmembers(
            importlib.import_module(f"costeff.errors.{module.name}"), inspect.isclass
        ):
            own = member.__module__ == f"costeff.errors.{module.name}"
            if own and issubclass(member, Problem) and member is not Problem and not name.startswith("_"):
                found.add(f"{module.name}.{name}")
    return found


def test_every_kind_of_problem_has_a_golden_message():
    assert kinds() - kinds_told() == set(UNTOLD)


def test_names_of_kinds_are_unique():
    names = [kind.rpartition(".")[2] for kind in kinds()]
    assert sorted(set(names)) == sorted(names)


def test_golden_messages_tell_kinds_that_exist():
    assert kinds_told() - {"nothing"} <= kinds()
