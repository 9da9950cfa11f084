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
from metrics.dimensions import DIMENSIONS, SIDEBAR, Dimension
from metrics.period import Period
from metrics.view import Filters
from ui.codes import value_name
from ui.filter_words import CUSTOM, comparison_name, preset_name
from ui.text import LANGUAGES, NAMES, _, day, words

FIRST_DAY, LAST_DAY = periods.EARLIEST, periods.LATEST - periods.DAY
UNKNOWN = "unknown_values"
"""What an address asks for that is among nobody's options: it lets nothing through, never everything."""
OWNER = "whose_page"
DEFAULT_PERIOD = "last_12_months"
Options = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Chosen:
    filters: Filters
    preset: str
    period: Period
    comparison: str


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
        _say_what_is_unknown()
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


def _say_what_is_unknown() -> None:
    for key, values in unknown().items():
        st.warning(
            _(
                "The link asks for {name} “{values}”, which is not in the data you see: nothing of it is shown.",
                name=words(DIMENSIONS[key].name),
                values=", ".join(values),
            )
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
        st.date_input(
            label, value=None, key=key, format="DD.MM.YYYY", min_value=FIRST_DAY, max_value=LAST_DAY
        )


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
    st.session_state[UNKNOWN] = {}


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
        asked = given.get(dimension.key, [])
        state[dimension.key] = [value for value in asked if value in options[dimension.key]]
        if unknown := tuple(value for value in asked if value not in options[dimension.key]):
            state[UNKNOWN] = {**state[UNKNOWN], dimension.key: unknown}
    if given.get("lang", [""])[0] in LANGUAGES:
        state["lang"] = given["lang"][0]
    else:
        state.pop("lang", None)


def remember(name: str, value: object) -> None:
    st.session_state[name] = value


def recall(name: str) -> object:
    return st.session_state.get(name)


def belong_to(person: str) -> None:
    """Forgets what another person left on this page: Streamlit gives the state of a page that lost its
    connection to whoever knows its number."""
    if st.session_state.get(OWNER, person) != person:
        st.session_state.clear()
    st.session_state[OWNER] = person


def are_drawn() -> bool:
    return "period" in st.session_state


def _as_date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def as_address(default_language: str) -> dict[str, list[str]]:
    """What the widgets say, without what is so by default."""
    state, found = st.session_state, {}
    defaults = {"period": DEFAULT_PERIOD, "compare": periods.COMPARISONS[0], "lang": default_language}
    for key, default in defaults.items():
        if (value := state.get(key)) and value != default:
            found[key] = [value]
    if state.get("period") == CUSTOM:
        found |= {key: [state[key].isoformat()] for key in ("from", "to") if state.get(key)}
    return found | {d.key: list(_asked(d.key)) for d in SIDEBAR if _asked(d.key)}


def _asked(key: str) -> tuple[str, ...]:
    """What is chosen, and what an address asked for that nobody knows."""
    return (*(st.session_state.get(key) or ()), *unknown().get(key, ()))


def unknown() -> dict[str, tuple[str, ...]]:
    return st.session_state.get(UNKNOWN) or {}


def chosen(options: Options, today: date) -> Chosen:
    state = st.session_state
    preset = state.get("period", DEFAULT_PERIOD)
    preset = preset if preset in (*periods.PRESETS, CUSTOM) else DEFAULT_PERIOD
    comparison = state.get("compare", periods.COMPARISONS[0])
    values = {
        dimension.key: (
            *(v for v in state.get(dimension.key) or () if v in options[dimension.key]),
            *unknown().get(dimension.key, ()),
        )
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
