import pandas as pd

from costeff.workflow.figures import distant


def means(*rows):
    return pd.DataFrame(rows, columns=["strategy", "inc_qalys", "inc_cost", "sd_qalys", "sd_cost"])


def test_what_lies_three_usual_reaches_off_is_distant():
    near = [
        ("a", 0.9, -10_000.0, 0.3, 10_000.0),
        ("b", 0.3, 34_000.0, 0.3, 19_000.0),
        ("c", -0.1, -2_000.0, 0.3, 9_000.0),
    ]
    assert distant(means(*near, ("far", -4.5, 33_000.0, 0.6, 32_000.0))) == ("far",)
    assert distant(means(*near)) == ()


def test_far_off_in_costs_counts_as_well():
    assert distant(means(("a", 0.1, 10.0, 0.1, 5.0), ("b", 0.1, 1_000.0, 0.1, 5.0))) == ("b",)


def test_one_strategy_alone_is_never_distant():
    assert distant(means(("a", 5.0, 10.0, 0.0, 0.0))) == ()
    assert distant(means()) == ()


def test_without_spread_the_means_decide():
    nan = float("nan")
    assert distant(means(("a", 0.1, 1.0, nan, nan), ("b", 0.2, 1.0, nan, nan), ("c", 2.0, 1.0, nan, nan))) == ("c",)
