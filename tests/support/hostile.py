"""Files made to deceive, to crash or to exhaust a reader of workbooks; each small or made in a moment.

`FILES` maps a name to a maker of bytes. A maker begins, where it can, with a model that is valid, so that the only
thing wrong is the hostile one.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import hostile_archives
import hostile_cells
import hostile_sheets
import hostile_xml
from hostile_parts import Maker

from costeff.errors import InputError
from costeff.workbook import read, write_template

FILES: dict[str, Maker] = {
    name: value
    for module in (hostile_archives, hostile_xml, hostile_sheets, hostile_cells)
    for name, value in vars(module).items()
    if callable(value) and getattr(value, "__module__", "") == module.__name__ and not name.startswith("_")
}
"""Every hostile file, by name."""


ALLOWED = 300
"""Megabytes that a process may take while it reads a file, libraries included."""

_WATCHED = (
    "open", "os.system", "subprocess.Popen", "os.exec", "os.fork", "socket.connect", "socket.getaddrinfo",
    "urllib.Request", "os.remove", "os.rename", "os.mkdir", "os.listdir", "glob.glob", "shutil.rmtree",
)  # fmt: skip


def memory(line: str) -> float:
    """A line of the process's own account of its memory, in megabytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{line}:")[2].split()[0]) / 1024


def read_all(paths: list[str]) -> list[dict[str, object]]:
    """Reads workbooks one after the other in this process, whose memory is limited from now on.

    Returns:
        For each: the class of the first problem that stops it, or `read`; the message; seconds and megabytes that it
        took; what else was touched: files opened, programs started, addresses looked up.
    """
    import resource
    import time

    touched: list[str] = []

    def watch(event: str, given: tuple[object, ...]) -> None:
        if event in _WATCHED and not isinstance(given[0], int):  # a number is a file that is open already
            touched.append(f"{event} {given[0]}")

    sys.addaudithook(watch)
    with TemporaryDirectory() as folder:
        read(write_template(Path(folder) / "warm.xlsx"))  # what is loaded late is loaded now
        with suppress(InputError):
            read(Path(folder))
    limit = int((memory("VmSize") - memory("VmRSS") + ALLOWED) * 2**20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    found: list[dict[str, object]] = []
    for path in paths:
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        touched.clear()
        start = time.process_time()
        outcome, message = "read", ""
        try:
            read(path)
        except InputError as error:
            outcome, message = type(error.problems[0]).__name__, str(error)
        except BaseException as error:
            outcome, message = f"crash: {type(error).__name__}", str(error)
        seconds = time.process_time() - start
        others = [what for what in touched if what != f"open {path}"]
        found.append(
            {"path": path, "outcome": outcome, "message": message, "seconds": seconds, "peak": memory("VmHWM"),
             "touched": others}
        )  # fmt: skip
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(read_all(sys.argv[1:])))
