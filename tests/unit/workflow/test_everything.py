from dataclasses import replace

import pytest
from decisions import study

import costeff
from costeff import workflow
from costeff.errors import Cancelled
from costeff.workbook import write_template
from costeff.workflow.contents import ANALYSES

STEPS = {
    "dsa", "twoway", "threshold", "scenarios", "subgroups", "price", "severity", "jurisdictions", "budget",
    "distribution",
}  # fmt: skip


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return costeff.read(write_template(tmp_path_factory.mktemp("template") / "study.xlsx"))


def test_the_template_has_what_it_takes_for_all_but_severity(template):
    about = template.with_settings(price_parameter="c_new")
    run = costeff.run(about, draws=8)
    made, omitted = costeff.run_all(about, run)
    assert {analysis.name for analysis in made} == STEPS - {"severity"}, [each.reason for each in omitted]
    assert {analysis.study.sha256 for analysis in made} == {run.study.sha256}


def test_what_a_study_lacks_is_said_and_the_rest_is_made():
    there = study()
    run = costeff.run(there, draws=8)
    made, omitted = costeff.run_all(there, run)
    assert {analysis.name for analysis in made} | {each.name for each in omitted} == STEPS
    lacking = {each.name for each in omitted if each.lacking}
    assert {"scenarios", "subgroups", "budget", "distribution", "price"} <= lacking
    assert all(each.reason and each.title for each in omitted)
    assert "dsa" in {analysis.name for analysis in made}


def test_without_thresholds_little_is_left_and_nothing_fails():
    there = replace(study(), settings=replace(study().settings, thresholds=()))
    made, omitted = costeff.run_all(there, costeff.run(there, draws=0))
    assert {each.name for each in omitted if each.lacking} >= {"dsa", "twoway", "threshold", "price"}
    assert {analysis.name for analysis in made} | {each.name for each in omitted} == STEPS


def test_an_analysis_that_fails_is_told_from_one_that_is_not_asked_for():
    there = study()
    run = costeff.run(there, draws=0)
    by_name = {step.name: step for step in workflow.further(there, run)}
    severity = by_name["severity"].make()  # the model takes mortality from no life table
    assert isinstance(severity, workflow.Omitted)
    assert not severity.lacking
    assert "life table" in severity.reason


def test_steps_are_the_folders_that_analyses_have():
    there = study()
    assert set(ANALYSES) >= STEPS
    assert {step.name for step in workflow.further(there, costeff.run(there, draws=0))} == STEPS


def test_a_stop_is_no_omission(monkeypatch):
    def stop(*args, **kwargs):
        raise Cancelled

    monkeypatch.setattr(workflow, "dsa", stop, raising=False)
    with pytest.raises(Cancelled):
        costeff.run_all(study(), costeff.run(study(), draws=0))
