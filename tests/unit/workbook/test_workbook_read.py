from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from costeff.errors import WorkbookError
from costeff.errors.cells import MergedText, NumberAsText
from costeff.errors.sheets import CellWithoutHeader, UnusedColumn
from costeff.model import Duration
from costeff.model.checks import check
from costeff.workbook import read, template_sheets, write

Edited = Callable[[Callable[[Any], None]], Path]


def errors_of(path: Path) -> list[str]:
    with pytest.raises(WorkbookError) as caught:
        read(path)
    return [problem.kind for problem in caught.value.problems if problem.severity == "error"]


def rewritten(path: Path, **changes: list[dict[str, object]]) -> Path:
    sheets = dict(template_sheets())
    for name, rows in changes.items():
        sheets[name.replace("_", " ")] = rows
    return write(path, sheets)


def test_the_template_is_a_model_without_any_problem(template: Path) -> None:
    reading = read(template)
    assert reading.problems == ()
    assert check(reading.model) == ()


def test_the_model_of_the_template(template: Path) -> None:
    model = read(template).model
    assert model.sha256 == hashlib.sha256(template.read_bytes()).hexdigest()
    assert model.book == "study.xlsx"
    assert [strategy.id for strategy in model.strategies] == ["standard", "therapy"]
    assert [state.id for state in model.states] == ["ILL", "WELL", "DEAD"]
    assert [(arrow.id, arrow.origins, arrow.target) for arrow in model.arrows] == [
        ("respond", ("ILL",), "WELL"),
        ("relapse", ("WELL",), "ILL"),
        ("die", ("ILL", "WELL"), "DEAD"),
    ]
    assert model.arrows[0].sets == ("responded",)
    assert model.arrows[1].clears == ("responded",)
    assert model.arrows[0].per == Duration(6.0, "month")
    assert model.strategies[1].columns["new"].text == "1"
    assert model.states[0].columns["u"].text == "u_ill"
    assert model.states[0].remembers == Duration(6.0, "month")
    assert model.parameter("p_respond").distribution.mean == pytest.approx(0.4)
    assert model.parameter("p_respond").family == "beta"
    assert model.parameter("c_new").distribution is None
    assert model.tables["life"].keys == tuple(range(50, 100, 5))
    assert [payoff.kind for payoff in model.payoffs] == ["cost"] * 3 + ["utility", "count"]
    assert model.payoffs[0].over == ("ILL", "WELL", "DEAD")
    assert model.targets[0].over == ("ILL", "WELL")


def test_every_part_knows_its_cells(template: Path) -> None:
    model = read(template).model
    assert str(model.parameter("u_ill").cells["value"]) == "Parameters!C6"
    assert str(model.parameter("u_ill").cells["dsa low"]) == "Parameters!J6"
    assert str(model.arrows[2].formula.where) == "Transitions!F4"
    assert str(model.settings.cells["horizon"]) == "Study!B11"


def test_columns_are_found_by_name_whatever_order_case_and_spaces(edited: Edited) -> None:
    def edit(book):
        page = book["Transitions"]
        for row in page.iter_rows(min_row=1, max_row=page.max_row):
            row[2].value, row[5].value = row[5].value, row[2].value
        page["A1"] = "  ID "
        page["C1"] = "Ex\u00a0pression".replace("\u00a0", "")
        page["E1"] = "PER "
        book["Transitions"].title = " transitions"

    arrow = read(edited(edit)).model.arrows[0]
    assert (arrow.id, arrow.target, arrow.formula.text) == ("respond", "WELL", "-LN(1 - p_6m)")
    assert arrow.formula.where.sheet == " transitions"


def test_blank_rows_are_skipped_and_sheets_of_ones_own_ignored(edited: Edited) -> None:
    def edit(book):
        book["Parameters"].insert_rows(4, 3)
        book["Parameters"]["B5"] = "  "
        book.create_sheet("My notes")["A1"] = "=1+"

    reading = read(edited(edit))
    assert len(reading.model.parameters) == 9
    assert not reading.problems


def test_numbers_stored_as_text_are_read_and_told(edited: Edited) -> None:
    def edit(book):
        book["Parameters"]["C2"] = " 28.4\u00a0%"
        book["Parameters"]["C10"] = "\u22125e3"

    reading = read(edited(edit))
    assert reading.model.parameter("p_respond").value == pytest.approx(0.284)
    assert reading.model.parameter("c_new").value == -5000
    assert [(type(p), p.where.cell) for p in reading.problems] == [(NumberAsText, "C2"), (NumberAsText, "C10")]


