import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from sampled_studies import BOOK, COEFFICIENTS, COUNTS, MATRIX, SHEET, SINGLES, pair, parameter, study
from scipy import stats

from costeff.errors import InputError, Problem, Where
from costeff.errors.inputs import TooFewDraws, TooManyForSobol
from costeff.errors.joint import (
    BadCovariance,
    BadPosterior,
    CorrelationOutOfRange,
    DirichletShares,
    DrawnTwice,
    ImpossibleCorrelations,
    LoneDirichlet,
    NotDrawn,
    NothingToCorrelate,
    RepeatedCorrelation,
    UnknownJointParameter,
    ZeroDirichletCount,
)
from costeff.model import (
    Covariance,
    Model,
    Parameter,
    Posterior,
)
from costeff.sampling import check_draws, draw


def problems(model: Model) -> tuple[Problem, ...]:
    found = check_draws(model)
    with pytest.raises(InputError) as caught:
        draw(model, 4, 1, "random")
    assert caught.value.problems == found
    assert caught.value.book == BOOK
    for problem in found:
        assert problem.found()
        assert isinstance(problem.advice(), str)
    return found


def only(model: Model) -> Problem:
    found = problems(model)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("design", ["random", "lhs", "sobol"])
def test_single_parameters_follow_their_distributions(design: str) -> None:
    drawn = draw(study(SINGLES), 20_000, 1, design)
    assert drawn.ids == tuple(p.id for p in SINGLES)
    assert (drawn.design, drawn.seed) == (design, 1)
    assert drawn.index.tolist() == list(range(20_000))
    assert (drawn.column("age") == 53).all()
    for p in SINGLES:
        if p.distribution is not None:
            column = drawn.column(p.id)
            assert column.mean() == pytest.approx(p.distribution.mean, abs=4 * p.distribution.sd / math.sqrt(20_000))
            assert column.std() == pytest.approx(p.distribution.sd, rel=0.03)
            np.testing.assert_allclose(
                np.quantile(column, [0.025, 0.975]), p.distribution.interval(), rtol=0.05, atol=0.02
            )


def test_streams_keep_the_draws_of_a_name_for_ever() -> None:
    drawn = draw(study([parameter("x", "uniform", 0.5, low=0, high=1)]), 1, 1, "random")
    assert drawn.values[0, 0] == pytest.approx((14103562869945837714 / 2**64), abs=1e-15)


@pytest.mark.parametrize("r", [-1.0, -0.6, 0.0, 0.3, 0.9, 1.0])
def test_rank_correlations_are_reached(r: float) -> None:
    drawn = draw(study(SINGLES, correlations=(pair("p", "cost", r),)), 20_000, 1, "random")
    reached = stats.spearmanr(drawn.column("p"), drawn.column("cost")).statistic
    assert reached == pytest.approx(r, abs=4 * (1 - r * r) / math.sqrt(20_000) + 1e-9)
    np.testing.assert_allclose(
        np.quantile(drawn.column("cost"), 0.9), SINGLES[1].distribution.interval(0.8)[1], rtol=0.02
    )


def test_normal_correlations_are_those_of_the_scores() -> None:
    drawn = draw(study(SINGLES, correlations=(pair("hr", "coef", 0.5, "normal"),)), 20_000, 1, "random")
    assert np.corrcoef(np.log(drawn.column("hr")), drawn.column("coef"))[0, 1] == pytest.approx(0.5, abs=0.02)


def test_perfect_correlation_is_allowed_and_shared_with_a_third() -> None:
    twins = (parameter("u1", "normal", 0, se=1), parameter("u2", "normal", 0, se=1), parameter("v", "normal", 0, se=1))
    rows = (pair("u2", "u1", 1.0), pair("u1", "v", 0.4), pair("v", "u2", 0.4))
    drawn = draw(study(twins, correlations=rows), 5_000, 1, "random")
    np.testing.assert_array_equal(drawn.column("u1"), drawn.column("u2"))
    assert stats.spearmanr(drawn.column("u1"), drawn.column("v")).statistic == pytest.approx(0.4, abs=0.05)


def test_the_uncorrelated_and_the_first_of_a_set_keep_their_draws() -> None:
    free = draw(study(SINGLES), 100, 1, "random")
    linked = draw(study(SINGLES, correlations=(pair("p", "hr", 0.8),)), 100, 1, "random")
    for name in ("cost", "coef", "dose"):
        np.testing.assert_array_equal(linked.column(name), free.column(name))
    np.testing.assert_allclose(linked.column("hr"), free.column("hr"), rtol=1e-12)
    assert not np.allclose(linked.column("p"), free.column("p"))


