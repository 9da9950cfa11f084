"""Rows of deals and of sales laid over the store: their people, products, dates and stages."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from data.importing.checking.stages import Met, placed
from data.importing.checking.ticks import TELLS
from data.importing.merging import events, items, own, people
from data.importing.merging.overlay import Carried, Overlay
from data.importing.model import Counts
from data.importing.understanding.understood import Understood
from data.importing.vocabulary import folded_sql
from data.schema import LOST, OPEN, RETURNED, WON

_HELPERS = {"number", "customer", "manager", "price", "won_at", "lost_at", "is_closed", "is_won"}
_TABLES = ("customers", "managers")


@dataclass(frozen=True)
class Merged:
    counts: Counts
    late: tuple[int, ...] = ()  # rows that turned out to be of deals the store does not know
    aside: int = 0  # rows that are about nobody the store deals with
    others: tuple[int, ...] = ()  # rows of deals that are not the person's to touch


def product_words(overlay: Overlay, rows: str) -> str:
    """SQL of (called, product, product_group, known): what rows call a product → the list's name."""
    return (
        f"SELECT c.called, coalesce(k.product, c.called) AS product, k.product_group, k.product IS NOT NULL AS known FROM "
        f"(SELECT DISTINCT product AS called, {squeezed('product')} AS word FROM {rows} WHERE product IS NOT NULL) c LEFT JOIN "
        f"(SELECT {squeezed('product')} AS word, min(product) AS product, min(product_group) AS product_group "
        f"FROM {overlay.now('products')} GROUP BY 1) k ON k.word = c.word"
    )


def squeezed(column: str) -> str:
    return f"replace({folded_sql(column)}, ' ', '')"


def lay(overlay: Overlay, file: Understood, has: set[str]) -> Merged:
    others = () if overlay.only is None else own.leave_out(overlay, has)
    sale = file.kind == "purchases"
    told, selected, joins = _columns(has, sale), [], []
    for table in _TABLES:
        if has & {table[:-1], f"{table[:-1]}_id"}:
            key, join = people.brought(overlay, table, has)
            selected.append(f"{key} AS {table[:-1]}_id")
            joins.append(join)
            told.add(f"{table[:-1]}_id")
    gentle: tuple[str, ...] = ()
    if "product" in has:
        overlay.db.execute("CREATE OR REPLACE TEMP TABLE words AS " + product_words(overlay, "in_rows"))
        joins.append("LEFT JOIN words w ON w.called = r.product")
        selected.append("w.product AS product")
        if "product_group" not in has:
            selected.append("w.product_group AS product_group")
            gentle = ("product_group",)
    selected.append("CAST(NULL AS TIMESTAMP) AS missing_since")  # whoever is in an export is not missing
    told.add("missing_since")
    known_status = sale or bool(has & TELLS)
    filled = _dates(has, sale, selected, told)
    if known_status:
        selected.append("r.outcome_ AS status")
        told.add("status")
    plain = told - {part.rsplit(" AS ", 1)[1] for part in selected}
    selected += [f'r."{column}"' for column in sorted(plain)]
    late = () if known_status else _late(overlay)
    where = "" if known_status else f"WHERE r.key_ IN (SELECT deal_id FROM {overlay.now('deals')})"
    rows = f"SELECT r.n, r.key_ AS deal_id, {', '.join(selected)} FROM in_rows r {' '.join(joins)} {where}"
    items.bring(overlay, file, has)
    carried = Carried(tuple(sorted(told)), filled, gentle)
    overlay.lay("deals", rows, carried, also="s.deal_id IN (SELECT deal_id FROM changed_items)")
    counts = overlay.counts()
    items.lay(overlay)
    events.lay_entered(overlay, file)
    if "stage" in has:
        _lay_stages(overlay, file, has)
    return Merged(Counts(counts.new, counts.updated, counts.unchanged), late, others=others)


def _columns(has: set[str], sale: bool) -> set[str]:
    return has - _HELPERS - {"deal_id", "customer_id", "manager_id", "status"}


