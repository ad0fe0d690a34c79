"""Killed just before any step that putting results in place takes, costeff loses nothing and goes on."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from faults import killed_at

from costeff.workflow import resume, swap
from costeff.workflow.places import reserved
from costeff.workflow.resume import Spool

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

MOST = 500
RECORD = json.dumps({"costeff": "", "workbook": {"sha256": "a"}})


def put_run(folder: Path, text: str) -> None:
    with reserved(folder) as place:
        (place.building / "tables").mkdir()
        for name in ("icer", "ceac"):
            (place.building / "tables" / f"{name}.csv").write_text(text)
        (place.building / "run.json").write_text(RECORD)
        place.put()


def put_analysis(folder: Path, text: str, name: str = "sweeps/price") -> None:
    with reserved(folder, name) as place:
        (place.building / "analysis.json").write_text(RECORD)
        (place.building / "points.csv").write_text(text)
        place.put()


def tables(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*.csv"))}


RUN = ("tables/ceac.csv", "tables/icer.csv")
PRICE = "sweeps/price/points.csv"


def at_every_moment(tmp_path: Path, before: Callable[[Path], None], work: Callable[[Path], None]):
    """A folder and whether its work was cut short, moment after moment, to the first at which it wasn't."""
    for moment in range(MOST):
        folder = tmp_path / str(moment) / "aa"
        folder.parent.mkdir()
        before(folder)
        killed = killed_at(moment, lambda folder=folder: work(folder), folder.parent)
        yield folder
        if not killed:
            assert moment > 5
            return
    pytest.fail("too many steps")


@pytest.fixture(params=["at one stroke", "in two steps"])
def stroke(request, monkeypatch) -> bool:
    if request.param == "in two steps":
        monkeypatch.setattr(swap, "exchange", lambda one, other: False)
    return request.param == "at one stroke"


def test_a_run_replaces_the_former_one_and_keeps_analyses(tmp_path, stroke):
    def before(folder):
        put_run(folder, "old")
        put_analysis(folder, "kept")

    seen = set()
    for folder in at_every_moment(tmp_path, before, lambda folder: put_run(folder, "new")):
        if stroke:  # no moment without results
            assert folder.is_dir()
        with reserved(folder):
            found = tables(folder)
        assert found.pop(PRICE) == "kept"
        assert tuple(found) == RUN
        assert len(set(found.values())) == 1  # never half of each
        seen |= set(found.values())
        put_run(folder, "next")
        assert tables(folder) == {**dict.fromkeys(RUN, "next"), PRICE: "kept"}
        assert os.listdir(folder.parent) == ["aa"]
    assert seen == {"old", "new"}


def test_an_analysis_replaces_its_former_self(tmp_path, stroke):
    def before(folder):
        put_run(folder, "kept")
        put_analysis(folder, "old")

    seen = set()
    for folder in at_every_moment(tmp_path, before, lambda folder: put_analysis(folder, "new")):
        if stroke:
            assert (folder / PRICE).exists()
        with reserved(folder):
            found = tables(folder)
        seen.add(found.pop(PRICE))
        assert found == dict.fromkeys(RUN, "kept")
        put_analysis(folder, "next")
        assert tables(folder) == {**dict.fromkeys(RUN, "kept"), PRICE: "next"}
        assert os.listdir(folder.parent) == ["aa"]
    assert seen == {"old", "new"}


@pytest.mark.parametrize("work", [put_run, put_analysis])
def test_first_results_are_there_whole_or_not_at_all(tmp_path, stroke, work):
    seen = set()
    for folder in at_every_moment(tmp_path, lambda folder: None, lambda folder: work(folder, "new")):
        visible = [name for name in os.listdir(folder.parent) if not name.startswith(".")]
        assert visible in ([], ["aa"])
        seen.add(bool(visible))
        if visible:
            assert set(tables(folder)) == ({*RUN} if work is put_run else {PRICE})
        work(folder, "next")
        assert set(tables(folder).values()) == {"next"}
        assert os.listdir(folder.parent) == ["aa"]
    assert seen == {True, False}


def outcome(job: int) -> tuple[np.ndarray, np.ndarray]:
    return np.full((3, 2), job / 7), np.array([False, True, job > 1])


def spooled(folder: Path, *, use: bool, monkeypatch=None) -> dict[int, float]:
    """Ten jobs, each kept at once; those that were kept before aren't run. The jobs that were handed out."""
    spool = Spool(folder, resume=use, say=lambda what: None)
    spool.expect({"workbook": "a", "draws": 30, "seed": 1})
    given = {}
    for number, values, invalid in spool.begin(lambda: "print", 10, 100):
        assert values.tolist() == outcome(number)[0].tolist()
        assert invalid.tolist() == outcome(number)[1].tolist()
        given[number] = values[0, 0]
    for job in range(10):
        if job not in given:
            spool.add(job, lambda job=job: outcome(job))
    spool.flush()
    return given


def test_what_was_finished_is_kept_whole_whenever_the_process_dies(tmp_path, monkeypatch):
    monkeypatch.setattr(resume, "PATIENCE", 0)
    monkeypatch.setattr(resume, "EVERY", 0)
    counts = []
    for folder in at_every_moment(tmp_path, lambda folder: None, lambda folder: spooled(folder, use=False)):
        given = spooled(folder, use=True)
        assert list(given) == list(range(len(given)))
        counts.append(len(given))
        assert len(spooled(folder, use=True)) == 10
        assert not [p.name for p in swap.beside(folder, "resume").iterdir() if p.name.endswith(".draft")]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, 10)
