"""A file beside the last one of the same export: what it lacks is asked about, what looks wrong is told."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from data.importing import Preview, prepare, undo
from data.store import Store
from metrics.view import EVERYTHING, View
from tests.importing.helpers import NOW, counts, everything, load, look, rows, source

HEAD = "ID;Этап;Сумма;Дата закрытия;Компания;Источник\n"
ROWS = [f"{n};Выиграна;{n}00;0{n}.02.2024;Клиент {n};Сайт" for n in range(1, 6)]
DELETED = {"deals.missing": "deleted"}


def full(*numbers: int) -> str:
    return HEAD + "\n".join(ROWS[number - 1] for number in numbers)


def warnings(preview: Preview) -> list[str]:
    return [str(one) for one in preview.files[0].warnings]


def seen(store: Store) -> tuple[list, list]:
    """Deals and purchases as every page reads them."""
    view = View(EVERYTHING, date(2024, 6, 1))
    return tuple(  # type: ignore[return-value]
        sorted(store.read(each("deal_id").select())["deal_id"]) for each in (view.deals, view.purchases)
    )


def test_deals_that_the_export_lost_are_asked_about(store: Store) -> None:
    load(store, source(full(1, 2, 3, 4, 5)))
    preview = look(store, source(full(1, 2, 4)))
    (question,) = preview.questions
    assert (question.key, question.default, question.examples) == ("deals.missing", "part", ("3", "5"))
    assert str(question.text).startswith("This file lacks 2 deals that the last one had.")
    assert question.syntax == "--answer 'deals.missing=part|deleted'"


def test_deleted_deals_leave_the_numbers_and_come_back_when_they_are_there_again(store: Store) -> None:
    load(store, source(full(1, 2, 3, 4, 5)))
    before = everything(store)
    load(store, source(full(1, 2, 4)), answers=DELETED)
    assert rows(
        store, "SELECT deal_id, missing_since FROM deals WHERE missing_since IS NOT NULL ORDER BY 1"
    ) == [
        ("3", NOW),
        ("5", NOW),
    ]
    assert seen(store) == (["1", "2", "4"], ["1", "2", "4"])
    assert not look(store, source(full(1, 2, 4))).questions  # asked once
    result = load(store, source(full(1, 2, 3, 4)))
    assert counts(result) == (0, 1, 3, 0, 1)
    assert seen(store) == (["1", "2", "3", "4"], ["1", "2", "3", "4"])
    undo(store, now=NOW)
    undo(store, now=NOW)
    assert everything(store) == before


def test_a_part_marks_nothing_and_is_asked_about_each_time(store: Store) -> None:
    load(store, source(full(1, 2, 3, 4, 5)))
    load(store, source(full(1, 2, 3).replace("100;", "150;")), answers={"deals.missing": "part"})
    assert seen(store)[0] == ["1", "2", "3", "4", "5"]
    assert look(store, source(full(1, 2))).questions


def test_two_files_of_one_export_are_seen_together(store: Store) -> None:
    load(store, source(full(1, 2, 3), name="a.csv"), source(full(4, 5), name="b.csv"))
    assert not look(store, source(full(1, 2, 3), name="a.csv"), source(full(4, 5), name="b.csv")).questions


def test_a_rejected_row_is_no_missing_deal(store: Store) -> None:
    load(store, source(full(1, 2, 3, 4, 5)))
    preview = look(store, source(full(1, 2, 3, 4, 5).replace("300;", "много;")))
    assert counts(preview) == (0, 0, 4, 1, 1)
    assert not preview.questions


def test_an_export_of_less_than_half_looks_cut(store: Store) -> None:
    load(store, source(full(1, 2, 3, 4, 5)))
    preview = look(store, source(full(1, 2)))
    assert warnings(preview) == ["Your export looks cut: 2 rows, last time 5."]
    assert not preview.questions
    undo(store, now=NOW)
    assert warnings(look(store, source(full(1, 2)))) == []


def test_a_column_that_ran_dry_is_told(store: Store) -> None:
    load(store, source(full(1, 2, 3, 4, 5)))
    assert warnings(look(store, source(full(1, 2, 3, 4, 5).replace("Сайт", "")))) == [
        "“Источник” had values last time and is empty now: importing it empties them in the store too."
    ]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ("9;Выиграна;1;05.09.2024;К;Сайт", "Finished deals closed in the future: 1 (rows 2)."),
        ("9;Новая;1;05.09.2024;К;Сайт", None),  # an open deal's date is when it is expected
        ("9;Выиграна;0;05.02.2024;К;Сайт", "Won deals without an amount: 1 (rows 2)."),
    ],
)
def test_suspicious_rows_are_named(store: Store, cells: str, told: str | None) -> None:
    preview = prepare(store, [source(HEAD + cells)], now=datetime(2024, 6, 1))
    assert warnings(preview) == ([told] if told else [])


def test_a_customer_made_twice_under_another_spelling_is_told(store: Store) -> None:
    load(store, source("ID;Этап;Компания\n1;Новая;ООО «Ромашковое поле»\n2;Новая;Северный ветер\n"))
    preview = look(
        store, source("ID;Этап;Компания;Сумма\n3;Новая;Ромашковое поле;5\n4;Новая;Южный берег;6\n")
    )
    assert warnings(preview) == [
        "1 new customers look like others, by name, phone or tax number: ООО «Ромашковое поле» = Ромашковое поле."
    ]
    assert rows(store, "SELECT count(*) FROM customers") == [(2,)]


OTHER = "Deal ID;Stage;Amount;Created\n" + "".join(f"b{n};New;{n};2024-09-0{n}\n" for n in range(1, 4))


def test_two_exports_of_one_import_do_not_miss_each_others_deals(store: Store) -> None:
    load(store, source(full(1, 2, 3, 4, 5)), source(OTHER, name="other.csv"))
    again = [source(full(1, 2, 3, 4, 5)), source(OTHER, name="other.csv")]
    assert look(store, *again).questions == ()
    again[0] = source(full(1, 2, 3, 4))
    (question,) = look(store, *again).questions
    assert (str(question.text).split(".")[0], question.examples) == (
        "This file lacks 1 deals that the last one had",
        ("5",),
    )


def test_one_of_two_exports_alone_is_not_asked_about_the_deals_of_the_other(store: Store) -> None:
    load(store, source(full(1, 2, 3, 4, 5)), source(OTHER, name="other.csv"))
    assert look(store, source(full(1, 2, 3, 4, 5))).questions == ()
