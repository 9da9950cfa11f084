"""What does each number mean? The catalogue in words, with its formula and today's value."""

import streamlit as st

from metrics import confidential
from metrics.catalogue import METRICS
from metrics.metric import Clock, Metric
from ui import cards, charts, links, page, text
from ui.desk import Desk
from ui.text import _, ngettext, words


def definitions(desk: Desk) -> None:
    page.answer(
        ngettext(
            "{count} number, one definition each, on every page and in every export.",
            "{count} numbers, one definition each, on every page and in every export.",
            len(METRICS),
        )
    )
    wanted = st.text_input(_("Find"), placeholder=_("win rate, churn, check…"), key="definitions_find")
    found = [metric for metric in METRICS.values() if _speaks_of(metric, wanted.strip().lower())]
    if not found:
        st.info(_("No number is called that. Try one word of it."))
        return
    told, _refusals = cards.answerable(desk, [metric.key for metric in found])
    values = {} if desk.view.first_day is None or not told else cards.values(desk, desk.view, told)
    for clock, title in _sections().items():
        if group := [metric for metric in found if metric.clock in clock]:
            st.subheader(title)
            for metric in group:
                _one(desk, metric, values.get(metric.key))


def _sections() -> dict[tuple[Clock, ...], str]:
    return {
        (Clock.CLOSED,): _("Deals closed in the period"),
        (Clock.CREATED,): _("Deals created in the period"),
        (Clock.NOW,): _("Deals in work now"),
        (Clock.UPLOADS,): _("What changed between two uploads"),
        (Clock.BASE,): _("The whole base, as it stands"),
        (Clock.BOUGHT, Clock.LIFETIME): _("Purchases and customers"),
        (Clock.AS_OF,): _("Customers seen from the last day of the period"),
    }


def _speaks_of(metric: Metric, wanted: str) -> bool:
    texts = (metric.key, metric.name.ru, metric.name.en, metric.definition.ru, metric.definition.en)
    return not wanted or any(wanted in one.lower() for one in texts)


def _one(desk: Desk, metric: Metric, value: text.Number | None) -> None:
    with st.container(border=True):
        left, right = st.columns((4, 1), vertical_alignment="center")
        left.markdown(f"**{words(metric.name)}** &nbsp; `{metric.key}`")
        left.write(words(metric.definition))
        left.caption(words(metric.formula))
        if confidential.is_hidden(desk.view, metric):
            right.caption(_("Your role does not see cost and margin."))
        elif desk.view.first_day is not None:
            right.markdown(f"#### {text.value(value, metric.unit, desk.currency)}")
            with right:
                charts.deals_link(links.Link(metric.key), _("Open the deals"))


page.show(_("Definitions"), definitions, needs_data=False)
