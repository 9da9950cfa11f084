"""An upload by a manager touches his own deals and nothing else, whatever the file says."""

from __future__ import annotations

import pytest

from data.errors import Refused
from data.importing import ImportResult, Source, confirm, history, prepare, undo
from data.store import Store
from tests.importing.helpers import NOW, counts, everything, load, rows, source

BASE = """
deal_id,title,amount,stage,manager,customer,created
1,Roof,100,Offer,Anna,Alpha,2024-01-10
2,Door,200,Offer,Boris,Beta,2024-01-11
3,Wall,300,Talks,,Gamma,2024-01-12
4,Gate,400,Talks,Anna,Alpha,2024-01-13
"""
NO_END = {"deals.won": "none", "deals.lost": "none"}
ANNA = frozenset({"Anna"})
"""Nobody came with an id: a manager's name is his key."""


@pytest.fixture
def filled(store: Store) -> Store:
    load(store, source(BASE, "base.csv"), answers=NO_END)
    return store


def upload(
    store: Store, *files: Source, only: frozenset[str] | None = ANNA, answers: dict[str, str] = NO_END
) -> tuple[ImportResult, list]:
    preview = prepare(store, list(files), only_managers=only, answers=answers)
    try:
        told = [row for file in preview.files for row in file.rejected]
        done = confirm(store, preview, actor="anna@firm.ru", now=NOW)
        assert [file.counts for file in done.files] == [file.counts for file in preview.files]
        return done, told
    finally:
        preview.close()


def deals(store: Store) -> dict:
    return {row[0]: row[1:] for row in rows(store, "SELECT deal_id, amount, manager_id, stage FROM deals")}


CHANGED = """
deal_id,title,amount,stage,manager,customer,created
1,Roof,111,Offer,Anna,Alpha,2024-01-10
2,Door,1,Offer,Boris,Beta,2024-01-11
2b,Lock,1,Offer,Boris,Delta,2024-01-11
3,Wall,1,Talks,Anna,Gamma,2024-01-12
4,Gate,1,Talks,Boris,Alpha,2024-01-13
5,Pipe,500,Offer,Anna,Omega,2024-01-14
6,Well,600,Offer,,Omega,2024-01-14
7,Yard,700,Offer,Vera,Sigma,2024-01-14
"""


def test_rows_of_others_are_rejected_with_that_reason_and_nothing_of_them_comes(filled):
    before = everything(filled)
    done, told = upload(filled, source(CHANGED))
    # 1 is changed and 5 is new; 2 is Boris's, 2b would be his, 3 was nobody's, 4 would be given away,
    # 6 would be nobody's, 7 would be Vera's
    assert counts(done) == (1, 1, 0, 6, 1)
    assert [row.row for row in told] == [3, 4, 5, 6, 8, 9]
    assert [(row.column, row.value) for row in told] == [
        ("manager", "Boris"),
        ("manager", "Boris"),
        ("manager", "Anna"),
        ("manager", "Boris"),
        ("manager", ""),
        ("manager", "Vera"),
    ]
    assert {str(row.reason) for row in told} == {
        "the deal or its customer is not yours, or would not be after this row"
    }
    after = deals(filled)
    assert {key: str(after[key][0]) for key in after} == {
        "1": "111.00",
        "2": "200.00",
        "3": "300.00",
        "4": "400.00",
        "5": "500.00",
    }
    assert everything(filled)["managers"] == before["managers"]
    assert [name for _, name in rows(filled, "SELECT customer_id, name FROM customers ORDER BY 1")] == [
        "Alpha",
        "Beta",
        "Gamma",
        "Omega",
    ]


def test_a_customer_of_others_is_not_opened_by_a_new_deal_that_names_him(filled):
    """What is known of Beta, whom Boris sells to, and of Psi, to whom nobody has sold, is not Anna's to see."""
    load(
        filled,
        source("customer_id,name,phone\nPsi,Psi,+7 000 1\n", "customers.csv"),
        kinds={"*": "customers"},
    )
    done, told = upload(
        filled,
        source(
            """
            deal_id,title,amount,stage,manager,customer,created
            21,Own,1,Offer,Anna,Alpha,2024-02-01
            22,Fresh,1,Offer,Anna,Chi,2024-02-01
            23,Taken,1,Offer,Anna,Beta,2024-02-01
            24,Unsold,1,Offer,Anna,psi,2024-02-01
            1,Roof,100,Offer,Anna,Gamma,2024-01-10
            """
        ),
    )
    assert counts(done) == (2, 0, 0, 3, 1)
    assert [row.row for row in told] == [4, 5, 6]
    assert sorted(deals(filled)) == ["1", "2", "21", "22", "3", "4"]


def test_who_may_touch_everything_is_not_held_up(filled):
    done, told = upload(filled, source(CHANGED), only=None)
    assert (counts(done), told) == ((4, 4, 0, 0, 1), [])


