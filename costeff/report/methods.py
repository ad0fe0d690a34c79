"""How a model is calculated, as printed mathematics: fixed texts, each with what its letters mean and its source.

The same as `docs/semantics.md` says in words and `costeff/engine/reference.py` in Python.
"""

from __future__ import annotations

from dataclasses import dataclass

from costeff.errors import Where
from costeff.expr import FUNCTIONS, Call, parse, walk
from costeff.results import Study

SIEBERT = (
    "Siebert U, Alagoz O, Bayoumi AM, et al. State-transition modeling: a report of the ISPOR-SMDM Modeling Good "
    "Research Practices Task Force-3. Value in Health 2012;15:812-20"
)
BRIGGS = (
    "Briggs A, Claxton K, Sculpher M. Decision Modelling for Health Economic Evaluation. Oxford University Press, 2006"
)
BARENDREGT = "Barendregt JJ. Med Decis Making 2009;29:500-2"
WEINSTEIN = "Weinstein MC. Int J Technol Assess Health Care 1990;6:93-103"
CANTOR = "Cantor SB. Med Decis Making 1994;14:259-65"
FENWICK = "Fenwick E, Claxton K, Sculpher M. Health Econ 2001;10:779-87"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One formula of the method.

    Attributes:
        id: short name.
        title: what it gives.
        latex: mathematics in LaTeX, without dollar signs.
        meaning: what its letters mean, in one or two sentences.
        sources: publications, each as a reference.
    """

    id: str
    title: str
    latex: str
    meaning: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A function of the model's own language, as equations print it; `meaning` is one line."""

    name: str
    latex: str
    meaning: str


COHORT = Method(
    id="cohort",
    title="The cohort",
    latex=r"m_{t+1}(k) = m_t(k) - \sum_{j \ne k} f_t(k, j) + \sum_{i \ne k} f_t(i, k), \qquad f_t(i, j) = m_t(i) \, "
    r"p_t(i, j)",
    meaning="m_t(k) is the share of the cohort in state k at time t, p_t(i, j) the probability of moving from state i "
    "to state j in the cycle from t to t + 1, f_t(i, j) the flow. In a cycle a person takes at most one arrow; "
    "expressions are read as of the start of the cycle. States that remember time, and marks, are followed by the time "
    "spent and by each combination of marks.",
    sources=(SIEBERT,),
)
RATES = Method(
    id="rates",
    title="Competing rates",
    latex=r"p_j = \frac{r_j}{R} \left(1 - e^{-R}\right), \qquad R = \sum_{j} r_j",
    meaning="r_j is the rate of arrow j per cycle. A rate per another time is multiplied by the ratio of the times. "
    "With R = 0 everybody stays.",
    sources=(BRIGGS, SIEBERT),
)
PROBABILITIES = Method(
    id="probabilities",
    title="Probabilities of another time than the cycle",
    latex=r"p = 1 - \left(1 - P\right)^{1 / k}",
    meaning="P is the probability over k cycles, converted by way of the rate; 1 stays 1.",
    sources=(BRIGGS,),
)
SHARES = Method(
    id="shares",
    title="Shares and rest",
    latex=r"p_j = s_j \, L, \qquad p_{\text{rest}} = \left(1 - \sum_{j} s_j\right) L, \qquad L = \begin{cases} "
    r"e^{-R} & \text{beside rates} \\ 1 - \sum_{j} p_j & \text{beside probabilities} \end{cases}",
    meaning="s_j is the share of arrow j of those whom the rates or probabilities of their state leave, L. A rest "
    "arrow takes what the shares leave; without one, it stays.",
)

