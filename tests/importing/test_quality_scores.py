"""What is written of the quality at an import is what the page says right after it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from data import importing
from metrics import quality_history
from metrics import view as views
from metrics.breakdown import breakdown
from metrics.measures import MEASURES
from metrics.view import EVERYTHING, NOBODY, Filters, View
from tests.importing.helpers import NOW, load, source
from tests.rows import records

FIRST = """
ID,Name,Company,Owner,Stage,Amount,Source,Next step,Expected close,Loss reason,Created,Closed
1,Saw,Oak,Olga,Won,1000,Site,,,,2024-05-02,2024-05-10
2,Saw,Oak,Olga,Won,1000,Site,,,,2024-05-03,2024-05-10
3,Belt,Elm,Olga,Lost,,,,,Price,2024-05-03,2024-05-12
4,Belt,Elm,Peter,Lost,500,Call,,,,2024-05-03,2024-05-12
5,Box,Oak LLC,Peter,Negotiation,100,Site,Call,2024-05-20,,2024-05-04,
6,Jar,,Peter,Negotiation,100,Site,,2024-06-20,,2024-05-05,
"""
BAD = {
    "without_amount": (1, 6),  # 3
    "without_source": (1, 6),  # 3
    "without_customer": (1, 6),  # 6
    "without_next_step": (1, 2),  # 6 of 5 and 6
    "overdue_deals": (1, 2),  # 5: by 1 June it should have closed on 20 May
    "without_loss_reason": (1, 2),  # 4 of 3 and 4
    "alike_deals": (2, 6),  # 1 and 2
    "alike_customers": (2, 3),  # Oak and Oak LLC of them and Elm
}
WHOLE = View(EVERYTHING, NOW.date())


def course(store, view: View = WHOLE) -> dict[int, dict[str, tuple[int, int]]]:
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for row in records(store, quality_history.trend(view)):
        found.setdefault(row["import_id"], {})[row["measure"]] = (row["bad"], row["total"])
    return found


def numbers(store, view: View = WHOLE) -> dict[str, tuple[int, int]]:
    keys = [key for measure in MEASURES for key in (measure.key, measure.of)]
    (row,) = records(store, breakdown(view, keys))
    return {m.key: (row[m.key], row[m.of]) for m in MEASURES}


def test_each_check_is_counted_and_agrees_with_the_page(store):
    load(store, source(FIRST))
    assert course(store) == {1: BAD}
    assert numbers(store) == BAD
    (row,) = records(store, breakdown(WHOLE, ["quality_score"]))
    shares = [1 - bad / total for bad, total in BAD.values()]
    assert row["quality_score"] == pytest.approx(sum(shares) / 8)


def test_by_manager_it_agrees_too(store):
    load(store, source(FIRST.replace("Oak LLC", "Fir")))  # a customer of one manager each, but Elm
    for name in ("Olga", "Peter"):
        mine = WHOLE.with_(filters=Filters.of(manager=name))
        (found,) = course(store, mine).values()
        page = numbers(store, mine)
        assert {k: v for k, v in found.items() if k != "alike_customers"} == {
            k: v for k, v in page.items() if v[1] and k != "alike_customers"
        }


def test_a_manager_sees_his_own_course_only(store):
    load(store, source(FIRST))
    ((peter,),) = (
        [
            row["manager_id"]
            for row in records(store, WHOLE.managers("manager_id", "manager").select())
            if row["manager"] == "Peter"
        ],
    )
    assert course(store, WHOLE.with_(scope=views.manager(peter)))[1]["without_loss_reason"] == (1, 1)
    assert course(store, WHOLE.with_(scope=NOBODY)) == {}


def test_what_no_export_carries_is_not_asked_for(store):
    load(store, source("ID,Company,Stage,Amount\n1,Oak,Negotiation,10\n2,,Negotiation,\n"))
    assert course(store) == {
        1: {
            "without_amount": (1, 2),
            "without_customer": (1, 2),
            "alike_deals": (0, 2),
            "alike_customers": (0, 1),
        }
    }
    (row,) = records(store, quality_history.kept(WHOLE))
    assert {key for key, value in row.items() if value} == set(course(store)[1])
    assert numbers(store)["without_next_step"] == (0, 2)


def test_the_next_import_adds_a_point_and_taking_it_back_takes_the_point(store):
    load(store, source(FIRST))
    load(store, source(FIRST.replace("3,Belt,Elm,Olga,Lost,,", "3,Belt,Elm,Olga,Lost,700,Site"), "b.csv"))
    assert [course(store)[i]["without_amount"] for i in (1, 2)] == [(1, 6), (0, 6)]
    importing.undo(store, now=NOW)
    assert course(store) == {1: BAD}


def test_data_that_ends_long_ago_is_looked_at_from_its_last_day(store):
    """A year later the deal that should have closed on 20 May is judged by 12 May, the base's last day."""
    preview = importing.prepare(store, [source(FIRST)])
    importing.confirm(store, preview, actor="t", now=datetime(2025, 6, 1))
    assert course(store)[1]["overdue_deals"] == (0, 2)
    assert numbers(store, View(EVERYTHING, date(2024, 5, 12)))["overdue_deals"] == (0, 2)
