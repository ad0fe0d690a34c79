"""The model: its states, memory, transitions and payoffs, with every expression as printed mathematics."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from costeff.format import count
from costeff.report import methods
from costeff.report.blocks import Markdown, bold, bullets, equation, math, paragraphs, table, text
from costeff.report.pictures import ACROSS, shape_of
from costeff.report.sections.material import Material, Name, missing, slug
from costeff.results.structure import ArrowLine, PayoffLine, VariableLine
from costeff.words.phrases import joined, plural

KINDS = {
    "rate": "rate",
    "probability": "probability",
    "share": "share of those left",
    "rest": "all who are left",
}
"""How an arrow moves people, in words."""

CHARGED = {"in": "for time in", "entering": "on entering", "on": "on the transitions", "start": "at the start"}

LOW, LEGIBLE = 108.0, 0.68
"""Height in mm at which a diagram stands on one page with the table of states, and the share of the width of the text
from which its letters are still read: below that it is as wide as the text."""

T = TypeVar("T")

_LETTER = re.compile(r"\b[A-Za-z]_[A-Za-z](?:\([a-z, ]*\))?(?![A-Za-z])")
"""A letter with an index, and what it is a function of."""

MOST_STATES = 3
"""States that are named one by one before the others are counted."""


def diagram(material: Material) -> Markdown:
    """The state-transition diagram."""
    study = material.study
    ways = {(origin, arrow.target) for arrow in study.arrows for origin in arrow.origins if origin != arrow.target}
    alt = (
        f"State-transition diagram with {plural(len(study.states), 'state')} and "
        f"{plural(len(ways), 'way')} between them: {joined([s.label for s in study.states])}."
    )
    if material.dossier.figure("state_diagram") is None:
        return missing("The diagram of the states is not among the figures: the tables say what leads where.")
    half = LOW / (ACROSS * shape_of(material.dossier.figures["state_diagram"]))
    width = half if LEGIBLE <= half < 1 else 1.0
    return material.figure("state_diagram", caption="State-transition diagram of the model", alt=alt, width=width)


def structure_said(material: Material) -> Markdown:
    """Size and kind of the model, and what it remembers."""
    study = material.study
    alive = [s for s in study.states if s.alive]
    found = [
        f"The model is a Markov cohort model with {plural(len(study.states), 'health state')}, "
        f"{count(len(alive))} of them alive, and {plural(len(study.arrows), 'transition')}, in cycles of "
        f"{study.cycle}; nobody changes state more than once a cycle."
    ]
    kept = [f"{s.label} ({s.remembers})" for s in study.states if s.remembers]
    if kept:
        found.append(f"How long patients have been in a state is remembered in {joined(kept)}.")
    marks = [f"{m.label}{f' ({m.remembers})' if m.remembers else ''}" for m in study.marks]
    if marks:
        found.append(f"Carried along from state to state: {'; '.join(marks)}.")
    if not kept and not marks:
        found.append("The model has no memory: what happens to patients depends on their state and the time alone.")
    return paragraphs(found)


def states_table(material: Material) -> Markdown:
    """The health states."""
    body = [
        (
            s.label,
            "yes" if s.alive else "no",
            "" if s.transfusion == "-" else s.transfusion,
            "" if s.response == "-" else s.response,
            s.remembers or "none",
        )
        for s in material.study.states
    ]
    return table(
        ["State", "Alive", "Transfusions", "Response", "Memory of time in it"],
        body,
        id="table-states",
        caption="Health states",
        align="lllll",
        landscape=False,
    )


def transitions_table(material: Material) -> Markdown:
    """The transitions: from, to, how, and the number of the equation's paragraph."""
    study = material.study
    labels = study.state_labels
    body = [
        (
            _states(material, arrow.origins),
            labels.get(arrow.target, arrow.target),
            _how(arrow),
            "on condition" if arrow.when else "always",
            arrow.note,
        )
        for arrow in study.arrows
    ]
    if not body:
        return missing("The stored run does not hold the transitions: run the study again with this version.")
    return table(
        ["From", "To", "As", "In force", "Note of the workbook"],
        body,
        id="table-transitions",
        caption="Transitions",
        align="lllll",
        key=2,
        widths=(25, 18, 17, 13, 27),
        landscape=False,
    )


def _how(arrow: ArrowLine) -> str:
    """`rate per year`."""
    kind = KINDS.get(arrow.kind, arrow.kind)
    return f"{kind} per {arrow.per}".replace("per 1 ", "per ") if arrow.per else kind


def _states(material: Material, ids: Sequence[str]) -> str:
    """States by their labels: `every living state`, `all of A, B and C`, `12 states`."""
    study = material.study
    alive = [s.id for s in study.states if s.alive]
    if len(ids) > 1 and set(ids) == {s.id for s in study.states}:
        return "every state"
    if len(ids) > 1 and set(ids) == set(alive):
        return "every living state"
    if len(alive) - len(ids) == 1 and set(ids) <= set(alive) and len(ids) > MOST_STATES:
        left = next(s for s in alive if s not in ids)
        return f"every living state but {study.state_labels[left]}"
    return joined([study.state_labels.get(s, s) for s in ids])


def transition_equations(material: Material) -> Markdown:
    """Each transition with its equation."""
    labels = material.study.state_labels

    def head(arrow: ArrowLine) -> Markdown:
        way = f"{_states(material, arrow.origins)} to {labels.get(arrow.target, arrow.target)}"
        marks = [*(f"sets {m}" for m in arrow.sets), *(f"clears {m}" for m in arrow.clears)]
        return bold(arrow.id) + text(f": {way}, {_how(arrow)}{''.join(f', {m}' for m in marks)}")

    return _listing(material.study.arrows, head, lambda a: a.equation, lambda a: a.condition)


