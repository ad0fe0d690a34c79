import pytest
from scipy.stats import norm
from small_model import arrow, mark, model, parameters, payoff, promise, state, strategy, table, variables

from costeff.distributions import Normal
from costeff.errors.expressions import ExpressionError, NestedTooDeep
from costeff.errors.findings import DoubtfulRate, MemoryUnused
from costeff.errors.flow import ArrowToItself, NobodyThere, NoWayOut, TwoRests
from costeff.errors.names import (
    BeyondHorizon,
    BlankForOne,
    CircularNames,
    IdleMark,
    MarkBelow,
    NamedLikeFunction,
    NeverExactly,
    NeverReached,
    NoMemory,
    OutOfPlace,
    OutsideTable,
    TwoMeanings,
    UnknownColumn,
    UnknownName,
    UnknownTable,
    UnusableName,
    Unused,
)
from costeff.model import Discount, Parameter
from costeff.model.checks import check


def only(found):
    assert len(found) == 1, [p.found() for p in found]
    return found[0]


def dying(text, **other):
    return arrow("die", "SICK", "DEAD", text, **other)


def sick(**columns):
    return state("SICK", 2, start="1", **columns), state("DEAD", 3, alive=False)


def test_a_sound_model_has_no_problems():
    sound = model(
        strategies=(strategy("A", effect="0.5"), strategy("B", 3, effect="hr")),
        states=sick(td="1", remembers="4 years"),
        marks=(mark("treated", start="0.3", remembers="2 years"),),
        parameters=parameters("h", "hr"),
        variables=variables(base="h * td * effect", late="cycles_in_state >= 3"),
        arrows=(dying('IF(late, base, LOOKUP("by age", "h", age))', when="AND(treated, years_since_treated < 1)"),),
        tables=(table("by age", [0, 60], h=["h", "h * 2"]),),
        checks=(promise("h < hr"),),
    )
    assert check(sound) == ()


def test_unknown_name_is_placed_and_suggested():
    problem = only(check(model(parameters=parameters("hr_os"), arrows=(dying("0.1 * hr_0s + hr_os"),))))
    assert isinstance(problem, UnknownName)
    assert (problem.name, problem.nearest, problem.span) == ("hr_0s", ("hr_os",), (6, 11))
    assert (problem.where.sheet, problem.where.cell) == ("Transitions", "F2")


def test_unknown_name_in_what_nothing_uses_is_told_too():
    problem = only(check(model(variables=variables(idle="nowhere"))))
    assert isinstance(problem, UnknownName)


def test_unknown_name_is_told_once_a_cell_and_failed_names_are_not_blamed():
    assert isinstance(only(check(model(arrows=(dying("x + x"),)))), UnknownName)
    assert check(model(arrows=(dying("x + x"),)), failed={"x"}) == ()


@pytest.mark.parametrize(
    ("name", "hint"), [("SICK", "state"), ("A", "strategy"), ("life", "LOOKUP"), ("die", "arrow"), ("max", "MAX(")]
)
def test_unknown_name_that_is_something_else(name, hint):
    tables = (table("life", [0], q=["0.1"]),)
    found = [p for p in check(model(arrows=(dying(f"0.1 * {name}"),), tables=tables)) if isinstance(p, UnknownName)]
    assert hint in only(found).hint


def test_two_meanings():
    problem = only(
        check(model(parameters=parameters("x"), variables=variables(x="1"), arrows=(dying("x"),), states=sick()))
    )
    assert isinstance(problem, TwoMeanings)
    assert (problem.name, problem.here, problem.other) == ("x", "a variable", "a parameter")
    assert problem.where.sheet == "Variables"
    assert problem.place == "Parameters!A2"


@pytest.mark.parametrize("name", ["age", "cycle", "start_age", "cycles_in_state", "months_since_m"])
def test_a_name_that_every_model_has(name):
    found = check(model(parameters=parameters(name), marks=(mark("m", start="1"),)))
    assert [p.name for p in found if isinstance(p, TwoMeanings)] == [name]


