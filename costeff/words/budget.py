"""A budget impact in sentences: what it comes to, in which year most, and what moves it."""

from __future__ import annotations

from costeff.measures.tolerance import TOLERANCE, slack
from costeff.results import Analysis
from costeff.words.phrases import joined, plural, quoted, round_size_of_money


def budget_findings(analysis: Analysis) -> tuple[str, ...]:
    """People, the net budget impact by year and in all, what drives it, and the scenarios that move it most.

    Args:
        analysis: as of `costeff.budget`.
    """
    facts, study = analysis.facts, analysis.study
    years, net, total = int(facts["years"]), [float(x) for x in facts["net_by_year"]], float(facts["net_total"])
    gaining = joined([quoted(study.labels[name]) for name in facts["gaining"]])
    people = round(float(facts["eligible_total"]))
    text = f"Over {plural(years, 'year')} {plural(people, 'person', 'people')} start treatment"
    said = [f"{text}; {gaining} gains in uptake." if len(facts["gaining"]) == 1 else f"{text}."]
    if len(facts["gaining"]) > 1:
        said = [f"{text}; {gaining} gain in uptake."]
    said.append(_net(analysis, net, total))
    lines = _lines(analysis)
    if lines:
        said.append(lines)
    moved = _moved(analysis)
    return (*said, moved) if moved else tuple(said)


def _room(analysis: Analysis) -> float:
    """What counts as no money: rounding of the sums in which it was found."""
    table = analysis.tables["budget"]
    whole = table[table["total"].astype(bool)]
    columns = [name for name in ("with_intervention", "without_intervention", "net") if name in whole]
    return float(slack(whole[columns].abs().sum().max()))


def _change(amount: float, currency: str, room: float) -> str:
    """`costs the budget £1,200 more`, `saves the budget £800`, `leaves the budget as it is`."""
    if abs(amount) <= room:
        return "leaves the budget as it is"
    size = round_size_of_money(amount, currency)
    return f"costs the budget {size} more" if amount > 0 else f"saves the budget {size}"


def _net(analysis: Analysis, net: list[float], total: float) -> str:
    """The whole, and the years."""
    currency, room = analysis.study.currency, _room(analysis)
    text = f"In all, the change in uptake {_change(total, currency, room)}"
    if len(net) == 1:
        return f"{text}."
    first = analysis.facts["first_year"]
    names = [str(int(first) + k) if first is not None else f"year {k + 1}" for k in range(len(net))]
    signs = {(x > room) - (x < -room) for x in net}
    if signs == {0}:
        return f"{text}, in every year."
    if max(net) - min(net) <= TOLERANCE * max(map(abs, net)):
        return f"{text}, the same in every year."
    top = max(range(len(net)), key=lambda k: net[k] if total >= 0 else -net[k])
    text += f", in {names[top]} most: it {_change(net[top], currency, room)} then"
    against = [name for name, x in zip(names, net, strict=True) if (x < -room if total >= 0 else x > room)]
    if against:
        return f"{text}; in {joined(against)} it {'saves' if total >= 0 else 'costs'} money."
    return f"{text}."


def _lines(analysis: Analysis) -> str:
    """Which budget lines bear and which relieve it most, over all the years."""
    table, currency, room = analysis.tables["budget"], analysis.study.currency, _room(analysis)
    parts: dict[str, float] = {}
    for row in table[~table["total"].astype(bool)].to_dict("records"):
        parts[str(row["line"])] = parts.get(str(row["line"]), 0.0) + float(row["net"])
    if not parts:
        return ""
    up, down = max(parts, key=lambda name: parts[name]), min(parts, key=lambda name: parts[name])
    said = []
    if parts[up] > room:
        said.append(f"{quoted(up)} rises most, by {round_size_of_money(parts[up], currency)}")
    if parts[down] < -room:
        said.append(f"{quoted(down)} falls most, by {round_size_of_money(parts[down], currency)}")
    return f"Of the budget lines {', and '.join(said)}." if said else ""


def _moved(analysis: Analysis) -> str:
    """The scenarios between which the whole lies."""
    table, currency, room = analysis.tables["scenarios"], analysis.study.currency, _room(analysis)
    others = table[(table["kind"] != "base case") & table["net_total"].notna()]
    apart = analysis.facts.get("other_money", ())  # an older analysis has none
    if apart:
        others = others[~((others["kind"] == "scenario") & others["scenario"].isin(apart))]
    if not len(others):
        return ""
    totals = others["net_total"].to_numpy(dtype=float)
    ends = [(str(others["label"].iloc[k]), float(totals[k])) for k in (int(totals.argmin()), int(totals.argmax()))]
    if ends[1][1] - ends[0][1] <= room:
        return f"Under the {plural(len(others), 'scenario')} it stays the same."
    low, high = (f"it {_change(total, currency, room)} (under {quoted(label)})" for label, total in ends)
    return f"The {plural(len(others), 'scenario')} reach from one in which {low} to one in which {high}."
