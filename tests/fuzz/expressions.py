"""Feeds texts to the parser of expressions, guided by what of it they reach (libFuzzer, by way of atheris).

    pip install atheris
    python tests/fuzz/expressions.py -atheris_runs=200000 -seed=1 -max_len=200

atheris is no dependency of costeff; without it, tests/properties/test_fuzz_expressions.py does the same unguided.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

with atheris.instrument_imports(include=["costeff", "lark"]):
    import costeff.expr.parse  # noqa: F401
    from fuzzing_texts import judge_expression


def one(content: bytes) -> None:
    """One text, of whatever characters."""
    judge_expression(atheris.FuzzedDataProvider(content).ConsumeUnicodeNoSurrogates(len(content)))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
