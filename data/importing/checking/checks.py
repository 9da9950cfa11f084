"""From readable columns to rows fit for the store: every other row rejected with its remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.importing.checking import (
    directions,
    folding,
    identity,
    orders,
    outcomes,
    payment_states,
    reasons,
    required,
    subtotals,
    telling,
    ticks,
    versions,
)
from data.importing.model import Message
from data.importing.understanding import spoiled, spread
from data.importing.values.columns import UNREADABLE, Remedy, beyond
from data.importing.vocabulary import kind, literals

if TYPE_CHECKING:
    from data.importing.understanding.understood import Said, Understood

_TORN = Remedy(
    Message("the row has another number of cells than the header"),
    Message("A line break or a delimiter inside a value must stand in quotation marks."),
)


def check(file: Understood, said: Said) -> None:
    """Makes ``rejected`` (n, position, code) and ``staged`` in the file's database; ``late`` is for
    rows that only the store can tell to be wrong."""
    file.database.execute("CREATE TABLE rejected (n BIGINT, position INTEGER, code INTEGER, note VARCHAR)")
    file.database.execute("CREATE TABLE late AS SELECT * FROM rejected")
    _type(file)
    file.readings.pop("profit", None)  # it has become the cost
    fields = kind(file.kind or "").fields
    file.service += subtotals.leave_out(file, {field: fields[field].type for field in file.readings})
    payment_states.settle(file, said)
    has = set(file.readings)
    key, parts = identity.of(file, said, has)
    outcome = "NULL"
    join = ""
    if file.kind == "deals" and has & ticks.TELLS:
        outcome, join = _outcome(file, said, has)
    if file.kind == "purchases":
        outcome = "'won'"
    if file.kind == "payments":
        outcome = directions.of(file, said, has)
    counted_through = "OVER (" in key  # a window is worked out once
    file.database.execute(
        f"CREATE {'TABLE' if counted_through else 'VIEW'} keyed AS SELECT typed.* EXCLUDE (bad), {key} AS key_, "
        f"{outcome} AS outcome_ FROM typed {join} WHERE bad IS NULL"
    )
    _require(file, has, parts)
    without = " ANTI JOIN rejected USING (n)" if _any(file, "rejected") else ""
    file.database.execute(f"CREATE VIEW staged AS SELECT * FROM keyed{without}")
    _fold(file, sorted(has), said)
    if file.spread:
        spread.settle(file)
    _torn(file)
    if "amount" in has and file.kind in ("deals", "purchases") and outcome != "NULL":
        _returns(file)
    file.carried = tuple(sorted(has))
    telling.tell(file, has, said.now)
    file.filled = telling.filled(file, has)


def _returns(file: Understood) -> None:
    """After the folding: the sign is that of the whole deal, not of its first product."""
    (made,) = file.database.execute(
        "SELECT table_type FROM information_schema.tables WHERE table_catalog = current_database() AND table_name = 'staged'"
    ).fetchone()  # type: ignore[misc]
    file.database.execute(f"ALTER {'VIEW' if made == 'VIEW' else 'TABLE'} staged RENAME TO signed")
    outcome = "CASE WHEN outcome_ = 'won' AND amount < 0 THEN 'returned' ELSE outcome_ END AS outcome_"
    file.database.execute(f"CREATE VIEW staged AS SELECT * REPLACE ({outcome}) FROM signed")


def _any(file: Understood, table: str) -> bool:
    return bool(file.database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # type: ignore[index]


def _type(file: Understood) -> None:
    columns, bad = (
        [],
        [
            f"WHEN n IN (SELECT n FROM spoiled WHERE position = {at}) THEN {_code(file, spoiled.FAILED, at)}"
            for at in file.spoiled
        ],
    )
    for field, reading in file.readings.items():
        column = f"c{file.positions[field]}"
        columns.append(f'{_filled(reading, column)} AS "{field}"')
        type_ = kind(file.kind or "").fields[field].type
        bad += [
            f"WHEN {condition} THEN {_code(file, remedy, file.positions[field])}"
            for condition, remedy in beyond(field, type_, reading, column)
        ]
        if type_ in UNREADABLE and reading.problem is None:
            bad.append(
                f"WHEN {reading.bad(column)} THEN {_code(file, UNREADABLE[type_], file.positions[field])}"
            )
    fault = f"CASE {' '.join(bad)} END" if bad else "NULL"
    file.database.execute(
        f"CREATE TABLE typed AS SELECT n, {', '.join(columns)}, CAST({fault} AS INTEGER) AS bad FROM cells"
    )
    file.database.execute(
        "INSERT INTO rejected SELECT n, bad % 10000, bad // 10000, NULL FROM typed WHERE bad IS NOT NULL"
    )


def _filled(reading, column: str) -> str:  # type: ignore[no-untyped-def]
    sql = reading.sql.format(c=column)
    return (
        f"CASE WHEN {column} NOT IN ({literals(reading.empties)}) THEN {sql} END" if reading.empties else sql
    )


def _code(file: Understood, remedy: Remedy, position: int) -> int:
    """A number that says both what is wrong and in which column."""
    if remedy not in file.remedies:
        file.remedies.append(remedy)
    return file.remedies.index(remedy) * 10000 + position


def _torn(file: Understood) -> None:
    assert file.raw is not None
    code = _code(file, _TORN, 1) // 10000
    for number, _ in file.raw.torn:
        file.database.execute("INSERT INTO rejected VALUES (?, 0, ?, NULL)", [number, code])


def _outcome(file: Understood, said: Said, has: set[str]) -> tuple[str, str]:
    told = {what: said.answer(file.source.name, f"deals.{what}") for what in ("won", "lost", "unwon")}
    won, lost, unwon = told.values()
    words = file.format
    found = outcomes.decide(
        file.database,
        has,
        won,
        lost,
        words.stages if words else None,
        words.ends if words else None,
        bool(words and words.grouped),
        unwon,
    )
    for ask in found.asks:
        file.ask(ask)
    file.used.update({f"deals.{what}": answer for what, answer in told.items() if answer is not None})
    file.stage_kinds = found.kinds
    if found.guessed:
        file.warnings.append(
            Message(
                "Stages that are not in the vocabulary were taken as open: {stages}. If one of them is won or lost, "
                "say so.",
                {"stages": ", ".join(found.guessed)},
            )
        )
    if found.unknown:
        file.warnings.append(
            Message(
                "Words of the status column that say neither won nor lost: {words}.",
                {"words": ", ".join(found.unknown)},
            )
        )
    if found.against:
        some = ", ".join(f"{pair.stage} – {pair.status}" for pair in found.against[:3])
        file.warnings.append(
            Message(
                "{count} rows say one thing by their stage and another by their state ({examples}): the state was taken.",
                {"count": sum(pair.deals for pair in found.against), "examples": some},
            )
        )
    return reasons.outcome(file, said, has, found.join), found.join


def _require(file: Understood, has: set[str], parts: tuple[str, ...]) -> None:
    """Rejects rows without what their kind cannot do without; one reason a row."""
    wanted = required.missing(file, has, parts)
    cases = " ".join(
        f"WHEN {sql} THEN {_code(file, remedy, file.positions[field])}" for sql, field, remedy in wanted
    )
    file.database.execute(
        f"INSERT INTO rejected SELECT n, fault % 10000, fault // 10000, NULL FROM "
        f"(SELECT n, CASE {cases} END AS fault FROM keyed) WHERE fault IS NOT NULL"
    )


def _fold(file: Understood, fields: list[str], said: Said) -> None:
    told = kind(file.kind or "")
    whole = orders.of_whole(file, set(fields), said)
    items = tuple(field for field in told.items if field not in whole)
    found = folding.fold(file.database, fields, items, told.adds)
    orders.price_items(file, set(fields), whole)
    settled = (
        versions.settle(file) if found.conflicts and file.kind == "deals" and "product" not in fields else 0
    )
    if found.conflicts > settled:
        remedy = Remedy(
            Message("other rows of the same id say otherwise"),
            Message("Leave one row for each id, or give the file its product column."),
        )
        code = _code(file, remedy, 0) // 10000
        place = file.positions[identity.field_of(file, set(fields))]
        file.database.execute(f"INSERT INTO rejected SELECT n, {place}, {code}, fields FROM torn_ids")
    if found.folded and told.adds:
        file.warnings.append(
            Message(
                "{count} months of a source stand in several rows: their amounts were added up.",
                {"count": found.folded},
            )
        )
    elif found.folded:
        file.warnings.append(
            Message(
                "{count} deals are written once for each product: their rows were added up.",
                {"count": found.folded},
            )
        )
    if found.copies:
        file.warnings.append(
            Message("{count} ids are repeated by equal rows: each was counted once.", {"count": found.copies})
        )
