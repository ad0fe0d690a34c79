"""What a price may be, as a stored analysis."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from costeff import analyses, sampling
from costeff.analyses import Known, Priced
from costeff.errors import InputError, Where
from costeff.errors.decisions import (
    ImpossibleDiscount,
    NoPriceParameter,
    NotAPrice,
    NothingToDiscount,
    PriceNotPaid,
)
from costeff.format import count, money, percent
from costeff.measures.price import UNITS
from costeff.model import Model, override
from costeff.model.changes import stack_of
from costeff.model.checks import check
from costeff.results import Analysis, Run, Study
from costeff.results.pricing import BASE, BASE_LABEL, Lines, Quoted, price_tables
from costeff.variants import common
from costeff.words.phrases import joined
from costeff.words.phrases import quoted as in_quotes
from costeff.workflow.question import Question
from costeff.workflow.whatif import Changes, mixable

SETTING = "price parameter"
"""The setting that names the price that a study is about."""


def price(
    model: Model | str | os.PathLike[str],
    parameter: str | None = None,
    strategies: Sequence[str] = (),
    *,
    scenarios: Sequence[str] = (),
    discount: float | str | None = None,
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
        parameter: id of the price of one unit, in which costs are linear (that is checked); None = as the setting says.
        strategies: ids of those to be priced; none = all that pay the price.
        scenarios: ids of scenarios under which the price is found too, such as one of payment by result.
        discount: share of the price that is taken off, confidentially, above 0 and up to 1 or as a text such as `30%`:
            results at the net price stand beside.
        psa: whether to give prices by probability too.
        draws: of the probabilistic analysis; None = as the workbook says.
        seed: of the random streams, likewise.
        changes: made before anything else: items to values, or texts such as `c_msc=15000`.
        run: a run of the same model; if it counted the units of this price, no draw is run again.
        progress: called with the work done and to do, while draws are run.
        cancelled: asked now and then; True stops the run.
        command: what the user typed, for the record.

    Returns:
        Tables as of `costeff.results.pricing.price_tables`.

    Raises:
        InputError: if the workbook can't be read, the parameter is no price, nobody pays it, or an option is wrong.
        Cancelled: if asked to stop.
    """
    asked = Question(model, command, draws=draws, seed=seed, changes=changes)
    asked.require_threshold()
    off = None if discount is None else _share(discount, asked.model.book)
    search = _Search(asked, _named(asked, parameter), psa, _known(run), progress, cancelled)
    if off is not None:
        search.require_price()
    known = [s.id for s in asked.model.scenarios]
    return search.answer(strategies, [asked.choice("scenario", s, known) for s in scenarios], off)


