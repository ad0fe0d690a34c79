from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from costeff.errors import InputError, Problem
from costeff.errors.report import MissingTemplate, TemplateFailed, TemplateSyntax, UnknownInTemplate
from costeff.report.blocks import bold
from costeff.report.filling import fill, variables

CONTEXT = {
    "label": "*A* [x](y)",
    "rows": [{"label": "one"}, {"label": "two"}],
    "frame": pd.DataFrame({"cost": [1.5]}),
    "path": Path("somewhere"),
    "nothing": None,
}


def filled(tmp_path: Path, source: str) -> str:
    (tmp_path / "t.md.j2").write_text(source, encoding="utf-8")
    return fill(tmp_path / "t.md.j2", CONTEXT)


def problem(tmp_path: Path, source: str) -> Problem:
    with pytest.raises(InputError) as caught:
        filled(tmp_path, source)
    (found,) = caught.value.problems
    return found


def test_what_is_printed_is_escaped_unless_it_is_markdown(tmp_path):
    assert filled(tmp_path, "{{ label }}") == "\\*A\\* \\[x\\](y)"
    assert filled(tmp_path, "{{ bold(label) }}") == "**\\*A\\* \\[x\\](y)**"
    assert filled(tmp_path, '{{ bold("x") ~ label ~ "*" }}') == "**x**\\*A\\* \\[x\\](y)\\*"
    assert filled(tmp_path, '{{ [bold("x"), label]|join(", ") }}') == "**x**, \\*A\\* \\[x\\](y)"
    assert filled(tmp_path, "{% macro m(x) %}*{{ x }}*{% endmacro %}{{ m(label) }}") == "*\\*A\\* \\[x\\](y)*"
    assert filled(tmp_path, "{% set s %}**{{ label }}**{% endset %}{{ s }}") == "**\\*A\\* \\[x\\](y)**"
    assert filled(tmp_path, '{{ label|replace("x", "<b>") }}') == "\\*A\\* \\[\\<b\\>\\](y)"
    assert filled(tmp_path, '{{ "%s"|format(label) }}') == "\\*A\\* \\[x\\](y)"
    assert filled(tmp_path, "{{ nothing }}{{ 3 }}") == "3"


def test_numbers_are_written_by_the_one_module_that_rounds(tmp_path):
    assert filled(tmp_path, "{{ 0.256|percent }} {{ money(1234.5, 'GBP') }}") == "25.6% £1,235"
    found = problem(tmp_path, "\n\n{{ frame.cost[0] }}")
    assert isinstance(found, TemplateFailed)
    assert found.where.cell == "line 3"


def test_comments_do_not_clash_with_ids(tmp_path):
    assert filled(tmp_path, "# A {#a}\n{## left out ##}\nb") == "# A {#a}\nb"


def test_lines_of_statements_leave_nothing(tmp_path):
    assert filled(tmp_path, "a\n  {% for row in rows %}\n{{ row.label }}\n  {% endfor %}\nb\n") == "a\none\ntwo\nb\n"


@pytest.mark.parametrize(
    ("source", "line", "what", "name", "near"),
    [
        ("a\n\n{{ lable }}", 3, "variable", "lable", ("label",)),
        ("{% if rowz %}x{% endif %}", 1, "variable", "rowz", ("rows",)),
        ("\n{{ rows[0].lable }}", 2, "entry", "lable", ("label",)),
        ("\n{{ frame.costs }}", 2, "entry", "costs", ("cost",)),
        ("\n{{ 1|persent }}", 2, "filter", "persent", ("percent",)),
        ("{{ tabel(1) }}", 1, "variable", "tabel", ("table",)),
        ("{{ label.__class__ }}", 1, "entry", "__class__", ()),
        ("{{ frame.to_csv }}", 1, "entry", "to_csv", ()),
        ('{{ frame.query("cost > 0") }}', 1, "entry", "query", ()),
        ("{{ path.unlink() }}", 1, "entry", "unlink", ()),
    ],
)
def test_what_there_is_not_is_told_by_line(tmp_path, source, line, what, name, near):
    found = problem(tmp_path, source)
    assert isinstance(found, UnknownInTemplate)
    assert (found.where.book, found.where.cell) == ("t.md.j2", f"line {line}")
    assert (found.what, found.name) == (what, name)
    assert set(near) <= set(found.nearest)


@pytest.mark.parametrize("source", ["\n{% for %}", "\n{{ a b }}", "\n{% endif %}", "{% if 1 %}\n"])
def test_a_line_that_is_no_template_is_told(tmp_path, source):
    found = problem(tmp_path, source)
    assert isinstance(found, TemplateSyntax)
    assert found.where.cell.startswith("line ")


@pytest.mark.parametrize(
    "source",
    ["\n{{ 1 / 0 }}", "\n{{ table(1) }}", '\n{{ table(["a"], [["1", "2"]], id="x", caption="") }}',
     '\n{{ reference("No id") }}', "\n{{ label() }}", "\n{{ range(10000000) }}"],
)  # fmt: skip
def test_what_can_not_be_worked_out_is_told_by_line(tmp_path, source):
    found = problem(tmp_path, source)
    assert isinstance(found, TemplateFailed)
    assert found.where.cell == "line 2"


def test_a_fault_of_a_function_that_a_template_calls_is_not_blamed_on_it(tmp_path):
    from costeff.results.study import years_of

    (tmp_path / "t.md.j2").write_text("{{ years_of(3) }}", encoding="utf-8")
    with pytest.raises((TypeError, AttributeError)):
        fill(tmp_path / "t.md.j2", {"years_of": years_of})


def test_includes_come_from_the_folder_of_the_template_alone(tmp_path):
    inner = tmp_path / "reports"
    inner.mkdir()
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (inner / "part.md").write_text("\n{{ lable }}", encoding="utf-8")
    template = inner / "t.md.j2"
    for name in ("../secret.txt", str(tmp_path / "secret.txt"), "none.md"):
        template.write_text(f"a\n{{% include {name!r} %}}", encoding="utf-8")
        with pytest.raises(InputError) as caught:
            fill(template, CONTEXT)
        (found,) = caught.value.problems
        assert isinstance(found, MissingTemplate)
        assert found.where.cell == "line 2"
    template.write_text('{% include "part.md" %}', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        fill(template, CONTEXT)
    assert (caught.value.problems[0].where.book, caught.value.problems[0].where.cell) == ("part.md", "line 2")


def test_templates_that_can_not_be_read(tmp_path):
    (tmp_path / "latin.md").write_bytes(b"\xe9\xff")
    for path in (tmp_path / "none.md", tmp_path, tmp_path / "latin.md"):
        with pytest.raises(InputError) as caught:
            fill(path, {})
        assert isinstance(caught.value.problems[0], MissingTemplate)


def test_variables_are_those_that_a_context_must_have(tmp_path):
    (tmp_path / "t.md").write_text("{{ a }} {% set b = 1 %}{{ b }} {{ table }} {{ c.d|money }}", encoding="utf-8")
    assert variables(tmp_path / "t.md") == {"a", "c"}


def test_bold_is_known_to_templates_as_a_function_and_as_a_filter(tmp_path):
    assert filled(tmp_path, "{{ 'x'|bold }}{{ bold('x') }}") == str(bold("x")) * 2
