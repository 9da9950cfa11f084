"""One company, every format: whoever wrote the file, the store holds the same deals to the cent and day."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter

from data.importing import Source
from data.store import Store
from tests.importing.company import DEALS, EXPORTS, LOST, OPEN, Deal, Export
from tests.importing.helpers import load, look, rows

FIELDS = (
    "d.deal_id, d.name, c.name, m.name, d.status, d.amount, d.created_at, d.closed_at, d.expected_close, "
    "d.source, d.loss_reason"
)


def found(store: Store) -> list[tuple[Any, ...]]:
    return rows(
        store,
        f"SELECT {FIELDS} FROM deals d LEFT JOIN customers c USING (customer_id) LEFT JOIN managers m USING (manager_id) "
        "ORDER BY d.deal_id",
    )


def expected(deal: Deal, file: Export) -> tuple[Any, ...]:
    """The deal as far as the file tells of it."""
    prefix = next((one.removeprefix("prefix:") for one in file.lacks if one.startswith("prefix:")), "")
    customer = deal.customer
    if "semicolon" in file.lacks:  # several companies stand in one cell of this program
        customer = customer.split(";")[0]
    return (
        prefix + deal.deal_id,
        None if "name" in file.lacks else deal.name,
        customer,
        deal.manager,
        deal.status,
        deal.amount.quantize(Decimal(1) if file.whole else Decimal("0.01")),
        _moment(deal.created, file.days),
        _moment(deal.closed, file.days or "closed_time" in file.lacks),
        deal.expected.date() if deal.expected and "expected" not in file.lacks else None,
        None if "source" in file.lacks else deal.source,
        None if "reason" in file.lacks or deal.status != LOST else deal.reason,
    )


def _moment(moment: datetime | None, days: bool) -> datetime | None:
    return moment and (datetime(moment.year, moment.month, moment.day) if days else moment)


def lettered(file: Export, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """As cp1251 can write it."""
    if "names" not in file.lacks:
        return row
    return tuple(one.encode("cp1251", "replace").decode("cp1251") if isinstance(one, str) else one for one in row)  # fmt: skip


def the_company(file: Export) -> list[tuple[Any, ...]]:
    return sorted(lettered(file, expected(deal, file)) for deal in DEALS)


def check(store: Store, file: Export, content: bytes, name: str) -> None:
    given = Source(name, content)
    preview = look(store, given, answers=file.answers or {})
    assert [str(question.text) for question in preview.questions] == []
    assert [str(problem) for problem in preview.problems] == []
    assert (str(preview.files[0].format) if file.format else None) == file.format
    assert preview.counts.rejected == 0
    preview.close()
    load(store, given, answers=file.answers or {})
    assert sorted(found(store)) == the_company(file)


@pytest.mark.parametrize("name", EXPORTS)
def test_every_format_loads_to_the_same_company(store: Store, name: str) -> None:
    file = EXPORTS[name]()
    check(store, file, file.content, file.name)


@pytest.mark.parametrize("name", ["amocrm", "bitrix", "pipedrive"])
def test_a_file_in_an_archive_is_the_same_file(store: Store, name: str) -> None:
    file, packed = EXPORTS[name](), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(file.name, file.content)
    check(store, file, packed.getvalue(), "export.zip")


def test_the_product_rows_of_bitrix_are_kept(store: Store) -> None:
    """Every third of 40 deals, the first one among them: 14 deals in two rows each."""
    file = EXPORTS["bitrix"]()
    load(store, Source(file.name, file.content))
    assert rows(store, "SELECT count(*), count(DISTINCT deal_id) FROM deal_items") == [(28, 14)]
    assert rows(
        store,
        "SELECT count(*) FROM deals d JOIN (SELECT deal_id, sum(amount) AS total FROM deal_items GROUP BY 1) USING (deal_id) "
        "WHERE d.amount <> total",
    ) == [(0,)]


def workbook(table: list[list[Any]]) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"default_date_format": "dd.mm.yyyy hh:mm", "in_memory": True}) as book:
        sheet = book.add_worksheet("Сделки")
        for place, row in enumerate(table):
            sheet.write_row(place, 0, row)
    return packed.getvalue()


def test_a_workbook_with_real_dates_and_numbers(store: Store) -> None:
    head = ["ID", "Название", "Компания", "Ответственный", "Стадия", "Бюджет", "Дата создания", "Дата закрытия", "Источник", "Причина отказа", "Ожидаемая дата закрытия"]  # fmt: skip
    words = {OPEN: "Переговоры", LOST: "Проиграна"}
    table: list[list[Any]] = [["Сделки на 01.06.2024"], [], head]
    for d in DEALS:
        stage = words.get(d.status, "Выиграна")
        table.append([int(d.deal_id), d.name, d.customer, d.manager, stage, d.amount, d.created, d.closed, d.source, d.reason, d.expected])  # fmt: skip
    file = Export("сделки.xlsx", workbook(table), None)
    check(store, file, file.content, file.name)


def test_two_programs_one_after_the_other_are_one_company(store: Store) -> None:
    """The names of customers and managers are one whoever writes them: none is doubled."""
    for name in ("amocrm", "kommo", "pipedrive", "bitrix"):
        file = EXPORTS[name]()
        load(store, Source(file.name, file.content))
    assert rows(store, "SELECT count(*) FROM customers") == [(10,)]
    assert rows(store, "SELECT count(*) FROM managers") == [(4,)]
    assert rows(store, "SELECT count(*) FROM deals") == [(40,)]


def test_an_export_loaded_again_changes_nothing(store: Store) -> None:
    for name in EXPORTS:
        file = EXPORTS[name]()
        load(store, Source(file.name, file.content), answers=file.answers or {})
        again = load(store, Source(file.name, file.content), answers=file.answers or {})
        assert (again.files[0].counts.new, again.files[0].counts.updated) == (0, 0), name


def test_headers_in_other_cases_and_spare_columns_do_not_matter(store: Store) -> None:
    """Header case varies, customers add columns of their own, some with names near to known ones."""
    for name in ("hubspot", "pipedrive", "zoho"):
        file = EXPORTS[name]()
        first, rest = file.content.decode().split("\n", 1)
        first = first.strip("\r").upper() + ",Budget approved,Owner e-mail,Stage comment,Компания 2"
        lines = [line.strip("\r") + ",yes,a@b.c,later,Другая" for line in rest.rstrip("\r\n").split("\n")]
        check(store, replace(file, content=b""), "\n".join([first, *lines]).encode(), file.name)
        with store.writing(datetime(2024, 6, 1)) as connection:
            for table in ("deals", "customers", "managers", "deal_items", "stages", "state"):
                connection.exec_driver_sql(
                    f"DELETE FROM {table}" + (" WHERE name LIKE 'mapping%'" if table == "state" else "")
                )
