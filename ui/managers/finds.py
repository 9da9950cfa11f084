"""What stands out among the managers: who loses at a stage what others carry through, who sells on discounts.

Said only where it is more than chance, and where five people or more stand behind the comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from metrics.managers import FEWEST
from ui import charts, text
from ui.codes import value_name
from ui.funnel.room import FEW
from ui.funnel.standings import Standing
from ui.links import Link, link
from ui.managers.crew import Crew
from ui.text import _, ngettext

SURE, GAP = 3.0, 0.1
"""Standard deviations from the others (with a dozen people at a dozen stages, 2.6 would accuse somebody
every time), and how much less must go on for it to be worth a talk."""
DISCOUNTS, POINTS = 1.5, 0.03
"""Times the team's median, and at least so far above it."""
MOST = 4


@dataclass(frozen=True)
class Find:
    """``short`` fits into the first line; ``long`` are sentences with the numbers."""

    manager: str | None
    short: str
    long: str
    opens: Link
    label: str


def finds(crew: Crew) -> list[Find]:
    return [*leaks(crew), *discounters(crew)][:MOST]


def leaks(crew: Crew) -> list[Find]:
    """The stage where each loses most surely more than the others; the surest first."""
    if crew.people < FEWEST:
        return []
    losing = [one for one in crew.standings if _loses(one)]
    worst: dict[str | None, Standing] = {}
    for one in sorted(losing, key=lambda one: one.z):
        worst.setdefault(one.name, one)
    return [_leak(one) for one in worst.values()]


def _loses(one: Standing) -> bool:
    return one.is_apart and one.z <= -SURE and one.others - one.share >= GAP


def _leak(one: Standing) -> Find:
    name = value_name(one.name)
    more = round(one.settled * one.others) - one.moved_on
    counted = _(
        "{part} of {whole} deals settled there went on, {share}; with the others, {others}.",
        part=text.number(one.moved_on),
        whole=text.number(one.settled),
        share=text.share(one.share, 0),
        others=text.share(one.others, 0),
    )
    missed = ngettext(
        "At their rate {count} more deal would have gone on.",
        "At their rate {count} more deals would have gone on.",
        more,
    )
    where = _("In “{pipeline}”", pipeline=one.pipeline) + ": " if one.pipeline else ""
    return Find(
        one.name,
        _("{name} loses at “{stage}”", name=name, stage=one.stage),
        f"{where}{counted} {missed}",
        link(f"lost_at:{one.position}", manager=one.name, pipeline=one.pipeline),
        _("Deals lost there"),
    )


def discounters(crew: Crew) -> list[Find]:
    """Much more discount than the team's median, and less margin where it is known; the most first."""
    rows = crew.rows.sort_values("discount_share", ascending=False)
    return [_discounts(crew, row) for _at, row in rows.iterrows() if gives_away(crew, row)]


def gives_away(crew: Crew, row: Any) -> bool:
    usual = crew.medians.get("discount_share")
    if usual is None or text.is_missing(row["discount_share"]) or row["deals_won"] < FEW:
        return False
    return bool(row["discount_share"] >= max(DISCOUNTS * usual, usual + POINTS))


def _discounts(crew: Crew, row: Any) -> Find:
    given = _(
        "{share} of the list price is given away, {median} in the team.",
        share=text.share(row["discount_share"]),
        median=text.share(crew.medians["discount_share"]),
    )
    said = [_revenue(crew, row), given]
    margin = crew.medians.get("margin_share")
    if margin is not None and not text.is_missing(row["margin_share"]):
        earned = text.share(row["margin_share"])
        said.append(
            _("Of it {share} is margin, {median} in the team.", share=earned, median=text.share(margin))
        )
    name = value_name(row["manager"])
    return Find(
        row["manager"],
        _("{name} buys turnover with discounts", name=name),
        " ".join(said),
        link("discount_share", manager=row["manager"]),
        _("Deals with a known discount"),
    )


def _revenue(crew: Crew, row: Any) -> str:
    money = text.money(row["revenue"], crew.desk.currency)
    grown = crew.growth(row["manager"], row["revenue"])
    if grown is None or grown <= 0:
        return _("Revenue {money}.", money=money)
    if grown == crew.fastest:
        return _(
            "Revenue {money}, {share} more than before: nobody grows faster.",
            money=money,
            share=text.share(grown, 0),
        )
    return _("Revenue {money}, {share} more than before.", money=money, share=text.share(grown, 0))


def answer(crew: Crew, found: list[Find]) -> str:
    """Who sells, and who needs help."""
    best = crew.rows.iloc[0]
    money = text.money(best["revenue"], crew.desk.currency)
    if len(crew.rows) == 1:
        deals = ngettext("{count} deal won", "{count} deals won", int(best["deals_won"]))
        first = _("{name}: {money} from {deals}.", name=value_name(best["manager"]), money=money, deals=deals)
    else:
        first = _(
            "{name} sells most: {money}, {share} of the revenue.",
            name=value_name(best["manager"]),
            money=money,
            share=text.share(best["revenue_share"], 0),
        )
    if not found:
        return first
    return f"{first} " + _("Help is needed: {who}.", who="; ".join(find.short for find in found))


def draw(crew: Crew, found: list[Find]) -> None:
    """A card for each, with the deals behind it."""
    if not found:
        st.caption(nothing(crew))
        return
    grid = st.grid(min(len(found), 2), min_column_width=320)
    for find in found:
        with grid.container(border=True, height="stretch"):
            st.markdown(f"**{find.short}**")
            st.write(find.long)
            charts.deals_link(find.opens, find.label)


def nothing(crew: Crew) -> str:
    if crew.people < FEWEST:
        return ngettext(
            "{count} person closed deals in the period: people are set against the team from five on.",
            "{count} people closed deals in the period: people are set against the team from five on.",
            crew.people,
        )
    stages, discounts = bool(crew.standings), "discount_share" in crew.medians
    if stages and discounts:
        return _("Nobody stands out for losing at a stage or for discounts more than chance would make.")
    if stages:
        return _("Nobody loses at a stage more than chance would make. Discounts are not in the data.")
    if discounts:
        return _("Nobody stands out for discounts. At which stage people lose is not in the data.")
    return _("Where people lose cannot be told: neither stages of loss nor discounts are in the data.")
