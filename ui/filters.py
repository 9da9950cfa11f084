"""The sidebar's filters: drawn on every page, kept over pages, said in words.

Widget keys are the names in the address (see ``ui.address``). What a widget
returns is what some browser sent; so values are matched against the options
read through the scope, and what is not among them is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from data.errors import BadInput
from metrics import period as periods
from metrics.dimensions import SIDEBAR, Dimension
from metrics.period import Period
from metrics.view import Filters
from ui.codes import value_name
from ui.text import LANGUAGES, NAMES, _, day, month, words

CUSTOM = "custom"
DEFAULT_PERIOD = "last_12_months"
Options = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Chosen:
    filters: Filters
    preset: str
    period: Period
    comparison: str


def preset_name(preset: str) -> str:
    names = {
        "this_month": _("This month"),
        "last_month": _("Last month"),
        "this_quarter": _("This quarter"),
        "last_quarter": _("Last quarter"),
        "this_year": _("This year"),
        "last_year": _("Last year"),
        "last_30_days": _("Last 30 days"),
        "last_90_days": _("Last 90 days"),
        "last_12_months": _("Last 12 months"),
        "all_time": _("All time"),
        CUSTOM: _("Own dates"),
    }
    return names[preset]


def comparison_name(comparison: str) -> str:
    names = {
        "previous": _("with the period before"),
        "last_year": _("with a year ago"),
        "none": _("with nothing"),
    }
    return names[comparison]


def language_switch(default: str) -> str:
    st.session_state.setdefault("lang", default)
    chosen = st.sidebar.segmented_control(
        _("Language"),
        LANGUAGES,
        required=True,
        format_func=NAMES.__getitem__,
        key="lang",
        label_visibility="collapsed",
    )
    return chosen if chosen in LANGUAGES else default


def draw(options: Options, today: date) -> None:
    """A drop-down with one choice is no choice: it is left out, unless something is chosen in it."""
    st.session_state.setdefault("period", DEFAULT_PERIOD)
    _forget_what_is_gone(options)
    with st.sidebar:
        st.selectbox(
            _("Period"),
            (*periods.PRESETS, CUSTOM),
            format_func=preset_name,
            key="period",
            filter_mode=None,
        )
        if st.session_state.get("period") == CUSTOM:
            _own_dates(today)
        st.selectbox(
            _("Compare"),
            periods.COMPARISONS,
            format_func=comparison_name,
            key="compare",
            filter_mode=None,
        )
        for dimension in SIDEBAR:
            if len(options[dimension.key]) > 1 or st.session_state.get(dimension.key):
                _values(dimension, options[dimension.key])
        st.button(
            _("Reset filters"), on_click=reset, icon=":material/restart_alt:", width="stretch", key="reset"
        )


def _forget_what_is_gone(options: Options) -> None:
    """A value that an import or an undo took away would break its drop-down."""
    for dimension in SIDEBAR:
        if kept := st.session_state.get(dimension.key):
            st.session_state[dimension.key] = [value for value in kept if value in options[dimension.key]]


def _own_dates(today: date) -> None:
    year_ago = today - timedelta(days=364)
    for key, label, default in (("from", _("From"), year_ago), ("to", _("To, inclusive"), today)):
        st.session_state.setdefault(key, default)
        st.date_input(label, value=None, key=key, format="DD.MM.YYYY")


def _values(dimension: Dimension, options: tuple[str, ...]) -> None:
    st.multiselect(
        words(dimension.name),
        options,
        format_func=lambda value: value_name(value, dimension.key),
        placeholder=_("All"),
        key=dimension.key,
        select_all=False,
    )


KEYS: tuple[str, ...] = ("period", "compare", "from", "to", *(dimension.key for dimension in SIDEBAR))


def reset() -> None:
    """Everything but the language back to how a first visit finds it."""
    st.session_state["period"] = DEFAULT_PERIOD
    st.session_state["compare"] = periods.COMPARISONS[0]
    for key in ("from", "to"):
        st.session_state.pop(key, None)
    for dimension in SIDEBAR:
        st.session_state[dimension.key] = []


def adopt(given: Mapping[str, list[str]], options: Options) -> None:
    """Sets the widgets to what an address says; what makes no sense in it is left out. Before ``draw``."""
    reset()
    state = st.session_state
    for key, allowed in (("period", (*periods.PRESETS, CUSTOM)), ("compare", periods.COMPARISONS)):
        if given.get(key, [""])[0] in allowed:
            state[key] = given[key][0]
    for key in ("from", "to"):
        if (found := _as_date(given.get(key, [""])[0])) is not None:
            state[key] = found
    for dimension in SIDEBAR:
        values = [value for value in given.get(dimension.key, []) if value in options[dimension.key]]
        if values:
            state[dimension.key] = values
    if given.get("lang", [""])[0] in LANGUAGES:
        state["lang"] = given["lang"][0]
    else:
        state.pop("lang", None)


def remember(name: str, value: object) -> None:
    st.session_state[name] = value


def recall(name: str) -> object:
    return st.session_state.get(name)


def are_drawn() -> bool:
    return "period" in st.session_state


def _as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def as_address(default_language: str) -> dict[str, list[str]]:
    """What the widgets say, without what is so by default."""
    state, found = st.session_state, {}
    defaults = {"period": DEFAULT_PERIOD, "compare": periods.COMPARISONS[0], "lang": default_language}
    for key, default in defaults.items():
        if (value := state.get(key)) and value != default:
            found[key] = [value]
    if state.get("period") == CUSTOM:
        found |= {key: [state[key].isoformat()] for key in ("from", "to") if state.get(key)}
    return found | {d.key: list(state[d.key]) for d in SIDEBAR if state.get(d.key)}


def chosen(options: Options, today: date) -> Chosen:
    state = st.session_state
    preset = state.get("period", DEFAULT_PERIOD)
    preset = preset if preset in (*periods.PRESETS, CUSTOM) else DEFAULT_PERIOD
    comparison = state.get("compare", periods.COMPARISONS[0])
    values = {
        dimension.key: tuple(v for v in state.get(dimension.key) or () if v in options[dimension.key])
        for dimension in SIDEBAR
    }
    return Chosen(
        filters=Filters.of(**values),
        preset=preset,
        period=_own_period(today) if preset == CUSTOM else periods.of(preset, today),
        comparison=comparison if comparison in periods.COMPARISONS else periods.COMPARISONS[0],
    )


def _own_period(today: date) -> Period:
    start, last = st.session_state.get("from"), st.session_state.get("to")
    if start is None and last is None:
        return periods.of(DEFAULT_PERIOD, today)
    if start and last and start > last:
        raise BadInput(
            "The period ends on {last}, before it starts on {start}. Swap the two dates in the sidebar.",
            start=day(start),
            last=day(last),
        )
    return Period(start, last + periods.DAY if last else None)


def period_words(period: Period) -> str:
    """1 Mar 2026 – 31 Mar 2026, or the month's name where it is one."""
    if period.start is None and period.end is None:
        return _("all time")
    if period.start is None or period.end is None:
        if period.start:
            return _("from {day}", day=day(period.start))
        return _("up to {day}", day=day(period.end - periods.DAY))  # type: ignore[operator,arg-type]
    if period.start.day == 1 and period.start + periods.STEPS["month"] == period.end:
        return month(period.start)
    return f"{day(period.start)} – {day(period.end - periods.DAY)}"


def filter_words(filters: Filters) -> str:
    """North and South; Website: each filter's values, as one would say them."""
    said = []
    for key, values in filters.chosen:
        names = [value_name(value, key) for value in values]
        few = (
            names[0]
            if len(names) == 1
            else _("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])
        )
        said.append(few)
    return "; ".join(said)
