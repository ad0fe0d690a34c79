"""What only the numbers of the base case show, though every row adds up: idle arrows, twins, implausible worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from costeff.errors.problem import Problem, Severity
from costeff.errors.words import listed, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleArrow(Problem):
    """An arrow that never carries anybody, though its states are occupied.

    Attributes:
        arrow: its id; origins: the states that somebody is in.
        target: the state that nobody reaches for it; empty where others lead there.
        at_final_step: whether its condition asks for the last cycle of a memory.
    """

    severity: ClassVar[Severity] = "warning"

    arrow: str
    origins: tuple[str, ...]
    target: str
    at_final_step: bool

    def found(self) -> str:
        alone = f', so nobody is ever in "{self.target}"' if self.target else ""
        return f'in the base case nobody ever takes "{self.arrow}" out of {listed(self.origins)}{alone}'

    def advice(self) -> str:
        if self.at_final_step:
            return (
                "`final_step` is true in the last full cycle of a memory only: does anybody stay so long, and is the "
                "rest of the condition true then?"
            )
        return "Is its condition ever true, and its amount ever above 0? If it is meant for a scenario, leave it."


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverPaid(Problem):
    """Payoffs that come to nothing in every strategy."""

    severity: ClassVar[Severity] = "warning"

    sheet: str
    names: tuple[str, ...]

    def found(self) -> str:
        verb = "comes" if len(self.names) == 1 else "come"
        return f"{listed(self.names)} {verb} to nothing in every strategy"

    def advice(self) -> str:
        return "Are the amount and the condition ever above 0 where it is charged? If it is not needed, delete it."


@dataclass(frozen=True, slots=True, kw_only=True)
class SameStrategies(Problem):
    """Two strategies with the same outcomes."""

    severity: ClassVar[Severity] = "warning"

    strategy: str
    other: str

    def found(self) -> str:
        return f'"{self.strategy}" and "{self.other}" are the same in every outcome'

    def advice(self) -> str:
        return "What should set them apart? Look for a column of Strategies that no expression uses as was meant."


@dataclass(frozen=True, slots=True, kw_only=True)
class AboveNorm(Problem):
    """A state in which people are better off than the general population of their age.

    Attributes:
        age: the first at which it was found; weight: what a year there is worth, at that age.
        norm: that of men of the age, who rate their health higher than women.
    """

    severity: ClassVar[Severity] = "warning"

    state: str
    strategy: str
    age: float
    weight: float
    norm: float

    def found(self) -> str:
        return (
            f'a year in "{self.state}" is worth {self.weight:.4g} QALYs at age {self.age:.4g} (strategy '
            f"{self.strategy}), more than the {self.norm:.4g} of the general population"
        )

    def advice(self) -> str:
        return (
            "Multiply the weight by the norm of the age (for the UK 0.9508566 + 0.0212126*share_male - 0.0002587*age "
            "- 0.0000332*age^2, Ara and Brazier 2010), so that it falls with age."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthNothing(Problem):
    """A living state, in which time is spent, without any QALYs."""

    severity: ClassVar[Severity] = "warning"

    state: str

    def found(self) -> str:
        return f'"{self.state}" is alive, but its time is worth no QALYs in any strategy'

    def advice(self) -> str:
        return "Give it a row on Utilities, or name it (or one of its groups) in the `charged` of one."


@dataclass(frozen=True, slots=True, kw_only=True)
class CostsNothing(Problem):
    """Living states, in which time is spent, without any costs."""

    severity: ClassVar[Severity] = "note"

    states: tuple[str, ...]

    def found(self) -> str:
        return f"no costs arise in {listed(self.states)}, in any strategy"


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingCounted(Problem):
    """A model that comes to no costs, or to no QALYs, at all."""

    severity: ClassVar[Severity] = "warning"

    what: str
    sheet: str

    def found(self) -> str:
        return f"the {self.what} are 0 in every strategy"

    def advice(self) -> str:
        return f"Fill in the sheet {self.sheet}: without it there is nothing to compare."


@dataclass(frozen=True, slots=True, kw_only=True)
class AliveAtEnd(Problem):
    """A horizon that ends while a good part of the cohort lives."""

    severity: ClassVar[Severity] = "warning"

    strategy: str
    share: float
    horizon: str

    def found(self) -> str:
        return f"{self.share:.1%} of the cohort are alive at the end of the horizon, {self.horizon} ({self.strategy})"

    def advice(self) -> str:
        return (
            "What they cost and gain afterwards isn't counted: if a strategy lengthens life, take a lifetime horizon, "
            "such as `until age 100`."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceDominated(Problem):
    """A reference strategy that no decision-maker would choose."""

    severity: ClassVar[Severity] = "note"

    reference: str
    other: str

    def found(self) -> str:
        return f'the reference "{self.reference}" costs more and gains less than "{self.other}"'

    def advice(self) -> str:
        return "Comparisons with a dominated reference flatter the others: see the full incremental analysis."


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugByTheCycle(Problem):
    """A drug that is charged by the time spent, as if packs were handed back."""

    severity: ClassVar[Severity] = "note"

    names: tuple[str, ...]

    def found(self) -> str:
        return f"charged by time spent: {listed(self.names)}"

    def advice(self) -> str:
        return "If it is dispensed at the start of each cycle, write `start` under timing: who dies has used a pack."


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulRate(Problem):
    """A discount rate far from any that is in use."""

    severity: ClassVar[Severity] = "warning"

    setting: str
    rate: float

    def found(self) -> str:
        return f"{self.setting} is {plain(self.rate * 100)}% a year"

    def advice(self) -> str:
        meant = self.rate / 10 if self.rate > 0.1 else self.rate * 100
        return f"Rates in use are from 1% to 6%. Did you mean {plain(meant * 100)}%?"


@dataclass(frozen=True, slots=True, kw_only=True)
class BeyondUnit(Problem):
    """A distribution that draws values which the parameter's unit doesn't allow.

    Attributes:
        chance: share of the draws outside; limit: the bound that is passed.
    """

    severity: ClassVar[Severity] = "warning"

    parameter: str
    unit: str
    family: str
    chance: float
    limit: float

    def found(self) -> str:
        side = "above" if self.limit > 0 else "below"
        share = f"{self.chance:.2%}" if self.chance >= 0.0001 else "a few"
        return f"{self.parameter}: {share} of the draws of this {self.family} lie {side} {self.limit:g}"

    def advice(self) -> str:
        instead = "a beta" if self.limit == 1 or self.unit in ("probability", "proportion") else "a gamma or lognormal"
        return f"That is no {self.unit}; {instead} keeps within its bounds."


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryUnused(Problem):
    """A memory that nothing asks for."""

    severity: ClassVar[Severity] = "warning"

    what: str
    name: str
    clocks: str

    def found(self) -> str:
        return f'{self.what} "{self.name}" remembers, but nothing asks how long: no expression there uses {self.clocks}'

    def advice(self) -> str:
        return "Clear `remembers`, or use the clock: a memory by itself ends nothing and moves nobody."
