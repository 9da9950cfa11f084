"""When a deal was first seen, and how it stood at each upload, also after one of them was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from data.importing import confirm, prepare, undo
from data.store import Store
from tests.importing.helpers import load, rows, source

MONDAYS = [datetime(2024, 6, day, 9, 0) for day in (3, 10, 17, 24)]
HEAD = "ID;Этап сделки;Бюджет;Дата создания сделки;Ожидаемая дата закрытия;Ответственный\n"
STAGES = ("1. Новая", "2. Встреча", "3. Договор", "Успешно реализовано")
EVERY_STAGE = "".join(f"s{n};{stage};1;01.01.2024 00:00;;Анна\n" for n, stage in enumerate(STAGES))


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
    assert rows(
        store,
        "SELECT deal_id, old, new, changed_at FROM deal_changes WHERE field = 'missing_since' ORDER BY 4",
    ) == [
        ("1", None, "2024-06-10 09:00:00", MONDAYS[1]),
        ("1", "2024-06-10 09:00:00", None, MONDAYS[2]),
    ]


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
class Deal:
    key: str
    created: datetime
    stage: str
    amount: int
    due: str

    def line(self) -> str:
        return f"{self.key};{self.stage};{self.amount};{self.created:%d.%m.%Y %H:%M};{self.due};Анна\n"


@st.composite
def uploads(draw: st.DrawFn) -> tuple[list[str], list[int]]:
    """Each upload changes something (the deal ``n`` at least) and knows every stage."""
    moments = [moment + timedelta(minutes=off) for moment in MONDAYS for off in (-1, 0, 1)]
    born = {key: draw(st.sampled_from(moments)) for key in "abc"}
    told = []
    for number in range(draw(st.integers(3, 4))):
        deals = [
            Deal(
                key,
                born[key],
                draw(st.sampled_from(STAGES)),
                draw(st.integers(1, 2)),
                draw(st.sampled_from(("", "30.06.2024", "31.07.2024"))),
            )
            for key in draw(st.lists(st.sampled_from("abc"), unique=True))
        ]
        own = f"n;{STAGES[0]};{number + 1};01.01.2024 00:00;;Анна\n"
        told.append(EVERY_STAGE + own + "".join(deal.line() for deal in deals))
    gone = draw(st.lists(st.integers(1, len(told)), min_size=1, max_size=2, unique=True))
    return told, gone


SEEN = (
    "SELECT deal_id, stage, status, amount, created_at, expected_close, furthest FROM deals ORDER BY ALL",
    "SELECT deal_id, field, old, new, changed_at FROM deal_changes ORDER BY ALL",
    "SELECT deal_id, stage, entered_at, left_at FROM stage_visits ORDER BY ALL",
    "SELECT taken_at FROM deal_snapshots ORDER BY ALL",
)


@given(uploads())
@settings(max_examples=6)
def test_without_an_upload_history_is_as_if_it_had_never_come(told: tuple[list[str], list[int]]) -> None:
    texts, gone = told
    with TemporaryDirectory() as folder:
        stores = [
            Store(f"duckdb:///{folder}/{name}.duckdb", Path(folder) / name) for name in ("undone", "never")
        ]
        for number, (text, now) in enumerate(zip(texts, MONDAYS, strict=False), 1):
            upload(stores[0], text, now)
            if number not in gone:
                upload(stores[1], text, now)
        for number in gone:
            undo(stores[0], now=MONDAYS[-1], import_id=number)
        for statement in SEEN:
            assert rows(stores[0], statement) == rows(stores[1], statement)
        for store in stores:
            store.close()
