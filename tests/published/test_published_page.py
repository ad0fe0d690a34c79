"""The tables of docs/published.md say what the workbooks yield."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from costeff import engine, sampling, workbook
from costeff.model import Model, base_draws

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "published.md"


def read(name: str) -> Model:
    return workbook.read(HERE / "models" / f"{name}.xlsx").model


def rows() -> dict[tuple[str, ...], list[str]]:
    """The rows of the tables by their first two cells, and by the first and the number of cells."""
    found: dict[tuple[str, ...], list[str]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| "):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            found[cells[0], str(len(cells))] = cells
            found[cells[0], cells[1]] = cells
    return found


@pytest.mark.parametrize(
    ("label", "name", "male", "names"),
    [
        ("HIV", "hiv-therapy", None, ("zidovudine alone", "with lamivudine")),
        ("Hip, women of 60", "hip-replacement", 0, ("standard", "new")),
        ("Hip, men of 60", "hip-replacement", 1, ("standard", "new")),
    ],
)
def test_base_cases(label: str, name: str, male: int | None, names: tuple[str, str]) -> None:
    model, page = read(name), rows()
    draw = base_draws(model)
    if male is not None:
        draw.values[0, draw.ids.index("male")] = male
    found = engine.execute(model, draw)
    cost, effect = found.of("cost")[0], found.of("qalys")[0]
    for k, strategy in enumerate(names):
        cells = page[label, strategy]
        assert cells[3] == f"{cost[k]:.6f}"
        assert cells[5] == f"{effect[k]:.10f}"
        assert float(cells[2]) == pytest.approx(cost[k], rel=1e-12, abs=0)
        assert float(cells[4]) == pytest.approx(effect[k], rel=1e-12, abs=0)
    icer = (cost[1] - cost[0]) / (effect[1] - effect[0])
    cells = page[label, "3"]
    assert cells[2] == f"{icer:.6f}"
    assert float(cells[1]) == pytest.approx(icer, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("label", "name", "forms"),
    [
        ("HIV", "hiv-therapy", (("extra cost", "cost", ",.0f"), ("life years gained", "qalys", ".4f"))),
        ("Hip, women of 60", "hip-replacement", (("extra cost", "cost", ".1f"), ("QALYs gained", "qalys", ".5f"))),
    ],
)
def test_probabilistic_means(label: str, name: str, forms: tuple[tuple[str, str, str], ...]) -> None:
    model, page = read(name), rows()
    base = engine.execute(model, base_draws(model))
    settings = model.settings
    drawn = engine.execute(model, sampling.draw(model, settings.draws, settings.seed, settings.design))
    assert (settings.draws, settings.seed) == (2000, 1)
    for quantity, measure, form in forms:
        values = drawn.of("cost") if measure == "cost" else drawn.of("qalys")
        central = base.of("cost")[0] if measure == "cost" else base.of("qalys")[0]
        more = values[:, 1] - values[:, 0]
        error = more.std(ddof=1) / np.sqrt(len(more))
        cells = page[label, quantity]
        assert cells[2] == f"{central[1] - central[0]:{form}}"
        assert cells[3] == f"{more.mean():{form}} ± {error:{form}}"
