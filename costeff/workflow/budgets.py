"""The budget impact of a study, as a stored analysis."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from costeff import analyses
from costeff.analyses import Spending
from costeff.expr import Formula, Number
from costeff.format import money, number, percent, years
from costeff.model import Amount, Duration, Entering, Model, Population, entering, override, stages_of
from costeff.model.population import ENTRIES, Entry
from costeff.results import Analysis, Study
from costeff.results.budget import (
    Budget,
    Varied,
    budget_table,
    by_strategy_table,
    inputs_table,
    per_person_table,
    population_table,
    scenario_table,
)
from costeff.variants import MIXTURE
from costeff.words.phrases import other_money
from costeff.workflow.question import Question
from costeff.workflow.rules_notes import budget_rules_notes
from costeff.workflow.whatif import Changes, mixable, with_changes

PEOPLE = (0.8, 1.2)
"""Multiples of the eligible population that are looked at."""

PRICES = (0.5, 0.75, 1.25, 1.5)
"""Multiples of a price that are looked at."""


def budget(
    model: Model | str | os.PathLike[str],
    *,
    price: str | None = None,
    scenarios: Sequence[str] = (),
    changes: Changes = (),
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    command: str = "costeff.budget(...)",
) -> Analysis:
    """Works out what the budget holder pays in each year, with the intervention and without it.

    Nothing is discounted, and prices stay as they are. Each year's entrants are followed from their entry, and what
    they cost falls into the years in which it is spent.

    Args:
        model: a model with a population, or the path of a workbook with a sheet Population.
        price: id of a parameter, of which half to one and a half times its value are looked at besides; None = the
            study's `price parameter`, if it names one.
        scenarios: ids of scenarios of the workbook that are looked at besides.
        changes: made before anything else: items to values, or texts such as `c_msc=15000`.
        progress: called with the work done and to do.
        cancelled: asked now and then; True stops the run.
        command: what the user typed, for the record.

    Returns:
        Tables as of `costeff.results.budget`, that of the budget first.

    Raises:
        InputError: if the workbook can't be read, has no population, or its shares don't add up; if a price or a
            scenario isn't known.
        Cancelled: if asked to stop.
    """
    asked = Question(model, command, changes=changes)
    there = asked.model
    people, population = entering(there), there.population
    assert population is not None  # entering would have refused
    price = price or there.settings.price_parameter
    priced, situations = _priced(asked, price), _situations(asked, scenarios)
    tell = progress or (lambda done, total: None)
    spent, *dearer = _spendings(there, [there, *(other for *_, other in priced)], population, cancelled)
    found = _budget(population, people, spent)
    varied = [*_variations(there, population, people, spent, found)]
    for (id_, label, other), costs in zip(priced, dearer, strict=True):
        varied.append(_elsewhere(id_, label, "price", other, costs))
    tell(1, 1 + len(situations))
    for done, (id_, label, other) in enumerate(situations, start=2):
        (costs,) = _spendings(other, [other], population, cancelled)
        varied.append(_elsewhere(id_, label, "scenario", other, costs))
        tell(done, 1 + len(situations))
    apart = {id_: label for id_, label, other in situations if other.settings.thresholds != there.settings.thresholds}
    return asked.answer(
        "budget",
        f"Budget impact over {years(population.years)}",
        _tables(asked.study, population, found, varied),
        facts={**_facts(population, people, found), "other_money": list(apart)},
        notes=_notes(there, population, list(apart.values())),
        options={k: v for k, v in {"price": price, "scenarios": list(scenarios)}.items() if v},
        rules=budget_rules_notes(there.settings),
    )


def _tables(study: Study, population: Population, found: Budget, varied: Sequence[Varied]) -> dict[str, pd.DataFrame]:
    """Every table, the main one first."""
    return {
        "budget": budget_table(found),
        "population": population_table(study, found),
        "by_strategy": by_strategy_table(study, found),
        "scenarios": scenario_table(varied),
        "per_person": per_person_table(study, found),
        "inputs": inputs_table(population),
    }


Other = tuple[str, str, Model]
"""Another version of the study: id, label, model."""


def _priced(asked: Question, price: str) -> list[Other]:
    """The study at other prices."""
    there = asked.model
    if not price:
        return []
    name = asked.choice("parameter", price, (p.id for p in there.parameters))
    row, currency = there.parameter(name), there.settings.currency
    if row.value == 0:  # its multiples are it
        return []
    paid = row.unit.strip().upper().startswith(currency)
    shown = (lambda x: money(x, currency)) if paid else number
    return [
        (
            f"{name}_{percent(factor).rstrip('%')}",
            f"{row.label or name}: {shown(factor * row.value)}",
            with_changes(there, {name: factor * row.value}),
        )
        for factor in PRICES
    ]


def _situations(asked: Question, scenarios: Sequence[str]) -> list[Other]:
    """The study under scenarios of the workbook."""
    there = asked.model
    labels = {scenario.id: scenario.label for scenario in there.scenarios}
    names = list(dict.fromkeys(asked.choice("scenario", wanted, labels) for wanted in scenarios))
    return [(name, labels[name], mixable(override(there, stages_of(there.scenarios, name)).model)) for name in names]


def _spendings(
    model: Model, variants: Sequence[Model], population: Population, cancelled: Callable[[], bool] | None
) -> tuple[Spending, ...]:
    """What the strategies cost that people may start, at each variant's values of the parameters."""
    if model.settings.base_case != MIXTURE or not model.subgroups:  # a subgroup may name strategies of its own
        wanted = {*population.uptake, *population.without}
        model = replace(model, strategies=tuple(s for s in model.strategies if s.id in wanted))
    return analyses.spendings(model, variants, population.years, cancelled=cancelled)


