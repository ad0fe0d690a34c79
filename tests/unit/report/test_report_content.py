from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from building import settings
from dossiers import dossier_of, studied

from costeff.format import COMMA, numerals
from costeff.model import Model
from costeff.report.context import context, names
from costeff.report.dossier import Dossier
from costeff.report.filling import fill

REPORTS = Path(__file__).parents[3] / "reports"
TEMPLATES = ("dossier.md.j2", "brief.md.j2")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    return dossier_of(studied(), tmp_path_factory.mktemp("figures"))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """Without draws, analyses and pictures; without targets, sources or thresholds."""
    there = studied(draws=0)
    there = replace(
        there,
        settings=replace(there.settings, thresholds=()),
        targets=(),
        checks=(),
        parameters=tuple(replace(p, source="", evidence="") for p in there.parameters),
    )
    return replace(dossier_of(there, tmp_path_factory.mktemp("none"), ()), figures={})


def filled(dossier: Dossier, template: str = "dossier.md.j2") -> str:
    return fill(REPORTS / template, context(dossier))


def empty_sections(markdown: str) -> list[str]:
    """Headings that the next one of the same or a higher level follows at once."""
    lines = [line for line in markdown.splitlines() if line.strip()]
    levels = [len(line) - len(line.lstrip("#")) if re.match(r"#{1,3} ", line) else 0 for line in lines]
    ends = [*levels[1:], 1]
    return [line for line, own, after in zip(lines, levels, ends, strict=True) if own and after and after <= own]


@pytest.mark.parametrize("template", TEMPLATES)
def test_nothing_that_is_no_text_gets_into_a_report(whole: Dossier, bare: Dossier, template: str) -> None:
    for dossier in (whole, bare):
        text = filled(dossier, template)
        shown = re.sub(r'"(block|align|stem|id)": "[^"]*"', "", text)
        assert not re.search(r"\b(nan|NaN|None|inf|<NA>|True|False)\b", shown)
        assert not re.search(r"\d[eE][+-]?\d", re.sub(r"[0-9a-f]{12,}", "", shown))


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_section_is_empty(whole: Dossier, bare: Dossier, template: str) -> None:
    assert empty_sections(filled(whole, template)) == []
    assert empty_sections(filled(bare, template)) == []


def test_an_empty_section_would_be_seen() -> None:
    assert empty_sections("# A\n\n## B\n\ntext\n\n## C\n\n# D\n\ntext\n\n# E\n") == ["## C", "# E"]


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_link_leads_somewhere(whole: Dossier, bare: Dossier, template: str) -> None:
    for dossier in (whole, bare):
        text = filled(dossier, template)
        there = set(re.findall(r"\{#([a-z0-9-]+)\}", text)) | set(re.findall(r'"id": "([a-z0-9-]+)"', text))
        asked = set(re.findall(r"\]\(#([a-z0-9-]+)\)", text))
        assert asked or template != TEMPLATES[0]
        assert asked <= there


def test_ids_are_given_once(whole: Dossier) -> None:
    text = filled(whole)
    ids = re.findall(r"^#+ .*\{#([a-z0-9-]+)\}", text, re.M) + re.findall(
        r'^\{"block": "\w+", "id": "([^"]+)"', text, re.M
    )
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        ("dsa", "costeff dsa test.xlsx"),
        ("price", "costeff price test.xlsx --parameter ID"),
        ("scenarios", "costeff scenarios test.xlsx"),
        ("budget", "costeff budget test.xlsx"),
        ("severity", "costeff severity test.xlsx"),
        ("twoway", "costeff twoway test.xlsx"),
    ],
)
def test_what_was_not_run_is_one_line_with_its_command(bare: Dossier, kind: str, command: str) -> None:
    section = re.search(rf"^##? [^\n]*\{{#{kind}\}}\n(.*?)(?=^#)", filled(bare), re.M | re.S)
    assert section
    assert [p for p in section[1].split("\n") if p] == [f"Not run: `{command}`."]


def test_without_draws_the_report_says_so_and_has_no_table_of_them(bare: Dossier) -> None:
    text = filled(bare)
    assert "No probabilistic analysis was run" in text
    assert "table-psa" not in text
    assert "figure-ceac" not in text


def test_a_failed_scenario_is_told_where_scenarios_are_and_among_the_limitations(whole: Dossier) -> None:
    text = filled(whole)
    scenarios = text.split("{#scenarios}")[1].split("{#subgroups}")[0]
    assert "1 scenario of the workbook was run beside the base case; 1 scenario could not be run." in scenarios
    assert "could not be run" in scenarios.split('"rows"')[1]
    assert "1 scenario of the workbook could not be run and is missing" in text.split("{#limitations}")[1]


