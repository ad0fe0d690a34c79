"""The total hip replacement model of Briggs, Claxton and Sculpher 2006, exercises 3.5 and 4.8."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from costeff import analyses, engine, sampling, workbook
from costeff.engine import reference
from costeff.errors import DrawError
from costeff.model import Draws, Model, base_draws, parse_duration

DRAWS = 2000

COEFFICIENTS = ("rev_lngamma", "rev_cons", "rev_age", "rev_male", "rev_np1")
ERRORS = (0.0474501, 0.207892, 0.0052112, 0.109066, 0.3825815)
"""Standard errors of the coefficients as printed."""

PUBLISHED_TRACE = {  # SP, REV, SR, DEAD at the end of years 1 to 8, to the 8 digits printed
    "standard": (
        (0.98000000, 0.0000000, 0.0000000, 0.0200000),
        (0.97265720, 0.0007768, 0.0000000, 0.02656600),
        (0.96516548, 0.00097491, 0.00075606, 0.03310354),
        (0.95757109, 0.00115802, 0.00166964, 0.03960125),
        (0.93783561, 0.00132115, 0.00268314, 0.05816010),
        (0.91838963, 0.00145307, 0.00379326, 0.07636404),
        (0.89924305, 0.00157339, 0.00496429, 0.09421927),
        (0.88040225, 0.00168398, 0.00618146, 0.11173231),
    ),
    "new": (
        (0.98000000, 0.00000000, 0.00000000, 0.02000000),
        (0.97323145, 0.00020255, 0.00000000, 0.02656600),
        (0.96645641, 0.00025438, 0.00019715, 0.03309206),
        (0.95968665, 0.00030239, 0.00043553, 0.03957543),
        (0.94083683, 0.00034529, 0.00070021, 0.05811767),
        (0.92232657, 0.00038012, 0.00099040, 0.07630291),
        (0.90415327, 0.00041201, 0.00129686, 0.09413786),
        (0.88631355, 0.00044144, 0.00161577, 0.11162924),
    ),
}


@pytest.fixture(scope="module")
def reading() -> workbook.Reading:
    return workbook.read(Path(__file__).parent / "models" / "hip-replacement.xlsx")


@pytest.fixture(scope="module")
def model(reading: workbook.Reading) -> Model:
    return reading.model


@pytest.fixture(scope="module")
def draws(model: Model) -> Draws:
    return sampling.draw(model, DRAWS, seed=1, design="random")


def with_value(model: Model, id: str, value: float) -> Draws:
    """The base case but for one parameter."""
    base = base_draws(model)
    values = base.values.copy()
    values[:, base.ids.index(id)] = value
    return Draws(ids=base.ids, values=values, index=base.index)


def by_hand(draws: Draws, start_age: float = 60) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The exercise written out as matrices: costs and QALYs, shape (draws, strategies)."""
    p = {name: draws.column(name) for name in draws.ids}
    bands = np.array([35, 45, 55, 65, 75, 85])
    deaths = np.array(
        [[0.00099, 0.0026, 0.0067, 0.0193, 0.0535, 0.1548], [0.00151, 0.00393, 0.0109, 0.0316, 0.0801, 0.1879]]
    )
    shape = np.exp(p["rev_lngamma"])
    costs, qalys = np.zeros((len(draws), 2)), np.zeros((len(draws), 2))
    for new, prosthesis in ((0, "c_standard"), (1, "c_new")):
        scale = np.exp(p["rev_cons"] + p["rev_age"] * start_age + p["rev_male"] * p["male"] + p["rev_np1"] * new)
        primary, revision, revised, first = (np.zeros(len(draws)) for _ in range(4))
        first += 1.0
        costs[:, new] = p[prosthesis]
        for t in range(1, 61):
            risk = 1.0 - np.exp(scale * ((t - 1.0) ** shape - float(t) ** shape))
            death = deaths[p["male"].astype(int), np.searchsorted(bands, start_age + t, side="right") - 1]
            primary, revision, revised, first = (
                first * (1 - p["omr_primary"]) + primary * (1 - risk - death),
                primary * risk + revised * p["p_re_revision"],
                revision * (1 - p["omr_revision"] - death) + revised * (1 - p["p_re_revision"] - death),
                np.zeros(len(draws)),
            )
            costs[:, new] += revision * p["c_revision"] / 1.06**t
            weighted = primary * p["u_primary"] + revision * p["u_revision"] + revised * p["u_revised"]
            qalys[:, new] += weighted / 1.015**t
    return costs, qalys


def test_workbook_is_read_without_a_warning(reading: workbook.Reading) -> None:
    assert reading.problems == ()
    assert sampling.check_draws(reading.model) == ()


@pytest.mark.parametrize(
    ("male", "costs", "qalys", "icer"),
    [
        (0, (512.434658343643, 610.311817757583), (14.6531896148253, 14.6977098573061), 2198.48666493854),
        (1, (607.034899230282, 636.022441546868), (12.5668255108767, 12.6366272000119), 415.284252798616),
    ],
    ids=["women", "men"],
)
def test_base_case_at_60(
    model: Model, male: float, costs: tuple[float, ...], qalys: tuple[float, ...], icer: float
) -> None:
    found = engine.execute(model, with_value(model, "male", male))
    assert found.strategies == ("standard", "new")
    cost, effect = found.of("cost")[0], found.of("qalys")[0]
    assert cost == pytest.approx(costs, rel=1e-12, abs=0)
    assert effect == pytest.approx(qalys, rel=1e-12, abs=0)
    assert (cost[1] - cost[0]) / (effect[1] - effect[0]) == pytest.approx(icer, rel=1e-12, abs=0)


