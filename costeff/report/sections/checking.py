"""Whether to believe it: modelled against published, what was checked, what limits the results."""

from __future__ import annotations

import math

import pandas as pd

from costeff.format import BLANK, count, interval, percent, years
from costeff.report.blocks import Markdown, bullets, table
from costeff.report.limitations import limitations
from costeff.report.sections.inputs import source
from costeff.report.sections.material import Material, Name, missing, records, said
from costeff.words.phrases import named, plural

MEDIAN = "median time"

YES, NO = "yes", "no"


def unmet(targets: pd.DataFrame) -> list[str]:
    """Labels of the published observations outside whose interval the model lies."""
    return [str(row["label"]) for row in records(targets) if row["within"] is False or row["within"] == False]  # noqa: E712


def judged(targets: pd.DataFrame) -> int:
    """How many published observations have an interval and were compared with it."""
    return int(targets["within"].notna().sum()) if len(targets) else 0


def validation_said(material: Material) -> Markdown:
    """How many published observations the model meets."""
    targets = material.run.targets
    if not len(targets):
        return missing(
            "The workbook names no published observations (sheet Targets), so that nothing was held against them."
        )
    asked, missed = judged(targets), unmet(targets)
    used = int((targets["use"] == "calibration").sum())
    found = [
        f"The model was held against {plural(len(targets), 'published observation')}: {count(used)} of them inputs or "
        f"used in calibration, {count(len(targets) - used)} kept for validation."
    ]
    if asked:
        met = asked - len(missed)
        kept = targets[targets["use"] != "calibration"]
        own = judged(kept)
        text = f"{count(met)} of the {count(asked)} with a published interval lie{'s' if met == 1 else ''} within it"
        text += (
            f"; of those kept for validation, {count(own - len(unmet(kept)))} of {count(own)}" if used and own else ""
        )
        found.append(f"{text}.")
    if missed:
        found.append(f"Outside their published interval: {named(missed, 12)}.")
    return said(found)


def validation_table(material: Material) -> Markdown:
    """Modelled against published."""
    targets = material.run.targets
    if not len(targets):
        return validation_said(material)
    labels = material.labels
    body: list[list[str | Markdown] | str] = []
    for use in dict.fromkeys(targets["use"]):
        body.append("Inputs and calibration" if use == "calibration" else "Validation")
        body += [
            [
                str(row["label"]),
                labels.get(str(row["strategy"]), str(row["strategy"])),
                _value(row["quantity"], float(row["published"])),
                _interval(row["quantity"], float(row["low"]), float(row["high"])),
                _value(row["quantity"], float(row["modelled"])),
                _within(row["within"]),
                source(material, str(row["source"])),
            ]
            for row in records(targets[targets["use"] == use])
        ]
    return table(
        ["Observation", "Strategy", "Published", "95% interval", "Modelled", "Within", "Source"],
        body,
        id="table-validation",
        caption="Modelled against published",
        align="llrrrll",
        landscape=True,
    )


def _value(quantity: str, value: float) -> str:
    """A share as a percentage, a median in years."""
    return years(value) if quantity == MEDIAN else percent(value)


def _interval(quantity: str, low: float, high: float) -> str:
    """The published interval."""
    if math.isnan(low) or math.isnan(high):
        return BLANK
    return interval(low, high, lambda x: _value(quantity, x).removesuffix(" years"))


def _within(value: object) -> str:
    """Whether the model lies within the interval; blank without one."""
    return BLANK if value is None or value is pd.NA or value != value else (YES if value else NO)


def verification_table(material: Material) -> Markdown:
    """What was checked of this run, with what came of it; nothing that wasn't."""
    run, study = material.run, material.study
    drawn = "in the base case" if run.psa is None else f"in the base case and in {count(len(run.psa))} draws"
    asked, missed = judged(run.targets), unmet(run.targets)
    dropped = dropped_draws(material)
    rows = [
        ("Rates, probabilities and shares within their bounds; every row of transitions sums to 1",
         f"held in every cycle, for every strategy, {drawn}; {_broken(material)}"),
        ("Checks of the workbook (sheet Checks)",
         f"{plural(len(study.checks), 'check')}, held {drawn}" if study.checks else "the workbook has none"),
        ("Draws dropped as no valid model", _dropped_words(material, dropped)),
        ("Modelled against published (sheet Targets)",
         f"{count(asked - len(missed))} of {count(asked)} within the published interval" if asked else
         "the workbook names none with an interval"),
        ("Fast engine against the independent reference engine",
         "not repeated for this run; the tests of costeff compare the two, to one part in a million million"),
        ("Notes of the run", f"{plural(len(run.notes), 'note')}: see the appendix" if run.notes else "none"),
    ]  # fmt: skip
    return table(
        ["Check", "Result"],
        rows,
        id="table-verification",
        caption="Verification of this run",
        align="ll",
        widths=(45, 55),
        landscape=False,
    )


def _broken(material: Material) -> str:
    """What became of a draw that is no valid model."""
    setting = {line.name: line.value for line in material.study.settings}
    if setting.get("invalid draws") == "drop":
        return "a draw that broke this was dropped, as the setting invalid draws says"
    return "a run that broke this would have been refused"


def dropped_draws(material: Material) -> int:
    """How many draws were dropped."""
    asked = material.run.provenance.get("draws")
    psa = material.run.psa
    return asked - len(psa) if psa is not None and isinstance(asked, int) else 0


def _dropped_words(material: Material, dropped: int) -> str:
    """How many draws were dropped, of how many."""
    if material.run.psa is None:
        return "there are no draws"
    asked = len(material.run.psa) + dropped
    return f"none of {count(asked)}" if not dropped else f"{count(dropped)} of {count(asked)}; see the notes"


def summary_caveats(material: Material) -> tuple[str, ...]:
    """How far the evidence carries, for the summary: grades and unmet observations."""
    lines = material.study.parameters
    weak = [p for p in lines if p.evidence in ("assumption", "recalled")]
    found = []
    if lines:
        found.append(
            f"{count(len(weak))} of {plural(len(lines), 'parameter')} rest{'s' if len(weak) == 1 else ''} on "
            "assumptions or on figures recalled and not yet checked."
        )
    missed = unmet(material.run.targets) if len(material.run.targets) else []
    if missed:
        found.append(f"The model lies outside the published interval of {plural(len(missed), 'observation')}.")
    return tuple(found)


NAMES: tuple[Name, ...] = (
    Name(name="said.validation", meaning="how many published observations the model meets", make=validation_said),
    Name(name="tables.validation", meaning="modelled against published", make=validation_table),
    Name(name="figures.targets", meaning="modelled against published",
         make=lambda m: m.figure("targets", caption="Modelled against published",
                                 alt="For each published observation its value and interval beside what the model "
                                 "says.")
         if len(m.run.targets) else validation_said(m)),
    Name(name="tables.verification", meaning="what was checked of this run", make=verification_table),
    Name(name="limitations", meaning="what limits the results, as a list, from what the results know",
         make=lambda m: bullets(limitations(m.dossier))),
)  # fmt: skip
