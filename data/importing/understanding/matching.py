"""What a file is and what its columns mean: exact word, synonym, then the nearest spelling."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from data.errors import BadInput, Unknown
from data.importing import formats
from data.importing.formats import Format
from data.importing.model import KINDS
from data.importing.understanding import levels
from data.importing.values import units
from data.importing.vocabulary import Kind, kind, normal, prices, transactions

NEAR, MARGIN = 90, 4  # a spelling must be this near, and nearer than any other field's by this much


PREFIX = re.compile(r"^[^-–:|]+? ?[-–:|] (?=\S)|^\w+(?:\.|__)(?=\w)")


@dataclass(frozen=True)
class Match:
    """Column ``position`` (from 1) means ``field``."""

    position: int
    field: str
    confidence: float
    how: str


@dataclass(frozen=True)
class Matching:
    """``twins``: field → the columns of one and the same name that all could be it."""

    kind: Kind
    matches: tuple[Match, ...]
    twins: Mapping[str, tuple[int, ...]]

    @property
    def columns(self) -> Mapping[str, int]:
        return {match.field: match.position for match in self.matches}

    def satisfied(self) -> bool:
        found = set(self.columns)
        if {"quantity", "price"} <= found:  # their product is the amount
            found.add("amount")
        enough = len(found) >= len(self.kind.needs)
        return enough and all(found & set(group) for group in self.kind.needs)


def spellings(headers: Sequence[str]) -> list[tuple[str, ...]]:
    """Of each header the ways it can be read: whole, without the prefix that most headers share
    (``Deal - Title``, ``properties.amount``), without what stands in brackets or after a comma
    (``Сумма, руб.``), without the unit at its end (``Amount USD``), the last of the levels that it names
    (``Manager / Document``), with the spaces that a known header has (``STAGENAME``)."""
    prefixes = Counter(begun[0] for header in headers if (begun := PREFIX.match(header)))
    prefix, times = prefixes.most_common(1)[0] if prefixes else ("", 0)
    shared = prefix if times > len(headers) / 2 else None
    found = []
    for header in headers:
        bare = header.removeprefix(shared) if shared else header
        plain = re.sub(r"\(.*?\)|\[.*?\]|,.*$", "", bare)
        said = (header, bare, plain, units.of_header(bare).bare, levels.row_of(header) or "")
        words = [word for word in map(normal, said) if word]
        words += [spaced[word] for word in words if word in (spaced := formats.run_together())]
        found.append(tuple(dict.fromkeys(words)))
    return found


def match(
    kind_name: str,
    headers: Sequence[str],
    given: Mapping[str, int | None],
    format_: Format | None = None,
    fits: Callable[[int, str], bool] = lambda position, type_: True,
) -> Matching:
    """``given``: field → position, or None to leave it empty. The best pair is taken first, each
    field and each column once; what the kind needs goes before the rest. ``fits``: could the values of
    a column be of a type? It decides between the fields that a header may mean."""
    known = formats.taught(kind_name, format_)
    taken = {position for position in given.values() if position}
    found = {
        field: Match(position, field, 1.0, "given")
        for field, position in given.items()
        if position is not None
    }
    readings = spellings(headers)
    offers = [
        offer
        for position, words in enumerate(readings, 1)
        if position not in taken
        for offer in _fitting(known, _offers(known, position, words), fits)
    ]
    first = {field for group in known.needs for field in group}
    for _rank, offer in sorted(
        offers, key=lambda o: (-o[1].confidence, o[1].field not in first, o[0], o[1].position)
    ):
        if offer.field not in found and offer.field not in given and offer.position not in taken:
            found[offer.field] = offer
            taken.add(offer.position)
    twins = _twins(found, readings)
    return Matching(known, tuple(sorted(found.values(), key=lambda m: m.position)), twins)


def _offers(known: Kind, position: int, words: Sequence[str]) -> list[tuple[int, Match]]:
    if known.nothing & set(words):
        return []
    for loss, word in enumerate(words):
        said = known.words.get(word, ())
        if said:
            return [
                (
                    rank,
                    Match(
                        position,
                        field,
                        (1.0 if rank < 3 else 0.97) - 0.02 * loss,
                        "exact" if rank < 3 else "synonym",
                    ),
                )
                for field, rank in said
            ]
    return [offer for word in words[:1] for offer in _near(known, position, word)]


def _fitting(
    known: Kind, offers: list[tuple[int, Match]], fits: Callable[[int, str], bool]
) -> list[tuple[int, Match]]:
    if len({known.fields[offer.field].type for _, offer in offers}) < 2:
        return offers
    good = [one for one in offers if fits(one[1].position, known.fields[one[1].field].type)]
    return good or offers


def _near(known: Kind, position: int, word: str) -> list[tuple[int, Match]]:
    if len(word) < 5:
        return []
    close = process.extract(word, known.words.keys(), scorer=fuzz.ratio, score_cutoff=NEAR - MARGIN, limit=10)
    best: dict[str, float] = {}
    for near, score, _ in close:
        for field, _rank in known.words[near]:
            best[field] = max(score, best.get(field, 0))
    (field, score), *others = sorted(best.items(), key=lambda item: -item[1]) or [("", 0.0)]
    if score < NEAR or any(score - other < MARGIN for _, other in others):
        return []
    return [(100, Match(position, field, round(score / 100 * 0.9, 2), "fuzzy"))]


def instead(found: Matching, headers: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Field → columns that fill it where its own is empty or missing, the likeliest first."""
    readings, taken = spellings(headers), set(found.columns.values())
    told = {}
    for field, words in found.kind.instead.items():
        places = [p for w in words for p, said in enumerate(readings, 1) if w in said and p not in taken]
        if places:
            told[field] = tuple(dict.fromkeys(places))
    return told


