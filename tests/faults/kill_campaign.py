"""Stops `costeff run` at random moments, many times, and looks after each at what is left.

    python tests/faults/kill_campaign.py 100                     kill -9
    python tests/faults/kill_campaign.py 100 --signal INT        Ctrl-C; TERM a polite kill
    python tests/faults/kill_campaign.py 100 --what analysis     while analyses are written

A third of the moments lie where the results are about to be put in their place. `--workbook` takes another model than
the small one of `costeff template`.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from faults import call, command, content

WRITER = """
import sys, pandas as pd
from costeff import load
from costeff.results import Analysis
from costeff.workflow import write_analysis
run = load(sys.argv[1])
number = 0
while True:
    number += 1
    table = pd.DataFrame({"point": range(2000), "cost": float(number)})
    tables = {name: table for name in ("points", "icer", "ceac")}
    write_analysis(Analysis(kind="plain", name="sweeps/price", title="Price", study=run.study, tables=tables,
                            provenance=run.provenance), sys.argv[1])
    print(number, flush=True)
"""


class Campaign:
    """One folder, two runs that differ in their seed, and what each of them leaves when it isn't disturbed."""

    def __init__(self, root: Path, workbook: Path, draws: int) -> None:
        self.folder, self.workbook, self.draws = root / "results" / "study", workbook, draws
        self.whole = {}
        for seed in (1, 2):
            started = time.monotonic()
            found = call(*self.words(seed))
            assert found.returncode == 0, found.stderr
            self.lasts = time.monotonic() - started
            self.whole[seed] = content(self.folder)
        self.left: Counter[str] = Counter()
        self.found: Counter[str] = Counter()

    def words(self, seed: int) -> list[object]:
        return ["run", self.workbook, "--draws", self.draws, "--seed", seed, "--out", self.folder, "--quiet"]

    def stop_once(self, number: signal.Signals, late: bool, chance: random.Random) -> None:
        """Stops one run; fails if anything is lost, half-written or, when it was asked politely, left behind."""
        before = next(seed for seed, whole in self.whole.items() if whole == content(self.folder))
        process = subprocess.Popen(
            command(*self.words(3 - before), patience=0.3), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.wait(process, late, chance)
        process.send_signal(number)
        _, err = process.communicate(timeout=120)
        after = [seed for seed, whole in self.whole.items() if whole == content(self.folder)]
        assert after, f"the results are neither the old ones nor the new ones; {err}"
        visible = [name for name in os.listdir(self.folder.parent) if not name.startswith(".")]
        assert visible == [self.folder.name], visible
        hidden = {name.split(".")[2].partition("-")[0] for name in os.listdir(self.folder.parent) if name[0] == "."}
        if number != signal.SIGKILL and process.returncode != -number:  # else it came before costeff was there
            assert process.returncode in (0, 130), (process.returncode, err)
            assert process.returncode == 0 or err.startswith("Stopped"), err
            assert hidden <= {"resume"}, hidden
            assert "Traceback" not in err, err
        self.left.update(hidden or {"nothing"})
        self.found["new results" if after != [before] else "old results"] += 1

    def wait(self, process: subprocess.Popen[str], late: bool, chance: random.Random) -> None:
        """Waits for a moment at random; a late one lies around the swap."""
        if not late:
            time.sleep(chance.uniform(0, self.lasts))
            return
        figures = len([name for name in self.whole[1] if str(name).startswith("figures/")])
        building = self.folder.with_name(f".{self.folder.name}.new-{process.pid}") / "figures"
        patience = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < patience:
            try:
                if len(os.listdir(building)) == figures:
                    break
            except OSError:
                pass
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.25))

    def end(self) -> None:
        """The next run works, and clears everything away."""
        found = call(*self.words(1))
        assert found.returncode == 0, found.stderr
        assert content(self.folder) == self.whole[1]
        rest = [n for n in os.listdir(self.folder.parent) if n not in (self.folder.name, f".{self.folder.name}.resume")]
        assert rest == [], rest


def stop_writer(campaign: Campaign, chance: random.Random) -> None:
    """Kills a process that writes an analysis again and again; the run and one whole analysis are there."""
    from costeff.results import load_analysis

    folder = campaign.folder
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    time.sleep(chance.uniform(0, 0.5))
    process.kill()
    process.communicate()
    values = {v for t in load_analysis(folder / "sweeps" / "price").tables.values() for v in t["cost"]}
    assert len(values) == 1, values
    run = {name: value for name, value in content(folder).items() if not str(name).startswith("sweeps/")}
    assert run in campaign.whole.values()
    campaign.left.update({n.split(".")[2].partition("-")[0] for n in os.listdir(folder.parent) if n[0] == "."})
    campaign.found["whole analyses"] += 1


def campaign(count: int, number: signal.Signals, what: str, workbook: Path | None, draws: int, seed: int) -> Campaign:
    """Runs a campaign; see the top of this file."""
    chance = random.Random(seed)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background would have it ignored
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        if workbook is None:
            workbook = root / "model.xlsx"
            assert call("template", workbook).returncode == 0
        found = Campaign(root, workbook, draws)
        for turn in range(count):
            if what == "analysis":
                stop_writer(found, chance)
            else:
                found.stop_once(number, turn % 3 == 2, chance)
        if what != "analysis":
            found.end()
        return found


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("--signal", choices=["KILL", "INT", "TERM"], default="KILL")
    parser.add_argument("--what", choices=["run", "analysis"], default="run")
    parser.add_argument("--workbook", type=Path)
    parser.add_argument("--draws", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    number = signal.Signals[f"SIG{told.signal}"]
    found = campaign(told.count, number, told.what, told.workbook, told.draws, told.seed)
    print(f"{told.count} stops by {number.name}: {dict(found.found)}; left hidden: {dict(found.left)}")  # noqa: T201


if __name__ == "__main__":
    main()
