"""The Python examples of the documentation run, in the order in which they stand on their page."""

import re
from pathlib import Path

import pytest

import costeff

ROOT = Path(__file__).resolve().parents[2]


def examples(page: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_examples_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    costeff.init(tmp_path)
    monkeypatch.chdir(tmp_path)
    found = examples(page)
    assert found
    names: dict[str, object] = {}
    for example in found:
        exec(compile(example, page, "exec"), names)
    assert len(names["run"].icer_table()) == len(names["model"].strategies)


def test_the_parameter_that_the_readme_has_changed_exists():
    named = re.search(r"sheet `Parameters`, say `(\w+)`", (ROOT / "README.md").read_text(encoding="utf-8")).group(1)
    model = costeff.read(ROOT / "inputs" / "aplastic-anaemia.xlsx")
    assert named in {p.id for p in model.parameters}
