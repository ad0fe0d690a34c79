from __future__ import annotations

from pathlib import Path

import pytest
from situation_sheets import book

from costeff.errors import InputError
from costeff.model import Model, override
from costeff.workbook import read, template_sheets
from costeff.workflow.reading import examine

YOUNG = {"id": "young", "label": "Young", "share": 0.4, "start age": 55}
MIXTURE = {"base case": "mixture of subgroups"}


def kinds(path: Path) -> list[tuple[str, str]]:
    try:
        problems = examine(path).problems
    except InputError as error:
        problems = error.problems
    return [(problem.kind, problem.where.cell) for problem in problems]


def under(model: Model, name: str) -> Model:
    (subgroup,) = (s for s in model.subgroups if s.id == name)
    return override(model, [subgroup.changes]).model


def test_columns_are_items_and_blank_cells_change_nothing(tmp_path: Path) -> None:
    rows = [
        {
            "id": "young",
            "label": "Young",
            "share": 0.4,
            "Start  Age": 55,
            "c_new": None,
            "or_new": 1.5,
            "or_new low": 0.9,
            "or_new.high": 2.5,
            "note": "n",
        },
        {"id": "old", "share": "60%", "Start  Age": None, "c_new": 100},
    ]
    model = examine(book(tmp_path, subgroups=rows)).model
    young, old = model.subgroups
    assert (young.id, young.label, young.share, young.note) == ("young", "Young", 0.4, "n")
    assert (old.id, old.label, old.share) == ("old", "old", 0.6)
    changed = under(model, "young")
    assert changed.settings.start_age == 55
    assert changed.parameter("c_new") == model.parameter("c_new")
    assert changed.parameter("or_new").distribution.median == pytest.approx(1.5)  # type: ignore[union-attr]
    assert under(model, "old").parameter("c_new").value == 100
    assert under(model, "old").settings.start_age == model.settings.start_age


def test_strategies_and_reference_of_a_subgroup(tmp_path: Path) -> None:
    first, second = template_sheets()["Strategies"]
    left_out = {"id": "old", "include": "no", "new": 0}
    rows = [
        {"id": "a", "strategies": "therapy, old", "reference": "old"},
        {"id": "b", "strategies": "all"},
        {"id": "c"},
    ]
    model = examine(book(tmp_path, subgroups=rows, Strategies=[first, left_out, second])).model
    assert [s.id for s in under(model, "a").strategies] == ["old", "therapy"]
    assert under(model, "a").settings.reference == "old"
    assert [s.id for s in under(model, "b").strategies] == ["standard", "old", "therapy"]
    assert under(model, "c").strategies == model.strategies


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"id": "a", "strategies": "therapy"}], [("ReferenceNotCompared", "D2")]),
        ([{"id": "a", "reference": "nobody"}], [("UnknownStrategy", "E2")]),
        ([{"id": "a"}, {"id": "a"}], [("DuplicateId", "A3")]),
        ([{"id": "a,b"}], [("BadForm", "A2")]),
        ([{"label": "x"}], [("MissingCell", "A2")]),
        ([{"id": "a", "share": 1.2}], [("OutOfRange", "C2")]),
        ([{"id": "a", "baseline health": -1}], [("OutOfRange", "F2")]),
        ([{"id": "a", "share": 1, "opportunity cost share": 1.5}], [("OutOfRange", "G2")]),
        ([{"id": "a", "opportunity cost share": 0.5}], [("OpportunityCostOfNobody", "G2")]),
        ([{"id": "a", "p_respond": 2}], [("OutOfRange", "H2")]),
        ([{"id": "a", "start age": 20}], [("BreaksModel", "H2")]),
        ([{"id": "a", "h_death": 2}], [("NotChangeable", "H1")]),
        ([{"id": "a", "seed": 2}], [("FixedSetting", "H1")]),
        ([{"id": "a", "include scenario": "x"}], [("NotChangeable", "H1")]),
        ([{"id": "a", "c_new": 1, "c_new value": 2}], [("RepeatedItem", "I1")]),
        ([{"id": "a", "reference strategy": "therapy"}], [("RepeatedItem", "H1")]),
        ([{"id": "a", "p_respond": 0.5}], [("FixesParameters", "H2")]),
        ([{"id": "a", "or_new se": 0.1, "p_respond": None}], []),
    ],
)
def test_what_is_told_of_a_subgroup(tmp_path: Path, rows: list, told: list[tuple[str, str]]) -> None:
    assert kinds(book(tmp_path, subgroups=rows)) == told