def payoff_equations(material: Material, kind: str) -> Markdown:
    """Each payoff of a kind with its equation."""

    def head(payoff: PayoffLine) -> Markdown:
        per = f" per {payoff.per}".replace(" per 1 ", " per ") if payoff.per else ""
        extra = ["at the start of the cycle"] if payoff.timing == "start" and payoff.charged != "start" else []
        extra += [f"in instalments ({payoff.instalments})"] if payoff.instalments else []
        where = f"{CHARGED.get(payoff.charged, payoff.charged)}{_over(material, payoff)}{per}"
        return bold(payoff.id) + text(f" ({payoff.category}): {', '.join([where, *extra])}")

    lines = [payoff for payoff in material.study.payoffs if payoff.kind == kind]
    return _listing(lines, head, lambda p: p.equation, lambda p: p.condition)


def _over(material: Material, payoff: PayoffLine) -> str:
    """What a payoff is charged on, with a space before it."""
    if payoff.charged == "start":
        return ""
    if payoff.charged == "on":
        return f" {joined(list(payoff.over))}"
    return f" {_states(material, payoff.over)}"


def variable_equations(material: Material) -> Markdown:
    """Each variable with its equation."""

    def head(variable: VariableLine) -> Markdown:
        unit = f", {variable.unit}" if variable.unit not in ("", "-") else ""
        label = f": {variable.label}" if variable.label != variable.id else ""
        return bold(variable.id) + text(f"{label}{unit}")

    return _listing(material.study.variables, head, lambda v: v.equation, lambda v: "")


def _listing(
    lines: Iterable[T], head: Callable[[T], Markdown], body: Callable[[T], str], when: Callable[[T], str]
) -> Markdown:
    """Lines, each with its equation and its condition."""
    pieces = []
    for line in lines:
        latex, condition = body(line), when(line)
        end = text(" when ") + math(condition) if condition and "\n" not in condition else text("")
        pieces.append(Markdown("\n\n") + head(line) + end + Markdown("\n\n"))
        if condition and "\n" in condition:
            pieces.append(paragraphs(["In force when"]) + equation(condition))
        if latex:
            pieces.append(equation(latex))
    return (
        Markdown("").join(pieces) if pieces else missing("The workbook has none, or the stored run does not hold them.")
    )


def method_equations(material: Material) -> Markdown:
    """The formulas by which every model is calculated, as far as this one uses them, with their sources."""
    found = methods.methods_of(material.study, draws=material.run.psa is not None)
    pieces = []
    for method in found:
        source = f" Source: {'; '.join(method.sources)}." if method.sources else ""
        pieces += [
            Markdown("\n\n") + bold(method.title) + Markdown("\n\n"),
            equation(method.latex, f"equation-{slug(method.id)}"),
            paragraphs([_with_letters(method.meaning) + text(source)]),
        ]
    return Markdown("").join(pieces)


def _with_letters(meaning: str) -> Markdown:
    """A sentence whose letters with an index, `m_t(k)`, are printed as mathematics."""
    pieces: list[Markdown] = []
    start = 0
    for found in _LETTER.finditer(meaning):
        pieces += [text(meaning[start : found.start()]), math(found[0])]
        start = found.end()
    return Markdown("").join([*pieces, text(meaning[start:])])


def operators_table(material: Material) -> Markdown:
    """The functions of the workbook's language that the equations name."""
    found = methods.operators_of(material.study)
    if not found:
        return missing("The equations use no functions but those of mathematics.")
    return table(
        ["Function", "Meaning"],
        [(math(operator.latex), operator.meaning) for operator in found],
        id="table-functions",
        caption="Functions in the equations",
        align="ll",
        widths=(45, 55),
        landscape=False,
    )


def checks_said(material: Material) -> Markdown:
    """What the modeller promises of every draw."""
    checks = material.study.checks
    if not checks:
        return missing("The workbook has no checks (sheet Checks).")
    lead = (
        "Every check of the workbook held in the base case and in every draw that is counted. Each line below is what "
        "would have been told had its check failed."
    )
    return paragraphs([lead]) + bullets([check.message or check.id for check in checks])


NAMES: tuple[Name, ...] = (
    Name(name="said.structure", meaning="size, kind and memory of the model", make=structure_said),
    Name(name="figures.diagram", meaning="the state-transition diagram", make=diagram),
    Name(name="tables.states", meaning="the health states", make=states_table),
    Name(name="tables.transitions", meaning="the transitions: from, to, how", make=transitions_table),
    Name(name="equations.methods", meaning="the formulas by which the model is calculated, with their sources",
         make=method_equations),
    Name(name="tables.functions", meaning="functions that the equations name", make=operators_table),
    Name(name="said.checks", meaning="what the modeller promises of every draw (sheet Checks)", make=checks_said),
    Name(name="equations.transitions", meaning="every transition with its equation", make=transition_equations),
    Name(name="equations.variables", meaning="every variable with its equation", make=variable_equations),
    Name(name="equations.costs", meaning="every cost with its equation", make=lambda m: payoff_equations(m, "cost")),
    Name(name="equations.utilities", meaning="every utility with its equation",
         make=lambda m: payoff_equations(m, "utility")),
)  # fmt: skip
