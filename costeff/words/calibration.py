"""A calibration in sentences."""

from __future__ import annotations

import math

from costeff.format import count, interval, number, percent
from costeff.results import Analysis


def calibration_verdict(analysis: Analysis) -> str:
    """What was fitted, to what, how well it agrees, and how sure it is.

    Args:
        analysis: of a calibration.
    """
    facts, table, targets = analysis.facts, analysis.tables["fit"], analysis.tables["targets"]
    said = []
    for row in table.to_dict("records"):
        sure = math.isfinite(float(row["se"]))
        spread = f" (95% interval {interval(float(row['low']), float(row['high']))})" if sure else ""
        said.append(f"{row['parameter']} {number(float(row['fitted']))}{spread}")
    used = targets[targets["used"]]
    where = f' under the scenario "{facts["scenario"]}"' if facts["scenario"] else ""
    text = f"Fitted to {_targets(len(used))}{where}: {'; '.join(said)}."
    judged = used[used["within"].notna()]
    if len(judged):
        met = int(judged["within"].sum())
        text += f" {count(met)} of {_targets(len(judged))} with an interval {'is' if met == 1 else 'are'} met."
    worst = used.iloc[int(used["residual"].abs().to_numpy(dtype=float).argmax())]
    if abs(float(worst["residual"])) > 1:
        shown = value_words(str(worst["quantity"]), float(worst["after"]))
        published = value_words(str(worst["quantity"]), float(worst["published"]))
        text += f" The largest departure is {worst['label']}: {shown} modelled, {published} published."
    return " ".join([text, *_caveats(analysis)])


def _caveats(analysis: Analysis) -> list[str]:
    """How far the result can be trusted."""
    facts = analysis.facts
    said = []
    if facts["starts"] == 1:
        said.append("Only one search was made, so that another minimum would not be seen.")
    elif facts["same"] == facts["starts"]:
        said.append(f"All {count(facts['starts'])} searches came to the same values.")
    else:
        many = facts["same"]
        said.append(
            f"{count(many)} of {count(facts['starts'])} searches came to these values, the best; the others ended "
            "elsewhere, as starts.csv shows."
        )
    if not facts["converged"]:
        said.append("The best search had not settled when it was stopped.")
    for name, bound in facts["at_bound"].items():
        said.append(f"{name} is at its {bound} bound: beyond it the fit may be better, and it has no standard error.")
    if facts["not_identified"]:
        said.append(f"Not identified by these targets: {', '.join(facts['not_identified'])}.")
    if facts["assumed_weights"]:
        said.append(
            f"{', '.join(facts['assumed_weights'])} {'has' if len(facts['assumed_weights']) == 1 else 'have'} no "
            "interval: a standard error of 5% of the value was assumed."
        )
    if facts["inflated"] > 1:
        said.append(
            "The targets disagree with the model by more than their intervals say: variances were multiplied by "
            f"{number(facts['inflated'], 3)}."
        )
    missed = departures(analysis)
    if missed:
        said.append(f"Outside their published interval, though not fitted to: {'; '.join(missed)}.")
    return said


def departures(analysis: Analysis) -> list[str]:
    """Labels of the targets that nothing was fitted to and that the fitted model misses."""
    table = analysis.tables["targets"]
    others = table[~table["used"] & table["within"].notna()]
    return [str(label) for label, ok in zip(others["label"], others["within"], strict=True) if not ok]


def value_words(quantity: str, value: float) -> str:
    """A target's value in words: a median in years, a share as a percentage."""
    if quantity != "median time":
        return percent(value)
    return "not reached" if math.isinf(value) else f"{number(value, 3)} years"


def _targets(n: int) -> str:
    return f"{count(n)} target{'' if n == 1 else 's'}"
