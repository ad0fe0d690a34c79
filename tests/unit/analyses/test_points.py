from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from situations import at, compared, horizon, reference, thresholds, two_states, value

from costeff import analyses, engine, sampling
from costeff.engine import plan
from costeff.errors import InputError
from costeff.model import Correlation, ParameterChange, Stage, base_draws, override

POINTS: dict[str, tuple[Stage, ...]] = {
    "as it is": (),
    "value": ((value("drug", 700.0),),),
    "two stages": ((value("drug", 700.0),), (value("drug", 800.0), value("care", 50.0))),
    "horizon": ((horizon(2),),),
    "horizon and value": ((horizon(2), value("drug", 700.0)),),
    "strategies": ((compared("old", "third"),),),
    "reference": ((reference("new"), thresholds(1.0)),),
    "spread": ((value("drug", 700.0), ParameterChange(parameter="drug", column="se", to=70.0)),),
}


def test_a_point_is_the_overridden_model_run_alone() -> None:
    model = two_states()
    for stages, answer in zip(POINTS.values(), analyses.points(model, list(POINTS.values())), strict=True):
        there = override(model, stages).model
        alone = engine.execute(there, base_draws(there))
        assert answer.base is not None
        assert answer.base.strategies == alone.strategies
        np.testing.assert_array_equal(answer.base.values, alone.values)
        assert answer.model.settings.reference == there.settings.reference
        assert answer.model.settings.thresholds == there.settings.thresholds


def test_a_point_with_draws_is_the_overridden_model_under_the_common_draws() -> None:
    model = two_states()
    drawn = sampling.draw(model, 64, 1, "random")
    (answer,) = analyses.points(model, [((value("drug", 700.0), horizon(2)),)], psa=True)
    there = override(model, [(value("drug", 700.0), horizon(2))]).model
    values = drawn.values.copy()
    values[:, drawn.ids.index("drug")] = 700.0
    alone = engine.execute(there, replace(drawn, values=values))
    assert answer.psa is not None
    np.testing.assert_array_equal(answer.psa.values, alone.values)
    assert answer.fixed == ("drug",)


def test_points_share_plans_unless_numbers_beside_the_parameters_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    whole = plan.make_plan

    def counted(*args: object) -> plan.Plan:
        made.append(args)
        return whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(plan, "make_plan", counted)
    alike = [((value("drug", float(k)),),) for k in range(50)]
    alike += [((reference("new"),),), ((thresholds(3.0),),), ((horizon(4),),)]
    analyses.points(two_states(), alike)
    assert len(made) == 2
    analyses.points(two_states(), [*alike, ((horizon(2),),)], psa=True)
    assert len(made) == 2 + 4


@pytest.mark.parametrize("design", ["random", "sobol", "lhs"])
def test_a_new_spread_is_drawn_at_the_quantiles_of_the_former(design: str) -> None:
    model = two_states(design)
    wider = (value("drug", 1_000.0), ParameterChange(parameter="drug", column="se", to=100.0))
    added = (
        ParameterChange(parameter="u", column="distribution", to="beta"),
        ParameterChange(parameter="u", column="se", to=0.05),
    )
    base, wide, both = analyses.points(model, [(), (wider,), (wider, added)], psa=True)
    cost = [a.psa.of("cost")[:, 1] for a in (base, wide)]  # type: ignore[union-attr]
    # twice the mean and twice the standard error make a gamma twice as large, quantile for quantile
    care = [a.psa.of("cost", "category", "care")[:, 1] for a in (base, wide)]  # type: ignore[union-attr]
    np.testing.assert_allclose(cost[1] - care[1], 2 * (cost[0] - care[0]), rtol=1e-9)
    np.testing.assert_array_equal(
        wide.psa.of("cost"),  # type: ignore[union-attr]
        both.psa.of("cost"),  # type: ignore[union-attr]
    )
    assert np.std(both.psa.of("qalys")[:, 0]) > np.std(wide.psa.of("qalys")[:, 0])  # type: ignore[union-attr]


def test_a_broken_point_tells_why_and_the_others_run() -> None:
    wrong = [((value("p_new", 1.5),),), ((compared("new"),),), ((value("p_old", 3.0),),)]
    answers = analyses.points(two_states(), [(), *wrong, ((horizon(2),),)], psa=True)
    assert [bool(a.problems) for a in answers] == [False, True, True, True, False]
    assert [a.psa is not None for a in answers] == [True, False, False, False, True]
    kinds = [[p.kind for p in a.problems] for a in answers[1:4]]
    assert kinds[1:] == [["ReferenceNotCompared"], ["OutOfRange"]]
    assert kinds[0]


