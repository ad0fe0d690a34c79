"""How each function of the language becomes instructions; the scalar reading is in `expr.functions`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from costeff.engine import kernel as k
from costeff.engine.tape import Tape

Lowered = Callable[[Tape, tuple[int, ...]], int]
LOG10 = 2.302585092994046


def _one(op: int) -> Lowered:
    return lambda tape, a: tape.apply(op, a[0])


def _chain(op: int) -> Lowered:
    def build(tape: Tape, a: tuple[int, ...]) -> int:
        result = a[0]
        for b in a[1:]:
            result = tape.apply(op, result, b)
        return result

    return build


def _rounding(op: int) -> Lowered:
    return lambda tape, a: tape.apply(op, a[0], a[1] if len(a) > 1 else tape.zero)


def _if(tape: Tape, conditions: tuple[int, ...], value: int) -> int:
    """A value that exists only where all conditions hold."""
    for condition in conditions:
        value = tape.select(condition, value, tape.nan)
    return value


def _log10(tape: Tape, a: tuple[int, ...]) -> int:
    """Whole for powers of 10, as users expect of INT(LOG10(x))."""
    value = tape.div(tape.apply(k.LOG, a[0]), tape.const(LOG10))
    whole = tape.apply(k.FLOOR, tape.add(value, tape.const(0.5)))
    exact = tape.apply(k.EQ, tape.apply(k.POW, tape.const(10.0), whole), a[0])
    return tape.select(exact, whole, value)


def _rate_to_prob(tape: Tape, a: tuple[int, ...]) -> int:
    rate, years = a
    value = tape.apply(k.NEG, tape.apply(k.EXPM1, tape.apply(k.NEG, tape.mul(rate, years))))
    return _if(tape, (tape.apply(k.LE, tape.zero, rate), tape.apply(k.LE, tape.zero, years)), value)


def _prob_to_rate(tape: Tape, a: tuple[int, ...]) -> int:
    p, years = a
    value = tape.div(tape.apply(k.NEG, tape.apply(k.LOG1P, tape.apply(k.NEG, p))), years)
    return _if(tape, (tape.apply(k.LE, tape.zero, p), tape.apply(k.LT, tape.zero, years)), value)


def _odds_shift(tape: Tape, a: tuple[int, ...]) -> int:
    p, odds_ratio = a
    shifted = tape.mul(p, odds_ratio)
    value = tape.div(shifted, tape.add(tape.sub(tape.one, p), shifted))
    conditions = (
        tape.apply(k.LE, tape.zero, p),
        tape.apply(k.LE, p, tape.one),
        tape.apply(k.LE, tape.zero, odds_ratio),
    )
    return _if(tape, conditions, value)


def _wane(tape: Tape, a: tuple[int, ...]) -> int:
    effect, time, start, stop = a
    part = tape.div(tape.mul(tape.sub(tape.one, effect), tape.sub(time, start)), tape.sub(stop, start))
    late = tape.select(tape.apply(k.LE, stop, time), tape.one, tape.add(effect, part))
    waned = tape.select(tape.apply(k.LE, time, start), effect, late)
    return _if(tape, (tape.apply(k.LE, start, stop),), waned)


def _between(positive: tuple[int, ...], hazard: Lowered) -> Lowered:
    """An average hazard between two times, the last two arguments; some of the others must be above 0."""

    def build(tape: Tape, a: tuple[int, ...]) -> int:
        start, stop = a[2], a[3]
        conditions = [tape.apply(k.LT, tape.zero, a[n]) for n in positive]
        conditions += [tape.apply(k.LE, tape.zero, start), tape.apply(k.LT, start, stop)]
        return _if(tape, tuple(conditions), hazard(tape, a))

    return build


def _rise(cumulative: Callable[[Tape, tuple[int, ...], int], int]) -> Lowered:
    """The rise of a cumulative hazard over the time that it takes."""

    def build(tape: Tape, a: tuple[int, ...]) -> int:
        start, stop = a[2], a[3]
        rise = tape.sub(cumulative(tape, a, stop), cumulative(tape, a, start))
        return tape.div(rise, tape.sub(stop, start))

    return build


def _weibull(tape: Tape, a: tuple[int, ...], time: int) -> int:
    return tape.apply(k.POW, tape.div(time, a[1]), a[0])


def _loglogistic(tape: Tape, a: tuple[int, ...], time: int) -> int:
    return tape.apply(k.LOG1P, _weibull(tape, a, time))


def _lognormal(tape: Tape, a: tuple[int, ...], time: int) -> int:
    """-ln S(t), by the tail that keeps its digits."""
    z = tape.div(tape.sub(tape.apply(k.LOG, time), a[0]), a[1])
    early = tape.apply(k.LOG1P, tape.apply(k.NEG, tape.apply(k.CDF, z)))
    late = tape.apply(k.LOG, tape.apply(k.CDF, tape.apply(k.NEG, z)))
    survived = tape.select(tape.apply(k.LT, z, tape.zero), early, late)
    return tape.select(tape.apply(k.EQ, time, tape.zero), tape.zero, tape.apply(k.NEG, survived))


def _gompertz(tape: Tape, a: tuple[int, ...]) -> int:
    shape, rate, start, stop = a
    z = tape.mul(shape, tape.sub(stop, start))
    growth = tape.select(tape.apply(k.EQ, z, tape.zero), tape.one, tape.div(tape.apply(k.EXPM1, z), z))
    return tape.mul(tape.mul(rate, tape.apply(k.EXP, tape.mul(shape, start))), growth)


FUNCTIONS: Mapping[str, Lowered] = {
    "NOT": _one(k.NOT),
    "MIN": _chain(k.MIN),
    "MAX": _chain(k.MAX),
    "EXP": _one(k.EXP),
    "LN": _one(k.LOG),
    "LOG10": _log10,
    "SQRT": _one(k.SQRT),
    "ABS": _one(k.ABS),
    "ROUND": _rounding(k.ROUND),
    "ROUNDUP": _rounding(k.ROUNDUP),
    "ROUNDDOWN": _rounding(k.ROUNDDOWN),
    "INT": _one(k.FLOOR),
    "MOD": lambda tape, a: tape.apply(k.MOD, a[0], a[1]),
    "NORMSDIST": _one(k.CDF),
    "NORMSINV": _one(k.QUANTILE),
    "RATE_TO_PROB": _rate_to_prob,
    "PROB_TO_RATE": _prob_to_rate,
    "ODDS_SHIFT": _odds_shift,
    "WANE": _wane,
    "WEIBULL_RATE": _between((0, 1), _rise(_weibull)),
    "LOGLOGISTIC_RATE": _between((0, 1), _rise(_loglogistic)),
    "GOMPERTZ_RATE": _between((1,), _gompertz),
    "LOGNORMAL_RATE": _between((1,), _rise(_lognormal)),
}
"""Every function but the lazy ones (IF, AND, OR) and those that read tables."""
