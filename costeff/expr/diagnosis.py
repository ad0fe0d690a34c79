"""What is wrong with a text that is no expression, in the words of a spreadsheet user."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lark import Token, UnexpectedInput, UnexpectedToken

from costeff.errors import Problem, Where
from costeff.errors.expressions import (
    ChainedComparison,
    MissingOperand,
    MissingOperator,
    NestedTooDeep,
    StrangeCharacter,
    StrayComma,
    StrayParenthesis,
    UnclosedParenthesis,
    UnclosedText,
)

_QUOTES = 'Put names of tables and columns in straight double quotes: "life".'
_CELLS = "An expression can't refer to cells: name the value on the Parameters or Variables sheet and use the name."
_BRACKETS = "Use round parentheses ( )."

INSTEAD = {
    ";": "Separate the arguments of a function by commas, and write decimals with a point.",
    **dict.fromkeys("“”„‟«»‘’‚‹›`´'", _QUOTES),
    **dict.fromkeys("$!:", _CELLS),
    **dict.fromkeys("[]{}", _BRACKETS),
    "×": "To multiply, write *.",
    "·": "To multiply, write *.",
    "÷": "To divide, write /.",
    "−": "Write the minus sign of the keyboard: -.",
    "–": "Write the minus sign of the keyboard: -.",
    "—": "Write the minus sign of the keyboard: -.",
    "≤": "Write <=.",
    "≥": "Write >=.",
    "≠": "Write <>.",
    "&": "Texts can't be joined here; for two conditions write AND(a, b).",
    "|": "For alternatives write OR(a, b).",
    "~": "For a negation write NOT(a).",
    "#": "An error value of Excel can't be used: repair the formula that it came from.",
    **dict.fromkeys("£€¥", "Leave the currency sign out."),
}
"""Advice for the characters that the language doesn't have."""

DIGRAPHS = {
    "==": "For equal write a single =.",
    "!=": "For not equal write <>.",
    "=>": "For at least write >=.",
    "=<": "For at most write <=.",
    "><": "For not equal write <>.",
    "**": "For a power write ^.",
    "&&": "For two conditions write AND(a, b).",
    "||": "For alternatives write OR(a, b).",
    "//": "Write a single /.",
}
"""Advice for operators of programming languages."""

_KNOWN = re.compile(r'[\w\s.,()+\-*/^%<>=]|"')
_LAST = re.compile(r'("[^"]*"|[\w.]+|<=|>=|<>|\S)\s*\Z')
_STARTS_OPERAND = ("NUMBER", "NAME", "TEXT", "LPAR", "FUNCTION")


def bad_characters(where: Where) -> Problem | None:
    """The first character that the language doesn't have, or a quotation mark without its partner."""
    for at, character, quoted in _outside_quotes(where.text):
        if quoted:  # the opening quotation mark of a text that never ends
            return UnclosedText(where=where, span=(at, at + 1))
        pair = where.text[at : at + 2]
        if pair in DIGRAPHS:
            return StrangeCharacter(where=where, span=(at, at + 2), character=pair, instead=DIGRAPHS[pair])
        if not _KNOWN.match(character):
            shown = character if character.isprintable() else f"the invisible character U+{ord(character):04X}"
            instead = INSTEAD.get(character, "Use numbers, names, functions and + - * / ^ % < > = only.")
            return StrangeCharacter(where=where, span=(at, at + 1), character=shown, instead=instead)
    return None


def bad_brackets(where: Where, deepest: int) -> Problem | None:
    """The first parenthesis without its partner, or one nested too deep."""
    opened: list[int] = []
    for at, character, _ in _outside_quotes(where.text):
        if character == "(":
            opened.append(at)
            if len(opened) > deepest:
                what = "parentheses within each other"
                return NestedTooDeep(where=where, span=(at, at + 1), what=what, limit=deepest)
        elif character == ")":
            if not opened:
                return StrayParenthesis(where=where, span=(at, at + 1))
            opened.pop()
    return UnclosedParenthesis(where=where, span=(opened[-1], opened[-1] + 1)) if opened else None


def _outside_quotes(text: str) -> Iterator[tuple[int, str, bool]]:
    """Every character outside quoted texts with its place; last, marked True, a quotation mark that isn't closed."""
    opened: int | None = None
    for at, character in enumerate(text):
        if character == '"':
            opened = at if opened is None else None
        elif opened is None:
            yield at, character, False
    if opened is not None:
        yield opened, '"', True


def diagnose(where: Where, error: UnexpectedInput) -> Problem:
    """The problem behind a parser's error."""
    text = where.text
    if not isinstance(error, UnexpectedToken) or not isinstance(error.token, Token):
        at = min(error.pos_in_stream or 0, len(text))
        shown = text[at : at + 1] or "the end"
        return StrangeCharacter(where=where, span=(at, at + 1), character=shown, instead="Remove it.")
    token: Token = error.token
    ended = token.type == "$END"
    start = len(text) if ended else token.start_pos or 0
    before = _token_before(text, start)
    if ended:
        at = len(text.rstrip())
        return MissingOperand(where=where, span=(at - 1, at), beside=f"after {before}")
    span = (start, start + len(token))
    if token.type == "_COMMA":
        decimal = text[:start][-1:].isdigit() and text[start + 1 :][:1].isdigit()
        return StrayComma(where=where, span=span, decimal=decimal)
    if before == "," and token.type == "RPAR":
        at = text.rindex(",", 0, start)
        return StrayComma(where=where, span=(at, at + 1), decimal=False)
    if _is_operand(before) and token.type in _STARTS_OPERAND:
        left = _operand_before(text, start)
        right = "( ... )" if token.type == "LPAR" else f"{token}( ... )" if token.type == "FUNCTION" else str(token)
        return MissingOperator(where=where, span=span, left=left, right=right)
    if _is_operand(before) and token.type == "COMPARE":
        return ChainedComparison(where=where, span=span)
    beside = f"between {before} and {token}" if before else f"before {token}"
    return MissingOperand(where=where, span=span, beside=beside)


def _token_before(text: str, at: int) -> str:
    """The last token before a place; empty at the beginning."""
    found = _LAST.search(text[:at])
    return found[1] if found else ""


def _is_operand(token: str) -> bool:
    """Whether a value ends with this token."""
    return token[-1:] in (")", "%", '"') or token[-1:].isalnum() or token[-1:] in ("_", ".")


def _operand_before(text: str, at: int) -> str:
    """The value that ends before a place, short enough to quote."""
    found = re.search(r'("[^"]*"|[\w.]+%*|\)%*)\s*\Z', text[:at])
    shown = found[1] if found else "a value"
    return "( ... )" if shown.startswith(")") else shown
