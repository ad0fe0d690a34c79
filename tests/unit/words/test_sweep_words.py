from __future__ import annotations

from dataclasses import replace
from typing import Any

import building as b
import pytest

import costeff
from costeff.model import Model
from costeff.words import sweep_findings
from costeff.workflow.pictures import FIGURES


@pytest.fixture(scope="module")
def tiny() -> Model:
    return b.model(
        settings=b.settings(cycle="1 year", horizon="1 year", costs=0.0, effects=0.0, reference="old"),
        strategies=(
            b.strategy("old", new=0, more=0),
            b.strategy("new", new=1, more=0),
            b.strategy("more", new=1, more=1),
        ),
        states=(b.state("LIVE", 1),),
        parameters=(b.parameter("c", 1000, unit="GBP"), b.parameter("gain", 0.1), b.parameter("extra", 0.0)),
        payoffs=(
            b.payoff("cost", "drug", "in", "LIVE", "c * (new + more)", per="1 year"),
            b.payoff("utility", "life", "in", "LIVE", "0.5 + gain * new + extra * more", per="1 year"),
        ),
    )


PRICE = {"item": "c", "from": 0, "to": 4000, "steps": 5}
GAIN = {"item": "gain", "values": [0.05, 0.1, 0.3]}
EXTRA = {"item": "extra", "values": [0.0, 0.2]}
CASES = {"label": "Case", "point": [{"label": "dear", "set": {"c": 9000}}, {"label": "cheap", "set": {"c": 1}}]}


def swept(model: Model, *axes: dict[str, Any], **report: Any) -> costeff.Analysis:
    return costeff.sweep(model, {"title": "Test", "report": {"thresholds": 25_000, **report}, "axis": list(axes)})


def test_a_price_is_told_up_to_which_it_is_worth_it(tiny: Model):
    (said,) = sweep_findings(swept(tiny, PRICE, strategies="new"))
    assert said == 'At £25,000 a QALY, worth the cost against "Old": "New" up to about £2,500 (c).'


def test_categories_are_told_apart(tiny: Model):
    (said,) = sweep_findings(swept(tiny, CASES, strategies="new"))
    assert said == 'At £25,000 a QALY, worth the cost against "Old": "New" with "cheap", not with "dear".'


def test_of_two_axes_points_are_counted(tiny: Model):
    (said,) = sweep_findings(swept(tiny, PRICE, GAIN, strategies="new"))
    assert '"New" at 10 of 15 points' in said
    assert 'break-even in "c" lies at £1,250 to £2,500' in said


def test_nowhere_and_everywhere(tiny: Model):
    nowhere = sweep_findings(swept(tiny, {"item": "c", "values": [9000, 9500]}, strategies="new"))
    assert "nowhere in this range (net benefit −£7k to −£6.5k)" in nowhere[0]
    everywhere = sweep_findings(swept(tiny, {"item": "c", "values": [1, 2]}, strategies="new"))
    assert "everywhere in this range" in everywhere[0]


@pytest.mark.parametrize(
    ("axes", "report", "names", "panels"),
    [
        ([PRICE], {}, ["inmb_25000"], 1),
        ([PRICE], {"outcome": "cost"}, ["cost"], 1),
        ([PRICE], {"outcome": "icer", "thresholds": []}, ["icer"], 1),
        ([PRICE], {"reference": ["old", "new"]}, ["inmb_25000"], 4),
        ([CASES], {}, ["inmb_25000"], 1),
        ([PRICE, GAIN], {}, ["inmb_25000", "best_25000"], 3),
        ([PRICE, GAIN], {"outcome": "best"}, ["best_25000"], 1),
        ([PRICE, GAIN], {"picture": "lines"}, ["inmb_25000", "best_25000"], 2),
        ([CASES, GAIN], {"strategies": "new"}, ["inmb_25000", "best_25000"], 2),
        ([PRICE, GAIN, EXTRA], {}, ["inmb_25000", "best_25000"], 5),
        ([PRICE, {"item": "gain", "values": [0.1]}], {}, ["inmb_25000"], 1),
    ],
)
def test_every_sweep_has_its_figures(
    tiny: Model, axes: list[dict[str, Any]], report: dict[str, Any], names: list[str], panels: int
):
    found = list(FIGURES["sweep"](swept(tiny, *axes, **report)))
    assert [name for name, _ in found] == names
    assert len(found[0][1].axes) == panels  # the scale of colours of a heat map is one of them


def test_a_strategy_that_is_the_same_as_the_reference_is_worth_it_nowhere(tiny: Model):
    # its cost is paid in three parts, which sum to the reference's but for the last digit
    parts = {"whole": "(1 - twin) * (c + 0.1)"}
    parts |= {f"part_{share}": f"twin * {share} * (c + 0.1)" for share in (0.1, 0.2, 0.7)}
    there = replace(
        tiny,
        strategies=(b.strategy("old", twin=0), b.strategy("twin", twin=1)),
        payoffs=(
            *(b.payoff("cost", name, "in", "LIVE", amount, per="1 year") for name, amount in parts.items()),
            b.payoff("utility", "life", "in", "LIVE", "0.5", per="1 year"),
        ),
    )
    found = swept(there, {"item": "c", "from": 0, "to": 4000, "steps": 41})
    noise = found.tables["grid"]["inmb_25000"]
    assert (noise > 0).any()  # which is why it has to be told from a benefit
    assert not len(found.tables["crossings"])
    assert sweep_findings(found) == (
        'At £25,000 a QALY, worth the cost against "Old": "Twin" nowhere in this range (net benefit £0 to £0).',
    )
