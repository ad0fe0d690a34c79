import pytest
from scopes import read

from costeff.expr import to_excel, to_text

CELLS = {
    "a": "B2", "b": "B3", "k": "C1", "v": "(B2+B3)", "start_age": "Study!B9",
    "life!": "$A$2:$A$9", "life!male": "$B$2:$B$9", "life!female": "$C$2:$C$9", "life!to": "$D$2:$D$9",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "excel"),
    [
        ("a+b*2", "B2+B3*2"),
        ("(a+b)*2%", "(B2+B3)*2%"),
        ("-a^b", "-B2^B3"),
        ("-(a^b)", "-(B2^B3)"),
        ("a-(b-1)", "B2-(B3-1)"),
        ("a^(b^2)", "B2^(B3^2)"),
        ("v*2", "(B2+B3)*2"),
        ("1.5e-7", "1.5E-07"),
        ("a < b", "N(B2<B3)"),
        ("2*(a<b)", "2*N(B2<B3)"),
        ("(a<b) = TRUE", "N(N(B2<B3)=1)"),
        ("IF(AND(a<1, NOT(b)), a, 0)", "IF(AND(B2<1,NOT(B3)),B2,0)"),
        ("IF(a, b<1)", "IF(B2,N(B3<1),0)"),
        ("MAX(a>b, 0.5)", "MAX(N(B2>B3),0.5)"),
        ("AND(a, b)", "N(AND(B2,B3))"),
        ("RATE_TO_PROB(a+b, 1/12)", "(1-EXP(-(B2+B3)*(1/12)))"),
        ('LOOKUP("life", "male", k)', "INDEX($B$2:$B$9,MATCH(C1,$A$2:$A$9,1))"),
        ("NORMSINV(a)", "NORMSINV(B2)"),
    ],
)
def test_excel_formulas(text, excel):
    assert to_excel(read(text).tree, CELLS) == excel


def test_mortality_in_excel_reads_its_ranges_and_balances():
    formula = to_excel(read('MORTALITY("life", a, b)').tree, CELLS)
    assert formula.count("(") == formula.count(")")
    for cell in ("B2", "B3", "Study!B9", "$A$2:$A$9", "$B$2:$B$9", "$C$2:$C$9", "$D$2:$D$9"):
        assert cell in formula


def test_a_name_without_a_cell():
    with pytest.raises(KeyError, match="nowhere"):
        to_excel(read("a + nowhere").tree, CELLS)


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("((a))+(b*c)", "a + b * c"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a-b)-c", "a - b - c"),
        ("-(a+b)^2", "-(a + b)^2"),
        ("-(2^2)", "-(2^2)"),
        ("(-2)%", "(-2)%"),
        ("(a=b)=c", "(a = b) = c"),
        ('lookup("x ""y""","c",1)', 'LOOKUP("x ""y""", "c", 1)'),
        ("1e22+0.1", "1e+22 + 0.1"),
    ],
)
def test_text_without_needless_parentheses(text, again):
    assert to_text(read(text).tree) == again
