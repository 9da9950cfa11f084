"""What a list of deals is called, and what it was narrowed to, in words."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from data.schema import WON
from metrics import customer_deals, drill, ends, funnel
from metrics.catalogue import METRICS, metric
from metrics.dimensions import dimension
from metrics.metric import STANDING, Clock
from metrics.view import View
from ui import filter_words, text
from ui.changes import step_names
from ui.codes import value_name
from ui.desk import Desk
from ui.text import _, ngettext, words


def title(desk: Desk, view: View, key: str) -> str:
    """Deals behind “Revenue”; deals that reached “Offer”."""
    if key in METRICS:
        return _("Deals behind “{name}”", name=words(metric(key).name))
    kind, _colon, argument = key.partition(":")
    if kind == "check":
        return _range(desk, argument)
    if kind == "bought":
        return _bought(int(argument))
    if kind.startswith("cohort"):
        return _cohort(kind, argument)
    if kind == "changed":
        return step_names.in_pipeline(*argument.split(":"))
    if key == "unknown:lost":
        return _("Lost deals that do not say at which stage")
    return _of_stage(kind, stage_name(desk, view, int(argument)))


def _of_stage(kind: str, stage: str) -> str:
    names = {
        "reached": _("Deals that reached “{stage}”", stage=stage),
        "lost_at": _("Deals lost at “{stage}”", stage=stage),
        "moved_on": _("Deals that went beyond “{stage}”", stage=stage),
        "standing": _("Deals that stand at “{stage}”", stage=stage),
        "entered": _("Deals that entered “{stage}”", stage=stage),
    }
    return names.get(kind, _("Deals at “{stage}”", stage=stage))


def stage_name(desk: Desk, view: View, position: int) -> str:
    """By its number; where the pipelines in view differ, each one's name of it."""
    steps = funnel.steps(view)
    rows = desk.read(
        sa.select(steps.c.stage, steps.c.kind)
        .distinct()
        .where(steps.c.position == position)
        .order_by(steps.c.kind, steps.c.stage)
    )
    found = [_("Won") if row.kind == WON else str(row.stage) for row in rows.itertuples()]
    return " / ".join(found) if found else text.number(position)


def _range(desk: Desk, argument: str) -> str:
    low, high = (text.money(float(bound), desk.currency) if bound else "" for bound in argument.split(":", 1))
    if low and high:
        return _("Won deals from {low} up to {high}", low=low, high=high)
    return _("Won deals from {low}", low=low) if low else _("Won deals below {high}", high=high)


def _bought(times: int) -> str:
    if times >= customer_deals.MOST:
        return _("Purchases of customers who bought {times} times or more", times=customer_deals.MOST)
    return ngettext(
        "Purchases of customers who bought {count} time",
        "Purchases of customers who bought {count} times",
        times,
    )


def _cohort(kind: str, argument: str) -> str:
    month, _colon, age = argument.partition(":")
    name = text.month(date.fromisoformat(f"{month}-01"))
    if kind != "cohort":
        return _cohort_until(kind, name, int(age))
    if int(age) == 0:
        return _("Purchases of the cohort of {month} in its first month", month=name)
    return ngettext(
        "Purchases of the cohort of {month}, {count} month later",
        "Purchases of the cohort of {month}, {count} months later",
        int(age),
        month=name,
    )


def _cohort_until(kind: str, month: str, age: int) -> str:
    if kind == "cohort_again":
        return ngettext(
            "Repeat purchases of the cohort of {month}, up to {count} month later",
            "Repeat purchases of the cohort of {month}, up to {count} months later",
            age,
            month=month,
        )
    return ngettext(
        "Purchases of the cohort of {month}, up to {count} month later",
        "Purchases of the cohort of {month}, up to {count} months later",
        age,
        month=month,
    )


def span(desk: Desk, view: View, key: str) -> str:
    """The period that the list's clock reads: a stock has none, a standing has a day only."""
    clock = drill.population(key).clock
    if clock is Clock.UPLOADS:
        return step_names.between(desk.read(ends.ends(view)).iloc[0])
    if clock in STANDING:
        return _("as of {day}, whatever the period", day=text.day(view.today))
    if clock in (Clock.LIFETIME, Clock.AS_OF):
        return _("as of {day}", day=text.day(view.as_of))
    return filter_words.period_words(desk.elapsed if view.period == desk.view.period else view.period)


def condition(key: str, value: str, customers: dict[str, str]) -> str:
    """Manager: Agatha. ``customers``: names by identifier, as far as they are known."""
    said = customers.get(value, value) if key == "customer" else value_name(value, key)
    return f"{words(dimension(key).name)}: {said}"
