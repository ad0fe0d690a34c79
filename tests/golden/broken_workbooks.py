"""The template model with one thing wrong in it: each case a name and what is done to the workbook."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

Edit = Callable[[Any], None]


def put(sheet: str, id: str, column: str, value: object) -> Edit:
    """Sets the cell of the row with that id (the first column) under that header."""

    def edit(book: Any) -> None:
        page = book[sheet]
        headers = {page.cell(1, c).value: c for c in range(1, page.max_column + 1)}
        rows = {page.cell(r, 1).value: r for r in range(2, page.max_row + 1)}
        page.cell(rows[id], headers[column]).value = value

    return edit


def cell(sheet: str, address: str, value: object, number_format: str | None = None) -> Edit:
    """Sets a cell by its address."""

    def edit(book: Any) -> None:
        book[sheet][address].value = value
        if number_format:
            book[sheet][address].number_format = number_format

    return edit


def text(sheet: str, address: str, value: str) -> Edit:
    """Sets a cell to a text that isn't to be taken for a formula."""

    def edit(book: Any) -> None:
        book[sheet][address].value = value
        book[sheet][address].data_type = "s"

    return edit


def error(sheet: str, address: str, code: str) -> Edit:
    """Puts an Excel error in a cell."""

    def edit(book: Any) -> None:
        book[sheet][address].value = code
        book[sheet][address].data_type = "e"

    return edit


def rename(sheet: str, title: str) -> Edit:
    """Renames a sheet."""

    def edit(book: Any) -> None:
        book[sheet].title = title

    return edit


def remove(sheet: str) -> Edit:
    """Deletes a sheet."""
    return lambda book: book.remove(book[sheet])


def append(sheet: str, **values: object) -> Edit:
    """Adds a row."""

    def edit(book: Any) -> None:
        page = book[sheet]
        row = page.max_row + 1
        headers = {page.cell(1, c).value: c for c in range(1, page.max_column + 1)}
        for column, value in values.items():
            name = column if column in headers else column.strip("_").replace("_", " ")
            page.cell(row, headers[name]).value = value

    return edit


def merge(sheet: str, area: str) -> Edit:
    """Merges cells."""
    return lambda book: book[sheet].merge_cells(area)


def all_of(*edits: Edit) -> Edit:
    """Several edits."""

    def edit(book: Any) -> None:
        for each in edits:
            each(book)

    return edit


def two_shares(first: object, second: object) -> Edit:
    """Two shares out of WELL."""
    return all_of(
        put("Transitions", "relapse", "as", "share"),
        put("Transitions", "relapse", "per", None),
        put("Transitions", "relapse", "expression", first),
        append("Transitions", id="cure", from_="WELL", to="ILL", as_="share", expression=second),
    )


def dirichlet(*rows: tuple[object, object]) -> Edit:
    """A Dirichlet of values and counts, of which a cost makes some use."""
    ids = [f"d{k}" for k in range(1, len(rows) + 1)]
    appended = [
        append("Parameters", id=name, value=value, distribution="Dirichlet", n=n, group="way")
        for name, (value, n) in zip(ids, rows, strict=True)
    ]
    return all_of(*appended, put("Costs", "care_ill", "amount", f"c_ill * ({' + '.join(ids)})"))


def covariance(*rows: tuple[object, object]) -> Edit:
    """Both utilities from one multivariate normal."""

    def edit(book: Any) -> None:
        page = book.create_sheet("covariance utilities")
        page.append([None, "u_ill", "u_well"])
        for name, row in zip(("u_ill", "u_well"), rows, strict=True):
            page.append([name, *row])

    joint = [put("Parameters", name, "distribution", "multivariate normal") for name in ("u_ill", "u_well")]
    blank = [put("Parameters", name, "se", None) for name in ("u_ill", "u_well")]
    return all_of(remove("Correlations"), *joint, *blank, edit)


def nine_mistakes() -> Edit:
    return all_of(
        put("Study", "horizon", "value", 40),
        put("Study", "reference strategy", "value", "standart"),
        put("States", "WELL", "alive", "perhaps"),
        put("Parameters", "p_respond", "value", 40),
        put("Parameters", "c_ill", "distribution", "gama"),
        put("Transitions", "die", "to", "DAED"),
        put("Transitions", "relapse", "per", "fortnight"),
        put("Costs", "care_ill", "charged", "while ILL"),
        put("Checks", "order", "expression", "u_well >= (u_ill"),
    )


