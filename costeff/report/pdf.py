"""The report as PDF, set by typst from its own fonts: no network, no font of the computer, the same bytes again."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from costeff.errors import InputError, InternalError, Where
from costeff.errors.report import BrokenStyle
from costeff.report import nodes, pandoc
from costeff.report.html import foot
from costeff.report.nodes import Node, Nodes
from costeff.report.pdf_shape import quoted, together


def pdf(
    blocks: Nodes,
    *,
    title: str,
    stamp: Mapping[str, str],
    style: Path,
    pictures: Mapping[str, Path],
    language: str,
    date: datetime,
) -> bytes:
    """The document.

    Args:
        blocks: of an assembly in the shape of PDF.
        title: of the report.
        stamp: goes into the keywords of the document, an entry each, and the foot of pages.
        style: file with the function `report` in typst's language.
        pictures: of the shape.
        language: such as `en-GB`.
        date: of the document.

    Raises:
        InputError: if the style can't be used.
    """
    import typst  # late: an extra

    words = nodes.changed(together(blocks), _literal)
    body = pandoc.write(words, "typst-smart", ["--wrap=none", "--syntax-highlighting=none", "--sandbox"]).decode()
    with tempfile.TemporaryDirectory(prefix="costeff-") as made:
        folder = Path(made)
        shutil.copyfile(style, folder / "style.typ")
        for name, path in pictures.items():
            shutil.copyfile(path, folder / name)
        (folder / "main.typ").write_text(_source(body, title, stamp, language, date), encoding="utf-8")
        try:
            found: bytes = typst.compile(
                folder / "main.typ",
                root=folder,
                font_paths=_fonts(),
                ignore_system_fonts=True,
                format="pdf",
                timestamp=int(date.timestamp()),
                package_path=folder / "none",
                package_cache_path=folder / "none",
            )
        except typst.TypstError as error:
            reason = str(error).strip()
            if "style.typ" in "".join([reason, *map(str, getattr(error, "trace", ()))]):
                raise InputError([BrokenStyle(where=Where(book=style.name), reason=reason.split("\n")[0])]) from error
            raise InternalError(f"typst: {reason[:2000]}") from error
    return found


def _literal(node: Node) -> Node | None:
    """A word in which typst would see a dash, an ellipsis, a minus sign or a soft hyphen, as the string that it is."""
    if node["t"] != "Str" or not re.search(r"-[-?\d]|\.\.|~", node["c"]):
        return None
    return nodes.raw("typst", f"#{quoted(node['c'])};")


def _source(body: str, title: str, stamp: Mapping[str, str], language: str, date: datetime) -> str:
    """The whole source."""
    tongue, _, region = language.partition("-")
    keywords = "".join(f"{quoted(f'{key}: {value}')}, " for key, value in stamp.items())
    return f"""#import "style.typ": *
#set document(
  title: {quoted(title)},
  author: "costeff",
  description: {quoted(foot(stamp))},
  keywords: ({keywords}),
  date: datetime(year: {date.year}, month: {date.month}, day: {date.day},
    hour: {date.hour}, minute: {date.minute}, second: {date.second}),
)
#set text(lang: {quoted(tongue)}, region: {quoted(region) if region else "none"})
#set smartquote(enabled: false)
#show: report.with(title: {quoted(title)}, foot: {quoted(foot(stamp))})

{body}
"""


def _fonts() -> list[Path]:
    """Folders of further fonts: those of matplotlib, for signs that typst's own lack."""
    spec = find_spec("matplotlib")
    places = [] if spec is None or not spec.submodule_search_locations else list(spec.submodule_search_locations)
    return [folder for place in places if (folder := Path(place) / "mpl-data" / "fonts" / "ttf").is_dir()]
