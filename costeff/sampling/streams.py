"""Addressed randomness: a stream is a function of (seed, purpose, name), draw i is its i-th number.

So draw i of a parameter is the same whatever the number of draws, workers, blocks or other parameters, and whatever the
order of the rows. The generator is Philox 4x64 (Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as
1, 2, 3, SC 2011), keyed by a 128-bit BLAKE2b hash of the address.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

WORDS = 4
"""64-bit words that Philox yields for one step of its counter."""

Words = NDArray[np.uint64]


def key(seed: int, purpose: str, name: str) -> int:
    """The 128-bit key of a stream."""
    address = f"{seed}|{purpose}|{name}".encode()
    return int.from_bytes(hashlib.blake2b(address, digest_size=16).digest(), "little")


def words(seed: int, purpose: str, name: str, start: int, stop: int) -> Words:
    """Numbers `start` to `stop` (excluded) of a stream as raw 64-bit words, without drawing those before."""
    if stop <= start:
        return np.zeros(0, dtype=np.uint64)
    generator = np.random.Philox(key=key(seed, purpose, name))
    generator.advance(start // WORDS)
    skipped = start % WORDS
    drawn: Words = generator.random_raw(skipped + stop - start)[skipped:]
    return drawn


def unit(raw: Words) -> NDArray[np.float64]:
    """The top 52 bits k of each word as (k + 1/2) / 2^52, strictly between 0 and 1.

    With 53 bits the largest k + 1/2 would round to 2^53, so to 1, where the inverse CDF of a normal is infinite.
    """
    halves = (raw >> np.uint64(12)).astype(np.float64)
    halves += 0.5
    halves *= 2.0**-52
    return halves


def uniforms(seed: int, purpose: str, name: str, start: int, stop: int) -> NDArray[np.float64]:
    """Numbers `start` to `stop` (excluded) of a stream, strictly between 0 and 1, shape (stop - start,).

    Args:
        seed: any whole number.
        purpose: what the stream is for (`parameter`, `posterior`, ...), without `|`.
        name: whose stream it is: a parameter's id, a sheet's name.
        start: first draw, from 0.
        stop: one past the last draw.
    """
    return unit(words(seed, purpose, name, start, stop))