def row(sheet: str, *values: object) -> Edit:
    """Adds a row of values, from the first column on."""
    return lambda book: book[sheet].append(values)


def page(name: str, *rows: tuple[object, ...]) -> Edit:
    """Adds a sheet."""

    def edit(book: Any) -> None:
        new = book.create_sheet(name)
        for values in rows:
            new.append(values)

    return edit


def expression(written: str) -> Edit:
    """An expression in place of the cost of care."""
    return text("Costs", "F3", written)


def parameter(id: str, **values: object) -> Edit:
    """A parameter of which a cost makes use."""
    return all_of(append("Parameters", id=id, **values), put("Costs", "care_well", "amount", f"c_well * (1 + {id})"))


READING: dict[str, Edit] = {
    "missing_sheet": remove("Transitions"),
    "misspelt_sheet": rename("Parameters", "Paramters"),
    "doubtful_sheet": lambda book: book.create_sheet("Parameters (2)"),
    "table_sheet_misspelt": all_of(rename("table life", "tabel life")),
    "missing_column": cell("Transitions", "D1", None),
    "error_without_header": error("Strategies", "Z3", "#REF!"),
    "misspelt_column": cell("Transitions", "D1", "ass"),
    "doubtful_column_of_states": cell("States", "G1", "remember"),
    "misspelt_optional_column": cell("Transitions", "G1", "whne"),
    "header_not_in_row_1": lambda book: book["States"].insert_rows(1),
    "duplicate_column": cell("Parameters", "B1", "value"),
    "required_cell_blank": put("Parameters", "u_ill", "value", None),
    "misspelt_setting": cell("Study", "A11", "horizont"),
    "missing_setting": put("Study", "cycle length", "value", None),
    "no_jurisdiction": put("Study", "jurisdiction", "value", None),
    "thresholds_of_another_currency": all_of(
        put("Study", "jurisdiction", "value", "ZIN"), put("Study", "currency", "value", "GBP")
    ),
    "unknown_jurisdiction": put("Study", "jurisdiction", "value", "NISE"),
    "horizon_without_unit": put("Study", "horizon", "value", 40),
    "discount_of_3_5": put("Study", "discount costs", "value", 3.5),
    "thresholds_with_separators": put("Study", "thresholds", "value", "25,000, 35,000"),
    "reference_left_out": put("Strategies", "standard", "include", "no"),
    "unknown_price_parameter": put("Study", "price parameter", "value", "c_neww"),
    "unknown_reference": put("Study", "reference strategy", "value", "Standard"),
    "weights_without_table": put("Study", "cycle correction", "value", "table simpson"),
    "unknown_state_in_to": put("Transitions", "die", "to", "DAED"),
    "unknown_state_in_from": put("Transitions", "die", "from", "ILL, WEL"),
    "unknown_mark": put("Transitions", "respond", "sets", "responder"),
    "unknown_arrow": put("Counts", "relapses", "charged", "on relapses"),
    "unknown_strategy": put("Targets", "survival_5y", "strategy", "standart"),
    "unknown_parameter": cell("Correlations", "A2", "u_il"),
    "duplicate_id": put("Parameters", "u_well", "id", "u_ill"),
    "id_with_a_space": put("Parameters", "c_new", "id", "c new"),
    "id_is_a_function": put("Parameters", "c_new", "id", "min"),
    "id_is_a_clock": put("Variables", "p_6m", "id", "age"),
    "bad_distribution": put("Parameters", "c_ill", "distribution", "gama"),
    "impossible_mean": all_of(put("Parameters", "c_ill", "value", -1500)),
    "impossible_standard_error": put("Parameters", "u_ill", "se", 0.9),
    "spread_without_distribution": put("Parameters", "u_ill", "distribution", None),
    "28_4_for_28_4_percent": put("Parameters", "p_respond", "value", 28.4),
    "2840_percent": cell("Parameters", "C2", 28.4, "0.0%"),
    "value_outside_its_unit": put("Parameters", "h_relapse", "value", -0.01),
    "text_in_a_number": put("Parameters", "c_new", "value", "about 20,000"),
    "decimal_comma": put("Parameters", "c_new", "value", "0,35"),
    "date_in_a_number": cell("Parameters", "C3", datetime.datetime(2026, 5, 2), "d mmm"),
    "formula_without_cached_value": cell("Parameters", "C10", "=15000+5000"),
    "error_cell": error("Parameters", "C10", "#N/A"),
    "error_cell_in_an_expression": error("Transitions", "F3", "#REF!"),
    "merged_cells": all_of(cell("Parameters", "E3", None), merge("Parameters", "E2:E3")),
    "heading_between_rows": all_of(
        lambda book: book["Parameters"].insert_rows(4),
        cell("Parameters", "A4", "Costs and utilities"),
        merge("Parameters", "A4:P4"),
    ),
    "unclosed_parenthesis": put("Variables", "p_6m", "expression", "ODDS_SHIFT(p_respond, IF(new, or_new, 1)"),
    "leading_equals": text("Utilities", "F2", "=u"),
    "rate_without_per": put("Transitions", "relapse", "per", None),
    "rest_with_expression": all_of(
        put("Transitions", "relapse", "as", "rest"), put("Transitions", "relapse", "per", None)
    ),
    "unknown_kind_of_arrow": put("Transitions", "relapse", "as", "hazard"),
    "bad_duration": put("States", "ILL", "remembers", "half a year"),
    "bad_charged": put("Costs", "care_ill", "charged", "while ILL"),
    "instalments_on_person_time": put("Costs", "care_ill", "instalments", "5 x 1 year"),
    "bad_instalments": put("Costs", "therapy", "instalments", "five"),
    "table_keys_not_rising": cell("table life", "A4", 55),
    "blank_cell_in_a_table": cell("table life", "B4", None),
    "target_without_time": put("Targets", "survival_5y", "at", None),
    "start_age_blank": put("Study", "start age", "value", None),
    "header_of_se_lost": cell("Parameters", "F1", None),
    "covariance_with_both_halves_blank": covariance((0.0016, None), (None, 0.0004)),
    "dirichlet_without_counts": dirichlet((None, 3), (None, None)),
    "population_item": cell("Population", "A4", "populace"),
    "population_text": cell("Population", "E5", "about 68 million"),
    "population_without_strategy": cell("Population", "B8", None),
    "population_strategy": cell("Population", "B8", "theraby"),
    "population_gap_in_years": cell("Population", "H8", None),
    "population_value_and_years": cell("Population", "E8", 0.2),
    "population_of_three_years": cell("Population", "E2", 3),
    "population_of_seven_years": cell("Population", "E2", 7),
    "population_twice": append("Population", item="uptake", strategy="therapy", value=0.1),
    "population_two_rests": all_of(
        cell("Population", "E10", "rest"), append("Population", item="uptake without", strategy="therapy", value="rest")
    ),
    "population_rest_of_people": cell("Population", "E5", "rest"),
    "population_bounds": cell("Population", "K6", 2.4),
    "population_bounds_of_uptake": cell("Population", "K8", 0.05),
    "population_nothing_said": cell("Population", "E10", None),
    "sheet_twice": page("states ", ("id", "label")),
    "merged_labels": all_of(put("Variables", "p_6m", "label", "Both"), merge("Variables", "D2:D3")),
    "texts_in_a_column_of_ones_own": all_of(
        cell("Strategies", "I1", "dose"),
        cell("Strategies", "I2", "none at all"),
        cell("Strategies", "I3", "10 mg weekly"),
    ),
    "no_rows": lambda book: book["Transitions"].delete_rows(2, 9),
    "no_states": put("Costs", "care_ill", "charged", "in alive except alive"),
    "nobody_included": all_of(
        put("Strategies", "standard", "include", "no"), put("Strategies", "therapy", "include", "no")
    ),
    "covariance_not_square": all_of(
        remove("Correlations"), page("covariance utilities", (None, "u_ill", "u_well"), ("u_ill", 0.0016, 0))
    ),
    "column_of_ones_own": cell("Parameters", "R1", "checked by"),
    "whole_number": put("Study", "psa draws", "value", 1000.5),
    "yes_or_no": put("Strategies", "therapy", "include", "maybe"),
    "group_that_is_a_state": put("States", "ILL", "groups", "living, WELL"),
    "share_over_1": put("Strategies", "therapy", "share", 1.5),
    "bad_evidence": put("Parameters", "u_ill", "evidence", "guess"),
    "bad_correlation": cell("Correlations", "C2", 1.2),
    "bad_quantity": put("Targets", "survival_5y", "quantity", "survival"),
    "instalments_without_number": put("Costs", "therapy", "instalments", "1 year"),
    "timing_of_an_event": put("Costs", "therapy", "timing", "start"),
    "true_in_a_number": put("Parameters", "c_new", "value", True),
    "pounds_in_a_number": put("Parameters", "c_new", "value", "£30,000"),
    "dsa_bounds_turned_round": all_of(
        put("Parameters", "c_new", "dsa low", 40000), put("Parameters", "c_new", "dsa high", 20000)
    ),
    "expression_in_a_value": put("Parameters", "c_new", "value", "2 * c_ill"),
    "expression_missing_operand": expression("c_ill * (u_ill + )"),
    "expression_missing_operator": expression("2 c_ill"),
    "expression_stray_parenthesis": expression("c_ill * 2) + 1"),
    "expression_stray_comma": expression("0,5 * c_ill"),
    "expression_unclosed_text": expression('LOOKUP("life, "q", age)'),
    "expression_strange_character": expression("c_ill & c_well"),
    "expression_unknown_function": expression("SUM(c_ill, c_well)"),
    "expression_misspelt_function": expression('LOKUP("life", "q", age)'),
    "expression_wrong_arity": expression("IF(c_ill)"),
    "expression_name_not_quoted": expression('LOOKUP(life, "q", age)'),
    "expression_text_in_arithmetic": expression('"c_ill" * 2'),
    "expression_number_too_large": expression("c_ill * 1e999"),
    "expression_chained_comparison": expression("IF(0 < u_ill < 1, c_ill, 0)"),
    "expression_too_long": expression(" + ".join(["c_ill"] * 2000)),
    "expression_nested_too_deep": expression("(" * 200 + "c_ill" + ")" * 200),
    "expression_of_another_cell": expression("Parameters!C8 * 2"),
    "number_stored_as_text": all_of(put("Parameters", "u_ill", "value", " 60\u00a0% ")),
    "failed_rows_blame_nobody": all_of(
        put("States", "WELL", "transfusion", "maybe"),
        put("Parameters", "u_well", "value", "?"),
        put("Transitions", "relapse", "per", "fortnight"),
    ),
    "names_beside_other_mistakes": all_of(
        put("Parameters", "u_well", "value", "?"),
        put("Costs", "care_ill", "amount", "c_il * u_well"),
        put("Variables", "h_death", "expression", 'PROB_TO_RATE(LOOKUP("lief", "q", age), 1) * hr_death'),
    ),
    "nine_mistakes": nine_mistakes(),
}
"""Cases that reading finds."""

