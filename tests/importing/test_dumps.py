"""Files as databases and APIs write them: names run together or behind dots, numbers for stages, deleted rows."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from data.importing.understanding import matching
from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source

DEALS = "SELECT deal_id, manager_id, stage, status, amount, created_at, closed_at FROM deals ORDER BY 1"


@pytest.mark.parametrize(
    ("headers", "word"),
    [(["STAGENAME"], "stage name"), (["properties.leadsource", "properties.amount", "id"], "lead source")],
)
def test_a_header_is_known_without_its_spaces(headers: list[str], word: str) -> None:
    assert word in matching.spellings(headers)[0]


def test_salesforce_as_its_database_has_it(store: Store) -> None:
    text = """
        "ID","ISDELETED","ACCOUNTID","NAME","STAGENAME","AMOUNT","CLOSEDATE","ISCLOSED","ISWON","OWNERID","CREATEDDATE"
        "006A","false","001A","D1","Closed Won","1000.0","2024-02-01","true","true","005A","2024-01-01T10:00:00.000Z"
        "006B","true","001A","D2","Closed Won","2000.0","2024-02-01","true","true","005A","2024-01-01T10:00:00.000Z"
        """
    preview = look(store, source(text))
    assert counts(preview) == (1, 0, 0, 0, 2)
    assert "1 rows are deleted by “ISDELETED”: they were left out." in map(str, preview.files[0].warnings)
    load(store, source(text))
    assert rows(store, DEALS) == [
        ("006A", "005A", "Closed Won", "won", Decimal("1000.00"), datetime(2024, 1, 1, 10), datetime(2024, 2, 1))
    ]  # fmt: skip


def test_amocrm_as_its_api_has_it(store: Store) -> None:
    """1705314153 is 2024-01-15 10:22:33; 142 is won and 143 lost in every pipeline."""
    load(
        store,
        source("""
        id,name,price,responsible_user_id,status_id,pipeline_id,loss_reason_id,created_at,closed_at,is_deleted
        1,A,5000,77,142,1,,1705314153,1707906153,False
        2,B,6000,77,143,1,5,1705314153,1707906153,False
        3,C,7000,78,4001,1,,1705314153,,False
        4,D,8000,78,4002,1,,1705314153,,True
        """),
    )
    created, closed = datetime(2024, 1, 15, 10, 22, 33), datetime(2024, 2, 14, 10, 22, 33)
    assert rows(store, DEALS) == [
        ("1", "77", "142", "won", Decimal("5000.00"), created, closed),
        ("2", "77", "143", "lost", Decimal("6000.00"), created, closed),
        ("3", "78", "4001", "open", Decimal("7000.00"), created, None),
    ]


def test_pipedrive_as_its_api_has_it(store: Store) -> None:
    load(
        store,
        source("""
        id,title,value,currency,status,add_time,won_time,lost_time,stage_id,pipeline_id,user_id,org_name,owner_name
        1,A,5000,USD,won,2024-01-10 10:00:00,2024-02-10 10:00:00,,3,1,11,Acme,Ann
        2,B,6000,USD,open,2024-01-10 10:00:00,,,3,1,11,Acme,Ann
        3,C,7000,USD,deleted,2024-01-10 10:00:00,,,2,1,11,Acme,Ann
        """),
    )
    created = datetime(2024, 1, 10, 10)
    assert rows(store, DEALS) == [
        ("1", "11", "3", "won", Decimal("5000.00"), created, datetime(2024, 2, 10, 10)),
        ("2", "11", "3", "open", Decimal("6000.00"), created, None),
    ]


def test_hubspot_as_its_api_has_it(store: Store) -> None:
    load(
        store,
        source("""
        id,properties.dealname,properties.amount,properties.dealstage,properties.closedate,properties.createdate,properties.hubspot_owner_id
        1,A,5000,closedwon,2024-02-10T10:00:00Z,2024-01-10T10:00:00.123Z,77
        """),
    )
    assert rows(store, DEALS) == [
        ("1", "77", "closedwon", "won", Decimal("5000.00"), datetime(2024, 1, 10, 10), datetime(2024, 2, 10, 10))
    ]  # fmt: skip
