from __future__ import annotations

from collections.abc import Callable

import pytest
from decisions import ill, life, study
from goldens import FOLDER, compare

from costeff.errors import InputError, render
from costeff.workflow import dsa, price, severity, threshold

ASKED: dict[str, Callable[[], object]] = {
    "no_threshold": lambda: dsa(study().with_settings(thresholds=())),
    "unknown_parameter": lambda: threshold(study(), "pricee"),
    "empty_range": lambda: threshold(study(), "price", 9.0, 5.0),
    "no_spread": lambda: threshold(study(), "fixed"),
    "no_price": lambda: price(study(), "gain"),
    "price_not_paid": lambda: price(study(), "price", ["old"]),
    "price_nobody_pays": lambda: price(study(), "fixed"),
    "severity_without_life_table": lambda: severity(study(), psa=False),
    "severity_with_a_gap": lambda: severity(ill(life([(50, 0.1, 0.1), (52, 0.1, 0.1)])), psa=False),
    "severity_shares": lambda: severity(ill(life([(50, 0.1, 0.1)])), {"old": 0.5, "third": 0.4}, psa=False),
}


@pytest.mark.parametrize("name", ASKED)
def test_message_of_deciding(name: str) -> None:
    with pytest.raises(InputError) as caught:
        ASKED[name]()
    problems = caught.value.problems
    compare(FOLDER / "decision_messages" / f"{name}.txt", render(problems, book=caught.value.book), problems)
