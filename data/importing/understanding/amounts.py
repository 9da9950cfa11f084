"""What the header and the neighbours of a column say of its amounts: their unit, their currency, that
they are shares, or that they are to be counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.understanding import looks
from data.importing.understanding.matching import Match
from data.importing.values import units
from data.importing.values.columns import Columns
from data.importing.values.reading import Reading
from data.importing.vocabulary import literals, normal

if TYPE_CHECKING:
    from data.importing.understanding.understood import Understood


def counted(file: Understood) -> None:
    """Where there is no column of amounts, a row of an order is worth its quantity times its price; a row of sales
    without quantities is one piece."""
    has = set(file.readings)
    if file.kind not in ("deals", "purchases") or "amount" in has or "price" not in has:
        return
    if "quantity" not in has and file.kind == "deals":
        return
    fields = ("quantity", "price") if "quantity" in has else ("price",)
    values = [f"({file.readings[field].sql.format(c=f'c{file.positions[field]}')})" for field in fields]
    sql = f"CAST(round({' * '.join(values)}, 2) AS DECIMAL(18,2))"
    bare = sql.replace("{", "{{").replace("}", "}}")
    file.readings["amount"] = Reading(bare, sound=True, decorated=file.readings["price"].decorated)
    file.positions = {**file.positions, "amount": file.positions["price"]}
    file.warnings.append(
        Message(
            "There is no column of amounts: “{quantity}” × “{price}” was taken for it.",
            {"quantity": file.called("quantity"), "price": file.called("price")},
        )
        if "quantity" in has
        else Message(
            "There is no column of amounts and none of quantities: “{price}” was taken for the amount.",
            {"price": file.called("price")},
        )
    )


def earned(file: Understood) -> None:
    """Where profits stand beside the amounts and no costs do, what was not earned of an amount is its cost."""
    if not {"amount", "profit"} <= set(file.readings) or "cost" in file.readings:
        return
    amount, profit = (
        file.readings[field].sql.format(c=f"c{file.positions[field]}") for field in ("amount", "profit")
    )
    sql = f"CAST(({amount}) - ({profit}) AS DECIMAL(18,2))".replace("{", "{{").replace("}", "}}")
    file.readings["cost"] = Reading(sql, sound=True)
    file.positions = {**file.positions, "cost": file.positions["profit"]}
    file.warnings.append(
        Message(
            "There is no column of costs: “{amount}” less “{profit}” was taken for it.",
            {"amount": file.called("amount"), "profit": file.called("profit")},
        )
    )


def tell_times(file: Understood, one: Match, type_: str) -> None:
    assert file.raw is not None
    titles = file.raw.dialect.titles if type_ == "money" else ()
    times = units.of_amounts(file.header(one.position), titles).times
    if times > 1 and type_ in ("money", "number"):
        file.warnings.append(
            Message(
                "“{column}”: by its header, or the lines above the table, its numbers are multiplied by {times}.",
                {"column": file.header(one.position), "times": times},
            )
        )


def returned(file: Understood) -> None:
    """Sales and returns in one list, told apart by a word and not by the sign: returns go below zero."""
    if file.kind != "purchases" or "amount" not in file.readings or file.raw is None:
        return
    taken = {file.positions[field] for field in file.readings}
    found = looks.returns(file.database, [p for p in range(1, len(file.raw.headers) + 1) if p not in taken])
    conditions = [f"c{found[0]} IN ({literals(found[1])})"] if found else []
    if "deal_id" in file.readings:
        conditions.append(f"starts_with(lower(c{file.positions['deal_id']}), 'возврат ')")
    back = " OR ".join(conditions) or "false"
    whole = file.readings["amount"]
    value = whole.sql.format(c=f"c{file.positions['amount']}")
    count = file.database.execute(f"SELECT count(*) FROM cells WHERE ({back}) AND {value} > 0").fetchone()[0]  # type: ignore[index]
    if count:
        file.readings["amount"] = replace(
            whole, sql=f"CASE WHEN {back} THEN -abs({whole.sql}) ELSE {whole.sql} END"
        )
        told = file.header(found[0]) if found else file.called("deal_id")
        file.warnings.append(
            Message(
                "{count} rows are returns by “{column}”: their amounts were taken below zero.",
                {"count": count, "column": told},
            )
        )


def less(file: Understood, columns: Columns) -> None:
    """What was paid back of an amount is no part of it; an order paid back whole keeps its amount and is
    known by its state."""
    headers = file.format.less if file.format else ()
    place = (
        next((p for p, one in enumerate(file.raw.headers, 1) if normal(one) in headers), None)
        if file.raw
        else None
    )
    if place is None or "amount" not in file.readings:
        return
    whole = file.readings["amount"]
    back = columns.read(f"c{place}", "money", lambda what: None).sql.format(c=f"c{place}")
    back = back.replace("{", "{{").replace("}", "}}")
    sql = f"CASE WHEN abs({back}) < {whole.sql} THEN {whole.sql} - abs({back}) ELSE {whole.sql} END"
    file.readings["amount"] = replace(whole, sql=f"CAST({sql} AS DECIMAL(18,2))")


def currency_of(file: Understood, columns: Columns, place: int) -> None:
    """The sign in the cells, else what the header says."""
    sign = columns.sign(f"c{place}") if file.readings["amount"].decorated else None
    assert file.raw is not None
    told = units.of_amounts(file.header(place), file.raw.dialect.titles).currency
    if told and sign:
        sign = replace(sign, sql=f"coalesce({sign.sql}, '{told}')")
    reading = sign or (Reading(f"CASE WHEN {{c}} <> '' THEN '{told}' END") if told else None)
    if reading:
        file.readings["currency"] = reading
        file.positions = {**file.positions, "currency": place}


def compare_signs(file: Understood, columns: Columns) -> None:
    """The column of currencies goes before a sign beside the amount; that they differ is told."""
    amount, place = file.readings["amount"], file.positions["amount"]
    sign = columns.sign(f"c{place}") if amount.decorated else None
    if sign is None:
        return
    told = file.readings["currency"].sql.format(c=f"c{file.positions['currency']}")
    count = file.database.execute(
        f"SELECT count(*) FROM cells WHERE {sign.sql.format(c=f'c{place}')} <> {told}"
    ).fetchone()[0]  # type: ignore[index]
    if count:
        file.warnings.append(
            Message(
                "{count} cells of “{column}” bear the sign of another currency than “{currency}”, which was taken.",
                {"count": count, "column": file.header(place), "currency": file.called("currency")},
            )
        )


def is_share(file: Understood, one: Match, reading: Reading) -> bool:
    """``Скидка, %`` and a discount of 0.2 are parts of an amount, not amounts."""
    column = f"c{one.position}"
    value = reading.sql.format(c=column)
    every, percents, parts, most = file.database.execute(
        "SELECT count(*), count(*) FILTER (contains(told, '%')), count(*) FILTER (value <> floor(value)), max(abs(value)) "
        f"FROM (SELECT {column} AS told, {value} AS value FROM cells WHERE {column} <> '')"
    ).fetchone()  # type: ignore[misc]
    percent = "%" in file.header(one.position) or (percents and percents >= every / 2)
    part = one.field == "discount" and parts and most is not None and most < 1
    if percent or part:
        file.warnings.append(
            Message(
                "“{column}” was left out: it holds shares, not amounts.",
                {"column": file.header(one.position)},
            )
        )
    return bool(percent or part)
