"""Finished draws of a long run, kept beside the results folder so that a run that is stopped can be continued.

    .NAME.resume/about.json   which run they are of
    .NAME.resume/part-000001  jobs with what they yielded, and a digest of it all

A part is written under another name, flushed and renamed, so that it is there whole or not at all; one that was damaged
later fails its digest and is computed anew. What a job yields depends on the draw alone, so a continued run ends with
the same bits as one that was never stopped.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from costeff.errors import OutputError
from costeff.workflow import parts, swap
from costeff.workflow.signals import undisturbed

FORMAT = 1
"""Raised when what is kept changes so that other versions can't read it."""

ABOUT = "about.json"

PATIENCE = 10.0
"""Seconds that a run lasts before anything is kept; shorter ones are quickly made again."""

EVERY = 10.0
"""Seconds from one part to the next."""

LARGEST = 64_000_000
"""Bytes in a part, more or less."""

RESERVE = 2.5
"""Free space that must be left, in sizes of what the whole run yields: the results themselves come on top."""

DIFFERENCES = {
    "costeff": "it was of costeff {old}, this is {new}",
    "workbook": "the workbook has changed since",
    "draws": "it had {old} draws, not {new}",
    "seed": "its seed was {old}, not {new}",
    "design": "its design was {old}, not {new}",
}
"""Parts of a run's identity, with what to say where two differ; everything else is called other settings."""

