"""The kernel: one tape of instructions over lanes of 128 draws, cycle by cycle. Arrays in, arrays out, no names.

Everything numeric that a formula asks for goes through `lanes`, so a bit of a result depends on the draw alone: not on
the block, the thread or the processor. Arithmetic is strict IEEE (no fastmath), and exp, log and the like are written
out here, because those of the platform differ in their last bits.

Numba notices changes only in the file that holds a function, so all compiled code is in this one.
A value that doesn't exist (division by zero, logarithm of zero, overflow) is NaN, and NaN is never lost: comparisons
and selections pass it on, and a move by a NaN probability marks its draw as invalid.
Sums and products that overflow become infinite, and infinity becomes NaN wherever it would be lost.
"""
# ruff: noqa: E501, SIM109  (tables of coefficients; the compiler wants plain comparisons)
# mypy: disable-error-code="untyped-decorator,no-any-return,call-arg,misc"

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

LANES = 128
"""Draws a block holds; a constant of the compilation, since a run-time width is a fifth slower."""

TOLERANCE = 1e-9
"""How far a probability may lie outside [0, 1] by rounding."""

(
    ADD, ADD3, ADD4, SUB, MUL, DIV, NEG, MIN, MAX, ABS, SQRT, EXP, EXPM1, LOG, LOG1P, POW, LT, LE, EQ, NE, NOT, SELECT,
    FLOOR, ROUND, ROUNDUP, ROUNDDOWN, MOD, CDF, QUANTILE, PICK, SEARCH, LEAVE, LEFT, TIMES, WHERE, HALF, GUARD,
    TAKE, RATE, SUM_X, SUM_Y, SET, SHIFT, ADD_TO_Y, PAY, PAY_TWICE, COUNT, COUNT_TWICE, CROSS,
) = range(49)  # fmt: skip
"""Operations: lane-wise arithmetic up to HALF, then those that check, read or move the cohort and add up."""

OP, OUT, A, B, C, N, FIRST, LAST = range(8)
"""Columns of the code: operation, target register, operands, a count, and the cycles in which it is active."""

_LOG2E = 1.4426950408889634
_LN2_HI = 6.93147180369123816490e-01
_LN2_LO = 1.90821492927058770002e-10
_ROUND = 6755399441055744.0  # 2^52 + 2^51: adding and taking it away rounds to whole numbers
_SQRT2 = 1.4142135623730951


@intrinsic
def _bits(typingctx: Any, x: Any) -> Any:
    """The bits of a float64 as an int64."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.bitcast(args[0], ir.IntType(64))

    return types.int64(types.float64), codegen


@intrinsic
def _float(typingctx: Any, k: Any) -> Any:
    """The float64 of an int64's bits."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.bitcast(args[0], ir.DoubleType())

    return types.float64(types.int64), codegen


_jit: Any = njit(error_model="numpy", nogil=True, cache=True)
_inline: Any = njit(error_model="numpy", nogil=True, cache=True, forceinline=True)


@_inline
def _exp_parts(x: float) -> Any:
    """X = k ln 2 + r with |r| <= ln 2 / 2; returns k and exp(r) - 1 (degree 13, Cody and Waite's reduction)."""
    k = (x * _LOG2E + _ROUND) - _ROUND
    r = (x - k * _LN2_HI) - k * _LN2_LO
    p = 1.0 / 6227020800.0
    p = p * r + 1.0 / 479001600.0
    p = p * r + 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    return k, r + r * r * p


@_inline
def _two_to(k: float) -> float:
    """2^k for a whole k between -1022 and 1023: adding _ROUND brings k into the low bits."""
    return _float((_bits(k + _ROUND) + np.int64(1023)) << np.int64(52))


