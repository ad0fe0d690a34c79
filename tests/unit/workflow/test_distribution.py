from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from situations import (
    CARE,
    DIES,
    DRUG,
    YEARS,
    at,
    compared,
    costs,
    qalys,
    reference,
    subgroup,
    two_states,
    value,
    with_subgroups,
)

from costeff import analyses
from costeff.errors import InputError
from costeff.measures.shortfall import ara_brazier
from costeff.model import Model, Subgroup
from costeff.results import load_analysis, save_analysis
from costeff.workflow.distribution_figures import figures
from costeff.workflow.distributions import distribution
from costeff.workflow.subgroup_runs import subgroups

CHEAP = 1_000.0
"""The first threshold of the study."""


def group(id: str, share: float | None, *changes: object, **more: float) -> Subgroup:
    made = subgroup(id, share, *changes)  # type: ignore[arg-type]
    return replace(made, cells={**made.cells, "share": at("C2", "Subgroups")}, **more)  # type: ignore[arg-type]


def two(*, bears: tuple[float | None, float | None] = (None, None), baseline: tuple[float, float] = (60, 70)) -> Model:
    """40% are worse off, and gain less since they live in less good health."""
    a = group("a", 0.4, value("u", 0.5), baseline_health=baseline[0], opportunity_cost_share=bears[0])  # type: ignore[arg-type]
    b = group("b", 0.6, baseline_health=baseline[1], opportunity_cost_share=bears[1])  # type: ignore[arg-type]
    return with_subgroups(a, b)


def row(table: pd.DataFrame, **wanted: object) -> pd.Series:
    for column, is_ in wanted.items():
        table = table[table[column] == is_]
    (only,) = [found for _, found in table.iterrows()]
    return only


MORE = costs(DIES["new"], drug=DRUG) - costs(DIES["old"])
GAIN = {well: qalys(DIES["new"], well=well) - qalys(DIES["old"], well=well) for well in (0.5, 0.8)}


def test_net_health_of_each_group_by_hand() -> None:
    table = distribution(two()).tables["groups"]
    for name, well, baseline in (("a", 0.5, 60), ("b", 0.8, 70)):
        found = row(table, group=name, threshold=CHEAP)
        assert found["gain"] == pytest.approx(GAIN[well])
        assert found["inc_cost"] == pytest.approx(MORE)
        assert found["opportunity_cost"] == pytest.approx(MORE / CHEAP)
        assert found["net"] == pytest.approx(GAIN[well] - MORE / CHEAP)
        assert found["after"] == pytest.approx(baseline + GAIN[well] - MORE / CHEAP)


def test_opportunity_costs_fall_where_the_sheet_says() -> None:
    table = distribution(two(bears=(0.1, 0.9))).tables["groups"]
    lost = MORE / CHEAP  # a person in the mean of all
    assert row(table, group="a", threshold=CHEAP)["opportunity_cost"] == pytest.approx(lost * 0.1 / 0.4)
    assert row(table, group="b", threshold=CHEAP)["opportunity_cost"] == pytest.approx(lost * 0.9 / 0.6)


def test_equivalents_by_hand() -> None:
    net = {name: GAIN[well] - MORE / CHEAP for name, well in (("a", 0.5), ("b", 0.8))}
    table = distribution(two(), atkinson=2, kolm=0.1).tables["equity"]
    mean = 0.4 * net["a"] + 0.6 * net["b"]
    harmonic = 1 / (0.4 / (60 + net["a"]) + 0.6 / (70 + net["b"])) - 1 / (0.4 / 60 + 0.6 / 70)
    after = 0.4 * np.exp(-0.1 * (60 + net["a"])) + 0.6 * np.exp(-0.1 * (70 + net["b"]))
    before = 0.4 * np.exp(-6) + 0.6 * np.exp(-7)
    for index, change in (("Atkinson", harmonic), ("Kolm", -10 * np.log(after / before))):
        found = row(table, index=index, threshold=CHEAP)
        assert found["mean_change"] == pytest.approx(mean, abs=1e-9)
        assert found["ede_change"] == pytest.approx(change, abs=1e-9)
        assert found["equity_impact"] == pytest.approx(change - mean, abs=1e-9)
        assert found["inmb"] == pytest.approx(CHEAP * mean, abs=1e-6)
        assert found["weighted_inmb"] == pytest.approx(CHEAP * change, abs=1e-6)


def test_the_mean_is_the_net_health_benefit_of_the_mixture() -> None:
    study = two(bears=(0.9, 0.1))
    mixture = subgroups(study).tables["mixture"].set_index("strategy")
    table = distribution(study).tables["equity"]
    for threshold in (1_000, 5_000):
        found = row(table, index="Kolm", threshold=threshold)
        assert found["inmb"] == pytest.approx(mixture.loc["new", f"inmb_{threshold}"])


