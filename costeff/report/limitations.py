"""Limitations, from what the results themselves know: nothing that a modeller would have to add is guessed."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from itertools import islice

import numpy as np

from costeff.format import count, percent, years
from costeff.model import profiles
from costeff.report.dossier import Dossier
from costeff.results import Analysis
from costeff.words.phrases import joined, listed, named, plural, quoted

WIDEST = 10
"""Parameters of the tornado that are looked at for weak evidence."""

MOST = 8
"""Names in a sentence; of more it says how many."""

FAR = 0.15
"""Distance from a published value, as a share of it, that is called far."""

POINTS = 0.05
"""Distance of a share from a published one that is too small to be called far."""

MEDIAN = "median time"
"""Quantity of an observation that is in years; the others are shares."""

FEW = 3
"""The same in a brief."""

GRADES = {
    "published": "published",
    "derived": "derived from what is published",
    "assumption": "assumed",
    "recalled": "recalled from memory (to be checked)",
    "": "not graded",
}
"""Grades of evidence after a number."""

WEAK = ("assumption", "recalled", "")
"""Grades of evidence that limit a result."""

WEAK_ONES = {
    "assumption": ("assumption", "assumptions"),
    "recalled": (
        "figure recalled from memory and yet to be checked",
        "figures recalled from memory and yet to be checked",
    ),
    "": ("input without a grade", "inputs without a grade"),
}
"""What parameters of these grades are called: one, and several."""


def limitations(dossier: Dossier) -> tuple[str, ...]:
    """What limits a study's results, a paragraph an entry."""
    return tuple(
        sentence
        for part in (_influential, _evidence, _fixed, _rules, _draws, _validation, _scenarios, _missing, _structure)
        for sentence in part(dossier)
    )


def in_short(dossier: Dossier) -> tuple[str, ...]:
    """What a decision maker has to know: weak inputs that matter, grades of evidence, validation."""
    parts = (*_influential(dossier, FEW), *islice(_evidence(dossier), 1), *_validation(dossier, FEW))
    return tuple(parts)


def _analysis(dossier: Dossier, kind: str) -> Analysis | None:
    return next((found for found in dossier.analyses.values() if found.kind == kind), None)


def _evidence(dossier: Dossier) -> Iterator[str]:
    """How many parameters rest on what, and how many name no source."""
    lines = dossier.study.parameters
    if not lines:
        return
    counted = {grade: sum(p.evidence == grade for p in lines) for grade in ("published", "derived", *WEAK)}
    parts = [f"{count(n)} {GRADES[grade]}" for grade, n in counted.items() if n]
    yield f"Evidence: of {plural(len(lines), 'parameter')}, {joined(parts)}."
    recalled = [p.label for p in lines if p.evidence == "recalled"]
    if recalled:
        yield f"Recalled, to be checked against the source before a submission: {named(recalled, MOST)}."
    unsourced = [p.label for p in lines if not p.source.strip()]
    if unsourced:
        yield f"{plural(len(unsourced), 'parameter')} name{'s' if len(unsourced) == 1 else ''} no source: " + (
            f"{named(unsourced, MOST)}."
        )


def _influential(dossier: Dossier, most: int = MOST) -> Iterator[str]:
    """Weak evidence among the parameters that move the decision most."""
    found = _analysis(dossier, "dsa")
    if found is None or not len(found.tables["tornado"]) or not found.study.thresholds:
        return
    table, study = found.tables["tornado"], found.study
    first = study.thresholds[0]
    rows = table[table["threshold"] == first]
    asked = rows[rows["strategy"].isin(_paying(dossier))]
    rows = asked if len(asked) else rows
    widest = rows.groupby("strategy")["inmb_base"].first().idxmax()
    top = rows[rows["strategy"] == widest].sort_values("rank").head(WIDEST)
    grades = {p.id: p.evidence for p in study.parameters}
    labels = {p.id: p.label for p in study.parameters}
    weak: dict[str, list[str]] = {}
    for moved in top["moves"]:
        for name in str(moved).split(", "):
            if grades.get(name) in WEAK:
                weak.setdefault(grades[name], []).append(labels[name])
    against = f"{quoted(study.labels[str(widest)])} against {quoted(study.labels[study.reference])}"
    if not weak:
        yield f"None of the {count(len(top))} parameters that move {against} most rests on an assumption."
        return
    parts = [
        f"{plural(len(names), *WEAK_ONES[grade])} ({named(names, most)})"
        for grade in WEAK_ONES
        if (names := list(dict.fromkeys(weak.get(grade, []))))
    ]
    yield (
        f"The {plural(len(top), 'parameter or group', 'parameters and groups')} that most move the net benefit of "
        f"{against} include {joined(parts)}."
    )


def _paying(dossier: Dossier) -> set[str]:
    """Ids of the strategies that pay the price of the study, which the question is about; none without one."""
    found = _analysis(dossier, "price")
    return set() if found is None else set(found.tables["price"]["strategy"].astype(str))


def _fixed(dossier: Dossier) -> Iterator[str]:
    """Parameters without a distribution, whose uncertainty the draws don't carry."""
    fixed = [p for p in dossier.study.parameters if p.distribution == "fixed" and p.unit.strip().lower() != "switch"]
    weak = [p.label for p in fixed if p.evidence in ("assumption", "recalled", "")]
    if fixed:
        also = f"; {count(len(weak))} of them are assumed, recalled or not graded: {named(weak, MOST)}" if weak else ""
        yield (
            f"{plural(len(fixed), 'parameter')} {'has' if len(fixed) == 1 else 'have'} no distribution, so that the "
            f"probabilistic analysis does not carry {'its' if len(fixed) == 1 else 'their'} uncertainty{also}."
        )


