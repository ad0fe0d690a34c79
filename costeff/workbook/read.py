"""From a workbook to a model, or to everything that is wrong with it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from costeff.errors import Problem, Where, WorkbookError
from costeff.errors.sheets import MissingSetting, NoneIncluded
from costeff.expr.tree import names
from costeff.model.checks.formulas import every_formula
from costeff.model.model import Model
from costeff.model.parts import Payoff, Strategy, Table
from costeff.model.time import UntilAge
from costeff.workbook.cells import Page, load
from costeff.workbook.grids import read_table
from costeff.workbook.guard import book_name, read_bytes
from costeff.workbook.header import Sorted, rows_read, sort_sheets
from costeff.workbook.inflation import INFLATION, Prices, index_of
from costeff.workbook.inputs import read_correlations, read_covariance, read_draws, read_parameters, read_variables
from costeff.workbook.partial import STANDING_IN, Partial
from costeff.workbook.payoffs import PAYOFF_SHEETS, read_checks, read_payoffs, read_targets
from costeff.workbook.population import read_population
from costeff.workbook.revisions import read_revisions
from costeff.workbook.rows import Log
from costeff.workbook.schema import SHEETS
from costeff.workbook.selection import Known
from costeff.workbook.situations import Failed, Situated, read_situations
from costeff.workbook.structure import read_arrows, read_marks, read_states, read_strategies
from costeff.workbook.study import ANY, Study, read_price_parameter, read_reference, read_study

AGE_NAMES = frozenset({"age", "start_age"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a workbook gave.

    Attributes:
        model: the decision problem.
        problems: warnings and notes, in the order of the sheets.
        failed_scenarios, failed_subgroups: ids of those that can't be run, each with the reasons; the model is
            without them. Empty unless reading was to keep going.
    """

    model: Model
    problems: tuple[Problem, ...]
    failed_scenarios: Failed = field(default_factory=dict)
    failed_subgroups: Failed = field(default_factory=dict)


def read(path: str | os.PathLike[str], *, keep_going: bool = False) -> Reading:
    """Reads a model workbook. The file is opened once, for reading; nothing in it is executed.

    Args:
        path: the `.xlsx` file.
        keep_going: whether scenarios and subgroups that can't be run are set aside instead of refusing the workbook.

    Returns:
        The model, with warnings and notes.

    Raises:
        WorkbookError: with every problem found, if one of them is an error.
    """
    book = book_name(path)
    content = read_bytes(path)
    log = Log()
    pages = load(content, book, rows_read)
    found = _read_pages(pages, book, hashlib.sha256(content).hexdigest(), log, keep_going)
    problems = tuple(sorted(log.problems, key=_place))
    if log.errors or found is None:
        raise WorkbookError(problems, book)
    return Reading(found.model, problems, found.failed_scenarios, found.failed_subgroups)


def _place(problem: Problem) -> tuple[int, int]:
    """Errors first, then in the order of the format's sheets; the sort keeps the order within a sheet."""
    names = [name.casefold() for name in SHEETS]
    sheet = " ".join(problem.where.sheet.split()).casefold()
    position = -1 if not sheet else names.index(sheet) if sheet in names else len(names)
    return ("error", "warning", "note").index(problem.severity), position


