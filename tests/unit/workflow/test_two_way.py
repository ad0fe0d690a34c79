import json
from dataclasses import replace

import building as b
import numpy as np
import pytest
from decisions import study, uncertain
from situations import two_states

import costeff
from costeff.errors import InputError
from costeff.results import load_analysis
from costeff.results.analysis import save_analysis
from costeff.words import findings
from costeff.workflow import pictures


def problem(error):
    (only,) = error.value.problems
    return only


def test_the_boundary_between_strategies_is_where_it_is_by_hand():
    # at 25,000 new is worth 50,000 gain - 2 price - 100; third 1,000 - 500
    found = costeff.twoway(study(), "price=0:6100", "gain=0:0.2", steps=31)
    table = found.tables["preferred"]
    table = table[table["threshold"] == 25_000]
    new = 50_000 * table["gain"] - 2 * table["price"] - 100
    third = 1_000 - 500
    expected = np.where((new > third) & (new > 0), "new", np.where(third > 0, "third", "old"))
    assert table["strategy"].tolist() == expected.tolist()
    ranked = np.sort(np.stack([new, np.full(len(new), third), np.zeros(len(new))]), axis=0)
    assert table["margin"].to_numpy() == pytest.approx(ranked[-1] - ranked[-2])


def test_net_benefit_breaks_even_on_the_line_of_the_closed_form():
    found = costeff.twoway(study(), ("price", 0, 5_000), ("gain", 0.0, 0.25), steps=11)
    table = found.tables["twoway"]
    new = table[table["strategy"] == "new"]
    assert new["inmb_35000"].to_numpy() == pytest.approx(35_000 * 2 * new["gain"] - 2 * new["price"] - 100)
    assert new["inc_cost"].to_numpy() == pytest.approx(2 * new["price"] + 100)
    assert new["inc_qalys"].to_numpy() == pytest.approx(2 * new["gain"], abs=1e-12)
    assert len(table) == 11 * 11 * 3
    assert (table[table["strategy"] == "old"]["inmb_25000"] == 0).all()


def test_ranges_are_the_intervals_unless_given():
    facts = costeff.twoway(study(), "gain", steps=3).facts
    z = 1.959963984540054
    assert (facts["x"]["parameter"], facts["y"]["parameter"]) == ("gain", "price")
    assert (facts["x"]["low"], facts["x"]["high"]) == pytest.approx((0.1 - 0.02 * z, 0.1 + 0.02 * z))
    assert facts["chosen"] == ["price"]
    assert facts["base"] == {"25000": "new", "35000": "new"}


def test_the_widest_bars_are_chosen_and_it_is_said():
    more = uncertain("idle", 5.0, 1.0)
    found = costeff.twoway(study(parameters=(more, *study().parameters)), steps=3)
    assert found.facts["chosen"] == ["gain", "price"]
    assert found.notes[0] == '"gain" and "price" were chosen by costeff: what matters most in the one-way analysis.'
    assert found.provenance["overrides"]["x"][0] == "gain"


def test_the_price_that_the_study_is_about_comes_first():
    there = study()
    about = replace(there, settings=replace(there.settings, price_parameter="price"))
    assert costeff.twoway(there, steps=3).facts["chosen"] == ["gain", "price"]
    found = costeff.twoway(about, steps=3)
    assert found.facts["chosen"] == ["price", "gain"]
    assert (found.facts["x"]["parameter"], found.facts["y"]["parameter"]) == ("price", "gain")
    assert "chosen by costeff: the price that the study is about, and what matters most in" in found.notes[0]
    # a fixed price has no range to choose it for, and a note doesn't say so
    idle = uncertain("idle", 5.0, 1.0)
    still = study(parameters=(b.parameter("price", 1000.0), study().parameters[1], idle))
    fixed = costeff.twoway(replace(still, settings=about.settings), steps=3)
    assert fixed.facts["chosen"] == ["gain", "idle"]
    assert "chosen by costeff: what matters most" in fixed.notes[0]


def test_shares_of_the_grid():
    found = costeff.twoway(study(), "price=0:6000", "gain=0:0.2", steps=21)
    shares, preferred = found.tables["shares"], found.tables["preferred"]
    for row in shares.to_dict("records"):
        mine = preferred[(preferred["threshold"] == row["threshold"]) & (preferred["strategy"] == row["strategy"])]
        assert row["share"] == pytest.approx(len(mine) / 21**2)
    assert shares.groupby("threshold")["share"].sum().tolist() == pytest.approx([1, 1])


def test_strategies_that_are_equal_wherever_one_is_preferred_are_level():
    new = study().strategies[1]
    there = study(strategies=(*study().strategies, replace(new, id="copy", label="Copy")))
    found = costeff.twoway(there, "price=0:5000", "gain=0:0.2", steps=9)
    assert found.facts["level"] == {"25000": {"new": ["copy"]}, "35000": {"new": ["copy"]}}
    # equal at every point, and never preferred where the third strategy is
    texts = [text for text in findings(found) if text.startswith("At")]
    assert all('"New" (level with "Copy") at' in text and '"Third" at' in text for text in texts)
    assert costeff.twoway(study(), "price=0:5000", "gain=0:0.2", steps=9).facts["level"] == {}
    # level on a line of the grid alone: 25,000 x 0.2 - 2 x 2,200 - 100 = 500 is no tie everywhere
    line = costeff.twoway(study(), "price=0:4400", "gain=0.1:0.2", steps=3)
    assert line.facts["level"] == {}


