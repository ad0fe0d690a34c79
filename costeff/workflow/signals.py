"""Moments that an interrupt must not cut in two: putting results in place, and cleaning up."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)
"""What asks a command to stop: Ctrl-C, a polite kill, the end of the terminal, Ctrl-Break."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Holds interrupts back for the time of the block; they come when it ends.

    Only what Python handles can be held back, and only in the main thread, in which alone it is handled.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[tuple[int, FrameType | None]] = []
    former = {number: signal.getsignal(number) for number in INTERRUPTS}
    handled = {number: handler for number, handler in former.items() if callable(handler)}
    try:
        for number in handled:
            signal.signal(number, lambda number, frame: held.append((number, frame)))
        yield
    finally:
        for number, handler in handled.items():
            signal.signal(number, handler)
    for number, frame in held[:1]:
        handled[signal.Signals(number)](number, frame)