CHECKING: dict[str, Edit] = {
    "population_shares": cell("Population", "E10", 0.9),
    "population_share_above_1": cell("Population", "H8", 1.2),
    "population_negative": cell("Population", "E5", -2),
    "population_unknown_name": cell("Population", "E6", "incidense * 2"),
    "population_of_a_variable": cell("Population", "E6", "2 * h_death"),
    "population_divided_by_nothing": cell("Population", "E6", "1/0"),
    "population_without_total": lambda book: book["Population"].delete_rows(5),
    "unknown_name": put("Costs", "care_ill", "amount", "c_ill + c_transfuson"),
    "unknown_table": put("Variables", "h_death", "expression", 'LOOKUP("lief", "q", age) * hr_death'),
    "unknown_column_of_a_table": put("Variables", "h_death", "expression", 'LOOKUP("life", "qx", age) * hr_death'),
    "circular_names": all_of(
        put("Variables", "p_6m", "expression", "1 - p_fail"),
        append("Variables", id="p_fail", expression="1 - p_6m"),
    ),
    "name_with_two_meanings": append("Variables", id="c_ill", expression="1"),
    "arrow_to_itself": append(
        "Transitions", id="stay", from_="WELL", to="WELL", as_="rate", per="month", expression=0.1
    ),
    "beyond_the_horizon": put("Costs", "care_ill", "when", "years < 60"),
    "blank_for_one": put("States", "WELL", "u", None),
    "blended_comparator": put("Strategies", "standard", "share", 0.5),
    "horizon_rounded_up": put("Study", "horizon", "value", "45 days"),
    "idle_mark": all_of(
        append("Marks", id="tested", label="Tested", start=0), put("Costs", "care_ill", "when", "NOT(tested)")
    ),
    "mark_below": all_of(
        put("Marks", "responded", "start", "tested"),
        append("Marks", id="tested", start=0.2),
        put("Costs", "care_ill", "when", "OR(tested, responded)"),
    ),
    "never_exactly": put("Costs", "care_ill", "when", "years = 0.3"),
    "no_memory": put("Costs", "care_well", "when", "months_in_state < 3"),
    "no_time": put("Study", "horizon", "value", "until age 50"),
    "no_way_out": all_of(
        append("States", id="CURED", label="Cured", alive="yes", u=0.9, hr_death=1),
        put("Transitions", "die", "from", "ILL, WELL"),
        append("Transitions", id="cure", from_="WELL", to="CURED", as_="rate", per="year", expression=0.1),
    ),
    "nobody_there": append("States", id="REMISSION", label="Remission", alive="yes", u=0.8, hr_death=1),
    "out_of_place": put("States", "ILL", "start", "IF(u > 0, 1, 1)"),
    "two_rests": all_of(
        append("Transitions", id="rest_1", from_="WELL", to="ILL", as_="rest"),
        append("Transitions", id="rest_2", from_="WELL", to="DEAD", as_="rest"),
    ),
    "unused_parameter": append("Parameters", id="c_spare", value=3),
    "memory_unused": put("States", "WELL", "remembers", "24 months"),
    "doubtful_discount": put("Study", "discount costs", "value", "0.035%"),
    "discount_of_35_percent": put("Study", "discount effects", "value", "35%"),
    "probability_that_is_normal": all_of(
        put("Parameters", "p_respond", "distribution", "normal"),
        put("Parameters", "p_respond", "n", None),
        put("Parameters", "p_respond", "se", 0.25),
    ),
    "utility_beyond_1": all_of(
        put("Parameters", "u_well", "distribution", "normal"), put("Parameters", "u_well", "se", 0.1)
    ),
    "clock_never_reached": put("Transitions", "respond", "when", "months_in_state < 7"),
    "life_table_too_short": put("Study", "start age", "value", 45),
}
"""Cases that the checks of a model find that could be read."""

