"""What the documentation names is there, and what is there is named."""

import re
import tomllib
from pathlib import Path

import pytest

import costeff
from costeff.engine.catalogue import MILESTONES
from costeff.errors import Where
from costeff.expr import evaluate, parse
from costeff.results.listing import TABLES
from costeff.workflow.layout import EXAMPLE, FOLDERS, _tree

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def package(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement).group()


def rows(page: str, heading: str) -> list[str]:
    section = page.partition(heading)[2].partition("\n## ")[0]
    return [m for m in re.findall(r"^\| ([\w.-]+) \|", section, re.MULTILINE) if m not in ("package", "---")]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        path, _, part = target.partition("#")
        file = (page.parent / path) if path else page
        if not file.is_file() or (part and part not in anchors(file)):
            broken.append(target)
    assert broken == []


def test_every_page_is_reached_from_the_readme():
    readme = text("README.md")
    assert [p.name for p in PAGES[2:] if f"docs/{p.name}" not in readme] == []


def test_the_version_is_one():
    newest = re.search(r"^## (\S+)", text("CHANGELOG.md"), re.MULTILINE).group(1)
    assert newest == costeff.__version__ == PROJECT["version"]


def test_dependencies_have_reasons():
    page = text("docs/dependencies.md")
    assert rows(page, "## To run") == [package(r) for r in PROJECT["dependencies"]]
    extras = PROJECT["optional-dependencies"]
    assert rows(page, "## For reports") == [package(r) for r in extras["report"]]
    assert rows(page, "## To develop") == [package(r) for r in extras["dev"] if not r.startswith("costeff[")]


def test_dependencies_are_bounded():
    extras = [r for extra in PROJECT["optional-dependencies"].values() for r in extra if not r.startswith("costeff[")]
    every = [*PROJECT["dependencies"], *extras]
    assert [r for r in every if ">=" not in r or "<" not in r] == []


def test_tables_of_a_run_are_listed():
    listed = re.findall(r"^\| `(\w+)` \|", text("docs/cli.md").partition("| table |")[2], re.MULTILINE)
    assert listed == [table.name for table in TABLES]


def test_methods_of_a_run_are_listed():
    page = text("docs/python.md")
    known = {name for name in vars(costeff.Run) if not name.startswith("_")} | set(costeff.Run.__slots__)
    named = set(re.findall(r"\brun\.(\w+)", page))
    assert named <= known
    assert {table.make.__name__ for table in TABLES if table.name not in ("ce_means", "targets")} <= named


def test_names_of_the_package_in_the_docs_exist():
    named = {n for page in PAGES for n in re.findall(r"\bcosteff\.([a-zA-Z]\w*)\(", page.read_text(encoding="utf-8"))}
    assert named
    assert named <= set(costeff.__all__)


def test_milestones_are_told():
    assert "at 6 months and 1, 2, 5 and 10 years" in text("docs/semantics.md")
    assert [str(m) for m in MILESTONES] == ["6 months", "1 year", "2 years", "5 years", "10 years"]


def test_files_that_the_architecture_names_exist():
    page = text("docs/architecture.md") + text("docs/engine.md")
    named = set(re.findall(r"`([\w/]+\.py)`", page))
    missing = [n for n in named if not any((ROOT / "costeff" / d / n).is_file() for d in (".", "engine"))]
    assert missing == []


def test_examples_of_expressions_are_right():
    table = text("docs/language.md").partition("| expression | is worth |")[2].partition("\n\n")[0]
    examples = re.findall(r"^\| `(.+)` \| (\S+) \|$", table, re.MULTILINE)
    assert len(examples) > 10
    for expression, value in examples:
        tree = parse(Where(book="docs", sheet="language", text=expression)).tree
        assert evaluate(tree, None) == pytest.approx(float(value), abs=1e-12), expression


def test_the_folders_of_a_study_are_shipped():
    wheel = tomllib.loads(text("pyproject.toml"))["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert all(target == f"costeff/data/{source}" and (ROOT / source).exists() for source, target in wheel.items())
    needed = {entry.as_posix() for folder in FOLDERS for entry, _ in _tree(ROOT / folder, Path(folder))}
    covered = {name for name in needed if any(name == source or name.startswith(f"{source}/") for source in wheel)}
    assert covered == needed
    assert {name.partition("/")[0] for name in needed} == set(FOLDERS)
    assert not [source for source in wheel if EXAMPLE in source]
