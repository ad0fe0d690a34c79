"""The columns of the sheets on which no number of the model depends: what it is held against, what was changed."""

from __future__ import annotations

from costeff.workbook.columns import Column, text

TARGET_COLUMNS = (
    Column("id", "key", "Short name.", "survival_5y", required=True, width=18),
    text("label", "What was observed.", "5-year survival", width=40),
    Column(
        "quantity",
        "words",
        "share of the living, or of all who started, who are in the states; cumulative share who have passed "
        "over the arrows; median time until the states are left (in years).",
        "share of all",
        words=("share of the living", "share of all", "cumulative share", "median time"),
        required=True,
        width=20,
    ),
    Column(
        "over",
        "over",
        "The states (or, for a cumulative share, the arrows) that it is about.",
        "alive",
        required=True,
        width=18,
    ),
    Column("strategy", "strategy", "The strategy in which it was observed.", "standard", required=True),
    text("scenario", "Name of a scenario in which it was observed; blank = the base case.", width=14),
    Column("start age", "number", "Age of the people observed, if not the study's.", low=0, width=10),
    Column("at", "duration", "Time since the start; blank for a median time.", "5 years", width=10),
    Column("value", "number", "The published value.", 0.5, required=True),
    Column("low", "number", "Lower bound of its 95% interval.", 0.4),
    Column("high", "number", "Upper bound of its 95% interval.", 0.6),
    text("source", "Where it was published.", "Example, not a publication", width=40),
    Column(
        "use",
        "words",
        "Whether the inputs were tuned to it; blank = validation.",
        "validation",
        words=("calibration", "validation"),
        default="validation",
    ),
    text("note", "Anything worth remembering; not used in the calculation.", width=40),
)
CHANGE_COLUMNS = (
    text("date", "The day of the change.", "2026-01-05", width=12),
    text("version", "Version of the workbook since then.", "1.1", width=10),
    text("author", "Who made it.", "A. Modeller", width=22),
    text("change", "What was changed: sheet, row, from what to what.", "Parameters, c_new: 55,000 to 60,000", width=60),
    text("reason", "Why.", "List price of January", width=50),
)