def test_without_a_column_of_managers_his_own_deals_are_known_by_their_id(filled):
    done, _told = upload(filled, source("deal_id,amount,stage\n1,7,Offer\n2,7,Offer\n9,7,Offer\n"))
    assert counts(done) == (0, 1, 0, 2, 1)
    assert {key: str(value[0]) for key, value in deals(filled).items()} == {
        "1": "7.00",
        "2": "200.00",
        "3": "300.00",
        "4": "400.00",
    }


def test_product_rows_of_others_are_left_out_whole(filled):
    lines = """
    deal_id,product,quantity,amount,stage,manager
    1,Tile,1,40,Offer,Anna
    1,Nail,1,60,Offer,Anna
    2,Knob,1,50,Offer,Boris
    2,Lock,1,60,Offer,Boris
    """
    done, _told = upload(filled, source(lines))
    assert counts(done) == (0, 2, 0, 2, 1)
    assert rows(filled, "SELECT deal_id, product FROM deal_items ORDER BY 1, 2") == [
        ("1", "Nail"),
        ("1", "Tile"),
    ]


def test_lists_that_are_everybodys_are_set_aside(filled):
    before = everything(filled)
    people = source("manager,team\nAnna,East\nBoris,East\n", "people.csv")
    preview = prepare(filled, [people], only_managers=ANNA, kinds={"people.csv": "managers"})
    assert not preview.ready
    assert str(preview.files[0].set_aside).startswith("Set aside: you upload your own deals")
    with pytest.raises(Refused, match="everybody's"):
        confirm(filled, preview, actor="anna@firm.ru", now=NOW)
    preview.close()
    assert everything(filled) == before


def test_the_order_of_stages_stays_as_everybody_has_it(filled):
    before = rows(filled, "SELECT stage, position, kind FROM stages ORDER BY position")
    upload(filled, source("deal_id,amount,stage,manager\n1,7,Lead,Anna\n4,7,Won,Anna\n"), answers={})
    after = rows(filled, "SELECT stage, position, kind FROM stages ORDER BY position")
    assert after[: len(before)] == before
    assert [(stage, kind) for stage, _, kind in after[len(before) :]] == [("Lead", "open"), ("Won", "won")]


def test_what_one_manager_says_of_a_header_is_no_rule_for_everybody(filled):
    # the base has left one rule
    told = source("deal_id,amount,sum,stage,manager\n1,7,8,Offer,Anna\n")
    for only, remembered in ((ANNA, 1), (None, 2)):
        preview = prepare(filled, [told], mapping={"amount": "sum"}, only_managers=only, answers=NO_END)
        confirm(filled, preview, actor="x", now=NOW)
        preview.close()
        assert rows(filled, "SELECT count(*) FROM state WHERE name LIKE 'mapping:%'") == [(remembered,)]


def test_nobodys_deals_are_nobodys(filled):
    before = everything(filled)
    preview = prepare(filled, [source(CHANGED)], only_managers=frozenset(), answers=NO_END)
    assert preview.counts.rejected == 8
    preview.close()
    assert everything(filled) == before


def test_only_his_own_import_is_taken_back(filled):
    done, _told = upload(filled, source(CHANGED))
    load(filled, source("deal_id,amount,stage\n2,9,Offer\n"), answers=NO_END)
    with pytest.raises(Refused, match="Import 1 is not yours"):
        undo(filled, now=NOW, import_id=1, only_of="anna@firm.ru")
    assert undo(filled, now=NOW, only_of="anna@firm.ru").import_id == done.import_id
    assert str(deals(filled)["1"][0]) == "100.00"
    with pytest.raises(Refused, match="no import"):
        undo(filled, now=NOW, only_of="anna@firm.ru")
    assert [one.import_id for one in history(filled, only_of="anna@firm.ru")] == [done.import_id]
    assert len(history(filled)) == 3


def test_what_was_imported_with_other_rights_is_not_taken_back_with_fewer(filled):
    done, _told = upload(filled, source(CHANGED), only=None)  # Anna was an analyst then
    before = everything(filled)
    with pytest.raises(Refused, match=f"Import {done.import_id} is not yours"):
        undo(filled, now=NOW, only_of="anna@firm.ru", only_managers=ANNA)
    assert everything(filled) == before
    assert undo(filled, now=NOW, only_of="anna@firm.ru", only_managers=None).import_id == done.import_id


def test_his_own_import_of_his_own_deals_is_his_to_take_back(filled):
    done, _told = upload(filled, source(CHANGED))
    assert undo(filled, now=NOW, only_of="anna@firm.ru", only_managers=ANNA).import_id == done.import_id
    assert sorted(deals(filled)) == ["1", "2", "3", "4"]
