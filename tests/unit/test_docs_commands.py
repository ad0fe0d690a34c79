"""Every command and option is documented, and every documented command line is one that the program takes."""

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from costeff.cli import app
from costeff.cli.faults import ExitCode

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
GROUP = typer.main.get_command(app)
PAGE = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
OPTIONS = PAGE.partition("## Options")[2].partition("\n## ")[0]


def own_options(command) -> set[str]:
    return {o for p in command.params for o in p.opts if o.startswith("-")}


def documented() -> dict[str, tuple[set[str], str]]:
    """First name of an option to its spellings and the cell with its commands."""
    found = {}
    for cell, commands in re.findall(r"^\| (`-.+?) \| (.+?) \|", OPTIONS, re.MULTILINE):
        spellings = set(re.findall(r"(?<!\w)--?[a-z][\w-]*", cell))
        found[max(spellings, key=len)] = (spellings, commands)
    return found


def blocks() -> list[str]:
    """Command lines of the examples, as a user would paste them."""
    found = []
    for page in PAGES:
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            found += [line.strip() for line in block.splitlines() if line.strip().startswith("costeff ")]
    return sorted(set(found))


def mentions() -> list[str]:
    """Commands that the text speaks of, whole or in part."""
    return sorted(
        {m for page in PAGES for m in re.findall(r"`(costeff [a-z][^`]*)`", page.read_text(encoding="utf-8"))}
    )


@pytest.mark.parametrize("name", GROUP.commands)
def test_a_command_is_documented_with_its_options(name: str):
    assert f"| `costeff {name}" in PAGE
    options = documented()
    for parameter in GROUP.commands[name].params:
        if parameter.param_type_name == "argument":
            continue
        long = max(parameter.opts, key=len)
        assert long in options, f"{name} {long}"
        spellings, commands = options[long]
        assert set(parameter.opts) <= spellings
        assert f"`{name}`" in commands or commands == "all", f"{name} {long}"


def test_no_option_is_documented_that_isnt_there():
    for long, (spellings, commands) in documented().items():
        if long == "--help":
            continue
        named = list(GROUP.commands) if commands == "all" else re.findall(r"`(\w+)`", commands)
        for name in named:
            assert spellings <= own_options(GROUP.commands[name]), f"{name} {long}"


@pytest.mark.parametrize("line", blocks())
def test_a_documented_command_line_is_understood(line: str):
    _, name, *arguments = shlex.split(line)
    GROUP.commands[name].make_context(name, arguments)  # parses, and raises a usage error; runs nothing


@pytest.mark.parametrize("mention", mentions())
def test_a_command_that_the_text_speaks_of_exists(mention: str):
    _, name, *arguments = shlex.split(mention)
    assert {a for a in arguments if a.startswith("-")} <= own_options(GROUP.commands[name])


def test_exit_codes_are_documented():
    table = PAGE.partition("## Exit codes")[2].partition("\n## ")[0]
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)] == [int(code) for code in ExitCode]