def _twins(found: Mapping[str, Match], readings: Sequence[tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    twins = {}
    for field, one in found.items():
        same = tuple(
            p for p, words in enumerate(readings, 1) if words and words == readings[one.position - 1]
        )
        if one.how != "given" and len(same) > 1:
            twins[field] = same
    return twins


def recognise(headers: Sequence[str], name: str) -> tuple[str, ...]:
    """The kinds the file could be, best first; several only when nothing tells them apart."""
    scores = {}
    for kind_name in KINDS:
        matching = match(kind_name, headers, {})
        strange = matching.kind.never & {word for words in spellings(headers) for word in words}
        said = matching.kind.marks & {word for words in spellings(headers) for word in words}
        called = any(part in name.lower() for part in matching.kind.named)
        if matching.kind.marks and not said and not called:
            continue
        if matching.satisfied() and not strange:
            hint = 0.5 * any(part in name.lower() for part in (kind_name, kind_name.rstrip("s")))
            scores[kind_name] = sum(m.confidence for m in matching.matches) + hint
    ends = {m.field for m in match("deals", headers, {}).matches if m.how != "fuzzy"}
    if ends & {"stage", "status", "is_won"}:  # some of its rows may be no sales
        scores.pop("purchases", None)
    if "payments" in scores:  # what a list of sales lacks
        scores.pop("purchases", None)
    best = max(scores.values(), default=0)
    lists = [name for name in ("customers", "managers", "products") if scores.get(name) == best and best]
    strange = transactions() if "products" in lists else transactions() | prices()
    if lists and strange & {word for words in spellings(headers) for word in words}:
        return (*lists, "deals", "purchases")  # asked: what is taken for people may be their orders
    return tuple(name for name in KINDS if scores.get(name) == best and best)


def positions(headers: Sequence[str], mapping: Mapping[str, str], kind_name: str) -> dict[str, int | None]:
    """Headers (or ``#3``) of a mapping as column positions; headers that the file lacks are left
    out. Raises Unknown for a field the kind does not have."""
    known = kind(kind_name).fields
    found: dict[str, int | None] = {}
    for field, header in mapping.items():
        if field not in known:
            raise Unknown("field", field, known)
        place = _place(headers, header)
        if header == "" or place:
            found[field] = place
    return found


def _place(headers: Sequence[str], header: str) -> int | None:
    number = re.fullmatch(r"#(\d+)", header)
    if number:
        if not 1 <= int(number[1]) <= len(headers):
            raise BadInput(
                "There is no column {column}: the file has {count}.", column=header, count=len(headers)
            )
        return int(number[1])
    same = [place for place, one in enumerate(headers, 1) if normal(one) == normal(header)]
    if len(same) > 1 and header:
        raise BadInput(
            "{count} columns are called “{column}”. Name one by its place: {places}.",
            count=len(same),
            column=header,
            places=", ".join(f"#{place}" for place in same),
        )
    return same[0] if same and header else None
