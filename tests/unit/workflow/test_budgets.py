from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import building as b
import numpy as np
import pandas as pd
import pytest
import situations as s
from people import amount, population

import costeff
from costeff.model import Duration, Instalments, Model, Population, Share
from costeff.results import Analysis, load_analysis
from costeff.words import findings
from costeff.workflow import budget, write_analysis

BOOKS = Path(costeff.__file__).parents[1] / "inputs"


def study(people: Population, hazard: float = 0.0) -> Model:
    """A drug of `price` at the start, and care that costs 1,200 a year, with the drug 300 less."""
    return b.model(
        settings=b.settings(cycle="1 month", horizon="20 years", costs=0.035, reference="old"),
        strategies=(b.strategy("old", new=0), b.strategy("new", new=1)),
        states=(b.state("well", 1), b.state("dead", alive=False)),
        parameters=(b.parameter("price", 1000.0), b.parameter("cases", 100.0)),
        arrows=(b.arrow("dies", "well", "dead", "rate", hazard, per="1 year"),),
        payoffs=(
            b.payoff("cost", "drug", "start", "well", "price*new", category="drugs"),
            b.payoff("cost", "care", "in", "well", "1200 - 300*new", per="1 year", category="care"),
            b.payoff("utility", "life", "in", "well", 1, per="1 year"),
        ),
        population=people,
    )


def line(analysis: Analysis, name: str, column: str = "net") -> list[float]:
    table = analysis.tables["budget"]
    return table.loc[table["line"] == name, column].tolist()


def scenario(analysis: Analysis, id: str) -> list[float]:
    table = analysis.tables["scenarios"]
    row = table[table["scenario"] == id].iloc[0]
    return [float(row[f"net_year_{k}"]) for k in (1, 2, 3)]


def test_without_death_a_cohort_a_year_is_layered() -> None:
    found = budget(study(population()))
    assert line(found, "drugs") == pytest.approx([100_000] * 3)
    assert line(found, "care", "without_intervention") == pytest.approx([120_000, 240_000, 360_000])
    assert line(found, "care", "with_intervention") == pytest.approx([90_000, 180_000, 270_000])
    assert line(found, "Total") == pytest.approx([70_000, 40_000, 10_000])
    assert line(found, "Total", "cumulative_net") == pytest.approx([70_000, 110_000, 120_000])
    assert found.facts["net_total"] == pytest.approx(120_000)
    assert found.facts["eligible_total"] == 300


def test_with_death_by_hand() -> None:
    found = budget(study(population(years=2), hazard=0.5))
    t = np.arange(25) / 12
    alive = np.exp(-0.5 * t)
    months = (alive[:-1] + alive[1:]) / 2 * 100 * 100
    first, second = months[:12].sum(), months[12:].sum()
    assert line(found, "care", "without_intervention") == pytest.approx([first, first + second])


def test_entering_through_the_year_halves_the_care_of_the_year_of_entry() -> None:
    found = budget(study(population(entry="through the year")))
    assert line(found, "drugs") == pytest.approx([100_000] * 3)
    assert line(found, "care") == pytest.approx([-15_000, -45_000, -75_000])


def test_uptake_by_year_displaces_what_the_rest_had() -> None:
    people = population(100, {"new": (0.1, 0.2, 0.5), "old": "rest"})
    found = budget(study(people))
    assert line(found, "drugs") == pytest.approx([10_000, 20_000, 50_000])
    assert line(found, "care") == pytest.approx([-3_000, -9_000, -24_000])
    started = found.tables["population"].query("part == 'started' and world == 'with' and strategy == 'new'")
    assert started["people"].tolist() == pytest.approx([10, 20, 50])


SHORT = "The model follows people for 1.5 years, the budget for 3 years: of what somebody costs later only"


