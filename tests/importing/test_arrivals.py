"""When a deal was first seen, and how it stood at each upload, also after one of them was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from data import schema
from data.importing import confirm, prepare, undo
from data.store import Store
from tests.importing.helpers import load, rows, source

MONDAYS = [datetime(2024, 6, day, 9, 0) for day in (3, 10, 17, 24)]
HEAD = "ID;Этап сделки;Бюджет;Дата создания сделки;Ожидаемая дата закрытия;Ответственный\n"
STAGES = ("1. Новая", "2. Встреча", "3. Договор", "Успешно реализовано")
EVERY_STAGE = "".join(f"s{n};{stage};1;01.01.2024 00:00;;Анна\n" for n, stage in enumerate(STAGES))


MISSING = (
    "SELECT deal_id, old, new, changed_at FROM deal_changes WHERE field = 'missing_since' ORDER BY changed_at"
)


def upload(store: Store, text: str, now: datetime, missing: str = "part") -> None:
    preview = prepare(store, [source(HEAD + text, "deals.csv")], answers={"deals.missing": missing})
    confirm(store, preview, actor="tester", now=now)
    preview.close()


def arrivals(store: Store) -> list[tuple[object, ...]]:
    return rows(
        store,
        "SELECT deal_id, field, new, changed_at FROM deal_changes WHERE field IN ('appeared', 'found') ORDER BY 1",
    )


def snapshots(store: Store) -> list[datetime]:
    return [taken for (taken,) in rows(store, "SELECT taken_at FROM deal_snapshots ORDER BY 1")]


def line(key: str, created: str, stage: str = STAGES[1], amount: int = 10) -> str:
    return f"{key};{stage};{amount};{created};;Анна\n"


def test_the_first_upload_shows_what_there_is_and_a_later_one_what_came(store: Store) -> None:
    old = line("1", "01.05.2024 10:00")
    upload(store, old, MONDAYS[0])
    upload(
        store,
        old
        + line("2", "03.06.2024 09:00")  # at the very moment of the upload before
        + line("3", "03.06.2024 08:59")  # a minute earlier: it should have been there
        + line("4", "10.06.2024 09:00")
        + line("5", ""),
        MONDAYS[1],
    )
    assert arrivals(store) == [
        ("2", "appeared", STAGES[1], MONDAYS[1]),
        ("3", "found", STAGES[1], MONDAYS[1]),
        ("4", "appeared", STAGES[1], MONDAYS[1]),
        ("5", "found", STAGES[1], MONDAYS[1]),
    ]
    assert snapshots(store) == MONDAYS[:2]


def test_an_upload_that_changes_nothing_shows_how_deals_stand(store: Store) -> None:
    for now in MONDAYS[:2]:
        upload(store, line("1", "01.05.2024 10:00"), now)
    assert snapshots(store) == MONDAYS[:2]
    undo(store, now=MONDAYS[2], import_id=2)
    assert snapshots(store) == MONDAYS[:1]


def test_a_deal_goes_missing_and_comes_back(store: Store) -> None:
    one, two = line("1", "01.05.2024 10:00"), line("2", "01.05.2024 10:00") + line("3", "01.05.2024 10:00")
    upload(store, one + two, MONDAYS[0])
    upload(store, two, MONDAYS[1], missing="deleted")
    upload(store, one + two, MONDAYS[2])
    gone, back = (
        ("1", None, "2024-06-10 09:00:00", MONDAYS[1]),
        ("1", "2024-06-10 09:00:00", None, MONDAYS[2]),
    )
    assert rows(store, MISSING) == [gone, back]
    undo(store, now=MONDAYS[3], import_id=3)
    assert rows(store, MISSING) == [gone]
    upload(store, one + two, MONDAYS[2])
    undo(store, now=MONDAYS[3], import_id=2)
    assert rows(store, MISSING) == []


def test_the_next_upload_shows_what_the_one_taken_back_had_shown_first(store: Store) -> None:
    old, new = line("1", "01.05.2024 10:00"), line("2", "04.06.2024 10:00", STAGES[0])
    upload(store, old, MONDAYS[0])
    upload(store, old + new, MONDAYS[1])
    upload(store, old + line("2", "04.06.2024 10:00", STAGES[1]) + line("3", "05.06.2024 10:00"), MONDAYS[2])
    assert [one[:2] for one in arrivals(store)] == [("2", "appeared"), ("3", "found")]
    undo(store, now=MONDAYS[3], import_id=2)
    assert arrivals(store) == [  # nobody looked on the tenth: both were made since the third of June
        ("2", "appeared", STAGES[1], MONDAYS[2]),
        ("3", "appeared", STAGES[1], MONDAYS[2]),
    ]
    undo(store, now=MONDAYS[3], import_id=1)
    assert arrivals(store) == []  # now the third is the first that shows anything


def test_a_list_of_sales_shows_nothing_of_the_deals_on_their_way(store: Store) -> None:
    """Between two exports of deals: a deal made before it is no older deal because the list lacks it."""
    old = line("1", "01.05.2024 10:00")
    upload(store, old, MONDAYS[0])
    sales = source("ID;Дата продажи;Сумма\n9;05.06.2024;70\n", "sales.csv")
    load(store, sales, kinds={"*": "purchases"}, now=datetime(2024, 6, 6))
    upload(store, old + line("2", "04.06.2024 10:00"), MONDAYS[1])
    assert snapshots(store) == MONDAYS[:2]
    assert [one[:2] for one in arrivals(store)] == [("2", "appeared"), ("9", "found")]


def test_uploads_of_one_day_are_one_sitting_and_a_day_is_no_midnight(store: Store) -> None:
    """The rejected rows of an export come mended, minutes after it; many exports give a day, no time."""
    old = line("1", "01.05.2024 10:00")
    upload(store, old, MONDAYS[0])
    days = line("2", "03.06.2024") + line("3", "02.06.2024")  # the first: later than nine that morning
    upload(store, old + days, MONDAYS[1])
    mended = line("4", "07.06.2024 10:00") + line("5", "02.06.2024 10:00")
    upload(store, mended, MONDAYS[1] + timedelta(minutes=5))
    assert [one[:2] for one in arrivals(store)] == [
        ("2", "appeared"),
        ("3", "found"),
        ("4", "appeared"),
        ("5", "found"),
    ]
    undo(store, now=MONDAYS[3], import_id=2)
    assert [one[:2] for one in arrivals(store)] == [("4", "appeared"), ("5", "found")]
    undo(store, now=MONDAYS[3], import_id=1)
    assert arrivals(store) == []


def test_who_only_confirmed_what_is_taken_back_showed_nothing(store: Store) -> None:
    """The second upload repeats the first; without that one nobody knows what the second would have shown."""
    old = line("1", "01.05.2024 10:00")
    for now in MONDAYS[:2]:
        upload(store, old, now)
    upload(store, old + line("2", "04.06.2024 10:00"), MONDAYS[2])
    assert [one[:2] for one in arrivals(store)] == [("2", "found")]  # the second had lacked it
    undo(store, now=MONDAYS[3], import_id=1)
    assert snapshots(store) == [MONDAYS[2]]
    assert arrivals(store) == []


@dataclass(frozen=True)
class Upload:
    """``sales``: a list of nothing but sales, which shows no deals on their way."""

    text: str
    at: datetime
    sales: bool

    def into(self, store: Store) -> None:
        if self.sales:
            load(store, source(self.text, "sales.csv"), kinds={"*": "purchases"}, now=self.at)
        else:
            load(store, source(self.text, "deals.csv"), answers={"deals.missing": "part"}, now=self.at)


HEADERS = {
    "stage": "Этап сделки",
    "born": "Дата создания сделки",
    "amount": "Бюджет",
    "due": "Ожидаемая дата закрытия",
}
VALUES = {
    "stage": STAGES,
    "born": (
        "",
        "03.06.2024",
        *(f"{day:02}.06.2024 {time}" for day in (3, 10) for time in ("08:59", "09:00", "09:06")),
    ),
    "amount": ("", "1", "2"),
    "due": ("", "30.06.2024", "31.07.2024"),
}
TIMES = [monday + timedelta(minutes=later) for monday in MONDAYS[:3] for later in (0, 5)]


@st.composite
def uploads(draw: st.DrawFn) -> tuple[list[Upload], list[int]]:
    """Each changes something, whatever came before it (the name or the amount of a deal of its own), and each
    export knows every stage. Not all tell the same columns."""
    told = []
    times = draw(st.lists(st.sampled_from(TIMES), min_size=3, max_size=5, unique=True).map(sorted))
    for number, now in enumerate(times, 1):
        keys = draw(st.lists(st.sampled_from("abc"), unique=True))
        if draw(st.integers(0, 4)) == 4:
            lines = ["ID;Сумма;Дата продажи", *(f"{key};{number};05.06.2024" for key in ("sold", *keys))]
            told.append(Upload("\n".join(lines), now, True))
            continue
        fields = ["stage", *draw(st.lists(st.sampled_from(("born", "amount", "due")), unique=True))]
        lines = [["ID", "Название сделки", *(HEADERS[field] for field in fields)]]
        lines += [[stage, str(number), stage, *[""] * (len(fields) - 1)] for stage in STAGES]
        lines += [[key, key, *(draw(st.sampled_from(VALUES[field])) for field in fields)] for key in keys]
        told.append(Upload("\n".join(map(";".join, lines)), now, False))
    return told, draw(st.lists(st.integers(1, len(told)), min_size=1, max_size=2, unique=True))


SEEN = (
    "SELECT * EXCLUDE (customer_id) FROM deals ORDER BY ALL",
    "SELECT * FROM deal_changes ORDER BY ALL",
    "SELECT * FROM stage_visits ORDER BY ALL",
    "SELECT * FROM deal_snapshots ORDER BY ALL",
)


@given(uploads())
@settings(max_examples=4)
def test_without_an_upload_history_is_as_if_it_had_never_come(story: tuple[list[Upload], list[int]]) -> None:
    told, gone = story
    with TemporaryDirectory() as folder:
        undone, never = (
            Store(f"duckdb:///{folder}/{name}.duckdb", Path(folder) / name) for name in ("undone", "never")
        )
        for upload_ in told:
            upload_.into(undone)
        for number in gone:
            undo(undone, now=MONDAYS[-1], import_id=number)
        for number, upload_ in enumerate(told, 1):
            if number not in gone:
                upload_.into(never)
                continue
            with never.engine.begin() as connection:  # its number only
                taken = sa.insert(schema.imports).values(
                    import_id=number, imported_at=upload_.at, undone_at=upload_.at
                )
                connection.execute(taken)
        for statement in SEEN:
            assert rows(undone, statement) == rows(never, statement)
        undone.close()
        never.close()
