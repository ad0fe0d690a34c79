"""Five workbooks of the kind that people really send, each a model that would run if it were tidy."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from broken_workbooks import append, cell, error, put, rename, text
from openpyxl.comments import Comment
from openpyxl.styles import Font

from costeff.workbook import write_template


def begun(path: Path) -> Any:
    write_template(path)
    return openpyxl.load_workbook(path)


def saved(book: Any, path: Path) -> Path:
    book.save(path)
    return path


def titled(path: Path) -> Path:
    """A report's layout: a title and merged group headers above the table, sections, totals, a second table beside."""
    book = begun(path)
    page = book["Parameters"]
    page.insert_rows(1, 2)
    page["A1"] = "Table 3. Model inputs (base case)"
    page["A1"].font = Font(bold=True, size=14)
    page["C2"], page["F2"] = "Point estimate", "Uncertainty"
    page.merge_cells("A1:P1")
    page.merge_cells("F2:I2")
    costs = book["Costs"]
    costs["A6"], costs["F6"] = "TOTAL", "=SUM(F2:F4)"
    costs["K1"], costs["L1"] = "Unit cost", "Source"
    costs["K2"], costs["L2"] = 151, "NHS Blood and Transplant"
    costs.row_dimensions[3].hidden = True
    states = book["States"]
    states.insert_rows(3)
    states["A3"] = "On treatment"
    states.merge_cells("A3:L3")
    arrows = book["Transitions"]
    arrows.insert_rows(3, 2)
    arrows.auto_filter.ref = "A1:I6"
    return saved(book, path)


def with_units(path: Path) -> Path:
    """Numbers as they stand in the papers: with their currency, interval, unit, decimal comma, or as a date."""
    book = begun(path)
    for edit in (
        put("Parameters", "p_respond", "value", "40 %"),
        put("Parameters", "or_new", "value", "2.0 (1.2–3.3)"),
        put("Parameters", "h_relapse", "value", "0,01"),
        put("Parameters", "hr_ill", "value", "~3"),
        put("Parameters", "u_ill", "value", "70/100"),
        put("Parameters", "u_well", "value", datetime.datetime(2026, 5, 1)),
        put("Parameters", "c_ill", "value", "£1,500"),
        put("Parameters", "c_well", "value", "150 GBP"),
        put("Parameters", "c_new", "value", "60\u202f000"),
        put("Parameters", "h_relapse", "se", "0.002*"),
        put("Parameters", "p_respond", "n", "n=100"),
        put("Study", "start age", "value", "53 years"),
        put("Study", "thresholds", "value", "£25,000–£35,000"),
        put("Study", "discount costs", "value", "3,5%"),
        put("Study", "cycle length", "value", "monthly"),
        put("Study", "horizon", "value", "lifetime"),
        cell("table life", "B3", "0.53%"),
        cell("table life", "A11", "95+"),
    ):
        edit(book)
    return saved(book, path)


def pasted(path: Path) -> Path:
    """Text that has been through a word processor and a mail: other spaces, quotes, minus signs, capitals."""
    book = begun(path)
    for edit in (
        put("Parameters", "u_well", "id", "u_well\u00a0"),
        put("Parameters", "c_well", "id", " c_well "),
        put("States", "WELL", "id", "Well"),
        append("Parameters", id="U_ill", value=0.7),
        put("Variables", "h_death", "expression", "PROB_TO_RATE(LOOKUP(“life”, “q”, age), 1) × hr_death"),
        put("Variables", "p_6m", "expression", "ODDS_SHIFT(p_respond, IF(new = 1; or_new; 1))"),
        put("Transitions", "respond", "expression", "\u2212LN(1 – p_6m)"),
        put("Transitions", "respond", "from", "ill"),
        put("Transitions", "relapse", "expression", "h_relapse · IF(months_since_responded ≤ 24, 1, ½)"),
        put("Transitions", "die", "as", "Rate (per year)"),
        put("Costs", "therapy", "when", "new = yes"),
        put("Costs", "care_ill", "amount", "c_ill²"),
        put("Utilities", "life", "weight", "u x u_norm"),
        text("Checks", "B2", "=u_well>=u_ill"),
    ):
        edit(book)
    book["Parameters"]["C2"].comment = Comment("from the 2023 trial, check!", "Anna")
    return saved(book, path)


def linked(path: Path) -> Path:
    """Cells calculated elsewhere: errors, formulas without a stored value, links to other files."""
    book = begun(path)
    for edit in (
        error("Parameters", "C2", "#REF!"),
        cell("Parameters", "C4", "=-LN(1-0.113)/12"),
        cell("Parameters", "C8", "=[1]Inputs!$C$14"),
        cell("Parameters", "F8", "=C8*0.15"),
        put("Parameters", "c_new", "value", "=Prices!B2"),
        put("Parameters", "u_ill", "value", "0.70"),
        put("Parameters", "u_well", "value", "'0.95"),
        put("Parameters", "c_well", "value", "n/a"),
        put("Parameters", "hr_ill", "low", "-"),
        put("Parameters", "hr_ill", "high", "tbc"),
        error("Transitions", "F4", "#NAME?"),
        error("table life", "B5", "#N/A"),
        cell("Costs", "F4", "=c_well*2"),
    ):
        edit(book)
    return saved(book, path)


def renamed(path: Path) -> Path:
    """Sheets and headers under other names: copies, plurals, abbreviations, another language."""
    book = begun(path)
    for edit in (
        rename("Parameters", "Parameters (2)"),
        rename("Transitions", "Transition Matrix"),
        rename("Utilities", "QALYs"),
        rename("Costs", "Kosten"),
        rename("table life", "life table"),
        cell("States", "G1", "Memory"),
        cell("States", "E1", "Alive?"),
        cell("Strategies", "B1", "Name"),
        cell("Variables", "B1", "Formula"),
        cell("Targets", "I1", "Observed"),
        cell("Study", "A10", "Cycle"),
        cell("Study", "A11", "Time horizon"),
        cell("Study", "A13", "Discount rate (costs)"),
    ):
        edit(book)
    return saved(book, path)


STRANGERS: dict[str, Callable[[Path], Path]] = {
    "titled": titled,
    "with_units": with_units,
    "pasted": pasted,
    "linked": linked,
    "renamed": renamed,
}
