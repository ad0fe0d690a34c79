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



def _rate_to_prob(tape: Tape, a: tuple[int, ...]) -> int:
    return tape.apply(k.NEG, tape.apply(k.EXPM1, tape.apply(k.NEG, tape.mul(a[0], a[1]))))


def _prob_to_rate(tape: Tape, a: tuple[int, ...]) -> int:
    return tape.div(tape.apply(k.NEG, tape.apply(k.LOG1P, tape.apply(k.NEG, a[0]))), a[1])


def _odds_shift(tape: Tape, a: tuple[int, ...]) -> int:
    shifted = tape.mul(a[0], a[1])
    return tape.div(shifted, tape.add(tape.sub(tape.one, a[0]), shifted))


def _wane(tape: Tape, a: tuple[int, ...]) -> int:
    effect, time, start, stop = a
    part = tape.div(tape.sub(time, start), tape.sub(stop, start))
    waning = tape.add(effect, tape.mul(tape.sub(tape.one, effect), part))
    late = tape.select(tape.apply(k.LE, stop, time), tape.one, waning)
    return tape.select(tape.apply(k.LE, time, start), effect, late)


def _average(cumulative: Callable[[Tape, tuple[int, ...], int], int]) -> Lowered:
    """The average hazard between two times, from the cumulative hazard of a family with two parameters."""

    def build(tape: Tape, a: tuple[int, ...]) -> int:
        start, stop = a[2], a[3]
        rise = tape.sub(cumulative(tape, a, stop), cumulative(tape, a, start))
        return tape.div(rise, tape.sub(stop, start))

    return build


def _power_of_time(tape: Tape, time: int, scale: int, shape: int) -> int:
    """(t / scale)^shape, 0 at 0."""
    grown = tape.apply(k.POW, tape.div(time, scale), shape)
    return tape.select(tape.apply(k.EQ, time, tape.zero), tape.zero, grown)


def _weibull(tape: Tape, a: tuple[int, ...], time: int) -> int:
    return _power_of_time(tape, time, a[1], a[0])


def _loglogistic(tape: Tape, a: tuple[int, ...], time: int) -> int:
    return tape.apply(k.LOG1P, _power_of_time(tape, time, a[1], a[0]))


def _gompertz(tape: Tape, a: tuple[int, ...], time: int) -> int:
    shape, rate = a[0], a[1]
    growing = tape.div(tape.mul(rate, tape.apply(k.EXPM1, tape.mul(shape, time))), shape)
    return tape.select(tape.apply(k.EQ, shape, tape.zero), tape.mul(rate, time), growing)


def _lognormal(tape: Tape, a: tuple[int, ...], time: int) -> int:
    z = tape.div(tape.sub(a[0], tape.apply(k.LOG, time)), a[1])
    late = tape.apply(k.NEG, tape.apply(k.LOG, tape.apply(k.CDF, z)))
    return tape.select(tape.apply(k.EQ, time, tape.zero), tape.zero, late)


FUNCTIONS: Mapping[str, Lowered] = {
    "NOT": _one(k.NOT),
    "MIN": _chain(k.MIN),
    "MAX": _chain(k.MAX),
    "EXP": _one(k.EXP),
    "LN": _one(k.LOG),
    "LOG10": lambda tape, a: tape.div(tape.apply(k.LOG, a[0]), tape.const(LOG10)),
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
    "WEIBULL_RATE": _average(_weibull),
    "LOGLOGISTIC_RATE": _average(_loglogistic),
    "GOMPERTZ_RATE": _average(_gompertz),
    "LOGNORMAL_RATE": _average(_lognormal),
}
"""Every function but the lazy ones (IF, AND, OR) and those that read tables."""
