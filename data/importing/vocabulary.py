"""The words of exports, read from ``words/*.toml``: what columns and cell values are called."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from data.importing.model import KINDS, Field, Message

FOLDER = Path(__file__).parent / "words"
_SEPARATORS = re.compile(r"[*↑↓▲▼⬆⬇\s\u00a0\u2000-\u200f\u202f\ufeff_\-–—./:;()\[\]%\"'«»№#&+?!]+")
_CAMEL = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я])")


def normal(word: str) -> str:
    """Letter case, ё, punctuation, camelCase and runs of spaces do not tell words apart."""
    folded = _SEPARATORS.sub(" ", _CAMEL.sub(" ", word)).strip().lower().replace("ё", "е")
    return folded or word.strip().lower()


@dataclass(frozen=True)
class Kind:
    """``needs``: of every group at least one field must be there; ``never``: headers that say the
    file is something else; ``items``: fields of a product row. ``words``: normal header →
    the fields it may mean with the rank of the word (0 is the likeliest); ``nothing``: headers that
    look like a field and are none. ``marks``, ``named``: without one of these among the headers, or in
    the file's name, it is not taken for this kind. ``adds``: rows of one key are added up. ``instead``: field → headers of what fills it where it is empty."""

    name: str
    title: Message
    needs: tuple[tuple[str, ...], ...]
    never: frozenset[str]
    items: tuple[str, ...]
    fields: Mapping[str, Field]
    fallback: Mapping[str, str]
    words: Mapping[str, tuple[tuple[str, int], ...]]
    nothing: frozenset[str] = frozenset()
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()
    adds: bool = False


@cache
def kind(name: str) -> Kind:
    raw = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    needed = {one for group in raw["needs"] for one in group}
    fields, fallback, instead, words = {}, {}, {}, dict[str, list[tuple[str, int]]]()
    for name_, told in raw["fields"].items():
        fields[name_] = Field(name_, told["en"], told["ru"], told["type"], name_ in needed)
        if "from" in told:
            fallback[name_] = told["from"]
        if "instead" in told:
            instead[name_] = tuple(map(normal, told["instead"]))
        spoken = [name_, told["en"], told["ru"], *told["words"]]
        for rank, word in enumerate(dict.fromkeys(normal(w) for w in spoken)):
            words.setdefault(word, []).append((name_, rank))
    return Kind(
        name,
        Message(raw["title"]),
        tuple(tuple(group) for group in raw["needs"]),
        frozenset(map(normal, raw.get("never", ()))),
        tuple(raw.get("items", ())),
        fields,
        fallback,
        {word: tuple(found) for word, found in words.items()},
        frozenset(map(normal, raw.get("nothing", ()))),
        instead,
        frozenset(map(normal, raw.get("marks", ()))),
        tuple(raw.get("named", ())),
        raw.get("adds", False),
    )


@cache
def every_header() -> frozenset[str]:
    return frozenset(word for name in KINDS for word in kind(name).words)


@cache
def _values() -> Mapping:
    return tomllib.loads((FOLDER / "values.toml").read_text(encoding="utf-8"))


@cache
def values(group: str) -> Mapping[str, str]:
    """Normal word → what it stands for: status, currency, role, channel or months."""
    told = _values()[group]
    return {normal(word): meaning for meaning, words in told.items() for word in words}


_ABOUT = re.compile(
    r"^[^\w(]*((stage|step|этап|стадия|шаг)\s*)?(\d{1,2}\s*[.):\-–—]+\s*|(0|100)\s*%[\s\-–—:]*)?(\d{1,2}\s+(?!%))?"
    r"|\((100|0)\s*%\)|[^\w)]+$",
    re.I,
)


def outcome_of(word: str) -> str | None:
    """Won, lost, returned or open by the vocabulary; the number, the sign or the certainty about a stage
    does not matter: ``5. Успешно``, ``Closed Won (100%)``. A half that was paid (``Оплачено 50%``) does.
    Nor does the gender: ``реализована`` as ``реализовано``."""
    known, bare = values("status"), normal(_ABOUT.sub("", word))
    return known.get(normal(word)) or known.get(bare) or _outcomes_of_any_gender().get(_genderless(bare))


@cache
def _outcomes_of_any_gender() -> Mapping[str, str]:
    found: dict[str, set[str]] = {}
    for word, meaning in values("status").items():
        found.setdefault(_genderless(word), set()).add(meaning)
    return {word: meanings.pop() for word, meanings in found.items() if len(meanings) == 1}


def _genderless(word: str) -> str:
    """Without the endings of participles: ``закрыта и не реализована`` → ``закрыт и не реализован``."""
    return re.sub(r"(?<=[а-я]{3}[нт])[аоы]\b", "", word)


@cache
def empty_words() -> tuple[str, ...]:
    """Lower case, as ``folded_sql`` folds: a cell of these is empty where text is not expected."""
    return tuple(dict.fromkeys(_fold(word) for word in _values()["empty"]))


@cache
def total_words() -> tuple[str, ...]:
    return tuple(_fold(word) for word in _values()["totals"])


@cache
def footer_words() -> tuple[str, ...]:
    """What the lines below a table begin with."""
    return tuple(_fold(word) for word in _values()["footers"])


@cache
def nothing_words() -> tuple[str, ...]:
    """Lower case: a cell of these is empty among names and texts, where "нет" may be a value."""
    return tuple(dict.fromkeys(_fold(word) for word in _values()["nothing"]))


@cache
def formula_errors() -> tuple[str, ...]:
    """Lower case: what a spreadsheet shows where a formula failed."""
    return tuple(dict.fromkeys(_fold(word) for word in _values()["errors"]))


@cache
def transactions() -> frozenset[str]:
    """Normal headers that no plain list of people or products has."""
    return frozenset(map(normal, _values()["transactions"]))


@cache
def prices() -> frozenset[str]:
    """Normal headers that no plain list of people has."""
    return frozenset(map(normal, _values()["prices"]))


@cache
def flags() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words for yes, words for no."""
    return tuple(map(_fold, _values()["yes"])), tuple(map(_fold, _values()["no"]))


@cache
def way() -> Mapping[str, int]:
    """Normal word of a stage on the way → its place, 1 the earliest."""
    return {normal(word): place for place, step in enumerate(_values()["way"], 1) for word in step["words"]}


def _fold(word: str) -> str:
    return " ".join(word.lower().replace("ё", "е").split())


def folded_sql(column: str) -> str:
    """SQL of a name with letter case, ё and runs of spaces (non-breaking ones too) taken away."""
    return rf"trim(regexp_replace(replace(lower({column}), 'ё', 'е'), '[\s\x{{00A0}}\x{{202F}}]+', ' ', 'g'))"


def may_begin_sql(column: str, words: Iterable[str]) -> str:
    """SQL: the first letter is that of one of the words, in either case. Costs a tenth of a look at the words."""
    letters = {letter for word in words for letter in (word[0].lower(), word[0].upper())}
    return f"ascii({column}) IN ({', '.join(str(ord(letter)) for letter in sorted(letters))})"


def literals(words: Iterable[str]) -> str:
    """``'a', 'b'`` with quotes doubled, for ``IN (…)``."""
    return ", ".join("'" + word.replace("'", "''") + "'" for word in words)