def test_column_of_both_strategies_and_states():
    found = check(model(strategies=(strategy("A", u="1"),), states=sick(u="1"), arrows=(dying("u"),)))
    assert [(type(p), p.name) for p in found if p.severity == "error"] == [(TwoMeanings, "u")]


@pytest.mark.parametrize("name", ["p resp", "1st", "a-b", "TRUE", ""])
def test_names_that_no_expression_can_write(name):
    found = check(model(parameters=parameters(name)))
    assert [p.name for p in found if isinstance(p, UnusableName)] == [name]


def test_a_name_like_a_function_is_a_warning():
    problem = only(check(model(parameters=parameters("wane"), arrows=(dying("wane"),))))
    assert isinstance(problem, NamedLikeFunction)
    assert problem.severity == "warning"


def test_blank_for_one_strategy():
    problem = only(check(model(strategies=(strategy("A", drug="1"), strategy("B", 3)), arrows=(dying("0.1 * drug"),))))
    assert isinstance(problem, BlankForOne)
    assert (problem.what, problem.id, problem.name, problem.used) == ("strategy", "B", "drug", "Transitions!F2")
    assert problem.where.cell == "A3"


def test_blank_for_one_state_only_where_it_is_read():
    states = (state("SICK", 2, start="1", u="1"), state("WELL", 3), state("DEAD", 4, alive=False))
    arrows = (arrow("a", "SICK", "WELL", "0.1"), arrow("b", "WELL SICK", "DEAD", "0.1 * hazard", row=3))
    problem = only(check(model(states=states, arrows=arrows, variables=variables(hazard="u * 2"))))
    assert isinstance(problem, BlankForOne)
    assert (problem.what, problem.id, problem.name, problem.used) == ("state", "WELL", "u", "Variables!B2")


@pytest.mark.parametrize("text", ["IF(on, u, 1)", "AND(on, u)", "IF(NOT(on), 1, u)", "on * IF(on > 0, u, 1)"])
def test_what_constants_keep_from_being_read_is_no_fault(text):
    states = (state("SICK", 2, start="1", u="1"), state("WELL", 3), state("DEAD", 4, alive=False))
    arrows = (arrow("a", "SICK", "WELL", "0.1 * u"), arrow("b", "WELL", "DEAD", text, row=3))
    found = check(model(strategies=(strategy("A", on="0"),), states=states, arrows=arrows))
    assert [p for p in found if p.severity == "error"] == []


@pytest.mark.parametrize("text", ["IF(p > 0.5, u, 1)", "IF(cycle < 3, u, 1)"])
def test_what_may_be_kept_from_being_read_is_left_to_the_engine(text):
    states = (state("SICK", 2, start="1", u="1"), state("WELL", 3), state("DEAD", 4, alive=False))
    arrows = (arrow("a", "SICK", "WELL", "0.1 * u"), arrow("b", "WELL", "DEAD", text, row=3))
    found = check(model(parameters=parameters("p"), states=states, arrows=arrows))
    assert [p for p in found if not isinstance(p, Unused)] == []


def test_state_column_in_a_check_is_out_of_place():
    problem = only(check(model(states=sick(u="1"), checks=(promise("twice < 2"),), variables=variables(twice="2 * u"))))
    assert isinstance(problem, OutOfPlace)
    assert (problem.name, problem.by_way_of, problem.where.sheet, problem.span) == ("u", ("twice",), "Checks", (0, 5))


@pytest.mark.parametrize("name", ["cycles_in_state", "final_step", "m", "years_since_m"])
def test_memories_in_a_check_are_out_of_place(name):
    found = check(model(marks=(mark("m", start="1", remembers="3 years"),), checks=(promise(f"{name} = 1"),)))
    assert [(type(p), p.name) for p in found if p.severity == "error"] == [(OutOfPlace, name)]


