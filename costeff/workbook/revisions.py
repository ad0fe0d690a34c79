"""The sheet Changes: what was changed in the workbook, when, by whom and why."""

from __future__ import annotations

from costeff.model.parts import Revision
from costeff.workbook.cells import Page
from costeff.workbook.names import plain_name
from costeff.workbook.rows import Log, header_text
from costeff.workbook.schema import SHEETS
from costeff.workbook.selection import Known
from costeff.workbook.sheets import read_rows


def read_revisions(page: Page, log: Log, known: Known) -> tuple[Revision, ...]:
    """Every row of the change log, in the order of the sheet.

    A sheet of that name without any of the columns is a page of notes of the user's own: it is ignored, as such pages
    are.
    """
    sheet = SHEETS["Changes"]
    headers = {plain_name(header_text(cell)) for cell in page.rows.get(1, {}).values()}
    if headers.isdisjoint(sheet.names):
        return ()
    found: list[Revision] = []
    for row in read_rows(page, sheet, log, known):
        texts = {column.name: row.text(column) for column in sheet.columns}
        if not row.failed:
            found.append(Revision(**texts, cells=row.places()))
    return tuple(found)