def _rules(dossier: Dossier) -> Iterator[str]:
    """Settings filled from a profile of a jurisdiction that is known from memory."""
    compared = _analysis(dossier, "jurisdictions")
    if compared is not None:
        rules = compared.tables["rules"]
        unsure = [str(name) for name, sure in zip(rules["name"], rules["verified"], strict=True) if not sure]
        if unsure:
            yield f"Compared with rules that are recalled, in part at least, and to be checked: {named(unsure, MOST)}."
    settings = {line.name: line for line in dossier.study.settings}
    chosen = settings.get("jurisdiction")
    profile = profiles.profile(chosen.value) if chosen is not None and chosen.value else None
    if profile is None:
        return
    filled = [line.name for line in settings.values() if line.origin and "!" not in line.origin and (
        profile.name in line.origin or profile.key in line.origin)]  # fmt: skip
    if "recalled" in profile.confidence:
        what = f"fills {joined(filled)}" if filled else "was named, though the workbook gives every setting itself"
        yield f"The rules of {profile.name} are recalled and to be checked ({profile.source}); the profile {what}."


def _draws(dossier: Dossier) -> Iterator[str]:
    """No draws, dropped ones, or too few."""
    run = dossier.run
    if run.psa is None:
        yield "No probabilistic analysis was run: nothing here says how sure the results are."
        return
    asked = run.provenance.get("draws")
    dropped = asked - len(run.psa) if isinstance(asked, int) else 0
    if dropped > 0:
        yield (
            f"{count(dropped)} of {count(len(run.psa) + dropped)} draws were no valid model and were dropped, which "
            "moves the means of the parameters."
        )
    summary = run.psa_summary()
    rows = summary[summary["outcome"].astype(str).str.startswith("inmb_")]
    mean, error = rows["mean"].to_numpy(dtype=float), rows["mc_error"].to_numpy(dtype=float)
    unsure = rows[np.isfinite(error) & (np.abs(mean) < 2 * error)]
    if len(unsure):
        names = list(dict.fromkeys(str(label) for label in unsure["label"]))
        yield (
            f"{count(len(run.psa))} draws do not settle the sign of the mean incremental net benefit of "
            f"{named(names, MOST)}."
        )


def _validation(dossier: Dossier, most: int = MOST) -> Iterator[str]:
    """Published observations that the model misses, or none to hold it against."""
    targets = dossier.run.targets
    if not len(targets):
        yield "The workbook names no published observations, so that the model was not validated against any."
        return
    missed = [str(label) for label, ok in zip(targets["label"], targets["within"], strict=True) if _is_no(ok)]
    if missed:
        yield f"The model lies outside the published interval of {named(missed, most)}."
    without = int(targets["within"].isna().sum())
    if without:
        what = "has" if without == 1 else "have"
        text = f"{plural(without, 'published observation')} {what} no interval to be judged by"
        far = [_apart(row) for row in targets[targets["within"].isna()].to_dict("records") if _is_far(row)]
        yield f"{text}; the model is far from {listed(far, most)}." if far else f"{text}."


def _is_far(row: Mapping[Hashable, object]) -> bool:
    """Whether the model is off an observation without an interval by more than the share that is called far."""
    published, modelled = float(str(row["published"])), float(str(row["modelled"]))
    off = abs(modelled - published)
    return off > FAR * abs(published) and (row["quantity"] == MEDIAN or off > POINTS)


def _apart(row: Mapping[Hashable, object]) -> str:
    """An observation with what was published and what the model says."""
    show = years if row["quantity"] == MEDIAN else percent
    published, modelled = (show(float(str(row[name]))) for name in ("published", "modelled"))
    return f"{quoted(str(row['label']))} ({published} published, {modelled} modelled)"


def _is_no(value: object) -> bool:
    """Whether a verdict is no; a blank isn't."""
    return isinstance(value, bool | np.bool_) and not value


def _scenarios(dossier: Dossier) -> Iterator[str]:
    """Scenarios, subgroups and points of sweeps that could not be run."""
    for kind, what in (("scenarios", "scenario"), ("subgroups", "subgroup")):
        found = _analysis(dossier, kind)
        if found is not None and found.facts.get("failed"):
            number = len(found.facts["failed"])
            are = "is" if number == 1 else "are"
            yield f"{plural(number, what)} of the workbook could not be run and {are} missing."
    for sweep in (a for a in dossier.analyses.values() if a.kind == "sweep" and a.facts.get("failed")):
        yield f"{plural(int(sweep.facts['failed']), 'point')} of the sweep \u201c{sweep.title}\u201d could not be run."


def _missing(dossier: Dossier) -> Iterator[str]:
    """What a reviewer expects and these results lack."""
    expected = {
        "dsa": "one-way sensitivity analysis",
        "scenarios": "scenario analysis",
        "severity": "severity of the condition",
        "price": "value-based price",
        "budget": "budget impact",
    }
    lacking = [words for kind, words in expected.items() if _analysis(dossier, kind) is None]
    yield f"Not part of these results: {joined([*lacking, 'value of information'])}."
    yield from dossier.lacks


def _structure(dossier: Dossier) -> Iterator[str]:
    """What every model of this kind leaves out."""
    yield (
        f"As a cohort model in cycles of {dossier.study.cycle} it lets nobody change state more than once a cycle, and "
        "follows averages of a closed cohort rather than single patients."
    )