def test_without_aversion_only_the_mean_counts() -> None:
    table = distribution(two(), atkinson=0, kolm=0).tables["equity"]
    assert table["ede_change"].to_numpy() == pytest.approx(table["mean_change"].to_numpy(), abs=1e-12)
    assert table["equity_impact"].abs().max() < 1e-12
    assert set(table["verdict"]) == {"less health, as equal", "more health, as equal"}


def test_groups_that_are_alike_have_no_equity_impact() -> None:
    alike = with_subgroups(group("a", 0.3, baseline_health=65.0), group("b", 0.7, baseline_health=65.0))
    table = distribution(alike).tables["equity"]
    assert table["equity_impact"].abs().max() < 1e-9
    assert table["verdict"].str.endswith("as equal").all()


def test_costs_that_fall_on_the_better_off_make_health_more_equal() -> None:
    poor, rich = (distribution(two(bears=bears)).tables["equity"] for bears in ((0.9, 0.1), (0.1, 0.9)))
    assert poor["mean_change"].to_numpy() == pytest.approx(rich["mean_change"].to_numpy())
    assert (rich["equity_impact"] > poor["equity_impact"]).all()
    dear = rich["threshold"] == CHEAP  # where the opportunity cost outweighs who gains
    assert set(rich.loc[dear, "verdict"].str.partition(", ")[2]) == {"more equal"}
    assert set(poor.loc[dear, "verdict"].str.partition(", ")[2]) == {"less equal"}


def test_baseline_health_is_what_was_lived_and_what_is_left() -> None:
    study = with_subgroups(group("a", 0.4, value("p_old", 0.3)), group("b", 0.6, baseline_health=70.0))
    study = replace(study, settings=replace(study.settings, start_age=40.5))
    analysis = distribution(study)
    lived = sum(ara_brazier(np.array(k), 0.5) for k in range(40)) + 0.5 * ara_brazier(np.array(40.0), 0.5)
    table = analysis.tables["groups"]
    assert row(table, group="a", threshold=CHEAP)["baseline_health"] == pytest.approx(lived + qalys(0.3))
    assert row(table, group="b", threshold=CHEAP)["baseline_health"] == 70
    assert analysis.facts["baseline"] == {"a": "computed", "b": "given"}
    assert any("baseline health of A" in note for note in analysis.notes)
    assert any("half of them are men" in note for note in analysis.notes)


def test_what_is_left_is_not_discounted() -> None:
    study = with_subgroups(group("a", 1.0))
    rates = {name: replace(getattr(study.settings, name), steps=((0.0, 0.05),)) for name in ("discount_effects",)}
    discounted = distribution(replace(study, settings=replace(study.settings, **rates))).tables["groups"]
    plain = distribution(study).tables["groups"]
    assert discounted["baseline_health"].to_numpy() == pytest.approx(plain["baseline_health"].to_numpy())
    assert (discounted["gain"] < plain["gain"]).all()


def test_a_group_that_does_not_compare_a_strategy_keeps_its_reference_and_bears_its_part() -> None:
    study = with_subgroups(
        group("a", 0.4, baseline_health=60.0), group("b", 0.6, compared("old", "third"), baseline_health=70.0)
    )
    analysis = distribution(study)
    table = analysis.tables["groups"]
    out = row(table, strategy="new", group="b", threshold=CHEAP)
    assert (out["compared"], out["gain"], out["inc_cost"]) == (False, 0, 0)
    assert out["net"] == pytest.approx(-0.4 * MORE / CHEAP)
    other = row(table, strategy="third", group="a", threshold=CHEAP)
    assert (other["compared"], other["net"]) == (False, pytest.approx(-0.6 * 10_000 / CHEAP))
    assert any("keeps its own reference" in note for note in analysis.notes)


def test_each_group_changes_from_its_own_reference() -> None:
    study = with_subgroups(
        group("a", 0.4, baseline_health=60.0), group("b", 0.6, reference("new"), baseline_health=70.0)
    )
    table = distribution(study).tables["groups"]
    for strategy, gains in (("new", (GAIN[0.8], 0)), ("old", (0, -GAIN[0.8]))):
        for name, gain in zip("ab", gains, strict=True):
            found = row(table, strategy=strategy, group=name, threshold=CHEAP)
            assert found["gain"] == pytest.approx(gain)
            assert found["compared"] == (gain != 0)


def test_groups_without_people_take_no_part() -> None:
    study = two()
    more = replace(study, subgroups=(*study.subgroups, group("nobody", 0.0, value("p_old", 5.0))))
    analysis = distribution(more)
    assert list(analysis.facts["groups"]) == ["a", "b"]
    assert any("Nobody" in note for note in analysis.notes)
    assert analysis.tables["equity"].equals(distribution(study).tables["equity"])