Result = tuple[NDArray[np.float64], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a stopped run.

    Attributes:
        folder: where.
        draws, seed: of the run.
        jobs: how many the run consists of.
        finished: how many of them are kept.
    """

    folder: Path
    draws: int
    seed: int
    jobs: int
    finished: int

    @property
    def share(self) -> float:
        """The finished part of the run."""
        return self.finished / self.jobs if self.jobs else 0.0


def kept(folder: str | os.PathLike[str]) -> Kept | None:
    """What is kept beside a results folder; None if nothing is, or nothing that can be used.

    Args:
        folder: the results folder.
    """
    spool = _spool(folder)
    about = _about(spool)
    if about is None:
        return None
    finished = {number for path in _parts(spool) for number in parts.numbers(path)}
    return Kept(
        folder=spool,
        draws=about["run"]["draws"],
        seed=about["run"]["seed"],
        jobs=about["jobs"],
        finished=len(finished),
    )


class Spool:
    """Keeps finished draws of one run; an `engine.Spool`. The caller holds the lock of the results folder.

    Args:
        results: the results folder that the run is for.
        resume: whether to use what is kept there.
        say: told in words what the user has to know.
        clock: seconds that only rise.
    """

    def __init__(
        self,
        results: Path,
        *,
        resume: bool,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.results, self.resume, self.say, self.clock = results, resume, say, clock
        self._run: Mapping[str, object] = {}
        self._fingerprint: Callable[[], str] = str
        self._jobs = self._size = self._number = 0
        self._due = 0.0
        self._waiting: list[tuple[int, Callable[[], Result]]] = []
        self._open = self._broken = False

    @property
    def folder(self) -> Path:
        """The hidden folder."""
        return _spool(self.results)

    def kept(self) -> Kept | None:
        """What this run has kept; None if it hasn't kept anything."""
        return kept(self.results) if self._open else None

    def expect(self, run: Mapping[str, object]) -> None:
        """Says which run this is, before anything is computed.

        Args:
            run: its identity: plain values only.

        Raises:
            OutputError: if draws of another run are kept, and they should be used.
        """
        self._run = run
        about = _about(self.folder)
        if not self.resume:
            return
        if about is None:
            self.say("No draws of a stopped run are kept here: this run starts from the beginning.")
            return
        different = _differences(about["run"], run)
        if different:
            raise _other_run(self.folder, different)

    def begin(
        self, fingerprint: Callable[[], str], jobs: int, size: int
    ) -> Iterable[tuple[int, NDArray[np.float64], NDArray[np.bool_]]]:
        """Starts, and hands out what is kept; see `engine.Spool`.

        Raises:
            OutputError: if what is kept is of another run.
        """
        self._fingerprint, self._jobs, self._size = fingerprint, jobs, size
        self._due = self.clock() + PATIENCE
        about = _about(self.folder) if self.resume else None
        if about is None:
            return ()
        if (about["jobs"], about["fingerprint"]) != (jobs, fingerprint()):
            raise _other_run(self.folder, ["the model is another one, or libraries have been updated since"])
        self._open = True
        self._due -= PATIENCE - EVERY  # what is continued is long, so its first part comes sooner
        return self._restored()

    def _restored(self) -> Iterator[tuple[int, NDArray[np.float64], NDArray[np.bool_]]]:
        """The jobs of all parts; those that are damaged are removed."""
        seen: set[int] = set()
        for path in _parts(self.folder):
            self._number = max(self._number, int(path.name.rpartition("-")[2]))
            found = parts.read(path)
            if found is None or not all(0 <= number < self._jobs for number, _, _ in found):
                self.say("Some of the draws that were kept are damaged; they are computed anew.")
                with suppress(OSError):
                    path.unlink()
                continue
            for number, values, invalid in found:
                if number not in seen:
                    seen.add(number)
                    yield number, values, invalid

    def add(self, job: int, take: Callable[[], Result]) -> None:
        """Says that a job is finished; see `engine.Spool`."""
        self._waiting.append((job, take))
        if self.clock() >= self._due:
            self._write()
            self._due = self.clock() + EVERY

    def flush(self) -> None:
        """Keeps what has been finished since the last part, if the run has lasted."""
        if self._open or self.clock() >= self._due:
            self._write()

    def drop(self) -> None:
        """Removes what this run has kept: it can't end well."""
        if self._open:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _write(self) -> None:
        """Writes parts; a disk that has no room for them is told once and doesn't stop the run."""
        with undisturbed():
            try:
                while self._waiting and not self._broken:
                    self._write_one()
            except OSError as error:
                self._broken = True
                self.say(f"Finished draws can't be kept for --resume ({error.strerror or error}); the run goes on.")
        if self._broken:
            self._waiting.clear()

    def _write_one(self) -> None:
        """Writes one part."""
        if not self._open:
            self._create()
        if shutil.disk_usage(self.folder).free < RESERVE * self._size:
            raise OSError("the disk is nearly full")
        batch, size = [], 0
        for number, take in self._waiting:
            values, invalid = take()
            batch.append((number, values, invalid))
            size += values.nbytes
            if size >= LARGEST:
                break
        path = self.folder / f"part-{self._number + 1:06}"
        parts.write(path, batch)
        self._number += 1
        del self._waiting[: len(batch)]

    def _create(self) -> None:
        """Makes the folder, in place of one of another run."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        about = {"format": FORMAT, "run": self._run, "jobs": self._jobs, "fingerprint": self._fingerprint()}
        parts.replace(self.folder / ABOUT, json.dumps(about, indent=1, ensure_ascii=False).encode())
        self._open = True


def identity(provenance: Mapping[str, Any]) -> dict[str, object]:
    """What makes two runs the same: all that their draws and outcomes depend on, as far as a record tells."""
    same = {key: provenance.get(key) for key in ("costeff", "draws", "seed", "design", "settings", "strategies")}
    return {"workbook": provenance["workbook"]["sha256"], **same}


def discard(folder: str | os.PathLike[str], provenance: Mapping[str, Any]) -> None:
    """Removes what is kept beside a results folder, if it is of a run that has its results now.

    Args:
        folder: the results folder.
        provenance: of the finished run.
    """
    spool = _spool(folder)
    about = _about(spool)
    half = about is None and spool.is_dir() and not (spool / ABOUT).exists()  # killed while it was removed
    if half or (
        about is not None and "workbook" in provenance and not _differences(about["run"], identity(provenance))
    ):
        with undisturbed():
            shutil.rmtree(spool, ignore_errors=True)


def _spool(results: str | os.PathLike[str]) -> Path:
    """The hidden folder beside a results folder."""
    return swap.beside(Path(os.path.realpath(results)), "resume")


def _parts(spool: Path) -> list[Path]:
    """The parts, in the order in which they were written."""
    return sorted(path for path in spool.glob("part-*") if path.name[5:].isdigit())


def _about(spool: Path) -> dict[str, Any] | None:
    """The record of a spool; None if there is none that can be read."""
    try:
        found = json.loads((spool / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(found, dict) and found.get("format") == FORMAT and isinstance(found.get("run"), dict)
    numbers = [found.get("jobs"), *(found["run"].get(key) for key in ("draws", "seed"))] if whole else [None]
    return found if all(isinstance(number, int) for number in numbers) else None


def _differences(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    """In what two runs differ, in words."""
    keys = [key for key in dict.fromkeys((*old, *new)) if _plain(old.get(key)) != _plain(new.get(key))]
    said = [DIFFERENCES[key].format(old=old.get(key), new=new.get(key)) for key in keys if key in DIFFERENCES]
    return said or (["its settings were others"] if keys else [])


def _plain(value: object) -> str:
    """A value as JSON has it, to be compared."""
    return json.dumps(value, sort_keys=True, default=str)


def _other_run(folder: Path, different: list[str]) -> OutputError:
    """The error for draws that can't be used."""
    return OutputError(
        str(folder),
        f"the draws kept there are of another run: {'; '.join(different)}",
        "To continue that run, give it as it was. To start anew, leave --resume out: the kept draws then go.",
    )
