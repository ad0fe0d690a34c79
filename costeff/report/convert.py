"""From filled Markdown to Word, HTML and PDF: one text, read once, in three shapes."""

from __future__ import annotations

import functools
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from costeff.errors import InputError, Where
from costeff.errors.report import BrokenStyle, UnknownFormat, UnreadableFormula
from costeff.report.assembly import Assembly, Parsed, Place
from costeff.report.docx import docx
from costeff.report.docx_shape import DocxShape
from costeff.report.html import html
from costeff.report.html_shape import HtmlShape
from costeff.report.pandoc import FormulaError
from costeff.report.pdf import pdf
from costeff.report.pdf_shape import PdfShape
from costeff.report.pictures import begin

FORMATS = ("docx", "html", "pdf")

STYLES = {"docx": "reference.docx", "html": "style.css", "pdf": "style.typ"}
"""What of the look can be edited, by format."""


def convert(
    markdown: str,
    formats: Iterable[str],
    folder: Path,
    *,
    name: str,
    title: str,
    stamp: Mapping[str, str],
    resources: Path,
    shipped: Path | None = None,
    template: Path | None = None,
    language: str = "en-GB",
    progress: Callable[[str], None] | None = None,
) -> tuple[Path, ...]:
    """Writes a report as `NAME.docx`, `NAME.html` and `NAME.pdf`.

    Args:
        markdown: as `costeff.report.filling.fill` gives it. It has no title of its own: its headings begin with `#`.
        formats: of `docx`, `html`, `pdf`.
        folder: exists; the files go there.
        name: of the files, without ending.
        title: of the report.
        stamp: of `Dossier.stamp`; goes into the properties of every file, and into the foot of pages.
        resources: folder to which paths of pictures are relative, with `reference.docx`, `style.css` and `style.typ`.
        shipped: folder where those are that `resources` lacks; None = it lacks none.
        template: that was filled, so that messages can name the line.
        language: of the text.
        progress: told in words what is being written.

    Returns:
        Paths of what was written, in the order of `formats`.

    Raises:
        InputError: if the Markdown refers to something that isn't there, or a style can't be used.
        OSError: if a file can't be written.
    """
    asked = check_formats(formats)
    parsed = Parsed(markdown, _places(name, template))
    if "docx" in asked:
        for stem in parsed.figures:
            begin(resources / stem)
    date = _date(stamp)
    made = functools.partial(_written, parsed, resources, title, stamp, language, date)
    if progress is not None:
        progress(f"Writing {', '.join(asked)}")
    # Threads: most of the time goes to pandoc, a process, and to typst, which is no Python either.
    with ThreadPoolExecutor(max_workers=len(FORMATS)) as pool:
        waiting = [pool.submit(made, ending, _style(ending, resources, shipped)) for ending in asked]
    written = []
    for ending, content in zip(asked, waiting, strict=True):
        path = folder / f"{name}.{ending}"
        path.write_bytes(content.result())
        written.append(path)
    return tuple(written)


def check_formats(formats: Iterable[str]) -> tuple[str, ...]:
    """Formats, each once.

    Raises:
        InputError: for one in which no report is written.
    """
    asked = tuple(dict.fromkeys(formats))
    unknown = [f for f in asked if f not in FORMATS]
    if unknown:
        raise InputError([UnknownFormat(where=Where(book="--format"), name=f, known=FORMATS) for f in unknown])
    return asked


def _written(
    parsed: Parsed,
    resources: Path,
    title: str,
    stamp: Mapping[str, str],
    language: str,
    date: datetime,
    format: str,
    style: Path,
) -> bytes:
    """The report in one format.

    Raises:
        InputError: as of `convert`.
    """
    try:
        return _composed(parsed, resources, title, stamp, language, date, format, style)
    except FormulaError as error:
        where = parsed.place(error.latex)
        raise InputError([UnreadableFormula(where=where, latex=error.latex)]) from error


def _composed(
    parsed: Parsed,
    resources: Path,
    title: str,
    stamp: Mapping[str, str],
    language: str,
    date: datetime,
    format: str,
    style: Path,
) -> bytes:
    """The same, with formulae that can't be set as pandoc tells them."""
    if format == "html":
        screen = HtmlShape()
        page = Assembly(parsed, screen, resources)
        return html(page.blocks, title=title, stamp=stamp, style=_text(style), pictures=screen.pictures,
                    language=language)  # fmt: skip
    if format == "pdf":
        shape = PdfShape()
        leaves = Assembly(parsed, shape, resources)
        return pdf(leaves.blocks, title=title, stamp=stamp, style=style, pictures=shape.pictures,
                   language=language, date=date)  # fmt: skip
    word = DocxShape()
    sheets = Assembly(parsed, word, resources)
    if not zipfile.is_zipfile(style):
        raise InputError([BrokenStyle(where=Where(book=style.name), reason="it is no Word document")])
    return docx(sheets.blocks, title=title, stamp=stamp, style=style, shape=word, language=language, date=date)


def _style(format: str, resources: Path, shipped: Path | None) -> Path:
    """The file with the look of a format: the user's, or that which is shipped."""
    own = resources / STYLES[format]
    return own if shipped is None or own.is_file() else shipped / STYLES[format]


def _text(path: Path) -> str:
    """A file's text.

    Raises:
        InputError: if it is none.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError([BrokenStyle(where=Where(book=path.name), reason="it is not text in UTF-8")]) from error


def _date(stamp: Mapping[str, str]) -> datetime:
    """When the run was made, so that the report of a run is the same whenever it is written."""
    try:
        found = datetime.fromisoformat(stamp.get("run at", ""))
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=UTC)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _places(name: str, template: Path | None) -> Place:
    """What says where in a template a word stands."""
    lines: list[str] = []
    if template is not None:
        try:
            lines = template.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            lines = []

    def place(text: str, last: bool = False) -> Where:
        book = template.name if template is not None else name
        whole = re.compile(rf"(?<![\w-]){re.escape(text)}(?![\w-])") if text else None
        found = [(number, line) for number, line in enumerate(lines, 1) if whole is not None and whole.search(line)]
        if not found:
            return Where(book=book)
        number, line = found[-1 if last else 0]
        return Where(book=book, cell=f"line {number}", text=line)

    return place