@_inline
def exp(x: float) -> float:
    """e^x; NaN on overflow and for minus infinity, which is an overflow before; 0 far below."""
    y = x if x < 710.0 else 710.0
    y = y if y > -708.0 else -708.0
    k, q = _exp_parts(y)
    h = (k * 0.5 + _ROUND) - _ROUND
    value = (1.0 + q) * _two_to(h) * _two_to(k - h)
    value = value if value < np.inf else np.nan
    value = value if x >= -708.0 else 0.0
    return value if abs(x) < np.inf else np.nan


@_inline
def expm1(x: float) -> float:
    """e^x - 1 without cancellation; NaN on overflow."""
    y = x if x < 709.0 else 709.0
    y = y if y > -60.0 else -60.0
    k, q = _exp_parts(y)
    h = (k * 0.5 + _ROUND) - _ROUND
    scale = _two_to(h) * _two_to(k - h)
    value = q if k == 0.0 else scale * q + (scale - 1.0)
    value = value if x <= 709.0 else np.nan
    value = value if x >= -60.0 else -1.0
    return value if abs(x) < np.inf else np.nan


@_inline
def leaving(total: float) -> Any:
    """(1 - e^-R) / R, which is 1 at R = 0, and e^-R, from one reduction."""
    x = -total
    y = x if x < 709.0 else 709.0
    y = y if y > -708.0 else -708.0
    k, q = _exp_parts(y)
    h = (k * 0.5 + _ROUND) - _ROUND
    scale = _two_to(h) * _two_to(k - h)
    left = scale * (1.0 + q)
    gone = -q if k == 0.0 else (1.0 - scale) - scale * q
    left = left if x >= -708.0 else 0.0
    left = left if x <= 709.0 else np.nan
    left = left if x == x else np.nan
    part = gone / total
    part = part if total != 0.0 else 1.0
    part = part if x <= 709.0 else np.nan
    return part, left


@_inline
def _log_parts(x: float) -> Any:
    """X = 2^k (1 + f), with f in [sqrt(1/2) - 1, sqrt(2) - 1]; x normal and positive."""
    bits: Any = _bits(x)
    k = _float((bits >> np.int64(52)) | np.int64(0x4330000000000000)) - 4503599627371519.0  # 2^52 + 1023
    m = _float((bits & np.int64(0x000FFFFFFFFFFFFF)) | np.int64(0x3FF0000000000000))
    high = m > _SQRT2
    m = m * 0.5 if high else m
    k = k + 1.0 if high else k
    return k, m - 1.0


@_inline
def _log_series(k: float, f: float, c: float) -> float:
    """K ln 2 + log(1 + f) + c, as in fdlibm."""
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    t2 = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    hfsq = 0.5 * f * f
    return k * _LN2_HI - ((hfsq - (s * (hfsq + t1 + t2) + (k * _LN2_LO + c))) - f)


@_inline
def log(x: float) -> float:
    """Natural logarithm; NaN for 0 and below."""
    tiny = x < 2.2250738585072014e-308
    y = x * 18014398509481984.0 if tiny else x  # 2^54 lifts subnormal numbers
    y = y if y > 0.0 else 1.0
    k, f = _log_parts(y)
    k = k - 54.0 if tiny else k
    value = _log_series(k, f, 0.0)
    return value if x > 0.0 and x < np.inf else np.nan


@_inline
def log1p(x: float) -> float:
    """log(1 + x) without cancellation; NaN for -1 and below."""
    u = 1.0 + x
    u = u if u > 0.0 else 1.0
    k, f = _log_parts(u)
    lost = (x - (u - 1.0)) if x < 1.0 else 1.0 - (u - x)
    value = _log_series(k, f, lost / u)
    value = x if abs(x) < 1e-17 else value
    return value if x > -1.0 and x < np.inf else np.nan


