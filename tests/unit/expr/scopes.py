from costeff.errors import Where
from costeff.expr import Formula, Undefined, evaluate, parse


def read(text: str) -> Formula:
    return parse(Where(book="b.xlsx", sheet="Variables", cell="B3", text=text))


class Values:
    """A scope of plain numbers; tables answer with what they were asked."""

    def __init__(self, **values: float) -> None:
        self.values = values
        self.asked: list[object] = []

    def value(self, name: str) -> float:
        self.asked.append(name)
        if name not in self.values:
            raise Undefined(f"{name} is unknown here")
        return self.values[name]

    def lookup(self, table: str, column: str, key: float) -> float:
        self.asked.append((table, column, key))
        if key < 0:
            raise Undefined(f'{key:g} is outside table "{table}"')
        return 10 * key

    def interpolate(self, table: str, column: str, key: float) -> float:
        self.asked.append((table, column, key))
        return 100 * key

    def mortality(self, table: str, age: float, share_male: float) -> float:
        self.asked.append((table, age, share_male))
        return age + share_male


def worth(text: str, **values: float) -> float:
    return evaluate(read(text).tree, Values(**values))
