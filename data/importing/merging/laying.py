"""A file's rows laid over the store: each kind knows whom its rows are about."""

from __future__ import annotations

from data.importing.merging import activities, deals, events, payments, people, spend
from data.importing.merging.overlay import Carried, Overlay
from data.importing.understanding import spread
from data.importing.understanding.understood import Understood
from data.importing.vocabulary import kind

ORDER = (
    "products",
    "managers",
    "customers",
    "plans",
    "deals",
    "purchases",
    "stage_history",
    "payments",
    "channel_spend",
    "activities",
)


def merge(overlay: Overlay, file: Understood) -> deals.Merged:
    thinned = overlay.only is not None or file.kind == "payments"  # some rows will be taken out
    overlay.bring(
        "in_rows", f"SELECT {_needed(file)} FROM {file.room.table('staged')}", looked_at=not thinned
    )
    overlay.bring("in_members", f"SELECT * FROM {file.room.table('members')}")
    has = set(file.carried)
    kinds = {
        "products": _products,
        "managers": _own,
        "customers": _own,
        "plans": _plans,
        "stage_history": _events,
        "payments": payments.lay,
        "channel_spend": spend.lay,
        "activities": activities.lay,
    }
    return kinds.get(file.kind or "", deals.lay)(overlay, file, has)


def _needed(file: Understood) -> str:
    """Columns of ``staged`` that merging reads; what only made the key or the outcome stays behind."""
    if file.kind in ("payments", "activities", "stage_history"):
        return "*"
    spare = {"deal_id", "number", "status", "price", "is_closed", "is_won"} & set(file.carried)
    return f"* EXCLUDE ({', '.join(sorted(spare))})" if spare else "*"


def _events(overlay: Overlay, file: Understood, has: set[str]) -> deals.Merged:
    return deals.Merged(*events.lay(overlay, file, has))


def _products(overlay: Overlay, file: Understood, has: set[str]) -> deals.Merged:
    rows = (
        "SELECT r.* EXCLUDE (product), coalesce(k.product, r.product) AS product FROM in_rows r LEFT JOIN "
        f"(SELECT {deals.squeezed('product')} AS word, min(product) AS product FROM {overlay.now('products')} GROUP BY 1) k "
        f"ON k.word = {deals.squeezed('r.product')}"
    )
    overlay.lay("products", rows, Carried(tuple(sorted(has - {"product"}))))
    counts = overlay.counts()
    _regroup(overlay)
    return deals.Merged(counts)


def _regroup(overlay: Overlay) -> None:
    """Deals that named the product before the list of products came."""
    overlay.db.execute(
        "CREATE OR REPLACE TEMP TABLE words AS " + deals.product_words(overlay, overlay.now("deals"))
    )
    rows = (
        "SELECT 0 AS n, deal_id, w.product, w.product_group FROM "
        f"{overlay.now('deals')} d JOIN words w ON w.called = d.product WHERE w.known"
    )
    overlay.lay("deals", rows, Carried(("product",), gentle=("product_group",), said=()))


def _own(overlay: Overlay, file: Understood, has: set[str]) -> deals.Merged:
    """A file of customers or of managers."""
    table = file.kind or ""
    key = f"{table[:-1]}_id"
    people.resolve(overlay, table, has, own=True)
    given = f"r.{key}" if key in has else "CAST(NULL AS VARCHAR)"
    called = "r.name" if "name" in has else "CAST(NULL AS VARCHAR)"
    fallback = {new: old for new, old in kind(table).fallback.items() if new not in has and old in has}
    extra = "".join(f', r."{old}" AS "{new}"' for new, old in fallback.items())
    rest = sorted(has - {key, "name"})
    kept = "".join(f', r."{column}"' for column in rest)
    rows = (
        f"SELECT r.n, p.key AS {key}, q.name{kept}{extra} FROM in_rows r JOIN people p ON p.id IS NOT DISTINCT FROM {given} "
        f"AND p.name IS NOT DISTINCT FROM {called} JOIN ({people.named(overlay, table)}) q ON q.key = p.key"
    )
    unique = f"SELECT * FROM ({rows}) QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY n) = 1"
    name = ("name",) if "name" in has else ()
    overlay.lay(
        table, unique, Carried(tuple(rest) + name, gentle=tuple(fallback) + (() if name else ("name",)))
    )
    return deals.Merged(overlay.counts())


def _plans(overlay: Overlay, file: Understood, has: set[str]) -> deals.Merged:
    key, join = people.brought(overlay, "managers", has)
    parts = [f"coalesce({key}, '') AS manager_id"]
    parts += [
        f"coalesce(r.{c}, '') AS {c}" if c in has else f"'' AS {c}"
        for c in ("team", "pipeline", "product_group")
    ]
    values = tuple(c for c in ("amount", "deals") if c in has)
    kept = ", ".join(f"r.{c}" for c in values)
    overlay.lay(
        "plans", f"SELECT r.n, r.month, {', '.join(parts)}, {kept} FROM in_rows r {join}", Carried(values)
    )
    return deals.Merged(overlay.counts(spread.LINES if file.spread else 1))
