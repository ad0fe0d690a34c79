import pytest
from mathematics import worked_out
from scopes import Values, read

from costeff.expr import FUNCTIONS, Call, Text, equation, evaluate, walk


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("a_b + 1", r"\text{a\_b} + 1"),
        ("h*(1-p)", r"\lambda \times \left(1 - \text{p}\right)"),
        ("(1-p)/2", r"\dfrac{1 - \text{p}}{2}"),
        ("-2^2", r"\left(-2\right)^{2}"),
        ("-(2^2)", r"-2^{2}"),
        ("2^3^2", r"\left(2^{3}\right)^{2}"),
        ("2^(3^2)", r"2^{3^{2}}"),
        ("a-(b-c)", r"\text{a} - \left(\text{b} - \text{c}\right)"),
        ("(a-b)-c", r"\text{a} - \text{b} - \text{c}"),
        ("a*(b/c)", r"\text{a} \times \dfrac{\text{b}}{\text{c}}"),
        ("a/b/c", r"\dfrac{\text{a}}{\text{b} \times \text{c}}"),
        ("a/12*b/7", r"\dfrac{\text{a} \times \text{b}}{12 \times 7}"),
        ("-a/b*c", r"-\dfrac{\text{a}}{\text{b}} \times \text{c}"),
        ("a*-b", r"\text{a} \times \left(-\text{b}\right)"),
        ("(a/b)^c", r"\left(\dfrac{\text{a}}{\text{b}}\right)^{\text{c}}"),
        ("a^(1/n)", r"\text{a}^{1 / \text{n}}"),
        ("50%", r"50\%"),
        ("50%^2", r"\left(50\%\right)^{2}"),
        ("EXP(-h)", r"e^{-\lambda}"),
        ("h <= 1.5e-7", r"\lambda \le 1.5 \times 10^{-7}"),
        ("2*(a<b)", r"2 \times \left[\text{a} < \text{b}\right]"),
        ("MIN(1, h)", r"\min\left(1, \lambda\right)"),
        ("ROUND(h, 2)", r"\operatorname{round}\left(\lambda, 2\right)"),
        ("RATE_TO_PROB(h, 1/12)", r"1 - e^{-\lambda \times \left(1 / 12\right)}"),
        ("PROB_TO_RATE(p, 1)", r"-\ln\left(1 - \text{p}\right)"),
        ("AND(a, OR(b, c=1))", r"\text{a} \text{ and } \left(\text{b} \text{ or } \text{c} = 1\right)"),
        ("AND(a)", r"\text{a} \ne 0"),
        ("2*AND(OR(a<b))", r"2 \times \left[\text{a} < \text{b}\right]"),
        ("IF(h, 1)", r"\begin{cases} 1 & \text{if }\lambda \\ 0 & \text{otherwise} \end{cases}"),
        (
            "EXP(IF(a, 1, 2))",
            r"\exp\left(\begin{cases} 1 & \text{if }\text{a} \\ 2 & \text{otherwise} \end{cases}\right)",
        ),
        ('LOOKUP("a_b", "q", h)', r"\text{q}_{\text{a\_b}}\left(\lambda\right)"),
        ('INTERPOLATE("a_b", "q", h)', r"\text{q}_{\text{a\_b}}^{\text{linear}}\left(\lambda\right)"),
        ('MORTALITY("life", h, p)', r"h_{\text{life}}\left(\lambda, \text{p}\right)"),
        ("WEIBULL_RATE(a, b, 0, 1)", r"\bar{h}_{\text{Weibull}}\left(\text{a}, \text{b}, 0, 1\right)"),
    ],
)
def test_equations(text, latex):
    assert equation(read(text).tree, symbols={"h": r"\lambda"}) == latex


def test_ifs_within_an_if_are_lines_of_one_brace_the_first_that_holds_applies():
    assert equation(read("IF(a, IF(b, 1, 2), IF(c, 3, 4))").tree) == (
        r"\begin{cases} 1 & \text{if }\text{a} \text{ and } \text{b} \\ 2 & \text{else if }\text{a} \\ "
        r"3 & \text{else if }\text{c} \\ 4 & \text{otherwise} \end{cases}"
    )


def test_a_name_stands_before_an_equals_sign_on_the_first_line_only():
    assert equation(read("a").tree, name="u_cr") == r"\text{u\_cr} = \text{a}"
    long = " + ".join(f"name_number_{k}" for k in range(8))
    lines = equation(read(long).tree, name="sum").split(r" \\ ")
    assert lines[0].startswith(r"\begin{aligned} \text{sum} & = \text{name\_number\_0} + ")
    assert all(line.startswith(r"& \quad + ") for line in lines[1:])


