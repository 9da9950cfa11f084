"""Amounts that a program counts in cents, told by the column that shows them as people read them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.vocabulary import normal

if TYPE_CHECKING:
    from data.importing.understanding.understood import Understood

_DIGITS = "TRY_CAST(regexp_replace({c}, '[^0-9]', '', 'g') AS DECIMAL(38, 0))"
_SHOWS_CENTS = "regexp_matches({c}, '\\d[.,]\\d\\d(\\D|$)') AND NOT regexp_matches({c}, '[.,]\\d\\d\\d\\D*$')"


def settle(file: Understood) -> None:
    """``100000`` beside “$1,000” is a thousand; where some rows are so and others not, nothing can be told."""
    shown = file.format.shown if file.format else None
    assert file.raw is not None
    place = next((p for p, one in enumerate(file.raw.headers, 1) if normal(one) == shown), None)
    if place is None or "amount" not in file.readings:
        return
    whole = file.readings["amount"]
    value, column = whole.sql.format(c=f"c{file.positions['amount']}"), f"c{place}"
    digits, cents = _DIGITS.format(c=column), _SHOWS_CENTS.format(c=column)
    seen = f"CASE WHEN {cents} THEN {digits} ELSE {digits} * 100 END"
    rows, hundredfold = file.database.execute(
        f"SELECT count(*), count(*) FILTER ({value} = {seen}) FROM cells WHERE {column} <> '' AND {value} <> 0"
    ).fetchone()  # type: ignore[misc]
    told = {"column": file.called("amount"), "shown": file.header(place)}
    if rows and hundredfold == rows:
        sql = f"CAST(({whole.sql}) / 100 AS DECIMAL(18,2))"
        file.readings["amount"] = replace(whole, sql=sql)
        file.warnings.append(
            Message("“{column}” is in cents, as “{shown}” shows: it was divided by 100.", told)
        )
    elif hundredfold:
        file.problems.append(
            Message(
                "“{column}” is in cents in some rows and not in others, as “{shown}” shows. Export it again.",
                told,
            )
        )
