"""Severity of the disease under standard care, as a stored analysis."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costeff.measures.shortfall import (
    Population,
    Shortfall,
    expected_qalys,
    nice_weight,
    shortfall,
    zin_reference,
)  # fmt: skip
from costeff.model import Discount, Model, Table, override
from costeff.results import Analysis, Outcomes, Run
from costeff.results.frames import rows
from costeff.results.jurisdictions import evlyg_table
from costeff.workflow import mixing
from costeff.workflow.equal_value import NOTE as EVLYG_NOTE
from costeff.workflow.equal_value import equal_value
from costeff.workflow.norms import missing, mortality_uses, norms_by_age, number_in
from costeff.workflow.question import Question
from costeff.workflow.whatif import Changes

WEIGHTS = (1.0, 1.2, 1.7)
SHORTFALL = (
    "measure", "discounting", "expected", "standard_care", "absolute", "proportional", "result", "probability_1",
    "probability_1_2", "probability_1_7",
)  # fmt: skip
WEIGHTED = (
    "strategy", "label", "reference", "threshold", "weight", "inc_cost", "inc_qalys", "weighted_inc_qalys", "inmb",
    "weighted_inmb",
)  # fmt: skip
Array = NDArray[np.float64]


def severity(
    model: Model | str | os.PathLike[str],
    standard: Mapping[str, float] | None = None,
    *,
    life_table: str = "",
    share_male: float | None = None,
    psa: bool = True,
    draws: int | None = None,
    seed: int | None = None,
    changes: Changes = (),
    run: Run | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    command: str = "costeff.severity(...)",
) -> Analysis:
    """Absolute and proportional shortfall under standard care, with the weight or reference value they give.

    What the general population may expect comes from the life table and from norms: the table `norms` (age; male,
    female) of the workbook, or Ara and Brazier's.

    Args:
        model: a model, or the path of a workbook.
        standard: ids of the strategies that are standard care to their shares of the market; None = the reference.
        life_table: name of a table with columns male and female; empty = the one that the model takes mortality from.
        share_male: at the start age; None = as the model takes mortality.
        psa: whether to run the draws, for the mean and the probability of each weight.
        draws: of the probabilistic analysis; None = as the workbook says.
        seed: of the random streams, likewise.
        changes: made before anything else: items to values, or texts such as `c_msc=15000`.
        run: a run of the same model, whose outcomes are used.
        progress: called with the work done and to do, while draws are run.
        cancelled: asked now and then; True stops the run.
        command: what the user typed, for the record.

    Returns:
        Tables `shortfall` (one row for NICE's rule, one for ZIN's), `weighted` (each strategy against the reference,
        unweighted beside weighted by NICE's weight, never mixed) and `evlyg` (ICER's equal value of life years
        gained, in the base case).

    Raises:
        InputError: if the workbook can't be read, or lacks what the population needs.
        Cancelled: if asked to stop.
    """
    asked = Question(model, command, draws=draws, seed=seed, changes=changes)
    there = asked.model
    shares = _shares(asked, standard)
    table, male = _mortality(asked, life_table, share_male)
    people, norms = _population(asked, table)
    base = run.base if run is not None else mixing.base_case(there).outcomes
    drawn = run.psa if run is not None else None
    if drawn is None and psa and run is None and there.settings.draws:
        drawn = mixing.uncertainty(there, progress=progress, cancelled=cancelled).outcomes
    cohorts = _cohorts(there, male, share_male)
    table_rows, weight = _measured(there, people, cohorts, base, drawn, shares)
    tables = {
        "shortfall": rows(SHORTFALL, table_rows, SHORTFALL[:2]),
        "weighted": _weighted(asked, drawn or base, weight),
        "evlyg": evlyg_table(asked.study, base, asked.study.reference, equal_value(there, cancelled=cancelled)),
    }
    return _told(asked, tables, weight, shares, (table.name, norms), cohorts, drawn)


def _told(
    asked: Question,
    tables: Mapping[str, pd.DataFrame],
    weight: float,
    shares: Mapping[str, float],
    sources: tuple[str, str],
    cohorts: Sequence[tuple[float, float, float]],
    drawn: Outcomes | None,
) -> Analysis:
    """The analysis with its facts and notes.

    Args:
        asked: the study.
        tables: of the analysis.
        weight: NICE's.
        shares: of standard care.
        sources: the life table and the norms, by name.
        cohorts: as of `_cohorts`; the share of men is theirs, weighted.
        drawn: outcomes of the draws, if there are any.
    """
    male = sum(part * men for part, _, men in cohorts) / sum(part for part, *_ in cohorts)
    own = dict.fromkeys(f"{men:.1%}" for *_, men in cohorts)
    mixed = f" ({' and '.join(own)} in the subgroups)" if len(own) > 1 else ""
    notes = [
        f'What the general population may expect is worked out from the life table "{sources[0]}" of the workbook, a '
        f"share of men of {male:.1%}{mixed} and the utility norms of {sources[1]}.",
        "The QALYs under standard care are "
        + ("those of the base case." if drawn is None else f"the mean of {len(drawn):,} draws."),
        EVLYG_NOTE,
    ]
    return asked.answer(
        "severity",
        "Severity: QALY shortfall under standard care",
        tables,
        notes=notes,
        facts={"weight": weight, "standard": dict(shares), "norms": sources[1], "life_table": sources[0], "male": male},
        options={"standard": dict(shares), "life table": sources[0], "share male": male},
    )


def _measured(
    model: Model,
    people: Population,
    cohorts: Sequence[tuple[float, float, float]],
    base: Outcomes,
    drawn: Outcomes | None,
    shares: Mapping[str, float],
) -> tuple[list[tuple[object, ...]], float]:
    """A row for each rule, and NICE's weight; the mean of the draws decides where there are any."""
    years = np.arange(people.q.shape[1], dtype=np.float64)
    rate = model.settings.discount_effects
    measures = (
        ("NICE", rate, True, rate.factor(years, "annual")),
        ("ZIN", Discount.constant(0.0), False, np.ones(len(years))),
    )
    found: list[tuple[object, ...]] = []
    weight = 1.0
    for name, discount, discounted, factors in measures:
        expected = sum(part * expected_qalys(people, age, male, factors) for part, age, male in cohorts)
        if not expected > 0:
            old = max(age for _, age, _ in cohorts)
            missing(model, f"the life table ends before age {old:g}", "Give a start age that it reaches.")
        one = shortfall(expected, np.array([_standard_care(base, shares, discounted).mean()]))
        every = None if drawn is None else shortfall(expected, _standard_care(drawn, shares, discounted))
        decisive = one if every is None else shortfall(expected, np.array([expected - every.absolute.mean()]))
        result = float(nice_weight(decisive)[0]) if name == "NICE" else float(zin_reference(decisive.proportional)[0])
        if name == "NICE":
            weight = result
        found.append(_row(name, str(discount), decisive, result, every if name == "NICE" else None))
    return found, weight


