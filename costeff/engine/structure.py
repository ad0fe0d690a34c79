"""Structural parameters: those without a distribution that decide between cases, such as `months < drug_months`.

They are built into a plan as numbers, so that the cases fold away. Draws that differ in them get plans of their own;
which plan a draw gets depends on the draw alone, and so do the bits of its outcomes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from costeff.expr.tree import Binary, Call, Formula, Tree, names, walk
from costeff.model import Model

DECIDING = {"=", "<>", "<", "<=", ">", ">="}


def structural(model: Model) -> tuple[str, ...]:
    """Ids of the structural parameters, in the order of the Parameters sheet."""
    joint = {name for sheet in model.covariances for name in sheet.ids}
    joint |= {name for sheet in model.posteriors for name in sheet.ids}
    fixed = {p.id for p in model.parameters if p.family == "fixed"} - joint
    if not fixed:
        return ()
    macros: dict[str, list[Tree]] = {v.id: [v.formula.tree] for v in model.variables}
    for columns in _columns(model):
        for name, formula in columns.items():
            macros.setdefault(name, []).append(formula.tree)
    found: set[str] = set()
    waiting = [name for formula in formulas(model) for name in _deciding(formula.tree)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            if name in fixed:
                found.add(name)
            waiting.extend(inner for tree in macros.get(name, ()) for inner in names(tree))
    return tuple(p.id for p in model.parameters if p.id in found)


def formulas(model: Model) -> Iterator[Formula]:
    """Every expression of a model."""
    for columns in _columns(model):
        yield from columns.values()
    yield from (v.formula for v in model.variables)
    optional = [s.start for s in model.states] + [m.start for m in model.marks]
    optional += [f for a in model.arrows for f in (a.formula, a.when)]
    optional += [f for p in model.payoffs for f in (p.amount, p.when)]
    yield from (f for f in optional if f is not None)
    for table in model.tables.values():
        for cells in table.columns.values():
            yield from cells


def _columns(model: Model) -> Iterator[Mapping[str, Formula]]:
    """The further columns of the strategies and states."""
    yield from (s.columns for s in model.strategies)
    yield from (s.columns for s in model.states)


def _deciding(tree: Tree) -> Iterator[str]:
    """Names on which a comparison, a condition or the key of a table depends."""
    for node in walk(tree):
        if isinstance(node, Binary) and node.operator in DECIDING:
            yield from names(node)
        elif isinstance(node, Call) and node.function in ("IF", "AND", "OR", "NOT"):
            for argument in node.arguments[:1] if node.function == "IF" else node.arguments:
                yield from names(argument)
        elif isinstance(node, Call) and node.function in ("LOOKUP", "INTERPOLATE"):
            yield from names(node.arguments[2])
