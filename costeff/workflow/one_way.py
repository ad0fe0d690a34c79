"""The one-way analysis of a study, as a stored analysis."""

from __future__ import annotations

import os
from collections.abc import Callable

from costeff import analyses
from costeff.model import Model
from costeff.results import Analysis
from costeff.results.one_way import Pulled, elasticity_table, scan_table, tornado_table
from costeff.workflow.question import Question
from costeff.workflow.whatif import Changes


def dsa(
    model: Model | str | os.PathLike[str],
    *,
    changes: Changes = (),
    cancelled: Callable[[], bool] | None = None,
    command: str = "costeff.dsa(...)",
) -> Analysis:
    """Moves each uncertain parameter to its two ends, everything else at its value.

    Args:
        model: a model, or the path of a workbook.
        changes: made before anything else: items to values, or texts such as `c_msc=15000`.
        cancelled: asked now and then; True stops the run.
        command: what the user typed, for the record.

    Returns:
        Tables `tornado` (see `costeff.results.one_way.tornado_table`), `elasticity` and `scan`.

    Raises:
        InputError: if the workbook can't be read, has no threshold, or its base case is no valid model.
        Cancelled: if asked to stop.
    """
    asked = Question(model, command, changes=changes)
    asked.require_threshold()
    found = analyses.one_way(asked.model, cancelled=cancelled)
    pulled = Pulled(
        levers=found.levers,
        base=found.base,
        low=found.low,
        high=found.high,
        nudged=found.nudged,
        steps=found.steps,
        scans=found.scans,
        values={p.id: p.value for p in asked.model.parameters},
        scan=analyses.SCAN,
    )
    tornado = tornado_table(asked.study, pulled)
    invalid = tornado.loc[~tornado["valid"].astype(bool), "lever"].drop_duplicates().tolist() if len(tornado) else []
    notes = [f"At an end of {', '.join(invalid)} the model is not valid; that end is left out."] if invalid else []
    if not found.levers:
        notes.append("No parameter is uncertain, so there is nothing to move.")
    tables = {
        "tornado": tornado,
        "elasticity": elasticity_table(asked.study, pulled),
        "scan": scan_table(asked.study, pulled),
    }
    return asked.answer("dsa", "One-way sensitivity analysis", tables, notes=notes, facts={"levers": len(found.levers)})
