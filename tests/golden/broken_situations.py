"""The template model with one thing wrong in its scenarios, subgroups or price years."""

from __future__ import annotations

from typing import Any

from broken_workbooks import Edit, all_of, append, put, remove

Change = tuple[str, str, object]


def scenarios(*changes: Change) -> Edit:
    """Other rows on the sheet Scenarios: scenario, item, value."""

    def edit(book: Any) -> None:
        page = book["Scenarios"]
        page.delete_rows(2, page.max_row)
        for name, item, value in changes:
            page.append([name, None, item, value])

    return edit


def subgroups(*rows: dict[str, object]) -> Edit:
    """Other rows on the sheet Subgroups, with the columns that they have."""

    def edit(book: Any) -> None:
        page = book["Subgroups"]
        page.delete_rows(1, page.max_row)
        headers = list(dict.fromkeys(name for row in rows for name in row))
        page.append(headers)
        for row in rows:
            page.append([row.get(name) for name in headers])

    return edit


def label(row: int, text: str) -> Edit:
    """A label on a row of the sheet Scenarios."""

    def edit(book: Any) -> None:
        book["Scenarios"].cell(row, 2).value = text

    return edit


def inflation(*rows: tuple[object, object]) -> Edit:
    """A table of inflation."""

    def edit(book: Any) -> None:
        page = book.create_sheet("table inflation")
        page.append(["year", "index"])
        for row in rows:
            page.append(list(row))

    return edit


def money_of(year: object, id: str = "c_ill") -> Edit:
    """A price year of a parameter."""
    return put("Parameters", id, "price year", year)


YEARS = inflation(("2019/20", 250), ("2020/21", 260), ("2023/24", 300))
WHOLE = {"id": "young", "share": 0.4, "start age": 55}

