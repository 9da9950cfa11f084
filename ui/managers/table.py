"""All managers in one table: bars, a course, intervals; on a phone a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from metrics.catalogue import metric
from metrics.dimensions import DIMENSIONS
from metrics.managers import KPIS, RANKED_FROM
from ui import shapes, text
from ui.codes import value_name
from ui.managers import finds, phone, said
from ui.managers.crew import Crew
from ui.text import _, words

WIDE, NARROW = "managers_wide", "managers_narrow"
MONEY = ("revenue", "average_check", "open_pipeline")
SHARES = ("win_rate", "discount_share", "margin_share", "attainment")
OPTIONAL = (
    "change",
    "discount_share",
    "margin_share",
    "attainment",
    "average_check",
    "median_cycle_days",
    "open_pipeline",
)
"""Left out where no manager has a value."""


def draw(crew: Crew) -> str | None:
    """The name of the chosen row's manager, '' where he has none, None where no row is chosen."""
    shapes.switch(WIDE, NARROW)
    frame = display(crew)
    with st.container(key=WIDE):
        event = st.dataframe(
            styled(crew, frame),
            hide_index=True,
            column_config=_config(crew, frame),
            height="content" if len(frame) <= 20 else 700,
            placeholder="",
            on_select="rerun",
            selection_mode="single-row",
            key="managers_table",
            alt=_("Managers"),
        )
    with st.container(key=NARROW):
        st.html(phone.listed(crew))
    chosen = event.selection.rows if hasattr(event, "selection") else []
    if not chosen or chosen[0] >= len(crew.rows):
        return None
    name = crew.rows.iloc[chosen[0]]["manager"]
    return "" if text.is_missing(name) else str(name)


def display(crew: Crew) -> pd.DataFrame:
    """By column keys, numbers as numbers: a click on a header sorts them as such."""
    rows = crew.rows
    made = pd.DataFrame({"manager": [value_name(name) for name in rows["manager"]]})
    made["revenue"] = rows["revenue"].astype(float)
    made["bar"] = made["revenue"].clip(lower=0)
    made["course"] = [crew.courses.get(name, []) for name in made["manager"]]
    attained, _why = crew.attainment()
    made["change"] = [
        crew.growth(name, revenue) for name, revenue in zip(rows["manager"], made["revenue"], strict=True)
    ]
    made["attainment"] = [attained.get(name) for name in rows["manager"]]
    for key in ("deals_won", "win_rate", "average_check", "median_cycle_days", "discount_share"):
        made[key] = rows[key].astype(float)
    made["between"] = [said.between(row) for row in rows.itertuples()]
    for key in ("margin_share", "open_pipeline"):
        made[key] = rows[key].astype(float)
    made["team"] = [None if text.is_missing(team) else team for team in rows["team"]]
    order = [key for key in ORDER if key not in (*OPTIONAL, "team") or made[key].notna().any()]
    return made[order]


ORDER = (
    "manager",
    "revenue",
    "bar",
    "change",
    "course",
    "win_rate",
    "between",
    "discount_share",
    "margin_share",
    "attainment",
    "deals_won",
    "average_check",
    "median_cycle_days",
    "open_pipeline",
    "team",
)


def styled(crew: Crew, frame: pd.DataFrame) -> Styler:
    money = {key: lambda value: text.money(value, crew.desk.currency) for key in MONEY if key in frame}
    shares = {key: text.share for key in SHARES if key in frame}
    signs = {"change": _signed} if "change" in frame else {}
    days = {key: text.days for key in ("median_cycle_days",) if key in frame}
    made = frame.style.format({**money, **shares, **days, **signs, "deals_won": text.number})
    few = (crew.rows["decided"] < RANKED_FROM) & (crew.rows["decided"] > 0)
    for at in frame.index[few]:
        made = made.format(_always(said.counted(crew.rows.loc[at])), subset=pd.IndexSlice[[at], ["win_rate"]])
    flagged = [at for at in frame.index if finds.gives_away(crew, crew.rows.loc[at])]
    doubtful = [key for key in ("discount_share", "margin_share") if key in frame]
    if flagged and doubtful:
        made = made.map(
            lambda _value: f"color: {crew.desk.colours.bad}", subset=pd.IndexSlice[flagged, doubtful]
        )
    return made


def _signed(value: Any) -> str:
    return text.NOTHING if text.is_missing(value) else ("+" if value > 0 else "") + text.share(value, 0)


def _always(word: str) -> Callable[[Any], str]:
    return lambda _value: word


def _config(crew: Crew, frame: pd.DataFrame) -> dict[str, Any]:
    column, top = st.column_config, max(float(frame["bar"].max()), 1.0)
    made: dict[str, Any] = {
        "manager": column.TextColumn(words(DIMENSIONS["manager"].name), width=160, pinned=True),
        "bar": column.ProgressColumn(
            _("Share of the best"), width=110, format=" ", min_value=0, max_value=top
        ),
        "change": column.NumberColumn(
            _("Against before"), width=100, help=_("Revenue against the compared period.")
        ),
        "course": column.LineChartColumn(_("Revenue over time"), width=140, y_min=0),
        "attainment": column.NumberColumn(
            _("Plan fulfilled"),
            width=105,
            help=_("Revenue over the plan of the months that have begun; the current one counts as a whole."),
        ),
        "between": column.TextColumn(
            _("Likely between"),
            width=115,
            help=_(
                "Where the true win rate lies with 95 % confidence (Wilson), and how many closed deals it is counted from."
            ),
        ),
        "team": column.TextColumn(words(DIMENSIONS["team"].name), width=150),
    }
    for key in frame.columns:
        if key not in made:
            what = metric(key)
            made[key] = column.NumberColumn(words(what.name), width=105, help=words(what.definition))
    return {key: made[key] for key in frame.columns}


def for_file(crew: Crew) -> pd.DataFrame:
    """By readable names, exact."""
    rows, attained = crew.rows, crew.attainment()[0]
    made: dict[str, Any] = {
        words(DIMENSIONS["manager"].name): [value_name(name) for name in rows["manager"]],
        words(DIMENSIONS["team"].name): [None if text.is_missing(team) else team for team in rows["team"]],
    }
    for key in KPIS:
        if rows[key].notna().any():
            made[words(metric(key).name)] = rows[key]
    made[_("Closed deals")] = rows["decided"]
    made[_("Win rate, at least")] = rows["win_rate_low"]
    made[_("Win rate, at most")] = rows["win_rate_high"]
    if attained:
        made[_("Plan fulfilled")] = [attained.get(name) for name in rows["manager"]]
    return pd.DataFrame(made)
