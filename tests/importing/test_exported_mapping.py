"""The mapping of a file, downloaded from one store, makes another read the same file alike and ask nothing."""

from __future__ import annotations

import json

import pytest

from data.errors import Unknown
from data.importing import import_mappings, mapping_json
from data.store import Store
from tests.importing.helpers import NOW, load, look, source

TEXT = """
ID,Company,Stage,Amount,Budget,Note,Note,Created
1,Oak,Won,10,"1,234",a,b,01/02/2026
2,Elm,Won,20,"5,678",c,d,02/03/2026
"""
SAID = {
    "answers": {"deals.created_at.order": "month", "deals.amount.decimal": "point"},
    "mapping": {"amount": "Budget", "name": "#7"},
}


def understood(preview):
    return [(column.header, column.field) for column in preview.files[0].columns]


def test_another_store_takes_it(store, tmp_path):
    preview = look(store, source(TEXT), **SAID)
    assert preview.questions == ()
    told = mapping_json(preview, "file.csv")
    other = Store(f"duckdb:///{tmp_path / 'other.duckdb'}", tmp_path / "other")
    try:
        assert look(other, source(TEXT)).questions
        import_mappings(other, told, now=NOW)
        again = look(other, source(TEXT, "again.csv"))
        assert again.questions == ()
        assert understood(again) == understood(preview)
        load(other, source(TEXT))
    finally:
        other.close()


def test_it_says_every_column_and_answer(store):
    (record,) = json.loads(mapping_json(look(store, source(TEXT), **SAID), "file.csv"))
    assert record["kind"] == "deals"
    assert record["columns"]["amount"] == "Budget"
    assert record["columns"]["name"] == "#7"  # two columns have its header
    assert record["columns"]["created_at"] == "Created"
    assert record["answers"] == SAID["answers"]


def test_a_file_that_is_not_there_is_named_in_vain(store):
    with pytest.raises(Unknown, match="Did you mean: file.csv"):
        mapping_json(look(store, source(TEXT), **SAID), "files.csv")
