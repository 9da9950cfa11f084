"""Every number, list, filter option, page and command by every role, beside a company that holds nothing else.

The expected is worked out by the same program over another store, filled with the rows that a plain look
at the raw ones finds to be the role's. So what is compared is the scope alone. No customer is shared here:
what is known of one over everybody's deals is then his own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data.people import CONSOLE, Person, directory
from data.store import Store, _open, open_store
from metrics import (
    alike,
    check_moves,
    checks,
    cohorts,
    drill,
    ends,
    flows,
    funnel,
    funnel_by,
    leaks,
    lists,
    managers,
    moves,
    options,
    quality_history,
    stage_time,
    team_months,
    view,
    waterfall,
)
from metrics.breakdown import breakdown
from metrics.catalogue import METRICS
from metrics.dimensions import DIMENSIONS
from metrics.metric import NO_COURSE
from metrics.period import Period
from metrics.view import EVERYTHING, NOBODY, Scope, View
from tests.access.company import NOW, TEAM_OF, TEAMS, mark, marks_of_others, only, rows
from tests.conftest import ROOT
from tests.rows import deal, fill, records

PERIOD = Period(date(2026, 1, 1), date(2026, 12, 1))
BEFORE = Period(date(2025, 10, 1), date(2026, 1, 1))
ROLES: dict[str, tuple[Scope, tuple[str, ...]]] = {
    "director": (EVERYTHING, tuple(TEAM_OF)),
    "lead": (view.team(f"Team {mark('East')}"), TEAMS["East"]),
    "manager": (view.manager("m4"), ("m4",)),
    "nobody": (NOBODY, ()),
}
NARROW = ("lead", "manager", "nobody")


def opened(folder) -> Store:
    return open_store(f"duckdb:///{folder / 'store.duckdb'}", folder / "uploads")


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Iterator[Store]:
    made = opened(tmp_path_factory.mktemp("whole"))
    fill(made, **rows())
    for person in (
        Person("boss@firm.ru", "Boss", "director"),
        Person("lead@firm.ru", "Lead", "lead", team=f"Team {mark('East')}"),
        Person("m4@firm.ru", "Four", "manager", manager_id="m4"),
    ):
        directory.add(made, person, by=CONSOLE, now=NOW)
    yield made
    made.close()
    _open.pop(made.url)


@pytest.fixture(scope="module", params=NARROW)
def pair(request, company, tmp_path_factory) -> Iterator[tuple[Store, View, Store, View, tuple[str, ...]]]:
    """The whole with the role's view, and a company of the role's rows alone, seen by its director."""
    scope, own = ROLES[request.param]
    alone = opened(tmp_path_factory.mktemp("alone"))
    fill(alone, **only(rows(), own))
    seen = View(scope, NOW.date(), period=PERIOD, churn_days=90, first_day=date(2025, 10, 4), currency="RUB")
    everything = replace(EVERYTHING, sees_cost=scope.sees_cost)
    yield company, seen, alone, seen.with_(scope=everything), own
    alone.close()
    _open.pop(alone.url)


def sorted_rows(store: Store, statement: sa.Select) -> list:
    return sorted((rounded(row) for row in records(store, statement)), key=repr)


def rounded(row: dict[str, Any]) -> dict[str, Any]:
    """Sums of floats depend on their order in the last digit."""
    return {key: round(value, 6) if isinstance(value, float) else value for key, value in row.items()}


def same(pair, make) -> list:
    store, seen, alone, everything, own = pair
    found = sorted_rows(store, make(seen))
    assert found == sorted_rows(alone, make(everything))
    assert not [each for each in marks_of_others(own) if each in repr(found)]
    return found


@pytest.mark.parametrize("by", [None, *DIMENSIONS])
def test_every_metric_by_every_dimension(pair, by):
    known = by not in ("stage", "loss_reason", "competitor")  # of these a purchase says nothing
    keys = tuple(key for key, metric in METRICS.items() if known or metric.room != "purchases")
    found = same(pair, lambda seen: breakdown(seen, keys, (by,) if by else ()))
    assert bool(found) == (by is None or bool(pair[4]))


def test_every_metric_over_time(pair):
    timed = tuple(key for key, metric in METRICS.items() if metric.clock not in NO_COURSE)
    same(pair, lambda seen: breakdown(seen, timed, grain="month"))


def test_the_money_of_a_role_is_the_sum_over_the_raw_rows(company):
    for scope, own in ROLES.values():
        seen = View(scope, NOW.date(), period=PERIOD)
        won = [
            one
            for one in rows()["deals"]
            if one["manager_id"] in own
            and one["status"] == "won"
            and PERIOD.start <= one["closed_at"].date() < PERIOD.end
        ]
        [row] = records(company, breakdown(seen, ["revenue", "deals_won", "margin"]))
        known = [one["amount"] - one["cost"] for one in won if one["cost"] is not None]
        margin = Decimal(sum(known)) if known and scope.sees_cost else None
        assert (row["revenue"], row["deals_won"], row["margin"]) == (
            sum(one["amount"] for one in won),
            len(won),
            margin,
        )


@pytest.mark.parametrize("key", DIMENSIONS)
def test_every_filter_option(pair, key):
    same(pair, lambda seen: options.options(seen, key))


KEYS = (
    *METRICS,
    "reached:2",
    "lost_at:1",
    "moved_on:1",
    "standing:2",
    "entered:2",
    "bought:2",
    "check:1000:",
    "changed:open:won",
    "changed:due:start",
    "changed:due:slipped",
)


@pytest.mark.parametrize("key", KEYS)
def test_every_list_of_deals(pair, key):
    found = same(pair, lambda seen: drill.deals_behind(seen, key, most=500))
    assert {row["deal_id"].split("-")[0] for row in found} <= set(pair[4])
    same(pair, lambda seen: drill.totals(seen, key))


def test_a_search_finds_nobody_elses(pair):
    for words in ("zq", "m7-1", "Customer"):
        same(pair, lambda seen, words=words: drill.deals_behind(seen, "deals_created", words))


STATEMENTS = {
    "gone": lists.gone,
    "lost": lists.lost,
    "slipping": lists.slipping,
    "at risk": lists.at_risk,
    "first": lambda seen: lists.first(seen, "slipping", 5, "zq"),
    "summed": lambda seen: lists.summed(seen, "gone"),
    "left by month": lists.left_by_month,
    "alike": alike.customers,
    "cohorts": cohorts.retention,
    "second": cohorts.time_to_second,
    "frequency": cohorts.frequency_distribution,
    "funnel": funnel.cohort_funnel,
    "flows": flows.flow_funnel,
    "conversion": funnel.resolved_conversion,
    "by source": lambda seen: funnel_by.resolved_by(seen, "source"),
    "whole by source": lambda seen: funnel_by.whole(seen, "source"),
    "leaks": leaks.by_stage,
    "reasons": leaks.reasons,
    "checks": lambda seen: checks.distribution(seen, (1000, 2000, 5000)),
    "quantiles": checks.quantiles,
    "moves": moves.inputs,
    "checks by": lambda seen: check_moves.checks_by(seen, BEFORE, "source"),
    "revenue by": lambda seen: moves.revenue_by(seen, BEFORE, "manager"),
    "unknown": funnel.unknown_lost,
    "foreign": options.currency_left_out,
    "undated": options.undated,
    "left out": stage_time.left_out,
    "stage time": lambda seen: stage_time.stage_time(seen, "manager"),
    "managers": managers.by_manager,
    "plans": team_months.plans_by_manager,
    "bounds": options.bounds,
    "freshness": options.freshness,
    "trend": quality_history.trend,
    "ends": ends.ends,
    "bridge": lambda seen: waterfall.bridge(seen, "open"),
    "bridge of the due": lambda seen: waterfall.bridge(seen, "due"),
    "slipped": waterfall.slipped,
    "slippage by manager": waterfall.slippage_by_manager,
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_other_table(pair, name):
    same(pair, STATEMENTS[name])


def test_beyond_the_scope_there_are_numbers_of_five_people_only(company):
    """Seven sell; without the lead's three there are four out of sight, without the manager six."""
    lead, one = (View(ROLES[role][0], NOW.date(), period=PERIOD) for role in ("lead", "manager"))
    assert records(company, funnel_by.whole(lead, "manager")) == []
    assert len(records(company, funnel_by.whole(one, "manager"))) == 3
    assert records(company, managers.team_medians(one))[0]["people"] == 7
    assert [row["manager"] for row in records(company, managers.ranks(one))] in (
        [],
        [f"Manager {mark('m4')}"],
    )


