"""Payments laid over the store: whose they are is told by the tax number, else by the name.

What came from somebody the store does not know makes a customer; what went to a customer is money
given back, below zero; what went to anybody else is no business of sales and is left aside.
"""

from __future__ import annotations

from data.importing.checking.directions import OUT
from data.importing.merging import deals
from data.importing.merging.overlay import Carried, Overlay
from data.importing.model import Message
from data.importing.understanding.understood import Understood
from data.importing.vocabulary import folded_sql

_FORMS = (
    "общество с ограниченной ответственностью|публичное акционерное общество|закрытое акционерное общество|"
    "открытое акционерное общество|акционерное общество|индивидуальный предприниматель|ооо|оао|зао|пао|ао|ип|"
    "llc|ltd|inc|gmbh|corp"
)


def lay(overlay: Overlay, file: Understood, has: set[str]) -> deals.Merged:
    _sides(overlay, has)
    _whose(overlay, has)
    if _customers(overlay):  # money may go back to whoever is new in this very file
        overlay.db.execute("CREATE OR REPLACE TEMP TABLE found AS SELECT * FROM owners WHERE key IS NOT NULL")
        _whose(overlay, has)
        overlay.db.execute("UPDATE owners SET key = f.key FROM found f WHERE f.n = owners.n")
    aside = _strangers(overlay, file)
    overlay.lay("payments", _rows(has), Carried(_told(has)))
    return deals.Merged(overlay.counts(), aside=aside)


def bare(name: str) -> str:
    """SQL of a name without its legal form, quotes and spaces."""
    plain = rf"regexp_replace({folded_sql(name)}, '[\"«»„“”''().,]', ' ', 'g')"
    return rf"replace(regexp_replace(' ' || {plain} || ' ', '\s({_FORMS})(\s|$)', ' '), ' ', '')"


def _sides(overlay: Overlay, has: set[str]) -> None:
    """Table ``sides``: the other side of each payment: name, tax number, id, that of the deal."""

    def side(payer: str, payee: str) -> str:
        here = {field: field if field in has else "NULL" for field in (payer, payee)}
        return f"CASE WHEN outcome_ = '{OUT}' THEN {here[payee]} ELSE {here[payer]} END"

    prefix = r"^инн\s*\d+\s*"
    overlay.db.execute(
        f"CREATE OR REPLACE TEMP TABLE sides AS SELECT n, outcome_ = '{OUT}' AS went, "
        f"trim(regexp_replace(CAST({side('customer', 'recipient')} AS VARCHAR), '{prefix}', '', 'i')) AS name, "
        f"nullif(regexp_replace(CAST({side('tax_number', 'recipient_tax')} AS VARCHAR), '\\D', '', 'g'), '') AS tax, "
        f"CASE WHEN outcome_ <> '{OUT}' THEN CAST({'customer_id' if 'customer_id' in has else 'NULL'} AS VARCHAR) END AS id, "
        f"CAST({'deal_id' if 'deal_id' in has else 'NULL'} AS VARCHAR) AS deal FROM in_rows"
    )


def _whose(overlay: Overlay, has: set[str]) -> None:
    """Table ``owners`` (n, key): the customer of the store; by id, tax number, deal, name, name without form."""
    customers, known = overlay.now("customers"), overlay.now("deals")
    only = (
        "SELECT {0} AS word, min(customer_id) AS key FROM {1} WHERE {0} <> '' GROUP BY 1 HAVING count(*) = 1"
    )
    digits = r"regexp_replace(coalesce(tax_number, ''), '\D', '', 'g')"
    # A bare name is no proof against a tax number that says otherwise.
    overlay.db.execute(
        f"CREATE OR REPLACE TEMP TABLE owners AS WITH c AS MATERIALIZED (SELECT * FROM {customers}), "
        f"taxed AS ({only.format(digits, 'c')}), named AS ({only.format(folded_sql('name'), 'c')}), "
        f"plain AS ({only.format(bare('name'), 'c')}) "
        "SELECT s.n, coalesce(i.customer_id, taxed.key, d.customer_id, named.key, "
        f"CASE WHEN p.customer_id IS NULL OR s.tax IS NULL OR {digits.replace('tax_number', 'p.tax_number')} IN ('', s.tax) "
        "THEN plain.key END) AS key FROM sides s LEFT JOIN c i ON i.customer_id = s.id "
        f"LEFT JOIN taxed ON taxed.word = s.tax LEFT JOIN {known} d ON d.deal_id = s.deal "
        f"LEFT JOIN named ON named.word = {folded_sql('s.name')} LEFT JOIN plain ON plain.word = {bare('s.name')} "
        "LEFT JOIN c p ON p.customer_id = plain.key"
    )


