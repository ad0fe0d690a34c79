import pytest
from scopes import read, worth

from costeff.errors.expressions import (
    ChainedComparison,
    EmptyExpression,
    ExpressionError,
    ExpressionTooLong,
    LeadingEquals,
    MissingOperand,
    MissingOperator,
    NameNotQuoted,
    NestedTooDeep,
    NumberTooLarge,
    StrangeCharacter,
    StrayComma,
    StrayParenthesis,
    TextInArithmetic,
    UnclosedParenthesis,
    UnclosedText,
    UnknownFunction,
    WrongArity,
)
from costeff.expr import Binary, Call, Name, Number, Text, Unary, walk


def problem_of(text):
    with pytest.raises(ExpressionError) as caught:
        read(text)
    problem = caught.value.problem
    assert problem.found()
    problem.advice()
    return problem


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-2^2", 4),
        ("2^3^2", 64),
        ("2^-1", 0.5),
        ("-2%^2", 0.0004),
        ("2^200%", 4),
        ("50%%", 0.005),
        ("1+2*3^2", 19),
        ("8/4/2", 1),
        ("8-4-2", 2),
        ("2*-3", -6),
        ("--2", 2),
        ("+-+3", -3),
        ("1+1=2", 1),
        ("2<1+2", 1),
        ("(1<2)=(3<4)", 1),
        ("3<>3", 0),
        ("3<=3", 1),
        ("1>=2", 0),
        ("TRUE+true*FALSE", 1),
        (".5+1.+2E-1+1e+0", 2.7),
        (" ( ( 7 ) ) ", 7),
        ("1\n + \t2", 3),
        ("if(1,2,3)", 2),
    ],
)
def test_excels_precedence_and_numbers(text, value):
    assert worth(text) == pytest.approx(value, rel=1e-15)


def test_the_tree_and_its_spans():
    text = 'MAX( -x.1 , (a+b)*50%, LOOKUP("a ""b""","c",k) )'
    tree = read(text).tree
    assert tree == Call(
        "MAX",
        (
            Unary("-", Name("x.1")),
            Binary("*", Binary("+", Name("a"), Name("b")), Unary("%", Number(50))),
            Call("LOOKUP", (Text('a "b"'), Text("c"), Name("k"))),
        ),
    )
    assert [text[slice(*node.span)] for node in walk(tree)] == [
        text, "-x.1", "x.1", "(a+b)*50%", "(a+b)", "a", "b", "50%", "50",
        'LOOKUP("a ""b""","c",k)', '"a ""b"""', '"c"', "k",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["age", "Age", "um_cr", "_x", "p.resp.2", "L1", "é", "__class__", "a.b.__class__"])
def test_names_are_case_sensitive_and_never_attributes(name):
    assert read(name).tree == Name(name)


