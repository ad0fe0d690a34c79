from __future__ import annotations

from collections.abc import Callable

import pytest
from goldens import FOLDER, compare

from costeff.errors import Problem, Where, render
from costeff.errors.reproducing import NoStamp, NotReproducible, WorkbookDiffers, WorkbookNotFound

HERE = Where(book="model.xlsx")

TOLD: dict[str, Callable[[], Problem]] = {
    "no_stamp": lambda: NoStamp(where=Where(book="a.docx"), file="letter.docx", reason="carries no stamp of costeff"),
    "workbook_not_found": lambda: WorkbookNotFound(where=HERE, name="model.xlsx"),
    "built_in_python": lambda: WorkbookNotFound(where=HERE, name=""),
    "workbook_differs": lambda: WorkbookDiffers(where=HERE, name="model.xlsx", recorded="ab" * 32, now="cd" * 32),
    "not_reproducible": lambda: NotReproducible(
        where=Where(book="calibration"),
        what="calibration",
        reason="its kind has no way back from the record",
        command="costeff calibrate model.xlsx --fit p",
    ),
    "not_reproducible_nor_known_how": lambda: NotReproducible(
        where=Where(book="old.pdf"), what="old.pdf", reason="its stamp has no digests of tables"
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_the_message_is_the_golden_one(name):
    problems = [TOLD[name]()]
    compare(FOLDER / "reproducing_messages" / f"{name}.txt", render(problems, book=problems[0].where.book), problems)
