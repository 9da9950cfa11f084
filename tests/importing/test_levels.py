"""Reports of 1C whose one column holds groups within groups, named in the header or in several of them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from data.importing import Source
from data.importing.reading import headers
from data.importing.understanding import levels
from data.importing.understanding.group_rows import Head
from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source
from tests.importing.test_containers import xlsx

WHOSE = (
    "SELECT m.name, c.name, amount, closed_at FROM deals d LEFT JOIN managers m USING (manager_id) "
    "LEFT JOIN customers c USING (customer_id) ORDER BY deal_id"
)
BODY = """Анна;3;300
ООО Север;1;100
Реализация 0001 от 10.01.2026 10:00:00;1;100
ООО Юг;2;200
Реализация 0002 от 11.01.2026 10:00:00;2;200
Борис;1;50
ООО Север;1;50
Реализация 0003 от 12.01.2026 10:00:00;1;50
Итого;4;350
"""
TAKEN = [
    ("Анна", "ООО Север", Decimal("100.00"), datetime(2026, 1, 10, 10)),
    ("Анна", "ООО Юг", Decimal("200.00"), datetime(2026, 1, 11, 10)),
    ("Борис", "ООО Север", Decimal("50.00"), datetime(2026, 1, 12, 10)),
]


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Менеджер / Клиент / Документ", ("manager", "customer")),
        ("Менеджер/Контрагент", ("manager",)),
        ("Номенклатура / Документ", ("product",)),
        ("Документ", ()),
        ("Product/Service", ()),
        ("Дата / Документ", ()),
        ("Сумма/Валюта", ()),
    ],
)
def test_levels_of_a_header(header: str, fields: tuple[str, ...]) -> None:
    assert levels.of(header) == fields


def test_names_that_follow_each_other_are_of_different_levels() -> None:
    heads = [Head(n, 1, name, True, above) for n, name, above in ((1, "А", 0), (2, "Б", 0), (4, "В", 1), (6, "Г", 2), (7, "Д", 2))]  # fmt: skip
    told = levels.parted(heads, ("manager", "customer"))
    assert told is not None
    assert {field: [one.name for one in mine] for field, mine in told.items()} == {
        "manager": ["А", "Г"],
        "customer": ["Б", "В", "Д"],
    }
    assert levels.parted(heads, ("manager",)) is None


@pytest.mark.parametrize(
    ("head", "service"),
    [
        ("Продажи;;\nМенеджер / Контрагент / Документ;Количество;Сумма\n", 2),
        ("Продажи;;\n;;\nМенеджер;Количество;Сумма\nКонтрагент;;\nДокумент;;\n", 5),
        ("Менеджер;Количество;Сумма\nКонтрагент;Количество;Сумма\nДокумент;Количество;Сумма\n", 3),
    ],
)
def test_every_row_knows_its_manager_and_its_customer(store: Store, head: str, service: int) -> None:
    # five names and the total are no data either
    assert counts(load(store, source(head + BODY))) == (3, 0, 0, 0, service + 6)
    assert rows(store, WHOSE) == TAKEN


def test_so_it_is_in_a_workbook(store: Store) -> None:
    lines = [line.split(";") for line in BODY.splitlines()]
    sheet = [("Менеджер / Клиент / Документ", "Количество", "Сумма")]
    sheet += [(name, int(count), int(amount)) for name, count, amount in lines]  # type: ignore[misc]
    assert counts(load(store, Source("r.xlsx", xlsx({"TDSheet": sheet})))) == (3, 0, 0, 0, 7)
    assert rows(store, WHOSE) == TAKEN


def test_where_a_sum_is_wrong_nobody_is_given_rows(store: Store) -> None:
    preview = look(
        store,
        source(
            "Менеджер / Контрагент / Документ;Количество;Сумма\n" + BODY.replace("Борис;1;50", "Борис;1;60")
        ),
    )
    [file] = preview.files
    assert [str(one) for one in file.warnings if "was taken for" in str(one)] == []
    assert counts(preview) == (3, 0, 0, 5, 2)
    preview.close()


def test_a_name_of_one_word_that_headers_know_is_no_level() -> None:
    assert headers.find([["Клиент", "Сумма"], ["Ромашка", ""], ["А", "5"]], 2)[0] == 1