def test_percent_cells_in_expressions_and_tables(edited: Edited) -> None:
    def edit(book):
        book["States"]["K2"] = 0.65
        book["States"]["K2"].number_format = "0%"
        book["table life"]["B2"] = "u_ill / 100"
        book["table life"]["B3"] = True

    model = read(edited(edit)).model
    formula = model.states[0].columns["u"]
    assert (formula.tree.value, formula.text) == (0.65, "65%")
    assert model.tables["life"].columns["q"][0].text == "u_ill / 100"
    assert model.tables["life"].columns["q"][1].tree.value == 1


def test_dates_are_refused_wherever_they_would_be_calculated_with(edited: Edited) -> None:
    def edit(book):
        for sheet, cell in (("Parameters", "C2"), ("Transitions", "F4"), ("States", "G2"), ("table life", "A2")):
            book[sheet][cell] = datetime.datetime(2026, 5, 2)
        book["Parameters"]["Q2"] = datetime.datetime(2026, 5, 2)

    assert errors_of(edited(edit)) == ["DateCell"] * 4


def test_curly_quotes_in_an_expression(edited: Edited) -> None:
    def edit(book):
        book["Variables"]["B3"] = "PROB_TO_RATE(LOOKUP(\u201clife\u201d,\u00a0\u201cq\u201d, age), 1) * hr_death"

    assert check(read(edited(edit)).model) == ()


def test_an_id_with_an_invisible_character_is_described(edited: Edited) -> None:
    path = edited(lambda book: book["Parameters"].__setitem__("A10", "c\u200bnew"))
    with pytest.raises(WorkbookError) as caught:
        read(path)
    assert "ZERO WIDTH SPACE" in caught.value.problems[0].reason


def test_merged_text_is_a_warning_merged_values_an_error(edited: Edited) -> None:
    def text(book):
        book["Parameters"]["M3"] = None
        book["Parameters"].merge_cells("M2:M3")

    assert [type(p) for p in read(edited(text)).problems] == [MergedText]
    assert errors_of(edited(lambda book: book["Parameters"].merge_cells("C2:C3"))) == ["MergedCells"]


def test_columns_of_ones_own_are_noted_where_they_mean_nothing(edited: Edited) -> None:
    def edit(book):
        book["Costs"]["J1"] = "checked by"
        book["Costs"]["J2"] = "me"
        book["Costs"]["L3"] = "stray"

    assert [(type(p), p.where.cell) for p in read(edited(edit)).problems] == [
        (CellWithoutHeader, "L3"),
        (UnusedColumn, "J1"),
    ]


def test_arrows_without_ids_are_named_after_their_ends(tmp_path: Path) -> None:
    rows = [dict(row) for row in template_sheets()["Transitions"]]
    for row in rows:
        row.pop("id")
    rows.append(rows[0] | {"when": "cycle = 3"})
    counts = [{"id": "n", "charged": "on WELL -> ILL, alive -> DEAD"}]
    model = read(rewritten(tmp_path / "b.xlsx", Transitions=rows, Counts=counts)).model
    assert [arrow.id for arrow in model.arrows] == ["ILL -> WELL", "WELL -> ILL", "alive -> DEAD", "ILL -> WELL (2)"]
    assert model.payoffs[-1].over == ("WELL -> ILL", "alive -> DEAD")
    assert model.payoffs[-1].amount.tree.value == 1


def test_strategies_left_out_are_kept_aside(tmp_path: Path) -> None:
    rows = [dict(row) for row in template_sheets()["Strategies"]]
    rows.append({"id": "old", "include": False, "new": 0})
    model = read(rewritten(tmp_path / "b.xlsx", Strategies=rows)).model
    assert [strategy.id for strategy in model.strategies_left_out] == ["old"]
    assert all(strategy.include for strategy in model.strategies)


