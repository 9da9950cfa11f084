"""The planted stories, each worked out from the rows as a reader of the dashboards would."""

from __future__ import annotations

import pandas as pd

from data.demo import STORIES
from tests.demo.conftest import Company

NEW = "Новые продажи"


def test_every_story_is_told_in_both_languages() -> None:
    assert [story.key for story in STORIES] == ["stage", "channel", "segment", "discounts", "overdue"]
    assert all(story.title("ru") != story.title("en") for story in STORIES)


def test_agatha_loses_at_negotiation(company: Company) -> None:
    deals = company.deals[(company.deals.pipeline == NEW) & company.deals.furthest.notna()]
    agatha = company.manager("Агата Небылова")

    def step(stage: int) -> pd.Series:
        reached = (deals.furthest >= stage).groupby(deals.manager_id).sum()
        return (deals.furthest >= stage + 1).groupby(deals.manager_id).sum() / reached

    assert step(5)[agatha] < 0.65 * step(5).drop(agatha).median()
    assert step(5)[agatha] < step(5).drop(agatha).min()
    for other in (1, 2, 3, 4, 6):
        assert step(other)[agatha] > 0.9 * step(other).drop(agatha).median()


def test_search_ads_have_tripled_in_cost_per_customer(company: Company) -> None:
    first = company.purchases[company.purchases.number == 1]
    this_month = pd.Timestamp(company.today).to_period("M")

    def cost(source: str, end: pd.Period) -> float:
        months = [end - n for n in range(1, 5)]
        spent = company.spend[
            (company.spend.source == source) & company.spend.month.dt.to_period("M").isin(months)
        ]
        customers = first[(first.source == source) & first.closed_at.dt.to_period("M").isin(months)]
        return spent.amount.sum() / len(customers)

    rise = {
        source: cost(source, this_month) / cost(source, this_month - 12)
        for source in company.spend.source.unique()
    }
    assert 2.4 < rise["Контекстная реклама"] < 4.8
    assert max(rise, key=lambda source: rise[source]) == "Контекстная реклама"


def churn_by_segment(company: Company, start: pd.Timestamp, end: pd.Timestamp) -> pd.Series:
    """Window churn: bought within W before the start, not within W before the end."""
    window = pd.Timedelta(days=max(30.0, company.purchases.gap_days.quantile(0.9)))
    bought = company.purchases.drop(columns="segment").merge(
        company.customers[["customer_id", "segment"]], on="customer_id"
    )

    def active(at: pd.Timestamp) -> pd.Series:
        recent = bought[(bought.closed_at < at) & (bought.closed_at >= at - window)]
        return recent.groupby("customer_id").segment.first()

    gone = ~active(start).index.to_series().isin(active(end).index)
    return gone.groupby(active(start)).mean()


def test_restaurants_are_leaving_now_and_were_not_before(company: Company) -> None:
    segment = "Рестораны и гостиницы"
    now = churn_by_segment(company, company.before(150), company.before(0))
    then = churn_by_segment(company, company.before(330), company.before(180))
    assert now[segment] > 0.65
    assert now[segment] > 1.6 * now.drop(segment).max()
    assert then[segment] < 1.3 * then.drop(segment).max()


def test_yaroslav_buys_turnover_with_discounts(company: Company) -> None:
    yaroslav = company.manager("Ярослав Понарошкин")
    won = company.won
    year = won[won.closed_at >= company.before(365)]
    before = won[(won.closed_at >= company.before(730)) & (won.closed_at < company.before(365))]
    sums = year.groupby("manager_id")[["amount", "list_amount", "discount", "cost"]].sum().astype(float)
    earlier = before.groupby("manager_id").amount.sum().astype(float)
    here = sums.index[company.managers.set_index("manager_id").active.reindex(sums.index)]
    growth = (sums.amount / earlier).reindex(here).dropna()
    assert growth.idxmax() == yaroslav
    assert yaroslav in sums.amount.nlargest(4).index
    share = sums.discount / sums.list_amount
    assert share[yaroslav] > 3 * share.drop(yaroslav).max()
    margin = 1 - sums.cost / sums.amount
    assert margin[yaroslav] < 0.75 * margin.drop(yaroslav).min()


def test_the_steadiest_large_customer_is_overdue(company: Company) -> None:
    buyers = company.purchases.groupby("customer_id").agg(
        amount=("amount", "sum"),
        last=("purchased_on", "max"),
        times=("number", "max"),
        rhythm=("gap_days", "median"),
    )
    buyers["silent"] = (pd.Timestamp(company.today) - buyers["last"]).dt.days / buyers.rhythm
    largest = buyers.nlargest(3, "amount")
    overdue = largest[(largest.silent > 2.3) & (largest.times > 30)]
    assert len(overdue) >= 1
    gaps = company.purchases.gap_days[company.purchases.customer_id == overdue.times.idxmax()].dropna()
    assert gaps.quantile(0.9) < 2.2 * gaps.median()  # a metronome until then
