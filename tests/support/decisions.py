"""A small study for decision analyses: three strategies, a price, a gain, all in closed form."""

from __future__ import annotations

from dataclasses import replace

import building as b

from costeff.distributions import fit
from costeff.model import Model, Parameter, Table

NOTHING = {"se": None, "low": None, "high": None, "n": None}


def uncertain(id: str, value: float, se: float) -> Parameter:
    distribution = fit("normal", value=value, **{**NOTHING, "se": se})
    return b.parameter(id, value, family="normal", distribution=distribution, se=se)


def study(**parts: object) -> Model:
    """Two years alive; the new drug costs two units of `price` and 100, and adds `gain` QALYs a year."""
    settings = b.settings(horizon="2 years", costs=0.0, effects=0.0, correction="end", reference="old", draws=400)
    standard = {
        "settings": settings,
        "strategies": (
            b.strategy("old", new=0, other=0),
            b.strategy("new", new=1, other=0),
            b.strategy("third", new=0, other=1),
        ),
        "states": (b.state("well", 1),),
        "parameters": (uncertain("price", 1000.0, 100.0), uncertain("gain", 0.1, 0.02), b.parameter("fixed", 3.0)),
        "payoffs": (
            b.payoff("cost", "drug", "start", "well", "new * (2*price + 100) + other * 500"),
            b.payoff("utility", "life", "in", "well", "0.5 + new*gain + other*0.02", per="1 year"),
        ),
    }
    return b.model(**{**standard, **parts})


def life(rows: list[tuple[float, float | str, float | str]]) -> Table:
    return b.table("life", "age", rows, ("male", "female"))


def ill(*tables: Table, share: str = "male_share", start_age: float = 50.0) -> Model:
    there = study(tables=tables)
    return replace(
        there,
        settings=replace(there.settings, start_age=start_age),
        parameters=(*there.parameters, b.parameter("male_share", 0.25)),
        variables=(b.variable("background", f'MORTALITY("life", age, {share})'),),
        states=(b.state("well", 1), b.state("dead", alive=False)),
        arrows=(b.arrow("dies", "well", "dead", "rate", 0.0, per="1 year"),),
    )
