import hypothesis.strategies as st
from hypothesis import given, settings

from costeff.errors import Where, render
from costeff.expr import Binary, Call, Formula, Name, Number, Text, to_text
from costeff.model import (
    Arrow,
    Check,
    Discount,
    Duration,
    Mark,
    Model,
    Parameter,
    Payoff,
    Settings,
    State,
    Strategy,
    Table,
    Variable,
)
from costeff.model.checks import check

NAMES = st.sampled_from(
    ["p", "v", "w", "col", "u", "m", "n", "age", "cycle", "months", "cycles_in_state", "final_step", "years_since_m",
     "months_since_n", "start_age", "SICK", "nowhere", "LN"]
).map(Name)  # fmt: skip
NUMBERS = st.sampled_from([0.0, 1.0, 0.5, 3.0, 200.0]).map(Number)


def larger(trees):
    texts = st.sampled_from(["life", "live", "q", "male"]).map(Text)
    return (
        st.builds(Binary, st.sampled_from(["+", "/", "<", "=", ">="]), trees, trees)
        | st.builds(
            lambda f, a: Call(f, tuple(a)),
            st.sampled_from(["IF", "AND", "OR"]),
            st.lists(trees, min_size=2, max_size=3),
        )
        | st.builds(lambda t, c, k: Call("LOOKUP", (t, c, k)), texts, texts, trees)
        | st.builds(lambda t, a: Call("MORTALITY", (t, a, Number(0.5))), texts, trees)
    )


TREES = st.recursive(NAMES | NUMBERS, larger, max_leaves=6)


@st.composite
def models(draw):
    row = iter(range(2, 100))

    def formula(sheet):
        tree = draw(TREES)
        return Formula(tree=tree, where=Where(book="b", sheet=sheet, cell=f"B{next(row)}", text=to_text(tree)))

    def perhaps(sheet):
        return formula(sheet) if draw(st.booleans()) else None

    ids = {"A": ("SICK",), "B": ("SICK", "WELL")}
    arrows = [
        Arrow(
            id=f"{k}{target}",
            origins=origins,
            target=target,
            kind="share",
            formula=formula("Transitions"),
            when=perhaps("Transitions"),
        )
        for k, origins in ids.items()
        for target in ("WELL", "DEAD")
    ]
    columns = {"u": formula("States")} if draw(st.booleans()) else {}
    return Model(
        book="b",
        sha256="",
        settings=Settings(
            cycle=Duration(1, "month"),
            horizon=Duration(draw(st.integers(0, 9)), "year"),
            start_age=50,
            discount_costs=Discount.constant(0),
            discount_effects=Discount.constant(0),
        ),
        strategies=(Strategy(id="A", label="A", columns={"col": formula("Strategies")}), Strategy(id="B", label="B")),
        states=(
            State(
                id="SICK",
                label="",
                start=perhaps("States"),
                columns={"u": formula("States")},
                remembers=Duration(3, "cycle"),
            ),
            State(id="WELL", label="", start=perhaps("States"), columns=columns),
            State(id="DEAD", label="", alive=False),
        ),
        marks=(
            Mark(id="m", label="", start=perhaps("Marks"), remembers=Duration(1, "year")),
            Mark(id="n", label="", start=perhaps("Marks")),
        ),
        parameters=(Parameter(id="p", label="", value=0.5),),
        variables=(Variable(id="v", formula=formula("Variables")), Variable(id="w", formula=formula("Variables"))),
        arrows=tuple(arrows),
        payoffs=(
            Payoff(
                kind="cost",
                id="c",
                category="c",
                charged="in",
                over=("SICK", "WELL"),
                amount=formula("Costs"),
                when=perhaps("Costs"),
            ),
            Payoff(kind="cost", id="d", category="c", charged="on", over=("AWELL",), amount=formula("Costs")),
            Payoff(kind="cost", id="e", category="c", charged="start", over=(), amount=formula("Costs")),
        ),
        tables={
            "life": Table(
                name="life",
                key="age",
                keys=(0.0, 60.0),
                columns={"q": (formula("table life"), formula("table life"))},
                where=Where(sheet="table life"),
            )
        },
        checks=(Check(id="c", formula=formula("Checks")),),
    )


@settings(max_examples=60, deadline=None)
@given(models())
def test_any_model_is_checked_to_the_end_and_every_problem_is_placed(made):
    problems = check(made)
    for problem in problems:
        assert problem.where.sheet or problem.where.book
        assert problem.span is None or 0 <= problem.span[0] <= problem.span[1] <= max(1, len(problem.where.text))
    assert render(problems, "b")
    assert check(made) == problems