PERSON_TIME = {
    "half-cycle": Method(
        id="person-time",
        title="Person-time, half-cycle corrected",
        latex=r"T_t(k) = m_t(k) - \frac{1}{2} \sum_{j \ne k} f_t(k, j) + \frac{1}{2} \sum_{i \ne k} f_t(i, k)",
        meaning="T_t(k) is the time spent in state k in the cycle, in cycles: who moves counts half a cycle in the "
        "state left and half in the state entered (the life-table method).",
        sources=(BARENDREGT,),
    ),
    "start": Method(
        id="person-time",
        title="Person-time, counted at the start of the cycle",
        latex=r"T_t(k) = m_t(k)",
        meaning="T_t(k) is the time spent in state k in the cycle, in cycles.",
    ),
    "end": Method(
        id="person-time",
        title="Person-time, counted at the end of the cycle",
        latex=r"T_t(k) = m_{t+1}(k)",
        meaning="T_t(k) is the time spent in state k in the cycle, in cycles.",
    ),
    "points": Method(
        id="person-time",
        title="Person-time, by the trapezoid rule",
        latex=r"T_t(k) = w_t \, m_t(k), \qquad w_0 = w_n = \frac{1}{2}, \qquad w_t = 1 \text{ in between}",
        meaning="T_t(k) is the time in state k that is counted at time t, for t from 0 to the horizon n, in cycles.",
    ),
    "table": Method(
        id="person-time",
        title="Person-time, weighted by a table",
        latex=r"T_t(k) = w_t \, m_t(k)",
        meaning="T_t(k) is the time in state k that is counted at time t, in cycles; w_t are the weights of the "
        "workbook's table.",
    ),
}
"""By the setting `cycle correction`, without the name of a table."""

_RATE_MEANING = (
    "v(y) is the value now of an amount of year y, r the yearly discount rate, which may differ between costs and "
    "effects and change with time: each stretch of time is discounted at its own rate."
)
DISCOUNTING = {
    "annual": Method(
        id="discounting", title="Discounting", latex=r"v(y) = \left(1 + r\right)^{-y}", meaning=_RATE_MEANING
    ),
    "continuous": Method(
        id="discounting", title="Discounting, continuous", latex=r"v(y) = e^{-r y}", meaning=_RATE_MEANING
    ),
    "yearly steps": Method(
        id="discounting",
        title="Discounting, by whole years",
        latex=r"v(y) = \left(1 + r\right)^{-\left\lfloor y \right\rfloor}",
        meaning=_RATE_MEANING,
    ),
}
"""By the setting `discounting`."""

TOTALS = Method(
    id="totals",
    title="Costs and QALYs",
    latex=r"C = \sum_{t} \sum_{k} v\left(y_t\right) c_t(k) \, T_t(k) + \sum_{t} \sum_{e} v\left(y_t\right) c_t(e) \, "
    r"f_t(e), \qquad Q = \sum_{t} \sum_{k} v\left(y_t\right) u_t(k) \, T_t(k) \, \Delta",
    meaning="c_t(k) is the cost of a cycle in state k, c_t(e) that of an event e (entering a state or taking an arrow) "
    "with flow f_t(e), u_t(k) the utility of state k, y_t the time in years at which the cycle is discounted, Δ the "
    "length of a cycle in years.",
    sources=(BRIGGS,),
)
ICER = Method(
    id="icer",
    title="Incremental cost-effectiveness ratio",
    latex=r"\text{ICER} = \frac{C_1 - C_0}{Q_1 - Q_0}",
    meaning="A ratio of means, between neighbours on the frontier: strategies that another beats (dominated), or a "
    "mixture of two others (extendedly dominated), are left out. It is printed only where the first is dearer and "
    "better.",
    sources=(WEINSTEIN, CANTOR),
)
NET_BENEFIT = Method(
    id="net-benefit",
    title="Net benefit",
    latex=r"\text{NMB} = \lambda Q - C, \qquad \text{NHB} = Q - \frac{C}{\lambda}, \qquad \text{INMB} = \lambda "
    r"\left(Q_1 - Q_0\right) - \left(C_1 - C_0\right)",
    meaning="λ is the willingness to pay for a QALY.",
    sources=(BRIGGS,),
)
ACCEPTABILITY = Method(
    id="acceptability",
    title="Acceptability",
    latex=r"\text{CEAC}_s\left(\lambda\right) = \frac{1}{N} \sum_{n=1}^{N} \left[\text{NMB}_{s,n} = \max_{i} "
    r"\text{NMB}_{i,n}\right]",
    meaning="The share of the N draws in which strategy s has the highest net benefit, draws that tie split equally. "
    "The frontier (CEAF) follows the strategy with the highest mean net benefit.",
    sources=(FENWICK,),
)

