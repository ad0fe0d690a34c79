"""One writer a folder: a lock file that the operating system lets go of when its process ends, however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from costeff.errors import OutputError

if sys.platform == "win32":
    import msvcrt

    FAR = 1 << 30
    """Offset of the byte that is locked: beyond the text, which others must be able to read."""

    def _take(file: IO[str]) -> bool:
        """Locks an open file; False if another process has it."""
        os.lseek(file.fileno(), FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(file: IO[str]) -> bool:
        """Locks an open file; False if another process has it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks: better no lock than no results
            return True
        return True


@contextmanager
def locked(path: Path, of: Path) -> Iterator[None]:
    """Holds a lock file for the time of the block.

    Args:
        path: the lock file, created if need be and removed afterwards.
        of: the folder that it stands for, named in the message.

    Raises:
        OutputError: if another process holds it.
        OSError: if the file can't be created.
    """
    file = _opened(path, of)
    try:
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
    finally:
        if sys.platform == "win32":  # an open file can't be removed there
            file.close()
        with suppress(OSError):
            path.unlink()
        file.close()


def _opened(path: Path, of: Path) -> IO[str]:
    """The lock file, open and locked."""
    while True:
        file = path.open("a+", encoding="ascii", errors="replace")
        if not _take(file):
            with file:
                file.seek(0)
                owner = file.read(20).strip()
            raise OutputError(
                str(of),
                f"another run of costeff (process {owner or 'unknown'}) is writing there",
                "Wait for it to end, or choose another folder with --out.",
            )
        # Its last holder may have removed the file between our opening and our locking: then this lock locks nothing.
        with suppress(OSError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        file.close()
