from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from situations import DIES, DRUG, compared, costs, horizon, qalys, reference, subgroup, value, with_subgroups

from costeff import analyses
from costeff.errors import InputError
from costeff.errors.scenarios import BreaksModel
from costeff.results.mixture import median_of, mixed_trace
from costeff.workflow import subgroups
from costeff.workflow.mixing import base_case, points, uncertainty

MIXTURE = "mixture of subgroups"
FRAIL, FIT = subgroup("frail", 0.25, value("p_new", 0.3), value("p_old", 0.4)), subgroup("fit", 0.75)


def by_hand(old: float, new: float) -> tuple[float, float]:
    return costs(new, drug=DRUG) - costs(old), qalys(new) - qalys(old)


def test_each_subgroup_and_the_mixture_by_hand() -> None:
    analysis = subgroups(with_subgroups(FRAIL, FIT))
    pairs = analysis.tables["pairwise"].set_index(["subgroup", "strategy"])
    frail, fit = by_hand(0.4, 0.3), by_hand(DIES["old"], DIES["new"])
    assert pairs.loc[("frail", "new"), ["inc_cost", "inc_qalys"]].tolist() == pytest.approx(frail)
    assert pairs.loc[("fit", "new"), ["inc_cost", "inc_qalys"]].tolist() == pytest.approx(fit)
    whole = analysis.tables["mixture"].set_index("strategy").loc["new"]
    wanted = [0.25 * a + 0.75 * b for a, b in zip(frail, fit, strict=True)]
    assert whole[["inc_cost", "inc_qalys"]].tolist() == pytest.approx(wanted)
    assert whole["icer"] == pytest.approx(wanted[0] / wanted[1])
    assert whole["status"] == "ND"


def test_the_frontier_is_each_subgroups_own() -> None:
    apart = subgroup("rich", None, compared("old", "new", "third"))
    table = subgroups(with_subgroups(FIT, apart)).tables["subgroups"]
    assert table.loc[table["subgroup"] == "rich", "status"].tolist() == ["ND", "ND", "D"]
    assert table.loc[table["subgroup"] == "fit", "strategy"].tolist() == ["old", "new"]


def test_draws_are_mixed_one_by_one() -> None:
    analysis = subgroups(with_subgroups(FRAIL, FIT), psa=True)
    whole = analysis.tables["mixture"].set_index("strategy").loc["new"]
    answers = analyses.points(with_subgroups(FRAIL, FIT), [(FRAIL.changes,), (FIT.changes,)], psa=True)
    draws = sum(
        share * (1000 * x.psa.of("qalys") - x.psa.of("cost"))  # type: ignore[union-attr]
        for share, x in zip((0.25, 0.75), answers, strict=True)
    )
    gain = draws[:, 1] - draws[:, 0]
    assert whole["psa_inmb_1000"] == pytest.approx(gain.mean())
    assert whole["psa_inmb_1000_low"] == pytest.approx(np.quantile(gain, 0.025))


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ((subgroup("a", None), subgroup("b", None)), "they have no shares"),
        ((subgroup("a", 0.5), subgroup("b", 0.5, compared("old", "third"))), "they compare different strategies"),
        ((subgroup("a", 0.5), subgroup("b", 0.5, reference("new"))), "they have different references"),
        ((subgroup("a", 0.5), subgroup("b", 0.4)), "their shares do not sum to 1"),
    ],
)
def test_what_can_not_be_mixed_is_not(parts, reason: str) -> None:
    analysis = subgroups(with_subgroups(*parts))
    assert not len(analysis.tables["mixture"])
    assert f"The subgroups are not mixed: {reason}." in analysis.notes


def test_one_alone_is_run_without_a_mixture() -> None:
    analysis = subgroups(with_subgroups(FRAIL, FIT), only=["fit"])
    assert set(analysis.tables["pairwise"]["subgroup"]) == {"fit"}
    assert analysis.facts["unmixed"] == "not all of them were run"


def test_a_failed_subgroup_is_told_or_left_out() -> None:
    model = with_subgroups(FIT, subgroup("mad", 0.5, value("p_new", 1.5)))
    with pytest.raises(InputError) as caught:
        subgroups(model)
    assert [type(p) for p in caught.value.problems] == [BreaksModel]
    analysis = subgroups(model, keep_going=True)
    assert list(analysis.facts["failed"]) == ["mad"]
    assert analysis.tables["pairwise"]["strategy"].tolist() == ["old", "new", ""]


def test_the_base_case_can_be_the_mixture_everywhere() -> None:
    model = with_subgroups(FRAIL, FIT, base_case=MIXTURE)
    base = base_case(model)
    expected = 0.25 * qalys(0.3) + 0.75 * qalys(DIES["new"])
    assert base.outcomes.of("qalys")[0, 1] == pytest.approx(expected)
    (answer,) = points(model, [()])
    assert answer.base is not None
    np.testing.assert_array_equal(answer.base.of("cost"), base.outcomes.of("cost"))
    alive = 0.25 * 0.6 + 0.75 * 0.8
    assert base.trace.occupancy[0, 1].tolist() == pytest.approx([alive, 1 - alive])
    drawn = uncertainty(model)
    assert drawn.outcomes.of("qalys").shape == (64, 2)
    assert len(drawn.draws) == 64
    assert any("median" in note for note in drawn.notes)


def test_the_median_is_that_of_the_mixed_cohort() -> None:
    model = with_subgroups(FRAIL, FIT, base_case=MIXTURE)
    base = base_case(model)
    alive = [0.25 * 0.6**t + 0.75 * 0.8**t for t in range(5)]
    k = next(t for t in range(5) if alive[t] <= 0.5)
    wanted = k - 1 + (alive[k - 1] - 0.5) / (alive[k - 1] - alive[k])
    found = base.outcomes.of("median_survival", discounted=False)[0]
    assert found[0] == pytest.approx(wanted)
    assert np.isnan(uncertainty(model).outcomes.of("median_survival", discounted=False)).all()


def test_medians_of_one_cohort_are_those_of_the_engine() -> None:
    for years in (4, 40):
        model = with_subgroups()
        model = replace(model, settings=replace(model.settings, **horizon(years).values))
        base = analyses.base_case(model)
        found = median_of(base.trace, ["alive"])
        assert found == pytest.approx(base.outcomes.of("median_survival", discounted=False)[0].tolist())


def test_traces_are_mixed_as_far_as_the_shortest_goes() -> None:
    long, short = (
        analyses.base_case(replace(m, settings=replace(m.settings, **horizon(n).values))).trace
        for m, n in ((with_subgroups(), 4), (with_subgroups(), 2))
    )
    whole = mixed_trace([long, short], [0.5, 0.5])
    assert whole.years.tolist() == [0, 1, 2]
    np.testing.assert_allclose(whole.occupancy, long.occupancy[:, :3])
    assert whole.flows.shape == (2, 2, 1)
