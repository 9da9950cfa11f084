"""Customers and managers by id or by name: found where the store has them, else made.

A name is the same whatever its letter case, ё and spaces. Whoever came without an id has the name
for a key; when the same name later comes with an id, the first key stays, so nobody is doubled.
"""

from __future__ import annotations

from data.importing.merging.overlay import KEYS, Carried, Overlay
from data.importing.vocabulary import folded_sql


def resolve(overlay: Overlay, table: str, has: set[str], own: bool = False) -> None:
    """Makes the table ``people`` (id, name, key): what ``in_rows`` calls a person → key of the store.

    ``has``: fields of the file. ``own``: the file is of these people itself, its field is ``name``.
    """
    noun = table[:-1]
    id_, name = f"{noun}_id", "name" if own else noun
    given = id_ if id_ in has else "NULL"
    called = name if name in has else "NULL"
    key = KEYS[table][0]
    word = folded_sql("name")
    db = overlay.db
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE words AS SELECT id, name, {word} AS word, n FROM "
        f"(SELECT CAST({given} AS VARCHAR) AS id, CAST({called} AS VARCHAR) AS name, min(n) AS n FROM in_rows GROUP BY 1, 2) "
        "WHERE id IS NOT NULL OR name IS NOT NULL"
    )
    known = f"(SELECT {key} AS key, name, {word} AS word FROM {overlay.now(table)})"
    db.execute(
        "CREATE OR REPLACE TEMP TABLE people AS "
        f"WITH known AS MATERIALIZED {known}, "
        "alone AS (SELECT word, min(key) AS key FROM known GROUP BY word HAVING count(*) = 1), "
        f"natural_ AS (SELECT word, min(key) AS key FROM known WHERE {folded_sql('key')} = word GROUP BY word), "
        "first AS (SELECT word, arg_min(name, n) AS name FROM words WHERE id IS NULL GROUP BY word), "
        "met AS (SELECT words.*, known.key, row_number() OVER (PARTITION BY words.word, words.id IS NULL, known.key IS NULL "
        "ORDER BY words.n) AS turn FROM words LEFT JOIN known ON known.key = words.id) "
        "SELECT met.id, met.name, met.n, coalesce(met.key, CASE "
        "WHEN met.id IS NULL THEN coalesce(alone.key, natural_.key, first.name) "
        "WHEN turn = 1 THEN coalesce(natural_.key, met.id) ELSE met.id END) AS key "
        "FROM met LEFT JOIN alone ON alone.word = met.word LEFT JOIN natural_ ON natural_.word = met.word "
        "LEFT JOIN first ON first.word = met.word"
    )


def found(overlay: Overlay, table: str, has: set[str]) -> tuple[str, str]:
    """Whom the rows of ``in_rows`` are about, making nobody: see ``joined`` for what comes back."""
    resolve(overlay, table, has)
    keep(overlay, table)
    return joined(table, has)


def brought(overlay: Overlay, table: str, has: set[str]) -> tuple[str, str]:
    """As ``found``; those the store does not know are made."""
    resolve(overlay, table, has)
    make(overlay, table)
    keep(overlay, table)
    return joined(table, has)


def make(overlay: Overlay, table: str) -> None:
    """Lays ``people`` over the store, by name alone. Those it knows stay as they are, but they are
    spoken of: they outlive the import that brought them. (A preview need not know it.)"""
    key = KEYS[table][0]
    unknown = f" WHERE key NOT IN (SELECT {key} FROM {overlay.now(table)})" if overlay.counting else ""
    overlay.lay(
        table,
        f"SELECT n, key AS {key}, name FROM ({named(overlay, table)}){unknown}",
        Carried((), gentle=("name",), said=("name",)),
    )


def named(overlay: Overlay, table: str) -> str:
    """SQL of one row a person (n, key, name); no two managers share a name."""
    one = "SELECT min(n) AS n, key, coalesce(arg_min(name, n), key) AS name FROM people GROUP BY key"
    if table != "managers":
        return one
    word = folded_sql("name")
    others = f"SELECT {word} FROM {overlay.now('managers')} k WHERE k.manager_id <> p.key"
    return (
        f"SELECT n, key, CASE WHEN {word} IN ({others}) OR row_number() OVER (PARTITION BY {word} ORDER BY n) > 1 "
        f"THEN name || ' (' || key || ')' ELSE name END AS name FROM ({one}) p"
    )


def joined(table: str, has: set[str]) -> tuple[str, str]:
    """SQL of the key of a row of ``in_rows`` (alias r), and the join that brings it."""
    noun, alias = table[:-1], f"of_{table}"
    pairs = [
        (f"{alias}.{column}", f"r.{field}")
        for column, field in (("id", f"{noun}_id"), ("name", noun))
        if field in has
    ]
    if not pairs:  # a plan of everybody, an activity of nobody
        return "CAST(NULL AS VARCHAR)", ""
    equal = "=" if len(pairs) == 1 else "IS NOT DISTINCT FROM"
    return (
        f"{alias}.key",
        f"LEFT JOIN {alias} ON {' AND '.join(f'{left} {equal} {right}' for left, right in pairs)}",
    )


def keep(overlay: Overlay, table: str) -> None:
    overlay.db.execute(f"CREATE OR REPLACE TEMP TABLE of_{table} AS SELECT id, name, key FROM people")
