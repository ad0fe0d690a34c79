from __future__ import annotations

import numpy as np
import pytest

from costeff.measures import acceptability, best


def test_curves_by_hand() -> None:
    # Invented: two strategies, four draws; the second costs 100 more and gains 0, 1, 2, 4.
    cost = np.array([[0.0, 100.0]] * 4)
    qalys = np.array([[0.0, 0.0], [0.0, 1.0], [0.0, 2.0], [0.0, 4.0]])
    found = acceptability(cost, qalys, np.array([0.0, 30.0, 60.0, 100.0, 1000.0]))
    # At 100 the second draw ties and counts a half for each.
    assert found.probability[:, 1].tolist() == [0, 0.25, 0.5, 0.625, 0.75]
    # Mean gain 1.75: worth it from 57.1 on. At 60 the most likely to be best is a draw, the best on average is not.
    assert found.best.tolist() == [0, 0, 1, 1, 1]


def test_ties_are_split_equally() -> None:
    found = acceptability(np.zeros((2, 3)), np.ones((2, 3)), np.array([10.0]))
    assert found.probability[0] == pytest.approx([1 / 3] * 3)


def test_the_frontier_takes_the_cheaper_at_a_tie() -> None:
    chosen = best(np.array([300.0, 100.0, 200.0]), np.array([3.0, 1.0, 2.0]), np.array([100.0, 101.0, 99.0]))
    assert chosen.tolist() == [1, 0, 1]
