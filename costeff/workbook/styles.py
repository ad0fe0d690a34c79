"""How costeff's own workbooks look: colours, number formats, what is an input."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

INK = "#1F2937"
HEADER_FILL = "#1F4E5F"
INPUT_INK = "#0000FF"
INPUT_FILL = "#FFFBE0"
RULE = "#D5DBE1"
LINK = "#1F5FA8"

EVIDENCE_FILLS: Mapping[str, str] = {
    "published": "#D8EFD9",
    "derived": "#DCE9F7",
    "recalled": "#FFE9BF",
    "assumption": "#FBD5CC",
}
"""Pale fills for the grades of evidence, best first; the word itself is always printed too."""

TAB_COLOURS: Mapping[str, str] = {
    "Study": "#1F4E5F",
    "Parameters": "#E0B000",
    "Targets": "#7A8B99",
    "Checks": "#7A8B99",
    "Changes": "#7A8B99",
}
STRUCTURE_TAB, TABLE_TAB = "#3E8E7E", "#C9A227"

PERCENT, MONEY, PLAIN, WHOLE = "0.0###%", "#,##0.00", "General", "#,##0"
FRACTION_UNITS = ("probability", "proportion", "share", "fraction")
CURRENCIES = ("GBP", "EUR", "USD", "CAD", "AUD", "JPY", "INR", "CHF", "SEK", "NOK", "DKK", "PLN")


def number_format(unit: str) -> str:
    """The number format for values of a unit: percentages for probabilities, separators for money."""
    word = unit.strip()
    if word.lower() in FRACTION_UNITS:
        return PERCENT
    return MONEY if word[:3].upper() in CURRENCIES and not word[3:4].isalpha() else PLAIN


LINE_HEIGHT = 15.0
"""Of a line of text, in points."""


def row_height(texts: Iterable[tuple[str, float]]) -> float | None:
    """Height of a row whose texts wrap, since LibreOffice doesn't work it out by itself.

    Args:
        texts: each with the width of its column, in characters.

    Returns:
        Points; None for one line.
    """
    lines = 1
    for text, width in texts:
        lines = max(lines, sum(max(1, math.ceil(len(line) * 1.03 / width)) for line in text.split("\n")))
    return min(lines, 20) * LINE_HEIGHT if lines > 1 else None


class Styles:
    """The formats of one workbook that is being written, made when first needed."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._inputs: dict[str, Any] = {}

    def _add(self, **properties: object) -> Any:
        common = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
        return self._workbook.add_format(common | properties)

    def input(self, number_format: str) -> Any:
        """A cell to edit: blue on pale yellow."""
        if number_format not in self._inputs:
            self._inputs[number_format] = self._add(
                font_color=INPUT_INK,
                bg_color=INPUT_FILL,
                border=1,
                border_color=RULE,
                num_format=number_format,
                text_wrap=number_format == "@",
            )
        return self._inputs[number_format]

    @cached_property
    def header(self) -> Any:
        """Column headers."""
        return self._add(bold=True, font_color="#FFFFFF", bg_color=HEADER_FILL, text_wrap=True, valign="vcenter")

    @cached_property
    def required_header(self) -> Any:
        """Headers of columns that every row must fill."""
        return self._add(
            bold=True, font_color="#FFFFFF", bg_color=HEADER_FILL, text_wrap=True, valign="vcenter", underline=1
        )

    @cached_property
    def text(self) -> Any:
        """Names and free text."""
        return self._add(text_wrap=True, bottom=1, bottom_color=RULE)

    @cached_property
    def indented_text(self) -> Any:
        """The same beside a column of numbers, which end where it begins."""
        return self._add(text_wrap=True, bottom=1, bottom_color=RULE, align="left", indent=1)

    @cached_property
    def id(self) -> Any:
        """Ids."""
        return self._add(bold=True, bottom=1, bottom_color=RULE)

    @cached_property
    def expression(self) -> Any:
        """Expressions, in a fixed pitch so that parentheses can be counted."""
        return self._add(font_name="Courier New", font_size=10, text_wrap=True, bottom=1, bottom_color=RULE)

    @cached_property
    def indented_expression(self) -> Any:
        """The same beside a column of numbers."""
        return self._add(
            font_name="Courier New", font_size=10, text_wrap=True, bottom=1, bottom_color=RULE, align="left", indent=1
        )

    @cached_property
    def title(self) -> Any:
        """Title of the front sheet."""
        return self._add(bold=True, font_size=18, font_color=HEADER_FILL)

    @cached_property
    def heading(self) -> Any:
        """Headings of the front sheet."""
        return self._add(bold=True, font_size=13, font_color=HEADER_FILL, bottom=2, bottom_color=HEADER_FILL)

    @cached_property
    def paragraph(self) -> Any:
        """Text of the front sheet."""
        return self._add(text_wrap=True)

    @cached_property
    def command(self) -> Any:
        """Commands on the front sheet."""
        return self._add(font_name="Courier New", bg_color="#F1F4F7")

    @cached_property
    def label(self) -> Any:
        """Left column of the front sheet."""
        return self._add(bold=True)

    @cached_property
    def link(self) -> Any:
        """Links to sheets."""
        return self._add(bold=True, font_color=LINK, underline=1)

    def evidence(self, grade: str) -> Any:
        """Fill of a grade of evidence, for conditional formats and the legend."""
        return self._workbook.add_format({"bg_color": EVIDENCE_FILLS[grade]})
