import numpy as np
import pytest

from costeff.measures.evlyg import evlyg


def test_a_year_gained_counts_the_norm_and_a_year_shared_its_own_quality():
    # the reference lives one year at 0.5; the other one year at 0.7, then another at 0.7
    qalys = np.array([[0.5, 0.7], [0.0, 0.7]])
    life = np.array([[1.0, 1.0], [0.0, 1.0]])
    assert evlyg(qalys, life, 0) == pytest.approx([0.0, (0.7 - 0.5) + 0.851])


def test_within_a_cycle_shared_and_gained_life_are_told_apart():
    # 0.4 years at 0.5 against 0.9 years at 0.6: 0.4 shared at 0.6, 0.5 gained at the norm
    qalys = np.array([[0.2, 0.54]])
    life = np.array([[0.4, 0.9]])
    assert evlyg(qalys, life, 0)[1] == pytest.approx(0.4 * 0.6 + 0.5 * 0.851 - 0.2)


def test_cycles_without_more_life_count_qalys():
    # survival curves that cross: the first cycle gains 0.2 years, the second loses 0.3
    qalys = np.array([[0.5, 0.8], [0.5, 0.2]])
    life = np.array([[0.8, 1.0], [0.8, 0.5]])
    assert evlyg(qalys, life, 0)[1] == pytest.approx(0.2 * 0.851 + 0.8 * 0.8 - 0.5 + (0.2 - 0.5))


def test_equal_lives_leave_the_gain_in_qalys():
    qalys = np.array([[0.5, 0.6], [0.4, 0.3]])
    life = np.array([[1.0, 1.0], [0.9, 0.9]])
    assert evlyg(qalys, life, 0)[1] == pytest.approx(0.0)


def test_a_gain_in_life_counts_alike_whatever_its_quality():
    life = np.array([[1.0, 1.0, 1.0], [0.0, 1.0, 1.0]])
    qalys = np.array([[0.8, 0.8, 0.8], [0.0, 0.2, 1.0]])
    assert evlyg(qalys, life, 0)[1:] == pytest.approx([0.851, 0.851])


def test_any_utility_of_the_norm_and_nobody_alive():
    qalys, life = np.zeros((2, 2)), np.zeros((2, 2))
    life[0, 1] = 0.5
    assert evlyg(qalys, life, 0, utility=0.5) == pytest.approx([0.0, 0.25])