def test_what_authors_write_has_a_section_and_an_item_of_the_checklist(whole: Dossier, tmp_path: Path) -> None:
    source = (REPORTS / TEMPLATES[0]).read_text(encoding="utf-8")
    edited = source.replace("{% set funding %}\n", "{% set funding %}\nPaid by the state.\n", 1)
    (tmp_path / "own.md.j2").write_text(edited, encoding="utf-8")
    text = fill(tmp_path / "own.md.j2", context(whole))
    assert "# Source of funding {#funding}\n\nPaid by the state." in text
    assert "](#funding)" in text.split("{#cheers}")[1]
    assert "](#funding)" not in filled(whole)


def test_the_decimal_comma_goes_through_sentences_and_tables(whole: Dossier) -> None:
    with numerals(COMMA):
        text = filled(whole)
    icer = next(line for line in text.splitlines() if '"id": "table-icer"' in line)
    rows = text.split(icer)[1].split("]}")[0]
    assert re.search(r'"\d,\d{2}"', rows)
    assert not re.search(r'"\d+\.\d+"', rows)
    assert not re.search(r"£\d+,\d{3}\b", text)
    assert "£1\u00a0000" in text


def test_names_are_told_apart_and_each_has_a_meaning() -> None:
    listed = [name.name for name in names()]
    assert len(listed) == len(set(listed))
    assert all(name.meaning and not name.meaning.endswith(".") for name in names())


def test_templates_use_nothing_but_what_is_listed(whole: Dossier) -> None:
    listed = {name.name for name in names()}
    groups = {name.partition(".")[0] for name in listed if "." in name}
    for template in TEMPLATES:
        source = (REPORTS / template).read_text(encoding="utf-8")
        used = set(re.findall(rf"\b((?:{'|'.join(sorted(groups))})\.\w+)", source))
        assert used
        assert used <= listed


def test_one_strategy_alone_has_a_report(tmp_path: Path) -> None:
    there = studied(draws=20)
    one = replace(
        there, strategies=there.strategies[:1], strategies_left_out=(), targets=(), scenarios=(), subgroups=()
    )
    text = filled(dossier_of(one, tmp_path, ()))
    assert empty_sections(text) == []


def hostile(text: str) -> Model:
    there = studied(draws=20)
    return replace(
        there,
        settings=replace(there.settings, title=text, population=text, intervention=text),
        strategies=tuple(replace(s, label=f"{text}{k}", description=text) for k, s in enumerate(there.strategies)),
        states=tuple(replace(s, label=f"{text}{k}") for k, s in enumerate(there.states)),
        parameters=tuple(
            replace(p, label=f"{p.id} {text}", source=text, note=text, unit="GBP") for p in there.parameters
        ),
        payoffs=tuple(replace(p, category=f"{text} {p.kind}") for p in there.payoffs),
    )


HOSTILE = (
    "<script>alert(1)</script>",
    "a | b | c",
    "[x](javascript:alert(1))",
    "$\\input{/etc/passwd}$ #set ```{=html} {{ 7*7 }} {% raw %}",
    "![](http://example.org/x.png) @cite ^[note] ~~no~~ **bold** `code`",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_labels_of_the_workbook_are_never_markup(text: str, tmp_path: Path) -> None:
    from costeff.report.convert import convert

    dossier = dossier_of(hostile(text), tmp_path / "figures", ("dsa", "subgroups"))
    markdown = filled(dossier)
    (page,) = convert(markdown, ("html",), tmp_path, name="out", title=text, stamp=dossier.stamp, resources=REPORTS)
    html = page.read_text(encoding="utf-8")
    body = html.split("<body", 1)[1]
    assert "<script" not in body
    assert not re.search(r'(href|src)="(javascript|http://example)', body)
    assert "49" not in re.findall(r"set ```\{=html\} (\S+)", body)
    visible = re.sub(r"<[^>]+>", "", body).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    visible = " ".join(visible.replace("&quot;", '"').split())
    assert text in visible


def test_forty_strategies_fit(tmp_path: Path) -> None:
    from costeff.report.convert import convert

    there = studied(draws=10)
    many = tuple(replace(there.strategies[1], id=f"s{k}", label=f"Strategy number {k}") for k in range(39))
    there = replace(there, strategies=(there.strategies[0], *many), scenarios=(), subgroups=(), targets=())
    dossier = dossier_of(there, tmp_path / "figures", ("dsa",))
    (page,) = convert(
        filled(dossier), ("html",), tmp_path, name="out", title="Many", stamp=dossier.stamp, resources=REPORTS
    )
    html = page.read_text(encoding="utf-8")
    assert all(f"Strategy number {k}" in html for k in range(39))
    assert html.count("<table") > dossier_tables(filled(dossier))


def dossier_tables(markdown: str) -> int:
    return markdown.count('{"block": "table"')


def test_settings_of_other_rules_are_said_in_words() -> None:
    from costeff.report.sections.problem import correction, discounting

    assert discounting({"discount costs": "3%", "discount effects": "1.5%"}) == "3% a year for costs, 1.5% for effects"
    assert discounting({"discount costs": "3%", "discount effects": "3%", "discounting": "annual"}).endswith("annually")
    assert discounting({}) == ""
    assert correction({"cycle correction": "table gauss"}) == "weights of table gauss"
    assert settings().discount_costs