def test_probabilities_over_the_draws_by_hand() -> None:
    study = two()
    table = distribution(study, kolm=0.1, psa=True, draws=50).tables["equity"]
    drawn = replace(study, settings=replace(study.settings, draws=50))
    answers = analyses.points(drawn, [(part.changes,) for part in study.subgroups], psa=True)
    gains, more = [], []
    for answer in answers:
        assert answer.psa is not None
        gains.append(np.diff(answer.psa.of("qalys"))[:, 0])
        more.append(np.diff(answer.psa.of("cost"))[:, 0])
    for threshold in (1_000, 5_000):
        lost = (0.4 * more[0] + 0.6 * more[1]) / threshold
        a, b = gains[0] - lost, gains[1] - lost
        after = 0.4 * np.exp(-0.1 * (60 + a)) + 0.6 * np.exp(-0.1 * (70 + b))
        change = -10 * np.log(after / (0.4 * np.exp(-6) + 0.6 * np.exp(-7)))
        found = row(table, index="Kolm", threshold=threshold)
        assert found["probability_net"] == (0.4 * a + 0.6 * b > 0).mean()
        assert found["probability_weighted"] == (change > 0).mean()
        assert found["probability_equity"] == (change > 0.4 * a + 0.6 * b).mean()
        assert found["psa_ede_change"] == pytest.approx(change.mean())
        assert found["psa_ede_low"] == pytest.approx(np.quantile(change, 0.025))


def test_the_curve_starts_at_the_unweighted_benefit_and_passes_through_the_analysis() -> None:
    analysis = distribution(two(), atkinson=10, kolm=0.15)
    table, curve = analysis.tables["equity"], analysis.tables["curve"]
    for index, parameter in (("Atkinson", 10), ("Kolm", 0.15)):
        found = row(table, index=index, threshold=CHEAP)
        along = curve[(curve["index"] == index) & (curve["threshold"] == CHEAP)].set_index("parameter")
        assert along.loc[0, "ede_change"] == pytest.approx(found["mean_change"], abs=1e-9)
        at_ten = along.iloc[np.abs(along.index - parameter).argmin()]
        assert at_ten["ede_change"] == pytest.approx(found["ede_change"], abs=1e-9)


def test_where_nobody_is_left_the_atkinson_index_is_blank() -> None:
    analysis = distribution(two(baseline=(0.3, 70.0)))
    found = row(analysis.tables["equity"], index="Atkinson", threshold=CHEAP)
    assert np.isnan(found["ede_change"])
    assert found["verdict"] == ""
    assert np.isfinite(row(analysis.tables["equity"], index="Kolm", threshold=CHEAP)["ede_change"])
    assert any("isn't defined" in note for note in analysis.notes)


def test_a_subgroup_that_cannot_be_run_is_told() -> None:
    with pytest.raises(InputError) as caught:
        distribution(with_subgroups(group("a", 0.5), group("b", 0.5, value("p_old", 5.0))))
    assert len(caught.value.problems) == 1


def test_it_is_stored_and_drawn(tmp_path) -> None:
    analysis = distribution(two())
    save_analysis(analysis, tmp_path)
    again = load_analysis(tmp_path)
    assert again.tables["equity"].equals(analysis.tables["equity"])
    names = [name for name, _ in figures(again)]
    assert names[:3] == ["plane_1000", "aversion_atkinson_1000", "aversion_kolm_1000"]
    assert len(names) == 6


def test_a_study_of_one_subgroup_says_that_there_is_nothing_to_share() -> None:
    analysis = distribution(with_subgroups(group("a", 1.0, baseline_health=60.0)))
    assert analysis.tables["equity"]["equity_impact"].abs().max() < 1e-9
    assert any("no inequality" in note for note in analysis.notes)


def test_the_study_is_what_the_test_thinks() -> None:
    assert (YEARS, CARE) == (4, 100.0)
    assert two_states().settings.thresholds == (CHEAP, 5_000.0)


@pytest.mark.slow
@pytest.mark.parametrize("book", ["aplastic-anaemia", "mds"])
def test_the_shipped_workbooks_have_a_distribution(book: str) -> None:
    path = Path(__file__).parents[3] / "inputs" / f"{book}.xlsx"
    analysis, apart = distribution(path), subgroups(path)
    each = apart.tables["pairwise"].set_index(["subgroup", "strategy"])
    shares = analysis.tables["groups"].drop_duplicates("group").set_index("group")["share"]
    assert shares.sum() == pytest.approx(1)
    for found in analysis.tables["equity"].to_dict("records"):
        wtp, strategy = found["threshold"], found["strategy"]
        compared = [(s, each.loc[(g, strategy)]) for g, s in shares.items() if (g, strategy) in each.index]
        total = sum(s * (wtp * change["inc_qalys"] - change["inc_cost"]) for s, change in compared)
        assert found["inmb"] == pytest.approx(total, abs=1e-6)
        assert found["verdict"]
    assert analysis.facts["baseline"] == dict.fromkeys(shares.index, "computed")
    assert analysis.tables["groups"]["baseline_health"].between(40, 75).all()
