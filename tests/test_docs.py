"""The documents keep up with the program: every setting, command, option and metric is in them."""

from __future__ import annotations

import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import typer

from cli import application
from commands.definitions import as_markdown
from data.doctor import program_version
from data.settings import Settings
from metrics.catalogue import METRICS
from metrics.dimensions import DIMENSIONS
from tests.test_architecture import OURS, imports, product

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
LATER = {"docs/screenshots/overview.png", "docs/benchmarks.md"}
"""Made by the browser and by the benchmarks."""


def read(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


COMMANDS = typer.main.get_command(application()).commands  # type: ignore[attr-defined]


def options_of(command: typer.core.TyperCommand) -> set[str]:
    """Its own, and those of the commands within it."""
    inner = getattr(command, "commands", {}).values()
    own = {opt for parameter in command.params for opt in parameter.opts if opt.startswith("-")}
    return own.union(*(options_of(one) for one in inner))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_described(name):
    assert f"| `VORONKA_{name.upper()}` |" in read("docs/configuration.md")


def test_no_setting_is_described_that_does_not_exist():
    described = set(re.findall(r"VORONKA_([A-Z_]+[A-Z])", read("docs/configuration.md") + read("README.md")))
    assert described == {name.upper() for name in Settings.model_fields}


def section(command: str) -> str:
    return read("docs/command_line.md").split(f"\n## {command}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_described(name):
    told = section(name)
    inner = getattr(COMMANDS[name], "commands", {})
    assert [one for one in inner if f"cli.py {name} {one} " not in told] == []
    assert [
        option
        for option in options_of(COMMANDS[name])
        if not re.search(rf"{re.escape(option)}(?![\w-])", told)
    ] == []


def test_no_option_is_described_that_does_not_exist():
    known = set().union(*(options_of(command) for command in COMMANDS.values()))
    told = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", read("docs/command_line.md")))
    assert told - known == {"--help", "--version"}


def test_the_definitions_are_those_of_the_catalogue():
    for language, path in (("en", "docs/definitions.md"), ("ru", "docs/definitions.ru.md")):
        assert read(path).rstrip("\n") == as_markdown(language).rstrip("\n"), f"{path}: make docs"


@pytest.mark.parametrize("key", [*METRICS, *DIMENSIONS])
def test_every_metric_and_dimension_is_defined(key):
    assert f"| `{key}` |" in read("docs/definitions.md")


def test_the_commands_of_the_readme_exist():
    said = re.findall(r"cli\.py (\w+)(.*)", read("README.md") + read("README.ru.md"))
    assert {name for name, _ in said} <= set(COMMANDS)
    for name, rest in said:
        assert set(re.findall(r"--[a-z-]+", rest)) <= options_of(COMMANDS[name])
    shown = re.search(r"cli\.py show (.*?) --", read("README.md")).group(1).split()  # type: ignore[union-attr]
    assert set(shown) <= set(METRICS)
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"^make (\w+)", read("README.md"), re.MULTILINE)) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text("utf-8"))
    places = [(document.parent / link).resolve() for link in links]
    missing = {place.relative_to(ROOT).as_posix() for place in places if not place.exists()}
    assert missing - LATER == set()


def test_the_version_is_the_newest_of_the_changelog():
    newest = re.search(r"^## (\d\S*)", read("CHANGELOG.md"), re.MULTILINE)
    assert newest
    assert newest.group(1) == program_version()


def pinned() -> set[str]:
    return {
        line.split("==")[0].lower().replace("_", "-")
        for line in read("requirements.txt").splitlines()
        if re.match(r"[\w.-]+==[\w.]+( +#.*)?$", line)
    }


def test_every_line_of_the_requirements_pins_a_version():
    lines = [line for line in read("requirements.txt").splitlines() if line and not line.startswith("#")]
    assert len(lines) == len(pinned())


def test_every_library_the_product_imports_is_pinned():
    tops = {module.split(".")[0] for source in product() for module in imports(source)}
    foreign = tops - set(OURS) - sys.stdlib_module_names
    assert {"streamlit", "sqlalchemy", "pandas"} <= foreign
    by = packages_distributions()
    assert [top for top in foreign if not {d.lower().replace("_", "-") for d in by[top]} & pinned()] == []
