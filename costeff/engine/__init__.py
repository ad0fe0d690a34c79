"""The engine, twice: a plain reference to read, and a fast one that agrees with it to 1e-12.

`reference.py` says what a model means. The fast engine follows these steps:

1. `lower.py` reads each expression for a strategy, state, step of memory and marks, into nodes of a `tape.py`;
2. `places.py` finds every place that somebody can be in, `rows.py` the probabilities out of it;
3. `flows.py` groups places that behave alike into atoms, `payoffs.py` says what is added up;
4. `registers.py` lays the tape out as integers, `plan.py` holds the result;
5. `kernel.py` runs it for blocks of 128 draws, `jobs.py` on several threads; `execute.py` is the way in.
"""

from costeff.engine import cache

cache.choose()

from costeff.engine.audit import Row, rows_of  # noqa: E402
from costeff.engine.execute import execute, trace, warm  # noqa: E402  (the cache folder is chosen before numba decorates)
from costeff.engine.jobs import Spool  # noqa: E402
from costeff.engine.quality import Quality, quality  # noqa: E402
from costeff.engine.sizes import Size, sizes  # noqa: E402

__all__ = [
    "Quality",
    "Row",
    "Size",
    "Spool",
    "cache",
    "execute",
    "quality",
    "rows_of",
    "sizes",
    "trace",
    "warm",
]
