"""Compiling the engine ahead of the first run."""

from __future__ import annotations

from costeff import engine


def warm() -> None:
    """Compiles the engine for this machine, or finds it compiled."""
    engine.warm()


def needs_compiling() -> bool:
    """Whether the next run has to compile the engine first, so that a face can say why it waits."""
    return not engine.cache.is_warm()
