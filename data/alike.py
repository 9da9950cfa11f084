"""Who and what seems to be entered twice, worked out at import: customers alike, deals alike.

Customers are alike by tax number, by phone, or by name when nothing contradicts it. Only neighbours in
two alphabetical orders are compared (of the names, and of the names read backwards), so that a hundred
thousand customers take seconds and a slip of the pen is found wherever in the name it lies.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import sqlalchemy as sa
from rapidfuzz import fuzz, process

from data import bulk, schema

NEAR = 90
"""Of a hundred: names this alike are one name."""

SHORTEST = 8
"""Letters below which a name may differ by none."""

NEIGHBOURS = 4

MOST = 100_000
"""Customers beyond which only equal names, phones and tax numbers are looked for."""

_WORDS, _DIGITS = re.compile(r"[^\W_]+"), re.compile(r"\d+")
_FORMS = frozenset(
    "ооо оао зао пао ао ип нао гк тд тк фгуп муп llc ltd inc gmbh corp co plc company limited".split()
)

# The same deal entered twice: for one customer (or two alike), of one amount and name, within a week of
# each other; deals that have no names, on one day and of one product.
_DEALS = """
WITH paid AS (
    SELECT deal_id, coalesce(a.alike, d.customer_id) AS who, amount, coalesce(currency, '') AS money,
           coalesce(created_at, closed_at) AS moment, name, product
    FROM {deals} d LEFT JOIN {customers} a ON a.customer_id = d.customer_id
    WHERE d.missing_since IS NULL AND d.customer_id IS NOT NULL AND amount > 0 AND coalesce(created_at, closed_at) IS NOT NULL
), few AS (  -- nearly every deal is the only one of its customer and amount
    SELECT hash(who, amount) AS mark FROM paid GROUP BY mark HAVING count(*) > 1
), told AS (
    SELECT *, CASE WHEN name IS NULL THEN CAST(CAST(moment AS DATE) AS VARCHAR) || ' ' || coalesce(product, '')
                   ELSE regexp_replace(replace(lower(name), 'ё', 'е'), '[^\\p{{L}}\\p{{N}}]+', '', 'g') END AS what
    FROM paid WHERE hash(who, amount) IN (SELECT mark FROM few)
), cut AS (
    SELECT *, CASE WHEN date_diff('day', lag(moment) OVER turn, moment) <= 7 THEN 0 ELSE 1 END AS starts
    FROM told WINDOW turn AS (PARTITION BY who, amount, money, what ORDER BY moment, deal_id)
), runs AS (
    SELECT *, sum(starts) OVER (PARTITION BY who, amount, money, what ORDER BY moment, deal_id
                                ROWS UNBOUNDED PRECEDING) AS run FROM cut
)
SELECT deal_id, min(deal_id) OVER same AS alike FROM runs
WINDOW same AS (PARTITION BY who, amount, money, what, run)
QUALIFY count(*) OVER same > 1
"""


@dataclass(frozen=True)
class Customer:
    key: str
    name: str = ""
    tax_number: str = ""
    phone: str = ""

    @property
    def words(self) -> str:
        """The name without the form of the company, its words in alphabetical order."""
        words = _WORDS.findall(self.name.lower().replace("ё", "е"))
        return " ".join(sorted(word for word in words if word not in _FORMS))

    @property
    def tax(self) -> str:
        digits = "".join(filter(str.isdigit, self.tax_number)) if self.tax_number else ""
        return digits if len(digits) >= 8 else ""

    @property
    def number(self) -> str:
        """The last ten digits: +7 and 8 begin the same number."""
        digits = "".join(filter(str.isdigit, self.phone)) if self.phone else ""
        return digits[-10:] if len(digits) >= 10 else ""


def named(connection: sa.Connection) -> list[Customer]:
    c = schema.customers.c
    rows = connection.execute(sa.select(c.customer_id, c.name, c.tax_number, c.phone)).all()
    return [Customer(key, name or "", tax or "", phone or "") for key, name, tax, phone in rows]


def derive(connection: sa.Connection, found: Mapping[str, str], deals: str) -> None:
    """Inside the importer's transaction, anew each time. ``found``: what ``groups`` says of those ``named``;
    ``deals``: SQL of the deals."""
    for table in (schema.alike_customers, schema.alike_deals):
        table.drop(connection)
        table.create(connection)
    told = pa.table(
        {
            "customer_id": pa.array(list(found), pa.string()),
            "alike": pa.array(list(found.values()), pa.string()),
        }
    )
    bulk.load(connection, schema.alike_customers, told)
    connection.exec_driver_sql(f"INSERT INTO alike_deals {deals_sql(deals, 'alike_customers')}")


def deals_sql(deals: str, customers: str) -> str:
    """SQL of (deal_id, alike): each deal that looks like another → the smallest id among those alike.
    ``deals``: SQL of them; ``customers``: of (customer_id, alike)."""
    return _DEALS.format(deals=deals, customers=customers)


def groups(customers: Sequence[Customer]) -> dict[str, str]:
    """Each customer that looks like another → the smallest key among those alike."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for one, other in _pairs(customers):
        low, high = sorted((root(one.key), root(other.key)))
        parent[high] = low
    return {key: root(key) for key in list(parent)}


def _pairs(customers: Sequence[Customer]) -> Iterator[tuple[Customer, Customer]]:
    words = [one.words for one in customers]
    yield from _equal(customers, [one.tax for one in customers])
    for values in ([one.number for one in customers], words):
        yield from (pair for pair in _equal(customers, values) if not _differ(*pair))
    if len(customers) > MOST:
        return
    named = {name: one for name, one in zip(words, customers, strict=True) if len(name) >= SHORTEST}
    yield from (
        (named[one], named[other]) for one, other in _near(named) if not _differ(named[one], named[other])
    )


def _backwards(words: str) -> str:
    return words[::-1]


def _near(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """No. 12 and No. 13 are two shops, however alike the words are."""
    for order in (sorted(names), sorted(names, key=_backwards)):
        numbers = [" ".join(_DIGITS.findall(name)) for name in order]
        for step in range(1, NEIGHBOURS + 1):
            places = [place for place, own in enumerate(numbers[:-step]) if own == numbers[place + step]]
            ones, others = [order[p] for p in places], [order[p + step] for p in places]
            if places:
                how_near = process.cpdist(ones, others, scorer=fuzz.ratio, score_cutoff=NEAR)
                yield from ((ones[place], others[place]) for place in map(int, how_near.nonzero()[0]))


def _equal(customers: Sequence[Customer], values: Sequence[str]) -> Iterator[tuple[Customer, Customer]]:
    """Each with the ones before it that have the same."""
    same: dict[str, list[Customer]] = defaultdict(list)
    for one, value in zip(customers, values, strict=True):
        if value:
            yield from ((other, one) for other in same[value][-NEIGHBOURS:])
            same[value].append(one)


def _differ(one: Customer, other: Customer) -> bool:
    """Two tax numbers are two companies, whatever they are called."""
    return bool(one.tax and other.tax and one.tax != other.tax)
