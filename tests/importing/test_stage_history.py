"""Histories of stages as CRMs export them: time in stage follows, and goes before what uploads showed."""

from __future__ import annotations

from datetime import datetime

import pytest

from data.importing import undo
from data.store import Store
from tests.importing.helpers import NOW, counts, everything, load, look, rows, source

DEALS = """
ID;Deal Name;Stage;Amount;Created Time;Closing Date
7;Press;Closed Won;100;2024-01-01;2024-01-20
8;Tape;Offer;50;2024-01-05;
"""
ZOHO = """
Id,Deal Name,Stage,Moved To,Stage Duration (Calendar Days),Amount,Probability (%),Closing Date,Modified Time
7,Press,Lead,Offer,9,100,50,2024-01-20,2024-01-10 12:00
7,Press,Offer,Closed Won,10,100,100,2024-01-20,2024-01-20 18:00
8,Tape,Lead,Offer,3,50,50,2024-02-20,2024-01-08 00:00
8,Tape,Offer,,20,50,50,2024-02-20,2024-01-28 00:00
"""
SALESFORCE = """
"Opportunity Name","From Stage","To Stage","Amount","Probability","Close Date","Last Modified"
"Press","Lead","Offer","100","50","2024-01-20","2024-01-10 12:00"
"Press","Offer","Closed Won","100","100","2024-01-20","2024-01-20 18:00"
"Tape","Lead","Offer","50","50","2024-02-20","2024-01-08 00:00"
"""
FIELDS = """
"Opportunity ID","Opportunity Name","Field / Event","Old Value","New Value","Edit Date"
"7","Press","Stage","Lead","Offer","2024-01-10 12:00"
"7","Press","Amount","90","100","2024-01-11 12:00"
"7","Press","Stage","Offer","Closed Won","2024-01-20 18:00"
"8","Tape","Stage","Lead","Offer","2024-01-08 00:00"
"""
BITRIX = """
ID;TYPE_ID;OWNER_ID;CREATED_TIME;CATEGORY_ID;STAGE_SEMANTIC_ID;STAGE_ID
901;1;7;2024-01-01 00:00:00;0;P;Lead
902;2;7;2024-01-10 12:00:00;0;P;Offer
903;3;7;2024-01-20 18:00:00;0;S;Closed Won
904;1;8;2024-01-05 00:00:00;0;P;Lead
905;2;8;2024-01-08 00:00:00;0;P;Offer
"""
VISITS = [
    ("7", "Lead", datetime(2024, 1, 1), datetime(2024, 1, 10, 12), 9.5),
    ("7", "Offer", datetime(2024, 1, 10, 12), datetime(2024, 1, 20), 9.5),  # closed that day, by the deal
    ("8", "Lead", datetime(2024, 1, 5), datetime(2024, 1, 8), 3.0),
    ("8", "Offer", datetime(2024, 1, 8), None, None),
]


def visits(store: Store) -> list[tuple]:
    return rows(
        store,
        "SELECT deal_id, stage, entered_at, left_at, days FROM stage_visits ORDER BY deal_id, entered_at",
    )


@pytest.mark.parametrize(
    ("file", "counted"),
    [
        (ZOHO, (3, 0, 0, 0, 2)),
        (SALESFORCE, (3, 0, 0, 0, 1)),
        (FIELDS, (3, 0, 0, 0, 2)),
        (BITRIX, (5, 0, 0, 0, 1)),
    ],
    ids=["zoho", "salesforce", "field history", "bitrix"],
)
def test_every_layout_tells_the_same_visits(store: Store, file: str, counted: tuple) -> None:
    load(store, source(DEALS))
    before = everything(store)
    result = load(store, source(file, name="history.csv"))
    assert (result.files[0].kind, counts(result)) == ("stage_history", counted)
    assert visits(store) == VISITS
    again = load(store, source(file, name="history.csv"))
    assert counts(again)[:2] == (0, 0)
    undo(store, now=NOW)
    assert everything(store) == before


def test_a_history_by_name_of_deals_nobody_knows_is_rejected(store: Store) -> None:
    load(store, source(DEALS))
    preview = look(
        store, source(SALESFORCE + '"Crane","Lead","Offer","1","50","2024-02-20","2024-01-08 00:00"\n')
    )
    assert counts(preview) == (3, 0, 0, 1, 1)
    assert [(row.row, row.value) for row in preview.files[0].rejected] == [(5, "Crane")]


def test_dated_columns_of_a_deals_export_are_history(store: Store) -> None:
    load(
        store,
        source(
            'Record ID,Deal Name,Deal Stage,Pipeline,Create Date,Close Date,"Date entered ""Lead (Sales)""",'
            '"Date exited ""Lead (Sales)""","Date entered ""Offer (Sales)""","Date entered ""Closed Won (Sales)"""\n'
            "7,Press,Closed Won,Sales,2024-01-01 00:00,2024-01-20 00:00,2024-01-01 00:00,2024-01-10 12:00,2024-01-10 12:00,2024-01-20 18:00\n"
            "8,Tape,Offer,Sales,2024-01-05 00:00,,2024-01-05 00:00,2024-01-08 00:00,2024-01-08 00:00,\n"
        ),
    )
    assert visits(store) == VISITS


def test_a_list_of_deals_with_times_is_no_history(store: Store) -> None:
    file = source("ID;Stage;Modified Time\n7;Offer;2024-01-10\n")
    assert look(store, file).files[0].kind == "deals"


def test_a_history_goes_before_what_uploads_showed(store: Store) -> None:
    load(store, source(DEALS))
    load(store, source(DEALS.replace("8;Tape;Offer", "8;Tape;Contract")))
    assert rows(store, "SELECT stage, origin FROM stage_visits") == [("Contract", "uploads")]
    load(store, source(ZOHO, name="history.csv"))
    assert rows(store, "SELECT DISTINCT origin FROM stage_visits") == [("events",)]
