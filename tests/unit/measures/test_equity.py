import numpy as np
import pytest

from costeff.measures.equity import atkinson_ede, kolm_ede

HEALTH = np.array([60.0, 70.0, 74.0])
SHARES = np.array([0.2, 0.5, 0.3])


def test_without_aversion_both_are_the_mean():
    mean = (HEALTH * SHARES).sum()
    assert atkinson_ede(HEALTH, SHARES, 0) == pytest.approx(mean, abs=1e-12)
    assert kolm_ede(HEALTH, SHARES, 0) == pytest.approx(mean, abs=1e-12)


def test_atkinson_by_hand():
    # aversion 2: the harmonic mean
    assert atkinson_ede(HEALTH, SHARES, 2) == pytest.approx(1 / (0.2 / 60 + 0.5 / 70 + 0.3 / 74), abs=1e-9)
    assert atkinson_ede(HEALTH, SHARES, 1) == pytest.approx(60**0.2 * 70**0.5 * 74**0.3, abs=1e-9)


def test_atkinson_is_continuous_at_one():
    assert atkinson_ede(HEALTH, SHARES, 1 + 1e-6) == pytest.approx(float(atkinson_ede(HEALTH, SHARES, 1)), abs=1e-4)


def test_kolm_by_hand():
    expected = -np.log(0.2 * np.exp(-0.05 * 60) + 0.5 * np.exp(-0.05 * 70) + 0.3 * np.exp(-0.05 * 74)) / 0.05
    assert kolm_ede(HEALTH, SHARES, 0.05) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("aversion", [0.5, 1, 5, 50, 500])
def test_more_aversion_goes_from_the_mean_to_the_worst_off(aversion):
    for ede in (atkinson_ede, kolm_ede):
        assert 60 - 1e-9 <= ede(HEALTH, SHARES, aversion) <= (HEALTH * SHARES).sum() + 1e-9
    assert atkinson_ede(HEALTH, SHARES, 5000) == pytest.approx(60, abs=0.05)


def test_a_change_for_all_in_proportion_and_in_amount():
    assert atkinson_ede(2 * HEALTH, SHARES, 7) == pytest.approx(2 * float(atkinson_ede(HEALTH, SHARES, 7)), abs=1e-9)
    assert kolm_ede(HEALTH + 3, SHARES, 0.1) == pytest.approx(3 + float(kolm_ede(HEALTH, SHARES, 0.1)), abs=1e-9)


def test_rows_of_distributions():
    both = np.stack([HEALTH, HEALTH + 1])
    assert atkinson_ede(both, SHARES, 3).shape == (2,)
    assert kolm_ede(both, SHARES, 0.2)[1] == pytest.approx(float(kolm_ede(HEALTH, SHARES, 0.2)) + 1, abs=1e-9)