def _strangers(overlay: Overlay, file: Understood) -> int:
    """Takes out what went to nobody known; returns how many rows of the file that is."""
    db = overlay.db
    db.execute(
        "CREATE OR REPLACE TEMP TABLE strangers AS SELECT n FROM sides JOIN owners USING (n) WHERE went AND key IS NULL"
    )
    count = db.execute(
        "SELECT count(*) + (SELECT count(*) FROM in_members WHERE lead IN (FROM strangers)) FROM strangers"
    ).fetchone()[0]  # type: ignore[index]
    for table, column in (("in_rows", "n"), ("sides", "n"), ("owners", "n"), ("in_members", "lead")):
        db.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT n FROM strangers)")
    if count:
        message = Message(
            "{count} payments went to others than customers: they were left out.", {"count": count}
        )
        file.warnings[:] = [one for one in file.warnings if one.text != message.text] + [message]
    return int(count)


def _customers(overlay: Overlay) -> bool:
    """Makes those who paid and are not known: by name, and by tax number where two share a name."""
    db, word = overlay.db, folded_sql("name")
    db.execute(
        "CREATE OR REPLACE TEMP TABLE newcomers AS SELECT *, CASE WHEN name IS NULL THEN tax "
        "WHEN dense_rank() OVER (PARTITION BY word ORDER BY coalesce(tax, '')) > 1 OR taken THEN concat_ws(' · ', first_name, tax) "
        f"ELSE first_name END AS key FROM (SELECT n, name, tax, {word} AS word, "
        f"first_value(name) OVER (PARTITION BY {word} ORDER BY n) AS first_name, "
        f"{word} IN (SELECT {folded_sql('customer_id')} FROM {overlay.now('customers')}) AS taken "
        "FROM sides JOIN owners USING (n) WHERE key IS NULL AND NOT went AND (name IS NOT NULL OR tax IS NOT NULL))"
    )
    db.execute("UPDATE owners SET key = w.key FROM newcomers w WHERE w.n = owners.n")
    overlay.lay(
        "customers",
        "SELECT min(n) AS n, key AS customer_id, coalesce(arg_min(name, n), key) AS name, min(tax) AS tax_number "
        f"FROM newcomers WHERE key NOT IN (SELECT customer_id FROM {overlay.now('customers')}) GROUP BY key",
        Carried(("name", "tax_number")),
    )
    return bool(db.execute("SELECT count(*) FROM newcomers").fetchone()[0])  # type: ignore[index]


def _told(has: set[str]) -> tuple[str, ...]:
    days = ("paid_on",) if has & {"paid_on", "credited_on"} else ()
    rest = tuple(field for field in ("deal_id", "due_on", "currency", "purpose") if field in has)
    return ("customer_id", "amount", *days, *rest)


def _rows(has: set[str]) -> str:
    days = [f"r.{day}" for day in ("credited_on", "debited_on", "paid_on") if day in has]
    paid = f", coalesce({', '.join(days)}) AS paid_on" if days else ""
    rest = "".join(f", r.{field}" for field in ("deal_id", "due_on", "currency", "purpose") if field in has)
    return (
        "SELECT r.n, r.key_ AS payment_id, o.key AS customer_id, "
        f"CASE WHEN s.went THEN -abs(r.amount) ELSE r.amount END AS amount{paid}{rest} "
        "FROM in_rows r JOIN sides s USING (n) JOIN owners o USING (n)"
    )
