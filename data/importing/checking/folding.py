"""Rows of one id: product rows are added up, copies counted once, contradictions rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

_SUMS = ("amount", "quantity", "cost", "list_amount", "discount")


@dataclass(frozen=True)
class Folded:
    """Table ``staged`` then has one row an id. Table ``members``: ``n`` of every row but the first
    of its id, ``lead`` (the first), ``copy`` (says the same as the first). Table ``torn_ids``: ``n``
    and the fields that contradict. Table ``items``: the product rows of folded deals."""

    folded: int  # ids made of product rows
    copies: int
    conflicts: int


def fold(
    database: duckdb.DuckDBPyConnection, fields: Sequence[str], items: Sequence[str], adds: bool = False
) -> Folded:
    """Works on ``staged`` with a column ``key_``; ``items``: fields of a product row;
    ``adds``: equal rows are no copies, they add up too."""
    database.execute("CREATE OR REPLACE TABLE members (n BIGINT, lead BIGINT, copy BOOLEAN)")
    database.execute("CREATE OR REPLACE TABLE torn_ids (n BIGINT, fields VARCHAR)")
    database.execute("DROP TABLE IF EXISTS items")
    database.execute(
        "CREATE OR REPLACE TEMP TABLE repeated AS SELECT * FROM staged SEMI JOIN "
        "(SELECT key_ FROM staged GROUP BY key_ HAVING count(*) > 1) USING (key_)"
    )
    if not database.execute("SELECT count(*) FROM repeated").fetchone()[0]:  # type: ignore[index]
        return Folded(0, 0, 0)
    database.execute("CREATE TABLE folded AS SELECT * FROM staged")
    database.execute("DROP VIEW staged")
    database.execute("ALTER TABLE folded RENAME TO staged")
    own = [field for field in fields if field not in items and (field == "currency" or not adds)]
    lines = [field for field in fields if field in items]
    by_product = adds or "product" in lines or "product_group" in lines
    _groups(database, own, lines, by_product, adds)
    database.execute(
        "INSERT INTO members SELECT n, lead, kind = 'copy' FROM repeated JOIN groups USING (key_) WHERE kind <> 'torn' AND n <> lead"
    )
    database.execute(
        "INSERT INTO torn_ids SELECT n, fields FROM repeated JOIN groups USING (key_) WHERE kind = 'torn'"
    )
    _sum_up(database, fields, lines)
    counts = dict(database.execute("SELECT kind, count(*) FROM groups GROUP BY kind").fetchall())
    return Folded(counts.get("lines", 0), counts.get("copy", 0), counts.get("torn", 0))


def _groups(
    database: duckdb.DuckDBPyConnection,
    own: Sequence[str],
    lines: Sequence[str],
    by_product: bool,
    adds: bool,
) -> None:
    def same(fields: Sequence[str]) -> str:
        return (
            " AND ".join(
                f'(count(DISTINCT "{f}") + CAST(bool_or("{f}" IS NULL) AS INTEGER) <= 1)' for f in fields
            )
            or "true"
        )

    differing = ", ".join(
        f"CASE WHEN NOT ({same([field])}) THEN '{field}' END"
        for field in (own if by_product else [*own, *lines])
    )
    kind = f"CASE WHEN NOT ({same(own)}) THEN 'torn' WHEN NOT {adds} AND {same(lines)} THEN 'copy' WHEN {str(by_product).lower()} THEN 'lines' ELSE 'torn' END"
    database.execute(
        f"CREATE OR REPLACE TEMP TABLE groups AS SELECT key_, min(n) AS lead, {kind} AS kind, "
        f"concat_ws(', ', {differing or 'NULL'}) AS fields FROM repeated GROUP BY key_"
    )


def _sum_up(database: duckdb.DuckDBPyConnection, fields: Sequence[str], lines: Sequence[str]) -> None:
    """The first row stands for its id, with sums of what adds up; a product only where all agree."""
    chosen = []
    for field in fields:
        if field in lines and field in _SUMS:
            chosen.append(f'sum("{field}") AS "{field}"')
        elif field in lines:
            chosen.append(f'CASE WHEN count(DISTINCT "{field}") = 1 THEN min("{field}") END AS "{field}"')
        else:
            chosen.append(f'arg_min_null("{field}", n) AS "{field}"')
    database.execute(
        "CREATE TABLE items AS SELECT repeated.*, row_number() OVER (PARTITION BY key_ ORDER BY n) AS line "
        "FROM repeated JOIN groups USING (key_) WHERE kind = 'lines'"
    )
    kept = ", ".join(f'"{field}"' for field in fields)
    rest = database.execute("SELECT column_name FROM (DESCRIBE staged)").fetchall()
    extra = [name for (name,) in rest if name not in {"n", "key_", *fields}]
    more = "".join(f', arg_min_null("{name}", n) AS "{name}"' for name in extra)
    names = "".join(f', "{name}"' for name in extra)
    database.execute(
        f"CREATE OR REPLACE TEMP TABLE summed AS SELECT min(n) AS n, key_, {', '.join(chosen)}{more} FROM items GROUP BY key_"
    )
    database.execute("DELETE FROM staged WHERE n IN (SELECT n FROM members UNION ALL SELECT n FROM torn_ids)")
    database.execute("DELETE FROM staged WHERE key_ IN (SELECT key_ FROM summed)")
    database.execute(f"INSERT INTO staged (n, key_, {kept}{names}) SELECT n, key_, {kept}{names} FROM summed")