def test_confidential_strategies(tmp_path: Path) -> None:
    rows = [dict(row) for row in template_sheets()["Strategies"]]
    assert not any(strategy.confidential for strategy in read(rewritten(tmp_path / "a.xlsx")).model.strategies)
    rows[1]["confidential"] = "yes"
    rows.append({"id": "old", "include": False, "confidential": True, "new": 0})
    model = read(rewritten(tmp_path / "b.xlsx", Strategies=rows)).model
    assert [strategy.confidential for strategy in model.strategies] == [False, True]
    assert [strategy.confidential for strategy in model.strategies_left_out] == [True]
    assert "confidential" not in model.strategies[1].columns


def test_covariance_draws_and_dirichlet(tmp_path: Path) -> None:
    parameters = [
        *template_sheets()["Parameters"],
        {"id": "b0", "value": 0.1, "distribution": "multivariate normal"},
        {"id": "b1", "value": 0.2, "distribution": "Multivariate-normal"},
        {"id": "s", "value": 0.5, "distribution": "empirical"},
        {"id": "d1", "value": 0.25, "distribution": "Dirichlet", "group": "d", "n": 1},
        {"id": "d2", "value": 0.75, "distribution": "dirichlet", "group": "d", "n": 3},
    ]
    path = rewritten(
        tmp_path / "b.xlsx",
        Parameters=parameters,
        covariance_coef=[{"id": "b0", "b0": 1, "b1": 0.5}, {"id": "b1", "b0": 0.5, "b1": 2}],
        draws_mcmc=[{"s": 0.4}, {"s": 0.6}],
    )
    model = read(path).model
    assert model.covariances[0].matrix == ((1, 0.5), (0.5, 2))
    assert model.covariances[0].ids == ("b0", "b1")
    assert model.posteriors[0].rows == ((0.4,), (0.6,))
    assert [p.family for p in model.parameters[-5:]] == ["multivariate normal"] * 2 + ["empirical"] + ["dirichlet"] * 2
    assert all(p.distribution is None for p in model.parameters[-5:])


def test_a_covariance_that_is_not_square(tmp_path: Path) -> None:
    path = rewritten(tmp_path / "b.xlsx", covariance_coef=[{"id": "u_ill", "u_ill": 1, "u_well": 0.5}])
    assert errors_of(path) == ["NotSquare"]


@pytest.mark.parametrize("rows", [((1, 0.5), (0.5, 2)), ((1, None), (0.5, 2)), ((1, 0.5), (None, 2))])
@pytest.mark.parametrize("corner", [None, "id"])
def test_a_covariance_may_be_a_triangle_and_its_corner_blank(edited: Edited, rows: Any, corner: str | None) -> None:
    def edit(book: Any) -> None:
        del book["Correlations"]
        page = book.create_sheet("covariance c")
        page.append([corner, "u_ill", "u_well"])
        page.append(["u_ill", *rows[0]])
        page.append(["u_well", *rows[1]])

    (covariance,) = read(edited(edit)).model.covariances
    assert covariance.matrix == ((1, 0.5), (0.5, 2))
    assert covariance.ids == ("u_ill", "u_well")
    half = ("B3", "B3") if rows[0][1] is None else ("C2", "C2") if rows[1][0] is None else ("C2", "B3")
    assert (covariance.cells[0][1].cell, covariance.cells[1][0].cell) == half
    assert covariance.cells[1][1].cell == "C3"


def test_a_triangle_with_a_hole_is_told_at_the_hole(edited: Edited) -> None:
    def edit(book: Any) -> None:
        page = book.create_sheet("covariance c")
        for row in ([None, "u_ill", "u_well", "c_ill"], ["u_ill", 1], ["u_well", None, 1], ["c_ill", 0, 0, 1]):
            page.append(row)

    with pytest.raises(WorkbookError) as caught:
        read(edited(edit))
    assert [(p.kind, p.where.cell) for p in caught.value.problems] == [("MissingCell", "B3")]


def with_dirichlet(*rows: dict[str, object]) -> dict[str, list[dict[str, object]]]:
    categories = [{"distribution": "Dirichlet", "group": "d", **row} for row in rows]
    return {"Parameters": [*template_sheets()["Parameters"], *categories]}


def test_blank_values_of_a_dirichlet_are_the_shares_of_its_counts(tmp_path: Path) -> None:
    rows = [{"id": "d1", "n": 1}, {"id": "d2", "n": 3, "value": 0.75}, {"id": "d3", "n": 4}]
    rows[1]["value"] = 0.375
    reading = read(rewritten(tmp_path / "b.xlsx", **with_dirichlet(*rows)))
    assert [p.value for p in reading.model.parameters[-3:]] == [0.125, 0.375, 0.5]
    assert reading.problems == ()


