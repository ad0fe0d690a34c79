"""Aversion to inequality in England, held against the paper that elicited it.

Robson M, Asaria M, Cookson R, Tsuchiya A, Ali S. Eliciting the level of health inequality aversion in England. Health
Econ 2017;26:1328-34: Atkinson 10.95 and Kolm 0.15, which imply "weighting health gains to the poorest fifth of people
in society six to seven times as highly as health gains to the richest fifth". The quality-adjusted life expectancy of
the fifths, 62, 68, 70, 72 and 74 years, and the unrounded parameters are those of M. Asaria's published R code for it.
"""

import numpy as np
import pytest

from costeff.measures.equity import ENGLAND, equity

FIFTHS = np.array([62.0, 68.0, 70.0, 72.0, 74.0])
SHARES = np.full(5, 0.2)


@pytest.mark.parametrize(("index", "unrounded"), [("Atkinson", 10.946), ("Kolm", 0.152)])
def test_weight_of_the_poorest_against_the_richest_fifth(index, unrounded):
    assert ENGLAND[index] == pytest.approx(unrounded, rel=0.02)
    for aversion in (unrounded, ENGLAND[index]):
        gains = [float(equity(FIFTHS, 1e-4 * np.eye(5)[fifth], SHARES, index, aversion).ede_change) for fifth in (0, 4)]
        ratio = (74 / 62) ** aversion if index == "Atkinson" else np.exp(12 * aversion)
        assert gains[0] / gains[1] == pytest.approx(ratio, rel=1e-3)
        assert 6 <= gains[0] / gains[1] <= 7
