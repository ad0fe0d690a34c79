"""Problems with what one cell says: an expression that can't be read."""

from __future__ import annotations

from dataclasses import dataclass

from costeff.errors.exceptions import InputError
from costeff.errors.problem import Problem


class ExpressionError(InputError):
    """An expression can't be read.

    Attributes:
        problem: what is wrong with it, and where.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        InputError.__init__(self, (problem,))


def or_list(names: tuple[str, ...], quote: str = '"') -> str:
    """`"a", "b" or "c"`: alternatives as words."""
    quoted = [f"{quote}{name}{quote}" for name in names]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyExpression(Problem):
    """A cell that should hold an expression and holds none."""

    def found(self) -> str:
        return "there is no expression"

    def advice(self) -> str:
        return "Write a number, a name or a formula without the leading =, such as `1 - p_response`."


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadingEquals(Problem):
    """An expression typed with Excel's leading `=`."""

    def found(self) -> str:
        return "the expression begins with ="

    def advice(self) -> str:
        return "Leave the = out: costeff reads this cell itself, Excel must take it for text."


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionTooLong(Problem):
    """More text than Excel allows a formula."""

    length: int
    limit: int

    def found(self) -> str:
        return f"the expression has {self.length:,} characters, at most {self.limit:,} can be read"

    def advice(self) -> str:
        return "Divide it into variables, one row each on the Variables sheet."


@dataclass(frozen=True, slots=True, kw_only=True)
class NestedTooDeep(Problem):
    """Parentheses in parentheses, or operators in a row, without end."""

    what: str
    limit: int

    def found(self) -> str:
        return f"more than {self.limit} {self.what}"

    def advice(self) -> str:
        return "Divide the expression into variables, one row each on the Variables sheet."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclosedParenthesis(Problem):
    """A `(` without its `)`."""

    def found(self) -> str:
        return "this parenthesis is never closed"

    def advice(self) -> str:
        return "Add the missing )."


@dataclass(frozen=True, slots=True, kw_only=True)
class StrayParenthesis(Problem):
    """A `)` without its `(`."""

    def found(self) -> str:
        return "this parenthesis closes nothing"

    def advice(self) -> str:
        return "Remove it, or add the ( that it should close."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclosedText(Problem):
    """A double quote without its partner."""

    def found(self) -> str:
        return "this quotation mark is never closed"

    def advice(self) -> str:
        return 'Put a second " at the end of the name.'


@dataclass(frozen=True, slots=True, kw_only=True)
class StrangeCharacter(Problem):
    """A character, or a way of writing, that the language doesn't have."""

    character: str
    instead: str

    def found(self) -> str:
        return f"{self.character} can't stand in an expression"

    def advice(self) -> str:
        return self.instead


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingOperand(Problem):
    """An operator, a parenthesis or a comma where a value should stand."""

    beside: str

    def found(self) -> str:
        return f"a value is missing {self.beside}"

    def advice(self) -> str:
        return "A number, a name, a function or a parenthesis is expected here."


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingOperator(Problem):
    """Two values side by side."""

    left: str
    right: str

    def found(self) -> str:
        return f"there is no operator between {self.left} and {self.right}"

    def advice(self) -> str:
        if self.right.casefold() == "x":
            return "To multiply, write * instead of x."
        return f"To multiply, write {self.left} * {self.right}; a name has no spaces in it."


@dataclass(frozen=True, slots=True, kw_only=True)
class StrayComma(Problem):
    """A comma outside a function, or one with nothing between it and the next."""

    decimal: bool

    def found(self) -> str:
        return "this comma separates nothing"

    def advice(self) -> str:
        if self.decimal:
            return "Write decimals with a point: 0.5, not 0,5."
        return "Commas separate the arguments of a function; none may be left empty."


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainedComparison(Problem):
    """`0 < x < 1`, which Excel reads as `(0 < x) < 1`."""

    def found(self) -> str:
        return "two comparisons in a row"

    def advice(self) -> str:
        return "Write AND(0 < x, x < 1) rather than 0 < x < 1, which in Excel compares TRUE or FALSE with 1."


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberTooLarge(Problem):
    """A number that no computer's arithmetic holds."""

    number: str

    def found(self) -> str:
        return f"the number {self.number} is too large"

    def advice(self) -> str:
        return "Numbers go up to about 1.8E+308."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownFunction(Problem):
    """A function that the language doesn't have."""

    name: str
    nearest: tuple[str, ...]
    instead: str

    def found(self) -> str:
        meant = f" (did you mean {or_list(self.nearest, '')}?)" if self.nearest else ""
        return f'unknown function "{self.name}"{meant}'

    def advice(self) -> str:
        return self.instead or f"If {self.name} is a name to multiply by, write {self.name} * ( ... )."


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongArity(Problem):
    """A function with too few or too many arguments."""

    function: str
    given: int
    least: int
    most: int
    signature: str

    def found(self) -> str:
        wanted = str(self.least) if self.least == self.most else f"{self.least} to {self.most}"
        noun = "argument" if wanted == "1" else "arguments"
        return f"{self.function} needs {wanted} {noun}, found {self.given}"

    def advice(self) -> str:
        comma = "; decimals are written with a point" if self.given > self.most else ""
        return f"Write {self.signature}{comma}."


@dataclass(frozen=True, slots=True, kw_only=True)
class NameNotQuoted(Problem):
    """A table or column that isn't in double quotes."""

    function: str
    argument: str
    signature: str

    def found(self) -> str:
        return f'the {self.argument} in {self.function} must be a name in "double quotes"'

    def advice(self) -> str:
        return f"Write {self.signature}."


@dataclass(frozen=True, slots=True, kw_only=True)
class TextInArithmetic(Problem):
    """A quoted text where a number should stand."""

    text: str

    def found(self) -> str:
        return f'the text "{self.text}" can\'t be calculated with'

    def advice(self) -> str:
        return (
            "Names of parameters, variables and columns stand without quotes; quotes are for tables and their columns."
        )
