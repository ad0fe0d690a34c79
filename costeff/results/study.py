"""What a run was about: the labels, settings and structure of the decision problem, as text.

A stored run carries this instead of the model, so that tables, pictures and reports need neither workbook nor engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from costeff.format import number
from costeff.model import Duration, Model, Parameter, Settings, State, Strategy, parse_duration
from costeff.results import structure
from costeff.results.structure import (
    ArrowLine,
    CheckLine,
    MarkLine,
    PayoffLine,
    PopulationLine,
    RevisionLine,
    ScenarioLine,
    SubgroupLine,
    TableLine,
    VariableLine,
    expression_text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyLine:
    """A strategy that was run; `columns` are its further columns, name to expression as in the workbook.

    `confidential` says whether reports must hide it when they are redacted.
    """

    id: str
    label: str
    description: str = ""
    confidential: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLine:
    """A health state; fields as of `costeff.model.State`.

    Attributes:
        remembers: how long time in it is remembered (`6 months`); empty = no memory.
        start: share of the cohort that starts here, as in the workbook; empty = nobody.
        columns: further columns, name to expression as in the workbook.
    """

    id: str
    label: str
    transfusion: str = "-"
    response: str = "-"
    alive: bool = True
    groups: tuple[str, ...] = ()
    x: float | None = None
    y: float | None = None
    remembers: str = ""
    start: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingLine:
    """A setting as text, and where it came from: a cell (`Study!B7`), a profile, or `default`."""

    name: str
    value: str
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterLine:
    """An input; fields as of `costeff.model.Parameter`.

    Attributes:
        mean, low, high: of its distribution (mean, 2.5% and 97.5% points); without one of its own (fixed, or drawn
            with its group), what the workbook says.
        price_year: year of the money that the workbook gives, if it names one.
        inflation: what that money was multiplied by; None = by nothing.
        given: the value as the workbook gives it, where it was multiplied.
    """

    id: str
    label: str
    value: float
    unit: str = ""
    distribution: str = "fixed"
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    se: float | None = None
    n: float | None = None
    dsa_low: float | None = None
    dsa_high: float | None = None
    group: str = ""
    source: str = ""
    evidence: str = ""
    confidential: bool = False
    note: str = ""
    price_year: str = ""
    inflation: float | None = None
    given: float | None = None
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What a run was about; plain values only, so that it can be stored as JSON.

    Attributes:
        book: file name of the workbook; `sha256` of its bytes.
        currency: ISO 4217 code of all money.
        thresholds: willingness to pay for a QALY, rising.
        reference: id of the strategy with which the others are compared.
        cycle, horizon: as written in the workbook.
        scenarios, subgroups: those of the workbook, whether they were run or not.
        population_rows: how many people there are and what they start; `population` is who they are, in words.
        log: what was changed in the workbook, as its authors say on the sheet `Changes`.
        set_aside: confidential strategies that are not compared, which scenarios and subgroups may compare all the
            same; those that are not confidential are not recorded.
    """

    book: str
    sha256: str
    title: str
    population: str
    intervention: str
    perspective: str
    country: str
    currency: str
    price_year: str
    jurisdiction: str
    cycle: str
    horizon: str
    thresholds: tuple[float, ...]
    reference: str
    strategies: tuple[StrategyLine, ...]
    states: tuple[StateLine, ...]
    settings: tuple[SettingLine, ...] = ()
    parameters: tuple[ParameterLine, ...] = ()
    arrows: tuple[ArrowLine, ...] = ()
    payoffs: tuple[PayoffLine, ...] = ()
    marks: tuple[MarkLine, ...] = ()
    variables: tuple[VariableLine, ...] = ()
    tables: tuple[TableLine, ...] = ()
    checks: tuple[CheckLine, ...] = ()
    scenarios: tuple[ScenarioLine, ...] = ()
    subgroups: tuple[SubgroupLine, ...] = ()
    population_rows: tuple[PopulationLine, ...] = ()
    log: tuple[RevisionLine, ...] = ()
    set_aside: tuple[StrategyLine, ...] = ()

    @classmethod
    def of(cls, model: Model) -> Study:
        """The study of a model."""
        settings = model.settings
        return cls(
            book=model.book,
            sha256=model.sha256,
            title=settings.title or model.book,
            population=settings.population,
            intervention=settings.intervention,
            perspective=settings.perspective,
            country=settings.country,
            currency=settings.currency,
            price_year=settings.price_year,
            jurisdiction=settings.jurisdiction,
            cycle=str(settings.cycle),
            horizon=str(settings.horizon),
            thresholds=settings.thresholds,
            reference=settings.reference or model.strategies[0].id,
            strategies=tuple(_strategy(s) for s in model.strategies),
            states=tuple(_state(s) for s in model.states),
            settings=settings_lines(settings),
            parameters=tuple(_parameter(p) for p in model.parameters),
            arrows=tuple(structure.arrow_line(a) for a in model.arrows),
            payoffs=tuple(structure.payoff_line(p) for p in model.payoffs),
            marks=tuple(structure.mark_line(m) for m in model.marks),
            variables=tuple(structure.variable_line(v) for v in model.variables),
            tables=tuple(structure.table_line(t) for t in model.tables.values()),
            checks=tuple(structure.check_line(c) for c in model.checks),
            scenarios=tuple(structure.scenario_line(s) for s in model.scenarios),
            subgroups=tuple(structure.subgroup_line(s) for s in model.subgroups),
            population_rows=structure.population_lines(model.population),
            log=tuple(structure.revision_line(r) for r in model.log),
            set_aside=tuple(_strategy(s) for s in model.strategies_left_out if s.confidential),
        )

    @property
    def labels(self) -> Mapping[str, str]:
        """Strategy ids to labels, in the order of the workbook."""
        return {s.id: s.label for s in self.strategies}

    @property
    def state_labels(self) -> Mapping[str, str]:
        """State ids to labels, in the order of the workbook."""
        return {s.id: s.label for s in self.states}

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Study:
        """The study that `as_dict` wrote, lists standing for tuples as JSON has them.

        Fields that a record hasn't, since an earlier version wrote it, take their defaults.

        Raises:
            KeyError, TypeError: if the record is none.
        """
        fields: dict[str, Any] = {k: tuple(v) if k == "thresholds" else v for k, v in record.items() if k not in _LINES}
        lines: dict[str, Any] = {
            k: tuple(_line(kind, row) for row in record[k]) for k, kind in _LINES.items() if k in record
        }
        return cls(**fields, **lines)


