"""How draws are laid out: one column of uniforms for each thing that is drawn.

What holds when a study changes:

| design | more draws | inputs added or removed | rows in another order |
|---|---|---|---|
| random | draw i stays | draw i stays | draw i stays |
| lhs | draw i stays; stratified in whole batches of 1,024 | draw i stays | draw i stays |
| sobol | draw i stays; balanced at powers of 2 | the design changes | draw i stays |

All depend on the seed and on names alone, so none depends on workers or blocks.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from costeff.model.settings import Design
from costeff.sampling.streams import uniforms, unit, words

Array = NDArray[np.float64]
Address = tuple[str, str]
"""Purpose and name of a stream."""

BATCH = 1024
"""Draws in a Latin hypercube; a power of 2, so that a stratum is a number of leading bits."""

STRATUM_BITS = 10

SOBOL_DIMENSIONS = 21_201
"""Dimensions of the direction numbers of Joe and Kuo (2008), which scipy carries."""


SKIP = 65_536
"""Sobol points passed over at a time, for a design that doesn't begin at draw 0."""


def lay_out(design: Design, seed: int, addresses: Sequence[Address], start: int, stop: int) -> Mapping[Address, Array]:
    """Columns of uniforms strictly between 0 and 1, each of shape (stop - start,).

    Args:
        design: `random`, `lhs` or `sobol`.
        seed: of all streams.
        addresses: one for each column, in any order; for `sobol` at most `SOBOL_DIMENSIONS`.
        start: first draw, from 0.
        stop: one past the last draw.
    """
    if design == "sobol":
        return _sobol(seed, addresses, start, stop)
    column = _hypercube if design == "lhs" else uniforms
    return {(purpose, name): column(seed, purpose, name, start, stop) for purpose, name in addresses}


def _hypercube(seed: int, purpose: str, name: str, start: int, stop: int) -> Array:
    """One column of successive Latin hypercubes of 1,024 draws (McKay, Beckman and Conover, Technometrics 1979).

    Each batch is made whole and then cut, so that draw i doesn't depend on how many are asked for.
    """
    first, last = start // BATCH, -(-stop // BATCH)
    raw = words(seed, f"lhs {purpose}", name, first * 2 * BATCH, last * 2 * BATCH).reshape(-1, 2, BATCH)
    stratum = np.argsort(raw[:, 0], axis=1, kind="stable").astype(np.uint64)
    place = raw[:, 1] >> np.uint64(STRATUM_BITS)
    whole = unit((stratum << np.uint64(64 - STRATUM_BITS)) | place).ravel()
    return whole[start - first * BATCH : stop - first * BATCH]


def _sobol(seed: int, addresses: Sequence[Address], start: int, stop: int) -> Mapping[Address, Array]:
    """Sobol points, each column scrambled by a key of its own name.

    A column's dimension is its rank among the sorted addresses. scipy's own scrambling is not used, because with it
    one more dimension changes all columns; the price of ranks is that a new name moves those that sort after it.
    """
    if stop <= start or not addresses:
        return {address: np.zeros(0) for address in addresses}
    from scipy.stats import qmc  # late: takes a second, and only this design needs it

    ranked = sorted(addresses)
    sequence = qmc.Sobol(len(ranked), scramble=False, bits=52)
    with warnings.catch_warnings():  # a number of draws that is no power of 2 is the user's own choice
        warnings.simplefilter("ignore", UserWarning)
        for skipped in range(0, start, SKIP):  # scipy's fast_forward fails with over 32 bits
            sequence.random(min(SKIP, start - skipped))
        points = sequence.random(stop - start)
    return {
        (purpose, name): unit(_scramble((points[:, k] * 2.0**52).astype(np.uint64), seed, purpose, name))
        for k, (purpose, name) in enumerate(ranked)
    }


def _scramble(points: NDArray[np.uint64], seed: int, purpose: str, name: str) -> NDArray[np.uint64]:
    """A nested uniform (Owen) scramble of 52-bit points by a hash, to 64 bits.

    In Owen's scheme each bit is flipped by a random function of the bits above it (Owen, Randomly permuted
    (t,m,s)-nets, 1995). On the reversed bits, adding a number, multiplying by an odd one, and x ^= x * even have just
    that form (Laine and Karras, Stratified sampling for stochastic transparency, 2011; Burley, Practical hash-based
    Owen scrambling, 2020). The numbers come from the column's own stream.
    """
    keys = words(seed, f"sobol {purpose}", name, 0, 8)
    odd, even = keys | np.uint64(1), keys & ~np.uint64(1)
    x = _reversed_bits(points << np.uint64(12))
    x ^= x * even[0]
    x += keys[1]
    x *= odd[2]
    x ^= x * even[3]
    x ^= x * even[4]
    x += keys[5]
    x *= odd[6]
    x ^= x * even[7]
    return _reversed_bits(x)


def _reversed_bits(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Each 64-bit word with its bits in the opposite order."""
    for shift, mask in (
        (1, 0x5555555555555555),
        (2, 0x3333333333333333),
        (4, 0x0F0F0F0F0F0F0F0F),
    ):
        by, low = np.uint64(shift), np.uint64(mask)
        x = ((x >> by) & low) | ((x & low) << by)
    return x.byteswap()
