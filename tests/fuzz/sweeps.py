"""Damages the shipped sweep files at random, many times; each must be read, or refused with its lines.

python tests/fuzz/sweeps.py 20000
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from fuzzing_texts import damaged_sweep, judge_sweep


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "scenarios").glob("*.toml"))]
    ended: Counter[str] = Counter()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(arguments.count):
            text = damaged_sweep(random.Random(f"{arguments.seed}-{number}"), texts[number % len(texts)], texts)
            content = text.encode("utf-8", "replace")
            try:
                ended["read" if judge_sweep(content, Path(folder) / "sweep.toml") else "refused"] += 1
            except Exception as error:
                frames = traceback.extract_tb(error.__traceback__)
                ended[f"{type(error).__name__} at {Path(frames[-1].filename).name}:{frames[-1].lineno}"] += 1
                if sum(ended.values()) - ended["read"] - ended["refused"] <= 10:
                    print(f"{number}: {error!s:.300}", flush=True)
    print(f"{arguments.count:,} damaged sweep files, seed {arguments.seed}, {time.monotonic() - started:.0f} s")
    print("  " + "\n  ".join(f"{count:>7,}  {what}" for what, count in ended.most_common()))
    return 1 if set(ended) - {"read", "refused"} else 0


if __name__ == "__main__":
    sys.exit(main())
