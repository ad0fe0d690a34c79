from agreement import disagreements, trace_disagreements
from generate import draws_of, models
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from woven import woven

from costeff.model import Model, base_draws
from costeff.model.checks import check

BOUNDED = settings(
    max_examples=25,
    deadline=None,
    print_blob=True,  # a failure prints the line that reproduces it
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@BOUNDED
@given(st.data())
def test_both_engines_agree_on_every_outcome(data: st.DataObject) -> None:
    model: Model = data.draw(models())
    assert disagreements(model, data.draw(draws_of(model))) == []


@settings(BOUNDED, derandomize=True, max_examples=60)
@given(st.data())
def test_both_engines_agree_where_what_matters_lies_deep(data: st.DataObject) -> None:
    model: Model = data.draw(woven())
    assume(not [p for p in check(model) if p.severity == "error"])
    assert disagreements(model, data.draw(draws_of(model))) == []
    assert trace_disagreements(model) == []


@BOUNDED
@given(models())
def test_both_engines_agree_on_the_trace(model: Model) -> None:
    assert disagreements(model, base_draws(model)) == []
    assert trace_disagreements(model) == []


@BOUNDED
@given(models())
def test_generated_models_pass_the_checks(model: Model) -> None:
    assert [p.found() for p in check(model) if p.severity == "error"] == []
