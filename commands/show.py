"""``show``: any metrics, by any dimensions and any time grain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer

from commands import arguments, output
from commands.output import Record
from commands.session import Session, session
from data.errors import Unknown
from metrics import catalogue, confidential
from metrics import options as choices
from metrics.breakdown import TIME, breakdown
from metrics.dimensions import NOT_SET, dimension
from metrics.metric import Metric, Unit
from metrics.period import Period
from metrics.view import Filters, View
from ui import text
from ui.text import _

FORMATS = ("table", "csv", "json")
PEOPLE = ("manager", "team", "role")
MONEY = (Unit.MONEY, Unit.MONEY_A_DAY)


def show(
    context: typer.Context,
    metrics: Annotated[
        list[str], typer.Argument(metavar="METRIC", help=_("Keys of the catalogue: see “metrics”."))
    ],
    by: Annotated[
        list[str] | None, typer.Option("--by", metavar="DIM", help=_("Break down by this dimension."))
    ] = None,
    grain: Annotated[
        str | None,
        typer.Option("--grain", metavar="GRAIN", help=_("A row per day, week, month, quarter or year.")),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help=_("First day of the period, 2026-03-01."))
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--to", metavar="DAY", help=_("The day after the last: it is no longer in the period.")),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DAY", help=_("The day to look from; by default today.")),
    ] = None,
    churn_days: Annotated[
        str | None,
        typer.Option("--churn-days", metavar="N", help=_("Days without a purchase after which one is gone.")),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="DIM=VALUE",
            help=_("Only these; the same dimension twice means either, “region=” means not set."),
        ),
    ] = None,
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help=_("table, csv or json."))] = "table",
    currency: Annotated[
        str | None,
        typer.Option("--currency", metavar="CODE", help=_("Only deals in this currency, counted in it.")),
    ] = None,
    as_whom: Annotated[
        str | None,
        typer.Option("--as", metavar="EMAIL", help=_("As this person: only what he may see and change.")),
    ] = None,
) -> None:
    arguments.one_of("format", form, FORMATS)
    asked = [catalogue.metric(key) for key in dict.fromkeys(metrics)]
    period = Period(arguments.day(start, "--from"), arguments.day(end, "--to"))
    here = session(context)
    counted = arguments.currency(currency)
    if counted and counted != here.settings.currency:  # a deal that names none is in the store's own
        where = [*(where or ()), f"currency={counted}"]
    view = here.view(as_whom, counted).with_(period=period)
    confidential.refuse_hidden(view, metrics)
    view = _settled(
        here, view, asked, arguments.day(as_of, "--as-of"), arguments.whole(churn_days, "--churn-days")
    )
    view = view.with_(filters=_filters(here, view, where or ()))
    frame = here.store.read(breakdown(view, metrics, by or (), grain))
    _print(form, output.records(frame), list(frame.columns), asked, grain, view)
    _say_what_is_left_out(here, view, asked, as_of)


def _settled(
    here: Session, view: View, asked: list[Metric], as_of: date | None, churn_days: int | None
) -> View:
    """The day to look from and, where customers are asked about, the window W."""
    view = here.dated(view, as_of)
    if all(metric.room != "purchases" for metric in asked):
        return view
    return view.with_(churn_days=here.churn_days(view, churn_days))


def _filters(here: Session, view: View, where: Sequence[str]) -> Filters:
    """Raises Unknown for a value that nobody has: it would only look like a zero."""
    chosen: dict[str, list[str]] = {}
    for key, value in (arguments.pair(each, "--where") for each in where):
        chosen.setdefault(dimension(key).key, []).append(value)
    return Filters.of(**{key: _values(here, view, key, values) for key, values in chosen.items()})


def _values(here: Session, view: View, key: str, wanted: list[str]) -> list[str]:
    known = dict(here.values_of(view, key))
    if key in PEOPLE:  # a manager without a deal is a manager, and his zero is a true one
        for row in output.records(here.store.read(view.managers(key).select())):
            known.setdefault(row[key] or NOT_SET, row[key] or NOT_SET)
    found: list[str] = []
    for value in wanted:
        same = [each for each, label in known.items() if value in (each, label)]
        if not same and value != NOT_SET:
            raise Unknown(
                text.words(dimension(key).name).lower(), value, {*known, *known.values()} - {NOT_SET}
            )
        found += same or [value]
    return found


def _print(
    form: str,
    rows: list[dict[str, Any]],
    names: list[str],
    asked: list[Metric],
    grain: str | None,
    view: View,
) -> None:
    if form == "json":
        output.as_json(rows)
    elif form == "csv":
        output.as_csv(rows, names)
    else:
        of = {metric.key: metric for metric in asked}
        columns = [
            output.Column(text.words(of[name].name), "right")
            if name in of
            else output.Column(_title(name, grain))
            for name in names
        ]
        cells = [[_cell(row, name, of.get(name), view.currency) for name in names] for row in rows]
        output.as_table(columns, cells)


def _title(name: str, grain: str | None) -> str:
    if name == TIME:
        titles = {
            "day": _("Day"),
            "week": _("Week"),
            "month": _("Month"),
            "quarter": _("Quarter"),
            "year": _("Year"),
        }
        return titles[grain or "day"]
    return _("Customer’s id") if name == "customer_id" else text.words(dimension(name).name)


def _cell(row: Record, name: str, metric: Metric | None, currency: str) -> str:
    value = row[name]
    if metric is None:
        return _("(not set)") if value is None else str(value)
    if metric.unit in MONEY:
        return text.money_exactly(value, currency)
    return text.share(value, 2) if metric.unit is Unit.SHARE else text.value(value, metric.unit, currency)


def _say_what_is_left_out(here: Session, view: View, asked: list[Metric], as_of: str | None) -> None:
    if not as_of and view.today != here.today:
        output.note(
            _(
                "The data ends on {day}: figures are as of that day. Another one: --as-of.",
                day=text.day(view.today),
            )
        )
    if any(metric.unit in MONEY for metric in asked):
        for row in output.records(here.store.read(choices.currency_left_out(view))):
            output.note(
                text.ngettext(
                    "Left out for want of a rate: {count} deal in {currency}.",
                    "Left out for want of a rate: {count} deals in {currency}.",
                    row["deals"],
                    currency=row["currency"],
                )
            )
