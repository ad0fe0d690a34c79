"""The program pandoc: Markdown to a tree, a tree to a format. It runs as a process of its own, without the network."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from costeff.errors import InternalError
from costeff.report.nodes import Nodes

READER = (
    "markdown-smart-raw_html-raw_tex-raw_attribute-native_divs-native_spans-markdown_in_html_blocks"
    "-latex_macros-citations-yaml_metadata_block-pandoc_title_block-auto_identifiers-implicit_figures"
)
"""Pandoc's Markdown without raw HTML and TeX, citations, metadata, and signs that become others by themselves."""

PATIENCE = 120.0
"""Seconds after which pandoc is given up."""


class FormulaError(InternalError):
    """A formula that can't be set.

    Attributes:
        latex: as it was given.
    """

    def __init__(self, latex: str) -> None:
        self.latex = latex
        super().__init__(f"The formula {latex} can't be set.")


def read(markdown: str) -> Nodes:
    """The blocks of a Markdown text."""
    options = ["-f", READER, "-t", "json", "--sandbox", "--quiet"]
    found = json.loads(_run(options, markdown.encode("utf-8", "replace")))
    blocks: Nodes = found["blocks"]
    return blocks


def write(
    blocks: Nodes,
    format: str,
    options: Sequence[str] = (),
    *,
    metadata: Mapping[str, str] | None = None,
    epoch: int | None = None,
) -> bytes:
    """Blocks in another format.

    Args:
        blocks: of the document.
        format: a name of pandoc's, such as `html5`.
        options: further ones of pandoc's.
        metadata: of the document, as plain text.
        epoch: seconds since 1970 that are taken for now; None = the clock.
    """
    meta = {key: {"t": "MetaString", "c": value} for key, value in (metadata or {}).items()}
    tree = {"pandoc-api-version": VERSION, "meta": meta, "blocks": blocks}
    return _run(["-f", "json", "-t", format, *options], json.dumps(tree).encode(), epoch=epoch)


VERSION = [1, 23, 1]
"""Of the form of the tree, which pandoc checks."""


def data_file(name: str) -> bytes:
    """A file that pandoc brings along, such as `reference.docx`."""
    return _run(["--print-default-data-file", name], b"")


def program() -> Path:
    """Where pandoc is.

    Raises:
        ImportError: if it isn't installed.
    """
    import pypandoc  # late: an extra

    files = Path(pypandoc.__file__).parent / "files"
    bundled = [files / name for name in ("pandoc", "pandoc.exe") if (files / name).is_file()]
    return bundled[0] if bundled else Path(pypandoc.get_pandoc_path())


def _run(arguments: Sequence[str], given: bytes, *, epoch: int | None = None) -> bytes:
    """What pandoc prints.

    Raises:
        FormulaError: if it can't set a formula.
        InternalError: if it fails, or warns of what it can't write as it is meant.
    """
    environment = {**os.environ, **({} if epoch is None else {"SOURCE_DATE_EPOCH": str(epoch)})}
    done = subprocess.run(
        [program(), "+RTS", "-M1g", "-RTS", *arguments],
        input=given, capture_output=True, timeout=PATIENCE, check=False, env=environment,
    )  # fmt: skip
    said = done.stderr.decode("utf-8", "replace").strip()
    if unset := re.search(r"Could not convert TeX math (.*?), rendering as TeX", said, re.DOTALL):
        raise FormulaError(unset[1])
    if done.returncode or "WARNING" in said:
        raise InternalError(f"pandoc {' '.join(arguments[:4])}: {said[:2000] or f'ended with {done.returncode}'}")
    return done.stdout
