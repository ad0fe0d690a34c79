from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from dossiers import dossier_of, studied

from costeff.report.context import context
from costeff.report.dossier import Dossier
from costeff.report.filling import fill

REPORTS = Path(__file__).parents[3] / "reports"
GOLDEN = Path(__file__).parent / "golden"
STAMP = {"costeff": "1.2.3", "draws": 40, "seed": 1, "design": "random", "started": "2026-01-31T12:00:00+00:00"}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """The study of two states, with a stamp and paths that are the same everywhere."""
    found = dossier_of(studied(), tmp_path_factory.mktemp("figures"))
    run = replace(found.run, provenance={**STAMP, "command": "costeff run test.xlsx"})
    return replace(found, run=run, figures={name: Path("figures") / name for name in found.figures})


@pytest.mark.parametrize("name", ["dossier", "brief"])
def test_the_filled_template_is_as_it_was_read_over(tiny: Dossier, name: str) -> None:
    """With COSTEFF_GOLDEN=rewrite the text is written anew; read the difference before it is committed."""
    lines = [line.rstrip() for line in fill(REPORTS / f"{name}.md.j2", context(tiny)).splitlines()]
    text = "\n".join(line for k, line in enumerate(lines) if line or lines[k - 1]) + "\n"
    file = GOLDEN / f"{name}.md"
    if os.environ.get("COSTEFF_GOLDEN") == "rewrite":
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