def test_a_budget_beyond_the_horizon_of_the_model_says_so_and_counts_instalments() -> None:
    there = study(population()).with_settings(horizon=Duration(18, "month"))
    found = budget(there)
    assert line(found, "care", "without_intervention") == pytest.approx([120_000, 180_000, 180_000])
    assert [note for note in found.notes if note.startswith(SHORT)]
    loan = b.payoff(
        "cost", "loan", "start", "well", "300*new", category="loan", instalments=Instalments(3, Duration(1, "year"))
    )
    found = budget(replace(there, payoffs=(*there.payoffs, loan)))
    # the third part is due after two years, half a year after the model has ended
    assert line(found, "loan") == pytest.approx([10_000, 20_000, 30_000])
    assert not [note for note in budget(study(population())).notes if "follows people" in note]


def test_scenarios_that_may_be_in_other_money_are_told_apart() -> None:
    dollars = s.scenario("dollars", s.value("price", 200_000.0), s.thresholds(100_000.0))
    dear = s.scenario("dear", s.value("price", 90_000.0))
    there = replace(study(population()), scenarios=(dollars, dear))
    found = budget(there, scenarios=["dollars", "dear", "dear"])
    assert found.tables["scenarios"]["scenario"].tolist()[-2:] == ["dollars", "dear"]  # each once
    assert found.facts["other_money"] == ["dollars"]
    assert [
        note for note in found.notes if note.startswith('"Dollars" has thresholds of its own and may be in another')
    ]
    totals = {name: sum(scenario(found, name)) for name in ("dollars", "dear")}
    assert totals["dollars"] > totals["dear"]
    last = findings(found)[-1]
    assert '(under "Dear")' in last  # the highest but for the one in other money
    assert "Dollars" not in last


def test_multiples_of_a_price_of_nothing_are_left_out() -> None:
    free = study(population(), hazard=0.1)
    free = replace(free, parameters=(b.parameter("price", 0.0), *free.parameters[1:]))
    assert "price" not in set(budget(free, price="price").tables["scenarios"]["kind"])


def test_under_the_rules_of_a_jurisdiction_only_what_counts_is_said() -> None:
    there = study(population())
    found = budget(there, changes={"jurisdiction profile": "zin"})
    plain = budget(there.with_settings(correction="half-cycle"))
    assert found.tables["budget"].equals(plain.tables["budget"])
    told = [note for note in found.notes if "ZIN" in note]
    assert told[0].startswith(
        "Of the rules of ZIN 2024 only the cycle correction counts here (half-cycle): a budget has no discounting and "
        'no threshold. The perspective of ZIN 2024 is "societal"; the costs are the workbook\'s'
    )
    assert len(told) == 2  # and that they are recalled in part
    assert not [note for note in found.notes if "discounted at" in note or "thresholds of" in note]


def test_two_worlds_that_are_the_same_differ_by_nothing() -> None:
    same = {"new": 0.3, "old": 0.7}
    found = budget(study(population(100, same, same), hazard=0.2))
    assert not found.tables["budget"][["net", "cumulative_net"]].to_numpy().any()
    assert found.facts["gaining"] == []


def test_lines_and_strategies_add_up_to_the_total() -> None:
    found = budget(study(population(80, {"new": 0.4, "old": 0.6}, entry="middle of year"), hazard=0.3))
    table, by_strategy = found.tables["budget"], found.tables["by_strategy"]
    for column in ("with_intervention", "without_intervention", "net"):
        whole = table[table["total"]].set_index("year")[column]
        parts = table[~table["total"]].groupby("year")[column].sum()
        assert parts.to_numpy() == pytest.approx(whole.to_numpy())
        assert by_strategy.groupby("year")[column].sum().to_numpy() == pytest.approx(whole.to_numpy())


