"""Parameters and variables, and what is drawn together: correlations, covariances, posterior draws."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from costeff.distributions import JOINT, Distribution, Misfit, family_named, fit, nearest_families
from costeff.errors import Problem, Where
from costeff.errors.cells import BadForm, MissingCell, OutOfRange, UnknownParameter
from costeff.errors.inputs import ImpossibleDistribution, UnknownDistribution
from costeff.errors.prices import NotConverted
from costeff.errors.sheets import NotSquare
from costeff.expr import nearest
from costeff.model.parts import Correlation, Covariance, Evidence, Parameter, Posterior, Variable
from costeff.model.units import limits
from costeff.workbook.cells import Page
from costeff.workbook.columns import KINDS, Column
from costeff.workbook.dirichlets import settle_shares
from costeff.workbook.grids import read_grid, read_square
from costeff.workbook.inflation import Prices
from costeff.workbook.names import bad_id, taken
from costeff.workbook.rows import Log, Row
from costeff.workbook.schema import SHEETS, Sheet
from costeff.workbook.selection import Known
from costeff.workbook.sheets import Ids, read_rows

_BOUNDED = ("value", "low", "high", "dsa low", "dsa high")
"""Columns of Parameters that are in the parameter's unit."""

_SPREAD = ("se", "n", "low", "high")
_NUMBERS = (*_BOUNDED, "se", "n")


def read_parameters(page: Page, log: Log, known: Known, prices: Prices) -> tuple[Parameter, ...]:
    """Every parameter, its distribution fitted, in money of the study's price year."""
    sheet = SHEETS["Parameters"]
    ids = Ids(sheet, known, known.parameters)
    parameters = [_parameter(row, ids, sheet, prices) for row in read_rows(page, sheet, log, known)]
    read = tuple(parameter for parameter in parameters if parameter is not None)
    return settle_shares(read, log, complete=len(read) == len(parameters))


def _parameter(row: Row, ids: Ids, sheet: Sheet, prices: Prices) -> Parameter | None:
    name = ids.read(row, _bad_name)
    family = row.words(sheet.column("distribution"))
    texts = {c: row.text(sheet.column(c)) for c in ("label", "unit", "group", "source", "note")}
    shared = family_named(family) == "dirichlet"  # whose value may be left to the counts
    columns = {c: replace(sheet.column(c), required=sheet.column(c).required and not shared) for c in _NUMBERS}
    numbers = {c: row.number_in(column) for c, column in columns.items()}
    evidence = row.word(sheet.column("evidence"))
    confidential = row.yes(sheet.column("confidential"))
    _check_unit(row, texts["unit"], numbers)
    _check_bounds(row, numbers)
    value = math.nan if shared and numbers["value"] is None else numbers["value"]
    distribution = _fit(row, name, family, numbers) if value is not None and not row.failed else None
    year = row.words(sheet.column("price year"))
    factor = _inflation(row, name, family, texts["unit"], prices) if year else 1.0
    if row.failed or value is None or factor is None:
        return None
    given: dict[str, float] = {}
    if factor != 1:
        given = {c: number for c, number in numbers.items() if number is not None and c != "n"}
        numbers = {**numbers, **{c: number * factor for c, number in given.items()}}
        value *= factor
        distribution = _fit(row, name, family, numbers)
    return Parameter(
        id=name,
        label=texts["label"] or name,
        value=value,
        unit=texts["unit"],
        family=family_named(family) or "fixed",
        distribution=distribution,
        se=numbers["se"],
        low=numbers["low"],
        high=numbers["high"],
        n=numbers["n"],
        dsa_low=numbers["dsa low"],
        dsa_high=numbers["dsa high"],
        group=texts["group"],
        source=texts["source"],
        evidence=cast(Evidence, evidence),
        confidential=confidential,
        note=texts["note"],
        price_year=year,
        inflation=factor,
        given=given,
        cells=row.places(),
    )


def _inflation(row: Row, name: str, family: str, unit: str, prices: Prices) -> float | None:
    """What the numbers of a row are multiplied by, since they are money of another year; None if that can't be."""
    where = row.where("price year")
    reason = ""
    if limits(unit) is not None:
        reason = f"a {unit} is no money"
    elif family_named(family) in JOINT:
        reason = f"its distribution, {family}, is given on a sheet of its own or by counts"
    if reason:
        row.fault(NotConverted(where=where, parameter=name, reason=reason))
        return None
    factor = prices.factor(where, row.log)
    row.failed = row.failed or factor is None
    return factor


def _bad_name(where: Where) -> Problem | None:
    return bad_id(where) or taken(where)


def _check_unit(row: Row, unit: str, numbers: Mapping[str, float | None]) -> None:
    """A probability lies between 0 and 1, and so on for the units that the schema bounds."""
    bounds = limits(unit)
    if bounds is None:
        return
    low, high = bounds
    for column in _BOUNDED:
        value = numbers[column]
        if value is not None and not low <= value <= high:
            where = row.where(column)
            row.fault(OutOfRange(where=where, column=column, value=value, low=low, high=high, unit=unit))


