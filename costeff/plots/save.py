"""A figure as files: PNG for documents, SVG for everything that scales, both with their provenance inside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matplotlib.figure import Figure

from costeff.plots.style import house, plain

DPI = 300


def save(figure: Figure, stem_path: str | Path, provenance: Mapping[str, str]) -> tuple[Path, Path]:
    """Writes `STEM.png` (300 dpi) and `STEM.svg`; the same figure gives the same bytes.

    Args:
        figure: made by this package.
        stem_path: path without an ending; its folder exists.
        provenance: what the figure was made of (workbook hash, version, seed, ...); goes into the PNG's text chunks,
            a chunk a key, and into the SVG's description.

    Returns:
        Paths of the PNG and of the SVG.

    Raises:
        OSError: if a file can't be written.
    """
    stem = Path(stem_path)
    png, svg = stem.with_name(stem.name + ".png"), stem.with_name(stem.name + ".svg")
    record = {_keyword(str(key)): plain(str(value)) for key, value in provenance.items()}
    description = "; ".join(f"{key}: {value}" for key, value in record.items())
    _clean_ids(figure)
    with house():
        figure.savefig(png, format="png", dpi=DPI, metadata={**record, "Software": "costeff"},
                       pil_kwargs={"compress_level": 4})  # fmt: skip
        # No date, and no version of the drawing library: a rerun must give the same file.
        dublin_core = {"Date": None, "Creator": "costeff", "Title": stem.name, "Description": description}
        figure.savefig(svg, format="svg", dpi=DPI, metadata=dublin_core)
    return png, svg


def _keyword(key: str) -> str:
    """A key as the chunks of a PNG allow it: some letters, 79 at most."""
    return plain(key).encode("ascii", "replace").decode()[:79].strip() or "note"


def _clean_ids(figure: Figure) -> None:
    """Takes signs that can't be seen out of the ids of the figure's parts, which come from labels and stand in SVG."""
    for part in figure.findobj():
        name = part.get_gid()
        if name and not name.isprintable():
            part.set_gid(plain(name))
