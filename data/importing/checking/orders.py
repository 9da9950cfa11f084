"""Orders written in several rows, one for each product: what the first row says holds for the others, and
whether an amount is that of the row or of the whole order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.values.reading import Ask
from data.importing.vocabulary import kind, normal

if TYPE_CHECKING:
    from data.importing.understanding.understood import Said, Understood

WHOLE, ROW = "whole", "row"
_ORDERS = frozenset(
    map(
        normal,
        (
            "order date",
            "order status",
            "дата заказа",
            "дата и время заказа",
            "статус заказа",
            "дата оформления",
            "order number",
            "номер заказа",
            "order id",
            "id заказа",
            "orderdate",
            "ordernumber",
            "invoice date",
            "invoicedate",
            "принят в обработку",
        ),
    )
)
_BARE = frozenset(
    map(
        normal,
        (
            "дата",
            "date",
            "дата сделки",
            "deal date",
            "отметка времени",
            "timestamp",
            "день",
            "day",
            "дата визита",
            "дата записи",
            "дата и время",
        ),
    )
)
_NAMING = ("created_at", "status", "stage", "number", "deal_id")
_TOTALS = ("amount", "list_amount", "discount", "cost")


def continue_lines(file: Understood) -> None:
    """Only the first row of an order is filled in by some shops: the others name the order and a product.
    What is no matter of a product row is repeated for them in ``cells``."""
    must = next((f for f in ("status", "stage", "closed_at", "is_won") if f in file.positions), None)
    known = next((f for f in ("deal_id", "number") if f in file.positions), None)
    if file.kind not in ("deals", "purchases") or not must or not known or "product" not in file.positions:
        return
    blank, key = f"c{file.positions[must]} = ''", f"c{file.positions[known]}"
    if not file.database.execute(f"SELECT count(*) FROM cells WHERE {blank} AND {key} <> ''").fetchone()[0]:  # type: ignore[index]
        return
    lines = {file.positions[f] for f in kind(file.kind).items if f in file.positions and f not in _TOTALS}
    sums = {file.positions[field] for field in _TOTALS if field in file.positions}
    told = sorted(
        {*file.positions.values(), *(p for places in file.instead.values() for p in places)} - lines
    )
    repeated = ", ".join(
        f"CASE WHEN c{p} = '' AND {key} <> ''{f' AND {blank}' if p in sums else ''} THEN first_value(c{p}) OVER (PARTITION BY {key} ORDER BY n) ELSE c{p} END AS c{p}"
        for p in told
    )
    file.database.execute(f"CREATE TABLE continued AS SELECT * REPLACE ({repeated}) FROM cells")
    file.database.execute("CREATE OR REPLACE VIEW cells AS SELECT * FROM continued")


def dates(file: Understood, said: Said) -> None:
    """An order has one day, that of its sale, where no other says when it was closed. Whether a day called
    just "date" is that of the sale is asked."""
    has = set(file.readings)
    if file.kind != "deals" or "created_at" not in has or has & {"won_at", "lost_at"}:
        return
    named = {normal(file.called(field)) for field in _NAMING if field in has}
    alone = not has & {"closed_at", "expected_close"} and "closed_at" not in file.emptied
    if (file.format and file.format.orders) or (alone and named & _ORDERS):
        _end_as_begun(file)
        file.warnings.append(
            Message(
                "“{column}” was taken for the day of the sale too, where no other day is given.",
                {"column": file.called("created_at")},
            )
        )
    elif alone and normal(file.called("created_at")) in _BARE and has & {"status", "stage", "is_won"}:
        _ask_day(file, said)


def _end_as_begun(file: Understood) -> None:
    for field in ("won_at", "lost_at"):
        file.readings[field] = file.readings["created_at"]
        file.positions = {**file.positions, field: file.positions["created_at"]}


def _ask_day(file: Understood, said: Said) -> None:
    place = f"#{file.positions['created_at']}"
    answer = said.answer(file.source.name, "deals.closed_at.column")
    if answer in (place, "none"):
        file.used["deals.closed_at.column"] = str(answer)
    else:
        text = Message(
            "“{header}” is the only date of a deal. Is it also the day on which a finished deal was closed?",
            {"header": file.called("created_at")},
        )
        options = ((place, Message("yes")), ("none", Message("no: nothing is known of that day")))
        file.ask(Ask("closed_at.column", text, options, ()))
    if answer == place:
        _end_as_begun(file)


def of_whole(file: Understood, has: set[str], said: Said) -> frozenset[str]:
    """The fields of product rows that bear the sum of their order: the same in each of its rows, in every
    order. Where nothing tells whether equal amounts are those of rows, it is asked."""
    if file.kind not in ("deals", "purchases") or "amount" not in has or "product" not in has:
        return frozenset()
    totals = [field for field in _TOTALS if field in has]
    same = ", ".join(f'coalesce(bool_and("{f}"), false)' for f in totals)
    each = ", ".join(f'count("{f}") = count(*) AND min("{f}") = max("{f}") AS "{f}"' for f in totals)
    several = "FROM staged GROUP BY key_ HAVING count(*) > 1 AND count(DISTINCT product) > 1"
    found = file.database.execute(f"SELECT {same} FROM (SELECT {each} {several})").fetchone()
    equal = frozenset(field for field, told in zip(totals, found, strict=True) if told)  # type: ignore[arg-type]
    if "amount" not in equal:
        return frozenset()
    told = _by_prices(file, has) or _asked(file, said)
    if told == ROW:
        return frozenset()
    file.warnings.append(
        Message(
            "“{column}” is the same in every row of an order: it was taken once for each order.",
            {"column": file.called("amount")},
        )
    )
    return equal


def _by_prices(file: Understood, has: set[str]) -> str | None:
    if not {"quantity", "price"} <= has:
        return None
    other = "abs(amount - quantity * price) > 0.01 * abs(amount) + 0.01"
    several = "SELECT key_ FROM staged GROUP BY key_ HAVING count(*) > 1 AND count(DISTINCT product) > 1"
    rows, others = file.database.execute(
        f"SELECT count(*), count(*) FILTER ({other}) FROM staged SEMI JOIN ({several}) USING (key_)"
    ).fetchone()  # type: ignore[misc]
    return WHOLE if others > rows / 2 else ROW


def _asked(file: Understood, said: Said) -> str:
    answer = said.answer(file.source.name, f"{file.kind}.amount.rows")
    if answer in (WHOLE, ROW):
        file.used[f"{file.kind}.amount.rows"] = answer
        return answer
    text = Message("Every row of an order bears the same amount in “{column}”. Whose is it?")
    options = (
        (WHOLE, Message("that of the whole order: it counts once")),
        (ROW, Message("that of each row: they are added up")),
    )
    file.ask(Ask("rows", text, options, ()), "amount")
    return WHOLE


def price_items(file: Understood, has: set[str], whole: frozenset[str]) -> None:
    """The rows of an order that has only its sum are worth their quantity times their price."""
    exists = file.database.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() AND table_name = 'items'"
    ).fetchone()[0]  # type: ignore[index]
    if not whole or not exists:
        return
    value = "round(quantity * price, 2)" if {"quantity", "price"} <= has else "NULL"
    emptied = ", ".join(f'"{field}" = {value if field == "amount" else "NULL"}' for field in sorted(whole))
    file.database.execute(f"UPDATE items SET {emptied}")
