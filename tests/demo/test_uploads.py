"""What the demo's Monday exports showed agrees with the deals as they stand now."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd

from data.demo.facts import happen
from data.demo.generate import SEED
from data.demo.uploads import uploads_of
from tests.demo.conftest import Company

WATCHED = ("stage", "status", "amount", "expected_close")


def as_text(value: object, field: str) -> str:
    if field == "amount":
        return f"{int(value) / 100:.2f}"  # type: ignore[call-overload]
    return str(value)[:10] if field == "expected_close" else str(value)


def test_an_export_each_monday_and_one_today(company: Company) -> None:
    taken = company.snapshots.taken_at.sort_values()
    assert 30 <= len(taken) <= 31
    assert taken.iloc[-1] == pd.Timestamp(company.today) + pd.Timedelta(hours=12)
    assert {moment.weekday() for moment in taken.iloc[:-1]} == {0}
    assert set(company.changes.changed_at) <= set(taken)


def test_who_makes_the_company_before_noon_reads_of_no_upload_to_come() -> None:
    monday = date(2026, 11, 23)
    facts = happen(monday, SEED)
    noon, early = uploads_of(facts), uploads_of(facts, datetime(2026, 11, 23, 3, 30))
    assert len(noon.stamped) == len(early.stamped) == 30
    assert early.stamped[-2:].tolist() == [datetime(2026, 11, 16, 8), datetime(2026, 11, 23, 3, 30)]
    assert noon.stamped[-1] == np.datetime64("2026-11-23T12:00:00")
    assert (noon.stamped[:-1] == early.stamped[:-1]).all()
    for part in ("taken", "first", "ended"):  # what they show is the same
        assert (getattr(noon, part) == getattr(early, part)).all()


def test_the_last_change_left_the_deal_as_it_is(company: Company) -> None:
    deals = company.deals.set_index("deal_id")
    for field in WATCHED:
        told = company.changes[company.changes.field == field].sort_values("changed_at")
        last = told.groupby("deal_id").new.last()
        now = deals.loc[last.index, field]
        assert list(last) == [as_text(value, field) for value in now]
        chained = told.groupby("deal_id").new.shift() == told.old
        assert (chained | told.groupby("deal_id").cumcount().eq(0)).all()
        assert (told.old != told.new).all()


def test_a_deal_appears_with_the_first_export_after_it_was_made(company: Company) -> None:
    taken = company.snapshots.taken_at.sort_values()
    came = company.changes[company.changes.field == "appeared"].set_index("deal_id").changed_at
    made = company.deals.set_index("deal_id").created_at
    assert set(came.index) == set(made[made > taken.iloc[0]].index)
    due = taken.iloc[taken.searchsorted(made[came.index])]
    assert list(came) == list(due)
    others = company.changes[company.changes.field.isin(WATCHED)]
    assert (others.changed_at > others.deal_id.map(came).fillna(taken.iloc[0])).all()


def test_closings_are_put_off_and_amounts_move(company: Company) -> None:
    due = company.changes[company.changes.field == "expected_close"]
    assert (due.old < due.new).mean() > 0.8
    assert due.deal_id.duplicated().sum() >= 20  # several times
    still = company.deals[company.deals.status == "open"].deal_id
    assert 0.2 < still.isin(due.deal_id[due.old < due.new]).mean() < 0.4
    amounts = company.changes[company.changes.field == "amount"]
    grown = (amounts.old.astype(float) < amounts.new.astype(float)).mean()
    assert 0.4 < grown < 0.7
    reopened = company.changes[(company.changes.field == "status") & (company.changes.old == "lost")]
    assert len(reopened) >= 3
