"""Checks the drawing of states and arrows: who can get where."""

from __future__ import annotations

from collections.abc import Iterator

from costeff.errors import Problem
from costeff.errors.flow import ArrowToItself, NobodyThere, NoWayOut, TwoRests
from costeff.model.checks.context import Context
from costeff.model.checks.formulas import cell_of
from costeff.model.model import Model
from costeff.model.parts import Arrow


def check_arrows(model: Model) -> Iterator[Problem]:
    """Two unconditional rests, arrows that change nothing, states nobody gets into or out of."""
    contexts = Context.all_of(model)
    yield from _rests(model, contexts)
    charged = {arrow for payoff in model.payoffs if payoff.charged == "on" for arrow in payoff.over}
    for arrow in model.arrows:
        if arrow.target in arrow.origins and not (arrow.sets or arrow.clears or arrow.id in charged):
            where = cell_of(model, arrow.cells, "to", "Transitions")
            yield ArrowToItself(where=where, arrow=arrow.id, state=arrow.target)
    visited, left = _moves(model, contexts)
    for state in model.states:
        where = cell_of(model, state.cells, "id", "States")
        if state.id not in visited:
            yield NobodyThere(where=where, state=state.id)
        elif state.alive and state.id not in left:
            yield NoWayOut(where=where, state=state.id)


def _rests(model: Model, contexts: dict[tuple[str, str | None], Context]) -> Iterator[Problem]:
    """The second of two arrows that take the rest of a state whatever happens, told once an arrow."""
    told: set[str] = set()
    for state in model.states:
        for strategy in model.strategies:
            context = contexts[strategy.id, state.id]
            always = [
                arrow
                for arrow in model.arrows
                if arrow.kind == "rest" and state.id in arrow.origins and _always(arrow, context)
            ]
            for arrow in always[1:]:
                if arrow.id not in told:
                    told.add(arrow.id)
                    yield TwoRests(
                        where=cell_of(model, arrow.cells, "as", "Transitions"),
                        state=state.id,
                        arrow=arrow.id,
                        other=always[0].id,
                        place=str(cell_of(model, always[0].cells, "as", "Transitions")),
                    )


def _always(arrow: Arrow, context: Context) -> bool:
    return arrow.when is None or bool(context.constant(arrow.when.tree))


def _in_force(arrow: Arrow, context: Context) -> bool:
    """Whether an arrow may ever move anyone: neither its condition nor its amount is 0 for good."""
    formulas = (arrow.when, arrow.formula)
    return all(f is None or context.constant(f.tree) != 0 for f in formulas)


def _moves(model: Model, contexts: dict[tuple[str, str | None], Context]) -> tuple[set[str], set[str]]:
    """States that somebody may be in under some strategy, and those that somebody may leave."""
    visited: set[str] = set()
    left: set[str] = set()
    for strategy in model.strategies:
        at_start = contexts[strategy.id, None]
        reached = {s.id for s in model.states if s.start is not None and at_start.constant(s.start.tree) != 0}
        frontier = list(reached)
        while frontier:
            origin = frontier.pop()
            for arrow in model.arrows:
                if origin in arrow.origins and arrow.target != origin:
                    if not _in_force(arrow, contexts[strategy.id, origin]):
                        continue
                    left.add(origin)
                    if arrow.target not in reached:
                        reached.add(arrow.target)
                        frontier.append(arrow.target)
        visited |= reached
    return visited, left
