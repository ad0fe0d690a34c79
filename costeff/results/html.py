"""A run as a short piece of HTML, for notebooks. Every text of the user's is escaped."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from html import escape
from typing import Any

import pandas as pd

from costeff import format as show
from costeff.errors.words import printable
from costeff.results.study import Study


def card(study: Study, table: pd.DataFrame, draws: int) -> str:
    """Title, ICER table and how many draws there were.

    Args:
        study: title and currency.
        table: as of `Run.icer_table`.
        draws: of the probabilistic analysis; 0 = none.
    """
    head = "".join(f"<th>{name}</th>" for name in ("Strategy", "Cost", "QALYs", "Extra cost", "Extra QALYs", "ICER"))
    body = "".join(_row(row, study.currency) for row in table.to_dict("records"))
    note = f"{show.count(draws)} draws" if draws else "base case only"
    about = " · ".join(text for text in (study.population, study.horizon, note) if text)
    return (
        f"<div><strong>{_text(study.title)}</strong><br>{_text(about)}"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Mapping[Hashable, Any], currency: str) -> str:
    """One strategy; where there is no ICER, its status in words."""

    def value(name: str) -> float:
        return float(row[name])

    status = str(row["status"])
    cells = (
        str(row["label"]),
        show.money(value("cost"), currency),
        show.qalys(value("qalys")),
        show.money(value("inc_cost"), currency),
        show.qalys(value("inc_qalys")),
        show.icer(value("icer"), currency) if status == "ND" else show.status(status),
    )
    return "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in cells) + "</tr>"


def _text(text: str) -> str:
    """A text that is only text, without signs that would turn what follows it."""
    return escape(printable(text))