def _budget(population: Population, people: Entering, spent: Spending, entry: Entry | None = None) -> Budget:
    """The budget of some people."""
    yearly = spent.by_budget_year(population.years, entry or population.entry)
    costs = np.zeros((population.years, len(people.strategies), len(spent.categories)))
    for k, strategy in enumerate(yearly.strategies):
        if strategy in people.strategies:
            costs[:, people.strategies.index(strategy)] = yearly.values[:, k]
    return Budget(people=people, lines=spent.categories, costs=costs, first_year=population.first_year)


def _elsewhere(id_: str, label: str, kind: str, model: Model, spent: Spending) -> Varied:
    """The net budget impact of another version of the study."""
    assert model.population is not None
    found = _budget(model.population, entering(model), spent)
    return Varied(id=id_, label=label, kind=kind, net=tuple(found.net.tolist()))


def _variations(
    model: Model, population: Population, people: Entering, spent: Spending, base: Budget
) -> Iterator[Varied]:
    """The base case, and scenarios of people, uptake and entry, for which the model needn't be run again."""
    yield Varied(id="base", label="Base case", kind="base case", net=tuple(base.net.tolist()))
    for label, bound, other in _bounds(population):
        there = _budget(population, entering(model, other), spent)
        yield Varied(id=bound, label=label, kind="population", net=tuple(there.net.tolist()))
    for factor in PEOPLE:
        sign = "fewer" if factor < 1 else "more"
        label = f"{percent(abs(factor - 1), 0)} {sign} people start treatment"
        id_ = f"people_{percent(factor, 0).rstrip('%')}"
        yield Varied(id=id_, label=label, kind="population", net=tuple((factor * base.net).tolist()))
    uptake, without = people.uptake, people.without
    earlier = np.vstack([uptake[1:], uptake[-1:]])
    later = np.vstack([without[:1], uptake[:-1]])
    for id_, label, shares in (
        ("uptake_earlier", "Uptake a year earlier", earlier),
        ("uptake_later", "Uptake a year later", later),
        ("uptake_half", "Half the change in uptake", (uptake + without) / 2),
    ):
        there = replace(base, people=replace(people, uptake=shares))
        yield Varied(id=id_, label=label, kind="uptake", net=tuple(there.net.tolist()))
    for entry in ENTRIES:
        if entry != population.entry:
            there = _budget(population, people, spent, entry)
            label = f"People start {_WHEN[entry]}"
            yield Varied(id=entry.replace(" ", "_"), label=label, kind="entry", net=tuple(there.net.tolist()))


_WHEN = {
    "start of year": "on the first day of the year",
    "middle of year": "in the middle of the year",
    "through the year": "evenly through the year",
}


def _bounds(population: Population) -> Iterator[tuple[str, str, Population]]:
    """The population with one number at one of its plausible bounds: label, id, population."""
    singles = {"population": population.total, "incidence": population.incidence, "prevalent": population.prevalent}
    fields = {"population": "total"}
    for item, amount in singles.items():
        for side, bound in () if amount is None else (("low", amount.low), ("high", amount.high)):
            if bound is not None and amount is not None:
                changed = {fields.get(item, item): _at(amount, bound)}
                yield _said(amount, bound), f"{item}_{side}", replace(population, **changed)  # type: ignore[arg-type]
    for k, share in enumerate(population.shares):
        for side, bound in (("low", share.amount.low), ("high", share.amount.high)):
            if bound is not None:
                shares = list(population.shares)
                shares[k] = replace(share, amount=_at(share.amount, bound))
                id_ = f"share_{k + 1}_{side}"
                yield _said(share.amount, bound, share=True), id_, replace(population, shares=tuple(shares))


def _at(amount: Amount, bound: float) -> Amount:
    """A row with another number."""
    return replace(amount, values=(Formula(tree=Number(bound), where=amount.cell()),))


def _said(amount: Amount, bound: float, *, share: bool = False) -> str:
    """`New cases: 2.06 per million`."""
    unit = amount.cells["unit"].text if amount.per and "unit" in amount.cells else ""
    return f"{amount.label}: {percent(bound) if share else number(bound)}" + (f" {unit}" if unit else "")


def _facts(population: Population, people: Entering, found: Budget) -> dict[str, object]:
    """What words and figures need besides the tables."""
    new = [s for k, s in enumerate(people.strategies) if (people.uptake[:, k] > people.without[:, k] + 1e-12).any()]
    net = found.net.tolist()
    return {
        "years": population.years,
        "first_year": population.first_year,
        "entry": population.entry,
        "eligible": people.eligible.tolist(),
        "eligible_total": float(people.eligible.sum()),
        "net_by_year": net,
        "net_total": float(sum(net)),
        "gaining": new,
    }


def _notes(model: Model, population: Population, apart: Sequence[str]) -> list[str]:
    """How it was worked out, what of it is assumed, and which scenarios may be in other money."""
    found = [
        "Nothing is discounted, and all prices are those of the study's price year.",
        f"People start {_WHEN[population.entry]}; each is followed from then on, and costs fall into the year in which "
        "they are spent.",
    ]
    settings = model.settings
    if settings.correction != "start":
        found.append(f"Within a cycle the study's cycle correction holds ({settings.correction}).")
    followed = settings.cycles / Duration(1, "year").cycles(settings.cycle)
    if followed < population.years - 1e-9:
        found.append(
            f"The model follows people for {years(followed)}, the budget for {years(population.years)}: of what "
            "somebody costs later only instalments that fall due are counted."
        )
    assumed = [a.label for a in population.amounts() if a.evidence in ("assumption", "recalled")]
    if assumed:
        found.append(f"Assumed or from memory, not sourced: {', '.join(dict.fromkeys(assumed))}.")
    return [*found, other_money(apart, settings.currency)] if apart else found
