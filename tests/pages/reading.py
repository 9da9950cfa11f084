"""What a page of AppTest says: its first line, its charts, its words, and the deals behind a link of its."""

from __future__ import annotations

import json
import re

from streamlit.testing.v1 import AppTest

from data.store import Store
from metrics import drill
from tests.rows import records
from ui import links
from ui.desk import Desk


def spec(at: AppTest, position: int) -> dict:
    return json.loads(at.get("plotly_chart")[position].proto.spec)


def first_line(at: AppTest) -> str:
    return next(m.value for m in at.markdown if m.value.startswith("#### "))


def latin(at: AppTest) -> set[str]:
    """Latin words among all that the page says, in its charts too."""
    said = [element.value for element in [*at.markdown, *at.caption]] + [card.label for card in at.metric]
    for chart in at.get("plotly_chart"):
        drawn = json.loads(chart.proto.spec)
        for trace in drawn["data"]:
            said += [
                trace.get("name", ""),
                *map(str, trace.get("text") or ()),
                *(trace.get("hovertext") or ()),
            ]
        for axis in ("xaxis", "yaxis"):
            said += map(str, drawn["layout"][axis].get("ticktext") or ())
    return set(re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^>]*>", " ", "\n".join(said))))


def totals(made: Store, desk: Desk, link: str) -> dict:
    where = links.from_text(link)
    return records(made, drill.totals(where.narrowed(desk.view), where.list))[0]
