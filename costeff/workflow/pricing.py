"""What a price may be, as a stored analysis."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from costeff import analyses
from costeff.analyses import Priced
from costeff.errors import InputError, Where
from costeff.errors.decisions import NotAPrice, PriceNotPaid
from costeff.model import Model
from costeff.results import Analysis, Run
from costeff.results.pricing import Lines, price_tables
from costeff.workflow.question import Question
from costeff.workflow.whatif import Changes

PAID = 1e-9
"""Units a person below which a price counts as not paid."""


def price(
    model: Model | str | os.PathLike[str],
    parameter: str,
    strategies: Sequence[str] = (),
    *,
    psa: bool = True,
    draws: int | None = None,
    seed: int | None = None,
    changes: Changes = (),
    run: Run | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    command: str = "costeff.price(...)",
) -> Analysis:
    """Finds the price up to which strategies are worth it, in the base case and in every draw.

    Args:
        model: a model, or the path of a workbook.
        parameter: id of the price of one unit, in which costs are linear (that is checked).
        strategies: ids of those to be priced; none = all that pay the price.
        psa: whether to give prices by probability too.
        draws: of the probabilistic analysis; None = as the workbook says.
        seed: of the random streams, likewise.
        changes: made before anything else: items to values, or texts such as `c_msc=15000`.
        run: a run of the same model, of which the draws are used again.
        progress: called with the work done and to do, while draws are run.
        cancelled: asked now and then; True stops the run.
        command: what the user typed, for the record.

    Returns:
        Tables as of `costeff.results.pricing.price_tables`.

    Raises:
        InputError: if the workbook can't be read, the parameter is no price, or nobody pays it.
        Cancelled: if asked to stop.
    """
    asked = Question(model, command, draws=draws, seed=seed, changes=changes)
    asked.require_threshold()
    there = asked.model
    name = asked.choice("parameter", parameter, (p.id for p in there.parameters))
    where = there.parameter(name).cells.get("value", Where(book=there.book, sheet="Parameters", text=name))
    base = analyses.priced(there, name, cancelled=cancelled)
    wanted = _payers(asked, name, where, base, strategies)
    drawn = None
    if psa and there.settings.draws:
        known = None if run is None or run.draws is None or run.psa is None else (run.draws, run.psa)
        drawn = analyses.priced_draws(there, name, known, progress=progress, cancelled=cancelled)
    tables = price_tables(
        asked.study,
        there.parameter(name).value,
        _lines(base),
        None if drawn is None else _lines(drawn),
        wanted,
    )
    row = there.parameter(name)
    return asked.answer(
        "price",
        f"Value-based price: {row.label or name}",
        tables,
        facts={"parameter": name, "label": row.label or name, "unit": row.unit, "current": row.value},
        options={"parameter": name, "strategies": wanted},
    )


def _payers(asked: Question, parameter: str, where: Where, base: Priced, strategies: Sequence[str]) -> list[str]:
    """The strategies to be priced, each of which pays the price."""
    book = asked.model.book
    if not base.linear:
        raise InputError([NotAPrice(where=where, parameter=parameter)], book)
    paying = [s for s, slope in zip(base.strategies, base.slope[0].tolist(), strict=True) if slope > PAID]
    wanted = [asked.choice("strategy", s, base.strategies) for s in strategies] or paying
    free = [s for s in wanted if s not in paying]
    if free or not wanted:
        raise InputError([PriceNotPaid(where=where, parameter=parameter, strategy=free[0] if free else "")], book)
    return wanted


def _lines(found: Priced) -> Lines:
    return Lines(strategies=found.strategies, free=found.free, slope=found.slope, qalys=found.qalys)