def _dates(has: set[str], sale: bool, selected: list[str], told: set[str]) -> tuple[str, ...]:
    """A closing date of an open deal is when it is expected; one of a finished deal is when it was.
    Returns the columns that only a value may fill."""
    if sale or not has & TELLS:
        return ()
    ends = [f"r.{c}" for c in ("closed_at",) if c in has]
    ends += [
        f"CASE WHEN r.outcome_ IN ({o}) THEN r.{c} END"
        for c, o in (("won_at", f"'{WON}', '{RETURNED}'"), ("lost_at", f"'{LOST}'"))
        if c in has
    ]
    expected = "r.expected_close" if "expected_close" in has else None
    if not ends and expected:
        ends = [f"CAST({expected} AS TIMESTAMP)"]
    if not ends:
        return ()
    end = f"coalesce({', '.join(ends)})" if len(ends) > 1 else ends[0]
    selected.append(f"CASE WHEN r.outcome_ <> '{OPEN}' THEN {end} END AS closed_at")
    told.add("closed_at")
    if "closed_at" not in has:
        return ()
    meant = f"CASE WHEN r.outcome_ = '{OPEN}' THEN CAST(r.closed_at AS DATE) END"
    selected.append(
        f"coalesce({expected}, {meant}) AS expected_close" if expected else f"{meant} AS expected_close"
    )
    if expected:
        told.add("expected_close")
        return ()
    return ("expected_close",)


def _late(overlay: Overlay) -> tuple[int, ...]:
    rows = overlay.db.execute(
        f"SELECT n FROM in_rows WHERE key_ NOT IN (SELECT deal_id FROM {overlay.now('deals')}) UNION ALL "
        f"SELECT m.n FROM in_members m JOIN in_rows r ON r.n = m.lead WHERE NOT copy AND r.key_ NOT IN (SELECT deal_id FROM {overlay.now('deals')})"
    ).fetchall()
    return tuple(n for (n,) in rows)


def _lay_stages(overlay: Overlay, file: Understood, has: set[str]) -> None:
    pipeline = "coalesce(pipeline, '')" if "pipeline" in has else "''"
    created = f"avg(epoch(created_at)) FILTER (outcome_ = '{OPEN}')" if "created_at" in has else "NULL"
    met: dict[str, list[Met]] = {}
    rows = overlay.db.execute(
        f"SELECT {pipeline}, stage, {created}, min(n) FROM in_rows WHERE stage IS NOT NULL GROUP BY 1, 2 ORDER BY 4"
    ).fetchall()
    for line, stage, age, row in rows:
        met.setdefault(line, []).append(Met(stage, file.stage_kinds.get(stage, OPEN), age, row))
    if "lost_stage" in has:
        for line, stage, row in overlay.db.execute(
            f"SELECT {pipeline}, lost_stage, min(n) FROM in_rows WHERE lost_stage IS NOT NULL GROUP BY 1, 2 ORDER BY 3"
        ).fetchall():
            if all(one.stage != stage for one in met.setdefault(line, [])):
                met[line].append(Met(stage, OPEN, None, row))
    new = []
    for line, found in met.items():
        kept = overlay.db.execute(
            f"SELECT stage, position, kind FROM {overlay.now('stages')} WHERE pipeline = ?", [line]
        ).fetchall()
        seen = {one.stage for one in found}
        found = [
            *found,
            *(Met(stage, kind_, None, place or 0) for stage, place, kind_ in kept if stage not in seen),
        ]
        places = placed({stage: place for stage, place, kind_ in kept if kind_ == OPEN}, found)
        kinds = {stage: kind_ for stage, _, kind_ in kept} | {one.stage: one.kind for one in found}
        new += [(line, stage, place, kinds[stage]) for stage, place in places.items()]
    if overlay.only is not None:
        new = own.without_moving(overlay, new)
    named = {(line, one.stage) for line, found in met.items() for one in found}
    _lay_places(overlay, [one for one in new if one[:2] in named], None)
    _lay_places(overlay, [one for one in new if one[:2] not in named], ())


def _lay_places(overlay: Overlay, places: list[tuple], said: tuple[str, ...] | None) -> None:
    """``said``: () for stages that the file does not name and only moves aside."""
    if not places:
        return
    columns = [pa.array(column) for column in zip(*places, strict=True)]
    with overlay.given("found_stages", pa.table(columns, names=["pipeline", "stage", "position", "kind"])):
        overlay.lay("stages", "SELECT 0 AS n, * FROM found_stages", Carried(("position", "kind"), said=said))
