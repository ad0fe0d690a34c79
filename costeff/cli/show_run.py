"""What `run` prints: the ICER table, the probabilistic analysis beside it, a sentence, and what was written."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from costeff.cli.ending import close
from costeff.cli.paper import grid
from costeff.cli.plain import records
from costeff.cli.speech import echo
from costeff.format import count, icer, life_years, money, money_short, percent, qalys, status
from costeff.results import threshold_name
from costeff.words.phrases import plural

if TYPE_CHECKING:
    from costeff.results import Run
    from costeff.workflow import Written


def show_run(run: Run, written: Written, sentence: str, against: str) -> None:
    """Prints a run for people.

    Args:
        run: what came out.
        written: where it went.
        sentence: the result in words.
        against: the comparison with the reference in words.
    """
    title = f"{run.study.title}: base case, per person, {run.study.currency}"
    grid(title, ("Strategy", "Cost", "QALYs", "Life years", "Extra cost", "Extra QALYs", "ICER", "Status"), icers(run))
    compared = pairs(run)
    if compared:
        echo()
        reference = run.study.labels[run.study.reference]
        grid(f'Each against the reference, "{reference}": base case', pairs_header(run), compared)
    if run.psa is not None:
        echo()
        draws = count(len(run.psa))
        title = f"Probabilistic analysis, {draws} draws ({run.design}): means, and the probability of being the best"
        grid(title, psa_header(run), psa_rows(run))
    close([text for text in (sentence, against, targets_line(run)) if text], run.notes, written)


def icers(run: Run) -> list[tuple[str, ...]]:
    """The rows of the ICER table, as text."""
    currency = run.study.currency
    return [
        (
            str(row["label"]),
            money(_number(row["cost"]), currency, 0),
            qalys(_number(row["qalys"])),
            life_years(_number(row["life_years"])),
            money(_number(row["inc_cost"]), currency, 0),
            qalys(_number(row["inc_qalys"])),
            icer(_number(row["icer"]), currency),
            status(str(row["status"])),
        )
        for row in run.icer_table().to_dict("records")
    ]


def pairs_header(run: Run) -> tuple[str, ...]:
    """Names of the columns of the comparison with the reference."""
    benefits = (f"INMB at {money_short(t, run.study.currency)}" for t in run.study.thresholds)
    return ("Strategy", "Extra cost", "Extra QALYs", "ICER", *benefits)


def pairs(run: Run) -> list[tuple[str, ...]]:
    """Each other strategy against the reference, as text, in the order of the ICER table.

    INMB is the incremental net monetary benefit. Where there is no ICER stands the quadrant in words; in the
    south-west, what is saved for each QALY lost.
    """
    currency = run.study.currency
    rows = {str(row["strategy"]): row for row in run.pairwise().to_dict("records")}
    found = []
    for row in (rows[key] for key in run.icer_table()["strategy"].astype(str) if key in rows):
        saved = _number(row["saved_per_qaly_lost"])
        ratio = icer(_number(row["icer"]), currency) if str(row["quadrant"]) == "north-east" else str(row["quadrant"])
        benefits = (_number(row[f"inmb_{threshold_name(t)}"]) for t in run.study.thresholds)
        found.append(
            (
                str(row["label"]),
                money(_number(row["inc_cost"]), currency, 0),
                qalys(_number(row["inc_qalys"])),
                ratio if math.isnan(saved) else f"saves {icer(saved, currency)} per QALY lost",
                *(money(benefit, currency, 0) for benefit in benefits),
            )
        )
    return found


def psa_header(run: Run) -> tuple[str, ...]:
    """Names of the columns of the second table."""
    best = (f"Best at {money_short(t, run.study.currency)}" for t in run.study.thresholds)
    return ("Strategy", "Mean cost ± SE", "Base cost", "Mean QALYs ± SE", "Base QALYs", *best)


def psa_rows(run: Run) -> list[tuple[str, ...]]:
    """Means over the draws with their Monte Carlo errors, base case, and the probability of being the best.

    Strategies stand in the order of the ICER table above.
    """
    currency = run.study.currency
    summary = run.psa_summary()
    ceac = run.ceac()
    found = []
    for strategy, label in run.icer_table()[["strategy", "label"]].to_numpy().tolist():
        mine = summary[summary["strategy"] == strategy].set_index("outcome")
        chances = ceac[ceac["strategy"] == strategy].set_index("wtp")["probability"]
        cost, effect = (
            {name: float(mine.at[outcome, name]) for name in ("base", "mean", "mc_error")}
            for outcome in ("cost", "qalys")
        )
        found.append(
            (
                label,
                f"{money(cost['mean'], currency, 0)} ± {money(cost['mc_error'], '', 0)}",
                money(cost["base"], currency, 0),
                f"{qalys(effect['mean'])} ± {qalys(effect['mc_error'])}",
                qalys(effect["base"]),
                *(percent(chances.get(t), 0) for t in run.study.thresholds),
            )
        )
    return found


def targets_line(run: Run) -> str:
    """How many published observations the model meets, and which it misses."""
    table = run.targets
    if not len(table):
        return ""
    judged = table[table["within"].notna()]
    unjudged = len(table) - len(judged)
    if not len(judged):
        return f"Against published: {plural(unjudged, 'target')}, none with an interval to be judged by."
    missed = [label or key for key, label, ok in judged[["id", "label", "within"]].to_numpy().tolist() if not ok]
    its = "its" if len(judged) == 1 else "their"
    text = f"Against published: {len(judged) - len(missed)} of {plural(len(judged), 'target')} within {its} interval"
    text += f"; {count(unjudged)} {'has' if unjudged == 1 else 'have'} none to be judged by" if unjudged else ""
    return text + "." + (f" Outside: {'; '.join(missed)}." if missed else "")


def run_record(run: Run, written: Written, sentence: str, against: str) -> dict[str, object]:
    """A run for machines: the tables that the terminal shows, what they say, and where the rest is."""
    from costeff import words  # late, as all that loads pandas

    record: dict[str, object] = {
        "folder": str(written.folder),
        "files": [file.as_posix() for file in written.files],
        "verdict": sentence,
        "comparison": against,
        "findings": list(words.run_findings(run)),
        "notes": list(run.notes),
        "icer": records(run.icer_table()),
        "pairwise": records(run.pairwise()),
        "targets": records(run.targets),
        "provenance": dict(run.provenance),
    }
    if run.psa is not None:
        thresholds = run.ceac()
        record |= {
            "psa_icer": records(run.psa_icer_table()),
            "psa_summary": records(run.psa_summary()),
            "probabilities": records(thresholds[thresholds["wtp"].isin(run.study.thresholds)]),
        }
    return record


def _number(cell: object) -> float:
    """A cell of a frame as a number; what has none is not a number."""
    return float(cell) if isinstance(cell, int | float) else math.nan
