"""The demo is a company that could exist: its tables agree with each other and its year has seasons."""

from __future__ import annotations

import pandas as pd

from tests.demo.conftest import Company

NEW, REPEAT = "Новые продажи", "Повторные продажи"


def test_it_is_as_large_as_promised(company: Company) -> None:
    assert 23_500 <= len(company.deals) <= 27_000
    assert (len(company.customers), len(company.managers), company.deals.pipeline.nunique()) == (4000, 12, 2)
    assert company.managers.team.nunique() == 3
    assert set(company.managers.role) == {"hunter", "closer", "farmer"}
    assert company.summary.deals == len(company.deals)
    first = company.deals.created_at.min()
    assert (first.year, first.month) == (company.today.year - 3, company.today.month)


def test_nothing_refers_to_what_is_not_there(company: Company) -> None:
    deals, customers = set(company.deals.deal_id), set(company.customers.customer_id)
    managers = set(company.managers.manager_id)
    assert set(company.deals.customer_id) == customers  # who never had a deal is no customer either
    assert set(company.deals.manager_id) == managers
    for table in (company.items, company.visits, company.payments, company.activities):
        assert set(table.deal_id) <= deals
    assert set(company.plans.manager_id) == managers
    known = set(zip(company.stages.pipeline, company.stages.stage, strict=True))
    assert set(zip(company.deals.pipeline, company.deals.stage, strict=True)) <= known
    assert set(zip(company.visits.pipeline, company.visits.stage, strict=True)) <= known
    assert set(company.spend.source) < set(company.deals.source)


def test_lines_add_up_to_their_deal_to_the_kopeck(company: Company) -> None:
    lines = company.items.groupby("deal_id")[["amount", "cost"]].sum()
    priced = company.deals[company.deals.amount.notna()].set_index("deal_id")
    assert (lines.amount.reindex(priced.index) == priced.amount).all()
    assert (lines.cost.reindex(priced.index) == priced.cost).all()
    assert set(lines.index) == set(priced.index)
    assert (priced.list_amount - priced.discount == priced.amount).all()
    assert ((priced.discount >= 0) & (priced.amount > priced.cost * 0.7)).all()
    quantity = [int(value) for value in company.items.quantity]
    assert (company.items.price * quantity == company.items.amount).all()


def test_amounts_are_missing_only_where_nothing_was_offered_yet(company: Company) -> None:
    unpriced = company.deals[company.deals.amount.isna()]
    assert set(unpriced.status) <= {"open", "lost"}
    assert set(unpriced.furthest) <= {1, 2, 3}  # 3: went on to needs analysis, and back
    assert 0.02 < len(unpriced) / len(company.deals) < 0.10


def test_nothing_lies_after_today(company: Company) -> None:
    tomorrow = pd.Timestamp(company.today) + pd.Timedelta(days=1)
    for table, column in [
        (company.deals, "created_at"),
        (company.deals, "closed_at"),
        (company.deals, "qualified_at"),
        (company.deals, "last_activity_at"),
        (company.visits, "entered_at"),
        (company.visits, "left_at"),
        (company.activities, "happened_at"),
        (company.payments, "paid_on"),
        (company.customers, "created_at"),
        (company.spend, "month"),
    ]:
        assert table[column].max() < tomorrow, column
    assert (company.deals.closed_at >= pd.Timestamp(company.today)).sum() >= 2  # a working day


def test_deals_close_after_they_begin(company: Company) -> None:
    ended = company.deals[company.deals.status != "open"]
    assert (ended.closed_at > ended.created_at).all()
    assert company.deals[company.deals.status == "open"].closed_at.isna().all()
    lost = company.deals.status == "lost"
    assert (company.deals.loss_reason.notna() == lost).all()
    assert (company.deals.lost_stage.notna() == lost).all()


def test_visits_follow_each_other_without_gaps_and_end_with_the_deal(company: Company) -> None:
    visits = company.visits.sort_values(["deal_id", "entered_at"])
    same = visits.deal_id == visits.deal_id.shift(-1)
    assert (visits.left_at[same] == visits.entered_at.shift(-1)[same]).all()
    assert (visits.left_at.dropna() > visits.entered_at[visits.left_at.notna()]).all()
    first = visits.drop_duplicates("deal_id").set_index("deal_id")
    last = visits.drop_duplicates("deal_id", keep="last").set_index("deal_id")
    deals = company.deals.set_index("deal_id").reindex(last.index)
    assert len(last) == len(company.deals)
    assert (first.entered_at == deals.created_at).all()
    ended = deals.status != "open"
    assert (last.left_at[ended] == deals.closed_at[ended]).all()
    assert last.left_at[~ended].isna().all()
    assert (last.stage[~ended] == deals.stage[~ended]).all()
    assert (last.stage[deals.status == "lost"] == deals.lost_stage[deals.status == "lost"]).all()


def test_the_furthest_stage_agrees_with_the_visits(company: Company) -> None:
    deals = company.deals.set_index("deal_id")
    reached = company.visits.groupby("deal_id").position.max().reindex(deals.index)
    sold = deals.status.isin(["won", "returned"])
    end = deals.pipeline.map({NEW: 7, REPEAT: 5}) - (deals.status == "returned")  # which is no sale
    assert (deals.furthest[sold] == end[sold]).all()
    assert (deals.furthest[~sold] == reached[~sold]).all()


