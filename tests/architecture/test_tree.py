"""Nothing of a particular machine is in the tree: no paths, no addresses of package registries."""

import re
import subprocess
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {".py", ".md", ".toml", ".txt", ".csv", ".json", ".css", ".svg", ".j2", ".cfg", ".ini", ".yml", ".yaml", ""}
PATHS = re.compile(r"(?<![\w.])/(?:home|root|work|Users|mnt|opt)/\w|[A-Z]:\\Users\\")
REGISTRIES = re.compile(r"pypi\.(?:org|python)|pythonhosted\.|npmjs\.|conda\.anaconda|index[-_]url|crates\.io")


def files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def texts(path: Path) -> list[str]:
    if path.suffix == ".xlsx":
        try:
            with zipfile.ZipFile(path) as archive:
                return [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
        except zipfile.BadZipFile:
            return []
    return [path.read_text(encoding="utf-8", errors="replace")] if path.suffix in TEXTS else []


def test_nothing_of_a_machine_is_in_the_tree():
    found = []
    for path in files():
        if not path.is_file() or path == Path(__file__):
            continue
        for text in texts(path):
            hits = [match.group() for rule in (PATHS, REGISTRIES) for match in rule.finditer(text)]
            found += [f"{path.relative_to(ROOT)}: {hit}" for hit in hits]
    assert found == []


def test_what_runs_of_costeff_write_is_not_in_the_tree():
    assert [p for p in files() if p.relative_to(ROOT).parts[0] in ("results", "dist", "build")] == []
