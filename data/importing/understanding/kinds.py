"""What kind a file is: as told, as recognised, or asked."""

from __future__ import annotations

import re
from functools import reduce
from unicodedata import category

from data.errors import Unknown
from data.importing.model import KINDS, Message, Option, Question
from data.importing.understanding import looks, matching
from data.importing.understanding.understood import IGNORE, Said, Understood
from data.importing.vocabulary import kind


def kind_of(file: Understood, said: Said) -> str | None:
    """The kind as told or recognised; None when it is neither, or not one only."""
    assert file.raw is not None
    told = said.kind or said.answer(file.source.name, "kind")
    if told and told not in (*KINDS, IGNORE):
        raise Unknown("kind", told, (*KINDS, IGNORE))
    if told:
        return None if told == IGNORE else told
    if file.format:
        return file.format.kind
    if file.spread:
        return "plans" if file.spread.says_plan else None
    kinds = matching.recognise(_with_states(file), file.source.name)
    if (not kinds or "purchases" in kinds) and _as_deals(file):
        return "deals"
    return kinds[0] if len(kinds) == 1 and not (kinds == ("deals",) and sums_up(file)) else None


_LISTS = {
    "deal_id",
    "number",
    "name",
    "customer",
    "customer_id",
    "product",
    "created_at",
    "closed_at",
    "expected_close",
}
_COUNTS = re.compile(r"^(количество|кол во|число|count|number of|deals|сделок|сделки|шт|qty|quantity)\b")


def sums_up(file: Understood) -> int | None:
    """The column of whole numbers that counts deals by their stages or managers, in a table with nothing that a
    deal is known by: a report of a funnel."""
    assert file.raw is not None
    found = matching.match("deals", file.raw.headers, {}).columns
    if not {"stage", "status"} & set(found) or _LISTS & set(found):
        return None
    for place, words in enumerate(matching.spellings(file.raw.headers), 1):
        if any(map(_COUNTS.match, words)) and looks.are_whole(file.database, place):
            return place
    return None


def _with_states(file: Understood) -> tuple[str, ...]:
    """The headers without one that is only spelled like a state, and has numbers or ticks below it, and without
    a state that no row has: the program has such a column, and nobody there fills it in."""
    assert file.raw is not None
    headers, fits = list(file.raw.headers), looks.like(file.database)
    for one in matching.match("deals", headers, {}).matches:
        if one.field in ("stage", "status"):
            numbers = one.how == "fuzzy" and (fits(one.position, "money") or fits(one.position, "flag"))
            if numbers or looks.is_blank(file.database, one.position):
                headers[one.position - 1] = ""
    return tuple(headers)


def tell_blank_state(file: Understood) -> None:
    assert file.raw is not None
    if file.kind != "purchases" or file.format:
        return
    found = matching.match("deals", file.raw.headers, {}).columns
    for place in (found[field] for field in ("status", "stage") if field in found):
        if looks.is_blank(file.database, place):
            file.warnings.append(
                Message(
                    "“{column}” is blank in every row: each row was taken for a sale.",
                    {"column": file.header(place)},
                )
            )


def _as_deals(file: Understood) -> bool:
    """A table without a stage whose column of an unknown name holds words of won and lost, or is called a
    state: those lost must not be counted as sales."""
    assert file.raw is not None
    found = matching.match("deals", file.raw.headers, {})
    free = [p for p in range(1, len(file.raw.headers) + 1) if p not in found.columns.values()]
    if {"stage", "status"} & set(found.columns):
        return False
    ended = looks.outcomes(file.database, free)
    place = ended or looks.states(file.database, file.raw.headers, free)
    field = "status" if ended else "stage"
    if place is None or not matching.match("deals", file.raw.headers, {field: place}).satisfied():
        return False
    file.state_at = (field, place)
    return True


def explain(file: Understood, said: Said) -> None:
    """Why the file has no kind: set aside, or a question."""
    assert file.raw is not None
    if IGNORE in (said.kind, said.answer(file.source.name, "kind")):
        file.set_aside = Message("Set aside, as you asked.")
        return
    if file.format and file.format.aside:
        file.set_aside = Message(file.format.aside)
        return
    if not file.format and not file.spread and (counts := sums_up(file)):
        file.set_aside = Message(
            "Set aside: its rows count deals (“{column}”) and are none themselves. Export the list of deals.",
            {"column": file.header(counts)},
        )
        return
    kinds = ("plans",) if file.spread else matching.recognise(file.raw.headers, file.source.name)
    kinds = kinds or (
        ("purchases",) if sales_to_nobody(matching.match("purchases", file.raw.headers, {})) else ()
    )
    if kinds:
        options = (
            *(Option(name, kind(name).title) for name in kinds),
            Option(IGNORE, Message("Set it aside")),
        )
        text = Message("What is {file}: its columns fit several kinds.", {"file": file.source.name})
        if not file.spread and kinds == ("purchases",):
            text = Message(
                "{file} looks like a list of sales, and lacks their amounts or their customers and numbers. Is each of its rows a sale?",
                {"file": file.source.name},
            )
        if file.spread and file.spread.names:
            text = Message(
                "{file} has months in its rows and names in its columns ({names}) and does not say what of: is it a plan of sales?",
                {"file": file.source.name, "names": file.spread.called},
            )
        elif file.spread:
            text = Message(
                "{file} has months in its columns and does not say what of: is it a plan of sales?",
                {"file": file.source.name},
            )
        file.questions.append(Question(f"{file.source.name}:kind", file.source.name, text, options))
        return
    seen = ", ".join(header for header in file.raw.headers if header)[:120]
    if _is_noise(seen):
        file.set_aside = Message(
            "{file} is no table. Upload the export as CSV, XLSX or ZIP.", {"file": file.source.name}
        )
        return
    file.set_aside = Message(
        "Set aside: its columns ({columns}) fit nothing of what is read. That is: {kinds}. If it is one of these, "
        "say which, and what the columns mean.",
        {"columns": seen or "—", "kinds": _every_kind()},
    )


def _is_noise(text: str) -> bool:
    """Bytes that were never meant for letters, whatever code page makes some of them."""
    return any(category(sign) in ("Cc", "Cn", "Co") and not sign.isspace() for sign in text)


def sales_to_nobody(found: matching.Matching) -> bool:
    """Only the person knows them from wages and expenses, which look the same."""
    has = set(found.columns)
    whose = (
        {"manager", "product"} if "amount" in has else {"customer", "manager", "product", "deal_id", "number"}
    )
    return "closed_at" in has and _worth(has) and bool(whose & has)


def _worth(has: set[str]) -> bool:
    return bool({"amount", "price"} & has)


def _every_kind() -> Message:
    titles = [kind(name).title for name in KINDS]
    return reduce(lambda those, one: Message("{those}, {one}", {"those": those, "one": one}), titles)