@_jit
def power(x: float, y: float) -> float:
    """x^y; 0 to a negative power and fractional powers of negatives have no value, 0^0 is 1."""
    whole = np.floor(y) == y
    small = whole and abs(y) <= 64.0
    if small:  # whole powers by multiplication, exact where the result is
        n = np.int64(abs(y))
        base, value = x, 1.0
        while n > 0:
            if n & 1:
                value = value * base
            base = base * base
            n >>= 1
        value = 1.0 / value if y < 0.0 else value
        value = np.nan if x == 0.0 and y < 0.0 else value
    else:
        magnitude = exp(y * log(abs(x))) if x != 0.0 else (0.0 if y > 0.0 else np.nan)
        odd = whole and np.floor(y * 0.5) * 2.0 != y
        value = -magnitude if (x < 0.0 and odd) else magnitude
        value = np.nan if (x < 0.0 and not whole) else value
    return value if abs(value) < np.inf and abs(x) < np.inf and abs(y) < np.inf else np.nan


@_jit
def normal_cdf(x: float) -> float:
    """Standard normal distribution function, by W. J. Cody's rational approximations of erfc (1969)."""
    if not abs(x) < np.inf:
        return np.nan
    y = abs(x) * 0.7071067811865476
    if y <= 0.46875:
        z = y * y
        n = 1.85777706184603153e-1 * z + 3.16112374387056560e0
        n = ((n * z + 1.13864154151050156e2) * z + 3.77485237685302021e2) * z + 3.20937758913846947e3
        d = z + 2.36012909523441209e1
        d = ((d * z + 2.44024637934444173e2) * z + 1.28261652607737228e3) * z + 2.84423683343917062e3
        half = 0.5 * y * n / d
        return 0.5 + half if x > 0.0 else 0.5 - half
    if y <= 4.0:
        n = 2.15311535474403846e-8 * y + 5.64188496988670089e-1
        for c in (
            8.88314979438837594e0, 6.61191906371416295e1, 2.98635138197400131e2, 8.81952221241769090e2,
            1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
        ):  # fmt: skip
            n = n * y + c
        d = y + 1.57449261107098347e1
        for c in (
            1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3, 3.29079923573345963e3,
            4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
        ):  # fmt: skip
            d = d * y + c
        tail = n / d
    else:
        z = 1.0 / (y * y)
        n = 1.63153871373020978e-2 * z + 3.05326634961232344e-1
        for c in (3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4):
            n = n * z + c
        d = z + 2.56852019228982242e0
        for c in (1.87295284992346047e0, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3):
            d = d * z + c
        tail = (0.56418958354775628695 - z * n / d) / y
    cut = np.floor(y * 16.0) / 16.0  # exp(-y^2) in two exact parts
    tail = tail * exp(-cut * cut) * exp(-(y - cut) * (y + cut))
    return 1.0 - 0.5 * tail if x > 0.0 else 0.5 * tail


@_jit
def normal_quantile(p: float) -> float:
    """Inverse of the standard normal distribution function: Wichura's algorithm AS 241 (1988); NaN outside (0, 1)."""
    if not (p > 0.0 and p < 1.0):
        return np.nan
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        n, d = 2.5090809287301226727e3, 5.2264952788528545610e3
        for a, b in (
            (3.3430575583588128105e4, 2.8729085735721942674e4), (6.7265770927008700853e4, 3.9307895800092710610e4),
            (4.5921953931549871457e4, 2.1213794301586595867e4), (1.3731693765509461125e4, 5.3941960214247511077e3),
            (1.9715909503065514427e3, 6.8718700749205790830e2), (1.3314166789178437745e2, 4.2313330701600911252e1),
            (3.3871328727963666080e0, 1.0),
        ):  # fmt: skip
            n, d = n * r + a, d * r + b
        return q * n / d
    r = p if q < 0.0 else 1.0 - p
    r = math.sqrt(-log(r))
    if r <= 5.0:
        r -= 1.6
        n, d = 7.74545014278341407640e-4, 1.05075007164441684324e-9
        for a, b in (
            (2.27238449892691845833e-2, 5.47593808499534494600e-4), (2.41780725177450611770e-1, 1.51986665636164571966e-2),
            (1.27045825245236838258e0, 1.48103976427480074590e-1), (3.64784832476320460504e0, 6.89767334985100004550e-1),
            (5.76949722146069140550e0, 1.67638483018380384940e0), (4.63033784615654529590e0, 2.05319162663775882187e0),
            (1.42343711074968357734e0, 1.0),
        ):  # fmt: skip
            n, d = n * r + a, d * r + b
    else:
        r -= 5.0
        n, d = 2.01033439929228813265e-7, 2.04426310338993978564e-15
        for a, b in (
            (2.71155556874348757815e-5, 1.42151175831644588870e-7), (1.24266094738807843860e-3, 1.84631831751005468180e-5),
            (2.65321895265761230930e-2, 7.86869131145613259100e-4), (2.96560571828504891230e-1, 1.48753612908506148525e-2),
            (1.78482653991729133580e0, 1.36929880922735805310e-1), (5.46378491116411436990e0, 5.99832206555887937690e-1),
            (6.65790464350110377720e0, 1.0),
        ):  # fmt: skip
            n, d = n * r + a, d * r + b
    value = n / d
    return -value if q < 0.0 else value


