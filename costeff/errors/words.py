"""How problems word suggestions, lists and numbers."""

from __future__ import annotations


def suggestion(nearest: tuple[str, ...], otherwise: str = "") -> str:
    """`Did you mean "X" or "Y"?`, or something else where nothing is near."""
    if not nearest:
        return otherwise
    names = " or ".join(f'"{name}"' for name in nearest)
    return f"Did you mean {names}?"


def listed(names: tuple[str, ...], most: int = 8) -> str:
    """Names with commas between, cut after some."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def plain(value: float) -> str:
    """A number as a user would type it."""
    return f"{value:.10g}"
