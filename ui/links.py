"""Addresses into the list of deals: which number, and what it was narrowed to.

``list`` is a metric or a step of the funnel (see ``metrics.drill``), ``span``
the period where it is not the sidebar's, ``where`` one more ``dimension=value``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode

from data.errors import BadInput
from metrics.period import Period
from metrics.view import Filters, View

DEFAULT_LIST = "revenue"


@dataclass(frozen=True)
class Link:
    list: str = DEFAULT_LIST
    span: Period | None = None
    where: tuple[tuple[str, str], ...] = ()

    def pairs(self) -> Sequence[tuple[str, str]]:
        span = [("span", _span(self.span))] if self.span else []
        return [("list", self.list), *span, *(("where", f"{key}={value}") for key, value in self.where)]

    def text(self) -> str:
        return urlencode(self.pairs())

    def narrowed(self, view: View) -> View:
        """The view with the link's own period and conditions on top: never wider than it was."""
        filters = view.filters
        for key, value in self.where:
            filters = filters.and_(key, value)
        return view.with_(filters=filters, period=self.span or view.period)


def link(list: str, span: Period | None = None, **where: str | None) -> Link:
    """A value of None is the group in which the dimension is empty."""
    return Link(list, span, tuple((key, value or "") for key, value in where.items()))


def parse(pairs: Iterable[tuple[str, str]]) -> Link:
    """Raises BadInput or Unknown for an address that means nothing."""
    given: dict[str, str] = {}
    where: list[tuple[str, str]] = []
    for name, value in pairs:
        if name == "where":
            key, _, wanted = value.partition("=")
            where.append((key, wanted))
        else:
            given[name] = value
    Filters(tuple((key, (value,)) for key, value in where))
    return Link(given.get("list") or DEFAULT_LIST, _period(given.get("span")), tuple(where))


def from_text(text: str) -> Link:
    return parse(parse_qsl(text, keep_blank_values=True))


def _span(period: Period) -> str:
    return f"{period.start or ''}..{period.end or ''}"


def _period(text: str | None) -> Period | None:
    if not text:
        return None
    try:
        start, end = (date.fromisoformat(part) if part else None for part in text.split("..", 1))
    except ValueError:
        raise BadInput("“{text}” is not a period such as 2026-01-01..2026-02-01.", text=text) from None
    return Period(start, end)