@pytest.mark.parametrize(
    "text",
    [
        " + ".join(f"a_rather_long_name * another_long_name_{k}" for k in range(6)),
        "long_name_one / (" + " + ".join(f"long_name_number_{k}" for k in range(6)) + ")",
        "EXP(-(" + " + ".join(f"long_name_number_{k}" for k in range(6)) + "))",
        "MIN(" + ", ".join(f"long_name_number_{k}" for k in range(9)) + ")",
        "OR(" + ", ".join(f"AND(long_name_{k} > 1, other_name_{k} < 2, third_name_{k})" for k in range(4)) + ")",
        "SQRT(" + " * ".join(f"(1 - long_name_number_{k})" for k in range(6)) + ")",
        "1 - IF(long_condition_one, " + " * ".join(f"long_name_{k}" for k in range(9)) + ", 2)",
    ],
)
def test_no_line_is_much_longer_than_the_width(text):
    printed = equation(read(text).tree)
    lines = [part for line in printed.split(r" \\ ") for part in line.split(" & ")]
    seen = [plain_length(line) for line in lines]
    assert len(lines) > 1
    assert max(seen) <= 75


@pytest.mark.parametrize(
    "text",
    [
        "IF(long_condition_one > 1, a_long_name + another_long_name + a_third_long_name, IF(AND(the_first_name, "
        "the_second_name, NOT(the_third_name), the_fourth_name), 1 + (1 - name_one) * (long_name_two - 1), 1))",
        "IF(AND(" + ", ".join(f"long_condition_{k}" for k in range(6)) + "), 1, 2)",
    ],
)
def test_no_line_of_a_brace_is_much_longer_than_the_width_with_its_condition(text):
    lines = equation(read(text).tree).split(r" \\ ")
    assert max(sum(plain_length(part) for part in line.split(" & ")) for line in lines) <= 92


def plain_length(latex):
    for command in (r"\begin{aligned}", r"\end{aligned}", r"\begin{cases}", r"\end{cases}", r"\begin{array}{ll}"):
        latex = latex.replace(command, "")
    for command in (r"\end{array}", r"\text{", r"\left", r"\right", r"\quad", r"\dfrac{", r"\times", "}", "\\", "{"):
        latex = latex.replace(command, "x" if command == r"\times" else "")
    return len(" ".join(latex.split()))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-2^2", 4),
        ("-(2^2)", -4),
        ("2^3^2", 64),
        ("2^(3^2)", 512),
        ("8/4/2", 1),
        ("8/(4/2)", 4),
        ("2-3-4", -5),
        ("2-(3-4)", 3),
        ("-3/2*4", -6),
        ("3*-2", -6),
        ("12/2*3/6", 3),
        ("200%%", 0.02),
        ("(1+1)%^2*10000", 4),
        ("(1=1)=1", 1),
        ("2*(3>2)+(2>3)", 2),
        ("IF(0, 1, IF(1, IF(0, 2, 3), 4))", 3),
        ("IF(AND(1, OR(0, 2>1)), 5, 6)", 5),
        ("1 - IF(NOT(1), 2, 3)*2", -5),
        ("ABS(-3) - INT(-1.5)", 5),
        ("MOD(7, 4)", 3),
        ("ODDS_SHIFT(0.5, 3)", 0.75),
        ("IF(1, 0<1, 7)", 1),
    ],
)
def test_what_is_printed_means_what_the_cell_means(text, value):
    tree = read(text).tree
    assert evaluate(tree, Values()) == pytest.approx(value, rel=1e-14)
    assert worked_out(equation(tree), {}) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_can_be_printed(name):
    function = FUNCTIONS[name]
    arguments = [
        Text("t") if function.kind(k) != "number" else read(f"x_{k}").tree for k in range(len(function.arguments))
    ]
    printed = equation(Call(name, tuple(arguments)))
    assert "<" not in printed
    numbers = [node for argument in arguments for node in walk(argument) if not isinstance(node, Text)]
    assert all(rf"\text{{{node.name.replace('_', chr(92) + '_')}}}" in printed for node in numbers)


@pytest.mark.parametrize("name", ["a$b", "50%", r"\input{x}", "{}", "a&b", "#1", "x^2", "a~b"])
def test_a_text_of_a_workbook_is_no_command(name):
    printed = equation(Call("LOOKUP", (Text(name), Text("q"), read("1").tree)))
    inside = printed.split(r"_{\text{")[1].split(r"}}\left(")[0]
    bare = inside.replace(r"\{", "").replace(r"\}", "")
    for sign in "$%&#_":
        bare = bare.replace(rf"\{sign}", "")
    assert not set(bare) & set("\\{}$%&#^~")
