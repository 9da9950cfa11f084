"""What is remembered of a header can be seen, taken elsewhere, changed and forgotten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.errors import BadInput, Refused, Unknown
from data.importing import export_mappings, forget_mapping, import_mappings, mapping, mappings
from data.store import Store
from tests.importing.helpers import NOW, load, look, rows, source

DEALS = source("ID;Stage;Amount;Margin;Create Date\n1;New;1;7;01/02/2024\n")
SAID: dict[str, Any] = {"answers": {"deals.created_at.order": "month"}, "mapping": {"amount": "Margin"}}


def test_what_was_said_is_seen(store: Store) -> None:
    assert mappings(store) == ()
    load(store, DEALS, **SAID)
    (one,) = mappings(store)
    assert one.headers == ("ID", "Stage", "Amount", "Margin", "Create Date")
    assert (one.kind, one.columns) == (None, {"amount": "#4"})
    assert one.answers == {"deals.created_at.order": "month"}
    assert one.header("#4") == "Margin"
    assert mapping(store, one.short) == one


def test_exported_it_teaches_another_store(store: Store, tmp_path: Path) -> None:
    load(store, DEALS, **SAID)
    told = export_mappings(store)
    assert json.loads(told)[0]["columns"] == {"amount": "Margin"}
    other = Store(f"duckdb:///{tmp_path / 'other.duckdb'}", tmp_path / "other")
    try:
        assert look(other, DEALS).questions
        assert import_mappings(other, told, now=NOW) == mappings(store)
        load(other, DEALS)
        assert rows(other, "SELECT amount, CAST(created_at AS DATE)::VARCHAR FROM deals") == rows(
            store, "SELECT amount, CAST(created_at AS DATE)::VARCHAR FROM deals"
        )
        assert mappings(other) == mappings(store)
    finally:
        other.close()


def test_changed_it_is_used_as_changed(store: Store) -> None:
    load(store, DEALS, **SAID)
    (told,) = json.loads(export_mappings(store))
    told["columns"] = {"amount": "Amount", "cost": "#4"}
    import_mappings(store, json.dumps([told]), now=NOW)
    load(store, DEALS)
    assert [(int(a), int(c)) for a, c in rows(store, "SELECT amount, cost FROM deals")] == [(1, 7)]


def test_forgotten_it_is_asked_again(store: Store) -> None:
    load(store, DEALS, **SAID)
    assert not look(store, DEALS).questions
    forget_mapping(store, mappings(store)[0].short, now=NOW)
    assert mappings(store) == () and look(store, DEALS).questions


def test_a_mapping_nobody_has_is_told(store: Store) -> None:
    load(store, DEALS, **SAID)
    with pytest.raises(Unknown, match="Unknown mapping “zz”"):
        mapping(store, "zz")
    import_mappings(store, json.dumps([{"headers": [f"h{i}"]} for i in range(40)]), now=NOW)
    first = [one.short[0] for one in mappings(store)]
    several = next(letter for letter in first if first.count(letter) > 1)
    with pytest.raises(Refused, match="Several mappings begin with"):
        mapping(store, several)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"headers": "ID"}, "Mapping 1 of the file is not whole"),
        ({"headers": []}, "Mapping 1 of the file is not whole"),
        ("ID", "Mapping 1 of the file is not whole"),
        ({"headers": ["ID"], "columns": {"deal_id": 3}}, "Mapping 1 of the file is not whole"),
        ({"headers": ["ID"], "kind": "deal"}, "Unknown kind “deal”. Did you mean: deals"),
        ({"headers": ["ID"], "columns": {"deel_id": "ID"}}, "Unknown field “deel_id”. Did you mean: deal_id"),
        ({"headers": ["ID"], "columns": {"deal_id": "IDD"}}, "Unknown column “IDD”. Did you mean: ID"),
        ({"headers": ["ID"], "columns": {"deal_id": "#2"}}, "There is no column #2: the file has 1."),
        ({"headers": ["ID"], "answers": {"deals.wonn": "x"}}, "Unknown question “deals.wonn”"),
    ],
)
def test_a_wrong_mapping_is_refused_and_none_is_taken(store: Store, record: Any, words: str) -> None:
    with pytest.raises(BadInput) as error:
        import_mappings(store, json.dumps([{"headers": ["ok"]}, record][::-1]), now=NOW)
    assert str(error.value).startswith(words)
    assert mappings(store) == ()


@pytest.mark.parametrize("text", ["", "{", '{"headers": []}'])
def test_what_is_no_export_is_refused(store: Store, text: str) -> None:
    with pytest.raises(BadInput, match="This is no export of mappings"):
        import_mappings(store, text, now=NOW)
