"""The language of the cells: Excel's own, in a closed subset, parsed once and read three ways.

`parse` makes a frozen tree of the text of a cell; `evaluate` gives its number, `to_excel` an Excel formula over given
cells, `equation` its print as mathematics. Nothing is ever executed: what the grammar doesn't know is a placed problem.
"""

from costeff.errors.expressions import ExpressionError
from costeff.expr.arithmetic import Undefined
from costeff.expr.equation import equation
from costeff.expr.evaluate import Fault, Reading, Scope, compile_closure, evaluate
from costeff.expr.excel import to_excel
from costeff.expr.functions import FUNCTIONS, Function
from costeff.expr.names import is_name, nearest
from costeff.expr.parse import parse
from costeff.expr.printed import to_text
from costeff.expr.tree import Binary, Call, Formula, Name, Number, Text, Tree, Unary, names, walk

__all__ = [
    "FUNCTIONS",
    "Binary",
    "Call",
    "ExpressionError",
    "Fault",
    "Formula",
    "Function",
    "Name",
    "Number",
    "Reading",
    "Scope",
    "Text",
    "Tree",
    "Unary",
    "Undefined",
    "compile_closure",
    "equation",
    "evaluate",
    "is_name",
    "names",
    "nearest",
    "parse",
    "to_excel",
    "to_text",
    "walk",
]
