"""Dates that are none, dates without a year, and columns in which two hands wrote dates."""

from __future__ import annotations

from datetime import datetime

import pytest

from data.importing.values.months import worded
from data.store import Store
from tests.importing.helpers import load, look, rows, source


def created(store: Store, *cells: str) -> list[datetime | None]:
    lines = "".join(f"{place};Новая;100;{cell}\n" for place, cell in enumerate(cells, 1))
    load(store, source(f"ID;Этап;Сумма;Дата создания\n{lines}"))
    return [moment for (moment,) in rows(store, "SELECT created_at FROM deals ORDER BY deal_id")]


def test_what_programs_write_for_no_date_is_none(store: Store) -> None:
    zeros = (
        "0000-00-00 00:00:00",
        "01.01.0001 0:00:00",
        ". .    :  :",
        "1970-01-01T03:00:00",
        "31.12.9999",
        "12/30/1899",
        "0",
    )
    assert created(store, "15.01.2024", *zeros) == [datetime(2024, 1, 15), *[None] * len(zeros)]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "month", "moment"),
    [
        ("15 января", False, None),
        ("Jan 24", False, None),
        ("24-янв", False, None),
        ("янв.24", False, datetime(2024, 1, 1)),
        ("Jan-24", False, datetime(2024, 1, 1)),
        ("янв 24", True, datetime(2024, 1, 1)),
        ("Январь 2024", False, datetime(2024, 1, 1)),
        ("Mon, 15 Jan 2024 10:22:33 GMT", False, datetime(2024, 1, 15, 10, 22, 33)),
        ("Mon Jan 15 2024 10:22:33 GMT+0300 (MSK)", False, datetime(2024, 1, 15, 10, 22, 33)),
    ],
)
def test_a_day_without_a_year_is_no_date(text: str, month: bool, moment: datetime | None) -> None:
    assert worded(text, month) == moment


def test_each_separator_has_an_order_of_its_own(store: Store) -> None:
    assert created(store, "01/15/2024", "02/03/2024", "16.01.2024", "05.04.2024") == [
        datetime(2024, 1, 15), datetime(2024, 2, 3), datetime(2024, 1, 16), datetime(2024, 4, 5),
    ]  # fmt: skip


def test_dots_do_not_tell_the_order_of_slashes(store: Store) -> None:
    text = "ID;Этап;Сумма;Дата создания\n1;Новая;100;03/04/2024\n2;Новая;100;16.01.2024\n"
    assert [one.key for one in look(store, source(text)).questions] == ["deals.created_at.order"]


def test_more_ways_to_write_a_moment(store: Store) -> None:
    assert created(store, "2024/1/5", "20240115102233", "15.01.2024 в 10:22", "2024-01-15 10:22:33 MSK") == [
        datetime(2024, 1, 5), datetime(2024, 1, 15, 10, 22, 33),
        datetime(2024, 1, 15, 10, 22), datetime(2024, 1, 15, 10, 22, 33),
    ]  # fmt: skip
