"""What was paid of an amount, in a column beside it: where the two differ, a person should know which one counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.vocabulary import normal

if TYPE_CHECKING:
    from data.importing.understanding.understood import Understood
    from data.importing.values.columns import Columns

_PAID = frozenset(
    map(
        normal,
        (
            "оплачено",
            "сумма оплаты",
            "сумма оплат",
            "оплаченная сумма",
            "поступило",
            "paid",
            "amount paid",
            "paid amount",
            "payments received",
        ),
    )
)


def tell_difference(file: Understood, columns: Columns) -> None:
    if file.raw is None or file.kind not in ("deals", "purchases") or "amount" not in file.readings:
        return
    taken = {file.positions[field] for field in file.readings}
    place = next(
        (p for p, one in enumerate(file.raw.headers, 1) if normal(one) in _PAID and p not in taken), None
    )
    reading = columns.read(f"c{place}", "money", lambda _: None) if place else None
    if place is None or reading is None or reading.ask or reading.problem or not reading.readable:
        return
    paid = reading.sql.format(c=f"c{place}")
    amount = file.readings["amount"].sql.format(c=f"c{file.positions['amount']}")
    count = file.database.execute(f"SELECT count(*) FROM cells WHERE {paid} <> {amount}").fetchone()[0]  # type: ignore[index]
    if count:
        told = {"count": count, "paid": file.header(place), "amount": file.called("amount")}
        file.warnings.append(
            Message(
                "In {count} rows “{paid}” is another sum than “{amount}”, which is counted. If a sale is what was paid, "
                "say that “{paid}” is the amount.",
                told,
            )
        )
