"""The figures of a budget impact, drawn from its table."""

from __future__ import annotations

from collections.abc import Iterator

from matplotlib.figure import Figure

from costeff import plots
from costeff.results import Analysis


def figures(analysis: Analysis) -> Iterator[tuple[str, Figure]]:
    """Spending with and without the intervention side by side (`spending`), and the difference (`net`)."""
    table, currency = analysis.tables["budget"], analysis.study.currency
    if not len(table):
        return
    yield "spending", plots.budget_columns(table, currency=currency)
    yield "net", plots.net_budget(table, currency=currency)