def test_all_or_none_saves_the_draws_where_a_point_fails() -> None:
    answers = analyses.points(two_states(), [(), ((value("p_old", 3.0),),)], psa=True, all_or_none=True)
    assert [a.psa is None for a in answers] == [True, True]
    assert answers[0].base is not None


def test_draws_are_run_where_they_are_wanted_and_progress_ends_at_the_whole() -> None:
    told: list[tuple[int, int]] = []
    answers = analyses.points(
        two_states(),
        [(), ((horizon(2),),), ((horizon(3),),)],
        psa=True,
        drawn_at=[0, 2],
        progress=lambda done, total: told.append((done, total)),
    )
    assert [a.psa is not None for a in answers] == [True, False, True]
    assert told[-1] == (5, 5)
    assert told == sorted(told)


def test_a_spread_given_after_a_bare_value_is_one_of_the_former_distribution() -> None:
    # the second stage is that of a scenario that includes the first, or of a subgroup under a scenario
    model = two_states()
    se = ParameterChange(parameter="drug", column="se", to=70.0)
    at_once = override(model, [(value("drug", 700.0), se)])
    for stages in ([(value("drug", 700.0),), (se,)], [(value("drug", 600.0),), (value("drug", 700.0), se)]):
        found = override(model, stages)
        assert found.fixed == ()
        assert found.model.parameter("drug").distribution == at_once.model.parameter("drug").distribution is not None
    (once, twice) = analyses.points(
        model, [((value("drug", 700.0), se),), ((value("drug", 600.0),), (value("drug", 700.0), se))], psa=True
    )
    assert once.psa is not None
    assert twice.psa is not None
    np.testing.assert_array_equal(once.psa.values, twice.psa.values)


def test_bounds_of_one_way_analyses_leave_a_fixed_value_fixed() -> None:
    bound = ParameterChange(parameter="drug", column="dsa low", to=70.0)
    found = override(two_states(), [(value("drug", 700.0),), (bound,)])
    assert found.fixed == ("drug",)
    assert found.model.parameter("drug").family == "fixed"


def test_joined_parameters_stay_joined_where_a_later_stage_gives_their_spread_back() -> None:
    joined = replace(two_states(), correlations=(Correlation(a="care", b="drug", value=0.5),))
    se = ParameterChange(parameter="drug", column="se", to=70.0)
    assert override(joined, [(value("drug", 700.0),)]).model.correlations == ()
    assert override(joined, [(value("drug", 700.0),), (se,)]).model.correlations == joined.correlations


@pytest.mark.parametrize("family", ["multivariate normal", "empirical", "dirichlet"])
def test_a_spread_that_would_change_nothing_is_refused(family: str) -> None:
    model = two_states()
    joint = tuple(
        replace(p, family=family, distribution=None, se=None) if p.id == "drug" else p for p in model.parameters
    )
    se = ParameterChange(parameter="drug", column="se", to=70.0, where=at("D4"))
    with pytest.raises(InputError) as refused:
        override(replace(model, parameters=joint), [(value("drug", 700.0), se)])
    (problem,) = refused.value.problems
    assert problem.where == at("D4")
    assert "se would change nothing" in problem.found()


def test_a_value_beside_draws_of_a_sheet_that_it_would_not_move_is_refused() -> None:
    model = two_states()
    joint = tuple(
        replace(p, family="empirical", distribution=None, se=None) if p.id == "drug" else p for p in model.parameters
    )
    of_the_sheet = ParameterChange(parameter="drug", column="distribution", to="empirical", where=at("D5"))
    change = replace(value("drug", 700.0), where=at("D4"))
    with pytest.raises(InputError) as refused:
        override(replace(model, parameters=joint), [(change, of_the_sheet)])
    (problem,) = refused.value.problems
    assert problem.where == at("D4")
    assert "would move the base case alone" in problem.found()
    assert override(replace(model, parameters=joint), [(of_the_sheet,)]).model.parameter("drug").family == "empirical"
    assert override(replace(model, parameters=joint), [(change,)]).model.parameter("drug").family == "fixed"