def test_of_a_shared_customer_only_the_own_money_is_told_and_his_first_purchase_is_the_true_one(store):
    bought = ((date(2026, 1, 5), "m1", 100), (date(2026, 3, 1), "m2", 7000), (date(2026, 4, 1), "m1", 20))
    fill(
        store,
        managers=[
            {"manager_id": m, "name": m, "team": "East" if m == "m1" else "West"} for m in ("m1", "m2")
        ],
        customers=[{"customer_id": "c", "name": "Shared"}],
        deals=[
            deal(f"d{i}", manager_id=seller, customer_id="c", amount=money, closed_at=day)
            for i, (day, seller, money) in enumerate(bought, 1)
        ],
    )
    for scope, year, new, deals in (
        (EVERYTHING, 7120, 1, ["d1", "d2", "d3"]),
        (view.manager("m1"), 120, 1, ["d1", "d3"]),
        (view.team("East"), 120, 1, ["d1", "d3"]),
        (view.manager("m2"), 7000, 0, ["d2"]),  # his first purchase is the customer's second
        (NOBODY, None, 0, []),
    ):
        seen = View(scope, NOW.date(), period=PERIOD, churn_days=90)
        years = records(store, sa.select(*seen.purchases("deal_id", "year_amount", "number").c))
        last = max(years, key=lambda row: row["number"], default={"year_amount": None})
        assert last["year_amount"] == year
        assert sorted(row["deal_id"] for row in years) == deals
        assert records(store, breakdown(seen, ["new_customers"]))[0]["new_customers"] == new