@pytest.mark.parametrize(
    ("text", "kind", "span"),
    [
        ("", EmptyExpression, None),
        (" \n", EmptyExpression, None),
        (" =1+2", LeadingEquals, (1, 2)),
        ("(1+2", UnclosedParenthesis, (0, 1)),
        ("MAX(1, (2+3)", UnclosedParenthesis, (3, 4)),
        ("1+2)", StrayParenthesis, (3, 4)),
        ('LOOKUP("life, "q", age)', UnclosedText, (16, 17)),
        ('"abc', UnclosedText, (0, 1)),
        ("1 +", MissingOperand, (2, 3)),
        ("* 3", MissingOperand, (0, 1)),
        ("a + * b", MissingOperand, (4, 5)),
        ("()", MissingOperand, (1, 2)),
        ("a < ", MissingOperand, (2, 3)),
        ("a b", MissingOperator, (2, 3)),
        ("3x", MissingOperator, (1, 2)),
        ("2(3)", MissingOperator, (1, 2)),
        ("(1)(2)", MissingOperator, (3, 4)),
        ("1.2.3", MissingOperator, (3, 5)),
        ("0,5 * x", StrayComma, (1, 2)),
        ("MAX(1,,2)", StrayComma, (6, 7)),
        ("MAX(1, )", StrayComma, (5, 6)),
        ("IF(,1,2)", StrayComma, (3, 4)),
        ("MAX(1;2)", StrangeCharacter, (5, 6)),
        ("LOOKUP(“life”,q,1)", StrangeCharacter, (7, 8)),
        ("LOOKUP('life','q',1)", StrangeCharacter, (7, 8)),
        ("a == b", StrangeCharacter, (2, 4)),
        ("a ** b", StrangeCharacter, (2, 4)),
        ("a != b", StrangeCharacter, (2, 4)),
        ("B3+$A$1", StrangeCharacter, (3, 4)),
        ("Sheet1!A1", StrangeCharacter, (6, 7)),
        ("£100", StrangeCharacter, (0, 1)),
        ("1 − 2", StrangeCharacter, (2, 3)),
        ("#REF!", StrangeCharacter, (0, 1)),
        ("x\x00", StrangeCharacter, (1, 2)),
        ("0 < x < 1", ChainedComparison, (6, 7)),
        ("1 + 1e999", NumberTooLarge, (4, 9)),
        ("1 + maxx(2)", UnknownFunction, (4, 8)),
        ("x (1 + 2)", UnknownFunction, (0, 1)),
        ("1 + IF(a)", WrongArity, (4, 9)),
        ("MAX()", WrongArity, (0, 5)),
        ("ROUND(0,5, 2)", WrongArity, (0, 13)),
        ("LOOKUP(life, q, age)", NameNotQuoted, (7, 11)),
        ('LOOKUP("life", q, age)', NameNotQuoted, (15, 16)),
        ('1 + "a"', TextInArithmetic, (4, 7)),
        ('-"a"', TextInArithmetic, (1, 4)),
        ('"a"', TextInArithmetic, (0, 3)),
        ('MAX("a", 1)', TextInArithmetic, (4, 7)),
        ("(" * 65 + "1" + ")" * 65, NestedTooDeep, (64, 65)),
    ],
)
def test_what_can_t_be_read_is_placed(text, kind, span):
    problem = problem_of(text)
    assert (type(problem), problem.span) == (kind, span)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("maxx(1)", "nearest", ("MAX",)),
        ("rate_to_porb(1, 2)", "nearest", ("RATE_TO_PROB",)),
        ("0,5", "decimal", True),
        ("a,b", "decimal", False),
        ("ROUND(1)", "signature", "ROUND(x, digits)"),
        ("AND()", "signature", "AND(condition, ...)"),
        ("a b", "left", "a"),
        ("a b", "right", "b"),
        ("f(x) g(y)", "right", "g( ... )"),
    ],
)
def test_what_a_problem_says(text, field, value):
    assert getattr(problem_of(text), field) == value


@pytest.mark.parametrize("name", ["LOG", "power", "VLOOKUP", "Sum", "IFERROR", "RAND"])
def test_functions_brought_from_elsewhere_get_advice(name):
    problem = problem_of(f"{name}(1, 2)")
    assert problem.nearest == ()
    assert "Write" in problem.advice() or "write" in problem.advice() or "give" in problem.advice()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("(" * 10_000 + "1" + ")" * 10_000, ExpressionTooLong),
        ("1" * 1_000_000, ExpressionTooLong),
        ("a+" * 500_000 + "a", ExpressionTooLong),
        ("(" * 4_000 + "1" + ")" * 4_000, NestedTooDeep),
        ("IF(" * 2_000, NestedTooDeep),
        ("-" * 8_000 + "1", NestedTooDeep),
        ("1" + "%" * 8_000, NestedTooDeep),
        ("+".join(["a"] * 4_000), NestedTooDeep),
        ("^".join(["9"] * 4_000), NestedTooDeep),
        ("__import__('os').system('true')", StrangeCharacter),
        ("__import__(os)", UnknownFunction),
        ("eval(x)", UnknownFunction),
        ("().__class__.__bases__", MissingOperand),
        ("[x for x in y]", StrangeCharacter),
        ("lambda: 0", StrangeCharacter),
        ("{{7*7}}", StrangeCharacter),
        ("x; import os", StrangeCharacter),
        ("\ud800", StrangeCharacter),
    ],
)
def test_hostile_texts_are_problems(text, kind):
    assert type(problem_of(text)) is kind


def test_a_sum_of_many_terms_is_read():
    assert worth("+".join(["1"] * 140)) == 140
