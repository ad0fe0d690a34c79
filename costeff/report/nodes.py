"""Pandoc's document tree: making nodes, reading their words, walking through them.

A node is what pandoc's JSON has: `{"t": kind, "c": content}`. Blocks and inlines are lists of nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Node = dict[str, Any]
Nodes = list[Node]


def attributes(id: str = "", classes: Iterable[str] = (), values: Mapping[str, str] | None = None) -> list[Any]:
    """The attributes of a node: id, classes, further ones by name."""
    return [id, list(classes), [[key, value] for key, value in (values or {}).items()]]


def words(text: str) -> Nodes:
    """Inlines that show a text; nothing in it is markup."""
    found: Nodes = []
    for piece in re.split("( +)", text):
        if piece:
            found.append({"t": "Space"} if piece.isspace() and "\u00a0" not in piece else {"t": "Str", "c": piece})
    return found


def raw(language: str, text: str) -> Node:
    """An inline in the language of one output format."""
    return {"t": "RawInline", "c": [language, text]}


def raw_block(language: str, text: str) -> Node:
    """A block in the language of one output format."""
    return {"t": "RawBlock", "c": [language, text]}


def span(inlines: Nodes, id: str = "", classes: Iterable[str] = (), values: Mapping[str, str] | None = None) -> Node:
    """Inlines with attributes."""
    return {"t": "Span", "c": [attributes(id, classes, values), inlines]}


def div(blocks: Nodes, id: str = "", classes: Iterable[str] = (), values: Mapping[str, str] | None = None) -> Node:
    """Blocks with attributes."""
    return {"t": "Div", "c": [attributes(id, classes, values), blocks]}


def strong(inlines: Nodes) -> Node:
    """Inlines in bold."""
    return {"t": "Strong", "c": inlines}


def para(inlines: Nodes) -> Node:
    """A paragraph."""
    return {"t": "Para", "c": inlines}


def plain(inlines: Nodes) -> Node:
    """Inlines as a block without the space of a paragraph."""
    return {"t": "Plain", "c": inlines}


def link(inlines: Nodes, target: str, classes: Iterable[str] = ()) -> Node:
    """Inlines that lead to `#id` or an address."""
    return {"t": "Link", "c": [attributes("", classes), inlines, [target, ""]]}


def image(alt: str, path: str, values: Mapping[str, str] | None = None) -> Node:
    """A picture."""
    return {"t": "Image", "c": [attributes("", (), values), words(alt), [path, ""]]}


def formula(latex: str, *, display: bool) -> Node:
    """Mathematics as TeX writes it."""
    return {"t": "Math", "c": [{"t": "DisplayMath" if display else "InlineMath"}, latex]}


def cell(
    blocks: Nodes, align: str = "AlignDefault", across: int = 1, values: Mapping[str, str] | None = None
) -> list[Any]:
    """A cell of a table, over so many columns."""
    return [attributes("", (), values), {"t": align}, 1, across, blocks]


def shown(nodes: Sequence[Node]) -> str:
    """The text that inlines or blocks show, on one line."""
    parts: list[str] = []
    for node in nodes:
        match node["t"]:
            case "Str":
                parts.append(node["c"])
            case "Space" | "SoftBreak" | "LineBreak":
                parts.append(" ")
            case "Code" | "Math":
                parts.append(node["c"][1])
            case "Para" | "Plain" | "Strong" | "Emph" | "Superscript" | "Subscript" | "Strikeout" | "SmallCaps":
                parts.append(shown(node["c"]))
            case "Underline" | "BlockQuote":
                parts.append(shown(node["c"]))
            case "Header":
                parts.append(shown(node["c"][2]))
            case "BulletList":
                parts.extend(shown(item) for item in node["c"])
            case "Quoted" | "Span" | "Link" | "Cite" | "Div":
                parts.append(shown(node["c"][1]))
            case _:
                continue
    return "".join(parts)


def changed(value: Any, change: Callable[[Node], Node | Nodes | None]) -> Any:
    """A tree with nodes replaced, from the leaves up.

    Args:
        value: a node, a list of nodes or whatever is in one.
        change: gives for a node another, several in its place, or None to leave it as it is.
    """
    if isinstance(value, dict):
        whole = _within(value, change)
        other = change(whole) if "t" in whole else None
        return whole if other is None else other
    return _all_changed(value, change) if isinstance(value, list) else value


def _all_changed(items: list[Any], change: Callable[[Node], Node | Nodes | None]) -> list[Any]:
    """A list with nodes replaced. A report has a hundred thousand of them: there is a call a list, not a node."""
    made: list[Any] = []
    for item in items:
        if isinstance(item, dict):
            whole = _within(item, change)
            other = change(whole) if "t" in whole else None
            if isinstance(other, list):
                made.extend(other)
            else:
                made.append(whole if other is None else other)
        elif isinstance(item, list):
            made.append(_all_changed(item, change) if item else [])
        else:
            made.append(item)
    return made


def _within(node: Node, change: Callable[[Node], Node | Nodes | None]) -> Node:
    """A node with those in it replaced."""
    held = node.get("c")
    if isinstance(held, list):
        return {"t": node["t"], "c": _all_changed(held, change)}
    if "t" in node and not isinstance(held, dict):
        return node
    return {key: changed(value, change) for key, value in node.items()}