# Pages.


PAGES = sorted(str(file.relative_to(ROOT / "pages"))[:-3] for file in (ROOT / "pages").rglob("*.py"))


def show(monkeypatch, store: Store, page: str, looks_as: str = "", **address: str) -> AppTest:
    for name, value in {"STORE": store.url, "UPLOADS": str(store.uploads), "NOW": NOW.isoformat()}.items():
        monkeypatch.setenv(f"VORONKA_{name}", value)
    at = AppTest.from_file(str(ROOT / "ui" / "shell.py"), default_timeout=60)
    at.session_state["looks_as"] = looks_as
    for name, value in {"lang": "en", "period": "all_time", **address}.items():
        at.query_params[name] = value
    at.switch_page(str(ROOT / "pages" / f"{page}.py"))
    at.run()
    assert not at.exception
    return at


def sent(at: AppTest) -> str:
    """Everything that went to the browser but the choice whom to look as, which is the viewer's own."""

    def within(node) -> Iterator[bytes]:
        proto = getattr(node, "proto", None)
        if proto is not None and "view_as" not in (getattr(node, "key", None) or ""):
            yield proto.SerializeToString()
        for child in getattr(node, "children", {}).values():
            yield from within(child)

    return b"\n".join(within(at._tree)).decode("utf-8", "replace")


LIKE = {"lead": "person:lead@firm.ru", "manager": "manager:m4"}


@pytest.mark.parametrize("page", PAGES)
def test_no_page_tells_of_others(company, monkeypatch, page):
    for role, like in LIKE.items():
        told = sent(show(monkeypatch, company, page, like))
        assert [each for each in marks_of_others(ROLES[role][1]) if each in told] == [], role
    assert "You look as" in told


def test_the_pages_do_tell_a_director_of_everybody(company, monkeypatch):
    """The marks can be read where they may be: else the test above could not fail."""
    for page in ("pipeline/deals", "team/managers", "sales/overview"):
        told = sent(show(monkeypatch, company, page))
        assert len([each for each in marks_of_others(("m4",)) if each in told]) >= 5, page
        assert "You look as" not in told


def test_a_copied_link_of_another_yields_nothing_and_says_so(company, monkeypatch):
    at = show(
        monkeypatch,
        company,
        "pipeline/deals",
        "manager:m4",
        list="deals_created",
        manager=f"Manager {mark('m1')}",
    )
    assert [each.value for each in at.warning] == [
        f"The link asks for Manager “Manager {mark('m1')}”, which is not in the data you see: nothing of it is shown."
    ]
    assert len(at.dataframe) == 0
    at = show(
        monkeypatch, company, "pipeline/deals", "manager:m4", list="deals_created", where="customer=c-m1-1"
    )
    assert f"Customer {mark('m1')}" not in sent(at)


def test_cost_is_in_no_list_of_a_manager(company, monkeypatch):
    told = sent(show(monkeypatch, company, "pipeline/deals", "manager:m4", list="revenue"))
    assert "Discount" in told
    assert "Cost" not in told
    assert "Cost" in sent(show(monkeypatch, company, "pipeline/deals", "person:lead@firm.ru", list="revenue"))
    refused = show(monkeypatch, company, "pipeline/deals", "manager:m4", list="margin")
    assert [each.value for each in refused.warning] == [
        "“margin” is made of cost, which your role does not see. Ask a director for it."
    ]


def test_nobody_who_signs_in_is_shown_nothing_by_any_page(company, monkeypatch):
    monkeypatch.setenv("VORONKA_ACCESS", "team")
    for page in PAGES:
        at = show(monkeypatch, company, page, "person:boss@firm.ru")
        assert [title.value for title in at.title] == ["Your sign-in has ended"]
        assert [each for each in (mark(one) for one in (*TEAM_OF, *TEAMS)) if each in sent(at)] == []
