"""Frontier tables worked by hand. The numbers are invented for these tests; the arithmetic stands beside them."""

from __future__ import annotations

import numpy as np
import pytest

from costeff.measures import best, frontier


def test_six_strategies_of_every_kind() -> None:
    # Invented data. By rising cost:
    #   A 10,000  5.0   first
    #   B 12,000  4.8   costs more than A, yields less: dominated
    #   C 20,000  5.4   over A 10,000 / 0.4 = 25,000; but E over C 10,000 / 0.6 = 16,667 is lower: extendedly dominated
    #   E 30,000  6.0   over A 20,000 / 1.0 = 20,000
    #   D 35,000  6.0   as good as E, dearer: dominated
    #   F 60,000  6.5   over E 30,000 / 0.5 = 60,000
    names = "FDBACE"
    cost = np.array([60_000.0, 35_000.0, 12_000.0, 10_000.0, 20_000.0, 30_000.0])
    qalys = np.array([6.5, 6.0, 4.8, 5.0, 5.4, 6.0])
    found = frontier(cost, qalys)
    assert "".join(names[i] for i in found.order) == "ABCEDF"
    assert dict(zip(names, found.status, strict=True)) == {
        "A": "ND", "B": "D", "C": "ED", "E": "ND", "D": "D", "F": "ND",
    }  # fmt: skip
    icers = dict(zip(names, found.icer, strict=True))
    assert icers["E"] == pytest.approx(20_000)
    assert icers["F"] == pytest.approx(60_000)
    assert np.isnan([icers[name] for name in "ABCD"]).all()
    # Which is worth it: A below 20,000, E from there to 60,000, F above.
    chosen = best(cost, qalys, np.array([15_000.0, 25_000.0, 59_000.0, 61_000.0]))
    assert "".join(names[i] for i in chosen) == "AEEF"


def test_dominance_comes_before_extended_dominance() -> None:
    # Invented data: were the dominated Q left in while ICERs are compared, R would look extendedly dominated.
    #   P 0      0     first
    #   R 4,000  1.0   over P 4,000
    #   Q 4,500  0.9   dominated by R
    #   S 12,000 2.0   over R 8,000
    found = frontier(np.array([0.0, 4_500.0, 4_000.0, 12_000.0]), np.array([0.0, 0.9, 1.0, 2.0]))
    assert found.status == ("ND", "D", "ND", "ND")
    assert found.icer[[2, 3]] == pytest.approx([4_000, 8_000])
    assert found.inc_cost[1] == pytest.approx(500)
    assert found.inc_qalys[1] == pytest.approx(-0.1)