def test_points_that_are_no_model_are_blank_and_said():
    found = costeff.twoway(two_states(), "p_new=0.5:1.5", "drug=0:1000", steps=5)
    table, preferred = found.tables["twoway"], found.tables["preferred"]
    assert table.loc[table["p_new"] > 1, "cost"].isna().all()
    assert table.loc[table["p_new"] <= 1, "cost"].notna().all()
    assert (preferred.loc[preferred["p_new"] > 1, "strategy"] == "").all()
    assert found.facts["invalid"] == 10
    (note,) = [note for note in found.notes if "not valid" in note]
    assert note.startswith("At 10 of 25 points the model is not valid; they are blank. At p_new = 1.25, drug = 0: ")


def test_a_name_that_is_a_column_gets_another():
    model = study()
    renamed = tuple(replace(p, id="cost") if p.id == "price" else p for p in model.parameters)
    model = replace(
        model,
        parameters=renamed,
        payoffs=(b.payoff("cost", "drug", "start", "well", "new * (2*cost + 100) + other * 500"), model.payoffs[1]),
    )
    table = costeff.twoway(model, "cost=1:2", "gain=0:0.1", steps=2).tables["twoway"]
    assert table["axis_cost"].tolist()[:6] == [1.0] * 3 + [2.0] * 3


def test_shares_and_companions_are_named_in_notes():
    shares = tuple(
        b.parameter(name, n / 100, family="dirichlet", group="outcome", n=float(n), unit="proportion")
        for name, n in (("s1", 50), ("s2", 30), ("s3", 20))
    )
    model = study(parameters=(*(replace(p, group="pair") for p in study().parameters[:2]), *shares))
    payoffs = (*model.payoffs, b.payoff("cost", "mix", "start", "well", "s1 + s2 + s3"))
    notes = costeff.twoway(replace(model, payoffs=payoffs), "s1=0.8:1", "price", steps=3).notes
    assert notes[0] == "What is uncertain together with price stays at its value here."
    assert notes[1] == "s2 and s3 give way, in their proportions, so that the shares sum to 1."
    both = costeff.twoway(replace(model, payoffs=payoffs), "s1=0.5:1", "s2=0:0.5", steps=3)
    assert both.facts["invalid"] == 3
    assert "s3 gives way, so that the shares sum to 1." in both.notes
    assert "the shares sum to more than 1" in both.notes[-1]


@pytest.mark.parametrize(
    ("x", "y", "kind"),
    [
        ("pricee", None, "UnknownChoice"),
        ("price", "price=1:2", "SameTwice"),
        ("price=5:5", "gain", "EmptyRange"),
        ("price=9:5", "gain", "EmptyRange"),
        (("price", 1.0, float("nan")), "gain", "EmptyRange"),
        ("price=5", "gain", "BadSide"),
        ("price=a:b", "gain", "BadSide"),
        ("fixed", "gain", "NeedsRange"),
    ],
)
def test_what_cannot_be_asked(x, y, kind):
    with pytest.raises(InputError) as error:
        costeff.twoway(study(), x, y)
    assert problem(error).kind == kind


def test_ends_outside_the_unit_and_two_shares_of_one_whole():
    model = study(parameters=(*study().parameters, b.parameter("p", 0.5, unit="probability")))
    with pytest.raises(InputError) as error:
        costeff.twoway(model, "p=0:1.5", "gain")
    assert (problem(error).kind, problem(error).value) == ("OutOfRange", 1.5)
    halves = tuple(b.parameter(s, 0.5, family="dirichlet", group="g", n=50.0) for s in ("half", "rest"))
    with pytest.raises(InputError) as error:
        costeff.twoway(study(parameters=(*study().parameters, *halves)), "half", "rest")
    assert problem(error).kind == "WholeTwice"


def test_too_few_parameters_to_choose_from():
    with pytest.raises(InputError) as error:
        costeff.twoway(study(parameters=(uncertain("price", 1000.0, 100.0), b.parameter("gain", 0.1))))
    assert (problem(error).kind, problem(error).known) == ("NothingToPair", ("price",))


def test_it_is_stored_and_drawn(tmp_path):
    found = costeff.twoway(study(), "price=0:6000", "gain=0:0.2", steps=5, changes={"fixed": 4})
    save_analysis(found, tmp_path)
    again = load_analysis(tmp_path)
    assert again.tables["twoway"].equals(found.tables["twoway"])
    assert json.loads((tmp_path / "analysis.json").read_text())["overrides"]["fixed"] == 4
    names = [name for name, _ in pictures.FIGURES["twoway"](again)]
    assert names == ["preferred_25000", "inmb_25000", "preferred_35000", "inmb_35000"]


def test_the_figure_rings_the_base_case():
    found = costeff.twoway(study(), "price=0:6000", "gain=0:0.2", steps=5)
    figures = dict(pictures.FIGURES["twoway"](found))
    for figure in figures.values():
        rings = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
        assert [(float(r.get_xdata()[0]), float(r.get_ydata()[0])) for r in rings] == [(1000.0, 0.1)]
    away = costeff.twoway(study(), "price=2000:6000", "gain=0:0.2", steps=5)
    assert not list(dict(pictures.FIGURES["twoway"](away))["preferred_25000"].axes[0].lines)
