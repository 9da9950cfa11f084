"""Two real uploads, and the way between them: what the importer keeps is what the waterfall reads."""

from __future__ import annotations

from datetime import date

from data.store import Store
from metrics.period import Period
from metrics.view import EVERYTHING, View
from metrics.waterfall import STEPS, bridge, slipped
from tests.importing.test_arrivals import EVERY_STAGE, MONDAYS, upload
from tests.rows import records

JUNE = View(EVERYTHING, date(2024, 6, 30), period=Period(date(2024, 6, 4), date(2024, 7, 1)))


def line(
    key: str, amount: str, stage: str = "2. Встреча", due: str = "20.06.2024", day: str = "01.05.2024"
) -> str:
    return f"{key};{stage};{amount};{day} 10:00;{due};Анна\n"


def steps(store: Store) -> dict[str, int]:
    """Those that are not zero; the four deals of EVERY_STAGE are worth 1 each, three of them open."""
    (row,) = records(store, bridge(JUNE, "open"))
    return {step: int(row[step]) for step in STEPS if row[step]}


def test_two_uploads_tell_what_came_moved_and_went(store: Store) -> None:
    before = line("grows", "100") + line("put off", "200") + line("won", "300") + line("goes", "400")
    upload(store, EVERY_STAGE + before, MONDAYS[0])
    after = (
        line("grows", "150")
        + line("put off", "200", due="05.07.2024")
        + line("won", "300", "Успешно реализовано")
        + line("new", "500", day="05.06.2024")
        + line("older", "600")
    )
    upload(store, EVERY_STAGE + after, MONDAYS[1], missing="deleted")
    told = {
        "start": 1003,
        "created": 500,
        "found": 600,
        "increased": 50,
        "won": -300,
        "gone": -400,
        "end": 1453,
    }
    assert steps(store) == told
    assert [(row["deal_id"], row["days"], row["pushes"]) for row in records(store, slipped(JUNE))] == [
        ("put off", 15, 1)
    ]
    upload(store, EVERY_STAGE + line("goes", "400"), MONDAYS[2])
    # Back since: it was there at the start and is at the end. The others are deemed as they were.
    assert steps(store) == {**{key: value for key, value in told.items() if key != "gone"}, "end": 1853}
