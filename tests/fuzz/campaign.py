"""Damages workbooks at random, many times, and counts what came of them.

    python tests/fuzz/campaign.py 20000                              template, HIV therapy and hip replacement, run too
    python tests/fuzz/campaign.py 1000 --workbook inputs/mds.xlsx    another workbook, read and checked only
    python tests/fuzz/campaign.py 1 --seed 17 --only 4711            one of them again, with its whole message

Every damaged workbook must be read, or refused with placed problems; what is read must run to finite outcomes or be
refused by the run. Anything else is printed with its number, and the script ends with 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from fuzzing import Book, Page, Verdict, damaged, judged, kinds, open_book, silent, words_of

from costeff.errors import render
from costeff.workbook import write_template

PUBLISHED = ROOT / "tests" / "published" / "models"


def shipped() -> list[Book]:
    """The small workbooks."""
    with tempfile.TemporaryDirectory() as folder:
        template = open_book(write_template(Path(folder) / "template.xlsx"))
    return [template, *(open_book(path) for path in sorted(PUBLISHED.glob("*.xlsx")))]


@dataclass
class Totals:
    """What has come of the workbooks so far."""

    done: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, -1)

    def take(self, number: int, book: Book, notes: list[str], verdict: Verdict, seconds: float) -> None:
        """Counts one, and prints what is wrong with it."""
        self.done += 1
        self.ended[verdict.ending] += 1
        self.told.update(kinds(verdict.problems).keys())
        self.slowest = max(self.slowest, (seconds, number))
        for fault in verdict.broken:
            self.faults[fault] += 1
            if self.faults[fault] <= 2:
                print(f"{number} {book.name}: {fault}\n    {'; '.join(notes)}", flush=True)

    def show(self, seed: int, seconds: float) -> None:
        """Prints the counts."""
        print(f"{self.done:,} damaged workbooks, seed {seed}, {seconds:.0f} s")
        print("  " + "\n  ".join(f"{count:>7,}  {what}" for what, count in self.ended.most_common()))
        print(f"  {len(self.told)} kinds of problems; slowest {self.slowest[0]:.2f} s (number {self.slowest[1]})")
        print(f"  {sum(self.faults.values()):,} broken promises of {len(self.faults)} kinds")


def looked_at(pages: tuple[Page, ...], book: Book) -> Verdict:
    """What comes of one workbook; an exception that nobody promised is a broken promise."""
    try:
        verdict = judged(pages, book.name, run=book.small)
        verdict.broken += silent(pages, verdict.problems)
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        told = f"{type(error).__name__}: {error!s:.100} at {Path(last.filename).name}:{last.lineno}"
        return Verdict("traceback", (), [told])
    return verdict


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workbook", type=Path, help="instead of the small ones")
    parser.add_argument("--only", type=int, help="number of the one to look at")
    arguments = parser.parse_args()
    warnings.simplefilter("error", RuntimeWarning)
    books = [open_book(arguments.workbook, small=False)] if arguments.workbook else shipped()
    words = {book.name: words_of(book) for book in books}
    totals, started = Totals(), time.monotonic()
    try:
        for number in range(arguments.count) if arguments.only is None else [arguments.only]:
            book = books[number % len(books)]
            pages, notes = damaged(random.Random(f"{arguments.seed}-{number}"), book, words[book.name])
            began = time.monotonic()
            verdict = looked_at(pages, book)
            totals.take(number, book, notes, verdict, time.monotonic() - began)
            if arguments.only is not None:
                print(*notes, render(verdict.problems, book.name), verdict.ending, sep="\n")
    except KeyboardInterrupt:
        print("Stopped.")
    totals.show(arguments.seed, time.monotonic() - started)
    return 1 if totals.faults else 0


if __name__ == "__main__":
    sys.exit(main())
