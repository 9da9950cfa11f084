"""The public data sets give their published figures, dropped all at once."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from data.importing import Source, prepare
from data.importing.reading import table
from data.store import Store
from tests.importing.helpers import counts, everything, load, rows

pytestmark = pytest.mark.published


def maven(shared: Path) -> list[Source]:
    return [Source(path.name, path) for path in sorted((shared / "data" / "maven_crm").glob("*.csv"))]


def test_maven_all_files_at_once(store: Store, shared: Path) -> None:
    preview = prepare(store, maven(shared))
    kinds = {file.name: file.kind for file in preview.files}
    assert kinds == {
        "accounts.csv": "customers",
        "data_dictionary.csv": None,
        "products.csv": "products",
        "sales_pipeline.csv": "deals",
        "sales_teams.csv": "managers",
    }
    aside = next(file for file in preview.files if file.kind is None)
    assert "Table, Field, Description" in str(aside.set_aside)
    assert not preview.questions and not preview.problems
    assert rows(store, "SELECT count(*) FROM deals") == [(0,)]  # a preview writes nothing
    preview.close()
    result = load(store, *maven(shared))
    new = {file.name: (file.counts.new, file.counts.rejected, file.counts.service) for file in result.files}
    assert new["sales_pipeline.csv"] == (8800, 0, 1)
    assert (new["accounts.csv"][0], new["sales_teams.csv"][0], new["products.csv"][0]) == (85, 35, 7)
    assert rows(store, "SELECT status, count(*), sum(amount) FROM deals GROUP BY 1 ORDER BY 1") == [
        ("lost", 2473, Decimal("0.00")),
        ("open", 2089, None),
        ("won", 4238, Decimal("10005534.00")),
    ]
    assert rows(store, "SELECT count(*) FROM managers") == [(35,)]
    assert rows(store, "SELECT count(*) FROM customers") == [(85,)]
    assert rows(store, "SELECT count(*) FROM deals WHERE customer_id IS NULL") == [(1425,)]
    assert rows(store, "SELECT count(*) FROM deals WHERE created_at IS NULL") == [(500,)]
    assert rows(
        store, "SELECT count(DISTINCT product), count(*) FILTER (product_group IS NULL) FROM deals"
    ) == [(7, 0)]
    assert rows(store, "SELECT count(*) FROM deals WHERE product = 'GTX Pro'") == [(1480,)]
    assert rows(store, "SELECT stage, position, kind FROM stages ORDER BY position NULLS LAST") == [
        ("Prospecting", 1, "open"),
        ("Engaging", 2, "open"),
        ("Won", 3, "won"),
        ("Lost", None, "lost"),
    ]
    assert rows(store, "SELECT team, region FROM managers WHERE name = 'Darcel Schlecht'") == [
        ("Melvin Marxen", "Central")
    ]


def test_maven_again_and_file_by_file_is_the_same_store(store: Store, shared: Path) -> None:
    files = {source.name: source for source in maven(shared)}
    for name in ("sales_pipeline.csv", "products.csv", "sales_teams.csv", "accounts.csv"):
        load(store, files[name])
    one_by_one = everything(store)
    again = load(store, *files.values())
    assert everything(store) == one_by_one
    assert all(file.counts.new == file.counts.updated == 0 for file in again.files)
    assert rows(store, "SELECT count(*), sum(amount) FROM deals WHERE status = 'won'") == [
        (4238, Decimal("10005534.00"))
    ]
    assert rows(store, "SELECT count(*) FROM deals WHERE product = 'GTX Pro' AND product_group = 'GTX'") == [
        (1480,)
    ]


def test_cdnow_purchases(store: Store, shared: Path) -> None:
    purchases = Source("purchases.csv", shared / "data" / "cdnow" / "purchases.csv")
    result = load(store, purchases)
    assert counts(result) == (69_659, 0, 0, 0, 1)
    assert result.created.customers == 23_570
    assert rows(
        store, "SELECT count(*), sum(amount), count(DISTINCT customer_id) FROM deals WHERE status = 'won'"
    ) == [(69_659, Decimal("2500315.63"), 23_570)]
    assert rows(store, "SELECT count(*) FROM customers WHERE customer_id LIKE '0%'") == [
        (9_999,)
    ]  # zeros kept
    assert counts(load(store, purchases)) == (0, 0, 69_659, 0, 1)


SPECTRUM = (
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "location_coordinates", "newlines",
    "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8",
)  # fmt: skip


def test_csv_spectrum_is_read_whole(shared: Path) -> None:
    assert {path.stem for path in (shared / "data" / "csv-spectrum" / "csvs").iterdir()} == set(SPECTRUM)


@pytest.mark.parametrize("name", SPECTRUM)
def test_csv_spectrum_reads_to_its_records(shared: Path, name: str) -> None:
    folder = shared / "data" / "csv-spectrum"
    told = json.loads((folder / "json" / f"{name}.json").read_text("utf-8"))
    expected = told if isinstance(told, list) else [told]
    if name == "location_coordinates":  # its own table tells another phone than its file
        expected[0]["Contact Phone Number"] = "2095257564"
    raw = table.read(Source(name, folder / "csvs" / f"{name}.csv"))
    found = raw.database.execute("SELECT * EXCLUDE (n) FROM raw ORDER BY n").fetchall()
    assert [dict(zip(raw.headers, row, strict=True)) for row in found] == [
        {key: value.strip() for key, value in record.items()} for record in expected
    ]
    raw.close()
