from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from dossiers import dossier_of, studied
from goldens import FOLDER, compare

from costeff import workflow
from costeff.errors import InputError, render
from costeff.report.convert import convert
from costeff.report.filling import fill
from costeff.report.redaction import redact
from costeff.workflow import reports

REPORTS = Path(__file__).parents[2] / "reports"
CONTEXT = {"study": {"title": "T", "share": 0.25}, "tables": {"icer": "x"}}

TEMPLATES = {
    "syntax": "# A\n\n{% for row in rows %}\n{{ row }\n{% endfor %}\n",
    "unknown_variable": "# A\n\n{{ tabels.icer }}\n",
    "unknown_entry": "# A\n\n{{ study.titel }}\n",
    "unknown_filter": "# A\n\n{{ 1|persent }}\n",
    "wrong_call": '# A\n\n{{ table(["a"], [["1", "2"]], id="table-a", caption="A") }}\n',
    "unformatted_number": "# A\n\n{{ study.share }}\n",
    "missing_include": '# A\n\n{% include "part.md" %}\n',
    "unknown_reference": '# Costs {#costs}\n\n{{ reference("cost") }}\n',
    "repeated_id": "# A {#same}\n\n# B {#same}\n",
    "misplaced_block": "- item\n\n"
    '{% filter indent(8) %}{{ table(["a"], [["1"]], id="table-a", caption="A") }}{% endfilter %}\n',
    "missing_picture": '# A\n\n{{ figure("none", id="figure-a", caption="A", alt="A") }}\n',
    "unreadable_formula": '# A\n\n{{ equation("\\\\foo{x}") }}\n',
}


def told(name: str, caught: pytest.ExceptionInfo[InputError]) -> None:
    problems = caught.value.problems
    compare(FOLDER / "report_messages" / f"{name}.txt", render(problems, book=caught.value.book), problems)


@pytest.mark.parametrize("name", TEMPLATES)
def test_message_of_a_template(name: str, tmp_path: Path) -> None:
    template = tmp_path / "t.md.j2"
    template.write_text(TEMPLATES[name], encoding="utf-8")
    with pytest.raises(InputError) as caught:
        convert(fill(template, CONTEXT), ["html"], tmp_path, name="t", title="T", stamp={}, resources=REPORTS,
                template=template)  # fmt: skip
    told(name, caught)


def test_message_of_a_missing_template(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        fill(Path("none.md.j2"), {})
    told("missing_template", caught)


def test_message_of_a_report_of_nothing_but_confidential_strategies(tmp_path: Path) -> None:
    plain = dossier_of(studied(0), tmp_path, ())
    hushed = tuple(replace(line, confidential=True) for line in plain.study.strategies)
    with pytest.raises(InputError) as caught:
        redact(replace(plain, run=replace(plain.run, study=replace(plain.study, strategies=hushed))))
    told("nothing_to_show", caught)


def test_message_of_an_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        convert("x", ["docx", "odt"], tmp_path, name="t", title="T", stamp={}, resources=Path())
    told("unknown_format", caught)


def test_message_of_a_broken_style(tmp_path: Path) -> None:
    (tmp_path / "reference.docx").write_bytes(b"x")
    with pytest.raises(InputError) as caught:
        convert("x", ["docx"], tmp_path, name="t", title="T", stamp={}, resources=tmp_path)
    told("broken_style", caught)


def test_message_of_a_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "find_spec", lambda name: None)
    with pytest.raises(InputError) as caught:
        workflow.write_report("results")
    told("missing_extra", caught)
