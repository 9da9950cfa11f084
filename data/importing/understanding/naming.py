"""Which column of a file means what: as told, as recognised, or asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from data.importing.model import Message, Option, Question
from data.importing.understanding import kinds, looks, matching, spread
from data.importing.understanding.understood import Said, Understood
from data.importing.vocabulary import normal, outcome_of


def name_columns(file: Understood, said: Said) -> matching.Matching | None:
    """None when it cannot go on; the reason is then in the file."""
    assert file.raw is not None and file.kind is not None
    given = matching.positions(file.raw.headers, said.mapping, file.kind)
    if file.kind == "deals" and file.state_at and not set(given) & {"stage", "status"}:
        field, given[file.state_at[0]] = file.state_at
        file.warnings.append(_told(file, field))
    kinds.tell_blank_state(file)
    fits = looks.like(file.database)
    found = matching.match(file.kind, file.raw.headers, given, file.format, fits)
    for name, twins in found.twins.items():
        choice = _twin(file, name, twins, said)
        if choice == "ask":
            continue
        given[name] = choice  # type: ignore[assignment]
    how = {m.field: m for m in found.matches}
    found = matching.match(file.kind, file.raw.headers, given, file.format, fits)
    found = replace(found, matches=tuple(_as_before(m, how, found) for m in found.matches))
    found = _filled_in(file, found, said.mapping)
    if file.spread:
        found = spread.columns(file, found, said)
    there = set(found.columns) | set(file.within)
    if {"quantity", "price"} <= there or (file.kind == "purchases" and "price" in there):
        there.add("amount")
    if file.kind == "purchases" and kinds.sales_to_nobody(found):
        there.add("customer")  # it is nobody's, as the person said
    missing = [group for group in found.kind.needs if not set(group) & there]
    partial = file.kind == "deals" and "deal_id" in found.columns
    if missing and not partial:
        file.problems.append(
            Message(
                "{file} lacks a column for: {fields}. Say which column it is, or choose another kind.",
                {
                    "file": file.source.name,
                    "fields": "; ".join(" / ".join(group) for group in missing),
                },
            )
        )
    file.positions = {**found.columns, **file.within}
    return found


def _told(file: Understood, field: str) -> Message:
    assert file.state_at is not None
    column = {"column": file.header(file.state_at[1])}
    if field == "status":
        return Message(
            "“{column}” was taken for the state of a deal, because its words say how a deal ended.", column
        )
    return Message("“{column}” was taken for the stage of a deal: not every row may be a sale.", column)


def status_as_stage(file: Understood, found: matching.Matching) -> matching.Matching:
    """A status with words of its own ("Переговоры"), where there is no stage, is the stage."""
    one = next((m for m in found.matches if m.field == "status" and m.how != "given"), None)
    if file.kind != "deals" or one is None or "stage" in found.columns or "stage" in file.emptied:
        return found
    known = file.format.stages if file.format else {}
    words = file.database.execute(
        f"SELECT DISTINCT c{one.position} FROM cells WHERE c{one.position} <> ''"
    ).fetchall()
    if all(normal(word) in known or outcome_of(word) for (word,) in words):
        return found
    matches = tuple(replace(m, field="stage") if m is one else m for m in found.matches)
    file.positions = {"stage" if name == "status" else name: at for name, at in file.positions.items()}
    return replace(found, matches=matches)


def _filled_in(file: Understood, found: matching.Matching, given: Mapping[str, str]) -> matching.Matching:
    """What has no column of its own, or may be empty in it, and stands in another."""
    assert file.raw is not None
    for field, places in matching.instead(found, file.raw.headers).items():
        if field in given:
            continue
        if field not in found.columns:
            first, places = places[0], places[1:]
            more = matching.Match(first, field, 0.9, "synonym")
            found = replace(found, matches=tuple(sorted((*found.matches, more), key=lambda m: m.position)))
        if places:
            file.instead[field] = places
    within = (file.format and file.format.within) or {}
    file.within = {
        field: found.columns[other]
        for field, other in within.items()
        if field not in {**found.columns, **given} and other in found.columns
    }
    return found


def _as_before(
    match: matching.Match, before: Mapping[str, matching.Match], found: matching.Matching
) -> matching.Match:
    """A twin that was chosen by its content keeps the confidence of its name."""
    old = before.get(match.field)
    return replace(match, confidence=old.confidence, how=old.how) if old and match.how == "given" else match


def _twin(file: Understood, name: str, twins: tuple[int, ...], said: Said) -> int | None | str:
    """Of columns of one name: the only one with values, the first of equals, else as answered."""
    assert file.raw is not None
    columns = ", ".join(f"count(*) FILTER (c{p} <> '')" for p in twins)
    filled = file.database.execute(f"SELECT {columns} FROM raw").fetchone()
    full = [p for p, count in zip(twins, filled, strict=True) if count]
    if len(full) < 2:
        return (full or list(twins))[0]
    unlike = " OR ".join(f"c{p} <> c{full[0]}" for p in full[1:])
    if not file.database.execute(f"SELECT count(*) FROM raw WHERE {unlike}").fetchone()[0]:
        return full[0]
    key = f"{file.kind}.{name}.column"
    answer = said.answer(file.source.name, key)
    values = [f"#{p}" for p in full] + ["none"]
    if answer in values:
        file.used[key] = answer
        return None if answer == "none" else int(answer[1:])
    if file.format and file.format.doubles:
        own = full[-1 if file.format.doubles == "last" else 0]
        file.warnings.append(
            Message(
                "{count} columns are called “{column}”: column {place}, the deal’s own in this program, was taken.",
                {"count": len(full), "column": file.header(own), "place": own},
            )
        )
        return own
    options = []
    for place in full:
        seen = examples(file, place)
        options.append(
            Option(
                f"#{place}",
                Message("column {place}: {examples}", {"place": place, "examples": ", ".join(seen)}),
            )
        )
    options.append(Option("none", Message("none of them")))
    text = Message(
        "Several columns are called “{column}” and differ. Which one is meant?",
        {"column": file.header(full[0])},
    )
    file.questions.append(Question(key, file.source.name, text, tuple(options)))
    return "ask"


def examples(file: Understood, place: int) -> tuple[str, ...]:
    rows = file.database.execute(
        f"SELECT c{place}, min(n) FROM (SELECT n, c{place} FROM raw LIMIT 2000) WHERE c{place} <> '' GROUP BY 1 ORDER BY 2 LIMIT 3"
    ).fetchall()
    return tuple(value for value, _ in rows)