def test_scenarios_of_people_uptake_and_entry_by_hand() -> None:
    people = population(100, {"new": (0.1, 0.2, 0.5), "old": "rest"})
    bounded = replace(people, shares=(Share(who="all", amount=amount(0.5, "Fit", low=0.25, high=1.0)),))
    found = budget(study(bounded))
    base = [5_000 - 1_500, 10_000 - 4_500, 25_000 - 12_000]
    assert scenario(found, "base") == pytest.approx(base)
    assert scenario(found, "share_1_low") == pytest.approx([x / 2 for x in base])
    assert scenario(found, "share_1_high") == pytest.approx([x * 2 for x in base])
    assert scenario(found, "people_120") == pytest.approx([x * 1.2 for x in base])
    assert scenario(found, "uptake_later") == pytest.approx([0, *base[:2]])
    assert scenario(found, "uptake_earlier") == pytest.approx([10_000 - 3_000, 25_000 - 10_500, 25_000 - 18_000])
    assert scenario(found, "uptake_half") == pytest.approx([x / 2 for x in base])
    assert scenario(found, "through_the_year") == pytest.approx([5_000 - 750, 10_000 - 3_000, 25_000 - 8_250])
    change = found.tables["scenarios"].set_index("scenario")["change"]
    assert change["uptake_half"] == pytest.approx(-sum(base) / 2)


def test_a_price_and_a_scenario_are_what_the_changed_study_has() -> None:
    there = replace(study(population("cases")), scenarios=(s.scenario("half", s.value("cases", 50.0)),))
    found = budget(there, price="price", scenarios=["half"])
    assert scenario(found, "price_150") == pytest.approx(line(budget(there, changes={"price": 1500}), "Total"))
    assert scenario(found, "half") == pytest.approx([x / 2 for x in line(found, "Total")])
    assert found.provenance["overrides"] == {"price": "price", "scenarios": ["half"]}


def test_a_mixture_of_subgroups_has_the_budget_of_its_parts() -> None:
    people = population(100, {"new": 1})

    def mixed(*parts: tuple[float, float]) -> list[float]:
        subgroups = [s.subgroup(f"g{k}", share, s.value("care", care)) for k, (share, care) in enumerate(parts)]
        model = s.with_subgroups(*subgroups, base_case="mixture of subgroups")
        return line(budget(replace(model, population=people)), "Total", "with_intervention")

    both = mixed((0.25, 400.0), (0.75, 80.0))
    assert both == pytest.approx(0.25 * np.array(mixed((1.0, 400.0))) + 0.75 * np.array(mixed((1.0, 80.0))))


def test_inputs_are_listed_as_typed() -> None:
    people = population("cases", {"new": (0.1, 0.2, 0.5), "old": "rest"})
    table = budget(study(people)).tables["inputs"]
    assert table["item"].tolist() == ["incidence", "uptake", "uptake", "uptake without"]
    assert table["value"].tolist() == ["cases", "0.1; 0.2; 0.5", "rest", "1"]


def test_years_are_named_after_the_calendar_where_it_is_known() -> None:
    named = budget(study(population(first_year=2027))).tables["budget"]
    assert named.loc[named["total"], "calendar_year"].tolist() == [2027, 2028, 2029]
    assert budget(study(population())).tables["budget"]["calendar_year"].isna().all()


@pytest.mark.slow
@pytest.mark.parametrize(("book", "msc"), [("aplastic-anaemia", {"seq_em", "msc1"}), ("mds", {"msc"})])
def test_the_shipped_books(book: str, msc: set[str], tmp_path: Path) -> None:
    found = budget(BOOKS / f"{book}.xlsx")
    table = found.tables["budget"]
    assert set(found.facts["gaining"]) == msc
    assert table["year"].max() == 5
    assert all(x > 0 for x in line(found, "MSC"))
    assert line(found, "MSC", "without_intervention") == [0.0] * 5
    assert sum(line(found, "Total")) == pytest.approx(found.facts["net_total"])
    write_analysis(found, tmp_path)
    stored = load_analysis(tmp_path / "budget")
    pd.testing.assert_frame_equal(stored.tables["budget"], table)
    assert {p.name for p in (tmp_path / "budget" / "figures").iterdir()} >= {"spending.png", "net.png"}
