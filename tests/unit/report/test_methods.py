import subprocess
from dataclasses import replace

import pytest
from building import arrow, model, payoff, settings, state, strategy, variable

from costeff.expr import FUNCTIONS
from costeff.report import methods
from costeff.results import Study


def study_of(*arrows, cycle="1 year", strategies=("old", "new"), **kw):
    return Study.of(
        model(
            settings=settings(cycle=cycle, **kw),
            strategies=tuple(strategy(name, cost=1) for name in strategies),
            states=(state("ILL", 1), state("DEAD", alive=False)),
            variables=(variable("h", "WEIBULL_RATE(1, 2, years, years + 1) + RATE_TO_PROB(0.1, 1)"),),
            arrows=arrows,
            payoffs=(payoff("cost", "care", "in", "ILL", "IF(age > 50, ODDS_SHIFT(0.1, 2), MIN(1, 2))"),),
        )
    )


def ids(study, **kw):
    return [method.id for method in methods.methods_of(study, **kw)]


RATE = arrow("die", "ILL", "DEAD", "rate", "h", per="1 month")
YEARLY = arrow("die", "ILL", "DEAD", "probability", "h", per="1 year")
SHARE = arrow("go", "ILL", "DEAD", "share", 0.5)


@pytest.mark.parametrize(
    ("arrows", "cycle", "expected"),
    [
        ((RATE,), "1 year", ["rates"]),
        ((YEARLY,), "1 year", []),
        ((YEARLY,), "1 month", ["probabilities"]),
        ((arrow("die", "ILL", "DEAD", "probability", "h"),), "1 month", []),
        ((RATE, SHARE), "1 month", ["rates", "shares"]),
        ((YEARLY, arrow("go", "ILL", "DEAD", "rest")), "1 year", ["shares"]),
    ],
)
def test_the_formulas_of_the_arrows_that_there_are(arrows, cycle, expected):
    found = ids(study_of(*arrows, cycle=cycle))
    assert found[0] == "cohort"
    assert found[1 : found.index("person-time")] == expected


@pytest.mark.parametrize("correction", ["half-cycle", "start", "end", "points", "table"])
@pytest.mark.parametrize("compounding", ["annual", "continuous", "yearly steps"])
def test_the_formulas_of_the_settings_in_force(correction, compounding):
    study = study_of(RATE, correction=correction, correction_table="simpson", compounding=compounding)
    found = methods.methods_of(study)
    assert methods.PERSON_TIME[correction] in found
    assert methods.DISCOUNTING[compounding] in found
    assert [method.id for method in found].count("person-time") == 1


def test_comparisons_only_where_there_is_something_to_compare():
    assert "icer" not in ids(study_of(RATE, strategies=("old",)), draws=True)
    assert ids(study_of(RATE))[-2:] == ["icer", "net-benefit"]
    assert ids(study_of(RATE), draws=True)[-1] == "acceptability"


def test_functions_that_a_reader_has_to_be_told():
    found = methods.operators_of(study_of(RATE))
    assert [operator.name for operator in found] == ["ODDS_SHIFT", "WEIBULL_RATE"]
    assert found[1].latex.startswith(r"\bar{h}_{\text{Weibull}}\left(\text{shape}, ")
    assert found[1].meaning == FUNCTIONS["WEIBULL_RATE"].meaning


def test_a_study_without_expressions_as_earlier_versions_stored_it():
    study = study_of(RATE)
    old = replace(
        study, variables=(), payoffs=(), arrows=tuple(replace(a, expression="", when="") for a in study.arrows)
    )
    bare = replace(old, strategies=tuple(replace(s, columns={}) for s in old.strategies))
    assert methods.operators_of(bare) == ()
    assert ids(bare)[:2] == ["cohort", "rates"]


@pytest.mark.slow
def test_word_html_and_typst_take_every_formula(tmp_path):
    pypandoc, typst = pytest.importorskip("pypandoc"), pytest.importorskip("typst")
    fixed = [value for value in vars(methods).values() if isinstance(value, methods.Method)]
    fixed += [*methods.PERSON_TIME.values(), *methods.DISCOUNTING.values()]
    latex = [method.latex for method in fixed]
    every = "1 + " + " + ".join(
        f"{f.name}({', '.join(['1'] * f.least)})" for f in FUNCTIONS.values() if f.kind(0) == "number"
    )
    latex += [o.latex for o in methods.operators_of(replace(study_of(RATE), variables=study_with(every).variables))]
    for to, name in (("html5", "a.html"), ("docx", "a.docx"), ("typst", "a.typ")):
        done = subprocess.run(
            [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", to, "--mathml", "-o", str(tmp_path / name)],
            input="\n\n".join(f"$${text}$$" for text in latex).encode(), capture_output=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr.decode()) == (0, "")
    assert (tmp_path / "a.html").read_text(encoding="utf-8").count("<math ") == len(latex)
    assert typst.compile(str(tmp_path / "a.typ"), ignore_system_fonts=True).startswith(b"%PDF")


def study_with(text):
    study = study_of(RATE)
    return replace(study, variables=(replace(study.variables[0], expression=text),))