READING = (
    "A condition in square brackets is worth 1 where it holds and 0 elsewhere. In a brace, the first line whose "
    "condition holds applies."
)
"""What a reader of the printed equations has to know beside mathematics."""

_PLAIN = frozenset({"IF", "AND", "OR", "NOT", "MIN", "MAX", "EXP", "LN", "LOG10", "SQRT", "ABS", "INT"})
_WRITTEN_OUT = frozenset({"RATE_TO_PROB", "PROB_TO_RATE"})
_ARGUMENTS = {
    "LOOKUP": r"\text{column}_{\text{table}}\left(\text{key}\right)",
    "INTERPOLATE": r"\text{column}_{\text{table}}^{\text{linear}}\left(\text{key}\right)",
    "MORTALITY": r"h_{\text{table}}\left(\text{age}, \text{share male}\right)",
    "ODDS_SHIFT": r"\text{odds shift}\left(p, o\right) = \frac{p \, o}{1 - p + p \, o}",
}


def methods_of(study: Study, *, draws: bool = False) -> tuple[Method, ...]:
    """The formulas by which a study was calculated, in the order of the calculation.

    Args:
        study: its arrows and settings say which apply.
        draws: whether there was a probabilistic analysis.
    """
    settings = {line.name: line.value for line in study.settings}
    correction = settings.get("cycle correction", "half-cycle")
    kinds = {arrow.kind for arrow in study.arrows}
    found = [COHORT]
    if "rate" in kinds:
        found.append(RATES)
    if any(arrow.kind == "probability" and arrow.per not in ("", study.cycle) for arrow in study.arrows):
        found.append(PROBABILITIES)
    if kinds & {"share", "rest"}:
        found.append(SHARES)
    found.append(PERSON_TIME["table" if correction.startswith("table") else correction])
    found += [DISCOUNTING[settings.get("discounting", "annual")], TOTALS]
    if len(study.strategies) > 1:
        found += [ICER, NET_BENEFIT]
        found += [ACCEPTABILITY] if draws else []
    return tuple(found)


def operators_of(study: Study) -> tuple[Operator, ...]:
    """The functions of the language that the printed equations of a study name, beside those of mathematics."""
    used = set()
    for text in _expressions(study):
        tree = parse(Where(text=text)).tree
        used |= {node.function for node in walk(tree) if isinstance(node, Call)}
    return tuple(
        Operator(name=name, latex=_printed_head(name), meaning=function.meaning.replace("`", ""))
        for name, function in FUNCTIONS.items()
        if name in used - _PLAIN - _WRITTEN_OUT
    )


def _expressions(study: Study) -> set[str]:
    """Every expression of a study as text."""
    found = {text for arrow in study.arrows for text in (arrow.expression, arrow.when)}
    found |= {text for payoff in study.payoffs for text in (payoff.amount, payoff.when)}
    found |= {variable.expression for variable in study.variables} | {check.expression for check in study.checks}
    found |= {mark.start for mark in study.marks} | {state.start for state in study.states}
    found |= {text for strategy in study.strategies for text in strategy.columns.values()}
    found |= {text for state in study.states for text in state.columns.values()}
    return found - {""}


def _printed_head(name: str) -> str:
    """A function as equations print it, with the names of what stands in its parentheses."""
    if name in _ARGUMENTS:
        return _ARGUMENTS[name]
    function = FUNCTIONS[name]
    arguments = ", ".join(r"\text{" + argument.replace("_", " ") + "}" for argument in function.arguments)
    head = function.latex or rf"\operatorname{{{name.lower()}}}"
    return rf"{head}\left({arguments}\right)"
