import json

import pytest
from building import arrow, check, mark, model, parameter, payoff, settings, state, strategy, table, variable

from costeff.model import Duration, Instalments, Revision, Scenario, Subgroup
from costeff.results import Study
from costeff.results import structure as s


@pytest.fixture
def study():
    return Study.of(
        model(
            settings=settings(),
            strategies=(strategy("old", cost=1), strategy("new", cost="price * 2")),
            states=(
                state("ILL", "1 - share", remembers="6 months", u=0.5),
                state("WELL", "share"),
                state("DEAD", alive=False),
            ),
            marks=(mark("had", "share / 2", remembers="12 months"),),
            parameters=(parameter("share", 0.1), parameter("price", 10.0)),
            variables=(variable("h", "LN(2) / 3"),),
            arrows=(
                arrow(
                    "heal", "ILL", "WELL", "rate", "h * 2", per="1 month", when="cycle < 6", sets=["had"], clears=["x"]
                ),
                arrow("stay", "WELL", "ILL", "rest"),
            ),
            payoffs=(
                payoff("cost", "care", "in", "ILL", "cost", per="1 year", timing="start", when="had"),
                payoff(
                    "cost", "op", "entering", "WELL", 100, instalments=Instalments(5, Duration(1, "year")), category="c"
                ),
            ),
            tables=(table("life", "age", [(0, 0.1), (50, "share")], ("q",)),),
            checks=(check("order", "share <= 1"),),
            scenarios=(Scenario(id="dear", label="", includes=("other",), note="Why not?"),),
            subgroups=(Subgroup(id="old", label="The old", share=0.3),),
            log=(Revision(date="2026-01-05", version="2", author="A", change="price: 9 to 10", reason="List"),),
        )
    )


def test_a_study_says_how_its_model_is_built(study):
    assert study.strategies[1].columns == {"cost": "price * 2"}
    assert (study.states[0].remembers, study.states[0].start, study.states[0].columns) == (
        "6 months",
        "1 - share",
        {"u": "0.5"},
    )
    assert study.arrows == (
        s.ArrowLine(
            id="heal", origins=("ILL",), target="WELL", kind="rate", per="1 month", expression="h * 2",
            when="cycle < 6", sets=("had",), clears=("x",),
        ),
        s.ArrowLine(id="stay", origins=("WELL",), target="ILL", kind="rest"),
    )  # fmt: skip
    assert study.payoffs == (
        s.PayoffLine(
            kind="cost", id="care", category="care", charged="in", over=("ILL",), per="1 year", timing="start",
            amount="cost", when="had",
        ),
        s.PayoffLine(
            kind="cost", id="op", category="c", charged="entering", over=("WELL",), amount="100",
            instalments="5 x 1 year",
        ),
    )  # fmt: skip
    assert study.marks == (s.MarkLine(id="had", label="had", start="share / 2", remembers="12 months"),)
    assert study.variables == (s.VariableLine(id="h", label="h", expression="LN(2) / 3"),)
    assert study.tables == (
        s.TableLine(name="life", key="age", columns=("q",), rows=2, first=0.0, last=50.0, cell="table life"),
    )
    assert study.checks == (s.CheckLine(id="order", expression="share <= 1", message="share <= 1"),)
    assert study.scenarios == (s.ScenarioLine(id="dear", label="dear", includes=("other",), note="Why not?"),)
    assert study.subgroups == (s.SubgroupLine(id="old", label="The old", share=0.3),)
    assert study.log == (
        s.RevisionLine(date="2026-01-05", version="2", author="A", change="price: 9 to 10", reason="List"),
    )


def test_lines_print_their_expressions(study):
    assert study.arrows[0].equation == r"\text{h} \times 2"
    assert study.arrows[0].condition == r"\text{cycle} < 6"
    assert (study.arrows[1].equation, study.arrows[1].condition) == ("", "")
    assert study.payoffs[1].equation == "100"
    assert study.variables[0].equation == r"\dfrac{\ln\left(2\right)}{3}"
    assert study.checks[0].equation == r"\text{share} \le 1"


def test_a_study_comes_back_from_json_as_it_was(study):
    again = Study.from_dict(json.loads(json.dumps(study.as_dict())))
    assert again == study


def test_a_study_stored_before_it_told_its_structure_is_read(study):
    """As version 0.2.0 wrote it: labels, arrows by their ends, payoffs by what they are charged on."""
    record = json.loads(json.dumps(study.as_dict()))
    kept = {
        "strategies": ("id", "label", "description"),
        "states": ("id", "label", "transfusion", "response", "alive", "groups", "x", "y"),
        "arrows": ("id", "origins", "target", "kind"),
        "payoffs": ("kind", "id", "category", "charged", "over"),
    }
    for name, fields in kept.items():
        record[name] = [{field: row[field] for field in fields} for row in record[name]]
    for name in ("marks", "variables", "tables", "checks", "scenarios", "subgroups", "population_rows", "log"):
        del record[name]
    old = Study.from_dict(record)
    assert old.arrows[0] == s.ArrowLine(id="heal", origins=("ILL",), target="WELL", kind="rate")
    assert old.arrows[0].equation == ""
    assert old.states[0].remembers == ""
    assert (old.marks, old.variables, old.log, old.population_rows) == ((), (), (), ())
    assert old.labels == study.labels


@pytest.mark.parametrize("lost", ["strategies", "states", "title"])
def test_a_record_without_what_every_study_has_is_none(study, lost):
    record = study.as_dict()
    del record[lost]
    with pytest.raises((KeyError, TypeError)):
        Study.from_dict(record)