def _check_bounds(row: Row, numbers: Mapping[str, float | None]) -> None:
    """The bounds of one-way analyses are in order."""
    low, high = numbers["dsa low"], numbers["dsa high"]
    if low is not None and high is not None and low > high:
        expected = f"a number of at least {low:g}, which is the lower bound"
        row.fault(BadForm(where=row.where("dsa high"), column="dsa high", expected=expected))


def _fit(row: Row, name: str, family: str, numbers: Mapping[str, float | None]) -> Distribution | None:
    """The distribution; what keeps it from being one is told at the cell at fault."""
    if "distribution" not in row.columns and any(numbers[column] is not None for column in ("se", "low", "high", "n")):
        row.lacks("distribution", KINDS["words"])
        return None
    try:
        return fit(
            family,
            value=numbers["value"] if numbers["value"] is not None else math.nan,
            se=numbers["se"],
            low=numbers["low"],
            high=numbers["high"],
            n=numbers["n"],
        )
    except Misfit as misfit:
        column = misfit.column if misfit.column in row.columns else "distribution"
        where = row.where(column)
        if family_named(family) is None:
            row.fault(UnknownDistribution(where=where, given=family, nearest=nearest_families(family)))
        elif misfit.column in _SPREAD and misfit.column not in row.columns and _has_more(row):
            row.lacks(misfit.column, "")
        else:
            reason, remedy = misfit.found, misfit.advice
            row.fault(ImpossibleDistribution(where=where, parameter=name, family=family, reason=reason, remedy=remedy))
        return None


def _has_more(row: Row) -> bool:
    """Whether numbers stand in the row under headers that mean nothing, one of which may have been lost."""
    columns = set(row.columns.values())
    return any(
        isinstance(cell.value, float) for number, cell in row.page.rows[row.number].items() if number not in columns
    )


def read_variables(page: Page, log: Log, known: Known) -> tuple[Variable, ...]:
    """Every variable, in the order of the sheet, which needn't be that of use."""
    sheet = SHEETS["Variables"]
    ids = Ids(sheet, known, known.variables)
    found: list[Variable] = []
    for row in read_rows(page, sheet, log, known):
        name = ids.read(row, _bad_name)
        formula = row.formula(sheet.column("expression"))
        unit, label = row.text(sheet.column("unit")), row.text(sheet.column("label"))
        if not row.failed and formula is not None:
            found.append(Variable(id=name, formula=formula, unit=unit, label=label or name, cells=row.places()))
    return tuple(found)


def read_correlations(page: Page, log: Log, known: Known) -> tuple[Correlation, ...]:
    """Every pair."""
    sheet = SHEETS["Correlations"]
    found: list[Correlation] = []
    for row in read_rows(page, sheet, log, known):
        a = _parameter_named(row, sheet.column("parameter a"), known)
        b = _parameter_named(row, sheet.column("parameter b"), known)
        value = row.number_in(sheet.column("correlation"))
        kind = row.word(sheet.column("kind"))
        if not row.failed and value is not None:
            rank = "rank" if kind == "rank" else "normal"
            found.append(Correlation(a=a, b=b, value=value, kind=rank, cells=row.places()))  # type: ignore[arg-type]
    return tuple(found)


def _parameter_named(row: Row, column: Column, known: Known) -> str:
    """The id of a parameter that exists."""
    text = row.words(column)
    if text:
        _check_parameter(row.where(column.name), text, known, row)
    return text


def _check_parameter(where: Where, text: str, known: Known, into: Row | Log) -> bool:
    """Tells an id that is no parameter's."""
    if text in known.parameters:
        return True
    if "Parameters" not in known.uncertain:
        ids = tuple(known.parameters)
        problem = UnknownParameter(where=where, name=text, nearest=nearest(text, ids), known=ids)
        into.add(problem) if isinstance(into, Log) else into.fault(problem)
    return False


def read_covariance(page: Page, name: str, log: Log, known: Known) -> Covariance | None:
    """A square of variances and covariances; None if it can't be read."""
    grid = read_grid(page, log, key="text")
    if grid is None:
        return None
    ids = tuple(grid.headers[1:])
    rows = tuple(str(row[0].where.text) for row in grid.rows)
    if rows != ids:
        log.add(NotSquare(where=page.where, rows=rows, columns=ids))
        return None
    named = [_check_parameter(cell.where, cell.where.text, known, log) for cell in grid.header_cells[1:]]
    square = read_square(grid, log)
    if square is None or not all(named):
        return None
    matrix, cells = square
    return Covariance(name=name, ids=ids, matrix=matrix, where=page.where, cells=cells)


def read_draws(page: Page, name: str, log: Log, known: Known) -> Posterior | None:
    """Posterior draws, a column a parameter; None if they can't be read."""
    grid = read_grid(page, log, key=None)
    if grid is None:
        return None
    named = [_check_parameter(cell.where, cell.where.text, known, log) for cell in grid.header_cells]
    numbers = grid.numbers(log)
    if numbers is None or not all(named):
        return None
    if not numbers:
        log.add(MissingCell(where=page.place(2, 1), column=grid.headers[0], expected="a draw in each row"))
        return None
    return Posterior(name=name, ids=grid.headers, rows=numbers, where=page.where)
