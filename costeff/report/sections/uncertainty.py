"""The probabilistic analysis: means and intervals, acceptability, and whether there were draws enough."""

from __future__ import annotations

import numpy as np

from costeff import words
from costeff.format import BLANK, count, interval, life_years, money, probability, qalys, status
from costeff.format import icer as show_icer
from costeff.measures import mean, nmb
from costeff.report.blocks import Markdown, table
from costeff.report.sections.base_case import SHORT
from costeff.report.sections.material import Material, Name, missing, records, said
from costeff.results import threshold_name
from costeff.words.phrases import round_size_of_money

PARTS = (0.25, 0.5, 0.75, 1.0)
"""Shares of the draws after which the running mean is shown."""

ENOUGH = 0.1
"""Monte Carlo error, as a share of the mean, up to which the draws are called enough."""


def means_table(material: Material) -> Markdown:
    """Means of costs and effects over the draws with 95% intervals, and the fully incremental ICERs of the means."""
    run = material.run
    if run.psa is None:
        return _none(material)
    summary = run.psa_summary()
    shows = {"cost": lambda x: money(x, "", 0), "life_years": life_years, "qalys": qalys}
    cells = {
        (row["strategy"], row["outcome"]): (float(row["mean"]), float(row["low"]), float(row["high"]))
        for row in records(summary[summary["outcome"].isin(list(shows))])
    }
    body = []
    for row in records(run.psa_icer_table()):
        line = [str(row["label"])]
        for outcome, show in shows.items():
            middle, low, high = cells[row["strategy"], outcome]
            line += [show(middle), interval(low, high, show)] if outcome != "life_years" else [show(middle)]
        word, ratio = str(row["status"]), float(row["icer"])
        line.append(status(word) if word != "ND" else show_icer(ratio) if np.isfinite(ratio) else BLANK)
        line.append(show_icer(float(row["icer_mc_error"])) if np.isfinite(row["icer_mc_error"]) else "")
        body.append(line)
    short = all(len(line[6]) <= SHORT for line in body)
    return table(
        ["Technology", "Mean", "95% interval", "Mean", "Mean", "95% interval", f"ICER ({material.symbol}/QALY)",
         "Error"],
        body,
        id="table-psa",
        caption="Results of the probabilistic analysis",
        align="lrrrrr" + ("r" if short else "c") + "r",
        over=[("", 1), (f"Costs ({material.symbol})", 2), ("LYG", 1), ("QALYs", 2), ("Fully incremental", 2)],
        note=f"Over {count(len(run.psa))} draws; discounted. An ICER is the ratio of means and has no percentile "
        "interval; its error is the Monte Carlo error.",
    )  # fmt: skip


def increments_table(material: Material) -> Markdown:
    """Incremental net benefits: base case beside mean, interval and Monte Carlo error over the draws."""
    run = material.run
    if run.psa is None:
        return _none(material)
    summary = run.psa_summary()
    body: list[list[str] | str] = []
    for threshold in material.study.thresholds:
        rows = records(summary[summary["outcome"] == f"inmb_{threshold_name(threshold)}"])
        if rows:
            body.append(f"At {material.a_qaly(threshold)}")
        body += [
            [
                str(row["label"]),
                *(money(float(row[name]), "", 0) for name in ("base", "mean")),
                interval(float(row["low"]), float(row["high"]), lambda x: money(x, "", 0)),
                money(float(row["mc_error"]), "", 0),
            ]
            for row in rows
        ]
    if not body:
        return missing("There is no incremental net benefit: there is one strategy alone, or no worth of a QALY.")
    return table(
        ["Technology", "Base case", "Mean of the draws", "95% interval", "Monte Carlo error"],
        body,
        id="table-psa-increments",
        caption=f"Incremental net monetary benefit ({material.symbol}) against {material.reference}",
        align="lrrrr",
    )


def acceptability_table(material: Material) -> Markdown:
    """The probability that each strategy is the best at each threshold, and which is on the acceptability frontier."""
    run = material.run
    if run.psa is None:
        return _none(material)
    curve, thresholds = run.ceac(), material.study.thresholds
    body = []
    for strategy, label in material.study.labels.items():
        cells = [label]
        for threshold in thresholds:
            rows = curve[np.isclose(curve["wtp"], threshold) & (curve["strategy"] == strategy)]
            cells.append(probability(float(rows["probability"].iloc[0])))
            cells.append("highest mean NMB" if bool(rows["on_frontier"].iloc[0]) else "")
        body.append(cells)
    if not thresholds:
        return missing("The workbook gives no worth of a QALY, so that nothing can be called acceptable.")
    return table(
        ["Technology", *(["Probability", "Frontier"] * len(thresholds))],
        body,
        id="table-ceac",
        caption="Probability of being the best technology",
        align="l" + "rl" * len(thresholds),
        over=[("", 1), *((f"At {material.a_qaly(t)}", 2) for t in thresholds)],
    )


