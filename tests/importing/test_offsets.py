"""Times that say how far they are from UTC: one clock for a whole column, and its order kept."""

from __future__ import annotations

from datetime import datetime

import pytest

from data.importing.values.offsets import minutes_of
from data.store import Store
from tests.importing.helpers import load, look, rows, source

CREATED = "SELECT created_at FROM deals ORDER BY deal_id"


def deals(*times: str) -> str:
    lines = "\n".join(f"{number};Новая;100;{time}" for number, time in enumerate(times, 1))
    return f"ID;Этап;Сумма;Дата создания\n{lines}\n"


def notes(store: Store, *times: str) -> list[str]:
    preview = look(store, source(deals(*times)))
    told = [str(one) for one in preview.files[0].warnings]
    preview.close()
    return told


@pytest.mark.parametrize(
    ("offset", "minutes"),
    [("Z", 0), ("+03:00", 180), ("+0530", 330), ("-05", -300), ("MSK", 180), ("XYZ", None), ("", None)],
)
def test_offsets(offset: str, minutes: int | None) -> None:
    assert minutes_of(offset) == minutes


def test_one_offset_is_the_clock_on_the_wall(store: Store) -> None:
    times = ("2026-03-01T00:30:00+03:00", "2026-02-28T23:30:00+03:00")
    assert notes(store, *times) == []
    load(store, source(deals(*times)))
    assert rows(store, CREATED) == [(datetime(2026, 3, 1, 0, 30),), (datetime(2026, 2, 28, 23, 30),)]


def test_times_of_utc_are_kept_and_told(store: Store) -> None:
    [told] = notes(store, "2026-02-28T21:30:00Z", "2026-03-01T10:00:00+00:00")
    assert told.startswith("“Дата создания”: its times are those of UTC and were taken as written.")
    load(store, source(deals("2026-02-28T21:30:00Z")))
    assert rows(store, CREATED) == [(datetime(2026, 2, 28, 21, 30),)]


def test_days_at_midnight_of_utc_need_no_word(store: Store) -> None:
    assert notes(store, "2026-02-28T00:00:00Z", "2026-03-01T00:00:00.000Z") == []


def test_several_offsets_are_brought_to_the_most_frequent(store: Store) -> None:
    times = (
        "2026-03-01T10:00:00+03:00",
        "2026-03-01T10:30:00+05:00",
        "2026-03-01T07:10:00Z",
        "2026-03-01T11:00:00+03:00",
    )
    [told] = notes(store, *times)
    assert told == (
        "“Дата создания”: its times are at several offsets from UTC (+03:00, +05:00, Z): all were brought to +03:00, "
        "which most have."
    )
    load(store, source(deals(*times)))
    assert [one.strftime("%H:%M") for (one,) in rows(store, CREATED)] == ["10:00", "08:30", "10:10", "11:00"]


def test_summer_time_is_the_clock_on_the_wall_too(store: Store) -> None:
    times = ("2026-01-31 23:30:00 +0100", "2026-07-01 00:30:00 +0200", "2026-02-01 00:30:00 +0100")
    assert notes(store, *times) == []
    load(store, source(deals(*times)))
    assert [one.strftime("%d %H:%M") for (one,) in rows(store, CREATED)] == [
        "31 23:30",
        "01 00:30",
        "01 00:30",
    ]


def test_what_cannot_be_compared_is_kept_and_told(store: Store) -> None:
    [told] = notes(store, "2026-03-01T10:00:00Z", "2026-03-01T10:30:00")
    assert "differ in what they say of their offset from UTC (Z, or nothing that is known)" in told


def test_an_offset_below_the_sample_is_seen(store: Store) -> None:
    times = ["2026-03-01T10:00:00+03:00"] * 3500 + ["2026-03-01T10:00:00+05:00"]
    assert "(+03:00, +05:00)" in notes(store, *times)[0]
