"""Deals that seem to be entered twice are warned of before the import, and imported all the same."""

from __future__ import annotations

import pytest

from data.importing.merging import deal_doubles
from tests.importing.helpers import counts, load, look, rows, source

HEAD = "ID;Название сделки;Компания;Этап сделки;Бюджет;Дата создания"
THERE = f"{HEAD}\n1;Станок;Альфа;Переговоры;100;01.03.2024\n2;Лента;Бета;Переговоры;50;01.03.2024\n"


def warned(store, text: str) -> list[str]:
    preview = look(store, source(text))
    try:
        return [str(one) for one in preview.files[0].warnings if "entered twice" in one.text]
    finally:
        preview.close()


@pytest.fixture
def known(store):
    load(store, source(THERE))
    return store


def test_within_the_file_and_against_the_store(known):
    text = (
        f"{HEAD}\n11;станок!;Альфа;Переговоры;100;05.03.2024\n"  # like 1, four days later
        "12;Плёнка;Гамма;Переговоры;70;01.03.2024\n13;Пленка;Гамма;Переговоры;70;08.03.2024\n"  # each other
        "14;Станок;Альфа;Переговоры;100;30.03.2024\n"  # another month
        "15;Станок;Альфа;Переговоры;101;01.03.2024\n"  # another amount
        "16;Лента;Альфа;Переговоры;50;01.03.2024\n"  # another customer
    )
    assert warned(known, text) == [
        "3 new deals look as if they were entered twice: the customer, the amount and the name are the same, "
        "within a week (1 of them repeat deals that are there already): 1 = 11 (Станок); 12 = 13 (Плёнка)."
    ]
    done = load(known, source(text))
    assert counts(done) == (6, 0, 0, 0, 1)  # it warns and rejects nothing
    assert rows(known, "SELECT deal_id, alike FROM alike_deals ORDER BY 1") == [  # as the page says afterwards
        ("1", "1"), ("11", "1"), ("12", "12"), ("13", "12"),
    ]  # fmt: skip


def test_a_new_customer_who_looks_like_another(known):
    text = f"{HEAD}\n11;Станок;ООО «Альфа»;Переговоры;100;02.03.2024\n"
    assert [one.split(": ")[-1] for one in warned(known, text)] == ["1 = 11 (Станок)."]


def test_what_is_there_already_is_no_news(known):
    load(known, source(f"{HEAD}\n11;Станок;Альфа;Переговоры;100;02.03.2024\n"))
    assert (
        warned(known, f"{HEAD}\n11;Станок;Альфа;Переговоры;100;02.03.2024\n21;Нож;Альфа;Переговоры;9;\n")
        == []
    )


def test_too_many_new_deals_are_not_looked_through(known, monkeypatch):
    monkeypatch.setattr(deal_doubles, "MOST", 1)
    text = f"{HEAD}\n11;Станок;Альфа;Переговоры;100;02.03.2024\n12;Нож;Альфа;Переговоры;9;02.03.2024\n"
    assert warned(known, text) == []
    assert counts(load(known, source(text))) == (2, 0, 0, 0, 1)


def test_four_groups_show_three(known):
    lines = "\n".join(
        f"{at};Дело {at // 2};Альфа;Переговоры;{at // 2 + 7};02.03.2024" for at in range(20, 28)
    )
    assert [one.split(": ")[-1] for one in warned(known, f"{HEAD}\n{lines}\n")] == [
        "20 = 21 (Дело 10); 22 = 23 (Дело 11); 24 = 25 (Дело 12); …."
    ]