@_jit
def scaled(x: float, digits: float) -> float:
    """|x| 10^digits with the last binary digits forgiven, so that 2.675 is rounded as it is written."""
    return abs(x) * power(10.0, digits)


@_jit
def rounded(x: float, digits: float, how: int) -> float:
    """Excel's ROUND (0), ROUNDUP (1) and ROUNDDOWN (-1): away from zero, by whole digits."""
    d = np.floor(digits) if digits >= 0.0 else np.ceil(digits)
    if abs(d) > 22.0:
        return np.nan
    s = scaled(x, d)
    if s >= 1125899906842624.0:  # 2^50: no digits are left to round
        return x
    if how == 0:
        whole = np.floor(s * (1.0 + 4.440892098500626e-16) + 0.5)
    elif how > 0:
        whole = np.ceil(s * (1.0 - 4.440892098500626e-16))
    else:
        whole = np.floor(s * (1.0 + 4.440892098500626e-16))
    value = whole / power(10.0, d) if d >= 0.0 else whole * power(10.0, -d)
    return -value if x < 0.0 else value


@_jit
def lanes(code: Any, lo: int, hi: int, t: int, R: Any, X: Any, Y: Any, weight: Any, knots: Any, bad: Any) -> None:
    """Carries out the instructions lo..hi-1 that are active in cycle t.

    Args:
        code: (n, 8) int32, see the column names above.
        lo: first instruction.
        hi: one past the last.
        t: cycle.
        R: (rows, 128) registers.
        X: (places, 128) the cohort now.
        Y: (places, 128) the cohort a cycle later, being filled.
        weight: (weights, T + 1) cycle weight times discount factor.
        knots: (n,) keys of the tables that are searched.
        bad: (128,) not 0 once a draw was found invalid.
    """
    for i in range(lo, hi):
        if t < code[i, FIRST] or t > code[i, LAST]:
            continue
        op = code[i, OP]
        o = code[i, OUT]
        a = code[i, A]
        b = code[i, B]
        c = code[i, C]
        n = code[i, N]
        out, x, y, z = R[o], R[a], R[b], R[c]  # what isn't a register isn't read
        if op == ADD:
            for j in range(LANES):
                out[j] = x[j] + y[j]
        elif op == ADD3:
            for j in range(LANES):
                out[j] = (x[j] + y[j]) + z[j]
        elif op == ADD4:
            last = R[n]
            for j in range(LANES):
                out[j] = ((x[j] + y[j]) + z[j]) + last[j]
        elif op == MUL:
            for j in range(LANES):
                out[j] = x[j] * y[j]
        elif op == RATE:  # x: members times what a unit of rate moves, y: a rate, z: members
            for j in range(LANES):
                rate, members = y[j], z[j]
                moved = x[j] * rate
                out[j] = moved if members != 0.0 else 0.0
                wrong = 0.0 if rate >= -TOLERANCE else members
                wrong = wrong if rate < np.inf else members
                bad[j] += abs(wrong)
        elif op == TAKE:  # what part y of the members x move: nobody moves out of an empty place, whatever the row says
            for j in range(LANES):
                members, p = x[j], y[j]
                moved = members * p
                out[j] = moved if members != 0.0 else 0.0
                wrong = 0.0 if p >= -TOLERANCE else members
                wrong = wrong if p <= 1.0 + TOLERANCE else members
                bad[j] += abs(wrong)
        elif op == SET:  # n places in a row move on together, into places that nobody came to before
            for k in range(n):
                here, there = X[a + k], Y[b + k]
                for j in range(LANES):
                    there[j] = here[j] * z[j]
        elif op == SHIFT:  # the same, into places to which others come too
            for k in range(n):
                here, there = X[a + k], Y[b + k]
                for j in range(LANES):
                    there[j] += here[j] * z[j]
        elif op == ADD_TO_Y:
            there = Y[b]
            for j in range(LANES):
                there[j] += x[j]
        elif op == SUM_X or op == SUM_Y:
            cohort = X if op == SUM_X else Y
            here = cohort[a]
            for j in range(LANES):
                out[j] = here[j]
            for k in range(1, n):
                here = cohort[a + k]
                for j in range(LANES):
                    out[j] += here[j]
        elif op == COUNT:  # out += weight c at t times x
            w = weight[c, t]
            for j in range(LANES):
                out[j] += w * x[j]
        elif op == COUNT_TWICE:  # the same under weights c and n, into out and the register after it
            w, v = weight[c, t], weight[n, t]
            also = R[o + 1]
            for j in range(LANES):
                quantity = x[j]
                out[j] += w * quantity
                also[j] += v * quantity
        elif op == PAY:  # out += weight c at t times (x times amount y), nothing where x is 0
            w = weight[c, t]
            for j in range(LANES):
                quantity = x[j]
                paid = quantity * y[j]
                out[j] += w * (paid if quantity != 0.0 else 0.0)
        elif op == PAY_TWICE:
            w, v = weight[c, t], weight[n, t]
            also = R[o + 1]
            for j in range(LANES):
                quantity = x[j]
                paid = quantity * y[j]
                paid = paid if quantity != 0.0 else 0.0
                out[j] += w * paid
                also[j] += v * paid
        elif (
            op == HALF
        ):  # person-time of a cycle: members x, half of those who arrive y, less half of those who leave z
            for j in range(LANES):
                out[j] = x[j] + 0.5 * (y[j] - z[j])
        elif op == WHERE:  # y where x is not 0
            for j in range(LANES):
                u, v = x[j], y[j]
                out[j] = v if u != 0.0 else 0.0
        elif op == SUB:
            for j in range(LANES):
                out[j] = x[j] - y[j]
        elif op == DIV:
            for j in range(LANES):
                u, v = x[j], y[j]
                quotient = u / v
                out[j] = quotient if (v != 0.0 and abs(v) < np.inf) else np.nan
        elif op == NEG:
            for j in range(LANES):
                out[j] = -x[j]
        elif op == MIN:
            for j in range(LANES):
                u, v = x[j], y[j]
                out[j] = (u if u < v else v) + 0.0 * (u + v)
        elif op == MAX:
            for j in range(LANES):
                u, v = x[j], y[j]
                out[j] = (u if u > v else v) + 0.0 * (u + v)
        elif op == ABS:
            for j in range(LANES):
                out[j] = abs(x[j])
        elif op == SQRT:
            for j in range(LANES):
                out[j] = math.sqrt(x[j])
        elif op == EXP:
            for j in range(LANES):
                out[j] = exp(x[j])
        elif op == EXPM1:
            for j in range(LANES):
                out[j] = expm1(x[j])
        elif op == LOG:
            for j in range(LANES):
                out[j] = log(x[j])
        elif op == LOG1P:
            for j in range(LANES):
                out[j] = log1p(x[j])
        elif op == POW:
            for j in range(LANES):
                out[j] = power(x[j], y[j])
        elif op == LT:
            for j in range(LANES):
                out[j] = (1.0 if x[j] < y[j] else 0.0) + 0.0 * (x[j] + y[j])
        elif op == LE:
            for j in range(LANES):
                out[j] = (1.0 if x[j] <= y[j] else 0.0) + 0.0 * (x[j] + y[j])
        elif op == EQ:
            for j in range(LANES):
                out[j] = (1.0 if x[j] == y[j] else 0.0) + 0.0 * (x[j] + y[j])
        elif op == NE:
            for j in range(LANES):
                out[j] = (1.0 if x[j] != y[j] else 0.0) + 0.0 * (x[j] + y[j])
        elif op == NOT:
            for j in range(LANES):
                out[j] = (1.0 if x[j] == 0.0 else 0.0) + 0.0 * x[j]
        elif op == SELECT:
            for j in range(LANES):
                u, v, w = x[j], y[j], z[j]
                chosen = v if u != 0.0 else w
                out[j] = chosen if abs(u) < np.inf else np.nan
        elif op == FLOOR:
            for j in range(LANES):
                out[j] = np.floor(x[j])
        elif op == ROUND:
            for j in range(LANES):
                out[j] = rounded(x[j], y[j], 0)
        elif op == ROUNDUP:
            for j in range(LANES):
                out[j] = rounded(x[j], y[j], 1)
        elif op == ROUNDDOWN:
            for j in range(LANES):
                out[j] = rounded(x[j], y[j], -1)
        elif op == MOD:
            for j in range(LANES):
                u, v = x[j], y[j]
                out[j] = u - v * np.floor(u / v) if v != 0.0 else np.nan
        elif op == CDF:
            for j in range(LANES):
                out[j] = normal_cdf(x[j])
        elif op == QUANTILE:
            for j in range(LANES):
                out[j] = normal_quantile(x[j])
        elif op == PICK:  # knot b + index of n; NaN outside
            for j in range(LANES):
                u = x[j]
                out[j] = knots[b + np.int64(u)] if (u >= 0.0 and u < n) else np.nan
        elif op == SEARCH:  # index of the last of n knots from b on that is <= a; NaN below the first
            for j in range(LANES):
                u = x[j]
                if u != u or u < knots[b] or u == np.inf:
                    out[j] = np.nan
                else:
                    low, high = 0, n
                    while high - low > 1:
                        middle = (low + high) // 2
                        if knots[b + middle] <= u:
                            low = middle
                        else:
                            high = middle
                    out[j] = low
        elif op == LEAVE:  # what a unit of rate moves when x is the row's total, and into register n what is left
            left = R[n]
            for j in range(LANES):
                part, rest = leaving(x[j])
                out[j] = part
                left[j] = rest
        elif op == TIMES:  # a times b, nothing where a is 0, whatever b is
            for j in range(LANES):
                u = x[j]
                product = u * y[j]
                out[j] = product if u != 0.0 else 0.0
        elif op == GUARD:  # a must be finite and at least register c, where members b are
            for j in range(LANES):
                u, v = x[j], y[j]
                wrong = 0.0 if u >= z[j] else v
                wrong = wrong if u < np.inf else v
                bad[j] += abs(wrong)
        elif op == CROSS:  # median: o = time, a = alive now, b = alive before, c = length of a cycle
            for j in range(LANES):
                if out[j] == np.inf and x[j] <= 0.5:
                    drop = y[j] - x[j]
                    part = (y[j] - 0.5) / drop if drop > 0.0 else 0.0
                    out[j] = (t - 1 + part) * z[j] if t > 0 else 0.0
                y[j] = x[j]


