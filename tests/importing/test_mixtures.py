"""However a table is written, the same company comes back, or a question does: never a wrong value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from data.importing import Preview, Source, confirm, prepare
from data.store import Store
from tests.importing.company import DEALS, Deal, Stages, quoted
from tests.importing.helpers import NOW, rows

STAGES = Stages(("Новая", "Переговоры", "Договор"), "Выиграна", "Проиграна")
HEAD = ["ID сделки", "Название сделки", "Клиент", "Менеджер", "Этап сделки", "Сумма", "Дата создания", "Дата закрытия", "Источник"]  # fmt: skip

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866")
MONTHS = ("янв", "февр", "марта", "апр", "мая", "июня", "июля", "авг", "сент", "окт", "нояб", "дек")


def _grouped(amount: Decimal, group: str, point: str) -> str:
    return f"{amount:,.2f}".replace(",", "\0").replace(".", point).replace("\0", group)


NUMBERS = {
    "1234.56": (lambda a: f"{a:.2f}", "point"),
    "1234,56": (lambda a: f"{a:.2f}".replace(".", ","), "comma"),
    "1 234,56": (lambda a: _grouped(a, "\u00a0", ","), "comma"),
    "1 234.56": (lambda a: _grouped(a, " ", "."), "point"),
    "1,234.56": (lambda a: _grouped(a, ",", "."), "point"),
    "1.234,56": (lambda a: _grouped(a, ".", ","), "comma"),
    "1'234.56": (lambda a: _grouped(a, "'", "."), "point"),
    "1 234,56 руб.": (lambda a: _grouped(a, " ", ",") + " руб.", "comma"),
    "1,234": (lambda a: f"{a:,.0f}", "point"),
    "1.234": (lambda a: f"{a:,.0f}".replace(",", "."), "comma"),
    "1234": (lambda a: f"{a:.0f}", "point"),
}
WHOLE = ("1,234", "1.234", "1234")
DATES = {
    "dd.mm.yyyy": (lambda d: d.strftime("%d.%m.%Y"), "day"),
    "dd.mm.yyyy hh:mm:ss": (lambda d: d.strftime("%d.%m.%Y %H:%M:%S"), "day"),
    "d.m.yy": (lambda d: f"{d.day}.{d.month}.{d:%y}", "day"),
    "dd/mm/yyyy": (lambda d: d.strftime("%d/%m/%Y"), "day"),
    "dd-mm-yyyy": (lambda d: d.strftime("%d-%m-%Y"), "day"),
    "m/d/yyyy": (lambda d: f"{d.month}/{d.day}/{d.year}", "month"),
    "m/d/yyyy h:mm AM": (
        lambda d: f"{d.month}/{d.day}/{d.year} {d.hour % 12 or 12}:{d:%M} {d:%p}",
        "month",
    ),
    "yyyy-mm-dd": (lambda d: d.strftime("%Y-%m-%d"), ""),
    "yyyy-mm-dd hh:mm": (lambda d: d.strftime("%Y-%m-%d %H:%M"), ""),
    "yyyy-mm-ddThh:mm:ssZ": (lambda d: d.strftime("%Y-%m-%dT%H:%M:%SZ"), ""),
    "d mon yyyy": (lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year} г.", ""),
    "excel": (lambda d: str((d - datetime(1899, 12, 30)).days), ""),
}
TIMED = ("dd.mm.yyyy hh:mm:ss", "m/d/yyyy h:mm AM", "yyyy-mm-dd hh:mm", "yyyy-mm-ddThh:mm:ssZ")
PREAMBLES = ((), ("Отчёт по сделкам",), ("Отчёт по сделкам", "Период: 01.01.2024 - 31.12.2024", ""))


@dataclass(frozen=True)
class Mixture:
    deals: tuple[Deal, ...]
    encoding: str
    delimiter: str
    every: bool
    number: str
    date: str
    preamble: tuple[str, ...]
    total: bool
    footer: bool
    line: str
    trailing: bool
    order: tuple[int, ...]
    empty: str

    def content(self) -> bytes:
        table = [[row[i] for i in self.order] for row in (HEAD, *map(self.row, self.deals))]
        if self.total:
            table.append(["Итого" if place == 0 else "" for place in range(len(HEAD))])
        text = quoted(table, self.delimiter, self.every, self.delimiter * self.trailing, self.line)
        above = "".join(title + self.line for title in self.preamble)
        below = f"Всего записей: {len(self.deals)}{self.line}" if self.footer else ""
        return (above + text + below).encode(self.encoding, "replace")

    def row(self, deal: Deal) -> list[str]:
        number, day = NUMBERS[self.number][0], DATES[self.date][0]
        return [
            deal.deal_id,
            deal.name,
            deal.customer,
            deal.manager,
            STAGES.of(deal),
            number(deal.amount),
            day(deal.created),
            day(deal.closed) if deal.closed else self.empty,
            deal.source,
        ]

    def answers(self, preview: Preview) -> dict[str, str]:
        """What a person who knows the company answers."""
        said = {"order": DATES[self.date][1], "decimal": NUMBERS[self.number][1]}
        return {q.key: said[q.key.rsplit(".", 1)[1]] for q in preview.questions}

    def expected(self, deal: Deal) -> tuple[Any, ...]:
        texts = (deal.deal_id, deal.name, deal.customer, deal.manager, deal.status, deal.source)
        written = (text.encode(self.encoding, "replace").decode(self.encoding) for text in texts)
        amount = deal.amount.quantize(Decimal(1) if self.number in WHOLE else Decimal("0.01"))
        return (*written, amount, self._moment(deal.created), self._moment(deal.closed))

    def _moment(self, moment: datetime | None) -> datetime | None:
        if moment and self.date not in TIMED:
            return moment.replace(hour=0, minute=0)
        return moment


MIXTURES = st.builds(
    Mixture,
    st.lists(st.sampled_from(DEALS), min_size=2, max_size=40, unique=True).map(tuple),
    st.sampled_from(ENCODINGS),
    st.sampled_from((";", ",", "\t", "|")),
    st.booleans(),
    st.sampled_from(tuple(NUMBERS)),
    st.sampled_from(tuple(DATES)),
    st.sampled_from(PREAMBLES),
    st.booleans(),
    st.booleans(),
    st.sampled_from(("\n", "\r\n", "\r")),
    st.booleans(),
    st.permutations(range(len(HEAD))).map(tuple),
    st.sampled_from(("", "не закрыта", "-", "NULL")),
)


def emptied(store: Store) -> None:
    with store.writing(NOW) as connection:
        for table in ("deals", "customers", "managers", "deal_items", "stages", "undo_log"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql("DELETE FROM state WHERE name LIKE 'mapping:%'")


@settings(max_examples=max(20, settings().max_examples))
@given(mixture=MIXTURES)
def test_the_same_company_comes_back_or_a_question(store: Store, mixture: Mixture) -> None:
    emptied(store)
    file = Source("сделки.csv", mixture.content())
    preview = prepare(store, [file])
    answers = mixture.answers(preview)
    preview.close()
    preview = prepare(store, [file], answers=answers)
    assert preview.ready, (preview.problems, preview.questions, preview.files[0].set_aside)
    assert preview.counts.rejected == 0, preview.files[0].rejected
    confirm(store, preview, actor="tester", now=NOW)
    preview.close()
    found = rows(
        store,
        "SELECT d.deal_id, d.name, c.name, m.name, d.status, d.source, d.amount, d.created_at, d.closed_at FROM deals d "
        "LEFT JOIN customers c USING (customer_id) LEFT JOIN managers m USING (manager_id) ORDER BY 1",
    )
    assert found == sorted(mixture.expected(deal) for deal in mixture.deals)