def convergence_table(material: Material) -> Markdown:
    """The running mean of incremental net benefit after parts of the draws, with the Monte Carlo error of all."""
    run, first = material.run, material.first
    if run.psa is None or run.draws is None:
        return _none(material)
    if first is None or len(material.study.strategies) < 2:
        return missing("There is no incremental net benefit whose running mean could be shown.")
    psa = run.psa
    reference = psa.strategies.index(material.study.reference)
    benefit = nmb(psa.of("cost"), psa.of("qalys"), first)
    increments = benefit - benefit[:, [reference]]
    after = sorted({max(1, round(len(psa) * part)) for part in PARTS})
    summary = run.psa_summary()
    own = summary[summary["outcome"] == f"inmb_{threshold_name(first)}"]
    errors = dict(zip(own["strategy"].astype(str), own["mc_error"].astype(float), strict=True))
    body = [
        [
            material.study.labels[strategy],
            *(money(float(mean(increments[:n, k])), "", 0) for n in after),
            money(errors[strategy], "", 0),
        ]
        for k, strategy in enumerate(psa.strategies)
        if k != reference
    ]
    return table(
        ["Technology", *(f"After {count(n)} draws" for n in after), "Monte Carlo error"],
        body,
        id="table-convergence",
        caption=f"Running mean of the incremental net benefit ({material.symbol}) at {material.a_qaly(first)}",
        align="l" + "r" * (len(after) + 1),
        note="The Monte Carlo error is the standard error of the mean over all draws.",
    )


def convergence_said(material: Material) -> Markdown:
    """Whether the draws tell the best strategy from the next."""
    return said(settled(material))


def settled(material: Material) -> tuple[str, ...]:
    """Whether the difference between the two best strategies is larger than chance explains, at each threshold."""
    run = material.run
    if run.psa is None or len(material.study.strategies) < 2:
        return ()
    psa, found = run.psa, []
    for threshold in material.study.thresholds:
        benefit = nmb(psa.of("cost"), psa.of("qalys"), threshold)
        order = np.argsort(-mean(benefit), kind="stable")[:2]
        gap = benefit[:, order[0]] - benefit[:, order[1]]
        error = float(gap.std(ddof=1) / np.sqrt(len(gap))) if len(gap) > 1 else float("nan")
        names = [material.study.labels[psa.strategies[k]] for k in order]
        ahead = round_size_of_money(float(mean(gap)), material.currency)
        text = (
            f'At {material.a_qaly(threshold)}, "{names[0]}" is {ahead} of mean net benefit ahead of "{names[1]}", '
            f"with a Monte Carlo error of {round_size_of_money(error, material.currency)}: "
        )
        if not np.isfinite(error):
            continue
        enough = float(mean(gap)) > 2 * error
        found.append(
            text
            + (
                "the draws tell the two apart."
                if enough
                else "the draws do not tell the two apart; run more of them before the choice is taken as settled."
            )
        )
    return tuple(found)


def _none(material: Material) -> Markdown:
    return missing(f"Not run: `costeff run {material.study.book}` with draws makes the probabilistic analysis.")


NAMES: tuple[Name, ...] = (
    Name(name="said.certainty", meaning="how sure the choice is, and what the means change in the base case",
         make=lambda m: said((*words.certainty(m.run), *words.shifts(m.run)))),
    Name(name="said.convergence", meaning="whether the draws tell the best strategy from the next",
         make=convergence_said),
    Name(name="tables.psa", meaning="means and intervals over the draws, ICERs of the means", make=means_table),
    Name(name="tables.psa_increments", meaning="incremental net benefits: base case, mean, interval",
         make=increments_table),
    Name(name="tables.ceac", meaning="probability of being the best at each threshold", make=acceptability_table),
    Name(name="tables.convergence", meaning="running means of the incremental net benefit", make=convergence_table),
    Name(name="figures.ce_plane", meaning="the cost-effectiveness plane",
         make=lambda m: m.figure("ce_plane", caption=f"Cost-effectiveness plane: increments against {m.reference}, "
                                 "draw by draw, with 95% ellipses",
                                 alt="Scatter of incremental costs against incremental QALYs, a colour a strategy, "
                                 "with lines at the thresholds.")),
    Name(name="figures.ceac", meaning="acceptability curves with the frontier",
         make=lambda m: m.figure("ceac", caption="Cost-effectiveness acceptability curves and frontier",
                                 alt="Curves of the probability that each strategy is the best against the worth of a "
                                 "QALY; a grey band marks the strategy with the highest mean net benefit.")),
)  # fmt: skip