DRAWING: dict[str, Edit] = {
    "covariance_with_a_negative_variance": covariance((0.0016, 0.0004), (0.0004, -0.0004)),
    "covariance_not_symmetric": covariance((0.0016, 0.0004), (0.0003, 0.0004)),
    "covariance_beyond_a_correlation_of_1": covariance((0.0016, None), (0.001, 0.0004)),
    "covariance_beside_another_se": all_of(
        covariance((0.0016, None), (0.0004, 0.0004)), put("Parameters", "u_well", "se", 0.03)
    ),
    "dirichlet_rounded": dirichlet((0.333, 1), (0.667, 2)),
    "dirichlet_values_and_counts_apart": dirichlet((0.4, 1), (0.6, 2)),
    "dirichlet_category_missing": dirichlet((0.2, 20), (0.1, 10)),
    "drawn_twice": all_of(
        put("Parameters", "u_ill", "distribution", "empirical"),
        put("Parameters", "u_ill", "se", None),
        page("draws joint", ("u_ill",), (0.6,), (0.5,), (0.7,)),
        covariance((0.0016, 0.0004), (0.0004, 0.0004)),
    ),
    "lone_dirichlet": dirichlet((1, 3)),
    "not_drawn": all_of(
        put("Parameters", "c_ill", "distribution", "empirical"), put("Parameters", "c_ill", "se", None)
    ),
    "nothing_to_correlate": cell("Correlations", "A2", "c_new"),
    "correlation_twice": row("Correlations", "u_well", "u_ill", 0.3),
    "impossible_correlations": all_of(
        row("Correlations", "u_well", "c_ill", 0.9), row("Correlations", "u_ill", "c_ill", -0.9)
    ),
    "value_outside_its_interval": all_of(
        put("Parameters", "c_ill", "low", 1600), put("Parameters", "c_ill", "high", 2400)
    ),
    "interval_that_is_not_the_implied_one": all_of(
        put("Parameters", "c_ill", "low", 1400), put("Parameters", "c_ill", "high", 1600)
    ),
}
"""Cases of inputs that are drawn together, or not as the workbook says, which show before any run."""

