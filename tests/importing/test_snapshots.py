"""A list without any history, uploaded three Mondays in a row, tells what happened in between."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from data.importing import Source, confirm, prepare, undo
from data.store import Store
from tests.importing.helpers import everything, rows, source

MONDAYS = [datetime(2024, 6, day, 9, 0) for day in (3, 10, 17)]
HEAD = "ID;Название сделки;Бюджет;Ответственный;Дата создания сделки;Дата закрытия;Этап сделки;Воронка;Ожидаемая дата закрытия\n"
FIRST = """
1;Станок;100000;Анна;20.05.2024;не закрыта;Новая заявка;Продажи;
2;Пресс;200000;Борис;15.05.2024;не закрыта;Переговоры;Продажи;30.06.2024
3;Лента;50000;Анна;01.04.2024;не закрыта;Переговоры;Продажи;
"""
SECOND = """
1;Станок;120000;Анна;20.05.2024;не закрыта;Переговоры;Продажи;
2;Пресс;200000;Борис;15.05.2024;не закрыта;Переговоры;Продажи;15.07.2024
3;Лента;50000;Анна;01.04.2024;07.06.2024;Закрыто и не реализовано;Продажи;
4;Кран;70000;Борис;05.06.2024;не закрыта;Новая заявка;Продажи;
5;Тара;10000;Борис;06.06.2024;не закрыта;Переговоры;Продажи;
"""
THIRD = """
1;Станок;90000;Вера;20.05.2024;14.06.2024;Успешно реализовано;Продажи;
2;Пресс;200000;Борис;15.05.2024;не закрыта;Переговоры;Продажи;31.08.2024
3;Лента;50000;Анна;01.04.2024;07.06.2024;Закрыто и не реализовано;Продажи;
4;Кран;70000;Борис;05.06.2024;не закрыта;Переговоры;Продажи;
5;Тара;10000;Борис;06.06.2024;не закрыта;Переговоры;Продажи;
"""


def upload(store: Store, rows_: str, now: datetime, name: str = "amo.csv") -> None:
    file: Source = source(HEAD + rows_.strip("\n"), name=name)
    preview = prepare(store, [file])
    confirm(store, preview, actor="tester", now=now)
    preview.close()


@pytest.fixture
def told(store: Store) -> Store:
    for rows_, now in zip((FIRST, SECOND, THIRD), MONDAYS, strict=True):
        upload(store, rows_, now)
    return store


def changes(store: Store, field: str) -> list[tuple]:
    return rows(
        store,
        f"SELECT deal_id, old, new, changed_at FROM deal_changes WHERE field = '{field}' ORDER BY changed_at, deal_id",
    )


def visits(store: Store) -> list[tuple]:
    return rows(
        store,
        "SELECT deal_id, stage, entered_at, left_at, days FROM stage_visits ORDER BY deal_id, entered_at",
    )


def test_each_difference_is_history_at_the_time_of_its_upload(told: Store) -> None:
    _, second, third = MONDAYS
    assert changes(told, "amount") == [
        ("1", "100000.00", "120000.00", second),
        ("1", "120000.00", "90000.00", third),
    ]
    assert changes(told, "expected_close") == [  # the close slipped twice, by 15 and by 47 days
        ("2", "2024-06-30", "2024-07-15", second),
        ("2", "2024-07-15", "2024-08-31", third),
    ]
    assert changes(told, "manager_id") == [("1", "Анна", "Вера", third)]
    assert changes(told, "status") == [("3", "open", "lost", second), ("1", "open", "won", third)]
    assert changes(told, "appeared") == [
        ("4", None, "Новая заявка", second),
        ("5", None, "Переговоры", second),
    ]


def test_time_in_stage_follows_from_the_differences(told: Store) -> None:
    _, second, third = MONDAYS
    assert visits(told) == [
        # made at the first stage, seen at the next on the second Monday; won on the 14th, says the third
        ("1", "Новая заявка", datetime(2024, 5, 20), second, 21.375),
        ("1", "Переговоры", second, datetime(2024, 6, 14), 3.625),
        # 2 and 3 stood where they were first seen since nobody knows when
        ("4", "Новая заявка", datetime(2024, 6, 5), third, 12.375),
        ("4", "Переговоры", third, None, None),
        ("5", "Переговоры", second, None, None),  # seen there on the second Monday first
    ]
    assert rows(told, "SELECT DISTINCT origin FROM stage_visits") == [("uploads",)]


def test_an_import_taken_back_takes_its_history_along(told: Store) -> None:
    _, second, third = MONDAYS
    undo(told, now=third, import_id=2)
    assert changes(told, "amount") == [("1", "100000.00", "90000.00", third)]
    assert changes(told, "expected_close") == [("2", "2024-06-30", "2024-08-31", third)]
    assert changes(told, "status") == [("1", "open", "won", third), ("3", "open", "lost", third)]
    assert visits(told)[0] == ("1", "Новая заявка", datetime(2024, 5, 20), datetime(2024, 6, 14), 25.0)
    undo(told, now=third, import_id=3)
    assert rows(told, "SELECT count(*) FROM deal_changes") == [(0,)]
    assert visits(told) == []


def test_the_same_list_again_is_no_history(told: Store) -> None:
    before, history = everything(told), rows(told, "SELECT * FROM deal_changes ORDER BY ALL")
    upload(told, THIRD, MONDAYS[2] + timedelta(days=7))
    assert everything(told) == before
    assert rows(told, "SELECT * FROM deal_changes ORDER BY ALL") == history


def test_a_deal_won_by_its_status_alone_leaves_its_stage(store: Store) -> None:
    for status, stage, now in (("Open", "Offer", 3), ("Open", "Contract", 10), ("Won", "Contract", 17)):
        file = source(f"ID;Stage;Status;Created\n1;{stage};{status};2024-06-01\n")
        preview = prepare(store, [file])
        confirm(store, preview, actor="tester", now=datetime(2024, 6, now))
    assert visits(store)[-1][1:4] == ("Contract", datetime(2024, 6, 10), datetime(2024, 6, 17))
    assert date(2024, 6, 17) == visits(store)[-1][3].date()


def upload_together(store: Store, *files: str, now: datetime) -> None:
    preview = prepare(store, [source(HEAD + rows_, name=f"{place}.csv") for place, rows_ in enumerate(files)])
    confirm(store, preview, actor="tester", now=now)
    preview.close()


PIPE = "1;Станок;{};Анна;20.05.2024;не закрыта;{};Продажи;{}\n"


def test_two_files_of_one_import_that_both_change_a_deal_are_one_change(store: Store) -> None:
    """From how it stood before the import to how the last file leaves it: in between nobody looked."""
    first, second, third = MONDAYS
    upload_together(store, PIPE.format(100, "Новая заявка", "01.07.2024"), now=first)
    upload_together(
        store,
        PIPE.format(200, "Переговоры", "09.07.2024"),
        PIPE.format(300, "Принимают решение", "05.07.2024"),
        now=second,
    )
    assert rows(store, "SELECT field, old, new, import_id, changed_at FROM deal_changes ORDER BY field") == [
        ("amount", "100.00", "300.00", 2, second),
        ("expected_close", "2024-07-01", "2024-07-05", 2, second),
        ("stage", "Новая заявка", "Принимают решение", 2, second),
    ]
    upload_together(
        store,
        PIPE.format(400, "Переговоры", "09.07.2024"),
        PIPE.format(300, "Принимают решение", "05.07.2024"),
        now=third,
    )
    assert rows(store, "SELECT DISTINCT import_id FROM deal_changes") == [(2,)]  # it came back to what it was
    undo(store, now=third, import_id=2)
    assert rows(store, "SELECT field, old, new, import_id, changed_at FROM deal_changes ORDER BY field") == [
        ("amount", "100.00", "300.00", 3, third),
        ("expected_close", "2024-07-01", "2024-07-05", 3, third),
        ("stage", "Новая заявка", "Принимают решение", 3, third),
    ]


def test_a_deal_that_two_files_of_one_import_show_first_appears_once_at_its_last_stage(store: Store) -> None:
    first, second, _ = MONDAYS
    upload(store, PIPE.format(100, "Новая заявка", "01.07.2024"), first)
    fourth = "4;Кран;70000;Борис;05.06.2024;не закрыта;{};Продажи;\n"
    upload_together(store, fourth.format("Новая заявка"), fourth.format("Переговоры"), now=second)
    assert rows(store, "SELECT deal_id, import_id, field, old, new, changed_at FROM deal_changes") == [
        ("4", 2, "appeared", None, "Переговоры", second)
    ]
