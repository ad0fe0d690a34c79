"""Feeds texts to the parser of expressions, guided by what of it they reach (libFuzzer, by way of atheris).

    pip install atheris
    python tests/fuzz/expressions.py -atheris_runs=200000 -seed=1 -max_len=300

It starts from the expressions of the template and knows the words of the language. atheris is no dependency of
costeff; tests/properties/test_fuzz_expressions.py asks the same of texts that are made without guidance.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

with atheris.instrument_imports(include=["costeff.expr", "lark"]):
    from fuzzing_texts import judge_expression

    from costeff.expr import FUNCTIONS

from costeff.model.checks.formulas import every_formula
from costeff.workbook import read, write_template

SIGNS = (
    "<=",
    ">=",
    "<>",
    "^-",
    "%",
    '"',
    '""',
    ",",
    "(",
    ")",
    ";",
    "=",
    "1e308",
    ".5",
    "5.",
    "\u2212",
    "\u00e9",
    "TRUE",
)


def one(content: bytes) -> None:
    """One text."""
    judge_expression(content.decode("utf-8", "replace"))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        model = read(write_template(Path(folder) / "template.xlsx")).model
        corpus, words = Path(folder) / "corpus", Path(folder) / "words.txt"
        corpus.mkdir()
        for number, text in enumerate({formula.text for formula in every_formula(model)}):
            (corpus / str(number)).write_text(text, encoding="utf-8")
        tokens = [*SIGNS, *(f"{name}(" for name in FUNCTIONS)]
        words.write_text("".join('"' + "".join(f"\\x{b:02x}" for b in t.encode()) + '"\n' for t in tokens))
        atheris.Setup([*sys.argv, f"-dict={words}", str(corpus)], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