def test_the_order_of_correlation_rows_does_not_matter() -> None:
    rows = (pair("p", "hr", 0.8), pair("cost", "p", 0.3), pair("coef", "dose", -0.5))
    turned = tuple(replace(c, a=c.b, b=c.a) for c in reversed(rows))
    one = draw(study(SINGLES, correlations=rows), 100, 1, "random")
    other = draw(study(SINGLES, correlations=turned), 100, 1, "random")
    np.testing.assert_array_equal(one.values, other.values)


def test_impossible_correlations_name_the_pairs_and_their_cell() -> None:
    rows = (
        pair("dose", "coef", 0.2, cell="C2"),
        pair("coef", "p", 0.1, cell="C3"),
        pair("p", "cost", 0.9, cell="C4"),
        pair("cost", "hr", 0.9, cell="C5"),
        pair("hr", "p", -0.9, cell="C6"),
    )
    problem = only(study(SINGLES, correlations=rows))
    assert isinstance(problem, ImpossibleCorrelations)
    assert problem.parameters == ("cost", "hr", "p")
    assert len(problem.pairs) == 3
    assert problem.where.cell == "C4"


def test_a_chain_without_its_closing_pair_is_impossible() -> None:
    problem = only(study(SINGLES, correlations=(pair("p", "cost", 0.9), pair("cost", "hr", 0.9))))
    assert isinstance(problem, ImpossibleCorrelations)
    assert len(problem.pairs) == 2


def test_correlation_rows_are_checked_one_by_one() -> None:
    rows = (
        pair("p", "cost", 0.5, cell="C2"),
        pair("cost", "p", 0.4, cell="C3"),
        pair("hr", "hr", 1.0, cell="C4"),
        pair("hr", "coef", 1.2, cell="C5"),
        pair("age", "coef", 0.2, cell="C6"),
        pair("hr", "cofe", 0.2, cell="C7"),
    )
    found = {p.where.cell: p for p in problems(study(SINGLES, correlations=rows))}
    kinds = {cell: type(problem) for cell, problem in found.items()}
    assert kinds == {
        "C3": RepeatedCorrelation,
        "C4": RepeatedCorrelation,
        "C5": CorrelationOutOfRange,
        "C6": NothingToCorrelate,
        "C7": UnknownJointParameter,
    }
    assert found["C3"].elsewhere == "Correlations!C2"
    assert found["C6"].parameter == "age"
    assert found["C7"].nearest == ("coef",)


def test_multivariate_normals_have_their_means_and_covariances() -> None:
    sheet = Covariance(name="weibull", ids=("c2", "c0", "c1"), matrix=_turned(MATRIX, (2, 0, 1)), where=SHEET)
    drawn = draw(study(COEFFICIENTS, covariances=(sheet,)), 40_000, 1, "random")
    np.testing.assert_allclose(drawn.values.mean(axis=0), [-5.49, 0.77, 0.37], atol=4 * 0.2 / 200)
    np.testing.assert_allclose(np.cov(drawn.values.T), MATRIX, atol=1e-3)
    straight = replace(sheet, ids=("c0", "c1", "c2"), matrix=MATRIX)
    np.testing.assert_array_equal(
        draw(study(COEFFICIENTS, covariances=(straight,)), 40_000, 1, "random").values, drawn.values
    )


def test_semi_definite_covariances_are_accepted() -> None:
    same = ((0.04, 0.02, 0.0), (0.02, 0.01, 0.0), (0.0, 0.0, 0.0))
    sheet = Covariance(name="w", ids=("c0", "c1", "c2"), matrix=same, where=SHEET)
    drawn = draw(study(COEFFICIENTS, covariances=(sheet,)), 1_000, 1, "random")
    np.testing.assert_allclose((drawn.column("c0") + 5.49) / 2, drawn.column("c1") - 0.77, atol=1e-12)
    assert (drawn.column("c2") == 0.37).all()


@pytest.mark.parametrize(
    "matrix",
    [
        ((0.04, -0.006, 0.001), (0.006, 0.01, 0.0), (0.001, 0.0, 0.0025)),
        ((-0.04, 0, 0), (0, 0.01, 0.0), (0, 0.0, 0.0025)),
        ((0.04, 0.1, 0), (0.1, 0.0, 0.0), (0, 0.0, 0.0025)),
        ((0.04, math.nan, 0), (0, 0.01, 0.0), (0, 0.0, 0.0025)),
        ((0.04, 0, 0), (0, 0.01, 0.0)),
        (),
    ],
)
def test_bad_covariances(matrix: tuple[tuple[float, ...], ...]) -> None:
    sheet = Covariance(name="w", ids=("c0", "c1", "c2"), matrix=matrix, where=SHEET)
    problem = only(study(COEFFICIENTS, covariances=(sheet,)))
    assert isinstance(problem, BadCovariance)
    assert problem.where == SHEET


