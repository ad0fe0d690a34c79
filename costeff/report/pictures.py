"""Pictures on the page: how wide they stand, and in how few bytes they are carried."""

from __future__ import annotations

import functools
import io
import re
import struct
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

ACROSS, HALF = 166.0, 113.0
"""Width of the text of a page, and the height at which two pictures with their captions share one, in mm."""

SMALLEST = 0.72
"""Share of the width of the text down to which a picture is made smaller: its letters, drawn at 8 points for the
whole width, are still read."""

LARGE = 150_000
"""Characters from which a drawing is carried as its picture in points, if that is smaller."""

ROUGH = 2
"""Times that size from which there is no need to see how far a drawing can be lightened: never by half."""

VISIBLE, SHADED = 4, 0.05
"""Difference in brightness, of 255, from which a step is seen, and share of such points from which no palette will do:
edges of letters have fewer, maps with a shading more."""

HEAVY = 350_000
"""Bytes from which a drawing is printed as its picture in points: between the squares of a map seams would show."""

COLOURS, COMMON = 256, 64
"""Of a picture in a palette, and how many of the most common keep their exact value."""

MOST_COLOURS = 65_536
"""Of a picture that may get a palette; drawings have a few thousand, most of them on the edges of letters."""

_KEPT = r'<metadata>.*?</metadata>|style="[^"]*"|(?:scale|matrix)\([^)]*\)'
_NUMBER = re.compile(rf"{_KEPT}|(-?\d+\.\d{{3,}})(?![\w.])", re.S)


def shape_of(path: Path) -> float:
    """Height over width of a figure, from the head of its PNG file; 1 if it can't be read.

    Args:
        path: of the figure, with or without the ending `.png` or `.svg`.
    """
    stem = path.with_suffix("") if path.suffix in (".png", ".svg") else path
    try:
        with stem.with_name(f"{stem.name}.png").open("rb") as file:
            head = file.read(24)
        width, height = struct.unpack(">II", head[16:24])
        return float(height / width)
    except (OSError, struct.error, ZeroDivisionError):
        return 1.0


def fitting(path: Path, width: float) -> float:
    """The share of the width of the text that a figure takes: smaller than asked for where two then share a page.

    Args:
        path: of the figure.
        width: share that was asked for.
    """
    half = HALF / (ACROSS * shape_of(path))
    return half if SMALLEST <= half < width else width


def light_png(content: bytes) -> bytes:
    """A picture in a palette, in about a third of its bytes; as it was if that makes it no smaller.

    A picture with shadings keeps its colours. Only those without transparency to lose are changed.
    """
    return _awaited(content).result()


def begin(stem: str | Path) -> None:
    """Begins to make a figure's picture lighter, so that it is ready, or nearly, when a document asks for it.

    Args:
        stem: path of the figure without its ending; there may be no such file.
    """
    path = Path(f"{stem}.png")
    if path.is_file():
        _awaited(path.read_bytes())


_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="pictures")
"""Pillow works outside Python's lock, so while pictures are made lighter, documents are put together."""


@functools.lru_cache(maxsize=128)  # Word and HTML take the same pictures
def _awaited(content: bytes) -> Future[bytes]:
    """A picture that is being made lighter."""
    return _THREADS.submit(_lightened, content)


def _lightened(content: bytes) -> bytes:
    """A picture as `light_png` gives it."""
    from PIL import Image  # late: only reports need it

    try:
        with Image.open(io.BytesIO(content)) as opened:
            if opened.format != "PNG" or opened.mode not in ("RGB", "RGBA") or not _is_opaque(opened):
                return content
            flat = opened.convert("RGB")
            reduced = _in_palette(flat) or flat
            made = io.BytesIO()
            reduced.save(made, "PNG", dpi=opened.info.get("dpi", (72, 72)))
    except (OSError, ValueError, SyntaxError):  # what Pillow can't read is left to who can
        return content
    return made.getvalue() if len(made.getvalue()) < len(content) else content


def light_svg(text: str) -> str:
    """A drawing without comments and indents, its places to a hundredth of a point."""
    bare = re.sub(r"\n\s+(?=<)", "\n", re.sub(r"<!--.*?-->", "", text, flags=re.S))
    return _NUMBER.sub(_rounded, bare)


def carried(path: Path) -> tuple[bytes, str]:
    """A figure's content in few bytes, and the ending that says what it is.

    A drawing of very many pieces, such as a map of a thousand squares, is carried as its picture in points.
    """
    content = path.read_bytes()
    if path.suffix.lower() != ".svg":
        return (light_png(content) if path.suffix.lower() == ".png" else content), path.suffix.lower()
    points = path.with_suffix(".png")
    dotted = light_png(points.read_bytes()) if len(content) > LARGE and points.is_file() else b""
    if dotted and len(content) > ROUGH * max(LARGE, len(dotted)):
        return dotted, ".png"
    drawn = light_svg(content.decode("utf-8")).encode()
    if len(drawn) > LARGE and dotted and len(dotted) < len(drawn):
        return dotted, ".png"
    return drawn, ".svg"


def printed(path: Path) -> Path:
    """The file of a figure that a page for print takes."""
    points = path.with_suffix(".png")
    heavy = path.suffix.lower() == ".svg" and path.is_file() and path.stat().st_size > HEAVY
    return points if heavy and points.is_file() else path


def _in_palette(picture: Image.Image) -> Image.Image | None:
    """A picture in few colours, of which those that fill areas, such as white, are exactly what they were.

    None where that would show: in one with shadings.
    """
    from PIL import Image  # late: only reports need it

    counted = picture.getcolors(MOST_COLOURS)
    if counted is None:
        return None
    reduced = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    common: list[Any] = [colour for _, colour in sorted(counted, key=lambda pair: pair[0])[-COMMON:]]
    swatch = Image.new("RGB", (len(common), 1))
    swatch.putdata(common)
    places = swatch.quantize(palette=reduced, dither=Image.Dither.NONE).tobytes()
    palette = list(reduced.getpalette() or [])
    for place, colour in zip(places, common, strict=True):  # the most common comes last, and stays
        palette[3 * place : 3 * place + 3] = colour
    reduced.putpalette(palette)
    return reduced if _apart(picture, reduced) <= SHADED else None


def _apart(one: Image.Image, other: Image.Image) -> float:
    """The share of the points in which two pictures differ so that steps would show in a shading.

    Every second point of every second line tells as much as all of them.
    """
    from PIL import Image, ImageChops  # late: only reports need it

    size = (one.width + 1) // 2, (one.height + 1) // 2
    first, second = (picture.resize(size, Image.Resampling.NEAREST) for picture in (one, other))
    counts = ImageChops.difference(first, second.convert("RGB")).convert("L").histogram()
    return sum(counts[VISIBLE:]) / sum(counts)


def _is_opaque(picture: Image.Image) -> bool:
    """Whether a picture has no transparent point."""
    if "transparency" in picture.info:
        return False
    return picture.mode != "RGBA" or picture.getchannel("A").getextrema() == (255, 255)


def _rounded(found: re.Match[str]) -> str:
    """A number to two decimals, without zeros at its end; what else was found, as it is."""
    if found[1] is None:
        return found[0]
    short = f"{float(found[1]):.2f}"
    return short.rstrip("0").rstrip(".") if short[-1] == "0" else short