def _read_pages(pages: tuple[Page, ...], book: str, sha256: str, log: Log, keep_going: bool) -> Situated | None:
    """Reads the sheets in the order in which they refer to each other."""
    found = sort_sheets(pages, book, log)
    known = Known(uncertain=set(found.absent))
    study = read_study(found.named["Study"], found.families["table"], log) if "Study" in found.named else Study(log)
    named = found.named
    strategies = read_strategies(named["Strategies"], log, known) if "Strategies" in named else ()
    states = read_states(named["States"], log, known) if "States" in named else ()
    included = _included(strategies, found, log, known)
    read_reference(study, included, known)
    marks = read_marks(named["Marks"], log, known) if "Marks" in named else ()
    tables = {name: read_table(page, name, log) for name, page in found.families["table"].items()}
    prices = _prices(found, study, tables, log)
    parameters = read_parameters(named["Parameters"], log, known, prices) if "Parameters" in named else ()
    read_price_parameter(study, known)
    variables = read_variables(named["Variables"], log, known) if "Variables" in named else ()
    arrows = read_arrows(named["Transitions"], log, known) if "Transitions" in named else ()
    payoffs = _payoffs(found, log, known)
    correlations = read_correlations(named["Correlations"], log, known) if "Correlations" in named else ()
    targets = read_targets(named["Targets"], log, known) if "Targets" in named else ()
    checks = read_checks(named["Checks"], log, known) if "Checks" in named else ()
    population = read_population(named["Population"], log, known) if "Population" in named else None
    revisions = read_revisions(named["Changes"], log, known) if "Changes" in named else ()
    covariances = [read_covariance(page, name, log, known) for name, page in found.families["covariance"].items()]
    posteriors = [read_draws(page, name, log, known) for name, page in found.families["draws"].items()]
    settings = study.settings()
    model = Model(
        book=book,
        sha256=sha256,
        settings=settings or STANDING_IN,
        strategies=included,
        strategies_left_out=tuple(strategy for strategy in strategies if not strategy.include),
        states=states,
        marks=marks,
        parameters=parameters,
        variables=variables,
        arrows=arrows,
        payoffs=payoffs,
        tables={name: table for name, table in tables.items() if table is not None},
        correlations=correlations,
        covariances=tuple(covariance for covariance in covariances if covariance is not None),
        posteriors=tuple(posterior for posterior in posteriors if posterior is not None),
        targets=targets,
        checks=checks,
        population=population,
        log=revisions,
    )
    whole = settings is not None and bool(settings.reference) and not {"Strategies", "Study"} & known.uncertain
    whole = whole and len(strategies) == len(known.strategies)
    situated = read_situations(found, model, known, log, whole=whole, keep_going=keep_going)
    if settings is not None and "start age" in settings.filled:
        _require_start_age(model, named["Study"], log)
    if settings is None or log.errors:
        failed = frozenset(name for name, table in tables.items() if table is None)
        for problem in Partial(model=model, known=known, tables=failed).problems():
            log.add(problem)
        return None
    return situated


def _prices(found: Sorted, study: Study, tables: Mapping[str, Table | None], log: Log) -> Prices:
    """How money of other years is brought to that of the study."""
    where = study.places.get("price year")
    if where is None:
        where = found.named["Study"].where if "Study" in found.named else Where()
    name = next((name for name in tables if name.casefold() == INFLATION), None)
    table = tables[name] if name is not None else None
    index = index_of(table, log) if table is not None else None
    unread = ANY in study.unknown or "Study" not in found.named or "table" in found.absent
    return Prices(
        text=str(study.values.get("price_year", "")),
        where=where,
        index=index,
        failed=unread or (name is not None and index is None),
    )


def _require_start_age(model: Model, page: Page, log: Log) -> None:
    """Tells that the start age is blank where something depends on age, since no age is usual."""
    until_age = isinstance(model.settings.horizon, UntilAge)
    if until_age or any(not AGE_NAMES.isdisjoint(names(formula.tree)) for formula in every_formula(model)):
        where = model.settings.cells.get("start age", page.where)
        log.add(MissingSetting(where=where, setting="start age", expected="a number of years: the model uses age"))


def _included(strategies: tuple[Strategy, ...], found: Sorted, log: Log, known: Known) -> tuple[Strategy, ...]:
    """The strategies that are compared, at least one."""
    included = tuple(strategy for strategy in strategies if strategy.include)
    if known.left_out and set(known.left_out) == set(known.strategies):
        log.add(NoneIncluded(where=found.named["Strategies"].where))
    return included


def _payoffs(found: Sorted, log: Log, known: Known) -> tuple[Payoff, ...]:
    """The payoffs of all three sheets."""
    return tuple(
        payoff
        for name, kind in PAYOFF_SHEETS
        if name in found.named
        for payoff in read_payoffs(found.named[name], name, kind, log, known)
    )