def test_flaws_of_a_covariance_are_told_at_their_cells() -> None:
    def flaw(matrix: Sequence[Sequence[float]]) -> str:
        cells = tuple(
            tuple(Where(book=BOOK, sheet="covariance w", cell=f"{'BCD'[k]}{j + 2}") for k in range(3)) for j in range(3)
        )
        square = tuple(tuple(row) for row in matrix)
        sheet = Covariance(name="w", ids=("c2", "c0", "c1"), matrix=square, where=SHEET, cells=cells)
        return only(study(COEFFICIENTS, covariances=(sheet,))).where.cell

    assert flaw(((0.04, 0, 0), (0, 0.01, 0), (0, 0, -1))) == "D4"
    assert flaw(((0.04, 0, 0.001), (0, 0.01, 0), (0.002, 0, 0.01))) == "B4"
    assert flaw(((0.04, 0, 0), (0, 0.01, 0.03), (0, 0.03, 0.01))) == "C4"


def test_impossible_and_misnamed_covariances() -> None:
    beyond = ((0.04, 0.03, 0), (0.03, 0.01, 0.0), (0, 0.0, 0.0025))
    problem = only(
        study(COEFFICIENTS, covariances=(Covariance(name="w", ids=("c0", "c1", "c2"), matrix=beyond, where=SHEET),))
    )
    assert isinstance(problem, ImpossibleCorrelations)
    assert (problem.parameters, problem.sheet) == (("c0", "c1"), "w")
    twice = Covariance(name="w", ids=("c0", "c1", "c1"), matrix=MATRIX, where=SHEET)
    assert any(isinstance(p, BadCovariance) for p in problems(study(COEFFICIENTS, covariances=(twice,))))
    empty = Covariance(name="w", ids=(), matrix=(), where=SHEET)
    assert isinstance(only(study(SINGLES, covariances=(empty,))), BadCovariance)
    unknown = Covariance(name="w", ids=("c0", "c1", "c3"), matrix=MATRIX, where=SHEET)
    found = problems(study(COEFFICIENTS, covariances=(unknown,)))
    assert [type(p) for p in found] == [UnknownJointParameter, NotDrawn]


@pytest.mark.parametrize("design", ["random", "lhs", "sobol"])
def test_dirichlets_sum_to_one_with_the_moments_of_their_counts(design: str) -> None:
    drawn = draw(study((*COUNTS, *SINGLES)), 10_000, 1, design).values[:, :4]
    np.testing.assert_allclose(drawn.sum(axis=1), 1.0, rtol=1e-14)
    shares = np.array([1251, 350, 116, 17]) / 1734
    sds = np.sqrt(shares * (1 - shares) / 1735)
    assert (np.abs(drawn.mean(axis=0) - shares) < 4 * sds / 100).all()
    np.testing.assert_allclose(drawn.std(axis=0), sds, rtol=0.04)
    assert np.corrcoef(drawn[:, 0], drawn[:, 1])[0, 1] < -0.8


def test_dirichlets_of_tiny_counts_are_no_division_by_zero() -> None:
    tiny = [parameter(f"s{k}", "dirichlet", 1 / 3, n=1e-3, group="g") for k in range(3)]
    drawn = draw(study(tiny), 2_000, 1, "random").values
    np.testing.assert_allclose(drawn.sum(axis=1), 1.0, rtol=1e-14)
    assert drawn.mean(axis=0) == pytest.approx([1 / 3] * 3, abs=0.05)


def test_the_order_of_dirichlet_rows_does_not_matter() -> None:
    one, other = draw(study(COUNTS), 50, 1, "random"), draw(study(COUNTS[::-1]), 50, 1, "random")
    np.testing.assert_array_equal(one.values, other.values[:, ::-1])


@pytest.mark.parametrize("count", [0.0, -1.0, None, math.inf])
def test_zero_counts_are_refused_at_their_cell(count: float | None) -> None:
    problem = only(study((*COUNTS[:3], replace(COUNTS[3], n=count))))
    assert isinstance(problem, ZeroDirichletCount)
    assert (problem.parameter, problem.count, problem.where.cell) == ("to_d", count, "n:to_d")


def test_shares_that_are_not_those_of_the_counts_are_refused() -> None:
    found = problems(study((replace(COUNTS[0], value=0.73), *COUNTS[1:])))
    assert [type(p) for p in found] == [DirichletShares]
    assert (found[0].where.cell, found[0].share) == ("value:to_a", pytest.approx(1251 / 1734))


def test_rounded_shares_are_accepted_and_a_missing_category_is_one_problem() -> None:
    assert check_draws(study((replace(COUNTS[0], value=0.7215 - 0.004), *COUNTS[1:]))) == ()
    short = only(study([replace(p, value=p.value * 0.4) for p in COUNTS]))
    assert isinstance(short, DirichletShares)
    assert short.total == pytest.approx(0.4)
    assert "missing" in short.advice()


