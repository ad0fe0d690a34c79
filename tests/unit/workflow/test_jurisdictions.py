"""A study under the rules of a jurisdiction, and under all of them side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from decisions import ill, life
from situations import DIES, YEARS, subgroup, two_states, value, with_subgroups

import costeff
from costeff.errors import InputError
from costeff.errors.jurisdictions import RecalledRules
from costeff.model import Discount, Model
from costeff.model.profiles import profile, profiles
from costeff.results.jurisdictions import WORKBOOK
from costeff.workbook import template_sheets, write
from costeff.workflow import pictures, with_changes
from costeff.workflow.whatif import PROFILE


def book(folder: Path, name: str, settings: Mapping[str, object]) -> Path:
    """The template with other cells on its sheet Study."""
    rows = dict(template_sheets())
    rows["Study"] = [row | {"value": settings.get(str(row["setting"]), row["value"])} for row in rows["Study"]]
    return write(folder / f"{name}.xlsx", rows)


def under(model: Model, name: str, **changes: object) -> Model:
    return with_changes(model, {**changes, PROFILE: name})


@pytest.mark.parametrize("key", [*profiles()])
def test_a_run_under_rules_is_that_of_the_workbook_with_its_cells_edited(tmp_path: Path, key: str) -> None:
    given = {
        "discount costs": "4%",
        "discount effects": "1%",
        "cycle correction": "start",
        "thresholds": "10000, 11000",
    }
    rules = profile(key)
    assert rules is not None
    mine = {name: text for name, text in rules.settings.items() if name in given}
    if rules.settings.get("currency", "GBP") != "GBP":
        mine.pop("thresholds", None)
    asked = costeff.run(book(tmp_path, "given", given), draws=0, changes={PROFILE: key.lower()})
    edited = costeff.run(book(tmp_path, "edited", given | mine), draws=0)
    assert np.array_equal(asked.base.values, edited.base.values)
    assert asked.study.thresholds == edited.study.thresholds
    kept = costeff.run(book(tmp_path, "given", given), draws=0)
    assert not np.array_equal(asked.base.values, kept.base.values)


def test_where_settings_come_from_is_reported(tmp_path: Path) -> None:
    found = costeff.run(
        book(tmp_path, "study", {"currency": "EUR", "thresholds": "20000"}),
        draws=0,
        changes=["jurisdiction profile=zin 2024"],
    )
    origins = {line.name: line.origin for line in found.study.settings}
    for name in ("discount costs", "discount effects", "cycle correction", "thresholds"):
        assert origins[name] == "ZIN 2024 profile (this run)"
    assert origins["horizon"].startswith("Study!")
    assert found.study.thresholds == (20_000, 50_000, 80_000)
    assert found.provenance["overrides"] == {"jurisdiction profile": "zin 2024", "draws": 0}


def test_thresholds_in_another_currency_are_not_taken() -> None:
    there = under(two_states(), "zin")
    assert there.settings.currency == "GBP"
    assert there.settings.thresholds == two_states().settings.thresholds
    euro = two_states().with_settings(currency="EUR")
    assert under(euro, "ZIN").settings.thresholds == (20_000, 50_000, 80_000)
    assert under(two_states(), "nice 20-30").settings.thresholds == (20_000, 30_000)
    assert under(euro, "has").settings.thresholds == euro.settings.thresholds


def test_notes_say_what_was_not_taken() -> None:
    notes = costeff.dsa(two_states(), changes={PROFILE: "zin"}).notes
    assert any("(€20,000, €50,000, €80,000) are in EUR and the costs in GBP" in note for note in notes)
    assert any('The perspective of ZIN 2024 is "societal"' in note for note in notes)
    assert any(
        "HAS 2020 gives no threshold" in note for note in costeff.dsa(two_states(), changes={PROFILE: "has"}).notes
    )


@pytest.mark.parametrize("key", [*profiles()])
def test_rules_that_are_recalled_are_told_in_every_result(key: str) -> None:
    rules = profile(key)
    assert rules is not None
    told = [note for note in costeff.run(under(two_states(), key), draws=0).notes if "before a submission" in note]
    assert len(told) == (0 if rules.verified else 1)
    assert all(part in note for note in told for part in (rules.confidence, rules.as_of, rules.source))


def test_a_workbook_that_blanks_are_filled_for_is_told_too(tmp_path: Path) -> None:
    there = book(tmp_path, "study", {"jurisdiction": "HAS", "thresholds": 30_000})
    found = costeff.run(there, draws=0)
    assert [note for note in found.notes if note.startswith("Study!") and "HAS 2020" in note and "recalled" in note]
    nice = costeff.run(book(tmp_path, "nice", {}), draws=0)
    assert not [note for note in nice.notes if "submission" in note]


@pytest.mark.parametrize("key", [*profiles()])
def test_check_warns_of_a_profile_that_is_recalled(tmp_path: Path, key: str) -> None:
    rules = profile(key)
    assert rules is not None
    currency = rules.settings.get("currency", "GBP")
    given = {"jurisdiction": key, "currency": currency, "thresholds": "20000", "discount costs": ""}
    found = costeff.check(book(tmp_path, "study", given))
    told = [problem for problem in found.problems if isinstance(problem, RecalledRules)]
    assert [(p.jurisdiction, p.where.sheet, p.severity) for p in told] == (
        [] if rules.verified else [(rules.name, "Study", "warning")]
    )


def test_check_is_silent_where_a_profile_filled_nothing(tmp_path: Path) -> None:
    there = book(tmp_path, "study", {"jurisdiction": "HAS", "thresholds": 30_000})
    filled = [problem for problem in costeff.check(there).problems if isinstance(problem, RecalledRules)]
    rules = profile("HAS")
    assert rules is not None
    written = {name: text for name, text in rules.settings.items() if name != "thresholds"}
    own = book(tmp_path, "own", {"jurisdiction": "HAS", "thresholds": 30_000, "discount at": "start", **written})
    silent = costeff.check(own)
    assert len(filled) == 1
    assert not [problem for problem in silent.problems if isinstance(problem, RecalledRules)]


def test_a_profile_that_is_recalled_is_named_once(tmp_path: Path) -> None:
    there = book(tmp_path, "study", {"jurisdiction": "has 2020", "thresholds": 30_000})
    for names in ((), ("has",), ("zin",)):
        notes = costeff.jurisdictions(there, names).notes
        assert len([note for note in notes if "HAS 2020" in note]) == 1
    (note,) = [n for n in costeff.jurisdictions(there, ["zin"]).notes if "HAS 2020" in n]
    assert note.startswith("Study!")


def test_rules_that_are_put_in_force_for_the_run_are_marked_as_they_are_known() -> None:
    recalled = costeff.jurisdictions(two_states(), ["nice"], changes={PROFILE: "has"})
    own = recalled.tables["rules"].iloc[0]
    assert (own["jurisdiction"], own["name"], own["verified"]) == (WORKBOOK, "HAS 2020 (this run)", False)
    assert own["thresholds_from"] == "workbook, since the profile has none"
    assert len([note for note in recalled.notes if "before a submission" in note]) == 1
    seen = costeff.jurisdictions(two_states(), ["nice"], changes={PROFILE: "nice 20-30"})
    assert seen.tables["rules"]["verified"].tolist() == [True, True]
    assert not [note for note in seen.notes if "before a submission" in note]


def test_only_what_is_seen_is_verified() -> None:
    assert {key for key, each in profiles().items() if each.verified} == {"NICE", "NICE 20-30"}


@pytest.mark.parametrize("name", ["NICE 1.5%", "nice-1.5", "nice_1.5 %", "NICE, non-reference discounting"])
def test_names_are_compared_by_letters_and_digits(name: str) -> None:
    found = profile(name)
    assert found is not None
    assert found.key == "NICE 1.5%"


def test_other_changes_are_made_after_the_rules_wherever_they_stand() -> None:
    there = with_changes(two_states(), ["discount costs=2%", "jurisdiction profile=zin"])
    assert there.settings.discount_costs == Discount.constant(0.02)
    assert there.settings.discount_effects == Discount(((0.0, 0.0), (1.0, 0.015)))


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        costeff.run(two_states(), draws=0, changes={PROFILE: "zinn"})
    (problem,) = caught.value.problems
    assert problem.kind == "UnknownJurisdiction"
    assert problem.nearest == ("ZIN",)  # type: ignore[attr-defined]


def test_side_by_side_by_hand() -> None:
    found = costeff.jurisdictions(two_states(), ["zin", "PBAC"])
    table = found.tables["jurisdictions"].set_index(["jurisdiction", "strategy"])
    assert [*dict.fromkeys(table.index.get_level_values(0))] == [WORKBOOK, "PBAC", "ZIN"]
    alive = [(1 - DIES["old"]) ** t for t in range(YEARS + 1)]
    assert table.loc[(WORKBOOK, "old"), "cost"] == pytest.approx(100 * sum(alive[:YEARS]))
    # half-cycle under the rules: half of the start and half of the end of each year, discounted at its start, since
    # `discount at` stays as the workbook says; ZIN's first year isn't discounted
    lived = [(alive[t] + alive[t + 1]) / 2 for t in range(YEARS)]
    pbac = sum(100 * life * 1.05**-t for t, life in enumerate(lived))
    zin = sum(100 * life * 1.03 ** -max(0, t - 1) for t, life in enumerate(lived))
    assert table.loc[("PBAC", "old"), "cost"] == pytest.approx(pbac)
    assert table.loc[("ZIN", "old"), "cost"] == pytest.approx(zin)
    assert table.loc[("ZIN", "old"), "qalys"] == pytest.approx(
        sum(0.8 * life * 1.015 ** -max(0, t - 1) for t, life in enumerate(lived))
    )


def test_thresholds_and_preferred_strategies_side_by_side() -> None:
    found = costeff.jurisdictions(two_states())
    benefit, rules = found.tables["net_benefit"], found.tables["rules"].set_index("jurisdiction")
    assert rules.loc["NICE 20-30", "thresholds"] == "20000, 30000"
    assert rules.loc["ZIN", "thresholds_from"] == "workbook, since the profile's are in EUR"
    assert rules.loc["HAS", "thresholds_from"] == "workbook, since the profile has none"
    there = benefit[benefit["jurisdiction"] == "NICE 20-30"]
    own = {*two_states().settings.thresholds}
    assert set(there["threshold"]) == {20_000, 30_000} | own
    assert set(there.loc[there["in_force"], "threshold"]) == {20_000, 30_000}
    assert (benefit.groupby(["jurisdiction", "threshold"])["preferred"].sum() == 1).all()
    wide = benefit.set_index(["jurisdiction", "threshold", "strategy"])["nmb"]
    results = found.tables["jurisdictions"].set_index(["jurisdiction", "strategy"])
    for (key, threshold, strategy), nmb in wide.items():
        row = results.loc[(key, strategy)]
        assert nmb == pytest.approx(threshold * row["qalys"] - row["cost"])


def test_equal_value_stands_beside_icers_rules_alone() -> None:
    table = costeff.jurisdictions(two_states()).tables["jurisdictions"]
    row = table[(table["jurisdiction"] == "ICER") & (table["strategy"] == "new")].iloc[0]
    lives = table[(table["jurisdiction"] == "ICER")].set_index("strategy")["life_years"]
    assert row["evlyg"] == pytest.approx(0.851 * (lives["new"] - lives["old"]))  # both live at the same quality
    assert row["cost_per_evlyg"] == pytest.approx(row["inc_cost"] / row["evlyg"])
    assert table.loc[table["jurisdiction"] != "ICER", "evlyg"].isna().all()


def test_a_mixture_under_rules() -> None:
    parts = (subgroup("bad", 0.25, value("p_old", 0.3)), subgroup("good", 0.75, value("p_old", 0.1)))
    mixed = costeff.jurisdictions(with_subgroups(*parts, base_case="mixture of subgroups"), ["ICER"])
    each = [
        costeff.jurisdictions(with_changes(two_states(), {"p_old": p}), ["ICER"]).tables["jurisdictions"]
        for p in (0.3, 0.1)
    ]
    expected = 0.25 * each[0]["cost"] + 0.75 * each[1]["cost"]
    assert mixed.tables["jurisdictions"]["cost"].to_numpy() == pytest.approx(expected.to_numpy())


def test_a_figure_for_each_strategy_marks_what_is_to_be_checked() -> None:
    found = costeff.jurisdictions(two_states())
    ((name, figure),) = pictures.FIGURES["jurisdictions"](found)
    assert name == "inmb_new"
    words = [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))]
    assert "ZIN 2024 *" in words
    assert "NICE 2026" in words


def test_equal_value_of_life_years_stands_in_the_severity_analysis() -> None:
    there = ill(life([(50 + k, 0.1, 0.1) for k in range(5)]))
    table = costeff.severity(there, psa=False).tables["evlyg"].set_index("strategy")
    assert [*table.index] == ["new", "third"]
    # nobody dies, so that only quality counts
    assert table.loc["new", ["inc_qalys", "inc_life_years", "evlyg"]].tolist() == pytest.approx([0.2, 0.0, 0.2])
    assert table.loc["new", "cost_per_evlyg"] == pytest.approx(2100 / 0.2)
