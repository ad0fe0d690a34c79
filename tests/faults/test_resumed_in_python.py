"""Keeping and continuing a run from Python, and what `--resume` makes of a run that can't end well."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from faults import content

import costeff
from costeff import engine, workflow
from costeff.errors import Cancelled, DrawError, OutputError
from costeff.workflow import resume

DRAWS = 5_000


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> costeff.Model:
    return costeff.read(costeff.template(tmp_path_factory.mktemp("study") / "model.xlsx"))


@pytest.fixture(scope="module")
def whole(model) -> costeff.Run:
    return costeff.run(model, DRAWS, 1)


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(resume, "PATIENCE", 0)
    monkeypatch.setattr(resume, "EVERY", 0)


def stopped(model: costeff.Model, folder: Path, after: int = 3) -> workflow.Kept:
    """Cancels a run once some jobs are finished."""
    done = []
    with pytest.raises(Cancelled):
        costeff.run(
            model, DRAWS, 1, progress=lambda n, of: done.append(n), cancelled=lambda: done[-1] >= after, resume=folder
        )
    return workflow.kept(folder)


def test_a_cancelled_run_goes_on_where_it_was(model, whole, tmp_path):
    folder = tmp_path / "results" / "aa"
    kept = stopped(model, folder)
    assert 3 <= kept.finished < kept.jobs
    assert (kept.draws, kept.seed) == (DRAWS, 1)
    at_first = []
    run = costeff.run(model, DRAWS, 1, progress=lambda n, of: at_first.append(n), resume=folder)
    assert at_first[0] >= kept.finished
    assert np.array_equal(run.psa.values.view(np.int64), whole.psa.values.view(np.int64))
    assert workflow.kept(folder).share == 1
    costeff.write(run, folder, figures=False)
    assert workflow.kept(folder) is None
    assert [p.name for p in folder.parent.iterdir()] == ["aa"]
    costeff.write(whole, folder.with_name("bb"), figures=False)
    assert content(folder) == content(folder.with_name("bb"))


def test_writing_another_run_keeps_what_is_kept(model, tmp_path):
    kept = stopped(model, tmp_path / "aa")
    costeff.write(costeff.run(model, 0), tmp_path / "aa", figures=False)
    costeff.write(costeff.run(model, 10, 1), tmp_path / "aa", figures=False)
    assert workflow.kept(tmp_path / "aa") == kept


def test_another_model_under_the_same_name_is_refused(model, tmp_path):
    stopped(model, tmp_path / "aa")
    parameters = [replace(p, value=p.value * 1.01) if p.family == "fixed" else p for p in model.parameters]
    other = replace(model, parameters=tuple(parameters))
    if other.parameters == model.parameters:
        pytest.skip("the template has no fixed parameter")
    with pytest.raises(OutputError, match="another one"):
        costeff.run(other, DRAWS, 1, resume=tmp_path / "aa")
    assert workflow.kept(tmp_path / "aa") is not None


def test_draws_that_are_kept_are_handed_out_and_not_run(model, tmp_path, monkeypatch):
    kept = stopped(model, tmp_path / "aa")
    ran = []
    job_run = engine.jobs.Job.run
    monkeypatch.setattr(engine.jobs.Job, "run", lambda self: (ran.append(1), job_run(self))[1])
    costeff.run(model, DRAWS, 1, resume=tmp_path / "aa")
    with_base_and_fit = len(ran)
    ran.clear()
    costeff.run(model, 0)
    assert with_base_and_fit - len(ran) == kept.jobs - kept.finished


def test_nothing_is_kept_of_a_run_that_cant_end_well(model, tmp_path, monkeypatch):
    def refuse(*arguments):
        raise DrawError([], model.book)

    # By the module: the package has the function of that name.
    monkeypatch.setattr(sys.modules["costeff.engine.execute"], "refuse", refuse)
    monkeypatch.setattr(engine.jobs.Job, "run", broken(engine.jobs.Job.run))
    with pytest.raises(DrawError):
        costeff.run(model, DRAWS, 1, resume=tmp_path / "aa")
    assert list(tmp_path.iterdir()) == []


def broken(run):
    """Jobs that find the last of their draws invalid, where there are several."""

    def told(self):
        values, invalid = run(self)
        if len(invalid) > 1:
            invalid = invalid.copy()
            invalid[-1] = True
        return values, invalid

    return told
