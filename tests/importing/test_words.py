"""No message of the importer reaches a person without its Russian."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from data.importing import KINDS, fields, kinds

ROOT = Path(__file__).resolve().parent.parent.parent
SPOKEN = ("Message", "BadInput", "Refused")


def templates() -> Iterator[str]:
    for path in (ROOT / "data" / "importing").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SPOKEN and node.args:
                if isinstance(node.args[0], ast.Constant):
                    yield node.args[0].value


def names(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def catalogue() -> dict[str, str]:
    found = {}
    for path in (ROOT / "ui" / "words" / "ru").glob("*.po"):
        with path.open("rb") as file:
            found |= {str(message.id): str(message.string) for message in read_po(file, locale="ru")}
    return found


def test_every_template_has_its_russian_with_the_same_names() -> None:
    russian = catalogue()
    spoken = {one for one in templates() if re.search(r"[^\W\d_]", re.sub(r"\{.*?\}", "", one))}
    spoken |= {title.text for title in kinds().values()}
    assert len(spoken) > 80
    assert sorted(spoken - set(russian)) == []
    assert [one for one in spoken if names(one) != names(russian[one])] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_a_name_in_both_languages(kind: str) -> None:
    assert all(field.english and field.russian for field in fields(kind))
