"""What imports may not be, beyond the contracts that `lint-imports` holds; and that those contracts are complete."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import costeff

PACKAGE = Path(costeff.__file__).parent
ROOT = PACKAGE.parent
ENGINE = PACKAGE / "engine"
ARRAYS_ONLY = {"__future__", "math", "typing", "numpy", "llvmlite", "numba"}
SHARED = {"catalogue"}
"""Modules of the engine that both engines use: they only name the outcomes."""

HEAVY = ("numba", "pandas", "scipy", "matplotlib", "openpyxl", "pyarrow", "xlsxwriter", "lark", "numpy")


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def contracts() -> list[dict[str, object]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["tool"]["importlinter"]["contracts"]


def test_the_kernel_imports_arrays_only():
    assert {name.partition(".")[0] for name in imported(ENGINE / "kernel.py")} <= ARRAYS_ONLY


def test_all_compiled_code_is_in_the_kernel():
    assert sorted(p.name for p in ENGINE.glob("*.py") if "numba" in imported(p)) == ["cache.py", "kernel.py"]
    assert "njit" not in (ENGINE / "cache.py").read_text(encoding="utf-8")


def test_the_contract_of_the_reference_names_every_module_of_the_fast_engine():
    modules = {p.stem for p in ENGINE.glob("*.py")} - {"__init__"} - SHARED
    reference = {name for name in modules if name.startswith("reference")}
    contract = next(c for c in contracts() if "costeff.engine.reference" in c.get("source_modules", []))
    assert set(contract["source_modules"]) == {f"costeff.engine.{name}" for name in reference}
    assert set(contract["forbidden_modules"]) == {f"costeff.engine.{name}" for name in modules - reference}


def test_imports_are_absolute_and_of_the_package():
    relative = [
        p.name
        for p in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(p.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


@pytest.mark.parametrize("module", ["costeff", "costeff.cli"])
def test_the_command_line_starts_without_heavy_libraries(module: str):
    code = f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
