import numpy as np
import pytest
from scipy.optimize import brentq

from costeff.measures.equity import atkinson_ede, equity, kolm_ede, lived_qalys, net_health, turning_aversion

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


def test_a_group_without_health_has_no_atkinson_equivalent_but_a_mean():
    both = np.array([[0.0, 70.0, 74.0], [60.0, 70.0, 74.0], [60.0, -1.0, 74.0]])
    assert np.isnan(atkinson_ede(both, SHARES, 3)).tolist() == [True, False, True]
    assert np.isnan(atkinson_ede(both, SHARES, 1)).tolist() == [True, False, True]
    assert atkinson_ede(both, SHARES, 0)[0] == pytest.approx(0.5 * 70 + 0.3 * 74)
    assert np.isfinite(kolm_ede(both, SHARES, 0.1)).all()


def test_opportunity_cost_by_hand():
    # 0.2 x 100 + 0.5 x 200 + 0.3 x 400 = 240 spent a person, 0.24 QALYs lost at 1,000 a QALY
    found = net_health(
        np.array([1.0, 2.0, 3.0]), np.array([100.0, 200.0, 400.0]), SHARES, np.array([0.5, 0.5, 0.0]), 1_000
    )
    assert found.forgone == pytest.approx([0.24 * 0.5 / 0.2, 0.24 * 0.5 / 0.5, 0])
    assert found.net == pytest.approx([1 - 0.6, 2 - 0.24, 3])
    assert (found.forgone * SHARES).sum() == pytest.approx(0.24)


def test_savings_give_health():
    found = net_health(np.zeros(3), np.full(3, -500.0), SHARES, SHARES, 1_000)
    assert found.net == pytest.approx([0.5, 0.5, 0.5])


def test_impact_is_what_the_loss_through_inequality_falls_by():
    net = np.array([2.0, 0.5, -1.0])
    for index, ede in (("Atkinson", atkinson_ede), ("Kolm", kolm_ede)):
        found = equity(HEALTH, net, SHARES, index, 0.7)
        lost = [(h * SHARES).sum() - ede(h, SHARES, 0.7) for h in (HEALTH, HEALTH + net)]
        assert found.impact == pytest.approx(lost[0] - lost[1], abs=1e-12)
        assert found.mean_change == pytest.approx(0.2 * 2 + 0.5 * 0.5 - 0.3)


def test_the_same_for_all_is_neutral_by_amount_under_kolm_and_in_proportion_under_atkinson():
    assert equity(HEALTH, np.full(3, 1.5), SHARES, "Kolm", 0.15).impact == pytest.approx(0, abs=1e-12)
    found = equity(HEALTH, 0.1 * HEALTH, SHARES, "Atkinson", 10.95)
    assert found.ede_change == pytest.approx(0.1 * float(found.ede_before), abs=1e-9)


def test_turning_aversion_by_another_road():
    # Two halves: the better off gain 2, the worse off lose 1. Worth it without aversion, not with enough of it.
    health, net, halves = np.array([60.0, 70.0]), np.array([-1.0, 2.0]), np.array([0.5, 0.5])
    root = brentq(lambda a: np.exp(10 * a) * (np.exp(a) - 1) - (1 - np.exp(-2 * a)), 1e-3, 1)
    assert turning_aversion(health, net, halves, "Kolm", np.linspace(0, 0.3, 41)) == pytest.approx(root, abs=1e-8)
    root = brentq(lambda e: 59 ** (1 - e) + 72 ** (1 - e) - 60 ** (1 - e) - 70 ** (1 - e), 1.01, 20)
    assert turning_aversion(health, net, halves, "Atkinson", np.linspace(0, 20, 41)) == pytest.approx(root, abs=1e-6)


@pytest.mark.parametrize("net", [[1.0, 1.0], [-1.0, -1.0], [2.0, -1.0], [0.0, 0.0], [1.0, -1.0]])
def test_nothing_turns_where_the_weights_agree_with_the_mean(net):
    found = turning_aversion(np.array([60.0, 70.0]), np.array(net), np.array([0.5, 0.5]), "Kolm", np.linspace(0, 1, 9))
    assert np.isnan(found)


def test_qalys_lived_by_hand():
    norms = np.stack([np.full(50, 0.9), np.full(50, 0.8)])
    norms[:, 30:] -= 0.1
    assert lived_qalys(norms, 40.5, 0.25) == pytest.approx(30 * 0.825 + 10.5 * 0.725)
    assert lived_qalys(norms, 0, 0.25) == 0
