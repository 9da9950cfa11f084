"""Units that stand beside a number or in its header: ``Сумма, тыс. руб.``, ``Amount ($K)``, ``1,2 млн``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.importing.vocabulary import normal, values

_TIMES = {
    1_000: r"тысяч[аи]?х?|тыс|т\. ?р|тр|thousands?|k|к",
    1_000_000: r"миллион[а-я]*|млн|millions?|mln|mio|mn|m|м",
    1_000_000_000: r"миллиард[а-я]*|млрд|billions?|bn",
}
_SPACE = "[ \t\u00a0\u202f\u2009]*"
_END = r"\.?" + _SPACE + r"($|[₽$€£₸¥₴)]|руб|р\.|р$|usd|eur|rub|kzt|byn|долл|евро|тенге)"
AFTER = {times: rf"(?i)\d{_SPACE}({words}){_END}" for times, words in _TIMES.items()}
"""How many times → the regular expression, of Python and of the engine, of a cell that is so many times
its number."""

DROPPED = rf"(?i)(\d){_SPACE}({'|'.join(_TIMES.values())}){_END}"
"""What is between the digits and the currency of such a cell; groups 1 and 3 stay."""

_SIGNS = "₽$€£₸¥₴"
_TOKEN = re.compile(rf"[^\W\d_]+|(?<!\d)000(?!\d)|[{_SIGNS}]")
_LONE = {"р", "k", "m", "к", "м", "т"}  # letters that mean a unit in brackets or beside a currency only
_BRACKETED = re.compile(r"(?i)[(,]\s*[kmкм]\s*\)?$")
_BETWEEN = {"в", "in", "of"}
_PART = re.compile(r"[,:;(\[\])]")
_PIECES = {"шт", "штук", "ед", "кг", "тонн", "pcs", "units"}


@dataclass(frozen=True)
class Unit:
    """What a header says of its numbers. ``bare``: the header without it."""

    bare: str
    times: int = 1
    currency: str | None = None


def of_header(header: str) -> Unit:
    """Of the words at the end of a header, in brackets or not."""
    tokens = list(_TOKEN.finditer(header))
    if len(tokens) > 1 and tokens[-1][0].lower() in _PIECES:  # “тыс. шт.”
        tokens.pop()
    ends = len(tokens)
    while ends and (_times(tokens[ends - 1][0]) or _currency(tokens[ends - 1][0])):
        ends -= 1
    told = [token[0] for token in tokens[ends:]]
    alone = [word for word in told if word.lower() not in _LONE]
    plain = _BRACKETED.search(header) or [word.lower() for word in told] in (["т", "р"], ["тр"])
    if not ends or not (alone or plain):
        return Unit(header)
    if tokens[ends - 1][0].lower() in _BETWEEN and ends > 1:
        ends -= 1
    times = next((many for word in told if (many := _times(word))), 1)
    currency = next((found for word in told if (found := _currency(word))), None)
    return Unit(header[: tokens[ends - 1].end()].strip(), times, currency)


def of_amounts(header: str, titles: Sequence[str]) -> Unit:
    """What the header of amounts says; where it says nothing, the lines above the table: “Продажи, тыс. руб.”"""
    own, above = of_header(header), of_titles(titles)
    silent = own.times == 1 and own.currency is None
    return replace(own, times=above.times if silent else own.times, currency=own.currency or above.currency)


def of_titles(titles: Sequence[str]) -> Unit:
    """Of the parts that are nothing but a unit; none where they differ."""
    told = [of_header(f"x ({part})") for title in titles for part in _PART.split(title) if _is_unit(part)]
    times = {one.times for one in told if one.times > 1}
    named = {one.currency for one in told if one.currency}
    return Unit("", times.pop() if len(times) == 1 else 1, named.pop() if len(named) == 1 else None)


def _is_unit(part: str) -> bool:
    words = [word for word in _TOKEN.findall(part.lower()) if word not in _BETWEEN]
    known = all(_times(word) or _currency(word) for word in words)
    return bool(words) and known and not any(sign.isdigit() for sign in part)


def _times(word: str) -> int | None:
    if word.lower() in ("т", "тр", "000"):
        return 1_000
    found = [times for times, words in _TIMES.items() if re.fullmatch(words, word.lower())]
    return found[0] if found else None


def _currency(word: str) -> str | None:
    if re.fullmatch(r"руб[а-я]*", word.lower()):
        return "RUB"
    return values("currency").get(normal(word)) if word.lower() != "сум" else None
