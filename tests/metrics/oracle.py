"""Every number once more, in plain Python over plain rows, from the definitions and not from our SQL.

``answer`` gives what a breakdown must say. A deal is a dict as in ``tests.rows``;
a bucket of a grain is simply the same question over a shorter period.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from statistics import median
from typing import Any

from tests.metrics import uploads

Deal = dict[str, Any]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Purchase:
    """A won deal of a known customer, with what the customer had bought before it."""

    deal: Deal
    day: date
    before: tuple[Purchase, ...]

    @property
    def customer(self) -> str:
        return self.deal["customer_id"]

    @property
    def number(self) -> int:
        return len(self.before) + 1

    @property
    def gap(self) -> int | None:
        return (self.day - self.before[-1].day).days if self.before else None

    @property
    def gaps(self) -> list[int]:
        return [p.gap for p in (*self.before, self) if p.gap is not None]


@dataclass(frozen=True)
class World:
    """The whole base."""

    deals: tuple[Deal, ...] = ()
    customers: tuple[dict[str, Any], ...] = ()
    managers: tuple[dict[str, Any], ...] = ()
    snapshots: tuple[dict[str, Any], ...] = ()
    changes: tuple[dict[str, Any], ...] = ()

    @property
    def tables(self) -> dict[str, Iterable[dict[str, Any]]]:
        people = {"customers": self.customers, "managers": self.managers}
        return {"deals": self.deals, "deal_snapshots": self.snapshots, "deal_changes": self.changes, **people}

    @cached_property
    def history(self) -> dict[str, list[Purchase]]:
        """Customer → purchases, first to last; of two at the same moment the smaller id came first."""
        found: dict[str, list[Purchase]] = {}
        won = [d for d in self.deals if d["status"] == "won" and d.get("closed_at") and d.get("customer_id")]
        for d in sorted(won, key=lambda d: (moment(d["closed_at"]), d["deal_id"])):
            earlier = found.setdefault(d["customer_id"], [])
            earlier.append(Purchase(d, day(d["closed_at"]), tuple(earlier)))
        return found

    def manager(self, d: Deal) -> dict[str, Any]:
        return next((m for m in self.managers if m["manager_id"] == d.get("manager_id")), {})

    def manager_label(self, d: Deal) -> str | None:
        """Namesakes are told apart by their identifiers."""
        name = self.manager(d).get("name")
        namesakes = [m for m in self.managers if name and m.get("name") == name]
        return f"{name} ({d['manager_id']})" if len(namesakes) > 1 else name or d.get("manager_id")

    def customer(self, d: Deal) -> dict[str, Any]:
        return next((c for c in self.customers if c["customer_id"] == d.get("customer_id")), {})

    def is_kept(self, *columns: str) -> bool:
        return any(d.get(column) is not None for d in self.deals for column in columns)

    @cached_property
    def who(self) -> dict[str, str]:
        """Customer → the smallest of those he looks like, himself where he looks like nobody."""
        found = {c["customer_id"]: c["customer_id"] for c in self.customers}
        for _ in self.customers:
            for one in self.customers:
                for other in self.customers:
                    if looks_like(one, other):
                        a, b = one["customer_id"], other["customer_id"]
                        found[a] = found[b] = min(found[a], found[b])
        return found

    @cached_property
    def alike_customers(self) -> set[str]:
        return {
            one for one in self.who for other in self.who if one != other and self.who[one] == self.who[other]
        }

    @cached_property
    def alike_deals(self) -> set[str]:
        told = [(d["deal_id"], *self._told(d)) for d in self.deals if self._told(d)]
        return {
            one[0]
            for one in told
            for other in told
            if one[0] != other[0] and one[2:] == other[2:] and abs((one[1] - other[1]).days) <= 7
        }

    def _told(self, d: Deal) -> tuple[Any, ...]:
        """(day, customer, money, what) of a deal that can be compared at all."""
        when, who = d.get("created_at") or d.get("closed_at"), d.get("customer_id")
        if when is None or who is None or d.get("amount") is None or Decimal(str(d["amount"])) <= 0:
            return ()
        name = d.get("name")
        letters = "".join(c for c in (name or "").lower().replace("ё", "е") if c.isalnum())
        what = (day(when), d.get("product")) if name is None else letters
        return day(when), self.who.get(who, who), Decimal(str(d["amount"])), d.get("currency"), what

    def segment_gap(self, customer: str) -> float | None:
        """Median days between purchases of everybody in the customer's segment."""
        own = self.customer({"customer_id": customer}).get("segment")
        gaps = [
            p.gap
            for other, purchases in self.history.items()
            if self.customer({"customer_id": other}).get("segment") == own
            for p in purchases
            if p.gap is not None
        ]
        return median(gaps) if gaps else None


