"""No untranslated text reaches a person: every message has its Russian, none is left over, none is bare."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted((ROOT / "ui" / "words" / "ru").glob("*.po"))
CODE = ("app.py", "cli.py", "commands", "data", "metrics", "server", "ui", "pages")
SAID = ("_", "N_", "ngettext", "BadInput", "Refused", "Message", "Unknown", "one_of")
"""What is called with an English message first; of the last two it is the kind of thing: “metric”."""

UNKNOWN = ("Unknown {kind} “{name}”.", "Unknown {kind} “{name}”. Did you mean: {near}?")
FACES = ("ui", "pages", "commands")
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
OWN_NAMES = {"Русский", "Voronka", "д", "да"}
"""What is the same in every language."""


def modules(*places: str) -> list[Path]:
    found = [ROOT / place for place in places]
    return [file for place in found for file in ([place] if place.is_file() else place.rglob("*.py"))]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def has_words(text: str, shortest: int = 2) -> bool:
    """Other than placeholders, markup, options and the names of icons."""
    bare = re.sub(r"\{.*?\}|:material/\w+:|:\w+\[|<[^>]*>|https?://\S+|--[\w-]+", "", text)
    return bool(re.search(rf"[^\W\d_]{{{shortest},}}", bare)) and text not in OWN_NAMES


def sayings(code: str) -> Iterator[ast.expr]:
    """The first argument of whatever says something."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).split(".")[-1] in SAID:
            first = node.args[0]
            yield from (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)


def messages_of(code: str) -> list[str]:
    found = (each.value for each in sayings(code) if isinstance(each, ast.Constant))
    return [each for each in found if isinstance(each, str)]


@cache
def used() -> dict[str, str]:
    """Message → where it is said."""
    found = {
        message: str(file.relative_to(ROOT))
        for file in modules(*CODE)
        for message in messages_of(file.read_text("utf-8"))
    }
    for file in (ROOT / "data" / "importing" / "words").glob("*.toml"):
        title = tomllib.loads(file.read_text("utf-8")).get("title")
        found |= {title: file.name} if title else {}
    for file in (ROOT / "data" / "importing" / "formats").glob("*.toml"):
        told = tomllib.loads(file.read_text("utf-8"))
        found |= {told[part]: file.name for part in ("title", "aside") if part in told}
    return found


@cache
def translated() -> dict[str, Message]:
    found: dict[str, Message] = {}
    for path in CATALOGUES:
        with path.open("rb") as file:
            found |= {_id(message): message for message in read_po(file, locale="ru") if message.id}
    return found


def _id(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def test_every_message_has_its_russian():
    plurals = {message.id[1] for message in translated().values() if isinstance(message.id, tuple)}
    known = plurals | set(translated())
    assert {m: where for m, where in used().items() if has_words(m, 1) and m not in known} == {}


def test_no_translation_is_left_over():
    assert [message for message in translated() if message not in used() and message not in UNKNOWN] == []


def test_what_is_unknown_is_said_in_russian_too():
    assert [message for message in UNKNOWN if message not in translated()] == []


def test_a_translation_fills_in_the_same_names():
    wrong = {}
    for key, message in translated().items():
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = set().union(*(placeholders(each) for each in ids))
        if message.fuzzy or not all(texts) or any(placeholders(each) != wanted for each in texts):
            wrong[key] = texts
    assert wrong == {}


def test_russian_has_its_three_plurals():
    plurals = [message for message in translated().values() if isinstance(message.id, tuple)]
    assert [message.id for message in plurals if len(message.string) != 3] == []
    assert plurals


def test_no_message_is_translated_in_two_ways():
    seen: dict[str, tuple[object, str]] = {}
    differ = []
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="ru"):
                first, where = seen.setdefault(_id(message), (message.string, path.name))
                if message.id and first != message.string:
                    differ.append(f"{_id(message)}: {where} and {path.name}")
    assert differ == []


# What is said without a translation.


def docstrings(tree: ast.AST) -> set[ast.AST]:
    """The strings that stand as statements: nobody but a reader of the code sees them."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def bare_cyrillic(code: str) -> list[str]:
    """Russian in the code itself, outside ``Words(…)``, where both languages stand side by side."""
    tree = ast.parse(code)
    inside = {
        each
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Words"
        for each in ast.walk(node)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CYRILLIC.search(node.value)
        and node not in inside | docstrings(tree)
        and node.value not in OWN_NAMES
    ]


SPEAKERS = re.compile(r"^(st|st\.sidebar|typer|output)\.")
SHOWN = ("label", "help", "placeholder", "title", "body", "text", "caption")
SILENT = re.compile(r"\.(Page|navigation|set_page_config|switch_page|query_params|session_state|html)\b")


def bare_english(code: str) -> list[str]:
    """Literal words handed to whatever draws or prints them."""
    said = []
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if not SPEAKERS.search(name) or SILENT.search(name):
            continue
        shown = [*node.args[:1], *(k.value for k in node.keywords if k.arg in SHOWN)]
        if name in ("typer.Option", "typer.Argument"):
            shown = [k.value for k in node.keywords if k.arg == "help"]
        said += [text for each in shown for text in _literals(each) if has_words(text)]
    return said


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _literals(part)
    elif isinstance(node, ast.BinOp):
        yield from _literals(node.left)
        yield from _literals(node.right)


@pytest.mark.parametrize("check", [bare_cyrillic, bare_english])
def test_no_text_stands_bare_in_the_interface(check):
    found = {str(file.relative_to(ROOT)): check(file.read_text("utf-8")) for file in modules(*FACES)}
    assert {file: texts for file, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (bare_cyrillic, "title = 'Выручка'"),
        (bare_cyrillic, "title = f'Выручка {x}'"),
        (bare_english, "st.title('Revenue')"),
        (bare_english, "st.markdown(f'**Revenue** {x}')"),
        (bare_english, "st.button(_('Ok'), help='Press it')"),
        (bare_english, "st.sidebar.caption('Data of ' + day)"),
        (bare_english, "typer.Option('--by', help='Break down')"),
        (bare_english, "output.say('Done')"),
        (bare_english, "output.Column('Rows', 'right')"),
    ],
)
def test_a_bare_text_is_noticed(check, code):
    assert check(code) != []


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (bare_cyrillic, "'''Выручка'''\nname = Words('Выручка', 'Revenue')"),
        (bare_english, "st.title(_('Revenue'))\nst.markdown(f'**{x}** :material/info:')"),
        (bare_english, "typer.Option('--by', metavar='DIM', help=_('Break down'))"),
    ],
)
def test_a_translated_text_is_left_alone(check, code):
    assert check(code) == []


def test_no_message_is_put_together_before_it_is_translated():
    glued = [
        f"{file.relative_to(ROOT)}: {ast.unparse(each)}"
        for file in modules(*CODE)
        for each in sayings(file.read_text("utf-8"))
        if isinstance(each, ast.JoinedStr | ast.BinOp)
    ]
    assert glued == []


def test_messages_are_found_wherever_they_are_said():
    code = """
_("One" if x else "Two")
text.ngettext("{count} deal", "{count} deals", n)
raise BadInput("Two " "halves", name=1)
Unknown("metric", key, known)
Message("{fields}", values)
"""
    found = ["One", "Two", "{count} deal", "Two halves", "metric", "{fields}"]
    assert sorted(messages_of(code)) == sorted(found)
    assert isinstance(next(sayings('_(f"{x} deals")')), ast.JoinedStr)
