"""Hypothesis strategies: small valid models that use everything the format knows, keyed so that rows stay valid.

Probabilities and shares of a row are divided by their number, rates are at least 0, clocks of marks are guarded by the
mark, clocks of states used only where every state concerned remembers. So every draw is a valid model, and the two
engines must agree on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from building import arrow, check, mark, model, parameter, payoff, settings, state, strategy, table, variable
from hypothesis import strategies as st

from costeff.model import Arrow, Discount, Draws, Duration, Instalments, Mark, Model, Payoff, State, Table

CYCLES = ("1 year", "1 month", "28 days", "6 months", "1 week")
LONGER = {
    "1 year": ("1 year", "2 years"),
    "6 months": ("1 year", "6 months"),
    "1 month": ("1 year", "1 month", "3 months"),
    "28 days": ("1 year", "28 days", "1 month"),
    "1 week": ("1 year", "1 week", "28 days"),
}
"""Times at least as long as a cycle, so that a probability per such a time is no larger per cycle."""

RANGES = {
    "p1": (0.0, 0.05, 0.3, 0.7, 1.0),
    "p2": (0.0, 0.01, 0.2, 0.5),
    "h1": (0.0, 0.02, 0.4, 3.0),
    "h2": (0.001, 0.1, 1.0),
    "rr": (0.3, 1.0, 2.5),
    "c1": (0.0, 12.5, 4000.0),
    "u1": (-0.2, 0.6, 1.0),
    "fixed1": (0.1, 0.4),
    "turn": (1.0, 2.0),
}
"""Parameters and the values between which they are drawn; the edges are values that often go wrong."""


STRUCTURAL = ("fixed1", "turn")
"""Parameters without a distribution."""


@dataclass(frozen=True)
class Place:
    """What may be written in an expression: marks, and whether every state concerned remembers."""

    marks: tuple[Mark, ...] = ()
    remembers: bool = False

    def conditions(self) -> list[str]:
        found = ["cycle >= 2", "p1 > 0.1", "eff < 1", "MOD(cycle, 3) = 0", "OR(cycle = 1, cycle = 4)", "months < turn"]
        found += [c for m in self.marks for c in (m.id, f"NOT({m.id})")]
        found += [f"AND({m.id}, cycles_since_{m.id} >= 1)" for m in self.marks if m.remembers]
        return found + (["final_step", "cycles_in_state >= 1"] if self.remembers else [])

    def fractions(self) -> list[str]:
        """Expressions between 0 and 1."""
        found = [
            "p1",
            "p2",
            "0.15",
            "0",
            "k",
            "p2 * eff",
            "1 - EXP(-h1 * cycle_years)",
            "RATE_TO_PROB(h2, cycle_years)",
            "ODDS_SHIFT(p1, rr)",
            "MIN(1, rr * p2)",
            "NORMSDIST(-1 - p1)",
            "IF(cycle < 3, p1, fixed1)",
            "MOD(cycle, 2) * p2",
            "ROUND(p1, 2)",
            'LOOKUP("bands", "p", months)',
            "half",
        ]
        found += [f"p1 * IF({m.id}, 0.5, 1)" for m in self.marks]
        found += [f"IF({m.id}, IF(cycles_since_{m.id} < 2, p1, p2), 0.1)" for m in self.marks if m.remembers]
        found += [f"IF({m.id}, 1 / (1 + months_since_{m.id}), 0.1)" for m in self.marks if m.remembers]
        return found + (["IF(cycles_in_state < 2, p1, p2)", "1 / (2 + years_in_state)"] if self.remembers else [])

    def hazards(self) -> list[str]:
        """Expressions at or above 0."""
        found = [
            "h1",
            "h1 * k",
            "h2 * eff",
            'MORTALITY("life", age, fixed1)',
            "WEIBULL_RATE(1.3, 4, years, years + cycle_years)",
            "GOMPERTZ_RATE(0.1, 0.05, years, years + cycle_years)",
            "LOGLOGISTIC_RATE(1.5, 3, years, years + cycle_years)",
            "LOGNORMAL_RATE(1, 0.8, years, years + cycle_years)",
            "PROB_TO_RATE(p2, 1)",
            'LOOKUP("bands", "h", cycle)',
            'INTERPOLATE("curve", "y", years / 100)',
            "WANE(rr, years, 0.1, 2) * h2",
            "IF(p1 > 0.5, h1, 0)",
            "MAX(0, h1 - h2)",
        ]
        found += [f"h2 * IF({m.id}, rr, 1)" for m in self.marks]
        found += [f"IF({m.id}, h1 / (1 + cycles_since_{m.id}), h2)" for m in self.marks if m.remembers]
        return found + (["h1 * IF(months_in_state < turn, 2, 1)"] if self.remembers else [])

    def amounts(self) -> list[str]:
        """Any number."""
        found = [
            "c1",
            "c1 * k",
            "c1 * (1 + years)",
            "u1",
            "u1 - 0.01 * age",
            "-c1 / 3",
            "IF(cycle < 2, c1, 0)",
            "LN(age) * 10 + SQRT(months)",
            "ROUNDUP(years * 1.7, 1) * c1",
            "age ^ 2 / 100 - c1 ^ 0.5",
            'INTERPOLATE("curve", "y", p2) * eff',
            "half + k",
        ]
        found += [f"c1 * {m.id}" for m in self.marks]
        found += [f"IF({m.id}, years_since_{m.id} * c1, 7)" for m in self.marks if m.remembers]
        return found + (["c1 * cycles_in_state", "u1 * (1 + final_step)"] if self.remembers else [])


def _pick(draw: st.DrawFn, choices: Sequence[str]) -> str:
    return draw(st.sampled_from(list(choices)))


def _maybe(draw: st.DrawFn, chance: float = 0.5) -> bool:
    return draw(st.integers(0, 99)) < chance * 100


def _when(draw: st.DrawFn, place: Place) -> str:
    return _pick(draw, place.conditions()) if _maybe(draw, 0.35) else ""


@st.composite
def models(draw: st.DrawFn) -> Model:
    """A small valid model with one or two strategies; see the module."""
    cycle = _pick(draw, CYCLES)
    marks = _marks(draw)
    states = _states(draw, marks)
    arrows = _arrows(draw, states, marks, cycle)
    cycles = draw(st.integers(2, 11))
    chosen, tables = _settings(draw, cycle, cycles)
    return model(
        settings=chosen,
        strategies=(strategy("base", eff=1, drug=0), strategy("new", eff=_pick(draw, ("0.5", "p1", "1 - p2")), drug=1))[
            : draw(st.integers(1, 2))
        ],
        states=states,
        marks=marks,
        parameters=tuple(
            replace(parameter(name, (v[0] + v[-1]) / 2), family="fixed" if name in STRUCTURAL else "normal")
            for name, v in RANGES.items()
        ),
        variables=(variable("half", "(p1 + p2) / 4"),),
        tables=tables,
        arrows=arrows,
        payoffs=_payoffs(draw, states, marks, arrows),
        checks=(check("promise", "AND(p1 >= 0, half <= 1)"),),
    )


def _marks(draw: st.DrawFn) -> tuple[Mark, ...]:
    found: list[Mark] = []
    for name in ("m1", "m2")[: draw(st.integers(0, 2))]:
        starts = [None, 0.25, "p1", "0", "1"] + [f"IF({m.id}, p2, 0.9)" for m in found]
        remembers = _pick(draw, ("", "1 cycle", "2 cycles", "3 cycles"))
        found.append(mark(name, draw(st.sampled_from(starts)), remembers))
    return tuple(found)


def _states(draw: st.DrawFn, marks: tuple[Mark, ...]) -> tuple[State, ...]:
    count = draw(st.integers(2, 5))
    part = _pick(draw, ("0", "0.3", "p1", "1 - p2", *(f"IF({m.id}, p2, 1)" for m in marks)))
    found = []
    for n in range(count):
        dead = n == count - 1 and _maybe(draw, 0.7)
        found.append(
            state(
                "ABCDE"[n],
                (f"1 - ({part})", part)[n] if n < 2 else None,
                remembers="" if dead else _pick(draw, ("", "", "1 cycle", "2 cycles", "3 cycles")),
                alive=not dead,
                transfusion=_pick(draw, ("dependent", "independent", "-")),
                response=_pick(draw, ("none", "partial", "complete", "-")),
                k=_pick(draw, ("0.5", "1", "0", "p2", "IF(drug, 0.2, 0.4)")),
            )
        )
    return tuple(found)


def _arrows(draw: st.DrawFn, states: tuple[State, ...], marks: tuple[Mark, ...], cycle: str) -> tuple[Arrow, ...]:
    found: list[Arrow] = []
    by_rates: list[State] = []
    for s in states:
        if not s.alive:
            continue
        place = Place(marks, s.remembers is not None)
        kind = _pick(draw, ("rate", "probability", "neither"))
        by_rates += [s] if kind == "rate" else []
        count = draw(st.integers(1, 3)) if kind != "neither" else 0
        for n in range(count):
            if kind == "rate":
                value, per = _pick(draw, place.hazards()), _pick(draw, ("1 year", "1 month", "28 days", "1 cycle"))
            else:
                per = _pick(draw, ("", *LONGER[cycle]))
                value = f"({_pick(draw, place.fractions())}) / {count}"
            found.append(_arrow(draw, f"{s.id}_{kind}{n}", s.id, states, kind, value, per, marks, place))
        shares = draw(st.integers(0, 2))
        for n in range(shares):
            value = f"({_pick(draw, place.fractions())}) / {shares}"
            found.append(_arrow(draw, f"{s.id}_share{n}", s.id, states, "share", value, "", marks, place))
        if _maybe(draw, 0.3):
            found.append(_arrow(draw, f"{s.id}_rest", s.id, states, "rest", None, "", marks, place))
    if len(by_rates) > 1:
        place = Place(marks, all(s.remembers for s in by_rates))
        value, origins = _pick(draw, place.hazards()), " ".join(s.id for s in by_rates)
        found.append(_arrow(draw, "together", origins, states, "rate", value, "1 year", marks, place))
    return tuple(draw(st.permutations(found)))


def _arrow(
    draw: st.DrawFn,
    id: str,
    origins: str,
    states: tuple[State, ...],
    kind: str,
    value: str | None,
    per: str,
    marks: tuple[Mark, ...],
    place: Place,
) -> Arrow:
    touched = {m.id: draw(st.sampled_from(("", "", "sets", "clears"))) for m in marks}
    return arrow(
        id,
        origins,
        _pick(draw, [s.id for s in states]),
        kind,
        value,
        per,
        when=_when(draw, place),
        sets=[m for m, how in touched.items() if how == "sets"],
        clears=[m for m, how in touched.items() if how == "clears"],
    )


def _payoffs(
    draw: st.DrawFn, states: tuple[State, ...], marks: tuple[Mark, ...], arrows: tuple[Arrow, ...]
) -> tuple[Payoff, ...]:
    found = []
    for n in range(draw(st.integers(1, 6))):
        kind = _pick(draw, ("cost", "utility", "count"))
        charged = _pick(draw, ("in", "in", "entering", "on", "start") if arrows else ("in", "entering", "start"))
        if charged == "on":
            over = draw(st.lists(st.sampled_from([a.id for a in arrows]), min_size=1, max_size=3, unique=True))
            concerned = [s for s in states for a in arrows if a.id in over and s.id in a.origins]
        elif charged == "start":
            over, concerned = [], list(states)
        else:
            concerned = draw(st.lists(st.sampled_from(states), min_size=1, unique_by=lambda s: s.id))
            over = [s.id for s in concerned]
        place = Place(marks, charged != "start" and all(s.remembers for s in concerned))
        found.append(
            payoff(
                kind,
                f"pay{n}",
                charged,
                " ".join(over),
                _pick(draw, place.amounts()),
                per=_pick(draw, ("", "1 year", "1 month", "28 days", "1 week")) if charged == "in" else "",
                timing=_pick(draw, ("corrected", "start")) if charged == "in" else "corrected",
                when=_when(draw, place),
                category=_pick(draw, ("Care", "Drugs")),
                instalments=Instalments(3, Duration(2, "month")) if charged != "in" and _maybe(draw, 0.3) else None,
                discounted=kind == "count" and _maybe(draw),
            )
        )
    return tuple(found)


def _settings(draw: st.DrawFn, cycle: str, cycles: int) -> tuple[object, tuple[Table, ...]]:
    correction = _pick(draw, ("half-cycle", "start", "end", "points", "table"))
    chosen = settings(
        cycle,
        f"{cycles} cycles",
        start_age=draw(st.sampled_from((50.0, 60.4))),
        costs=draw(st.sampled_from((0.0, 0.035))),
        effects=0.015,
        correction=correction,
        correction_table="weights" if correction == "table" else "",
        discount_at=_pick(
            draw,
            ("start", "middle", "end", "point") if correction in ("points", "table") else ("start", "middle", "end"),
        ),
        compounding=_pick(draw, ("annual", "continuous", "yearly steps")),
        reference="base",
    )
    if _maybe(draw, 0.3):
        chosen = replace(chosen, discount_effects=Discount(((0.0, 0.03), (1.0, 0.01))))
    tables: tuple[Table, ...] = (
        table(
            "life",
            "age",
            [(a, 0.001 * 1.09 ** (a - 40), 0.0007 * 1.1 ** (a - 40)) for a in range(45, 90)],
            ["male", "female"],
        ),
        table("bands", "time", [(0, "p1", "h1"), (1, "p2", "h2 / 2"), (3, 0.05, "h2")], ["p", "h"]),
        table("curve", "time", [(0, 0.1), (0.4, "p2"), (1.1, 0.7)], ["y"]),
    )
    if correction == "table":
        tables += (table("weights", "point", [(t, (0.5, 1.0, 0.75)[t % 3]) for t in range(cycles + 1)], ["w"]),)
    return chosen, tables


@st.composite
def draws_of(draw: st.DrawFn, model: Model, most: int = 3) -> Draws:
    """Some draws of a model of this module, edges of the ranges included."""
    rows = draw(st.integers(1, most))
    values = [
        [draw(st.one_of(st.sampled_from(RANGES[p.id]), st.floats(*_span(p.id)))) for p in model.parameters]
        for _ in range(rows)
    ]
    return Draws(ids=tuple(p.id for p in model.parameters), values=np.array(values), index=np.arange(rows))


def _span(id: str) -> tuple[float, float]:
    values = RANGES[id]
    return values[0], values[-1]


def stretched(model: Model, count: int, seed: int = 1) -> Draws:
    """Many random draws of a model: every parameter within a tenth of its base-case value."""
    rng = np.random.default_rng(seed)
    base = np.array([p.value for p in model.parameters])
    values = base * rng.uniform(0.9, 1.1, (count, len(base)))
    return Draws(ids=tuple(p.id for p in model.parameters), values=values, index=np.arange(count))
