"""Draw i of a parameter depends on the seed, the design, its name and its distribution alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costeff.distributions import Beta, Distribution, Gamma, Lognormal, Normal, Pert, Triangular, Uniform
from costeff.model import Correlation, Discount, Duration, Model, Parameter, Settings
from costeff.sampling import draw

positive = st.floats(0.05, 1e4)
share = st.floats(0, 1)
end = st.floats(-5, 5)
families = st.one_of(
    st.builds(Beta, alpha=positive, beta=positive),
    st.builds(Gamma, shape=positive, scale=positive),
    st.builds(Normal, mu=st.floats(-5, 5), sigma=positive),
    st.builds(Lognormal, meanlog=st.floats(-5, 5), sdlog=st.floats(0.01, 2)),
    st.builds(lambda a, w: Uniform(low=a, high=a + w), end, positive),
    st.builds(
        lambda a, w, m: Triangular(low=a, mode=a + m * w, high=a + w), st.floats(-5, 5), positive, st.floats(0, 1)
    ),
    st.builds(lambda a, w, m: Pert(low=a, mode=a + m * w, high=a + w), end, positive, share),
)
names = st.lists(st.from_regex(r"[a-z]{1,3}_?[0-9]?", fullmatch=True), min_size=2, max_size=6, unique=True)


def study(parameters: list[Parameter], correlations: tuple[Correlation, ...] = ()) -> Model:
    return Model(
        book="study.xlsx",
        sha256="",
        settings=Settings(
            cycle=Duration(1, "month"),
            horizon=Duration(1, "year"),
            start_age=50,
            discount_costs=Discount.constant(0.035),
            discount_effects=Discount.constant(0.035),
        ),
        strategies=(),
        states=(),
        parameters=tuple(parameters),
        correlations=correlations,
    )


@st.composite
def inputs(data: st.DrawFn) -> list[Parameter]:
    made = []
    for name in data(names):
        distribution: Distribution = data(families)
        made.append(
            Parameter(
                id=name, label=name, value=distribution.mean, family=distribution.family, distribution=distribution
            )
        )
    if data(st.booleans()):
        counts = data(st.lists(st.floats(0.01, 1e3), min_size=2, max_size=4))
        for k, n in enumerate(counts):
            share = n / float(np.sum(counts))
            made.append(Parameter(id=f"share {k}", label="", value=share, family="dirichlet", n=n, group="whole"))
    return made


def linked(parameters: list[Parameter], r: float) -> tuple[Correlation, ...]:
    free = [p.id for p in parameters if p.distribution is not None]
    return (Correlation(a=free[0], b=free[1], value=r),)


designs = st.sampled_from(["random", "lhs", "sobol"])
seeds = st.integers(-(2**40), 2**40)


@settings(max_examples=40, deadline=None)
@given(inputs(), designs, seeds, st.integers(1, 40), st.integers(0, 1200), st.floats(-1, 1))
def test_more_draws_leave_the_first_as_they_were(
    parameters: list[Parameter], design: str, seed: int, few: int, more: int, r: float
) -> None:
    model = study(parameters, linked(parameters, r))
    first, longer = draw(model, few, seed, design), draw(model, few + more, seed, design)
    np.testing.assert_array_equal(longer.values[:few], first.values)


@settings(max_examples=40, deadline=None)
@given(inputs(), designs, seeds, st.randoms(use_true_random=False), st.floats(-1, 1))
def test_the_order_of_rows_does_not_matter(
    parameters: list[Parameter], design: str, seed: int, shuffler: object, r: float
) -> None:
    rows = linked(parameters, r)
    turned = list(parameters)
    shuffler.shuffle(turned)
    one, other = draw(study(parameters, rows), 60, seed, design), draw(study(turned, rows), 60, seed, design)
    for p in parameters:
        np.testing.assert_array_equal(one.column(p.id), other.column(p.id))


@settings(max_examples=40, deadline=None)
@given(inputs(), st.sampled_from(["random", "lhs"]), seeds, st.floats(-1, 1))
def test_a_new_parameter_leaves_the_others_as_they_were(
    parameters: list[Parameter], design: str, seed: int, r: float
) -> None:
    rows = linked(parameters, r)
    new = Parameter(id="a new one", label="", value=0.0, family="normal", distribution=Normal(mu=0, sigma=1))
    one, other = (
        draw(study(parameters, rows), 60, seed, design),
        draw(study([new, *parameters], rows), 60, seed, design),
    )
    np.testing.assert_array_equal(one.values, other.values[:, 1:])


@settings(max_examples=40, deadline=None)
@given(inputs(), designs, seeds)
def test_draws_can_be_had_by_their_distribution_and_are_finite(
    parameters: list[Parameter], design: str, seed: int
) -> None:
    drawn = draw(study(parameters), 64, seed, design)
    assert np.isfinite(drawn.values).all()
    for p in parameters:
        if isinstance(p.distribution, Beta):
            assert ((drawn.column(p.id) >= 0) & (drawn.column(p.id) <= 1)).all()
        elif isinstance(p.distribution, Uniform | Triangular | Pert):
            low, high = p.distribution.low, p.distribution.high
            room = 1e-12 * (abs(low) + abs(high))
            assert ((drawn.column(p.id) >= low - room) & (drawn.column(p.id) <= high + room)).all()


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_fixing_a_parameter_leaves_the_others_as_they_were(seed: int) -> None:
    parameters = [
        Parameter(id=name, label="", value=0.0, family="normal", distribution=Normal(mu=0, sigma=1)) for name in "abc"
    ]
    free = draw(study(parameters), 30, seed, "random")
    parameters[1] = replace(parameters[1], family="fixed", distribution=None, value=9.0)
    fixed = draw(study(parameters), 30, seed, "random")
    assert (fixed.column("b") == 9.0).all()
    np.testing.assert_array_equal(fixed.column("a"), free.column("a"))
    np.testing.assert_array_equal(fixed.column("c"), free.column("c"))


@pytest.mark.parametrize("design", ["random", "lhs", "sobol"])
def test_seeds_give_different_draws(design: str) -> None:
    model = study([Parameter(id="a", label="", value=0.0, family="normal", distribution=Normal(mu=0, sigma=1))])
    assert (draw(model, 64, 1, design).values != draw(model, 64, 2, design).values).all()
