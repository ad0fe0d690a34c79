from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from costeff import engine, workflow
from costeff.errors import DrawError
from costeff.errors.findings import AboveNorm, AliveAtEnd
from costeff.workbook import write_template
from costeff.workflow.findings import norm

SHIPPED = Path(__file__).parents[3] / "inputs"
PUBLISHED = Path(__file__).parents[2] / "published" / "models"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_template(tmp_path_factory.mktemp("template") / "study.xlsx")


def changed(template: Path, folder: Path, **cells: object) -> Path:
    book = openpyxl.load_workbook(template)
    for place, value in cells.items():
        sheet, _, cell = place.partition("_")
        book[sheet][cell].value = value
    path = folder / "study.xlsx"
    book.save(path)
    return path


def test_the_template_gives_rise_to_no_remark(template: Path) -> None:
    checked = workflow.check(template)
    assert checked.problems == ()
    assert checked.tried == 128


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.xlsx")), ids=lambda path: path.stem)
def test_a_shipped_model_gives_rise_to_no_warning(path: Path) -> None:
    found = workflow.check(path, sizes=False).problems
    assert [problem.found() for problem in found if problem.severity != "note"] == []


def test_norms_of_the_general_population() -> None:
    assert norm(53) - 0.0212126 / 2 == pytest.approx(0.8545, abs=5e-5)  # half men; tabulated in the evidence
    assert norm(80) - 0.0212126 / 2 == pytest.approx(0.728, abs=5e-4)


def test_constant_utilities_of_a_published_model_pass_the_norm_when_people_are_old() -> None:
    found = workflow.check(PUBLISHED / "hip-replacement.xlsx", sizes=False).problems
    assert {p.state: p.weight for p in found if isinstance(p, AboveNorm)} == {"SP": 0.85, "SR": 0.75}


def test_no_norm_where_the_age_or_the_country_is_unknown() -> None:
    found = workflow.check(PUBLISHED / "hiv-therapy.xlsx", sizes=False).problems
    assert not any(isinstance(p, AboveNorm) for p in found)


def test_quality_of_life_is_that_of_the_state_at_the_age(template: Path) -> None:
    model = workflow.read(template)
    seen = {(q.strategy, q.state, round(q.age)): q.weight for q in engine.quality(model)}
    assert seen["standard", "WELL", 58] == pytest.approx(0.95 * (norm(58) - 0.0212126 / 2))
    assert {age for _, _, age in seen} == set(range(53, 100, 5))


def test_what_some_draws_only_show_is_told_by_check(template: Path, tmp_path: Path) -> None:
    path = changed(template, tmp_path, Checks_B2="u_well >= 0.9")
    with pytest.raises(DrawError) as caught:
        workflow.check(path)
    assert caught.value.problems[0].draw is not None


def test_draws_that_may_be_dropped_are_left_to_the_run(template: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template)
    rows = {row[0].value: row for row in book["Study"].iter_rows()}
    rows["invalid draws"][1].value = "drop"
    path = tmp_path / "study.xlsx"
    book.save(path)
    assert workflow.check(path, sizes=False).tried == 0


def test_the_horizon_is_asked_about(template: Path, tmp_path: Path) -> None:
    found = workflow.check(changed(template, tmp_path, Study_B11="10 years"), sizes=False).problems
    alive = [p for p in found if isinstance(p, AliveAtEnd)]
    assert [p.strategy for p in alive] == ["therapy"]
    assert 0.8 < alive[0].share < 0.95


def test_rows_of_a_state_in_numbers(template: Path) -> None:
    rows = workflow.state_rows(workflow.read(template), "ILL")
    assert [(n.strategy, n.final, n.cycle, n.step) for n in rows.numbers] == [
        ("standard", False, 0, 0),
        ("standard", True, 5, 5),
        ("therapy", False, 0, 0),
        ("therapy", True, 5, 5),
    ]
    for row in rows.numbers:
        assert sum(row.moves.values()) + row.stay == pytest.approx(1, abs=1e-12)
    assert ("Costs", "care_ill", "in", "c_ill") in rows.charged
