"""The hip replacement model: the engine beside a loop over the cycles written for it alone, in numpy.

    python tests/benchmarks/hip_against_numpy.py

Both run the same 10,000 draws in one process, turn by turn; the best of each is compared. Times depend on the
computer, the ratio hardly. The answers are compared too.
"""

import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from costeff.engine import execute
from costeff.model import Draws, Model
from costeff.sampling import draw
from costeff.workbook import read

BOOK = Path(__file__).parents[1] / "published" / "models" / "hip-replacement.xlsx"
DRAWS, TURNS = 10_000, 9


def loop(model: Model, draws: Draws) -> NDArray[np.float64]:
    """Cost and QALYs of both prostheses, (draws, strategies, 2), as one would write it for this model alone."""
    p = {name: draws.column(name) for name in draws.ids}
    life = model.tables["life"]
    sex = "male" if p["male"][0] else "female"
    mortality = {key: float(cell.text) for key, cell in zip(life.keys, life.columns[sex], strict=True)}
    age, cycles = model.settings.start_age, model.settings.cycles
    found = np.zeros((len(draws), 2, 2))
    gamma = np.exp(p["rev_lngamma"])
    for new in (0, 1):
        scale = np.exp(p["rev_cons"] + p["rev_age"] * age + p["rev_male"] * p["male"] + p["rev_np1"] * new)
        primary, well, revised, again = np.ones(len(draws)), np.zeros(len(draws)), np.zeros(len(draws)), 0.0
        cost, qalys = p["c_new" if new else "c_standard"].copy(), np.zeros(len(draws))
        for t in range(cycles):
            die = mortality[max(key for key in mortality if key <= age + t + 1)]
            revise = 1 - np.exp(scale * (t**gamma - (t + 1) ** gamma))
            to_revision = well * revise + again * p["p_re_revision"]
            after_revision = revised * (1 - p["omr_revision"] - die)
            well = well * (1 - revise - die) + primary * (1 - p["omr_primary"])
            again = again * (1 - p["p_re_revision"] - die) + after_revision
            revised = to_revision
            primary = np.zeros(1)
            cost += revised * p["c_revision"] * 1.06 ** -(t + 1)
            qalys += (well * p["u_primary"] + revised * p["u_revision"] + again * p["u_revised"]) * 1.015 ** -(t + 1)
        found[:, new, 0], found[:, new, 1] = cost, qalys
    return found


def main() -> None:
    """Prints the times and their ratio."""
    model = read(BOOK).model
    draws = draw(model, DRAWS, 1, "random")
    engine_times, loop_times = [], []
    for _ in range(TURNS):
        start = time.perf_counter()
        outcomes = execute(model, draws, threads=1)
        middle = time.perf_counter()
        numbers = loop(model, draws)
        engine_times.append(middle - start)
        loop_times.append(time.perf_counter() - middle)
    engine_numbers = np.stack([outcomes.of("cost"), outcomes.of("qalys")], axis=2)
    worst = np.max(np.abs(engine_numbers / numbers - 1))
    ratio = min(engine_times) / min(loop_times)
    print(f"engine {min(engine_times) * 1e3:.1f} ms, loop {min(loop_times) * 1e3:.1f} ms, ratio {ratio:.2f}")  # noqa: T201
    print(f"largest relative difference of the answers {worst:.1e}")  # noqa: T201


if __name__ == "__main__":
    main()
