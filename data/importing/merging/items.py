"""The product rows of deals, laid over those of the store."""

from __future__ import annotations

from data.importing.merging.overlay import Overlay
from data.importing.understanding.understood import Understood

_ITEM = ("product", "product_group", "quantity", "price", "amount", "cost")


def bring(overlay: Overlay, file: Understood, has: set[str]) -> None:
    """Tables ``in_items`` and ``changed_items``: deals whose product rows are other than the store's."""
    exists = file.database.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() AND table_name = 'items'"
    ).fetchone()[0]
    parts = [f'"{c}"' if c in has else f'NULL AS "{c}"' for c in _ITEM]
    query = f"SELECT key_ AS deal_id, line, {', '.join(parts)} FROM {file.room.table('items')}"
    overlay.db.execute("CREATE OR REPLACE TEMP TABLE in_items AS SELECT * FROM deal_items LIMIT 0")
    if exists:
        overlay.db.execute(f"INSERT INTO in_items BY NAME {query}")
    if exists and overlay.only is not None:
        overlay.db.execute("DELETE FROM in_items WHERE deal_id NOT IN (SELECT key_ FROM in_rows)")
    if not exists and "product" not in has:
        overlay.db.execute("CREATE OR REPLACE TEMP TABLE changed_items (deal_id VARCHAR)")
        return
    overlay.db.execute(
        "INSERT INTO spoken_items SELECT deal_id FROM in_items UNION SELECT key_ FROM in_rows WHERE to_json([key_]) IN "
        "(SELECT CAST(row_key AS JSON) FROM undo_log WHERE table_name = 'deal_items')"
    )
    listed = "list((line, product, product_group, quantity, price, amount, cost) ORDER BY line) AS rows"
    now = "SELECT * FROM deal_items WHERE deal_id NOT IN (SELECT deal_id FROM touched_items) UNION ALL SELECT * FROM next_deal_items"
    overlay.db.execute(
        "CREATE OR REPLACE TEMP TABLE changed_items AS SELECT deal_id FROM "
        f"(SELECT deal_id, {listed} FROM in_items GROUP BY 1) a FULL JOIN "
        f"(SELECT deal_id, {listed} FROM ({now}) SEMI JOIN (SELECT key_ AS deal_id FROM in_rows) USING (deal_id) GROUP BY 1) b "
        "USING (deal_id) WHERE a.rows IS DISTINCT FROM b.rows"
    )


def lay(overlay: Overlay) -> None:
    overlay.db.execute("DELETE FROM next_deal_items WHERE deal_id IN (SELECT deal_id FROM changed_items)")
    overlay.db.execute(
        "INSERT INTO next_deal_items SELECT * FROM in_items WHERE deal_id IN (SELECT deal_id FROM changed_items)"
    )
    overlay.db.execute(
        "INSERT INTO touched_items SELECT deal_id FROM changed_items ANTI JOIN touched_items USING (deal_id)"
    )
