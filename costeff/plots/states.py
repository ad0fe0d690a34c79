"""How states look: hue by transfusion dependence and response, dark to light within a hue."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.typing import ColorType

from costeff.plots.style import plain, shades


@dataclass(frozen=True, slots=True, kw_only=True)
class StateStyle:
    """One state in a figure.

    Attributes:
        id: of the state.
        label: of the state, on one line.
        heading: the group under which a legend lists it.
        colour: of its area.
        hatch: drawn in white over the colour; transfusion dependence shows by it in grey as well.
    """

    id: str
    label: str
    heading: str
    colour: ColorType
    hatch: str


_OTHER, _DEPENDENT = 3, 4
_HATCH = "////"

# Each family runs from dark to light, so that the border to the next one is a jump even in grey.
_FAMILIES: tuple[tuple[str, str, str], ...] = (
    ("Transfusion independent", "#00523F", "#2E9C7C"),
    ("Transfusion independent", "#6FBF9B", "#CBE9D6"),
    ("Transfusion independent", "#3F7F86", "#A8D5D8"),
    ("Other states", "#1D4E95", "#A3C3EC"),
    ("Transfusion dependent", "#7A3300", "#EBA85C"),
    ("Transfusion dependent", "#54226B", "#C9A3D8"),
    ("Not alive", "#ECECEC", "#CFCFCF"),
)


def _family(transfusion: str, response: str, alive: bool) -> int:
    if not alive:
        return 6
    if transfusion == "independent":
        return {"complete": 0, "partial": 1}.get(response, 2)
    if transfusion == "dependent":
        return 5 if response == "-" else _DEPENDENT
    return _OTHER


def state_styles(states: pd.DataFrame) -> tuple[StateStyle, ...]:
    """Looks of all states, from the best (complete response without transfusions) to death.

    Args:
        states: state, state_label, transfusion, response, alive; further columns and repeated states do no harm.
    """
    rows = states.drop_duplicates("state")
    members: dict[int, list[tuple[str, str]]] = {}
    columns = (rows[c].tolist() for c in ("state", "state_label", "transfusion", "response", "alive"))
    for state, label, transfusion, response, alive in zip(*columns, strict=True):
        members.setdefault(_family(transfusion, response, bool(alive)), []).append((state, plain(str(label))))
    unsorted = set(members) <= {_OTHER, len(_FAMILIES) - 1}
    styles: list[StateStyle] = []
    for family in sorted(members):
        heading, dark, light = _FAMILIES[family]
        if unsorted and family == _OTHER:
            heading = "Alive"  # a model without transfusions: "other" than what?
        colours = shades(dark, light, len(members[family]))
        for (state, label), colour in zip(members[family], colours, strict=True):
            hatch = _HATCH if family == _DEPENDENT else ""
            styles.append(StateStyle(id=state, label=label, heading=heading, colour=colour, hatch=hatch))
    return tuple(styles)