def test_lone_dirichlets_are_refused() -> None:
    assert isinstance(only(study((parameter("x", "dirichlet", 1.0, n=5, group="g"),))), LoneDirichlet)
    assert isinstance(only(study((parameter("x", "dirichlet", 1.0, n=5),))), LoneDirichlet)


def test_posterior_rows_are_used_whole() -> None:
    a, b, c = (parameter(name, "empirical", 0.5) for name in "abc")
    rows = tuple((float(k), 10.0 * k) for k in range(7))
    sheets = (
        Posterior(name="joint", ids=("b", "a"), rows=rows, where=SHEET),
        Posterior(name="c", ids=("c",), rows=((1.0,), (2.0,)), where=SHEET),
    )
    drawn = draw(study((a, b, c), posteriors=sheets), 7_000, 1, "random")
    np.testing.assert_array_equal(drawn.column("a"), 10 * drawn.column("b"))
    counts = np.bincount(drawn.column("b").astype(int))
    assert len(counts) == 7
    assert (np.abs(counts - 1000) < 130).all()
    assert set(drawn.column("c").tolist()) == {1.0, 2.0}


@pytest.mark.parametrize(
    ("ids", "rows"),
    [(("a",), ()), ((), ()), (("a", "a"), ((1.0, 2.0),)), (("a",), ((1.0, 2.0),)), (("a",), ((1.0,), (math.nan,)))],
)
def test_bad_posteriors(ids: tuple[str, ...], rows: tuple[tuple[float, ...], ...]) -> None:
    sheet = Posterior(name="joint", ids=ids, rows=rows, where=SHEET)
    assert isinstance(only(study((parameter("a", "fixed", 1.0),), posteriors=(sheet,))), BadPosterior)


def test_unknown_posterior_columns() -> None:
    sheet = Posterior(name="joint", ids=("hrr",), rows=((1.0,),), where=SHEET)
    problem = only(study(SINGLES, posteriors=(sheet,)))
    assert isinstance(problem, UnknownJointParameter)
    assert (problem.name, problem.nearest[0]) == ("hrr", "hr")


def test_families_drawn_together_need_their_sheet() -> None:
    found = problems(study((parameter("a", "empirical", 1.0), parameter("b", "multivariate normal", 1.0))))
    assert [(type(p), p.where.cell) for p in found] == [(NotDrawn, "distribution:a"), (NotDrawn, "distribution:b")]


TWICE: Mapping[str, tuple[Sequence[Parameter], Mapping[str, object], str]] = {
    "own and covariance": (
        (*SINGLES, *COEFFICIENTS),
        {
            "covariances": (
                Covariance(name="w", ids=("c0", "coef", "c2"), matrix=MATRIX, where=SHEET),
                Covariance(name="v", ids=("c1",), matrix=((1.0,),), where=SHEET),
            )
        },
        "coef",
    ),
    "own and draws": (SINGLES, {"posteriors": (Posterior(name="j", ids=("p",), rows=((1.0,),), where=SHEET),)}, "p"),
    "Dirichlet and correlation": ((*COUNTS, *SINGLES), {"correlations": (pair("to_a", "p", 0.1),)}, "to_a"),
    "draws and correlation": (
        (*SINGLES, parameter("e", "empirical", 1.0)),
        {
            "posteriors": (Posterior(name="j", ids=("e",), rows=((1.0,),), where=SHEET),),
            "correlations": (pair("e", "p", 0.1),),
        },
        "e",
    ),
}


@pytest.mark.parametrize("case", TWICE)
def test_a_parameter_is_drawn_in_one_way(case: str) -> None:
    parameters, parts, culprit = TWICE[case]
    problem = only(study(parameters, **parts))
    assert isinstance(problem, DrawnTwice)
    assert problem.parameter == culprit
    assert problem.where.cell == f"distribution:{culprit}"
    assert len(problem.ways) == 2


def test_too_few_draws() -> None:
    with pytest.raises(InputError) as caught:
        draw(study(SINGLES), 0, 1, "random")
    assert isinstance(caught.value.problems[0], TooFewDraws)


def test_too_many_inputs_for_sobol(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costeff.sampling.drawing.SOBOL_DIMENSIONS", 4)
    with pytest.raises(InputError) as caught:
        draw(study(SINGLES), 8, 1, "sobol")
    assert isinstance(caught.value.problems[0], TooManyForSobol)
    assert caught.value.problems[0].inputs == 5
    assert len(draw(study(SINGLES[:4]), 8, 1, "sobol")) == 8


def test_a_model_without_uncertainty_is_constant() -> None:
    for design in ("random", "lhs", "sobol"):
        assert draw(study([SINGLES[4]]), 3, 1, design).values.tolist() == [[53.0]] * 3


def _turned(matrix: Sequence[Sequence[float]], order: Sequence[int]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(matrix[j][k] for k in order) for j in order)