BASE_CASE: dict[str, Edit] = {
    "header_of_start_lost": cell("States", "H1", None),
    "shares_over_1": two_shares(0.7, 0.4),
    "rates_and_probabilities_in_one_row": put("Transitions", "relapse", "as", "probability"),
    "rate_below_0": put(
        "Transitions", "relapse", "expression", "(h_relapse - 0.02) * IF(months_since_responded < 24, 1, 0.5)"
    ),
    "probability_over_1": all_of(
        put("Transitions", "die", "as", "probability"),
        put("Transitions", "respond", "as", "probability"),
        put("Transitions", "respond", "expression", "p_6m * 3"),
        put("Transitions", "relapse", "as", "probability"),
    ),
    "start_shares_below_1": put("States", "ILL", "start", 0.9),
    "life_table_too_short": put(
        "Variables", "h_death", "expression", 'PROB_TO_RATE(LOOKUP("life", "q", age - 10 * u_ill), 1) * hr_death'
    ),
    "division_by_0": put("Costs", "care_ill", "amount", "c_ill / new"),
    "promise_broken": put("Checks", "order", "expression", "u_ill >= u_well"),
    "several_rests": all_of(
        append("Transitions", id="rest_1", from_="WELL", to="ILL", as_="rest", when="cycle > 3"),
        append("Transitions", id="rest_2", from_="WELL", to="DEAD", as_="rest", when="cycle > 4"),
    ),
    "too_many_micro_states": all_of(
        put("States", "WELL", "remembers", "400 months"),
        put("Marks", "responded", "remembers", "400 months"),
        append("Marks", id="treated", remembers="400 months"),
        append(
            "Transitions", id="treat", from_="WELL", to="ILL", as_="rate", per="month", expression=0.1, sets="treated"
        ),
        put(
            "Costs",
            "care_well",
            "amount",
            "c_well + months_in_state + months_since_responded + IF(treated, months_since_treated, 0)",
        ),
    ),
    "weights_too_short": all_of(
        put("Study", "cycle correction", "value", "table weights"),
        page("table weights", ("point", "weight"), (0, 0.5), (1, 1), (2, 0.5)),
    ),
    "weights_that_vary": all_of(
        put("Study", "cycle correction", "value", "table weights"),
        put("Study", "horizon", "value", "2 months"),
        page("table weights", ("point", "weight"), (0, "u_ill"), (1, 1), (2, 0.5)),
    ),
    "total_beyond_numbers": put("Costs", "care_ill", "amount", "1e304 * c_ill"),
    "late_and_in_a_memory": put(
        "Transitions", "relapse", "expression", "h_relapse * (1 - months_since_responded / 20)"
    ),
}
"""Cases that only the base case shows."""