def _cohorts(model: Model, male: float, share_male: float | None) -> list[tuple[float, float, float]]:
    """Share, start age and share of men of those who enter: of each subgroup where the base case mixes them.

    Args:
        model: the decision problem.
        male: share of men of the study.
        share_male: as given by the user; holds for every subgroup.
    """
    if not mixing.is_mixture(model):
        return [(1.0, model.settings.start_age, male)]
    named = {share for _, share in mortality_uses(model) if isinstance(share, str)} if share_male is None else set()
    found = []
    for part in model.subgroups:
        there = override(model, [part.changes]).model
        own = next((p.value for p in there.parameters if p.id in named), male)
        found.append((part.share or 0.0, there.settings.start_age, own))
    return found


def _row(
    name: str, discounting: str, decisive: Shortfall, result: float, every: Shortfall | None
) -> tuple[object, ...]:
    weights = None if every is None else nice_weight(every)
    chances = [math.nan if weights is None else float((weights == w).mean()) for w in WEIGHTS]
    absolute, proportional = float(decisive.absolute[0]), float(decisive.proportional[0])
    return (
        name,
        discounting,
        decisive.expected,
        decisive.expected - absolute,
        absolute,
        proportional,
        result,
        *chances,
    )


def _standard_care(outcomes: Outcomes, shares: Mapping[str, float], discounted: bool) -> Array:
    """QALYs of standard care in each draw."""
    qalys = outcomes.of("qalys", discounted=discounted)
    columns = [outcomes.strategies.index(name) for name in shares]
    return np.asarray(qalys[:, columns] @ np.array(list(shares.values())))


