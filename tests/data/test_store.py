"""The store: readers see before or after, errors take everything back, threads keep their rows apart."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.errors import Refused
from data.store import DataVersion, Store, open_store
from tests.rows import NOW, arrow, deal, fill, records

DEALS = sa.select(sa.func.count().label("deals")).select_from(schema.deals)


def count(store: Store) -> int:
    return records(store, DEALS)[0]["deals"]


def add(store: Store, connection: sa.Connection, *ids: str, **more) -> None:
    store.load(connection, schema.deals, arrow(schema.deals, [deal(i, **more) for i in ids]))


def test_an_empty_store_has_no_data_version(store):
    assert store.version() == DataVersion(0, None)


def test_every_write_makes_a_newer_version(store):
    later = datetime(2026, 11, 23, 10, 0, 5)
    with store.writing(NOW):
        pass
    assert store.version() == DataVersion(1, NOW)
    with store.writing(later):
        pass
    assert store.version() == DataVersion(2, later)


def test_readers_see_the_store_before_or_after_never_between(store):
    with store.writing(NOW) as connection:
        add(store, connection, "a", "b")
        assert count(store) == 0
        assert store.version().number == 0
        assert connection.scalar(DEALS) == 2
    assert count(store) == 2
    assert store.version().number == 1


def test_an_error_takes_everything_back(store):
    with store.writing(NOW) as connection:
        add(store, connection, "a")
    with pytest.raises(RuntimeError, match="half way"), store.writing(NOW) as connection:
        connection.execute(sa.delete(schema.deals))
        add(store, connection, "b", "c")
        store.set_state(connection, "note", "written")
        raise RuntimeError("half way")
    assert records(store, sa.select(schema.deals.c.deal_id)) == [{"deal_id": "a"}]
    assert store.state("note") is None
    assert store.version().number == 1


def test_after_an_error_the_next_writer_gets_its_turn(store):
    with pytest.raises(RuntimeError), store.writing(NOW):
        raise RuntimeError
    with store.writing(NOW) as connection:
        add(store, connection, "a")
    assert count(store) == 1


def test_writers_wait_for_each_other(store):
    """Each adds one to what it found: with two at a time some would find the same."""

    def one_more(_: int) -> None:
        with store.writing(NOW) as connection:
            found = int(connection.scalar(DEALS))
            add(store, connection, f"d{found}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one_more, range(12)))
    assert count(store) == 12
    assert store.version().number == 12


def test_threads_never_get_each_others_rows(store):
    """8 threads × 40 reads, each asking for its own number: with one shared connection some get another's."""
    with store.writing(NOW) as connection:
        add(store, connection, *(f"d{i}" for i in range(50)))
    start = threading.Barrier(8)

    def wrong_answers(thread: int) -> list[object]:
        start.wait()
        asked = [thread * 1000 + i for i in range(40)]
        statement = [sa.select(sa.literal(n).label("n"), schema.deals.c.deal_id).limit(3) for n in asked]
        answers = [{row["n"] for row in records(store, one)} for one in statement]
        return [(n, got) for n, got in zip(asked, answers, strict=True) if got != {n}]

    with ThreadPoolExecutor(8) as pool:
        assert [wrong for wrong in pool.map(wrong_answers, range(8)) if wrong] == []


def test_readers_beside_a_writer_see_whole_imports_only(store):
    """Each import adds ten deals: no reader may ever see a number of deals that is not a multiple of ten."""
    seen: set[int] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.add(count(store))

    with ThreadPoolExecutor(2) as pool:
        looking = [pool.submit(look) for _ in range(2)]
        for batch in range(5):
            with store.writing(NOW) as connection:
                for i in range(10):
                    add(store, connection, f"d{batch}-{i}")
        done.set()
        [one.result() for one in looking]
    assert {n % 10 for n in seen} == {0}


def test_readers_never_miss_the_derived_tables_while_they_are_made_anew(store):
    """Every import empties and fills ``purchases``: no reader may see it empty, half full or not at all."""
    rows = [deal(f"d{i}", customer_id="c", closed_at=date(2026, 1, 1)) for i in range(40)]
    fill(store, deals=rows)
    statement = sa.select(sa.func.count().label("n"), sa.func.max(schema.purchases.c.number).label("last"))
    done = threading.Event()

    def look() -> set[tuple[int, int]]:
        seen = set()
        while not done.is_set():
            seen |= {tuple(row.values()) for row in records(store, statement)}
        return seen

    with ThreadPoolExecutor(2) as pool:
        looking = [pool.submit(look) for _ in range(2)]
        for more in range(1, 6):
            fill(store, deals=rows[: 40 - more])
        done.set()
        seen = set().union(*(one.result() for one in looking))
    assert seen <= {(40 - more, 40 - more) for more in range(6)}