_LINES: Mapping[str, type] = {
    "strategies": StrategyLine,
    "states": StateLine,
    "settings": SettingLine,
    "parameters": ParameterLine,
    "arrows": ArrowLine,
    "payoffs": PayoffLine,
    "marks": MarkLine,
    "variables": VariableLine,
    "tables": TableLine,
    "checks": CheckLine,
    "scenarios": ScenarioLine,
    "subgroups": SubgroupLine,
    "population_rows": PopulationLine,
    "log": RevisionLine,
    "set_aside": StrategyLine,
}

_SETTINGS: Mapping[str, Callable[[Settings], str]] = {
    "title": lambda s: s.title,
    "population": lambda s: s.population,
    "intervention": lambda s: s.intervention,
    "jurisdiction": lambda s: s.jurisdiction,
    "perspective": lambda s: s.perspective,
    "country": lambda s: s.country,
    "currency": lambda s: s.currency,
    "price year": lambda s: s.price_year,
    "cycle length": lambda s: str(s.cycle),
    "horizon": lambda s: str(s.horizon),
    "start age": lambda s: number(s.start_age, 6),
    "discount costs": lambda s: str(s.discount_costs),
    "discount effects": lambda s: str(s.discount_effects),
    "discounting": lambda s: s.compounding,
    "cycle correction": lambda s: f"table {s.correction_table}" if s.correction == "table" else s.correction,
    "discount at": lambda s: s.discount_at,
    "thresholds": lambda s: "; ".join(number(t, 6) for t in s.thresholds),
    "reference strategy": lambda s: s.reference,
    "base case": lambda s: s.base_case,
    "psa draws": lambda s: number(s.draws, 12),
    "seed": lambda s: str(s.seed),
    "design": lambda s: s.design,
    "invalid draws": lambda s: s.invalid_draws,
}
"""Names of the settings in the workbook, with how each is written."""


def settings_lines(settings: Settings) -> tuple[SettingLine, ...]:
    """The settings in force, with where each came from."""
    lines = []
    for name, text in _SETTINGS.items():
        origin = settings.filled.get(name, "")
        if not origin:
            origin = str(settings.cells[name]) if name in settings.cells else "default"
        lines.append(SettingLine(name=name, value=text(settings), origin=origin))
    return tuple(lines)


def years_of(time: str) -> float:
    """Length in years of a time that an outcome is named after: `6 months` is 0.5; NaN for another text."""
    found = parse_duration(time)
    return float("nan") if found is None or found.unit == "cycle" else found.years(Duration(1, "year"))


def _line(kind: type, row: Mapping[str, Any]) -> Any:
    """One line from JSON, where tuples are lists."""
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in row.items()})


def _strategy(strategy: Strategy) -> StrategyLine:
    return StrategyLine(
        id=strategy.id,
        label=strategy.label or strategy.id,
        description=strategy.description,
        confidential=strategy.confidential,
        columns={name: expression_text(formula) for name, formula in strategy.columns.items()},
    )


def _state(state: State) -> StateLine:
    return StateLine(
        id=state.id,
        label=state.label or state.id,
        transfusion=state.transfusion,
        response=state.response,
        alive=state.alive,
        groups=state.groups,
        x=state.x,
        y=state.y,
        remembers="" if state.remembers is None else str(state.remembers),
        start=expression_text(state.start),
        columns={name: expression_text(formula) for name, formula in state.columns.items()},
    )


def _parameter(parameter: Parameter) -> ParameterLine:
    mean, low, high = parameter.value, parameter.low, parameter.high
    if parameter.distribution is not None:
        mean = parameter.distribution.mean
        low, high = (float(x) for x in parameter.distribution.quantile(np.array([0.025, 0.975])))
    return ParameterLine(
        id=parameter.id,
        label=parameter.label or parameter.id,
        value=parameter.value,
        unit=parameter.unit,
        distribution=parameter.family,
        mean=mean,
        low=low,
        high=high,
        se=parameter.se,
        n=parameter.n,
        dsa_low=parameter.dsa_low,
        dsa_high=parameter.dsa_high,
        group=parameter.group,
        source=parameter.source,
        evidence=parameter.evidence,
        confidential=parameter.confidential,
        note=parameter.note,
        price_year=parameter.price_year,
        inflation=parameter.inflation if parameter.inflation != 1 else None,
        given=parameter.given.get("value"),
        cell=str(parameter.cells["value"]) if "value" in parameter.cells else "",
    )