def _weighted(asked: Question, outcomes: Outcomes, weight: float) -> pd.DataFrame:
    """Each strategy against the reference, from the means, beside the same with weighted QALYs."""
    cost, qalys = outcomes.of("cost").mean(axis=0), outcomes.of("qalys").mean(axis=0)
    reference = outcomes.strategies.index(asked.study.reference)
    labels = dict(asked.study.labels)
    found: list[tuple[object, ...]] = []
    for n, name in enumerate(outcomes.strategies):
        if n == reference:
            continue
        more, gain = float(cost[n] - cost[reference]), float(qalys[n] - qalys[reference])
        for wtp in asked.study.thresholds:
            benefit, weighted = wtp * gain - more, wtp * weight * gain - more
            head = (name, labels[name], asked.study.reference, wtp, weight)
            found.append((*head, more, gain, weight * gain, benefit, weighted))
    return rows(WEIGHTED, found, WEIGHTED[:3])


def _shares(asked: Question, standard: Mapping[str, float] | None) -> dict[str, float]:
    """Strategies of standard care to their shares."""
    there = asked.model
    ids = [s.id for s in there.strategies]
    if not standard:
        return {there.settings.reference: 1.0}
    found: dict[str, float] = {}
    for name, share in standard.items():
        strategy = asked.choice("strategy", name, ids)
        if strategy in found:
            missing(there, f"{strategy} stands twice among the strategies of standard care", "Name it once.")
        if not 0 <= share <= 1:
            missing(there, f"the share of {strategy} in standard care is {share:g}", "Give shares from 0 to 1.")
        found[strategy] = share
    total = sum(found.values())
    if abs(total - 1) > 1e-6:
        missing(there, f"the shares of standard care sum to {total:g}", "Give shares that sum to 1.")
    return found


def _mortality(asked: Question, named: str, share_male: float | None) -> tuple[Table, float]:
    """The life table and the share of men, as given or as the model uses them."""
    there = asked.model
    used = list(dict.fromkeys(mortality_uses(there)))
    if named:
        name = asked.choice("table", named.removeprefix("table "), there.tables)
    else:
        tables = list(dict.fromkeys(table for table, _ in (*used, *_used_by_subgroups(there))))
        if len(tables) != 1:
            missing(
                there,
                "the model takes mortality from no life table"
                if not tables
                else f"the model takes mortality from several life tables: {', '.join(tables)}",
                "Name one with --life-table; it needs the columns male and female.",
            )
        name = tables[0]
    table = there.tables[name]
    if not {"male", "female"} <= set(table.columns):
        remedy = "Give it columns male and female, yearly probabilities of death."
        missing(asked.model, f"table {name} has no columns male and female", remedy, table.where)
    if share_male is not None:
        return table, share_male
    values = {p.id: p.value for p in there.parameters}
    shares = {share for _, share in used if isinstance(share, float) or share in values}
    if len(shares) != 1:
        missing(asked.model, "the share of men can't be read off the model", "Give it with --share-male.")
    share = shares.pop()
    return table, share if isinstance(share, float) else values[share]


def _used_by_subgroups(model: Model) -> list[tuple[str, object]]:
    """As `mortality_uses`, of the subgroups that the base case mixes: one may turn the switch between life tables."""
    if not mixing.is_mixture(model):
        return []
    return [use for part in model.subgroups for use in mortality_uses(override(model, [part.changes]).model)]


def _population(asked: Question, life: Table) -> tuple[Population, str]:
    """Mortality and norms by single year of age from 0."""
    q = _by_age(asked, life)
    norms, name = norms_by_age(asked.model, q.shape[1])
    return Population(q=q, norms=norms), name


def _by_age(asked: Question, table: Table) -> Array:
    """The life table from age 0; ages must be whole and without gaps from the start age on."""
    keys = list(table.keys)
    first = int(keys[0])
    if keys != [float(first + k) for k in range(len(keys))]:
        gap = next(b for a, b in pairwise(keys) if b - a != 1)
        missing(
            asked.model,
            f"table {table.name} has a gap before age {gap:g}",
            "Give a row to every single age.",
            table.where,
        )
    if first > asked.model.settings.start_age:
        missing(
            asked.model,
            f"table {table.name} begins at age {first}, above the start age",
            "Begin it earlier.",
            table.where,
        )
    columns = [[number_in(asked.model, table, sex, k) for k in range(len(keys))] for sex in ("male", "female")]
    return np.concatenate([np.zeros((2, first)), np.array(columns)], axis=1)
