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
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from fuzzing import Book, damaged, judged, kinds, open_book, silent, words_of

from costeff.errors import render
from costeff.workbook import write_template

PUBLISHED = ROOT / "tests" / "published" / "models"


def shipped() -> list[Book]:
    """The small workbooks."""
    with tempfile.TemporaryDirectory() as folder:
        template = open_book(write_template(Path(folder) / "template.xlsx"))
    return [template, *(open_book(path) for path in sorted(PUBLISHED.glob("*.xlsx")))]


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
    ended: Counter[str] = Counter()
    told: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    slowest, started = (0.0, -1), time.monotonic()
    numbers = range(arguments.count) if arguments.only is None else [arguments.only]
    for number in numbers:
        book = books[number % len(books)]
        pages, notes = damaged(random.Random(f"{arguments.seed}-{number}"), book, words[book.name])
        began = time.monotonic()
        try:
            verdict = judged(pages, book.name, run=book.small)
            broken = verdict.broken + silent(pages, verdict.problems)
            ended[verdict.ending] += 1
            told.update(kinds(verdict.problems).keys())
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            broken = [f"{type(error).__name__}: {error!s:.100} at {Path(frames[-1].filename).name}:{frames[-1].lineno}"]
            ended["traceback"] += 1
            if arguments.only is not None:
                raise
        slowest = max(slowest, (time.monotonic() - began, number))
        for fault in broken:
            faults[fault] += 1
            if faults[fault] <= 2:
                print(f"{number} {book.name}: {fault}\n    {'; '.join(notes)}", flush=True)
        if arguments.only is not None:
            print(*notes, render(verdict.problems, book.name), verdict.ending, sep="\n")
    seconds = time.monotonic() - started
    print(f"{len(numbers):,} damaged workbooks, seed {arguments.seed}, {seconds:.0f} s")
    print("  " + "\n  ".join(f"{count:>7,}  {what}" for what, count in ended.most_common()))
    print(f"  {len(told)} kinds of problems; slowest {slowest[0]:.2f} s (number {slowest[1]})")
    print(f"  {sum(faults.values()):,} broken promises of {len(faults)} kinds")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
