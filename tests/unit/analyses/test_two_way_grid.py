from dataclasses import replace
from pathlib import Path

import building as b
import numpy as np
import pytest
from decisions import ill, life, study
from situations import costs, qalys, subgroup, two_states, value, with_subgroups

import costeff
from costeff import engine
from costeff.analyses.two_way import GridSide, two_way
from costeff.errors import InputError
from costeff.model import base_draws
from costeff.variants.moving import held, totals


def side(name, *values):
    return GridSide(parameter=name, values=np.array(values))


def test_every_pair_of_values_by_hand():
    prices, gains = (0.0, 1000.0, 4000.0), (-0.1, 0.05)
    found = two_way(study(), side("price", *prices), side("gain", *gains))
    assert found.x.tolist() == [*prices, *prices]
    assert found.y.tolist() == [-0.1] * 3 + [0.05] * 3
    assert found.points.cost[:, 1] == pytest.approx([2 * p + 100 for _ in gains for p in prices])
    assert found.points.qalys[:, 1] == pytest.approx([1 + 2 * g for g in gains for _ in prices])
    assert (found.points.cost[:, 0] == 0).all()
    assert found.base.cost[0] == pytest.approx([0, 2100, 500])


def test_two_states_against_the_engine_and_by_hand():
    model = two_states()
    found = two_way(model, side("p_new", 0.05, 0.1, 0.3), side("drug", 100.0, 900.0))
    table = np.repeat(base_draws(model).values, 6, axis=0)
    ids = base_draws(model).ids
    table[:, ids.index("p_new")], table[:, ids.index("drug")] = found.x, found.y
    plain = engine.execute(model, replace(base_draws(model), values=table, index=np.arange(6)))
    for mine, theirs in (
        (found.points.cost, "cost"),
        (found.points.qalys, "qalys"),
        (found.points.life_years, "life_years"),
    ):
        assert mine == pytest.approx(plain.of(theirs), rel=1e-14)
    assert found.points.qalys[:, 1] == pytest.approx([qalys(p) for p in found.x])
    assert found.points.cost[:, 1] == pytest.approx([costs(p, drug=d) for p, d in zip(found.x, found.y, strict=True)])


def test_a_fixed_parameter_that_decides_between_cases_moves_too():
    model = replace(
        two_states(),
        variables=(b.variable("late", "IF(years < extra, 1, 0)"),),
        payoffs=(b.payoff("cost", "care", "in", "alive", "care * late", per="1 year"),),
    )
    found = two_way(model, side("extra", 0.0, 2.0, 4.0), side("care", 100.0, 200.0))
    years = [1, 0.8, 0.64, 0.512]
    assert found.points.cost[:, 0] == pytest.approx([c * sum(years[:n]) for c in (100, 200) for n in (0, 2, 4)])


def test_a_mixture_keeps_what_its_subgroups_replace():
    parts = (
        subgroup("bad", 0.25, value("p_old", 0.3)),
        subgroup("good", 0.75, value("p_old", 0.1), value("drug", 0.0)),
    )
    model = with_subgroups(*parts, base_case="mixture of subgroups")
    found = two_way(model, side("p_new", 0.1, 0.2), side("drug", 100.0, 900.0))
    expected = [costs(p) + 0.25 * d for d in (100.0, 900.0) for p in (0.1, 0.2)]
    assert found.points.cost[:, 1] == pytest.approx(expected)
    assert found.points.qalys[:, 0] == pytest.approx([0.25 * qalys(0.3) + 0.75 * qalys(0.1)] * 4)


def shares(**counts):
    return tuple(
        b.parameter(name, n / sum(counts.values()), family="dirichlet", group="outcome", n=float(n), unit="proportion")
        for name, n in counts.items()
    )


def whole(**counts):
    model = study(parameters=(*study().parameters, *shares(**counts)))
    worth = " + ".join(f"{k} * {name}" for k, name in enumerate(counts, start=1))
    return replace(model, payoffs=(*model.payoffs, b.payoff("utility", "mix", "in", "well", worth, per="1 year")))


