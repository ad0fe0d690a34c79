"""Generated models in which what matters lies deep: columns, variables and cells of tables on marks and memories."""

from __future__ import annotations

from dataclasses import replace

from building import formula, strategy, table, variable
from generate import models
from hypothesis import strategies as st

from costeff.model import Model

OF_MEMORY = ("1 / (1 + cycles_in_state)", "IF(final_step, 0.3, 0.6)", "IF(cycles_in_state < 2, 0.1, 0.7)")


@st.composite
def woven(draw: st.DrawFn) -> Model:
    """A small model whose shares between 0 and 1 (eff, k, half, the bands) ask for marks, memories and one another."""
    plain: Model = draw(models())
    of_marks = ["0.2", "p2", "0", "-0", *(f"{m.id} * p1" for m in plain.marks)]
    of_marks += [f"IF({m.id}, 0.2, 0.4)" for m in plain.marks]
    of_marks += [f"IF({m.id}, 1 / (1 + cycles_since_{m.id}), 0.5)" for m in plain.marks if m.remembers]

    def share(*more: str) -> str:
        return draw(st.sampled_from([*of_marks, *more]))

    everywhere = all(s.remembers for s in plain.states)
    of_states = OF_MEMORY if everywhere else ()  # what is read in every state needs a memory in each
    bands = table(
        "bands", "time", [(0, share(), "h1"), (1, share(), f"h2 * ({share()})"), (3, share(), "h2")], ["p", "h"]
    )
    strategies = tuple(
        replace(s, columns=strategy(s.id, eff=share(*of_states), drug=n).columns)
        for n, s in enumerate(plain.strategies)
    )
    states = []
    for each in plain.states:
        k = formula(share("IF(drug, 0.2, 0.4)", *(OF_MEMORY if each.remembers else ())))
        states.append(replace(each, columns={**each.columns, "k": k}))
    return replace(
        plain,
        variables=(variable("half", share(*of_states, "eff / 2", "IF(cycle < 2, p1, p2)")),),
        tables={**plain.tables, "bands": bands},
        strategies=strategies,
        states=tuple(states),
        checks=(),
    )
