"""What was meant by names and numbers as people write them elsewhere: in papers, other tools, other sheets.

Nothing is read by these guesses; they only make a message more helpful.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from costeff.workbook.cells import as_number
from costeff.workbook.names import plain_name

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "label": ("name", "title", "long name"),
    "remembers": ("memory", "tunnel", "tunnel state", "tunnel length"),
    "expression": ("formula", "equation", "calculation"),
    "value": ("mean", "point estimate", "base case", "base case value", "estimate", "observed", "deterministic"),
    "se": ("standard error", "std error", "std. error", "s.e.", "sem"),
    "low": ("lower", "lower ci", "lower 95% ci", "95% ci low", "lower bound", "min", "lcl", "lci"),
    "high": ("upper", "upper ci", "upper 95% ci", "95% ci high", "upper bound", "max", "ucl", "uci"),
    "distribution": ("dist", "dist.", "psa distribution", "family"),
    "source": ("reference", "references", "ref", "citation"),
    "from": ("origin", "from state", "state from", "source state"),
    "to": ("target", "destination", "to state", "state to"),
    "as": ("type", "kind", "transition type"),
    "per": ("time unit", "time", "frequency"),
    "when": ("condition", "if"),
    "amount": ("cost", "unit cost", "price", "number"),
    "weight": ("utility", "qol", "qaly weight"),
    "charged": ("applies to", "charged to", "where"),
    "note": ("notes", "comment", "comments", "remark", "remarks"),
    "alive": ("living", "dead"),
    "include": ("included", "active", "use"),
}
"""Column to what it is called elsewhere."""

SHEETS: Mapping[str, tuple[str, ...]] = {
    "Study": ("settings", "general", "study settings", "model settings", "setup", "options"),
    "Strategies": ("comparators", "interventions", "treatments", "arms", "strategy"),
    "States": ("health states", "state"),
    "Parameters": ("inputs", "model inputs", "params", "parameter"),
    "Variables": ("derived", "derived parameters", "variable"),
    "Transitions": ("transition", "transition matrix", "transition probabilities", "tpm", "probabilities", "arrows"),
    "Costs": ("cost", "kosten", "cost inputs", "unit costs", "resource use"),
    "Utilities": ("utility", "qaly", "qalys", "quality of life", "hrqol", "qol"),
    "Counts": ("count", "events counted"),
}
"""Sheet to what it is called elsewhere."""

SETTINGS: Mapping[str, tuple[str, ...]] = {
    "psa draws": ("simulations", "iterations", "psa iterations", "number of simulations", "runs"),
    "thresholds": ("wtp", "willingness to pay", "wtp threshold", "lambda"),
    "start age": ("age", "baseline age", "mean age", "cohort age"),
    "cycle correction": ("half-cycle correction", "hcc", "half cycle correction"),
    "reference strategy": ("comparator", "reference", "baseline"),
}
"""Setting to what it is called elsewhere."""

_COPY = re.compile(r"[\s_-]*(\(\d+\)|\bcopy\b|\bfinal\b|\bnew\b|\bold\b|\bv?\d+\b)+$")
_DIGITS = re.compile(r"[-+]?\d[\d\s.,]*%?")
_CALCULATED = re.compile(r"[A-Za-z_]\w*\s*[-+*/^(]|[-+*/^(]\s*[A-Za-z_]")
"""A name beside an operator."""
_CURRENCY = "£$€¥"
_NOTHING = frozenset({"-", "--", "n/a", "na", "tbc", "tbd", "?", "??", "none", "unknown", "nk", "n.a."})
TOTALS = frozenset({"total", "totals", "subtotal", "sub-total", "sum", "grand total", "summe", "gesamt", "somme"})
"""What the first cell of a row of totals says."""


def column_meant(text: str, names: Collection[str]) -> str | None:
    """The column of a sheet that goes by another name elsewhere."""
    return _meant(text, COLUMNS, names)


def sheet_meant(name: str, absent: Iterable[str]) -> str | None:
    """The absent sheet that goes by another name, or of which this is a copy."""
    lacking = tuple(absent)
    bare = _COPY.sub("", plain_name(name.replace("_", " ")))
    return next((sheet for sheet in lacking if plain_name(sheet) == bare), None) or _meant(bare, SHEETS, lacking)


def setting_meant(text: str, names: Collection[str]) -> tuple[str, ...]:
    """The settings that go by another name, or all of whose words stand in the text."""
    known = _meant(text, SETTINGS, names)
    if known is not None:
        return (known,)
    words = set(re.findall(r"[a-z]+", text.casefold()))
    return tuple(name for name in names if set(name.split()) <= words)


def _meant(text: str, elsewhere: Mapping[str, tuple[str, ...]], names: Collection[str]) -> str | None:
    """The name that is called so elsewhere."""
    wanted = plain_name(text.replace("_", " ").strip("?:*. "))
    return next((name for name, others in elsewhere.items() if wanted in others and name in names), None)


def number_hint(text: str) -> str:
    """What to type instead of a text that was meant for a number, where that can be told."""
    bare = text.strip().strip("'\"*~^†‡ ")
    if text.strip().casefold() in _NOTHING:
        return "Leave the cell blank if there is no number, and say why in a note."
    if bare.count(",") == 1 and "." not in bare and as_number(bare.replace(",", ".")) is not None:
        decimals = bare.strip("% ").partition(",")[2]
        other = f" (if the comma separates thousands, {bare.replace(',', '')})" if len(decimals) == 3 else ""
        return f"With a decimal point it is {bare.replace(',', '.')}{other}."
    ratio = re.fullmatch(r"(\d+)\s*/\s*(\d+)", bare)
    if ratio is not None and int(ratio[2]):
        return f"Type {int(ratio[1]) / int(ratio[2]):.6g}, and {text.strip()} in a note."
    found = [(match, as_number(_plain(match[0]))) for match in _DIGITS.finditer(bare)]
    numbers = [_plain(match[0]) for match, value in found if value is not None]
    interval = re.search(r"[(\[].*\d.*[)\]]", bare)
    if interval is not None and len(numbers) >= 2:
        return f"Type {numbers[0]}; an interval belongs in columns of its own, low and high."
    if len(numbers) == 1 and not _CALCULATED.search(bare):
        unit = re.search(r"[^\W\d]{2,}|%", bare)
        if any(sign in bare for sign in _CURRENCY):
            return f"Type {numbers[0]}, and show the currency by the cell's format."
        return f"Type {numbers[0]} alone" + (", with its unit in another column." if unit else ".")
    if _CALCULATED.search(bare) or any(sign in text for sign in "+*/^(") or (text.isidentifier() and len(text) > 2):
        return "Only numbers stand here; expressions belong on the sheet Variables."
    return "Type the number alone."


def _plain(digits: str) -> str:
    """A number without spaces and thousands separators."""
    tight = re.sub(r"\s", "", digits).rstrip(".,")
    return re.sub(r",(?=\d{3}(\D|$))", "", tight)