def test_state_clock_without_memory_names_the_states():
    states = (state("SICK", 2, start="1"), state("WELL", 3, remembers="2 years"), state("DEAD", 4, alive=False))
    arrows = (arrow("a", "SICK", "WELL", "0.1"), arrow("b", "SICK WELL", "DEAD", "cycles_in_state * 0.01", row=3))
    problem = only(check(model(states=states, arrows=arrows)))
    assert isinstance(problem, NoMemory)
    assert (problem.clock, problem.owners, problem.where.cell, problem.span) == (
        "cycles_in_state", ("SICK",), "F3", (0, 15),
    )  # fmt: skip


def test_state_clock_behind_a_condition_that_varies_is_left_to_the_engine():
    assert check(model(arrows=(dying("0.01 * cycles_in_state", when="cycle < 3"),))) == ()


def test_mark_clock_without_memory():
    problem = only(check(model(marks=(mark("m", start="0.5"),), arrows=(dying("IF(m, years_since_m, 1)"),))))
    assert isinstance(problem, NoMemory)
    assert problem.owners == ("m",)


def test_marks_depend_on_marks_above_only():
    marks = (mark("low", start="IF(pos, 1, 0.2)"), mark("pos", 3, start="IF(low, 0.9, 0.1)"))
    problem = only(check(model(marks=marks, arrows=(dying("low * pos"),))))
    assert isinstance(problem, MarkBelow)
    assert (problem.mark, problem.name, problem.where.cell) == ("low", "pos", "C2")


def test_circle_as_a_path_of_cells():
    problem = only(
        check(model(variables=variables(a="1 + b", b="2 * c", c="IF(cycle > 2, a, 1)"), arrows=(dying("c"),)))
    )
    assert isinstance(problem, CircularNames)
    assert problem.path == ("Variables!B2", "Variables!B3", "Variables!B4", "Variables!B2")
    assert problem.names == ("a", "b", "c")
    assert (problem.where.cell, problem.span) == ("B2", (4, 5))


def test_circle_that_nothing_uses_and_one_of_a_single_name():
    assert isinstance(only(check(model(variables=variables(a="b", b="a")))), CircularNames)
    problem = only(check(model(variables=variables(price="price * 1.02"), arrows=(dying("price"),))))
    assert problem.names == ("price",)


def test_circle_by_way_of_a_column_only_in_the_strategy_that_has_it():
    two = (strategy("A", cost="total"), strategy("B", 3, cost="5"))
    problem = only(check(model(strategies=two, variables=variables(total="cost + 1"), arrows=(dying("total"),))))
    assert isinstance(problem, CircularNames)
    assert problem.path == ("Variables!B2", "Strategies!C2", "Variables!B2")
    assert '"A"' in problem.context


def test_no_circle_where_switches_break_it():
    two = (strategy("A", first="1"), strategy("B", 3, first="0"))
    mutual = variables(a="IF(first, 0.1, b)", b="IF(first, a, 0.2)")
    assert check(model(strategies=two, variables=mutual, arrows=(dying("a + b"),))) == ()


def test_unknown_table_and_column():
    life = (table("life", [0], male=["0.1"], female=["0.1"]),)
    problem = only(
        check(model(tables=life, arrows=(dying('LOOKUP("live", "male", age) + LOOKUP("life", "male", age)'),)))
    )
    assert isinstance(problem, UnknownTable)
    assert (problem.nearest, problem.span) == (("life",), (7, 13))
    problem = only(check(model(tables=life, arrows=(dying('LOOKUP("life", "Male", age)'),))))
    assert isinstance(problem, UnknownColumn)
    assert problem.nearest == ("male",)
    problem = only(
        check(
            model(tables=(table("life", [0], q=["0.1"], male=["0"]),), arrows=(dying('MORTALITY("life", age, 0.5)'),))
        )
    )
    assert (type(problem), problem.column) == (UnknownColumn, "female")


@pytest.mark.parametrize(
    ("keys", "key"), [(range(101), None), (range(85), 89.0), (range(60, 101), 50.0), ([0, 65], None), ([60, 80], 50.0)]
)
def test_life_table_too_short(keys, key):
    keys = list(keys)
    tables = (table("life", keys, q=["0.01"] * len(keys)),)
    found = check(model(tables=tables, arrows=(dying('LOOKUP("life", "q", age)'),)))
    assert [(type(p), p.key) for p in found] == ([] if key is None else [(OutsideTable, key)])


