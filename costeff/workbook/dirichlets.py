"""The base-case values of a Dirichlet: the shares of its counts, wherever a cell is blank or has lost digits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from costeff.errors.joint import DirichletRounded, LoneDirichlet, ZeroDirichletCount
from costeff.model.parts import Parameter
from costeff.sampling.arrange import SHARE_TOLERANCE
from costeff.workbook.rows import Log

VISIBLE = 1e-6
"""A difference from the share that is worth telling."""


def settle_shares(parameters: Sequence[Parameter], log: Log, *, complete: bool) -> tuple[Parameter, ...]:
    """The parameters with the categories of each Dirichlet at the shares of their counts.

    A value within `SHARE_TOLERANCE` of its share is taken for the share, since rounded values don't sum to 1 and the
    draws follow the counts anyway; one further off stays, for the sampling to refuse.

    Args:
        parameters: in the order of the sheet; a blank value is not-a-number.
        log: collects problems.
        complete: whether every row could be read. If not, a share can't be known, and a category without a value
            is left out.

    Returns:
        The parameters in the same order, without those that have no value.
    """
    shares = _shares(parameters, log) if complete else {}
    found = []
    for p in parameters:
        share = shares.get(p.id)
        if share is not None and not abs(p.value - share) > SHARE_TOLERANCE:
            if abs(p.value - share) > VISIBLE:
                where = p.cells["value"]
                log.add(DirichletRounded(where=where, parameter=p.id, group=p.group, value=p.value, share=share))
            found.append(replace(p, value=share))
        elif not math.isnan(p.value):
            found.append(p)
    return tuple(found)


def _shares(parameters: Sequence[Parameter], log: Log) -> dict[str, float]:
    """Id to share, for each Dirichlet whose counts are all there; tells what keeps a blank value from being filled."""
    groups: dict[str, list[Parameter]] = {}
    for p in parameters:
        if p.family == "dirichlet":
            groups.setdefault(p.group, []).append(p)
    shares: dict[str, float] = {}
    for group, members in groups.items():
        blank = any(math.isnan(p.value) for p in members)
        if not group or len(members) == 1:
            for p in members:
                if math.isnan(p.value):
                    log.add(LoneDirichlet(where=p.cells.get("group", p.cells["id"]), parameter=p.id, group=group))
            continue
        uncounted = [p for p in members if p.n is None or p.n <= 0]
        if blank:
            for p in uncounted:
                where = p.cells.get("n", p.cells["id"])
                log.add(ZeroDirichletCount(where=where, parameter=p.id, group=group, count=p.n))
        if not uncounted:
            whole = math.fsum(p.n for p in members if p.n is not None)
            shares |= {p.id: p.n / whole for p in members if p.n is not None}
    return shares
