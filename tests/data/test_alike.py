"""Who is taken for the same customer, and which deals for the same deal; worked out by hand."""

from __future__ import annotations

import time
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from data import schema
from data.alike import Customer, groups
from tests.rows import deal, fill, records

SAME = [
    (("ООО «Ромашка»", "", ""), ("Ромашка, ООО", "", "")),  # the form of the company says nothing
    (("Ёлка", "", ""), ("ЕЛКА", "", "")),
    (("Торговый дом Северсталь", "", ""), ("Торговый дом Севрсталь", "", "")),  # a slip in the middle
    (("Вектор Плюс", "", ""), ("Bектор Плюс", "", "")),  # its first letter is a Latin one
    (("Plus Vector", "", ""), ("Vector Plus", "", "")),
    (("Oak", "7701234567", ""), ("Elm", "77 0123 4567", "")),
    (("Oak", "", "8 (912) 345-67-89"), ("Elm", "", "+7 912 345 67 89")),
]
APART = [
    (("Ромашка", "7701234567", ""), ("Ромашка", "7707654321", "")),  # two companies of one name
    (("Oak", "7701234567", "89123456789"), ("Elm", "7707654321", "89123456789")),  # one switchboard
    (("Магазин № 12", "", ""), ("Магазин № 13", "", "")),
    (("Oak", "", ""), ("Oat", "", "")),  # too short to be a slip
    (("Альфа Строй", "", ""), ("Альфа Сервис", "", "")),
    (("", "", ""), ("", "", "")),
    (("Oak", "12", "112"), ("Elm", "12", "112")),  # no tax number, no phone
]


def alike(*told: tuple[str, str, str]) -> dict[str, str]:
    return groups([Customer(f"c{i}", *one) for i, one in enumerate(told)])


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_customer_under_two_entries_is_found(one, other):
    assert alike(one, ("Somebody Else", "", ""), other) == {"c0": "c0", "c2": "c0"}


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_customers_are_left_apart(one, other):
    assert alike(one, other) == {}


def test_alike_to_one_is_alike_to_all_of_his():
    """By phone to the second, by name to the third."""
    told = (("Oak", "", "89123456789"), ("Elm Tree", "", "89123456789"), ("Elm Tree LLC", "", ""))
    assert alike(*told) == {"c0": "c0", "c1": "c0", "c2": "c0"}


def test_twenty_thousand_customers_take_a_moment():
    told = [Customer(str(i), f"Company {i:05} of {i * 7919 % 20011}") for i in range(20_000)]
    begun = time.monotonic()
    assert groups(told) == {}
    assert time.monotonic() - begun < 5


MONDAY = date(2026, 3, 2)


def found(store, *deals, customers=()) -> dict[str, str]:
    fill(
        store,
        deals=[{"customer_id": "c", "amount": 100, "created_at": MONDAY, **one} for one in deals],
        customers=customers,
    )
    return {row["deal_id"]: row["alike"] for row in records(store, sa.select(schema.alike_deals))}


def test_a_deal_entered_twice_is_found(store):
    assert found(
        store,
        deal("1", name="Ёлки, 2 шт."),
        deal("2", name="елки 2 шт", created_at=date(2026, 3, 9)),  # a week later
        deal("3", name="ЁЛКИ 2 ШТ", created_at=date(2026, 3, 16)),  # a week after the second
        deal("4", name="Ёлки 2 шт", created_at=date(2026, 3, 24)),  # eight days after the third
        deal("5", name="Ёлки 3 шт"),
        deal("6", name="Ёлки 2 шт", amount=101),
        deal("7", name="Ёлки 2 шт", customer_id="other"),
        deal("8", name="Ёлки 2 шт", currency="USD"),
    ) == {"1": "1", "2": "1", "3": "1"}


def test_deals_without_names_are_one_on_one_day_and_of_one_product_only(store):
    at = datetime(2026, 3, 2, 18)
    assert found(
        store,
        deal("1", product="A"),
        deal("2", product="A", created_at=at),
        deal("3", product="B", created_at=at),
        deal("4", product="A", created_at=date(2026, 3, 3)),
        deal("5"),
    ) == {"1": "1", "2": "1"}


def test_a_deal_that_nothing_is_known_of_is_like_no_other(store):
    nothing = [deal("1", amount=None), deal("2", amount=None), deal("3", amount=0), deal("4", amount=0)]
    assert found(store, *nothing) == {}
    assert found(store, deal("1", customer_id=None), deal("2", customer_id=None)) == {}
    assert found(store, deal("1", created_at=None), deal("2", created_at=None)) == {}


def test_customers_alike_buy_as_one(store):
    people = [{"customer_id": "c", "name": "Oak"}, {"customer_id": "d", "name": "Oak LLC"}]
    assert found(store, deal("1"), deal("2", customer_id="d"), customers=people) == {"1": "1", "2": "1"}