SITUATIONS: dict[str, Edit] = {
    "unknown_item": scenarios(("a", "c_nwe", 15000), ("b", "p_respnd low", 0.3), ("c", "something else", 1)),
    "unknown_column_of_a_parameter": scenarios(("a", "c_new source", "a letter")),
    "item_that_is_no_parameter": scenarios(
        ("a", "h_death", 0.1), ("b", "u", 0.5), ("c", "therapy", "no"), ("d", "ILL", 1), ("e", "responded", 1)
    ),
    "setting_that_all_scenarios_share": scenarios(
        ("a", "psa draws", 500), ("b", "currency", "EUR"), ("c", "title", "x")
    ),
    "value_outside_its_unit": scenarios(("a", "p_respond", 40), ("b", "hr_ill low", -1)),
    "value_of_the_wrong_kind": scenarios(
        ("a", "c_new", "half"), ("b", "horizon", 40), ("c", "thresholds", "20,000"), ("d", "discount costs", 3.5)
    ),
    "blank_value": scenarios(("a", "c_new", None), ("b", "horizon", None), ("c", "strategies", None)),
    "unknown_distribution": scenarios(("a", "c_new distribution", "gama")),
    "impossible_distribution": scenarios(
        ("a", "p_respond", 0.4), ("a", "p_respond n", None), ("a", "p_respond se", 0.6)
    ),
    "unknown_strategy": scenarios(("a", "strategies", "standard, terapy"), ("b", "reference", "best care")),
    "reference_not_compared": scenarios(("a", "strategies", "therapy")),
    "jurisdiction_that_fills_too_little": scenarios(("a", "jurisdiction", "none")),
    "same_item_twice": scenarios(("a", "c_new", 1), ("b", "c_new", 2), ("a", "c_new value", 3)),
    "two_labels": all_of(scenarios(("a", "c_new", 1), ("a", "h_relapse", 0.02)), label(2, "Cheap"), label(3, "Dear")),
    "unknown_scenario": scenarios(("price", "c_new", 1), ("b", "include scenario", "prise")),
    "scenarios_in_a_circle": scenarios(
        ("a", "include scenario", "b"),
        ("b", "include scenario", "c"),
        ("c", "include scenario", "a"),
        ("own", "include scenario", "own"),
    ),
    "nothing_changed": scenarios(
        ("a", "c_new", 60000),
        ("a", "horizon", "20 years"),
        ("b", "strategies", "standard, therapy"),
        ("b", "c_new", 1),
        ("c", "u_ill low", 0.5),
        ("c", "u_ill high", 0.6),
        ("d", "p_respond", 0.4),
        ("d", "c_new", 1),
    ),
    "scenario_that_changes_nothing": scenarios(("same", "c_new", 60000), ("same", "discount costs", "3.5%")),
    "parameters_that_are_fixed": scenarios(("a", "p_respond", 0.5), ("a", "or_new", 1.5), ("a", "c_new", 1)),
    "many_scenarios_that_fix": scenarios(
        *((name, "p_respond", 0.1 * k) for k, name in enumerate("abcde", 1) if k != 4)
    ),
    "horizon_beyond_a_table": scenarios(("late", "start age", 40)),
    "column_blank_for_a_strategy_left_out": all_of(
        append("Strategies", id="old", include="no"), scenarios(("all", "strategies", "all"))
    ),
    "name_shared_by_a_setting": all_of(
        append("Parameters", id="horizon", value=1),
        put("Costs", "care_ill", "amount", "c_ill * horizon"),
        scenarios(("a", "horizon", 2)),
    ),
    "include_in_a_column": subgroups(WHOLE | {"include scenario": "price"}, {"id": "old", "share": 0.6}),
    "part_of_a_dirichlet": all_of(
        *(
            append("Parameters", id=f"d{k}", value=v, distribution="Dirichlet", n=10 * v, group="way")
            for k, v in ((1, 0.2), (2, 0.3), (3, 0.5))
        ),
        put("Costs", "care_ill", "amount", "c_ill * (d1 + d2 + d3)"),
        scenarios(("a", "d1", 0.5)),
    ),
    "unknown_further_column": subgroups(
        {"id": "young", "shar": 0.4, "start age": 55, "c_nwe": 1, "base case": "as given"}
    ),
    "shares_that_do_not_sum_to_1": subgroups(WHOLE, {"id": "old", "share": 0.5}),
    "share_missing": subgroups(WHOLE, {"id": "old"}),
    "subgroup_columns_twice": subgroups({"id": "young", "c_new": 1, "c_new value": 2}),
    "mixture_without_shares": all_of(
        put("Study", "base case", "value", "mixture of subgroups"), subgroups({"id": "young", "start age": 55})
    ),
    "mixture_with_other_strategies": all_of(
        put("Study", "base case", "value", "mixture of subgroups"),
        subgroups(WHOLE, {"id": "old", "share": 0.6, "strategies": "standard"}),
    ),
    "mixture_without_subgroups": all_of(
        put("Study", "base case", "value", "mixture of subgroups"), remove("Subgroups")
    ),
    "target_in_an_unknown_scenario": put("Targets", "survival_5y", "scenario", "prise"),
    "failed_rows_blame_no_scenario": all_of(
        put("Parameters", "c_new", "value", "dear"),
        put("Strategies", "therapy", "include", "perhaps"),
        scenarios(("a", "c_new", 15000), ("b", "strategies", "therapy"), ("c", "reference", "therapy")),
    ),
    "no_table_of_inflation": all_of(money_of("2019/20"), money_of(2018, "c_well")),
    "year_not_in_the_table": all_of(money_of("2018/19"), YEARS),
    "no_price_year_of_the_study": all_of(money_of("2019/20"), YEARS, put("Study", "price year", "value", None)),
    "no_year": all_of(money_of("last year"), YEARS),
    "price_year_of_a_probability": all_of(money_of("2019/20", "p_respond"), YEARS),
    "index_of_0": all_of(money_of("2019/20"), inflation(("2019/20", 0), ("2023/24", 300))),
    "opportunity_costs_that_do_not_sum_to_one": subgroups(
        {"id": "a", "share": 0.4, "opportunity cost share": 0.4},
        {"id": "b", "share": 0.6, "opportunity cost share": 0.5},
    ),
    "opportunity_costs_of_nobody": subgroups(
        {"id": "a", "share": 1, "opportunity cost share": 0.9},
        {"id": "b", "share": 0, "opportunity cost share": 0.1},
    ),
}
