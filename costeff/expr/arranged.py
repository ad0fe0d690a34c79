"""Trees rearranged for print: mathematics' own order, functions that are formulas, IFs within IF as one list."""

from __future__ import annotations

from collections.abc import Iterator

from costeff.expr.tree import Binary, Call, Number, Tree, Unary


def is_condition(tree: Tree) -> bool:
    """Whether a tree says yes or no: a comparison, AND, OR or NOT."""
    match tree:
        case Binary():
            return tree.operator in ("=", "<>", "<", "<=", ">", ">=")
        case Call():
            return tree.function in ("AND", "OR", "NOT")
        case _:
            return False


def settled(tree: Binary) -> Binary | Unary:
    """The same in mathematics' own order: signs before products, one fraction instead of one in another's top."""
    if tree.operator not in "*/":
        return tree
    left = settled(tree.left) if isinstance(tree.left, Binary) else tree.left
    if isinstance(left, Unary) and left.operator == "-":
        return Unary("-", settled(Binary(tree.operator, left.operand, tree.right)))
    if tree.operator == "/" and isinstance(left, Binary) and left.operator == "/":
        return Binary("/", left.left, Binary("*", left.right, tree.right))
    if tree.operator == "/" and isinstance(left, Binary) and left.operator == "*":
        first = settled(left.left) if isinstance(left.left, Binary) else left.left
        if isinstance(first, Binary) and first.operator == "/":  # x / y z / w is x z / (y w)
            above, below = Binary("*", first.left, left.right), Binary("*", first.right, tree.right)
            return Binary("/", above, below)
    return Binary(tree.operator, left, tree.right)


def meant(call: Call) -> Tree | None:
    """A function that is a formula, as that formula; AND and OR of one argument, as that argument's condition."""
    if call.function in ("AND", "OR") and len(call.arguments) == 1:
        only = call.arguments[0]
        if is_condition(only):
            return (meant(only) if isinstance(only, Call) else None) or only
        return Binary("<>", only, Number(0.0))
    if call.function == "RATE_TO_PROB":
        rate, years = call.arguments
        passed = rate if years == Number(1.0) else Binary("*", rate, years)
        return Binary("-", Number(1.0), Call("EXP", (Unary("-", passed),)))
    if call.function == "PROB_TO_RATE":
        p, years = call.arguments
        log = Unary("-", Call("LN", (Binary("-", Number(1.0), p),)))
        return log if years == Number(1.0) else Binary("/", log, years)
    return None


def branches(tree: Tree, given: tuple[Tree, ...]) -> Iterator[tuple[tuple[Tree, ...], Tree]]:
    """The values of IFs within IF, each with the conditions under which it is read, in the order of reading."""
    if not (isinstance(tree, Call) and tree.function == "IF"):
        yield given, tree
        return
    condition, then = tree.arguments[:2]
    yield from branches(then, (*given, *_parts(condition)))
    yield from branches(tree.arguments[2] if len(tree.arguments) > 2 else Number(0.0), given)


def _parts(condition: Tree) -> tuple[Tree, ...]:
    """The conditions that AND joins; any other is one."""
    return condition.arguments if isinstance(condition, Call) and condition.function == "AND" else (condition,)
