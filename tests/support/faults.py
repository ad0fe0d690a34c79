"""Ways to make a process fail, and to see what it left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

import costeff

CLOCK = ("started", "seconds", "command")
"""Parts of the provenance that differ between two runs that are otherwise the same."""

ROOT = str(Path(costeff.__file__).resolve().parents[1])
SURROUNDINGS = {**os.environ, "PYTHONPATH": os.pathsep.join([ROOT, os.environ.get("PYTHONPATH", "")])}
"""The environment of costeff: it is found from whatever folder it is started in."""

HASTY = """
import sys
from costeff.workflow import resume
resume.PATIENCE, resume.EVERY = {patience}, {patience} / 4
from costeff.cli import main
main()
"""


def command(*words: object, patience: float | None = None) -> list[str]:
    """The command line of costeff.

    Args:
        words: its arguments.
        patience: seconds before finished draws are kept; None = as usual.
    """
    start = ["-m", "costeff"] if patience is None else ["-c", HASTY.format(patience=patience)]
    return [sys.executable, *start, *map(str, words)]


def call(*words: object, patience: float | None = None, **options: object) -> subprocess.CompletedProcess[str]:
    """Runs costeff to its end."""
    return subprocess.run(
        command(*words, patience=patience), capture_output=True, text=True, check=False, env=SURROUNDINGS, **options
    )


def content(folder: Path) -> dict[str, object]:
    """What is in a results folder, file by file, without the clock and the command that the provenance names."""
    return {p.relative_to(folder).as_posix(): _file(p) for p in sorted(folder.rglob("*")) if p.is_file()}


def _file(path: Path) -> object:
    if path.suffix == ".json":
        return _timeless(json.loads(path.read_text(encoding="utf-8")))
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        metadata = {key: _timeless(json.loads(value)) for key, value in table.schema.metadata.items()}
        columns = [column.combine_chunks() for column in table.columns]
        flat = [c.indices if hasattr(c, "indices") else c for chunk in columns for c in _chunks(chunk)]
        return table.schema.names, metadata, [b.to_pybytes() for c in flat for b in c.buffers() if b is not None]
    return "" if path.suffix == ".xlsx" else path.read_bytes()  # a zip archive, with times; its tables are there as csv


def _chunks(column: object) -> list[object]:
    return list(column.chunks) if hasattr(column, "chunks") else [column]


def _timeless(record: object) -> object:
    return {k: v for k, v in record.items() if k not in CLOCK} if isinstance(record, dict) else record


def killed_at(moment: int, work: Callable[[], None], within: Path) -> bool:
    """Has a child process do some work, and kills it (SIGKILL) just before one of its steps in the file system.

    Args:
        moment: which step, from 0.
        work: what to do.
        within: steps elsewhere don't count.

    Returns:
        False if the work was done before that moment came.
    """
    child = os.fork()
    if not child:
        steps = 0

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal steps
            if _concerns(event, arguments, within):
                if steps == moment:
                    os.kill(os.getpid(), signal.SIGKILL)
                steps += 1

        code = 1
        try:
            sys.addaudithook(hook)
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


STEPS = ("open", "os.", "shutil.", "fcntl.", "ctypes.dlsym", "glob.")


def _concerns(event: str, arguments: tuple[object, ...], within: Path) -> bool:
    if not event.startswith(STEPS):
        return False
    if event in ("ctypes.dlsym", "fcntl.flock"):
        return True
    paths = [os.fsdecode(a) for a in arguments if isinstance(a, str | bytes | os.PathLike)]
    inside = any(str(within) in path for path in paths)
    relative = any(not os.path.isabs(path) for path in paths) and event in ("os.remove", "os.rmdir", "open")
    return inside or relative  # rmtree works with names relative to an open folder
