"""Reading what was typed, and refusing it in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from babel.numbers import is_currency

from data.errors import BadInput, Unknown


def one_of(kind: str, given: str, known: Iterable[str]) -> str:
    known = list(known)
    if given not in known:
        raise Unknown(kind, given, known)
    return given


def day(given: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise BadInput(
            "{option} is “{value}”: it must be a day such as 2026-03-31.", option=option, value=given
        ) from None


def whole(given: str | None, option: str) -> int | None:
    if given is None:
        return None
    if not given.isdecimal() or int(given) < 1:
        raise BadInput("{option} is “{value}”: it must be a whole number from 1.", option=option, value=given)
    return int(given)


def pair(given: str, option: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not equals or not name.strip():
        raise BadInput("{option} is “{value}”: it must be written name=value.", option=option, value=given)
    return name.strip(), value


def pairs(given: Iterable[str], option: str) -> dict[str, str]:
    """The last one said of a name holds."""
    return dict(pair(each, option) for each in given)


def currency(given: str | None) -> str | None:
    if given and not is_currency(given):
        raise BadInput(
            "{option} is “{value}”: it must be the code of a currency in capitals, such as RUB.",
            option="--currency",
            value=given,
        )
    return given or None