def test_health_and_opportunity_costs_of_subgroups(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "share": 0.4, "baseline health": 61.5, "opportunity cost share": "70%"},
        {"id": "b", "share": 0.6, "opportunity cost share": 0.3},
        {"id": "c", "share": 0},
    ]
    a, b, c = examine(book(tmp_path, subgroups=rows)).model.subgroups
    assert (a.baseline_health, a.opportunity_cost_share) == (61.5, 0.7)
    assert (b.baseline_health, b.opportunity_cost_share) == (None, 0.3)
    assert (c.baseline_health, c.opportunity_cost_share) == (None, None)


@pytest.mark.parametrize(
    ("shares", "costs", "told"),
    [
        ((0.4, 0.6), (0.4, 0.5), [("OpportunityCostShares", "G2:G3")]),
        ((0.4, 0.6), (0.4, None), [("MissingCell", "G3")]),
        ((0.4, 0.6, 0), (0.4, 0.5, 0.1), [("OpportunityCostOfNobody", "G4")]),
        ((0.4, 0.6, 0), (0.4, 0.6, 0), []),
        ((0.4, 0.5), (0.4, 0.5), [("SharesOfSubgroups", "C2:C3")]),
    ],
)
def test_opportunity_costs_fall_on_all_who_are_there(
    tmp_path: Path, shares: tuple[float, ...], costs: tuple[float | None, ...], told: list[tuple[str, str]]
) -> None:
    rows = [
        {"id": name, "share": share, "opportunity cost share": cost}
        for name, share, cost in zip("abc"[: len(shares)], shares, costs, strict=True)
    ]
    assert kinds(book(tmp_path, subgroups=rows)) == told


def test_subgroups_that_fail_are_set_aside_when_asked(tmp_path: Path) -> None:
    rows = [{"id": "a", "p_respond": 2}, {"id": "b", "start age": 20}, {"id": "c", "start age": 60}]
    reading = examine(book(tmp_path, subgroups=rows), keep_going=True)
    assert [s.id for s in reading.model.subgroups] == ["c"]
    assert {k: [p.kind for p in v] for k, v in reading.failed_subgroups.items()} == {
        "a": ["OutOfRange"],
        "b": ["BreaksModel"],
    }


def test_a_mixture_of_subgroups_is_accepted_where_they_can_be_mixed(tmp_path: Path) -> None:
    rows = [YOUNG, {"id": "old", "share": 0.6, "strategies": "therapy, standard", "reference": "standard"}]
    assert read(book(tmp_path, subgroups=rows, study=MIXTURE)).model.settings.base_case == "mixture of subgroups"


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"id": "a"}, {"id": "b"}],
        [YOUNG, {"id": "old", "share": 0.6, "reference": "therapy"}],
        [YOUNG, {"id": "old", "share": 0.6, "strategies": "standard"}],
    ],
)
def test_a_mixture_that_cannot_be(tmp_path: Path, rows: list) -> None:
    assert kinds(book(tmp_path, subgroups=rows, study=MIXTURE)) == [("NoMixture", "B20")]
    asked = ("a", "base case", "mixture of subgroups")
    assert kinds(book(tmp_path, asked, subgroups=rows)) == [("NoMixture", "D2")]