@dataclass(frozen=True)
class Question:
    """``deals`` are those in scope and filters (and group); the period is [start, end)."""

    world: World
    deals: tuple[Deal, ...]
    today: date
    start: date | None = None
    end: date | None = None
    window: int = 30
    currency: str = "RUB"
    in_scope: frozenset[str] | None = None
    """Deals that the person may see, whatever is filtered; None: all."""
    sees_cost: bool = True

    def within(self, when: Any) -> bool:
        if when is None:
            return False
        return (self.start is None or day(when) >= self.start) and (self.end is None or day(when) < self.end)

    @property
    def last(self) -> date:
        return min(self.end - DAY, self.today) if self.end else self.today

    @property
    def eve(self) -> date:
        return self.start - DAY if self.start else date.min

    def money(self, d: Deal, column: str = "amount") -> Decimal | None:
        """None where unknown, and where in a currency that is not counted."""
        value = d.get(column)
        foreign = d.get("currency") not in (None, self.currency)
        return None if value is None or foreign else Decimal(str(value))

    def closed(self, *statuses: str) -> list[Deal]:
        return [d for d in self.deals if d["status"] in statuses and self.within(d.get("closed_at"))]

    @property
    def created(self) -> list[Deal]:
        return [d for d in self.deals if self.within(d.get("created_at"))]

    @property
    def mine(self) -> set[str]:
        return {d["deal_id"] for d in self.deals}

    @property
    def purchases(self) -> list[Purchase]:
        """Of the deals in question, whenever."""
        mine = self.mine
        return [p for ps in self.world.history.values() for p in ps if p.deal["deal_id"] in mine]

    @property
    def bought(self) -> list[Purchase]:
        return [p for p in self.purchases if self.within(p.day)]

    def standing(self, on: date) -> list[Purchase]:
        """Each customer's last purchase as of that day, where it is one of ours."""
        mine = self.mine
        last = [[p for p in ps if p.day <= on][-1:] for ps in self.world.history.values()]
        return [p for ps in last for p in ps if p.deal["deal_id"] in mine]

    def is_gone(self, customer: str, on: date) -> bool:
        """Bought before, and not in the last W days."""
        days = [p.day for p in self.world.history[customer] if p.day <= on]
        return bool(days) and (on - max(days)).days > self.window

    @property
    def gone(self) -> list[Purchase]:
        return [p for p in self.standing(self.last) if self.is_gone(p.customer, self.last)]

    @property
    def active(self) -> list[Purchase]:
        return [p for p in self.standing(self.last) if not self.is_gone(p.customer, self.last)]

    @property
    def active_before(self) -> list[Purchase]:
        if self.start is None:
            return []
        return [p for p in self.standing(self.eve) if not self.is_gone(p.customer, self.eve)]

    @property
    def left(self) -> list[Purchase]:
        return [p for p in self.active_before if self.is_gone(p.customer, self.last)]

    @property
    def at_risk(self) -> list[Purchase]:
        found = []
        for p in self.standing(self.last):
            gap = median(p.gaps) if p.number >= 3 else self.world.segment_gap(p.customer)
            if gap is not None and (self.last - p.day).days > 2 * gap:
                found.append(p)
        return found

    @property
    def slipping(self) -> list[Purchase]:
        return [p for p in self.at_risk if not self.is_gone(p.customer, self.last)]

    def bought_in_a_year(self, p: Purchase) -> Decimal | None:
        """In the 365 days that end with this purchase, in its currency, from those in scope."""
        year = [
            self.money(other.deal)
            for other in self.world.history[p.customer]
            if timedelta(0) <= p.day - other.day < timedelta(days=365)
            and other.deal.get("currency") == p.deal.get("currency")
            and (self.in_scope is None or other.deal["deal_id"] in self.in_scope)
        ]
        return total(year)