def test_rounded_values_of_a_dirichlet_give_way_to_the_counts(tmp_path: Path) -> None:
    rows = [{"id": "d1", "n": 1, "value": 0.333}, {"id": "d2", "n": 2, "value": 0.6666667}]
    reading = read(rewritten(tmp_path / "b.xlsx", **with_dirichlet(*rows)))
    assert [p.value for p in reading.model.parameters[-2:]] == [1 / 3, 2 / 3]
    assert [(p.kind, p.parameter) for p in reading.problems] == [("DirichletRounded", "d1")]


def test_values_far_from_the_counts_stay_for_the_sampling_to_refuse(tmp_path: Path) -> None:
    rows = [{"id": "d1", "n": 1, "value": 0.4}, {"id": "d2", "n": 2, "value": 0.6}]
    model = read(rewritten(tmp_path / "b.xlsx", **with_dirichlet(*rows))).model
    assert [p.value for p in model.parameters[-2:]] == [0.4, 0.6]


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ([{"id": "d1", "n": 1}, {"id": "d2"}], ["ZeroDirichletCount"]),
        ([{"id": "d1", "n": 1}], ["LoneDirichlet"]),
        ([{"id": "d1", "n": 1, "group": ""}, {"id": "d2", "n": 1, "group": ""}], ["LoneDirichlet"] * 2),
        ([{"id": "d1", "n": 1}, {"id": "d2", "n": "many"}], ["NotANumber"]),
        ([{"id": "d1", "distribution": "beta", "n": 1}], ["MissingCell"]),
    ],
)
def test_blank_values_that_cannot_be_filled(rows: Any, problems: list[str], tmp_path: Path) -> None:
    assert errors_of(rewritten(tmp_path / "b.xlsx", **with_dirichlet(*rows))) == problems


@pytest.mark.parametrize("column", ["F1", "I1"])
def test_a_lost_header_of_a_spread_is_one_line(edited: Edited, column: str) -> None:
    path = edited(lambda book: book["Parameters"].__setitem__(column, None))
    assert errors_of(path) == (["MissingColumn"] if column == "F1" else ["ImpossibleDistribution"])


def test_negative_utilities_are_allowed_and_percentages_hinted(edited: Edited) -> None:
    path = edited(lambda book: book["Parameters"].__setitem__("C6", 60))
    with pytest.raises(WorkbookError) as caught:
        read(path)
    (problem,) = caught.value.problems
    assert (problem.kind, problem.low, problem.high) == ("OutOfRange", -1, 1)
    assert "60% or 0.6" in problem.advice()


@pytest.mark.parametrize("sheet", ["Study", "Strategies", "States", "Transitions"])
def test_a_missing_sheet_is_one_problem(edited: Edited, sheet: str) -> None:
    assert errors_of(edited(lambda book: book.remove(book[sheet]))) == ["MissingSheet"]


@pytest.mark.parametrize(
    "sheet", ["Marks", "Parameters", "Variables", "Correlations", "Targets", "Checks", "table life"]
)
def test_a_sheet_with_an_unreadable_header_is_one_problem(edited: Edited, sheet: str) -> None:
    assert errors_of(edited(lambda book: book[sheet].insert_rows(1))) == ["NoHeader"]


def test_sheets_that_are_not_needed_may_be_left_out(tmp_path: Path) -> None:
    sheets = {
        "Study": template_sheets()["Study"],
        "Strategies": [{"id": "standard"}],
        "States": [{"id": "A", "start": 1}, {"id": "B", "alive": "no"}],
        "Transitions": [{"from": "A", "to": "B", "as": "probability", "expression": 0.1}],
    }
    model = read(write(tmp_path / "b.xlsx", sheets)).model
    assert model.payoffs == model.parameters == model.marks == ()
    assert model.arrows[0].per is None


def test_the_users_file_is_never_written_to(template: Path) -> None:
    before = (template.read_bytes(), template.stat().st_mtime_ns, sorted(template.parent.iterdir()))
    read(template)
    assert (template.read_bytes(), template.stat().st_mtime_ns, sorted(template.parent.iterdir())) == before
