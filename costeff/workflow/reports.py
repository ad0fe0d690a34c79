"""Reports: a template filled from stored results, written as Word, HTML and PDF."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, replace
from importlib.resources import as_file
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import costeff
from costeff.errors import InputError, OutputError, Where
from costeff.errors.report import MissingExtra
from costeff.errors.results import UnreadableResults
from costeff.workflow.contents import MARKER
from costeff.workflow.dossiers import dossier, redacted
from costeff.workflow.filenames import safe_name
from costeff.workflow.layout import shipped
from costeff.workflow.places import reserved, results_folder, told

if TYPE_CHECKING:
    from costeff.model import Model
    from costeff.report.dossier import Dossier
    from costeff.results import Run

PART = "report"
"""Folder of reports within a results folder."""

LEDGER = "report.json"
"""What in a folder of reports says which files costeff wrote, and from what."""

TABLES = "tables.xlsx"
"""The workbook of tables beside the documents."""

TEMPLATE = "dossier.md.j2"
"""The template by default."""

FORMATS = ("docx", "html", "pdf")

PACKAGES = {"jinja2": "jinja2", "pypandoc": "pypandoc_binary", "typst": "typst", "docx": "python-docx"}
"""What reports need beside costeff itself: module to package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report that was written.

    Attributes:
        folder: where it is.
        files: paths of the documents, in the order of the formats asked for, and of the workbook of tables.
        notes: what was left out or made anew, a sentence an entry.
    """

    folder: Path
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def write_report(
    source: str | os.PathLike[str],
    template: str | os.PathLike[str] | None = None,
    formats: Iterable[str] = FORMATS,
    out: str | os.PathLike[str] | None = None,
    *,
    redact: bool = False,
    command: str = "",
    progress: Callable[[str], None] | None = None,
    say: Callable[[str], None] | None = None,
) -> Report:
    """Writes a report of a study.

    Args:
        source: a results folder, its `run.json`, or a workbook. A workbook's stored results are taken if they are of
            the workbook as it is now; else it is run first.
        template: of the report; None = `reports/dossier.md.j2` of the current folder, or else the shipped one. The
            name of a shipped template (`brief.md.j2`) will do.
        formats: of `docx`, `html`, `pdf`.
        out: folder for the documents, where files of the same name that costeff wrote are replaced; None = the folder
            `report` within the results.
        redact: whether to black out what the workbook marks as confidential; see `costeff.report.redaction`.
        command: what was typed, for the record.
        progress: told in words what is being done.
        say: told in words what has to be known at once, such as that the workbook is run first.

    Returns:
        Where it is.

    Raises:
        InputError: if there are no results to be read, the template is wrong (by its line), or an extra is missing.
        OutputError: if the folder can't be written, or a document there was edited since costeff wrote it.
    """
    require_extra()
    from costeff.report.convert import check_formats  # late: extras, and pandas

    asked = check_formats(formats)
    stage = progress or _silent
    folder = _results(Path(source), stage, say or _silent)
    with _template(template) as (file, styles), tempfile.TemporaryDirectory(prefix="costeff-") as spare:
        stage("Reading results")
        found = dossier(folder, Path(spare), stage)
        found = replace(found, command=command or f"costeff.write_report({str(source)!r})")
        if redact:
            found = redacted(found, Path(spare), stage)
        if out is not None:
            return _write_to(Path(out), found, file, styles, asked, stage)
        with reserved(folder, PART) as place:
            name = _name(file)
            ledger = _carried(place.folder, place.building, name, asked)
            with told(place.folder):
                made = _written(found, file, styles, asked, place.building, stage)
                _record(place.building, ledger, found, file, made)
            place.put()
    files = tuple(place.folder / path.name for path in made)
    return Report(folder=place.folder, files=files, notes=found.lacks)


def require_extra() -> None:
    """Refuses to begin without the libraries that reports need.

    Raises:
        InputError: naming those that are missing, and how to install them.
    """
    missing = tuple(package for module, package in PACKAGES.items() if find_spec(module) is None)
    if missing:
        raise InputError([MissingExtra(where=Where(book="costeff report"), packages=missing, extra="report")])


def _results(source: Path, stage: Callable[[str], None], say: Callable[[str], None]) -> Path:
    """The folder with the results of what was named; a workbook without them is run."""
    if source.is_dir():
        return source
    if source.name == MARKER:
        return source.parent
    if source.suffix.lower() == ".json" or not source.exists():
        reason = "is neither a results folder nor a workbook" if source.exists() else "there is no such file or folder"
        raise InputError([UnreadableResults(where=Where(book=source.name), folder=str(source), reason=reason)])
    # Late: what reads workbooks and what draws, of which a report of stored results needs neither.
    from costeff.workflow.reading import read
    from costeff.workflow.writing import write

    folder = results_folder(source.name)
    model = read(source)
    why = _unfit(folder, model.sha256)
    if why:
        say(f"{why}: {source.name} is run first.")
        stage("Running")
        write(run(model), folder, progress=stage)
    return folder


def run(model: Model) -> Run:
    """Runs a model as `costeff run` does."""
    from costeff.workflow import running  # late: the engine, which a report of stored results needs not

    return running.run(model)


def _unfit(folder: Path, sha256: str) -> str:
    """Why stored results can't be taken for those of a workbook; empty if they can."""
    from costeff.results import load  # late: pandas

    if not (folder / MARKER).is_file():
        return "There are no results yet"
    try:
        stored = load(folder)
    except InputError as error:
        return f"The stored results can't be used ({error.problems[0].found()})"
    return "" if stored.study.sha256 == sha256 else "The stored results are of another version of the workbook"