@dataclass(frozen=True, slots=True)
class _Search:
    """One call of `price`.

    Attributes:
        asked: the study.
        parameter: id of the price.
        psa: whether draws are wanted.
        known: draws and outcomes of a run, if there is one.
        progress, cancelled: as of `price`.
    """

    asked: Question
    parameter: str
    psa: bool
    known: Known | None
    progress: Callable[[int, int], None] | None
    cancelled: Callable[[], bool] | None

    def answer(self, strategies: Sequence[str], scenarios: Sequence[str], discount: float | None) -> Analysis:
        """The analysis of the study and of it under scenarios."""
        there = {BASE: self.asked.model, **{name: self._under(name) for name in scenarios}}
        bases = {name: self._base(model) for name, model in there.items()}
        paying = {
            name: [s for s, paid in zip(found.strategies, found.slope[0].tolist(), strict=True) if abs(paid) > UNITS]
            for name, found in bases.items()
        }
        wanted = self._wanted(strategies, {name: found.strategies for name, found in bases.items()}, paying)
        drawn = {name: self._drawn(name, model) for name, model in there.items()}
        labels = {BASE: BASE_LABEL, **{s.id: s.label for s in self.asked.model.scenarios}}
        quoted = [
            Quoted(
                scenario=name,
                scenario_label=labels[name],
                study=Study.of(model),
                current=model.parameter(self.parameter).value,
                base=_lines(bases[name]),
                draws=None if (found := drawn[name]) is None else _lines(found),
                payers=[s for s in paying[name] if s in wanted],
            )
            for name, model in there.items()
        ]
        roads = {name: found.road for name, found in drawn.items() if found is not None}
        return self._told(quoted, roads, discount, wanted, scenarios)

    def _told(
        self, quoted: Sequence[Quoted], roads: Mapping[str, str], discount: float | None, wanted: Sequence[str],
        scenarios: Sequence[str],
    ) -> Analysis:  # fmt: skip
        """Tables, facts and notes."""
        row = self.asked.model.parameter(self.parameter)
        label, currency = row.label or self.parameter, self.asked.study.currency
        notes = [f"Under the scenario {q.scenario_label} nobody who is priced pays it." for q in quoted if not q.payers]
        twice = [name for name, road in roads.items() if road == "two passes"]
        if twice:
            notes.append(
                f"How often {self.parameter} is paid can't be read off the expressions ({', '.join(twice)}), so every "
                "draw was run at a second price."
            )
        facts: dict[str, object] = {"parameter": self.parameter, "label": label, "unit": row.unit}
        facts |= {"current": row.value, "roads": dict(roads)}
        options: dict[str, object] = {"parameter": self.parameter, "strategies": list(wanted)}
        if scenarios:
            options["scenarios"] = list(scenarios)
        if discount is not None:
            facts |= {"discount": discount, "net": row.value * (1 - discount)}
            options["discount"] = discount
            notes.append(
                f"Table net holds results at a net price of {money(row.value * (1 - discount), currency)}, "
                f"{percent(discount)} below the price of {money(row.value, currency)}: a discount that was given with "
                "the call, and that is treated as confidential."
            )
        tables = price_tables(quoted, discount)
        notes += _left_out(tables["price"], self.asked.model.settings.thresholds, currency)
        return self.asked.answer(
            "price", f"Value-based price: {label}", tables, facts=facts, notes=notes, options=options
        )

    def _under(self, scenario: str) -> Model:
        """The study under a scenario.

        Raises:
            InputError: if it makes no valid model.
        """
        model = self.asked.model
        there = mixable(override(model, [s.changes for s in stack_of(model.scenarios, scenario)]).model)
        wrong = [p for p in (*check(there), *sampling.check_draws(there)) if p.severity == "error"]
        if wrong:
            raise InputError(wrong, model.book)
        return there

    def _base(self, model: Model) -> Priced:
        found = analyses.priced(model, self.parameter, cancelled=self.cancelled)
        self._require_line(found)
        return found

    def _drawn(self, scenario: str, model: Model) -> Priced | None:
        """The lines of the draws; those of a scenario are the study's draws but for what it changes."""
        settings = self.asked.model.settings
        if not self.psa or not settings.draws:
            return None
        drawn = None
        if scenario != BASE:
            own = sampling.draw(self.asked.model, settings.draws, settings.seed, settings.design)
            drawn = common(self.asked.model, model, own)
        found = analyses.priced_draws(
            model, self.parameter, self.known if scenario == BASE else None, drawn=drawn, progress=self.progress,
            cancelled=self.cancelled,
        )  # fmt: skip
        self._require_line(found)
        return found

    def _require_line(self, found: Priced) -> None:
        """Refuses what costs aren't linear in."""
        if not found.linear:
            raise InputError([NotAPrice(where=self._where(), parameter=self.parameter)], self.asked.model.book)

    def require_price(self) -> None:
        """Refuses a discount where there is nothing to take it off."""
        value = self.asked.model.parameter(self.parameter).value
        if not value > 0:
            problem = NothingToDiscount(where=self._where(), parameter=self.parameter, price=value)
            raise InputError([problem], self.asked.model.book)

    def _where(self) -> Where:
        book, cells = self.asked.model.book, self.asked.model.parameter(self.parameter).cells
        return cells.get("value", Where(book=book, sheet="Parameters", text=self.parameter))

    def _wanted(
        self, strategies: Sequence[str], known: dict[str, tuple[str, ...]], paying: dict[str, list[str]]
    ) -> list[str]:
        """The strategies to be priced, each of which pays the price somewhere."""
        every = dict.fromkeys(s for ids in known.values() for s in ids)
        payers = dict.fromkeys(s for ids in paying.values() for s in ids)
        wanted = [self.asked.choice("strategy", s, every) for s in strategies] or list(payers)
        free = [s for s in wanted if s not in payers]
        if free or not wanted:
            problem = PriceNotPaid(where=self._where(), parameter=self.parameter, strategy=free[0] if free else "")
            raise InputError([problem], self.asked.model.book)
        return wanted


def _named(asked: Question, parameter: str | None) -> str:
    """The price asked for, or the study's own.

    Raises:
        InputError: if there is none, or no such parameter.
    """
    model = asked.model
    name = parameter or model.settings.price_parameter
    if not name:
        where = model.settings.cells.get(SETTING, Where(book=model.book, sheet="Study"))
        candidates = analyses.paid_by_some(model)
        raise InputError([NoPriceParameter(where=where, setting=SETTING, candidates=candidates)], model.book)
    return asked.choice("parameter", name, (p.id for p in model.parameters))


def _left_out(table: pd.DataFrame, thresholds: Sequence[float], currency: str) -> list[str]:
    """Of how many draws the intervals don't tell, a note a comparison."""
    found = []
    for _, rows in table[table["left_out"] > 0].groupby(["scenario", "strategy", "against"], sort=False):
        row = rows.iloc[0]
        head = "In" if row["scenario"] == BASE else f"Under {in_quotes(row['scenario_label'])}, in"
        sign = currency if set(rows["threshold"]) <= set(thresholds) else ""
        many = [f"{count(n)} at {money(t, sign)}" for n, t in zip(rows["left_out"], rows["threshold"], strict=True)]
        found.append(
            f"{head} some draws {in_quotes(row['label'])} against {in_quotes(row['against_label'])} is worth it only "
            f"above some price: {joined(many)} a QALY. There is no price up to which it is, so that the interval "
            "leaves these draws out; the probabilities count them."
        )
    return found


def _share(discount: float | str, book: str) -> float:
    """What a discount takes off, as a share of the price.

    Raises:
        InputError: if it takes nothing off, or more than all.
    """
    text = discount.strip() if isinstance(discount, str) else f"{discount:g}"
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = math.nan
    if not 0 < share <= 1:
        raise InputError([ImpossibleDiscount(where=Where(book="--discount", text=text))], book)
    return share


def _known(run: Run | None) -> Known | None:
    return None if run is None or run.draws is None or run.psa is None else (run.draws, run.psa)


def _lines(found: Priced) -> Lines:
    return Lines(strategies=found.strategies, free=found.free, slope=found.slope, qalys=found.qalys)