def test_state_is_remembered_changed_and_forgotten(store):
    for value in ("one", "two", None, "three"):
        with store.writing(NOW) as connection:
            store.set_state(connection, "note", value)
        assert store.state("note") == value


def test_state_may_change_more_than_once_in_a_transaction(store):
    with store.writing(NOW) as connection:
        for value in ("one", None, "two", "three"):
            store.set_state(connection, "note", value)
    assert store.state("note") == "three"


def test_a_row_with_the_same_key_gives_way_only_where_told(store):
    with store.writing(NOW) as connection:
        add(store, connection, "a", amount=1)
    with pytest.raises(sa.exc.DBAPIError), store.writing(NOW) as connection:
        add(store, connection, "a", amount=2)
    with store.writing(NOW) as connection:
        rows = arrow(schema.deals, [deal("a", amount=3), deal("b", amount=4)])
        store.load(connection, schema.deals, rows, replace=True)
    statement = sa.select(schema.deals.c.deal_id, schema.deals.c.amount).order_by("deal_id")
    assert records(store, statement) == [
        {"deal_id": "a", "amount": Decimal("3.00")},
        {"deal_id": "b", "amount": Decimal("4.00")},
    ]


def test_a_read_keeps_money_exact_and_gaps_apart_from_numbers(store):
    fill(
        store,
        customers=[{"customer_id": "a", "employees": 7}, {"customer_id": "b"}],
        deals=[deal("x", amount="0.10", closed_at=datetime(2026, 1, 2, 3, 4, 5))],
    )
    people = store.read(sa.select(schema.customers.c.employees).order_by(schema.customers.c.customer_id))
    assert people.dtypes["employees"] == pd.Int64Dtype()
    assert people["employees"].tolist() == [7, pd.NA]
    row = store.read(sa.select(schema.deals.c.amount, schema.deals.c.closed_at)).iloc[0]
    assert row["amount"] == Decimal("0.10")
    assert isinstance(row["amount"], Decimal)
    assert row["closed_at"] == pd.Timestamp(2026, 1, 2, 3, 4, 5)


def test_a_sum_of_whole_numbers_is_whole(store):
    fill(store, customers=[{"customer_id": "a", "employees": 7}, {"customer_id": "b", "employees": 5}])
    total = store.read(sa.select(sa.func.sum(schema.customers.c.employees).label("people")))
    assert total.dtypes["people"] == pd.Int64Dtype()
    assert total["people"].tolist() == [12]


def test_counts(store):
    fill(store, deals=[deal("a"), deal("b")], customers=[{"customer_id": "c"}])
    assert store.count(schema.deals, schema.customers) == {"deals": 2, "customers": 1}


def test_a_query_that_runs_too_long_is_stopped_in_words(tmp_path):
    store = Store(f"duckdb:///{tmp_path / 'slow.duckdb'}", tmp_path, statement_seconds=0.2)
    slow = sa.text(
        "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE (a.range * b.range) % 7 = 3"
    )
    with pytest.raises(Refused, match="longer than 0 seconds"):
        store.read(slow)
    assert count(store) == 0
    store.close()


def test_one_process_has_one_store_per_address(tmp_path):
    url = f"duckdb:///{tmp_path / 'one.duckdb'}"
    first = open_store(url, tmp_path)
    assert open_store(url, tmp_path) is first
    first.close()


@pytest.mark.parametrize("url", ["duckdb:///:memory:", "duckdb://"])
def test_a_store_in_memory_is_refused(url, tmp_path):
    with pytest.raises(Refused, match="names no file"):
        Store(url, tmp_path)


def test_an_unheard_of_engine_is_refused_by_name(tmp_path):
    with pytest.raises(Refused, match="speaks of “sqlite”"):
        Store("sqlite:///x.db", tmp_path)


def test_files_of_the_server_cannot_be_read_through_sql(store, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with pytest.raises(sa.exc.DBAPIError), store.engine.connect() as connection:
        connection.exec_driver_sql(f"SELECT * FROM read_csv('{secret}')")


def test_a_store_opened_again_holds_what_was_written(tmp_path):
    url = f"duckdb:///{tmp_path / 'kept.duckdb'}"
    first = Store(url, tmp_path)
    fill(first, deals=[deal("a", closed_at=date(2026, 1, 1))])
    first.close()
    again = Store(url, tmp_path)
    assert count(again) == 1
    assert again.version() == DataVersion(1, NOW)
    again.close()