def test_table_behind_a_condition_is_left_to_the_engine():
    tables = (table("life", list(range(85)), q=["0.01"] * 85),)
    assert check(model(tables=tables, arrows=(dying('IF(age < 85, LOOKUP("life", "q", age), 1)'),))) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("years_in_state < 5", True),
        ("5 <= years_in_state", True),
        ("years_in_state = 5", True),
        ("years_in_state > 4", True),
        ("years_in_state <= 4", True),
        ("years_in_state >= 4", False),
        ("years_in_state < 4", False),
        ("years_in_state = 4", False),
        ("years_since_m < 9", True),
        ("years_since_m < 3", False),
        ('LOOKUP("late", "h", years_in_state)', True),
        ('LOOKUP("soon", "h", years_in_state)', False),
    ],
)
def test_comparison_with_a_time_that_a_memory_never_reaches(text, told):
    found = check(
        model(
            states=sick(remembers="4 years"),
            marks=(mark("m", start="1", remembers="3 years"),),
            arrows=(dying(f"({text}) + 0 * m"),),
            tables=(table("late", [0, 5], h=["0.1", "0.2"]), table("soon", [0, 4], h=["0.1", "0.2"])),
        )
    )
    found = [p for p in found if not isinstance(p, Unused | MemoryUnused)]
    assert [type(p) for p in found] == ([NeverReached] if told else [])


def test_a_time_that_one_state_reaches_is_no_warning():
    states = (
        state("SICK", 2, start="1", remembers="2 years"),
        state("WELL", 3, remembers="9 years"),
        state("DEAD", 4, alive=False),
    )
    arrows = (arrow("a", "SICK", "WELL", "0.1"), arrow("b", "SICK WELL", "DEAD", "IF(years_in_state < 5, 0.1, 0.2)"))
    assert check(model(states=states, arrows=arrows)) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("cycle > 100", BeyondHorizon),
        ("age >= 90", BeyondHorizon),
        ("age >= 89", None),
        ("age < 30", None),
        ("months = 6", NeverExactly),
        ("cycle = 2.5", NeverExactly),
        ("age = 60", None),
        ("months = 24", None),
    ],
)
def test_comparison_with_the_time_since_the_start(text, kind):
    found = check(model(arrows=(dying(text),)))
    assert [type(p) for p in found] == ([kind] if kind else [])


def test_unused_is_told_once_a_sheet():
    found = check(
        model(
            parameters=parameters("a", "b", "used"),
            strategies=(strategy("A", idle="1"),),
            arrows=(dying("used"),),
            tables=(table("t", [0], x=["used"]),),
            marks=(mark("m"),),
        )
    )
    assert [(p.what, p.names) for p in found if isinstance(p, Unused)] == [
        ("the column of Strategies", ("idle",)),
        ("the mark", ("m",)),
        ("the parameters", ("a", "b")),
        ("the table", ("t",)),
    ]
    assert not any(isinstance(p, IdleMark) for p in found)  # it has been told as unused


@pytest.mark.parametrize("start", [None, "0", "1 - 1"])
def test_a_mark_that_is_asked_for_but_that_nobody_has(start):
    found = check(model(marks=(mark("m", start=start),), states=sick(), arrows=(dying("0.1 + m"),)))
    assert [p.mark for p in found] == ["m"]
    assert check(model(marks=(mark("m", start="0.5"),), states=sick(), arrows=(dying("0.1 + 0.1 * m"),))) == ()


def test_memories_that_nothing_asks_for():
    found = check(
        model(
            states=sick(remembers="4 years"),
            marks=(mark("m", start="1", remembers="3 years"), mark("n", start="1", remembers="3 years")),
            arrows=(dying("0.01 + 0.01 * m * n * years_since_n"),),
        )
    )
    assert [(p.what, p.name) for p in found if isinstance(p, MemoryUnused)] == [("state", "SICK"), ("mark", "m")]


