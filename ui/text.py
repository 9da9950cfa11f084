"""Words, money, numbers and dates in Russian and English. Knows no Streamlit.

A message id is the English text; Russian lies in ``words/ru/*.po``, a file per
area. The language belongs to the run of one person's page: ``speak`` sets it.
"""

from __future__ import annotations

import os
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import (
    format_compact_decimal,
    format_currency,
    format_decimal,
    get_currency_symbol,
    parse_pattern,
)

from data.errors import VoronkaError
from data.importing import Message
from metrics.metric import Unit
from metrics.words import Words

LANGUAGES = ("ru", "en")
NAMES = {"ru": "Русский", "en": "English"}
NOTHING = "—"

_WORDS = Path(__file__).parent / "words"
_language: ContextVar[str] = ContextVar("language", default="en")

Number = int | float | Decimal


def speak(language: str) -> None:
    _language.set(language)


def language() -> str:
    return _language.get()


@cache
def _locale_of(name: str) -> Locale:
    return Locale.parse(name)


def locale() -> Locale:
    """Of one language always the same: each new one waits for Babel's one lock, and fifty people in line for it."""
    return _locale_of(language())


_pattern = cache(parse_pattern)


def guess_language(setting: str, hint: str | None = None) -> str:
    """``hint`` is the browser's locale or LANG; Russian for it and its neighbours, else English."""
    if setting in LANGUAGES:
        return setting
    return "ru" if (hint or os.environ.get("LANG", ""))[:2].lower() in ("ru", "be", "kk", "uk") else "en"


@cache
def _catalogue(name: str) -> dict[str, str | tuple[str, ...]]:
    found: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((_WORDS / name).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=name):
                if message.id and not message.fuzzy:
                    key = message.id[0] if isinstance(message.id, tuple) else message.id
                    found[str(key)] = message.string  # type: ignore[assignment]
    return found


def _(message: str, **values: object) -> str:
    """The message in the person's language, its ``{names}`` filled in."""
    found = _catalogue(language()).get(message) if language() != "en" else None
    text = (found[0] if isinstance(found, tuple) else found) or message
    return text.format(**values) if values else text


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """``{count}`` in the message is the number, written the person's way."""
    text = one if count == 1 else many
    found = _catalogue(language()).get(one) if language() != "en" else None
    if isinstance(found, tuple) and found[_russian_plural(count)]:
        text = found[_russian_plural(count)]
    return text.format(count=number(count), **values)


def _russian_plural(count: int) -> int:
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14 else 2


def words(both: Words) -> str:
    return both(language())


def words_of(english: str, russian: str) -> str:
    return russian if language() == "ru" else english


def say(error: VoronkaError) -> str:
    """What kind of thing is unknown is a word of its own: “metric”, “column”."""
    values = {name: _(str(value)) if name == "kind" else value for name, value in error.values.items()}
    return _(error.message, **values)


def said(message: Message) -> str:
    """What the importer tells, and the messages inside it."""
    return _(message.text, **{name: _value_said(value) for name, value in message.values.items()})


def _value_said(value: object) -> object:
    if isinstance(value, Message):
        return said(value)
    if isinstance(value, Decimal):
        return format_decimal(value, _pattern("0.######"), locale=locale())
    return day(value) if type(value) is date else value


def shown(message: Message) -> str:
    """As ``said``, for a page: what comes out of a file is no markup there, and no picture is fetched."""
    return _(message.text, **{name: _value_shown(value) for name, value in message.values.items()})


def _value_shown(value: object) -> object:
    if isinstance(value, Message):
        return shown(value)
    return escaped(value) if isinstance(value, str) else _value_said(value)


@cache
def symbol(currency: str) -> str:
    """The shortest sign known for it: ₽ in English too."""
    return min((get_currency_symbol(currency, _locale_of(name)) for name in ("ru", "en", "kk")), key=len)


def escaped(name: str) -> str:
    """Somebody's own text: shown, never read as markup."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-!|~$:@." else sign for sign in name)


def is_missing(value: object) -> bool:
    """None, NaN, NaT and pandas' NA."""
    return value is None or str(value) in ("nan", "NaT", "<NA>")


def number(value: Number | None, places: int = 0) -> str:
    if is_missing(value):
        return NOTHING
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(value, _pattern(pattern), locale=locale())  # type: ignore[arg-type]


def size(megabytes: int) -> str:
    if megabytes < 1024:
        return _("{number} MB", number=number(megabytes))
    return _("{number} GB", number=number(megabytes / 1024, 0 if megabytes % 1024 == 0 else 1))


def money(value: Number | None, currency: str) -> str:
    """Rounded to what can be acted upon: 1,4 млрд ₽, 24,8 тыс. ₽."""
    if is_missing(value):
        return NOTHING
    assert value is not None
    amount = Decimal(str(value))
    if abs(amount) < 10_000:
        return with_symbol(number(amount.quantize(Decimal(1))), currency)
    rounded = Decimal(f"{amount:.2e}")
    return with_symbol(format_compact_decimal(rounded, fraction_digits=2, locale=locale()), currency)


def money_exactly(value: Number | None, currency: str) -> str:
    if is_missing(value):
        return NOTHING
    sign = with_symbol("#,##0.00", currency).replace(symbol(currency), "¤")
    return format_currency(value, currency, sign, locale=locale()).replace(  # type: ignore[arg-type]
        get_currency_symbol(currency, locale()), symbol(currency)
    )


def with_symbol(digits: str, currency: str) -> str:
    sign = symbol(currency)
    if language() == "ru" or len(sign) > 1:
        return f"{digits}\N{NO-BREAK SPACE}{sign}"
    return f"-{sign}{digits[1:]}" if digits.startswith("-") else f"{sign}{digits}"


def share(value: Number | None, places: int = 1) -> str:
    if is_missing(value):
        return NOTHING
    sign = "\N{NO-BREAK SPACE}%" if language() == "ru" else "%"
    return number(float(value) * 100, places) + sign  # type: ignore[arg-type]


def days(value: Number | None) -> str:
    if is_missing(value):
        return NOTHING
    return _("{number} d", number=number(value, 0 if float(value) >= 10 else 1))  # type: ignore[arg-type]


def value(amount: Number | None, unit: Unit, currency: str) -> str:
    """A metric's value, short, by its unit."""
    if unit in (Unit.MONEY, Unit.MONEY_A_DAY):
        text = money(amount, currency)
        return _("{money} a day", money=text) if unit is Unit.MONEY_A_DAY and text != NOTHING else text
    if unit is Unit.SHARE:
        return share(amount)
    if unit is Unit.DAYS:
        return days(amount)
    return number(amount, 2 if unit is Unit.TIMES else 0)


def day(value: date | datetime | None) -> str:
    """1 мар. 2026 г. is what Babel's medium says; ours leaves the letter out."""
    if is_missing(value):
        return NOTHING
    return format_date(value, "d MMM y", locale=locale())


def month(value: date, *, with_year: bool = True) -> str:
    return format_date(value, "LLLL y" if with_year else "LLL", locale=locale()).removesuffix(".")


def moment(value: datetime | None) -> str:
    if is_missing(value):
        return NOTHING
    return format_datetime(value, "d MMM y, HH:mm", locale=locale())
