"""Plain SQL written by hand for what each page shows, and its frames of time; see ``hand/*.sql``.

A file holds queries, each under ``-- name: now, before``: the frames it is asked for. ``$from`` … ``$to`` is
the frame, ``$last`` its last day, ``$eve`` the day before it, ``$gone_before`` and ``$eve_gone_before`` lie the
churn window earlier. ``$b_from`` … ``$b_to`` is the compared frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from metrics.period import Period
from metrics.view import View

FOLDER = Path(__file__).parent / "hand"
EVERY_PAGE = "every_page"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Query:
    page: str
    name: str
    frame: str
    sql: str
    values: dict[str, Any]

    def answer(self, driver: Any) -> pa.Table:
        return driver.execute(self.sql, self.values).to_arrow_table()


def queries(page: str, view: View, before: Period, person: str) -> list[Query]:
    frames = {"now": _frame(view, view.period), "before": _frame(view, before)}
    others = {"b_from": before.start, "b_to": before.end, "person": person}
    found = []
    for home, name, asked, sql in (*_parsed(page), *_parsed(EVERY_PAGE)):
        for frame in asked:
            values = {**frames[frame], **others}
            used = {key: value for key, value in values.items() if re.search(rf"\${key}\b", sql)}
            found.append(Query(home, name, frame, sql, used))
    return found


def _parsed(page: str) -> Iterator[tuple[str, str, list[str], str]]:
    parts = re.split(r"^-- (\w+): (.+)$", (FOLDER / f"{page}.sql").read_text("utf-8"), flags=re.MULTILINE)
    for name, asked, sql in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        yield page, name, [frame.strip() for frame in asked.split(",")], sql.strip()


def _frame(view: View, period: Period) -> dict[str, Any]:
    assert period.start and period.end and view.churn_days
    last, eve = period.last_day(view.today), period.start - DAY
    back = timedelta(days=view.churn_days)
    return {
        "from": period.start,
        "to": period.end,
        "last": last,
        "eve": eve,
        "after": datetime.combine(last + DAY, time()),
        "gone_before": last - back,
        "eve_gone_before": eve - back,
        "window": view.churn_days,
    }
