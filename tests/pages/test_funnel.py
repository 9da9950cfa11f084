"""The funnel page: what it says, that its bars open to what they show, and what it refuses in words."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from metrics import drill
from metrics.period import Period
from tests.pages.conftest import desk_of
from tests.rows import deal, fill
from ui import links, text
from ui.funnel import room, standings

PAGE = "pipeline/funnel"
YEAR = Period(date(2025, 12, 1), date(2026, 12, 1))
FRESH, OCTOBER = date(2026, 11, 2), date(2026, 10, 20)
STAGES = [
    {"pipeline": "", "stage": "Lead", "position": 1, "kind": "open"},
    {"pipeline": "", "stage": "Talks", "position": 2, "kind": "open"},
]
MANAGERS = [{"manager_id": "a", "name": "Ann"}, {"manager_id": "b", "name": "Bob"}]


def made(deal_id, status, stage=None, **more):
    return deal(deal_id, status, stage=stage, **{"created_at": FRESH, "amount": 100, **more})


def many(count, who, status, **more):
    return [made(f"{who}{status}{i}", status, manager_id=who, **more) for i in range(count)]


def headline(at) -> str:
    return next(m.value for m in at.markdown if m.value.startswith("#### ")).removeprefix("#### ")


def titles(at) -> list[str]:
    return [m.value.strip("*") for m in at.markdown if m.value.startswith("**")]


def warned(at) -> list[str]:
    return [warning.value for warning in at.warning]


def chart(at, key: str) -> dict:
    found = [c for c in at.get("plotly_chart") if c.proto.id.endswith(key)]
    assert len(found) == 1, [c.proto.id for c in at.get("plotly_chart")]
    return json.loads(found[0].proto.spec)


def bars(at, key: str) -> list[tuple[float, str]]:
    trace = chart(at, key)["data"][-1]
    return list(zip(trace["x"], trace["customdata"], strict=True))


def words(at, key: str) -> list[str]:
    return [note["text"] for note in chart(at, key)["layout"]["annotations"]]


def opened_deals(desk, link: str) -> dict:
    there = links.from_text(link)
    return desk.read(drill.totals(there.narrowed(desk.view), there.list)).iloc[0].to_dict()


@pytest.fixture(scope="module")
def deals(company) -> pd.DataFrame:
    """Deals created in the last twelve months, with the furthest position worked out from the raw tables."""
    stages = company.read(sa.select(schema.stages).where(schema.stages.c.kind == "open"))
    at = {(s.pipeline, s.stage): s.position for s in stages.itertuples()}
    last = stages.groupby("pipeline")["position"].max()
    visits = company.read(sa.select(schema.stage_visits.c["deal_id", "pipeline", "stage"]))
    visits["position"] = [at.get((v.pipeline, v.stage), 0) for v in visits.itertuples()]
    been = visits.groupby("deal_id")["position"].max()
    rows = company.read(sa.select(schema.deals))
    rows = rows[(rows.created_at >= "2025-12-01") & (rows.created_at < "2026-12-01")].copy()
    names = company.read(sa.select(schema.managers)).set_index("manager_id")["name"]
    rows["manager"] = rows["manager_id"].map(names)
    rows["came"] = [
        last[d.pipeline] + (d.status == "won")  # a returned sale passed every stage, and is no sale
        if d.status in ("won", "returned")
        else max(
            at.get((d.pipeline, d.stage), 0), at.get((d.pipeline, d.lost_stage), 0), been.get(d.deal_id, 0)
        )
        for d in rows.itertuples()
    ]
    return rows


def test_the_answer_counts_what_the_rows_hold(company, deals, opened):
    at = opened(company, PAGE, lang="en")
    mine = deals[deals.pipeline == deals.pipeline.value_counts().idxmax()]
    won = (mine.status == "won").sum()
    lost = mine[mine.status == "lost"]
    worst, at_worst = lost.came.value_counts().idxmax(), lost.came.value_counts().max()
    stages = company.read(sa.select(schema.stages)).set_index(["pipeline", "position"])["stage"]
    pipeline = mine.pipeline.iloc[0]
    assert headline(at) == (
        f"{pipeline}: of {len(mine):,} deals created, {won:,} were won ({won / len(mine):.0%}); "
        f"most are lost at “{stages[pipeline, worst]}”: {at_worst:,}, {at_worst / len(lost):.0%} of all losses."
    )
    assert not at.exception and not at.error and not at.warning


def test_each_bar_is_as_long_as_its_deals_are_many(company, deals, opened):
    at = opened(company, PAGE, lang="en")
    mine = deals[deals.pipeline == deals.pipeline.value_counts().idxmax()]
    steps = range(1, mine.came.max() + 1)
    assert [x for x, _ in bars(at, "funnel_cohort")] == [float((mine.came >= step).sum()) for step in steps]
    lost = mine[mine.status == "lost"]
    assert [x for x, _ in bars(at, "funnel_lost")] == [
        float((lost.came == step).sum()) for step in list(steps)[:-1]
    ]
    settled = [x for x, _ in bars(at, "funnel_resolved")]
    shares = [
        (mine.came > step).sum() / ((mine.came > step).sum() + (lost.came == step).sum())
        for step in list(steps)[:-1]
    ]
    assert settled[:-1] == pytest.approx(shares)
    won = (mine.came == max(steps)).sum()
    assert settled[-1] == pytest.approx(won / (won + len(lost)))


def test_every_bar_opens_to_as_many_deals_as_it_shows(company, deals, opened):
    at = opened(company, PAGE, lang="en")
    at.segmented_control(key="funnel_pipeline").set_value(deals.pipeline.value_counts().index[1]).run()
    desk = desk_of(company, YEAR)
    for key in ("funnel_cohort", "funnel_lost"):
        for length, link in bars(at, key):
            assert opened_deals(desk, link)["deals"] == length


@pytest.mark.parametrize(("sense", "key"), [("flow", "funnel_flow"), ("stock", "funnel_stock")])
def test_the_other_senses_stand_alone_and_open_to_their_deals(company, opened, sense, key):
    at = opened(company, PAGE, lang="en")
    at.segmented_control(key="funnel_sense").set_value(sense).run()
    assert not at.exception and not at.error
    drawn = [c.proto.id.rsplit("-", 1)[-1] for c in at.get("plotly_chart")]
    assert drawn[:2] == [key, f"{key}_money"]
    assert "funnel_cohort" not in drawn and "funnel_matrix" not in drawn
    desk = desk_of(company, YEAR)
    for (length, link), (money, same) in zip(bars(at, key), bars(at, f"{key}_money"), strict=True):
        found = opened_deals(desk, link)
        assert (found["deals"], link) == (length, same)
        assert float(found["amount"]) == pytest.approx(money)


def test_the_planted_loss_is_found_and_said(company, deals, opened):
    at = opened(company, PAGE, lang="ru", pipeline="Новые продажи")
    mine = deals[(deals.pipeline == "Новые продажи") & (deals.came >= 5)]
    agatha = mine[mine.manager == "Агата Небылова"]
    rest = mine[mine.manager != "Агата Небылова"]
    shares = [
        (d.came > 5).sum() / ((d.came > 5).sum() + ((d.came == 5) & (d.status == "lost")).sum())
        for d in (agatha, rest)
    ]
    said = [f"{share * 100:.0f}\N{NO-BREAK SPACE}%" for share in shares]
    assert (
        f"Агата Небылова на этапе «Переговоры»: дальше проходит {said[0]}, у остальных {said[1]}"
        in titles(at)
    )
    cells = chart(at, "funnel_matrix")["data"][-1]
    agathas = [
        c for c in zip(cells["text"], cells["customdata"], strict=True) if "%D0%90%D0%B3%D0%B0" in c[1]
    ]
    assert agathas[4][0] == said[0]
    lost = ((agatha.came == 5) & (agatha.status == "lost")).sum()
    assert opened_deals(desk_of(company, YEAR), agathas[4][1])["deals"] == lost


def test_a_loss_in_a_pipeline_not_shown_is_pointed_at(company, opened):
    at = opened(company, PAGE, lang="en")
    hints = [c.value for c in at.caption if c.value.startswith("Elsewhere")]
    assert len(hints) == 1
    assert hints[0].startswith("Elsewhere, in “Новые продажи”, Агата Небылова at “Переговоры”: ")


def test_another_dimension_can_be_compared(company, opened):
    at = opened(company, PAGE, lang="ru", pipeline="Новые продажи")
    text.speak("ru")  # in which the test, too, formats the options it sends back
    at.segmented_control(key="funnel_against").set_value("source").run()
    assert not at.exception and not at.error
    rows = chart(at, "funnel_matrix")["layout"]["yaxis"]["ticktext"]
    assert {"Контекстная реклама", "Сайт"} <= {row.strip() for row in rows}
    assert chart(at, "funnel_matrix")["layout"]["xaxis"]["ticktext"][-1] == "До продажи"


def test_one_value_is_nothing_to_compare(company, opened):
    at = opened(company, PAGE, lang="en")
    at.segmented_control(key="funnel_against").set_value("source").run()
    assert "Nothing to compare: all deals of this pipeline are alike here" in titles(at)
    assert not [c for c in at.get("plotly_chart") if c.proto.id.endswith("funnel_matrix")]


def test_time_in_stage_names_the_slowest(company, opened):
    at = opened(company, PAGE, lang="en", pipeline="Новые продажи")
    medians = [x for x, _ in bars(at, "funnel_waiting")]
    assert medians.index(max(medians)) == 4
    (title,) = [t for t in titles(at) if t.startswith("Slowest at")]
    assert title.startswith(f"Slowest at “Переговоры”: half stay longer than {max(medians):.1f} d, a quarter")
    assert any(c.value.startswith("Current visits are counted as still running.") for c in at.caption)


def test_stages_under_twenty_cases_lead_with_the_count(own, opened):
    rows = [
        made("w1", "won", closed_at=FRESH),
        made("w2", "won", closed_at=FRESH),
        made("l", "lost", lost_stage="Talks", loss_reason="Price", closed_at=FRESH),
        made("o", "open", "Lead"),
    ]
    fill(own, stages=STAGES, deals=rows)
    at = opened(own, PAGE, lang="en")
    assert headline(at) == (
        "Of 4 deals created, 2 were won (2 of 4); most are lost at “Talks”: 1, 1 of 1 of all losses."
    )
    assert words(at, "funnel_cohort") == [
        "Lead",
        "<b>4</b> · 100% · ₽400",
        "↓ 3 of 4 go on · 0 lost · 1 in work",
        "Talks",
        "<b>3</b> · 75% · ₽300",
        "↓ 2 of 3 go on · 1 lost",
        "Won",
        "<b>2</b> · 50% · ₽200",
    ]
    assert words(at, "funnel_resolved") == [
        *("Lead", "<b>3 of 3</b>"),
        *("Talks", "<b>2 of 3</b>"),
        *("From the first stage to a sale", "<b>2 of 3</b>"),
    ]
    assert words(at, "funnel_lost") == ["Lead", "<b>0</b> · ₽0", "Talks", "<b>1</b> · ₽100", "Price 1"]
    # 1 % of 3 deals × all past Talks are won × 100 average check
    assert bars(at, "funnel_gain")[1][0] == pytest.approx(3.0)


def test_lost_deals_without_their_stage_refuse_conversion(own, opened):
    rows = [
        made("w", "won", closed_at=FRESH),
        made("l1", "lost", closed_at=FRESH),
        made("l2", "lost", lost_stage="Lead", closed_at=FRESH),
        made("o", "open", "Talks"),
    ]
    fill(own, stages=STAGES, managers=MANAGERS, deals=rows)
    at = opened(own, PAGE, lang="en")
    assert headline(at) == (
        "Of 4 deals created, 1 were won (1 of 4); 2 were lost, and the data do not say at which stage."
    )
    assert warned(at)[0].startswith("1 of 2 lost deals do not say at which stage they were lost")
    assert "The data hold no stage history in this period" in warned(at)[-1]
    drawn = [c.proto.id.rsplit("-", 1)[-1] for c in at.get("plotly_chart")]
    assert drawn == ["funnel_outcomes", "funnel_lost"]
    assert [(length, links.from_text(link).where[-1]) for length, link in bars(at, "funnel_outcomes")] == [
        (4.0, ("pipeline", "")),
        (1.0, ("status", "won")),
        (2.0, ("status", "lost")),
        (1.0, ("status", "open")),
    ]
    desk = desk_of(own, YEAR)
    for key in drawn:
        for length, link in bars(at, key):
            assert opened_deals(desk, link)["deals"] == length
    assert words(at, "funnel_lost")[-2:] == ["Stage not known", "<b>1</b> · ₽100"]


def test_sales_without_stages_have_no_funnel(own, opened):
    fill(own, deals=[deal("s", closed_at=FRESH, amount=5)])
    at = opened(own, PAGE, lang="en")
    assert warned(at) == [
        "These sales have neither a creation date nor stages: "
        "a funnel needs an export of deals with the stage of each."
    ]
    assert not at.exception and not at.get("plotly_chart")


def test_nothing_created_is_said(own, opened):
    old = {"created_at": date(2026, 1, 5)}
    fill(
        own, stages=STAGES, deals=[made("o", "open", "Lead", **old), made("w", "won", closed_at=FRESH, **old)]
    )
    at = opened(own, PAGE, lang="en", period="this_month")
    assert headline(at) == "No deals were created in this period."
    at.segmented_control(key="funnel_sense").set_value("stock").run()
    assert words(at, "funnel_stock") == ["Lead", "<b>1</b>", "Talks", "<b>0</b>"]


def test_an_empty_store_and_an_empty_filter_are_said(own, opened):
    at = opened(own, PAGE, lang="en")
    assert not at.exception and any("Nothing here yet" in s.value for s in at.subheader)
    fill(own, stages=STAGES, deals=[made("w", "won", closed_at=OCTOBER, created_at=OCTOBER)])
    at = opened(own, PAGE, lang="en", period="this_month")
    assert not at.exception
    assert any("No deals match these filters" in m.value for m in at.markdown)


def test_a_manager_alone_has_nobody_to_compare_with(own, opened):
    fill(own, stages=STAGES, managers=MANAGERS, deals=many(25, "a", "won", closed_at=FRESH))
    at = opened(own, PAGE, lang="en")
    assert not at.exception
    assert [c.proto.id.rsplit("-", 1)[-1] for c in at.get("plotly_chart")] == [
        "funnel_cohort",
        "funnel_resolved",
    ]


def test_who_stands_apart_is_told_by_chance_not_by_eye(own):
    lost = {"lost_stage": "Talks", "closed_at": FRESH}
    rows = [
        *many(8, "a", "won", closed_at=FRESH),
        *many(32, "a", "lost", **lost),
        *many(32, "b", "won", closed_at=FRESH),
        *many(8, "b", "lost", **lost),
    ]
    fill(own, stages=STAGES, managers=MANAGERS, deals=rows)
    found = standings.standings(desk_of(own, YEAR), "manager")
    ann = next(one for one in found if (one.name, one.position) == ("Ann", 2))
    assert (ann.share, ann.others, ann.settled, ann.others_settled) == (0.2, 0.8, 40, 40)
    assert ann.z == pytest.approx(-0.6 / (0.5 * 0.5 * 2 / 40) ** 0.5)
    assert standings.worst(found) == ann
    fill(own, stages=STAGES, managers=MANAGERS, deals=rows[:19] + rows[40:])
    assert standings.worst(standings.standings(desk_of(own, YEAR), "manager")) is None  # 19 cases: too few


def test_the_whole_way_is_told_where_no_stage_stands_out(own):
    lost = {"lost_stage": "Lead", "closed_at": FRESH}
    late = {"lost_stage": "Talks", "closed_at": FRESH}
    rows = [
        *many(30, "a", "won", closed_at=FRESH),
        *[made(f"early{i}", "lost", manager_id="a", **lost) for i in range(12)],
        *[made(f"late{i}", "lost", manager_id="a", **late) for i in range(8)],
        *many(48, "b", "won", closed_at=FRESH),
        *many(2, "b", "lost", **lost),
    ]
    fill(own, stages=STAGES, managers=MANAGERS, deals=rows)
    found = standings.standings(desk_of(own, YEAR), "manager")
    way = [one for one in found if one.stage is None and one.name == "Ann"]
    assert [
        (one.position, one.moved_on, one.lost, one.others_moved_on, one.others_settled) for one in way
    ] == [(3, 30, 20, 48, 50)]
    assert [(one.stage, one.moved_on, one.lost) for one in standings.everybody(found[:3])] == [
        ("Lead", 86, 14),
        ("Talks", 78, 8),
        (None, 78, 22),
    ]


def test_pipelines_are_ordered_by_deals_created(company, deals):
    assert room.pipelines(desk_of(company, YEAR)) == list(deals.pipeline.value_counts().index)


def test_russian_has_all_the_words(company, opened):
    text.speak("ru")
    at = opened(company, PAGE, lang="ru")
    latin = [t for t in [headline(at), *titles(at)] if any("a" <= c.lower() <= "z" for c in t)]
    assert latin == []


@pytest.mark.parametrize(("days", "said"), [(12, True), (10, False)])
def test_a_cohort_younger_than_the_median_cycle_is_called_immature(own, opened, days, said):
    """November has run for 21 days at T, the 22nd: its middle lies 10 days back (November 1 to 22)."""
    sold = [deal(f"w{i}", created_at=date(2026, 11, 2), closed_at=date(2026, 11, 2 + days)) for i in range(3)]
    fill(own, stages=STAGES, deals=[*sold, made("o", "open", "Lead")])
    at = opened(own, PAGE, lang="en", period="this_month")
    assert any(c.value.startswith("Immature: ") for c in at.caption) is said
