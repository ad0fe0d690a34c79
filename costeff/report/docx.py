"""The report as a Word document."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from costeff.report import pandoc
from costeff.report.docx_finish import finish
from costeff.report.docx_shape import DocxShape
from costeff.report.html import foot
from costeff.report.nodes import Nodes
from costeff.results.stamp import properties


def docx(
    blocks: Nodes,
    *,
    title: str,
    stamp: Mapping[str, str],
    style: Path,
    shape: DocxShape,
    language: str,
    date: datetime,
) -> bytes:
    """The document.

    Args:
        blocks: of an assembly in the shape of Word.
        title: of the report.
        stamp: goes into the document's own properties, an entry each, and into the foot of pages.
        style: the reference document with the styles.
        shape: of the assembly, which knows the tables and headings.
        language: such as `en-GB`.
        date: of the document.

    Raises:
        InputError: if the reference document can't be used.
    """
    metadata = {"title": title, "lang": language, **properties(stamp)}
    with tempfile.TemporaryDirectory(prefix="costeff-") as made:
        path = Path(made) / "report.docx"
        options = [f"--reference-doc={style}", f"--output={path}", "--syntax-highlighting=none"]
        pandoc.write(blocks, "docx", options, metadata=metadata, epoch=int(date.timestamp()))
        return finish(path.read_bytes(), shape, title=title, foot=foot(stamp), date=date)
