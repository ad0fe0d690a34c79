"""The Excel edge, inwards: from a workbook to a model, and costeff's own workbooks."""

from costeff.workbook.author import write
from costeff.workbook.breaking import Breaking, breaking
from costeff.workbook.changes import Changed, change
from costeff.workbook.read import Reading, read
from costeff.workbook.reference import reference_markdown
from costeff.workbook.schema import SETTINGS, SHEETS
from costeff.workbook.situations import without
from costeff.workbook.template import template_sheets, write_template

__all__ = [
    "SETTINGS",
    "SHEETS",
    "Breaking",
    "Changed",
    "Reading",
    "breaking",
    "change",
    "read",
    "reference_markdown",
    "template_sheets",
    "without",
    "write",
    "write_template",
]
