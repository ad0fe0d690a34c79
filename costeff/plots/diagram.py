"""The state-transition diagram: a box a state, an arrow a pair of states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.path import Path

from costeff.plots.diagram_places import WIDEST, Box, Pair, Point, box_width, boxes, given_places, layered_places
from costeff.plots.diagram_routes import Route, routes
from costeff.plots.style import (
    INK,
    LEADING,
    SMALL,
    SOFT,
    WIDTH,
    house,
    literal,
    page,
    panel,
    plain,
    text_width,
    wrapped,
)

if TYPE_CHECKING:
    from costeff.results import StateLine, Study

MANY, FEW = 5, 2
"""From so many origins on, arrows into a state are drawn as one symbol, if no more than so few are left out."""

TALLEST = 7.2
"""Height of the page in inches that a usual model keeps to."""

_MARGIN, _BAND, _PAD, _LABEL_LINES = 0.08, 0.11, 0.05, 4
_SYMBOL, _LEGEND_ROW = 0.26, 0.19
_ARROW = "#3A3A3A"

_FILLS = {"independent": "#00664F", "dependent": "#D07A1F", "-": "#8FB3DE", "dead": "#5A5A5A"}
_PALE = {"independent": "#EAF5F0", "dependent": "#FDF3E6", "-": "#EFF4FB", "dead": "#EFEFEF"}
_HATCHES = {"complete": "", "partial": "//////", "none": "......", "-": "----"}
_TRANSFUSION = {"independent": "Transfusion independent", "dependent": "Transfusion dependent", "-": ""}
_RESPONSE = {"complete": "complete response", "partial": "partial response", "none": "no response", "-": ""}


@dataclass(frozen=True, slots=True)
class _Sink:
    """A state that people enter from nearly everywhere: one symbol instead of many arrows."""

    state: str
    text: str
    box: Box
    arrow: tuple[Point, Point]


def state_diagram(study: Study) -> Figure:
    """The states of a model and the ways between them, each pair of states once.

    States stand where the workbook says (x, y), or in layers from where people start. Many arrows into one state are
    drawn as one symbol that names where they come from.

    Args:
        study: states and arrows of a run.
    """
    pairs = pairs_of(study)
    sinks = sinks_of(study, pairs)
    shown = [pair for pair in pairs if pair[1] not in sinks]
    with house():
        return _drawn(study, shown, sinks)


def pairs_of(study: Study) -> tuple[Pair, ...]:
    """From and to of every arrow, each pair once; ways from a state to itself are left out."""
    found = {(origin, arrow.target): None for arrow in study.arrows for origin in arrow.origins}
    return tuple(pair for pair in found if pair[0] != pair[1])


def sinks_of(study: Study, pairs: Sequence[Pair]) -> dict[str, str]:
    """States that are entered from nearly all living states, with the words for where from."""
    living = [state.id for state in study.states if state.alive]
    found: dict[str, str] = {}
    for state in study.states:
        origins = {a for a, b in pairs if b == state.id}
        others = [other for other in living if other != state.id]
        missing = [other for other in others if other not in origins]
        if len(origins) >= MANY and origins <= set(others) and len(missing) <= min(FEW, len(origins) // 4):
            words = "from every living state" if not state.alive else "from every other living state"
            if missing:
                words = f"from every living state but {' and '.join(study.state_labels[other] for other in missing)}"
            found[state.id] = words
    return found


def _drawn(study: Study, pairs: Sequence[Pair], sinks: Mapping[str, str]) -> Figure:
    """The figure, once it is known which arrows are drawn one by one."""
    found = _boxes(study, pairs, sinks)
    symbols = _symbols(sinks, found)
    every = [*found.values(), *(symbol.box for symbol in symbols)]
    low, high = min(box.sides[1] for box in every) - 0.3, max(box.sides[3] for box in every) + 0.3
    within = Box(WIDTH / 2, (low + high) / 2, WIDTH, high - low)
    ways = routes(pairs, found, [symbol.box for symbol in symbols], within)
    ends = [y for route in ways.values() for y in route.points[:, 1]]
    low = min([box.sides[1] for box in every] + ends) - _MARGIN
    high = max([box.sides[3] for box in every] + ends) + _MARGIN
    legend = _legend_rows(study)
    foot = (len(legend) + 1) * _LEGEND_ROW + 0.12
    figure = page(high - low + foot)
    axes = panel(figure, 0, 0, WIDTH, high - low + foot)
    axes.set(xlim=(0, WIDTH), ylim=(low - foot, high))
    axes.axis("off")
    for pair, route in ways.items():
        _draw_route(axes, pair, route)
    for symbol in symbols:
        _draw_symbol(axes, symbol)
    for state in study.states:
        _draw_state(axes, state, found[state.id])
    _draw_legend(axes, legend, low - 0.2)
    return figure


def _boxes(study: Study, pairs: Sequence[Pair], sinks: Mapping[str, str]) -> dict[str, Box]:
    """A box for each state: as the workbook says, unless that leaves no room for words or needs a taller page."""
    across = WIDTH - 2 * _MARGIN
    words = [word for state in study.states for word in plain(state.label).split()]
    longest = min(max((text_width(word) for word in words), default=0.0) + 2 * _PAD, WIDEST)
    starts = [state.id for state in study.states if state.start]
    layers = layered_places([state.id for state in study.states], starts, pairs, sinks)
    for places in (given_places({state.id: (state.x, state.y) for state in study.states}), layers):
        if places is None:
            continue
        width = box_width(places, across)
        if places is not layers and width < longest:
            continue
        most = max(len(label) + len(note) for label, note in (_lines(state, width) for state in study.states))
        height = most * SMALL * LEADING / 72 + _BAND + 0.1
        found = boxes(places, width=across, box=width, height=height, most=TALLEST)
        if max(box.sides[3] for box in found.values()) <= 1.25 * TALLEST:
            break
    return {state: replace(box, x=box.x + _MARGIN) for state, box in found.items()}


def _lines(state: StateLine, width: float) -> tuple[list[str], list[str]]:
    """The lines of a label, and of what is said below it."""
    room = width - 2 * _PAD
    label = wrapped(state.label, room, lines=_LABEL_LINES).split("\n")
    note = ["remembers", state.remembers] if state.remembers else []
    whole = " ".join(note)
    return label, [whole] if whole and text_width(whole) <= room else note


def _symbols(sinks: Mapping[str, str], found: Mapping[str, Box]) -> list[_Sink]:
    """The symbols of states that are entered from nearly everywhere, where they are in no other box's way."""
    taken = list(found.values())
    symbols: list[_Sink] = []
    for state, words in sinks.items():
        box = found[state]
        limit = max(box.width, 1.0)
        rows = -(-text_width(words) // limit)
        lines = wrapped(words, text_width(words) / rows + 0.2, lines=4)
        wide = max(text_width(line) for line in lines.split("\n")) + 0.06
        tall = (lines.count("\n") + 1) * SMALL * LEADING / 72 + 0.04
        best: tuple[float, _Sink] | None = None
        for rank, (dx, dy) in enumerate(((0, 1), (0, -1), (1, 0), (-1, 0))):
            across, up = (box.width + wide) / 2 + _SYMBOL, (box.height + tall) / 2 + _SYMBOL
            text = Box(box.x + dx * across, box.y + dy * up, wide, tall)
            edge = (box.x + dx * (box.width / 2 + 0.03), box.y + dy * (box.height / 2 + 0.03))
            tail = (box.x + dx * (box.width / 2 + _SYMBOL), box.y + dy * (box.height / 2 + _SYMBOL))
            off = text.sides[0] < 0.02 or text.sides[2] > WIDTH - 0.02
            cost = rank + 10 * sum(text.overlaps(other, 0.06) for other in taken if other is not box) + 20 * off
            if best is None or cost < best[0]:
                best = (cost, _Sink(state, lines, text, (tail, edge)))
        if best is not None:
            symbols.append(best[1])
            taken.append(best[1].box)
    return symbols


def _draw_route(axes: Axes, pair: Pair, route: Route) -> None:
    codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    _draw_arrow(axes, Path(route.control, codes), Path(route.points[-2:]), f"arrow {pair[0]} {pair[1]}")


def _draw_arrow(axes: Axes, path: Path, end: Path, gid: str) -> None:
    """An arrow whose shaft has a white rim, so that it is seen which of two that cross goes where."""
    head = "-|>,head_length=5,head_width=2.4"
    for part, style, colour, width, layer in (
        (path, "-", "white", 3.4, 2.0),
        (path, "-", _ARROW, 1.0, 2.0),
        (end, head, _ARROW, 1.0, 3.0),
    ):
        patch = FancyArrowPatch(
            path=part, arrowstyle=style, color=colour, linewidth=width, mutation_scale=1, capstyle="butt", zorder=layer
        )
        if part is end:
            patch.set_gid(gid)
            patch.set_joinstyle("miter")
        elif colour == _ARROW:
            patch.set_gid(f"shaft of {gid}")
        axes.add_patch(patch)


def _draw_symbol(axes: Axes, symbol: _Sink) -> None:
    """One bold arrow with the words for where it comes from."""
    _draw_arrow(axes, Path(list(symbol.arrow)), Path(list(symbol.arrow)), f"arrow * {symbol.state}")
    axes.text(
        symbol.box.x, symbol.box.y, literal(symbol.text), ha="center", va="center", fontsize=SMALL, color=INK,
        style="italic", linespacing=LEADING - 0.05, zorder=6,
    )  # fmt: skip


def _draw_state(axes: Axes, state: StateLine, box: Box) -> None:
    label, note = _lines(state, box.width)
    left, bottom, _, top = box.sides
    _draw_box(axes, _kind(state), left, bottom, box.width, box.height, f"state {state.id}")
    if state.start:
        axes.add_patch(Circle((left, top), 0.055, facecolor=INK, edgecolor="white", linewidth=0.8, zorder=7))
    step = SMALL * LEADING / 72
    y = box.y - _BAND / 2 + (len(label) + len(note) - 1) * step / 2
    for k, line in enumerate([*label, *note]):
        axes.text(
            box.x, y - k * step, literal(line), ha="center", va="center_baseline",
            fontsize=SMALL, color=INK if k < len(label) else SOFT, style="normal" if k < len(label) else "italic",
            zorder=6,
        )  # fmt: skip


def _draw_box(
    axes: Axes, kind: tuple[str, str], left: float, bottom: float, width: float, height: float, gid: str
) -> None:
    """A box with a band along its top, whose colour and pattern say what kind of state it is."""
    fill, hatch, pale = _FILLS[kind[0]], _hatch(kind), _PALE[kind[0]]
    corner = "round,pad=0,rounding_size=0.04"
    body = FancyBboxPatch((left, bottom), width, height, boxstyle=corner, facecolor=pale, edgecolor="none", zorder=4)
    band = Rectangle(
        (left, bottom + height - _BAND),
        width,
        _BAND,
        facecolor=fill,
        edgecolor="white",
        hatch=hatch,
        linewidth=0,
        zorder=4.5,
    )
    rim = FancyBboxPatch(
        (left, bottom), width, height, boxstyle=corner, facecolor="none", edgecolor=INK, linewidth=0.9, zorder=5
    )
    if kind[0] == "dead":
        rim.set_linewidth(1.8)
    rim.set_gid(gid)
    for patch in (body, band, rim):
        axes.add_patch(patch)
    band.set_clip_path(body)


def _kind(state: StateLine) -> tuple[str, str]:
    """What the band of a state says: transfusion and response, or death."""
    return (state.transfusion, state.response) if state.alive else ("dead", "-")


def _hatch(kind: tuple[str, str]) -> str:
    """The pattern of a band: of the response; none for a state of which nothing is said."""
    if kind[0] == "dead":
        return "xxxx"
    return "" if kind == ("-", "-") else _HATCHES[kind[1]]


def _kind_text(kind: tuple[str, str]) -> str:
    """The same in words."""
    if kind[0] == "dead":
        return "Dead"
    parts = [part for part in (_TRANSFUSION[kind[0]], _RESPONSE[kind[1]]) if part]
    return ", ".join(parts).capitalize() if parts else "Other living state"


def _legend_rows(study: Study) -> list[list[tuple[tuple[str, str] | None, str]]]:
    """What the legend says, two entries a row."""
    kinds = sorted(
        {_kind(state) for state in study.states}, key=lambda k: (list(_FILLS).index(k[0]), list(_HATCHES).index(k[1]))
    )
    entries: list[tuple[tuple[str, str] | None, str]] = [(kind, _kind_text(kind)) for kind in kinds]
    if all(kind in (("-", "-"), ("dead", "-")) for kind in kinds):
        entries = [(kind, "Dead" if kind[0] == "dead" else "Alive") for kind in kinds]
    if any(state.start for state in study.states):
        entries.append((None, "Start of the cohort"))
    return [entries[k : k + 2] for k in range(0, len(entries), 2)]


def _draw_legend(axes: Axes, rows: Sequence[Sequence[tuple[tuple[str, str] | None, str]]], top: float) -> None:
    """Swatches like the bands of the boxes, with words, and what else there is to know."""
    for k, row in enumerate(rows):
        for column, (kind, text) in enumerate(row):
            x, y = _MARGIN + column * WIDTH / 2, top - k * _LEGEND_ROW
            if kind is None:
                axes.add_patch(Circle((x + 0.11, y), 0.055, facecolor=INK, edgecolor="white", linewidth=0.8))
            else:
                patch = Rectangle(
                    (x, y - 0.06),
                    0.22,
                    0.12,
                    facecolor=_FILLS[kind[0]],
                    edgecolor="white",
                    hatch=_hatch(kind),
                    linewidth=0,
                )
                axes.add_patch(patch)
            axes.text(x + 0.3, y, text, ha="left", va="center_baseline", fontsize=SMALL, color=INK)
    foot = "Who takes no arrow in a cycle stays. Several arrows between the same two states are drawn as one."
    axes.text(_MARGIN, top - len(rows) * _LEGEND_ROW, foot, ha="left", va="center_baseline", fontsize=SMALL, color=SOFT)