def test_now_and_then_a_stage_is_skipped_and_a_deal_goes_back(company: Company) -> None:
    visits = company.visits.sort_values(["deal_id", "entered_at"])
    step = visits.position.diff()[visits.deal_id == visits.deal_id.shift()]
    assert 0.02 < (step > 1).mean() < 0.10
    assert 0.005 < (step < 0).mean() < 0.05


def test_win_rates_and_cycles_are_those_of_two_different_businesses(company: Company) -> None:
    closed = company.deals[company.deals.status.isin(["won", "lost"])]
    rate = (closed.status == "won").groupby(closed.pipeline).mean()
    assert 0.20 < rate[NEW] < 0.35
    assert 0.60 < rate[REPEAT] < 0.75
    days = (company.won.closed_at - company.won.created_at).dt.days.groupby(company.won.pipeline).median()
    assert 30 < days[NEW] < 50
    assert 5 < days[REPEAT] < 12


def test_the_year_has_seasons_and_the_week_a_weekend(company: Company) -> None:
    won = company.won
    a_month = won.groupby([won.closed_at.dt.year, won.closed_at.dt.month]).size().loc[lambda n: n > 100]
    usual = a_month.groupby(level=1).mean()
    assert usual.idxmax() == 12
    assert usual[12] > 1.25 * usual.mean()
    assert usual[1] < 0.85 * usual.mean()
    assert usual[5] < usual[[4, 6]].mean()
    assert usual[[7, 8]].mean() < usual[[9, 10]].mean()
    assert (won.closed_at.dt.day_of_week >= 5).mean() < 0.03


def test_revenue_grows_by_about_a_seventh_a_year(company: Company) -> None:
    won = company.won
    year = [
        won.amount[
            (won.closed_at < company.before(365 * n)) & (won.closed_at >= company.before(365 * (n + 1)))
        ]
        for n in range(3)
    ]
    growth = (year[0].sum() / year[2].sum()) ** 0.5 - 1
    assert 0.08 < growth < 0.24


def test_customers_buy_once_now_and_then_or_regularly(company: Company) -> None:
    bought = company.purchases.groupby("customer_id").size()
    assert 0.25 < (bought == 1).mean() < 0.45
    assert (bought >= 10).sum() > 300
    top = company.purchases.groupby("customer_id").amount.sum().sort_values(ascending=False)
    assert 0.5 < top.head(len(top) // 5).sum() / top.sum() < 0.8  # a fifth brings most of it
    assert 60 < company.purchases.gap_days.quantile(0.9) < 120


def test_plans_are_met_believably(company: Company) -> None:
    months = company.plans.groupby("month").amount.sum()
    fact = company.won.groupby(company.won.closed_at.dt.to_period("M").dt.to_timestamp()).amount.sum()
    past = months.index < pd.Timestamp(company.today.replace(day=1))
    share = (fact.reindex(months.index) / months)[past]
    assert share.between(0.8, 1.15).all()
    assert share.index.min() == pd.Timestamp(company.summary.start)
    assert 0.9 < share.mean() < 1.05
    assert months.index.max() >= pd.Timestamp(company.today) + pd.Timedelta(days=60)
    assert (company.plans.deals >= 1).all()


def test_the_manager_who_left_has_nothing_open_and_nothing_new(company: Company) -> None:
    gone = company.managers[~company.managers.active].manager_id.item()
    deals = company.deals[company.deals.manager_id == gone]
    assert len(deals) > 200
    assert (deals.status != "open").all()
    assert deals.closed_at.max() < company.before(400)
    assert company.plans[company.plans.manager_id == gone].month.max() < company.before(400)


def test_most_requests_are_answered_within_hours_and_some_never(company: Company) -> None:
    first = company.activities.groupby("deal_id").happened_at.min()
    created = company.deals.set_index("deal_id").created_at
    hours = (first - created.reindex(first.index)).dt.total_seconds() / 3600
    assert (hours > 0).all()
    assert 1 < hours.median() < 6
    assert 0.01 < 1 - len(first) / len(company.deals) < 0.08
    last = company.activities.groupby("deal_id").happened_at.max()
    assert (company.deals.set_index("deal_id").last_activity_at.reindex(last.index) == last).all()


def test_every_won_deal_is_invoiced_in_full_and_some_of_it_is_overdue(company: Company) -> None:
    invoiced = company.payments.groupby("deal_id").amount.sum()
    won = company.won.set_index("deal_id").amount
    assert (invoiced.reindex(won.index) == won).all()
    assert len(invoiced) == len(won)
    owed = company.payments[company.payments.paid_on.isna()]
    overdue = owed.due_on < pd.Timestamp(company.today)
    assert 20 < overdue.sum() < 400
    assert 0.1 < owed.amount[overdue].sum() / owed.amount.sum() < 0.7
    paid = company.payments.dropna(subset="paid_on")
    assert 0.1 < (paid.paid_on > paid.due_on + pd.Timedelta(days=3)).mean() < 0.4


def test_open_deals_are_as_untidy_as_anywhere(company: Company) -> None:
    still = company.deals[company.deals.status == "open"]
    today = pd.Timestamp(company.today)
    assert 200 < len(still) < 700
    assert 0.03 < (still.expected_close < today).mean() < 0.3
    assert (still.expected_close > today).mean() > 0.6
    assert 0.1 < still.next_step.isna().mean() < 0.3
    assert (still.next_step_at < today).sum() > 10