def test_the_other_shares_of_a_whole_give_way():
    found = two_way(whole(well_off=50, middling=30, poorly=20), side("well_off", 0.4, 0.6), side("price", 1.0, 2.0))
    assert found.along == ("middling", "poorly")
    mix = [w + 2 * (1 - w) * 0.6 + 3 * (1 - w) * 0.4 for w in (0.4, 0.6)]
    assert found.points.qalys[:2, 0] == pytest.approx([2 * (0.5 + m) for m in mix])


def test_where_two_shares_leave_nothing_the_point_is_blank():
    model = whole(well_off=50, middling=30, poorly=20)
    found = two_way(model, side("well_off", 0.2, 0.8), side("middling", 0.1, 0.2, 0.5))
    assert np.isnan(found.points.cost).any(axis=1).tolist() == [False, False, False, False, False, True]
    assert found.points.qalys[3, 0] == pytest.approx(2 * (0.5 + 0.8 + 2 * 0.2))


def test_a_point_that_is_no_model_is_blank_throughout_and_an_invalid_base_case_is_told():
    found = two_way(two_states(), side("p_new", 0.5, 1.5), side("drug", 1.0, 2.0))
    assert np.isnan(found.points.qalys).all(axis=1).tolist() == [False, True, False, True]
    model = two_states()
    broken = replace(model, parameters=tuple(replace(p, value=1.5) if p.id == "p_old" else p for p in model.parameters))
    with pytest.raises(InputError):
        two_way(broken, side("p_new", 0.5, 0.6), side("drug", 1.0, 2.0))


def test_held_parameters_are_numbers_and_rows_alike_run_once(monkeypatch):
    model = two_states()
    assert [p.id for p in held(model, {"drug"}).parameters] == ["drug"]
    sizes = []
    execute = engine.execute

    def counted(model, draws, **kw):
        sizes.append((model.strategies[0].id, len(draws)))
        return execute(model, draws, **kw)

    monkeypatch.setattr(engine, "execute", counted)
    totals(model, {"drug": np.repeat([1.0, 2.0, 3.0], 5), "p_new": np.tile(np.linspace(0.1, 0.2, 5), 3)})
    assert sizes == [("old", 1), ("new", 15)]


def test_progress_counts_rows_over_strategies():
    told = []
    two_way(study(), side("price", 1.0, 2.0), side("gain", 0.0, 0.1), progress=lambda done, of: told.append((done, of)))
    assert told == [(5, 15), (10, 15), (15, 15)]


def test_an_age_that_moves_gets_a_plan_for_each_value():
    model = ill(life([(50 + k, 0.1 + 0.1 * k, 0.1 + 0.1 * k) for k in range(6)]))
    ageing = replace(
        model,
        parameters=(*model.parameters, b.parameter("shift", 0.0)),
        variables=(b.variable("background", 'IF(shift > 5, 0, MORTALITY("life", age + shift, male_share))'),),
        arrows=(b.arrow("dies", "well", "dead", "rate", "background", per="1 year"),),
    )
    found = two_way(ageing, side("shift", 0.0, 2.0), side("price", 1.0, 2.0))
    # alive at the end of each of two years, by the yearly probabilities of the table
    young, old = 0.9 + 0.9 * 0.8, 0.7 + 0.7 * 0.6
    assert found.points.life_years[:, 0] == pytest.approx([young, old, young, old])


@pytest.mark.slow
@pytest.mark.parametrize("book", ["mds.xlsx", "aplastic-anaemia.xlsx"])
def test_a_grid_of_a_shipped_workbook_is_what_the_engine_gives_row_by_row(book):
    model = costeff.read(Path(__file__).resolve().parents[3] / "inputs" / book)
    price = model.parameter("c_msc_dose").value
    other = "smr_responder" if book.startswith("aplastic") else "smr_td"
    risk = model.parameter(other).value
    found = two_way(model, side("c_msc_dose", 0.5 * price, 2 * price), side(other, 0.9 * risk, 1.1 * risk))
    base = base_draws(model)
    table = np.repeat(base.values, 4, axis=0)
    table[:, base.ids.index("c_msc_dose")], table[:, base.ids.index(other)] = found.x, found.y
    plain = engine.execute(model, replace(base, values=table, index=np.arange(4)))
    for measure in ("cost", "qalys", "life_years"):
        assert getattr(found.points, measure) == pytest.approx(plain.of(measure), rel=1e-12)