@_jit
def run(
    code: Any,
    sections: Any,
    constants: Any,
    inputs: Any,
    input_rows: Any,
    clock: Any,
    clock_rows: Any,
    clock_first: Any,
    clock_last: Any,
    start_rows: Any,
    set_first: Any,
    set_last: Any,
    weight: Any,
    knots: Any,
    out_rows: Any,
    out: Any,
    invalid: Any,
    places: int,
    trace_x: Any,
    trace_rows: Any,
    trace_flow: Any,
) -> None:
    """Runs some blocks of one strategy from draw values to outcomes.

    Args:
        code: (n, 8) int32.
        sections: (4,) int32, bounds of the sections draw, cycle and final.
        constants: (rows,) initial value of every register.
        inputs: (blocks, parameters, 128) draw values, the last block padded.
        input_rows: (parameters,) int32, register of each parameter, -1 if unused.
        clock: (clocks, T + 1) values that are known for each cycle.
        clock_rows: (clocks,) int32, their registers.
        clock_first: (clocks,) int32, first cycle in which each is needed.
        clock_last: (clocks,) int32, last one.
        start_rows: (places,) int32, register of each place's start share, -1 for none.
        set_first: (places,) int32, first cycle in which a SET fills each place; in others it is emptied first.
        set_last: (places,) int32, last one.
        weight: (weights, T + 1).
        knots: (n,).
        out_rows: (outcomes,) int32, registers of the outcomes.
        out: (blocks, outcomes, 128), filled.
        invalid: (blocks, 128) int32, filled: whether each draw was found invalid.
        places: number of places.
        trace_x: (T + 1, places + 1) filled from lane 0 (the last column: whether it is invalid by now), or (0, 0).
        trace_rows: (m,) int32 registers.
        trace_flow: (T, m) filled from lane 0, or (0, 0).
    """
    T = clock.shape[1] - 1
    draw_section, cycle_section = np.int64(sections[0]), np.int64(sections[1])
    final_section, end = np.int64(sections[2]), np.int64(sections[3])
    R = np.empty((constants.shape[0], LANES))
    X, Y, bad = np.empty((places, LANES)), np.empty((places, LANES)), np.empty(LANES)
    for block in range(inputs.shape[0]):
        bad[:] = 0.0
        for r in range(constants.shape[0]):
            for j in range(LANES):
                R[r, j] = constants[r]
        for k in range(input_rows.shape[0]):
            if input_rows[k] >= 0:
                for j in range(LANES):
                    R[input_rows[k], j] = inputs[block, k, j]
        X[:, :] = 0.0
        Y[:, :] = 0.0
        for t in range(-1, T + 2):  # -1: what is known once a draw; T + 1: what was added up
            low, high = cycle_section, final_section
            if t < 0:
                low, high = draw_section, cycle_section
            elif t > T:
                low, high = final_section, end
            else:
                for k in range(clock_rows.shape[0]):
                    if clock_first[k] <= t <= clock_last[k]:
                        value = clock[k, t]
                        for j in range(LANES):
                            R[clock_rows[k], j] = value
                if trace_x.shape[0] > 0:
                    for s in range(places):
                        trace_x[t, s] = X[s, 0]
                    trace_x[t, places] = bad[0]
                for s in range(places):
                    if t < set_first[s] or t > set_last[s]:
                        Y[s, :] = 0.0
            lanes(code, low, high, t if 0 <= t <= T else 0, R, X, Y, weight, knots, bad)
            if t < 0:
                for s in range(places):
                    if start_rows[s] >= 0:
                        for j in range(LANES):
                            X[s, j] = R[start_rows[s], j]
            elif t <= T:
                if trace_flow.shape[0] > 0 and t < T:
                    for k in range(trace_rows.shape[0]):
                        trace_flow[t, k] = R[trace_rows[k], 0]
                X, Y = Y, X
        for k in range(out_rows.shape[0]):
            for j in range(LANES):
                out[block, k, j] = R[out_rows[k], j]
        for j in range(LANES):
            invalid[block, j] = 0 if bad[j] == 0.0 else 1
