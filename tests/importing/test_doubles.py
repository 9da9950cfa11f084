"""The same deal under another id is warned of before the import: within the files, and beside the store."""

from __future__ import annotations

import pytest

from data.importing import doubles
from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source

FIRST = """
ID;Название;Компания;Этап;Бюджет;Дата создания
1;Станок-2;Альфа;Новая;100;01.02.2024
2;Лента;Бета;Новая;50;01.02.2024
3;Лента;Бета;Новая;50;20.02.2024
4;Плёнка;Гамма;Новая;70;01.02.2024
"""
SECOND = """
ID;Название;Компания;Этап;Бюджет;Дата создания
91;станок 2;ООО Альфа;Новая;100;05.02.2024
92;Лента;Бета;Новая;50;12.02.2024
93;Лента;Дельта;Новая;50;01.02.2024
94;Плёнка;Гамма;Новая;71;01.02.2024
95;Короб;Эпсилон;Новая;9;01.02.2024
96;Короб!;Эпсилон;Новая;9;08.02.2024
97;КОРОБ;Эпсилон;Новая;9;15.02.2024
98;Короб;Эпсилон;Новая;9;23.02.2024
"""


def warned(preview) -> list[str]:
    return [str(each) for file in preview.files for each in file.warnings if "entered twice" in str(each)]


def test_deals_of_the_file_and_of_the_store_are_looked_at(store: Store) -> None:
    first = look(store, source(FIRST))
    assert warned(first) == []  # two of Лента lie nineteen days apart
    load(store, source(FIRST))
    found = look(store, source(SECOND))
    # 91 is 1 of a customer alike; 92 lies eleven days from 2 and eight from 3; 95, 96 and 97 follow each other
    # within a week, 98 comes eight days later
    assert warned(found) == [
        "3 new deals look as if entered twice (one customer, name and amount, within a week): "
        "1 = 91 (Станок-2, 100.00); 95 = 96 = 97 (Короб, 9.00). They are imported all the same."
    ]
    assert counts(found) == (8, 0, 0, 0, 1)
    load(store, source(SECOND))
    assert rows(store, "SELECT alike, count(*) FROM alike_deals GROUP BY 1 ORDER BY 1") == [
        ("1", 2),
        ("95", 3),
    ]


def test_what_the_store_holds_already_is_not_told_again(store: Store) -> None:
    load(store, source(FIRST), source(SECOND, "second.csv"))
    other = "ID;Название;Компания;Этап;Бюджет;Дата создания\n5;Пила;Альфа;Новая;1;01.02.2024\n"
    assert warned(look(store, source(SECOND), source(other, "third.csv"))) == []


def test_it_is_said_of_the_deals_though_another_file_follows(store: Store) -> None:
    later = "Дата;Клиент;Сумма\n01.02.2024;Альфа;5\n"
    found = look(store, source(later, "sales.csv"), source(SECOND), kinds={"sales.csv": "purchases"})
    assert [any("entered twice" in str(each) for each in file.warnings) for file in found.files] == [
        False,
        True,
    ]


def test_of_too_many_a_preview_does_not_look(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    load(store, source(FIRST))
    monkeypatch.setattr(doubles, "MOST_DEALS", 8)
    assert warned(look(store, source(SECOND))) == []  # nine rows with the header
    monkeypatch.setattr(doubles, "MOST_DEALS", 9)
    monkeypatch.setattr(doubles, "MOST", 1)
    assert [each.split(": ")[1] for each in warned(look(store, source(SECOND)))] == [
        "95 = 96 = 97 (Короб, 9.00). They are imported all the same."
    ]