def looks_like(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """By name only: tax numbers, phones and slips of the pen are tried by hand."""
    name = one.get("name")
    return one is not other and name is not None and name == other.get("name")


def day(when: Any) -> date:
    return when.date() if isinstance(when, datetime) else when


def moment(when: Any) -> datetime:
    return when if isinstance(when, datetime) else datetime(when.year, when.month, when.day)


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """None where there is nothing to add up."""
    known = [v for v in values if v is not None]
    return sum(known, Decimal(0)) if known else None


def share(part: Any, whole: Any) -> float | None:
    return None if not whole or part is None else float(part) / float(whole)


def mean(values: list[Any]) -> float | None:
    return share(sum(values), len(values))


def quantile(values: Iterable[Any], at: float) -> float | None:
    """Interpolated between neighbours."""
    known = sorted(float(v) for v in values if v is not None)
    if not known:
        return None
    place = at * (len(known) - 1)
    low = int(place)
    high = min(low + 1, len(known) - 1)
    return known[low] + (known[high] - known[low]) * (place - low)


def people(purchases: Iterable[Purchase]) -> int:
    return len({p.customer for p in purchases})


def cycles(q: Question, status: str) -> list[int]:
    """Days from creation to closing; a negative one is a data error and left out."""
    days = [
        (day(d["closed_at"]) - day(d["created_at"])).days for d in q.closed(status) if d.get("created_at")
    ]
    return [n for n in days if n >= 0]


def won_amounts(q: Question) -> list[Decimal]:
    return [v for d in q.closed("won") if (v := q.money(d)) is not None]


def amounts(q: Question, purchases: Iterable[Purchase]) -> Decimal | None:
    return total(q.money(p.deal) for p in purchases)


def revenue(q: Question) -> Decimal:
    returned = [v for d in q.closed("returned") if (v := q.money(d)) is not None and v < 0]
    return sum([*won_amounts(q), *returned], Decimal(0))


def win_rate(q: Question) -> float | None:
    return share(len(q.closed("won")), len(q.closed("won", "lost")))


def win_rate_value(q: Question) -> float | None:
    return share(
        total(map(q.money, q.closed("won"))) or 0, total(q.money(d) for d in q.closed("won", "lost"))
    )


def velocity(q: Question) -> float | None:
    parts = (len(q.closed("won", "lost")), win_rate(q), mean(won_amounts(q)), mean(cycles(q, "won")))
    if None in parts:
        return None
    deals, rate, check, days = map(float, parts)  # type: ignore[arg-type]
    return share(deals * rate * check, days)


def discount_share(q: Question) -> float | None:
    both = [(q.money(d, "discount"), q.money(d, "list_amount")) for d in q.closed("won")]
    known = [(off, price) for off, price in both if off is not None and price is not None]
    return share(total(off for off, _ in known), total(price for _, price in known))


def margins(q: Question) -> list[tuple[Decimal, Decimal]]:
    """(margin, amount) of won deals whose amount and cost are known."""
    if not q.sees_cost:
        return []
    both = [(q.money(d), q.money(d, "cost")) for d in q.closed("won")]
    return [(amount - cost, amount) for amount, cost in both if amount is not None and cost is not None]


def open_deals(q: Question) -> list[Deal]:
    return [d for d in q.deals if d["status"] == "open"]


def first(purchases: Iterable[Purchase]) -> list[Purchase]:
    return [p for p in purchases if p.number == 1]


def later(purchases: Iterable[Purchase]) -> list[Purchase]:
    return [p for p in purchases if p.number > 1]


def repeat_purchase_rate(q: Question) -> float | None:
    lifetime = [p for p in q.purchases if p.day <= q.last]
    return share(people(later(lifetime)), people(lifetime))


def is_late(q: Question, d: Deal) -> bool:
    days = [d[c] for c in ("expected_close", "next_step_at") if d.get(c)]
    return d["status"] == "open" and any(day(d) < q.today for d in days)


def lacking(column: str, *statuses: str) -> Callable[[Question], list[Deal]]:
    """Nothing lacks where the whole base has nothing."""
    return lambda q: [d for d in among(q, *statuses) if d.get(column) is None and q.world.is_kept(column)]


def among(q: Question, *statuses: str) -> list[Deal]:
    return [d for d in q.deals if d["status"] in statuses or not statuses]


def buyers(q: Question) -> set[str]:
    return {d["customer_id"] for d in q.deals if d.get("customer_id")}


without_amount, without_source, without_customer = map(lacking, ("amount", "source", "customer_id"))
without_next_step, without_loss_reason = lacking("next_step", "open"), lacking("loss_reason", "lost")


def quality_score(q: Question) -> float | None:
    kept = q.world.is_kept
    everything, opened, lost = len(q.deals), len(among(q, "open")), len(among(q, "lost"))
    checks = [
        (kept("amount"), len(without_amount(q)), everything),
        (kept("source"), len(without_source(q)), everything),
        (kept("customer_id"), len(without_customer(q)), everything),
        (kept("next_step"), len(without_next_step(q)), opened),
        (kept("expected_close", "next_step_at"), len([d for d in q.deals if is_late(q, d)]), opened),
        (kept("loss_reason"), len(without_loss_reason(q)), lost),
        (kept("customer_id"), len([d for d in q.deals if d["deal_id"] in q.world.alike_deals]), everything),
        (kept("customer_id"), len(buyers(q) & q.world.alike_customers), len(buyers(q))),
    ]
    return mean([1 - bad / total for asked, bad, total in checks if asked and total])


def slippage(q: Question) -> float | None:
    at = uploads.ends([s["taken_at"] for s in q.world.snapshots], q.start, q.end, q.today)
    if at is None:
        return None
    states = []
    for d in q.deals:
        own = [c for c in q.world.changes if c["deal_id"] == d["deal_id"]]
        before, after = (uploads.state(d, own, moment) for moment in at)
        if uploads.is_in(before, "due", q.start, q.end):
            states.append((before, after))
    later = [
        after["there"] and after["status"] == "open" and after["due"] and after["due"] > before["due"]
        for before, after in states
    ]
    return mean([1 if each else 0 for each in later])


ORACLE: dict[str, Callable[[Question], Any]] = {
    "revenue": revenue,
    "deals_won": lambda q: len(q.closed("won")),
    "deals_lost": lambda q: len(q.closed("lost")),
    "deals_closed": lambda q: len(q.closed("won", "lost")),
    "deals_created": lambda q: len(q.created),
    "average_check": lambda q: mean(won_amounts(q)),
    "median_check": lambda q: quantile(won_amounts(q), 0.5),
    "amount_missing_share": lambda q: share(
        len([d for d in q.closed("won") if d.get("amount") is None]), len(q.closed("won"))
    ),
    "win_rate": win_rate,
    "win_rate_value": win_rate_value,
    "win_rate_created": lambda q: share(len([d for d in q.created if d["status"] == "won"]), len(q.created)),
    "cycle_days": lambda q: mean(cycles(q, "won")),
    "median_cycle_days": lambda q: quantile(cycles(q, "won"), 0.5),
    "p75_cycle_days": lambda q: quantile(cycles(q, "won"), 0.75),
    "median_lost_cycle_days": lambda q: quantile(cycles(q, "lost"), 0.5),
    "negative_cycles": lambda q: len(
        [d for d in q.closed("won") if d.get("created_at") and day(d["closed_at"]) < day(d["created_at"])]
    ),
    "velocity": velocity,
    "discount_share": discount_share,
    "margin": lambda q: total(margin for margin, _ in margins(q)),
    "margin_share": lambda q: share(total(m for m, _ in margins(q)), total(a for _, a in margins(q))),
    "open_deals": lambda q: len(open_deals(q)),
    "slippage": slippage,
    "open_pipeline": lambda q: total(q.money(d) for d in open_deals(q)) or Decimal(0),
    "customers": lambda q: people(q.bought),
    "new_customers": lambda q: people(first(q.bought)),
    "repeat_customers": lambda q: people(later(q.bought)),
    "purchases": lambda q: len(q.bought),
    "customers_ever": lambda q: people(p for p in q.purchases if p.day <= q.last),
    "repeat_purchase_rate": repeat_purchase_rate,
    "returning_share": lambda q: share(people(q.bought) - people(first(q.bought)), people(q.bought)),
    "new_revenue": lambda q: amounts(q, first(q.bought)) or Decimal(0),
    "repeat_revenue": lambda q: amounts(q, later(q.bought)) or Decimal(0),
    "repeat_revenue_share": lambda q: share(amounts(q, later(q.bought)) or 0, amounts(q, q.bought)),
    "purchase_frequency": lambda q: share(len(q.bought), people(q.bought)),
    "rhythm_days": lambda q: quantile([p.gap for p in q.bought], 0.5),
    "churned_customers": lambda q: people(q.gone),
    "active_customers": lambda q: people(q.active),
    "lost_customers": lambda q: people(q.left),
    "customers_before": lambda q: people(q.active_before),
    "churn_rate": lambda q: share(people(q.left), people(q.active_before)),
    "reactivated_customers": lambda q: people(p for p in q.bought if p.gap is not None and p.gap > q.window),
    "customers_at_risk": lambda q: people(q.at_risk),
    "customers_slipping": lambda q: people(q.slipping),
    "quality_score": quality_score,
    "deals_in_base": lambda q: len(q.deals),
    "open_in_base": lambda q: len(among(q, "open")),
    "lost_in_base": lambda q: len(among(q, "lost")),
    "customers_in_base": lambda q: len(buyers(q)),
    "without_amount": lambda q: len(without_amount(q)),
    "without_source": lambda q: len(without_source(q)),
    "without_customer": lambda q: len(without_customer(q)),
    "without_next_step": lambda q: len(without_next_step(q)),
    "overdue_deals": lambda q: len([d for d in q.deals if is_late(q, d)]),
    "without_loss_reason": lambda q: len(without_loss_reason(q)),
    "alike_deals": lambda q: len([d for d in q.deals if d["deal_id"] in q.world.alike_deals]),
    "alike_customers": lambda q: len(buyers(q) & q.world.alike_customers),
    "revenue_at_risk": lambda q: total(q.bought_in_a_year(p) for p in q.slipping) or Decimal(0),
}


def dimension(world: World, key: str, d: Deal) -> tuple[Any, ...]:
    """The columns that a breakdown by ``key`` shows for a deal."""
    by_hand: dict[str, Callable[[], tuple[Any, ...]]] = {
        "manager": lambda: (world.manager_label(d),),
        "currency": lambda: (d.get("currency") or "RUB",),  # without one it is the store's own
        "team": lambda: (world.manager(d).get("team"),),
        "role": lambda: (world.manager(d).get("role"),),
        "segment": lambda: (world.customer(d).get("segment"),),
        "region": lambda: (d.get("region") or world.customer(d).get("region"),),
        "customer": lambda: (
            world.customer(d).get("name") or d.get("customer_id"),
            d.get("customer_id"),
        ),
    }
    return by_hand.get(key, lambda: (d.get(key),))()


def bucket(grain: str, on: date) -> date:
    if grain == "week":
        return on - timedelta(days=on.isoweekday() - 1)
    month = {"month": on.month, "quarter": 3 * ((on.month - 1) // 3) + 1, "year": 1}.get(grain)
    return on if month is None else date(on.year, month, 1)


def buckets(grain: str, q: Question) -> list[Question]:
    """The same question over every stretch of the period that has a deal or lies between two."""
    days = [day(d[c]) for d in q.world.deals for c in ("created_at", "closed_at") if d.get(c)]
    if not days:
        return []
    found, first_day = [], bucket(grain, min(days))
    last_day, at = max(*days, q.last), first_day
    while at <= last_day:
        following = next(d for d in (at + DAY * n for n in range(1, 400)) if bucket(grain, d) != at)
        start, end = max(at, q.start or at), min(following, q.end or following)
        if start < end:
            found.append(replace(q, start=start, end=end))
        at = following
    return found


def answer(
    q: Question, metrics: Iterable[str], by: Iterable[str] = (), grain: str | None = None
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """(bucket, dimension columns…) → metric → value, for every bucket and every combination in the view."""
    by = tuple(by)
    groups: dict[tuple[Any, ...], list[Deal]] = {}
    for d in q.deals:
        columns = tuple(c for key in by for c in dimension(q.world, key, d))
        groups.setdefault(columns, []).append(d)
    if not by:
        groups.setdefault((), [])
    found = {}
    for part in buckets(grain, q) if grain else [q]:
        at = (bucket(grain, part.start),) if grain else ()  # type: ignore[arg-type]
        for columns, deals in groups.items():
            own = replace(part, deals=tuple(deals))
            found[(*at, *columns)] = {key: value(key, own) for key in metrics}
    return found


AS_OF = (
    *("churned_customers", "active_customers", "lost_customers", "churn_rate"),
    *("customers_at_risk", "customers_slipping", "revenue_at_risk", "repeat_purchase_rate"),
    *("customers_before", "customers_ever"),
)
"""Seen from the last day of a stretch of time: of one that has not begun there is nothing to be seen yet."""


def value(key: str, q: Question) -> Any:
    yet_to_come = q.start is not None and q.start > q.today
    return None if yet_to_come and key in AS_OF else ORACLE[key](q)
