"""The delays, worked out by hand, and that they cannot be got around."""

from __future__ import annotations

import threading
from datetime import timedelta

from data import schema
from data.people.throttle import attempt, succeeded
from tests.people.conftest import NOW

ZERO = timedelta(0)


def seconds(store, now, account="anna@firm.ru", address="10.0.0.1"):
    return attempt(store, account=account, address=address, now=now).total_seconds()


def test_the_delay_grows_with_every_failure_of_an_account(store):
    """Three failures are free; after the 4th 1 s, then twice as long each time, at most 300 s."""
    now, waited = NOW, []
    for n in range(14):
        while wait := seconds(store, now, address=f"10.1.0.{n}"):  # from another address each time
            waited.append(wait)
            now += timedelta(seconds=wait)
    assert waited == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]


def test_a_try_during_the_delay_does_not_lengthen_it(store):
    for _ in range(4):
        seconds(store, NOW)
    assert [seconds(store, NOW) for _ in range(3)] == [1, 1, 1]
    assert seconds(store, NOW + timedelta(seconds=1)) == 0


def test_one_address_trying_many_names_is_slowed_too(store):
    found = [seconds(store, NOW, account=f"p{n}@firm.ru") for n in range(25)]
    assert found == [0] * 19 + [1] * 6


def test_others_are_not_slowed(store):
    for _ in range(6):
        seconds(store, NOW)
    assert seconds(store, NOW, account="lead@firm.ru") == 0


def test_success_clears_the_account_but_not_the_address(store):
    for n in range(18):
        seconds(store, NOW, account=f"p{n}@firm.ru")
    assert seconds(store, NOW, account="thief@firm.ru") == 0  # the 19th
    succeeded(store, account="thief@firm.ru", address="10.0.0.1", now=NOW)
    assert seconds(store, NOW, account="victim@firm.ru") == 0  # the 19th again
    assert seconds(store, NOW, account="victim@firm.ru") == 1


def test_after_a_quiet_day_the_count_begins_anew(store):
    for _ in range(4):
        seconds(store, NOW)
    tomorrow = NOW + timedelta(days=1)
    assert [seconds(store, tomorrow) for _ in range(5)] == [0, 0, 0, 0, 1]


def test_names_that_strangers_make_up_do_not_pile_up(store):
    for n in range(15):
        seconds(store, NOW, account=f"p{n}@firm.ru")
    seconds(store, NOW + timedelta(days=1), account="q@firm.ru", address="10.0.0.2")
    assert store.count(schema.sign_in_tries) == {"sign_in_tries": 2}


def test_a_hundred_tries_at_once_are_a_hundred_tries(store):
    passed, gate = [], threading.Barrier(20)

    def guess() -> None:
        gate.wait()
        passed.append(attempt(store, account="anna@firm.ru", address="10.0.0.1", now=NOW))

    crowd = [threading.Thread(target=guess) for _ in range(20)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert passed.count(ZERO) == 4
