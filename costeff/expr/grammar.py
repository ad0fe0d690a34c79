"""The grammar of an expression: a closed subset of Excel's formulae, with Excel's own precedence.

From the tightest: `%` after a value, a sign before it, `^`, `*` and `/`, `+` and `-`, comparisons. A sign binds tighter
than `^` (`-2^2` is 4) and `^` goes from left to right (`2^3^2` is 64), both as in Excel and unlike mathematics.
Source: Microsoft, "Calculation operators and precedence in Excel".
"""

GRAMMAR = r"""
start: comparison

?comparison: sum
    | sum COMPARE sum -> binary
?sum: product
    | sum (PLUS | MINUS) product -> binary
?product: power
    | product (STAR | SLASH) power -> binary
?power: signed
    | power CARET signed -> binary
?signed: percent
    | (PLUS | MINUS) signed -> sign
?percent: value
    | percent PERCENT -> percent
?value: NUMBER -> number
    | NAME -> name
    | TEXT -> text
    | LPAR comparison RPAR -> parenthesis
    | FUNCTION LPAR [comparison (_COMMA comparison)*] RPAR -> call

FUNCTION.2: /[^\W\d][\w.]*(?=\s*\()/
NAME: /[^\W\d][\w.]*/
NUMBER: /([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?/
TEXT: /"([^"]|"")*"/
COMPARE: "<=" | ">=" | "<>" | "<" | ">" | "="
PLUS: "+"
MINUS: "-"
STAR: "*"
SLASH: "/"
CARET: "^"
PERCENT: "%"
LPAR: "("
RPAR: ")"
_COMMA: ","

WHITE: /\s+/
%ignore WHITE
"""
