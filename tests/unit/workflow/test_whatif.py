from __future__ import annotations

import pytest
from situations import SettingChange, at, subgroup, two_states, with_subgroups

from costeff.errors import InputError
from costeff.errors.situations import NoChange
from costeff.variants import MIXTURE
from costeff.workflow import with_changes


def test_texts_and_mappings_say_the_same() -> None:
    model = two_states()
    for changes in (["drug=700", "horizon=10 years", " extra = 5"], {"drug": 700, "horizon": "10 years", "extra": 5}):
        changed = with_changes(model, changes)
        assert changed.parameter("drug").value == 700
        assert changed.parameter("drug").family == "fixed"
        assert changed.parameter("extra").value == 5
        assert str(changed.settings.horizon) == "10 years"
    assert model.parameter("drug").value == 500


def test_a_spread_keeps_a_parameter_uncertain_and_the_last_of_two_counts() -> None:
    changed = with_changes(two_states(), ["drug=600", "drug=700", "drug se=70"])
    assert (changed.parameter("drug").value, changed.parameter("drug").se) == (700, 70)
    assert changed.parameter("drug").family == "gamma"


def test_nothing_changes_nothing() -> None:
    model = two_states()
    assert with_changes(model, ()) is model


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        with_changes(two_states(), ["drug", "drgu=5"])
    first, second = caught.value.problems
    assert isinstance(first, NoChange)
    assert str(first.where) == "--set"
    assert second.kind == "UnknownItem"


def test_a_mixture_that_cannot_be_is_refused_as_on_the_sheet() -> None:
    other = SettingChange(setting="reference strategy", values={"reference": "new"}, text="new", where=at("E3"))
    model = with_subgroups(subgroup("bad", 0.25), subgroup("good", 0.75, other))
    for there, changes in ((model, {"base case": MIXTURE}), (two_states(), [f"base case={MIXTURE}"])):
        with pytest.raises(InputError) as caught:
            with_changes(there, changes)
        assert [(problem.kind, str(problem.where)) for problem in caught.value.problems] == [("NoMixture", "--set")]
    mixed = with_subgroups(subgroup("bad", 0.25), subgroup("good", 0.75), base_case=MIXTURE)
    assert with_changes(mixed, {"drug": 700}).settings.base_case == MIXTURE
    own = SettingChange(setting="reference strategy", values={"reference": "old"}, text="old", where=at("E3"))
    mixed = with_subgroups(subgroup("bad", 0.25, own), subgroup("good", 0.75, own), base_case=MIXTURE)
    with pytest.raises(InputError, match="another reference"):
        with_changes(mixed, {"reference": "new"})