@contextmanager
def _template(asked: str | os.PathLike[str] | None) -> Iterator[tuple[Path, Path]]:
    """The file of a template, and the folder of the shipped styles."""
    with as_file(shipped() / "reports") as styles:
        name = Path(TEMPLATE if asked is None else asked)
        local = Path("reports") / name if asked is None else name
        if not local.exists() and len(name.parts) == 1 and (styles / name).is_file():
            yield styles / name, styles
        else:
            yield local, styles


def _name(template: Path) -> str:
    """The name of documents: that of the template without its endings."""
    return safe_name(template.name.removesuffix(".j2").removesuffix(".md").removesuffix(".markdown"), "report")


def _written(
    found: Dossier, template: Path, styles: Path, formats: tuple[str, ...], folder: Path, stage: Callable[[str], None]
) -> tuple[Path, ...]:
    """The documents, in a folder."""
    from costeff.report.context import context  # late: extras, and pandas
    from costeff.report.convert import convert
    from costeff.report.filling import fill
    from costeff.report.pictures import begin
    from costeff.report.spreadsheet import write_tables

    stage("Filling the template")
    # Word takes pictures that have to be made lighter; that begins as soon as the template asks for a figure.
    markdown = fill(template, context(found, begin if "docx" in formats else None))
    stage(f"Writing {', '.join(formats)} and tables")
    with ThreadPoolExecutor(max_workers=1) as beside:  # while pandoc and typst are at work, Python has little to do
        tables = beside.submit(copy_context().run, write_tables, found, folder / TABLES, found.stamp)
        made = convert(
            markdown,
            formats,
            folder,
            name=_name(template),
            title=found.study.title,
            stamp=found.stamp,
            resources=template.parent,
            shipped=styles,
            template=template,
        )
        tables.result()
    return (*made, folder / TABLES)


def _write_to(
    target: Path, found: Dossier, template: Path, styles: Path, formats: tuple[str, ...], stage: Callable[[str], None]
) -> Report:
    """The documents in a folder of the user's, each put there when all are made."""
    with told(target):
        target.mkdir(parents=True, exist_ok=True)
        ledger = _ledger(target)
        _refuse_edited(target, ledger, _fresh(_name(template), formats))
        with tempfile.TemporaryDirectory(prefix=".costeff-", dir=target) as building:
            made = _written(found, template, styles, formats, Path(building), stage)
            _record(Path(building), ledger, found, template, made)
            for path in (*made, Path(building) / LEDGER):
                os.replace(path, target / path.name)
    return Report(folder=target, files=tuple(target / path.name for path in made), notes=found.lacks)


def _carried(old: Path, new: Path, name: str, formats: tuple[str, ...]) -> Mapping[str, Any]:
    """Takes all that is in the folder of reports along, but for what will be written anew; what is known of it.

    Raises:
        OutputError: if one of the documents to be written anew was edited.
    """
    ledger = _ledger(old)
    fresh = _fresh(name, formats)
    _refuse_edited(old, ledger, fresh)
    for path in sorted(old.iterdir()) if old.is_dir() else ():
        if path.name in fresh or path.name == LEDGER:
            continue
        if path.is_dir():
            shutil.copytree(path, new / path.name, symlinks=True)
        else:
            shutil.copy2(path, new / path.name, follow_symlinks=False)
    return ledger


def _fresh(name: str, formats: tuple[str, ...]) -> list[str]:
    """The names of the files that are written anew."""
    return [*(f"{name}.{ending}" for ending in formats), TABLES]


def _refuse_edited(folder: Path, ledger: Mapping[str, Any], names: Iterable[str]) -> None:
    """Refuses to replace what costeff didn't write, or what was edited since.

    Raises:
        OutputError: naming it.
    """
    for name in names:
        path = folder / name
        if not path.exists():
            continue
        known = ledger.get(name, {}).get("sha256")
        if known is None or not path.is_file() or known != _digest(path):
            what = "was not written by costeff" if known is None else "was edited since costeff wrote it"
            raise OutputError(
                str(path),
                f"{what}, and would be replaced",
                "Move or rename it, or choose another folder with --out.",
            )


def _ledger(folder: Path) -> Mapping[str, Any]:
    """What costeff wrote in a folder of reports, by name of the file."""
    try:
        found = json.loads((folder / LEDGER).read_text(encoding="utf-8"))
        files = found["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {k: v for k, v in files.items() if isinstance(v, dict)} if isinstance(files, dict) else {}


def _record(folder: Path, ledger: Mapping[str, Any], found: Dossier, template: Path, made: Iterable[Path]) -> None:
    """Writes down what was written, and from what."""
    entry = {"template": template.name, "template sha256": _digest(template), "stamp": dict(found.stamp),
             "command": found.command}  # fmt: skip
    files = {**ledger, **{path.name: {"sha256": _digest(path), **entry} for path in made}}
    text = json.dumps(
        {"costeff": costeff.__version__, "files": dict(sorted(files.items()))}, indent=1, ensure_ascii=False
    )
    (folder / LEDGER).write_text(text + "\n", encoding="utf-8", errors="backslashreplace", newline="\n")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _silent(what: str) -> None:
    """Says nothing."""
