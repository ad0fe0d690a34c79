"""Problems that only the numbers of a run show: rows, shares, values and promises, with cycle and draw."""

from __future__ import annotations

from dataclasses import dataclass

from costeff.errors.problem import Problem


def _sum(parts: tuple[tuple[str, float], ...]) -> str:
    """`0.61 (progress) + 0.4 (death)`: the parts of a row as written out for a message."""
    return " + ".join(f"{value:.6g} ({name})" for name, value in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowExceedsOne(Problem):
    """The probabilities or shares that leave a state sum to more than 1."""

    strategy: str
    state: str
    cycle: int
    what: str
    total: float
    parts: tuple[tuple[str, float], ...]

    def found(self) -> str:
        return (
            f'{self.what} out of "{self.state}" sum to {self.total:.8g} in cycle {self.cycle} '
            f"of strategy {self.strategy}: {_sum(self.parts)}"
        )

    def advice(self) -> str:
        return "A row may sum to at most 1: key one as a share of what another leaves, or as competing rates."


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideRange(Problem):
    """A rate below 0, or a probability, share or start share outside [0, 1]."""

    strategy: str
    what: str
    value: float
    allowed: str
    place: str

    def found(self) -> str:
        return f"{self.what} is {self.value:.12g} {self.place}, in strategy {self.strategy}"

    def advice(self) -> str:
        return f"It must be {self.allowed}; costeff never clips or rescales."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoValue(Problem):
    """An expression that has no value where it is needed."""

    strategy: str
    reason: str
    place: str

    def found(self) -> str:
        return f"no value {self.place}, in strategy {self.strategy}: {self.reason}"

    def advice(self) -> str:
        if "is outside table" in self.reason:
            return "Give the table rows that reach so far, or shorten the horizon."
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeyondNumbers(Problem):
    """Amounts whose total is beyond what a computer's numbers hold."""

    strategy: str
    payoff: str
    place: str

    def found(self) -> str:
        return f'the total of "{self.payoff}" grows beyond all numbers {self.place}, in strategy {self.strategy}'

    def advice(self) -> str:
        return "Look for an amount with too many digits or an exponent that is too large."


@dataclass(frozen=True, slots=True, kw_only=True)
class StartShares(Problem):
    """The shares in which the cohort starts don't sum to 1."""

    strategy: str
    total: float
    parts: tuple[tuple[str, float], ...]

    def found(self) -> str:
        shown = _sum(self.parts) if self.parts else "no state has a start share"
        return f"start shares sum to {self.total:.8g} in strategy {self.strategy}: {shown}"

    def advice(self) -> str:
        return "They must sum to 1 in every strategy: write `1 - ...` in one of them."


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesAndProbabilities(Problem):
    """A row that has both rates and probabilities in force."""

    strategy: str
    state: str
    rates: tuple[str, ...]
    probabilities: tuple[str, ...]

    def found(self) -> str:
        return (
            f'"{self.state}" has rates ({", ".join(self.rates)}) and probabilities '
            f"({', '.join(self.probabilities)}) in force at once, in strategy {self.strategy}"
        )

    def advice(self) -> str:
        return "Turn the probabilities into rates, `as` rate with PROB_TO_RATE(p, years), so that they compete."


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralRests(Problem):
    """More than one `rest` arrow in force in a row."""

    strategy: str
    state: str
    cycle: int
    arrows: tuple[str, ...]

    def found(self) -> str:
        return (
            f'"{self.state}" has {len(self.arrows)} rest arrows in force in cycle {self.cycle} '
            f"of strategy {self.strategy}: {', '.join(self.arrows)}"
        )

    def advice(self) -> str:
        return "Only one arrow can take what is left: make the others shares, or let their `when` exclude each other."


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenPromise(Problem):
    """A row of the Checks sheet that doesn't hold."""

    strategy: str
    check: str
    message: str

    def found(self) -> str:
        return f'check "{self.check}" does not hold in strategy {self.strategy}' + (
            f": {self.message}" if self.message else ""
        )

    def advice(self) -> str:
        return "Change the values or distributions that it names, or the promise itself."


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyMicroStates(Problem):
    """Memories and marks that multiply into more states than can be run."""

    strategy: str
    count: int
    limit: int
    causes: str

    def found(self) -> str:
        return f"memories and marks expand to over {self.count:,} states in strategy {self.strategy} ({self.causes})"

    def advice(self) -> str:
        return f"At most {self.limit:,} can be run: shorten a memory, or use fewer marks that remember."


@dataclass(frozen=True, slots=True, kw_only=True)
class MustNotVary(Problem):
    """An argument that has to be known before sampling, but depends on a parameter."""

    what: str

    def found(self) -> str:
        return f"{self.what} depends on a parameter"

    def advice(self) -> str:
        return "It must be the same in every draw: use numbers, settings, `age` and the other clocks."


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsTooShort(Problem):
    """A table of cycle weights that doesn't reach the horizon."""

    table: str
    needed: int
    given: int

    def found(self) -> str:
        return f'table "{self.table}" has weights for {self.given} points, the horizon needs {self.needed}'

    def advice(self) -> str:
        return f"Give one row for each point from 0 to {self.needed - 1}."


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedDraws(Problem):
    """More draws are no valid model than `invalid draws = drop` allows."""

    invalid: int
    draws: int
    example: str

    def found(self) -> str:
        return f"{self.invalid:,} of {self.draws:,} draws are no valid model, for example: {self.example}"

    def advice(self) -> str:
        return "At most 1 in 100 may be dropped: change the distributions so that draws stay valid."