FINDINGS: dict[str, Edit] = {
    "above_the_norm": put("Utilities", "life", "weight", "u"),
    "alive_at_end": put("Study", "horizon", "value", "10 years"),
    "costs_nothing": put("Costs", "care_well", "charged", "in ILL"),
    "drug_by_the_cycle": put("Costs", "care_ill", "category", "Drugs"),
    "idle_arrow": put("Transitions", "relapse", "when", "cycle > 10000"),
    "idle_final_step": all_of(
        append(
            "Transitions",
            id="give_up",
            from_="ILL",
            to="DEAD",
            as_="share",
            expression=0.5,
            when="AND(final_step, cycle < 3)",
        ),
    ),
    "idle_arrow_to_a_state": all_of(
        append("States", id="GRAFT", label="Transplanted", alive="yes", u=0.7, hr_death=1),
        append("Transitions", id="graft", from_="ILL", to="GRAFT", as_="rate", per="month", expression="0 * h_relapse"),
        append("Costs", id="graft", category="graft", charged="entering GRAFT", amount=1000),
    ),
    "never_paid": append("Costs", id="tests", category="tests", charged="in ILL", amount="c_well", when="u_ill > 0.9"),
    "no_costs_at_all": all_of(*(put("Costs", name, "amount", 0) for name in ("therapy", "care_ill", "care_well"))),
    "no_qalys_at_all": remove("Utilities"),
    "reference_dominated": all_of(
        put("Study", "reference strategy", "value", "therapy"),
        put("Parameters", "or_new", "value", 0.5),
        put("Parameters", "or_new", "low", 0.3),
        put("Parameters", "or_new", "high", 0.833),
    ),
    "same_strategies": all_of(
        put("Costs", "therapy", "when", None),
        put("Variables", "p_6m", "expression", "ODDS_SHIFT(p_respond, or_new + 0*new)"),
    ),
    "worth_nothing": put("Utilities", "life", "charged", "in ILL"),
}
"""Cases of models that can be run, of which the base case shows something that a reviewer would ask about."""

SOME_DRAWS: dict[str, Edit] = {
    "shares_over_1": two_shares("u_well", 0.03),
    "promise_broken": put("Checks", "order", "expression", "u_well >= 0.9"),
    "life_table_too_short": put(
        "Variables", "h_death", "expression", 'PROB_TO_RATE(LOOKUP("life", "q", age - 4 * u_ill), 1) * hr_death'
    ),
}
"""Cases in which the base case is a model and some draws are not."""