def test_distributions_beyond_their_units():
    normal = Normal(mu=0.8, sigma=0.1)
    units = ("probability", "utility", "GBP", "hazard ratio", "")
    made = tuple(
        Parameter(id=f"p{n}", label="", value=0.8, unit=unit, family="normal", distribution=normal)
        for n, unit in enumerate(units)
    )
    found = check(model(parameters=made, states=sick(), arrows=(dying("p0 * p1 * p2 * p3 * p4"),)))
    assert [(p.parameter, p.limit) for p in found] == [("p0", 1), ("p1", 1)]
    assert found[0].chance == pytest.approx(norm.sf(2), abs=1e-5)


@pytest.mark.parametrize(("rate", "told"), [(0.0, False), (0.015, False), (0.00035, True), (0.35, True)])
def test_a_discount_rate_that_nobody_uses(rate, told):
    study = model(states=sick(), arrows=(dying("0.1"),)).with_settings(discount_costs=Discount.constant(rate))
    assert [type(p) for p in check(study)] == ([DoubtfulRate] if told else [])


def test_states_nobody_enters_or_leaves():
    states = (state("SICK", 2, start="1"), state("WELL", 3), state("LOST", 4), state("DEAD", 5, alive=False))
    arrows = (
        arrow("a", "SICK", "WELL", "0.1"),
        arrow("b", "SICK", "DEAD", "0.1", row=3),
        arrow("c", "SICK LOST", "LOST", "0.1", when="never", row=4),
        arrow("d", "WELL", "DEAD", "never * 2", row=5),
    )
    found = check(model(strategies=(strategy("A", never="0"),), states=states, arrows=arrows))
    told = {type(p): p.state for p in found}
    assert told == {ArrowToItself: "LOST", NobodyThere: "LOST", NoWayOut: "WELL"}


def test_two_rests():
    arrows = (
        dying(""),
        arrow("also", "SICK", "DEAD", row=3),
        arrow("sometimes", "SICK", "DEAD", when="cycle > 3", row=4),
    )
    problem = only(check(model(arrows=arrows)))
    assert isinstance(problem, TwoRests)
    assert (problem.arrow, problem.other, problem.where.cell) == ("also", "die", "D3")


def test_payoffs_are_read_where_they_are_charged():
    states = (state("SICK", 2, start="1", u="1"), state("DEAD", 3, alive=False))
    for charged, over, problems in (
        ("in", "SICK", 0), ("in", "SICK DEAD", 1), ("on", "die", 0), ("start", "SICK DEAD", 0), ("entering", "DEAD", 1),
    ):  # fmt: skip
        found = check(model(states=states, payoffs=(payoff("care", over, "100 * u", charged=charged),)))
        assert [type(p) for p in found] == [BlankForOne] * problems


def test_a_chain_of_names_is_followed_but_not_for_ever():
    chain = {f"v{k}": f"v{k + 1} + 1" for k in range(90)}
    assert check(model(variables=variables(**chain, v90="0.1"), arrows=(dying("v0"),))) == ()
    chain = {f"v{k}": f"v{k + 1} + 1" for k in range(3000)}
    problem = only(check(model(variables=variables(**chain, v3000="0.1"), arrows=(dying("v0"),))))
    assert isinstance(problem, NestedTooDeep)


def test_problems_come_in_the_order_of_the_sheets():
    found = check(
        model(
            parameters=parameters("age"),
            variables=variables(v="nobody"),
            arrows=(dying("0", row=12), arrow("b", "SICK", "DEAD", "nobody2", row=3)),
            checks=(promise("nobody3"),),
        )
    )
    assert [p.where.sheet for p in found if p.severity == "error"] == [
        "Parameters",
        "Variables",
        "Transitions",
        "Checks",
    ]


def test_hostile_names_in_a_model_only_make_problems():
    with pytest.raises(ExpressionError):
        model(variables=variables(a="__import__('os').system('x')"))
    problem = only(check(model(variables=variables(a="a.__class__.__mro__"), arrows=(dying("a"),))))
    assert isinstance(problem, UnknownName)
