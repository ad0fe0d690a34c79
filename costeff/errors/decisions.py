"""Problems of decision analyses: what was asked for can't be answered with this workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from costeff.errors.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownChoice(Problem):
    """An option names something that the workbook doesn't have.

    Attributes:
        what: `parameter`, `strategy`, `table`.
        name: as given.
        nearest: what it may have been meant to be.
        known: all that there are.
    """

    what: str
    name: str
    nearest: Sequence[str] = ()
    known: Sequence[str] = ()

    def found(self) -> str:
        """What is unknown."""
        return f'there is no {self.what} "{self.name}"'

    def advice(self) -> str:
        """What was meant, or what there is."""
        if self.nearest:
            return f"Did you mean {' or '.join(self.nearest)}?"
        return f"There are: {', '.join(self.known)}." if self.known else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyRange(Problem):
    """A range of values that holds none.

    Attributes:
        parameter: its id.
        low, high: the range.
    """

    parameter: str
    low: float
    high: float

    def found(self) -> str:
        """The range."""
        return f"the range of {self.parameter} from {self.low:g} to {self.high:g} is empty"

    def advice(self) -> str:
        """What to give."""
        return "Give two different ends, the lower one first."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSpread(Problem):
    """A parameter without uncertainty has no range of its own to search.

    Attributes:
        parameter: its id.
    """

    parameter: str

    def found(self) -> str:
        """The parameter."""
        return f"{self.parameter} is fixed, so that it has no range of its own"

    def advice(self) -> str:
        """What to do."""
        return "Give the range with --from and --to, or its bounds in the columns dsa low and dsa high."


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAPrice(Problem):
    """Costs aren't linear in a parameter, or effects depend on it, so it has no value-based price in closed form.

    Attributes:
        parameter: its id.
    """

    parameter: str

    def found(self) -> str:
        """The parameter."""
        return f"costs are not a straight line in {self.parameter}, or QALYs depend on it"

    def advice(self) -> str:
        """What to do."""
        return "Name the parameter that is the price of one unit; for others use `costeff threshold`."


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceNotPaid(Problem):
    """No strategy's cost depends on the price.

    Attributes:
        parameter: its id.
        strategy: id, if one was asked for.
    """

    parameter: str
    strategy: str = ""

    def found(self) -> str:
        """What doesn't depend on it."""
        whose = f"the cost of {self.strategy} does not depend" if self.strategy else "no strategy's cost depends"
        return f"{whose} on {self.parameter}"

    def advice(self) -> str:
        """What to do."""
        return "Name a price that a compared strategy pays."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPriceParameter(Problem):
    """A price is asked for, and neither the call nor the workbook says which.

    Attributes:
        setting: the setting that would.
        candidates: ids of parameters that some strategies pay and others don't.
    """

    setting: str
    candidates: Sequence[str] = ()

    def found(self) -> str:
        """What is missing."""
        return "it isn't said which parameter is the price"

    def advice(self) -> str:
        """Where to say it, and what it may be."""
        how = f"Give its id in the setting {self.setting} on the sheet Study, or with --parameter."
        if not self.candidates:
            return f"{how} It must be an amount of the study's currency that some strategies pay."
        return f"{how} Paid by some strategies and not by others: {', '.join(self.candidates)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpossibleDiscount(Problem):
    """A discount on a price that isn't a share above 0 and up to 1."""

    def found(self) -> str:
        """What is wrong."""
        return f'"{self.where.text}" is no discount on a price'

    def advice(self) -> str:
        """What to give."""
        return "Give the share of the price that is taken off, above 0 and up to 1, such as 0.3 or 30%."


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToDiscount(Problem):
    """A discount on a price that isn't above 0.

    Attributes:
        parameter: id of the price.
        price: its value.
    """

    parameter: str
    price: float

    def found(self) -> str:
        """The price."""
        return f"a discount is asked for, and {self.parameter} is {self.price:g}"

    def advice(self) -> str:
        """What to do."""
        return "Give the list price here or with --set, or leave the discount out."


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityInput(Problem):
    """Something that the shortfall needs is missing or has a gap.

    Attributes:
        reason: what, in one clause.
        remedy: what to do, in one sentence.
    """

    reason: str
    remedy: str

    def found(self) -> str:
        """The reason."""
        return self.reason

    def advice(self) -> str:
        """The remedy."""
        return self.remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class NoThreshold(Problem):
    """A decision analysis without a willingness to pay."""

    def found(self) -> str:
        """What is missing."""
        return "the study has no threshold, and this analysis needs one"

    def advice(self) -> str:
        """What to do."""
        return "Give one or several in the setting thresholds, such as `25000, 35000`."
