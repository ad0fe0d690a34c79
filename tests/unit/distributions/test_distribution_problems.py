import pytest

from costeff.distributions import Misfit, fit, nearest_families
from costeff.errors import Where, render_one
from costeff.errors.inputs import ImpossibleDistribution, UnknownDistribution

CELL = Where(book="study.xlsx", sheet="Parameters", cell="D7", text="28.4")


def test_a_misfit_has_all_that_its_problem_says() -> None:
    with pytest.raises(Misfit) as caught:
        fit("beta", value=28.4, se=1.0, low=None, high=None, n=None)
    misfit = caught.value
    problem = ImpossibleDistribution(
        where=CELL, parameter="p_response", family="beta", reason=misfit.found, remedy=misfit.advice
    )
    text = render_one(problem)
    assert all(part in text for part in ("Parameters!D7", "p_response", "28.4", misfit.advice))


def test_an_unknown_distribution_names_the_nearest_or_all() -> None:
    near = UnknownDistribution(where=CELL, given="gama", nearest=nearest_families("gama"))
    far = UnknownDistribution(where=CELL, given="zzzz", nearest=nearest_families("zzzz"))
    assert near.nearest[0] == "gamma"
    assert "gamma" in near.advice()
    assert far.nearest == ()
    assert "lognormal" in far.advice()
