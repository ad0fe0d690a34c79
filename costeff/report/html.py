"""The report as one HTML file that needs no other, runs nothing and fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

from costeff.report import pandoc
from costeff.report.html_shape import embedded
from costeff.report.nodes import Nodes

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a browser may load for the page: the pictures and styles in it."""


def html(
    blocks: Nodes,
    *,
    title: str,
    stamp: Mapping[str, str],
    style: str,
    pictures: Mapping[str, Path],
    language: str,
) -> bytes:
    """The page.

    Args:
        blocks: of an assembly in the shape of HTML.
        title: of the report.
        stamp: one `meta` element an entry.
        style: CSS.
        pictures: of the shape.
        language: such as `en-GB`.
    """
    options = ["--mathml", "--wrap=none", "--syntax-highlighting=none", "--sandbox"]
    body = pandoc.write(blocks, "html5", options).decode()
    body = re.sub(r'(?<=src=")costeff-picture-[^"]+(?=")', lambda found: embedded(pictures[found[0]]), body)
    metas = "\n".join(
        f'<meta name="costeff:{escape(key.replace(" ", "-"))}" content="{escape(value)}">'
        for key, value in stamp.items()
    )
    css = style.replace("</", r"<\/")  # a style sheet can't end its own element
    return f"""<!DOCTYPE html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="costeff">
{metas}
<title>{escape(title)}</title>
<style>
{css}
</style>
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header>
<h1>{escape(title)}</h1>
</header>
<main id="main">
{body}</main>
<footer>
<p>{escape(foot(stamp))}</p>
</footer>
</body>
</html>
""".encode()


def foot(stamp: Mapping[str, str]) -> str:
    """The stamp on one line, for the foot of pages: workbook, a few signs of its hash, version, seed, draws."""
    parts = [stamp.get("workbook", "")]
    if "SHA-256" in stamp:
        parts.append(f"SHA-256 {stamp['SHA-256'][:12]}")
    parts += [f"{key} {stamp[key]}" for key in ("costeff", "draws", "seed") if key in stamp]
    return " · ".join(part for part in parts if part)
