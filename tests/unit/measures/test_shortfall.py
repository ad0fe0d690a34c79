import math

import numpy as np
import pytest

from costeff.measures import shortfall as s

AGES = np.arange(101.0)
NEVER = np.ones(101)


def population(q, norm=1.0):
    return s.Population(q=np.array([q, q]), norms=np.full((2, len(q)), norm))


def test_three_ages_by_hand():
    # q = 0.1, 0.2, 1: half of each year's deaths lived; 3.5% by whole years
    lived = [0.95, 0.9 * 0.9, 0.72 * 0.5]
    expected = sum(x * 0.8 / 1.035**k for k, x in enumerate(lived))
    found = s.expected_qalys(population([0.1, 0.2, 1.0], 0.8), 0, 0.5, 1.035 ** -np.arange(3.0))
    assert found == pytest.approx(expected, abs=1e-9)


def test_the_sexes_die_each_at_their_own_rate():
    q = np.array([[0.5, 1.0], [0.1, 1.0]])
    both = s.Population(q=q, norms=np.array([[0.9, 0.8], [0.85, 0.75]]))
    men = 0.75 * 0.9 + 0.5 * 0.5 * 0.8
    women = 0.95 * 0.85 + 0.9 * 0.5 * 0.75
    assert s.expected_qalys(both, 0, 0.3, np.ones(2)) == pytest.approx(0.3 * men + 0.7 * women, abs=1e-9)


def test_between_two_ages_lies_between_them():
    here, there, between = (
        s.expected_qalys(population([0.01] * 60 + [0.1] * 41), age, 0.5, NEVER) for age in (50, 51, 50.5)
    )
    assert there < between < here


def test_beyond_the_life_table_nothing_is_expected():
    assert s.expected_qalys(population([0.1, 1.0]), 2, 0.5, np.ones(2)) == 0


@pytest.mark.parametrize(
    ("expected", "qalys", "weight"),
    [
        (10, 8.5, 1.0),  # neither: 1.5 lost of 10
        (20, 8.0, 1.2),  # absolute exactly 12
        (20, 8.0001, 1.0),
        (30, 12.0, 1.7),  # absolute exactly 18
        (4, 0.6, 1.2),  # proportional exactly 0.85
        (4, 0.2, 1.7),  # proportional exactly 0.95
        (20, 1.5, 1.7),  # absolute 18.5 outdoes proportional 0.925
        (10, 0.4, 1.7),  # proportional 0.96 outdoes absolute 9.6
        (10, 11.0, 1.0),  # standard care beats the population
    ],
)
def test_nice_gives_the_higher_weight(expected, qalys, weight):
    assert s.nice_weight(s.shortfall(expected, np.array(qalys))) == weight


def test_zin_bands():
    values = s.zin_reference(np.array([0.09, 0.10, 0.40, 0.404, 0.41, 0.70, 0.71, 1.0]))
    assert math.isnan(values[0])
    assert values[1:].tolist() == [20e3, 20e3, 20e3, 50e3, 50e3, 80e3, 80e3]


def test_norm_of_ara_and_brazier():
    # printed in the paper's equation: a man of 50
    assert s.ara_brazier(np.array(50.0), 1.0) == pytest.approx(
        0.9508566 + 0.0212126 - 0.0002587 * 50 - 0.0000332 * 2500, abs=1e-12
    )
