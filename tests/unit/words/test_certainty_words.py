from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
from decisions import study

from costeff.words import certainty, incremental, run_findings, shifts
from costeff.words.certainty import certainty_of
from costeff.workflow.running import run


def curve(*points: tuple[float, str, float, float]) -> pd.DataFrame:
    """Rows of a curve of two strategies: willingness to pay, the optimal one, probabilities of A and of B."""
    return pd.DataFrame(
        [
            {"wtp": wtp, "strategy": name, "label": name.upper(), "probability": p, "on_frontier": name == best}
            for wtp, best, *chances in points
            for name, p in zip("ab", chances, strict=True)
        ],
        columns=["wtp", "strategy", "label", "probability", "on_frontier"],
    )


def test_the_optimal_strategy_is_the_most_often_the_best():
    said = certainty_of(curve((0.0, "a", 1.0, 0.0), (10.0, "a", 0.6, 0.4)), (10.0,), "GBP")
    assert said == (
        'At £10 a QALY, "A" has the highest mean net benefit and is the most often the best, in 60% of draws.',
        'On the acceptability frontier "A" stays optimal up to £10 a QALY.',
    )


def test_the_optimal_strategy_is_not_the_most_often_the_best():
    (said, _) = certainty_of(curve((10.0, "b", 0.7, 0.3)), (10.0,), "GBP")
    assert said == (
        'At £10 a QALY, "B" has the highest mean net benefit, though "A" is more often the best, in 70% of draws '
        "against 30%: fewer wins, but larger ones."
    )


def test_a_tie_of_probabilities():
    (said, _) = certainty_of(curve((10.0, "b", 0.5, 0.5)), (10.0,), "GBP")
    assert said.endswith(
        '"B" has the highest mean net benefit; it and "A" are the best equally often, each in 50% of draws.'
    )


def test_the_frontier_changes_hands_and_comes_back():
    points = curve((0.0, "a", 1, 0), (10.0, "a", 1, 0), (20.0, "b", 0, 1), (30.0, "a", 1, 0), (40.0, "a", 1, 0))
    assert certainty_of(points, (), "GBP") == (
        'On the acceptability frontier the optimal strategy is "A" up to £10, "B" from £20 and "A" from £30 a QALY; '
        "the range ends at £40.",
    )


def test_without_draws_or_with_one_strategy_nothing_is_sure():
    assert certainty_of(curve(), (10.0,), "GBP") == ()
    alone = curve((10.0, "a", 1.0, 0.0))
    assert certainty_of(alone[alone["strategy"] == "a"], (10.0,), "GBP") == ()


def drawn(base: dict[str, str], means: dict[str, str], moved: list[tuple[str, float, float, float]]) -> SimpleNamespace:
    """A run as `shifts` sees it: statuses by strategy; base case, mean and error of the net benefits."""
    tables = [pd.DataFrame({"strategy": list(x), "status": list(x.values())}) for x in (base, means)]
    columns = ["label", "base", "mean", "mc_error"]
    summary = pd.DataFrame(moved, columns=columns).assign(outcome="inmb_10")
    about = SimpleNamespace(labels={name: name.upper() for name in base}, thresholds=(10.0,), currency="GBP")
    return SimpleNamespace(
        psa=object(), study=about, icer_table=lambda: tables[0], psa_icer_table=lambda: tables[1],
        psa_summary=lambda: summary,
    )  # fmt: skip


def test_places_that_the_means_change():
    said = shifts(drawn({"a": "ND", "b": "ND", "c": "D"}, {"a": "ND", "b": "ED", "c": "same as A"}, [("B", 5, 5, 1)]))
    assert said == (
        'On the means over the draws "B" is extendedly dominated; in the base case it is on the frontier.',
        'On the means over the draws "C" is the same as "A"; in the base case it is dominated.',
        "No incremental net benefit at £10 a QALY differs from the base case by more than Monte Carlo error.",
    )


def test_a_net_benefit_that_differs_beyond_chance():
    (said,) = shifts(drawn({"a": "ND", "b": "ND"}, {"a": "ND", "b": "ND"}, [("B", 100, 40, 10), ("C", 100, 101, 10)]))
    assert said.startswith("The mean incremental net benefit at £10 a QALY of 1 of 2 strategies differs")
    assert said.endswith('most for "B", £40 on the means, £60 below the base case.')


def test_a_run_without_draws_or_thresholds():
    plain = run(study(), draws=0)
    assert certainty(plain) == shifts(plain) == ()
    assert run_findings(plain)[-1] == incremental(plain)[-1]
    bare = run(study().with_settings(thresholds=()), draws=50)
    assert not any("net benefit at" in text for text in shifts(bare))
    assert certainty(bare)[0].startswith("On the acceptability frontier")


def test_a_run_with_draws_says_it_all():
    said = run_findings(run(study(), draws=200))
    assert any(text.startswith("On the acceptability frontier") for text in said)
    assert any(text.endswith("Monte Carlo error.") for text in said)  # net benefits are linear in every input
    assert all(text.endswith(".") for text in said)