@pytest.mark.parametrize("start_age", [40, 75])
@pytest.mark.parametrize("male", [0, 1])
def test_another_age_at_the_operation(model: Model, start_age: float, male: float) -> None:
    draw = with_value(model, "male", male)
    found = engine.execute(model.with_settings(start_age=start_age), draw)
    costs, qalys = by_hand(draw, start_age)
    np.testing.assert_allclose(found.of("cost"), costs, rtol=1e-12)
    np.testing.assert_allclose(found.of("qalys"), qalys, rtol=1e-12)


def test_trace_is_the_published_one(model: Model) -> None:
    trace = engine.trace(model)
    columns = [trace.states.index(state) for state in ("SP", "REV", "SR", "DEAD")]
    for strategy, rows in PUBLISHED_TRACE.items():
        found = trace.occupancy[trace.strategies.index(strategy), 1:9][:, columns]
        np.testing.assert_allclose(found, rows, rtol=0, atol=0.5000001e-8)


def test_yearly_costs_and_qalys_are_the_published_ones(model: Model) -> None:
    # Standard prosthesis, discounted, years 1 to 8 as printed to 8 digits; the horizon cut after each year.
    costs = (0, 3.66001356, 4.33343863, 4.85597577, 5.22645232, 5.42296428, 5.53962343, 5.59337469)
    qalys = (0.82068966, 0.80272917, 0.78537550, 0.76838428, 0.74220815, 0.71692065, 0.69248578, 0.66887542)
    cost, effect = 394.0, 0.0
    for year, (paid, gained) in enumerate(zip(costs, qalys, strict=True), start=1):
        cut = model.with_settings(horizon=parse_duration(f"{year} years"))
        found = engine.execute(cut, base_draws(cut))
        assert found.of("cost")[0, 0] - cost == pytest.approx(paid, abs=0.6e-8)
        assert found.of("qalys")[0, 0] - effect == pytest.approx(gained, abs=0.6e-8)
        cost, effect = found.of("cost")[0, 0], found.of("qalys")[0, 0]


def test_covariances_are_drawn(model: Model, draws: Draws) -> None:
    (sheet,) = model.covariances
    assert sheet.ids == COEFFICIENTS
    matrix = np.array(sheet.matrix)
    np.testing.assert_allclose(np.sqrt(np.diag(matrix)), ERRORS, rtol=1e-9)
    drawn = np.array([draws.column(name) for name in COEFFICIENTS])
    assert np.all(
        np.abs(drawn.mean(axis=1) - [model.parameter(name).value for name in COEFFICIENTS])
        < 4 * np.array(ERRORS) / np.sqrt(DRAWS)
    )
    scale = np.outer(ERRORS, ERRORS)
    # standard error of a correlation is at most 1 / sqrt(draws) = 0.022, that of a variance sqrt(2 / draws) = 0.032
    np.testing.assert_allclose(np.cov(drawn) / scale, matrix / scale, atol=0.13)


def test_every_draw_is_that_of_the_matrices_written_out(model: Model, draws: Draws) -> None:
    found = engine.execute(model, draws)
    costs, qalys = by_hand(draws)
    assert np.array_equal(found.index, np.arange(DRAWS))  # none was dropped
    np.testing.assert_allclose(found.of("cost"), costs, rtol=1e-12)
    np.testing.assert_allclose(found.of("qalys"), qalys, rtol=1e-12)


def test_mean_of_the_draws_lies_near_the_base_case(model: Model, draws: Draws) -> None:
    base, found = engine.execute(model, base_draws(model)), engine.execute(model, draws)
    # The draws' own expectation isn't the base case, since the hazard is the exponential of a normal: over 200,000
    # draws the cost is off by 0.5%, the QALYs by less than 0.01%.
    pairs = ((found.of("cost"), base.of("cost")[0], 0.01), (found.of("qalys"), base.of("qalys")[0], 0.001))
    for values, expected, room in pairs:
        error = values.std(axis=0, ddof=1) / np.sqrt(DRAWS)
        assert np.all(np.abs(values.mean(axis=0) - expected) < 4 * error + room * expected)
        more, wanted = values[:, 1] - values[:, 0], expected[1] - expected[0]
        assert abs(more.mean() - wanted) < 4 * more.std(ddof=1) / np.sqrt(DRAWS) + 0.01 * abs(wanted)


def test_checks_refuse_what_the_model_is_not_made_for(model: Model) -> None:
    with pytest.raises(DrawError) as mixed:
        engine.execute(model, with_value(model, "male", 0.35))
    assert {problem.where.sheet for problem in mixed.value.problems} == {"Checks"}
    half = model.with_settings(cycle=parse_duration("6 months"))
    with pytest.raises(DrawError) as shorter:
        engine.execute(half, base_draws(half))
    assert {problem.where.sheet for problem in shorter.value.problems} == {"Checks"}


def test_targets_are_met(model: Model) -> None:
    table = analyses.fit(model).table
    assert len(table) == 8
    np.testing.assert_allclose(table["modelled"], table["published"], rtol=0, atol=0.5000001e-8)
    assert table["within"].isna().all()  # the publication prints no intervals
    assert table["low"].dtype == table["high"].dtype == np.float64  # blank columns stay numbers for the figures


def test_reference_engine_says_the_same(model: Model, draws: Draws) -> None:
    few = draws.select(np.arange(5))
    found = engine.execute(model, few)
    for d in range(len(few)):
        for s, strategy in enumerate(model.strategies):
            plain = reference.run(model, strategy, few.row(d)).outcomes
            expected = [plain[outcome] for outcome in found.outcomes]
            np.testing.assert_allclose(found.values[d, s], expected, rtol=1e-12, atol=1e-15)
