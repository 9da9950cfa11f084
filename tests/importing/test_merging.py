"""What an import does to what is there: nothing twice, nothing erased by silence, everything undone."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from data import derive as derived
from data.errors import Refused
from data.importing import Source, confirm, history, prepare, undo
from data.importing.merging import committing
from data.store import Store
from tests.importing.helpers import NOW, counts, everything, load, look, rows, source
from tests.importing.test_formats import AMO, BITRIX

DEALS = """
ID;Этап;Сумма;Дата создания;Дата закрытия;Ответственный;Компания;Источник
1;Новая;100;01.02.2024;;Анна;Ромашка;Сайт
2;Выиграна;200;02.02.2024;05.02.2024;Борис;Ветер;Звонок
"""


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    load(store, source(AMO))
    before = everything(store)
    again = load(store, source(AMO))
    assert counts(again) == (0, 0, 4, 0, 1)
    assert everything(store) == before


def test_an_absent_column_never_erases_and_an_empty_cell_does(store: Store) -> None:
    load(store, source(DEALS))
    result = load(store, source("ID;Этап;Сумма\n1;Новая;150\n2;Выиграна;\n"))
    assert counts(result) == (0, 2, 0, 0, 1)
    assert rows(store, "SELECT deal_id, amount, source, manager_id, created_at FROM deals ORDER BY 1") == [
        ("1", Decimal("150.00"), "Сайт", "Анна", datetime(2024, 2, 1)),
        ("2", None, "Звонок", "Борис", datetime(2024, 2, 2)),
    ]


def test_a_file_without_stages_only_updates_deals_that_are_there(store: Store) -> None:
    load(store, source(DEALS))
    partial = source("ID сделки;Бюджет\n1;175\n77;1\n5;xx\n")
    result = load(store, partial, kinds={"*": "deals"})
    assert counts(result) == (0, 1, 0, 2, 1)  # 77 is nobody's, xx no number
    assert rows(store, "SELECT deal_id, amount, status FROM deals ORDER BY 1") == [
        ("1", Decimal("175.00"), "open"),
        ("2", Decimal("200.00"), "won"),
    ]
    assert rows(store, "SELECT row, value FROM rejected_rows WHERE import_id = 2 ORDER BY 1") == [
        (3, "77"),
        (4, "xx"),
    ]


def test_undo_gives_back_exactly_what_was(store: Store) -> None:
    load(store, source(DEALS))
    before = everything(store)
    changed = (
        DEALS.replace("100;", "999,99;").replace("Борис", "Вера") + "3;Новая;5;03.02.2024;;Глеб;Новый;Сайт\n"
    )
    assert counts(load(store, source(changed))) == (1, 2, 0, 0, 1)
    assert rows(store, "SELECT count(*) FROM managers") == [(4,)]
    taken = undo(store, now=NOW)
    assert (taken.import_id, taken.files) == (2, ("file.csv",))
    assert everything(store) == before
    undo(store, now=NOW)
    assert all(not table for table in everything(store).values())
    with pytest.raises(Refused, match="no import to take back"):
        undo(store, now=NOW)
    assert [one.undone_at for one in history(store)] == [NOW, NOW]


def test_undo_gives_back_product_rows(store: Store) -> None:
    load(store, source(BITRIX))
    before = everything(store)
    assert counts(load(store, source(BITRIX.replace("5000.50", "6000.50")))) == (0, 2, 2, 0, 1)
    assert rows(store, "SELECT amount FROM deals WHERE deal_id = '7'") == [(Decimal("126000.50"),)]
    undo(store, now=NOW)
    assert everything(store) == before


def test_a_failure_in_the_middle_leaves_the_store_untouched(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, source(DEALS))
    before, version, imports = everything(store), store.version(), history(store)

    def fails(connection: object, deals: str) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(committing, "derive", fails)
    preview = look(store, source(AMO))
    with pytest.raises(RuntimeError, match="the disk is full"):
        confirm(store, preview, actor="tester", now=NOW)
    assert (everything(store), store.version(), history(store)) == (before, version, imports)
    monkeypatch.setattr(committing, "derive", derived.derive)
    assert counts(confirm(store, preview, actor="tester", now=NOW)) == (4, 0, 0, 0, 1)


def test_confirm_counts_anew_when_another_import_landed_in_between(store: Store) -> None:
    preview = look(store, source(DEALS))
    assert counts(preview) == (2, 0, 0, 0, 1)
    load(store, source(DEALS))
    assert counts(confirm(store, preview, actor="tester", now=NOW)) == (0, 0, 2, 0, 1)


def test_two_files_of_one_import_see_each_other(store: Store) -> None:
    first = source("ID;Этап;Сумма\n1;Новая;100\n2;Новая;200\n", name="a.csv")
    second = source("ID;Этап;Источник\n2;Новая;Сайт\n3;Новая;Звонок\n", name="b.csv")
    result = load(store, first, second)
    assert (counts(result, 0), counts(result, 1)) == ((2, 0, 0, 0, 1), (1, 1, 0, 0, 1))
    assert rows(store, "SELECT deal_id, amount, source FROM deals ORDER BY 1") == [
        ("1", Decimal("100.00"), None),
        ("2", Decimal("200.00"), "Сайт"),
        ("3", None, "Звонок"),
    ]


def test_the_same_file_twice_in_one_import_is_read_once(store: Store) -> None:
    result = load(store, source(DEALS, name="a.csv"), source(DEALS, name="b.csv"))
    assert counts(result) == (2, 0, 0, 0, 1)
    assert str(result.files[1].set_aside) == "Set aside: the same file as a.csv."


def test_a_manager_known_by_name_keeps_his_key_when_his_id_comes(store: Store) -> None:
    load(store, source(DEALS))
    team = source("ID;Менеджер;Отдел\n501;Анна;Юг\n502;Борис;Север\n503;Вера;Север\n", name="managers.csv")
    assert counts(load(store, team)) == (1, 2, 0, 0, 1)
    assert rows(store, "SELECT manager_id, name, team FROM managers ORDER BY 1") == [
        ("503", "Вера", "Север"),
        ("Анна", "Анна", "Юг"),
        ("Борис", "Борис", "Север"),
    ]
    assert counts(load(store, team)) == (0, 0, 3, 0, 1)


def test_equal_rows_are_one_deal_and_contradicting_rows_none(store: Store) -> None:
    preview = look(
        store, source("ID;Этап;Сумма\n1;Новая;100\n1;Новая;100\n2;Новая;5\n2;Новая;6\n3;Новая;7\n")
    )
    assert counts(preview) == (2, 0, 1, 2, 1)
    assert [(row.row, row.value) for row in preview.files[0].rejected] == [(4, "amount"), (5, "amount")]


def test_purchases_without_ids_may_be_equal_and_stay_themselves(store: Store) -> None:
    sales = source("Клиент;Дата;Сумма\nА;01.02.2024;100\nА;01.02.2024;100\nБ;02.02.2024;50\n")
    assert counts(load(store, sales)) == (3, 0, 0, 0, 1)
    assert rows(store, "SELECT count(*), sum(amount) FROM deals") == [(3, Decimal("250.00"))]
    assert counts(load(store, sales)) == (0, 0, 3, 0, 1)


def test_order_numbers_that_restart_are_told_apart_by_their_day(store: Store) -> None:
    load(store, source("Номер;Дата;Клиент;Сумма\n1;10.01.2023;А;100\n1;12.01.2024;Б;200\n"))
    assert rows(store, "SELECT deal_id, amount FROM deals ORDER BY 1") == [
        ("1 · 2023-01-10", Decimal("100.00")),
        ("1 · 2024-01-12", Decimal("200.00")),
    ]


def test_positions_of_stages_stay_when_new_ones_come(store: Store) -> None:
    load(store, source("ID;Этап\n1;Новая\n2;Переговоры\n3;Выиграна\n"))
    load(store, source("ID;Этап\n4;Квалификация\n5;Новая\n"))
    assert rows(store, "SELECT stage, position FROM stages ORDER BY 2") == [
        ("Новая", 1), ("Квалификация", 2), ("Переговоры", 3), ("Выиграна", 4),
    ]  # fmt: skip


def test_progress_grows_to_one_and_speaks(store: Store) -> None:
    heard: list[tuple[float, str]] = []
    preview = prepare(
        store, [source(DEALS)], progress=lambda share, message: heard.append((share, str(message)))
    )
    shares = [share for share, _ in heard]
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert "Reading file.csv" in {message for _, message in heard}
    confirm(store, preview, actor="tester", now=NOW, progress=lambda share, _: shares.append(share))
    assert shares[-1] == 1.0


def test_the_bytes_are_kept_as_they_came(store: Store) -> None:
    from data.importing.books import kept_bytes

    file = source(DEALS, encoding="cp1251")
    load(store, file)
    ((content_hash, size),) = rows(store, "SELECT content_hash, size FROM uploads")
    assert kept_bytes(store, content_hash) == file.content
    assert size == len(file.content)  # type: ignore[arg-type]


def test_files_that_are_no_tables_are_set_aside_in_words(store: Store) -> None:
    preview = look(store, Source("a.xlsx", b"PK\x03\x04rest"), Source("b.csv", b""), source(DEALS))
    assert [file.kind for file in preview.files] == [None, None, "deals"]
    assert "is damaged" in str(preview.files[0].set_aside) and "is empty" in str(preview.files[1].set_aside)
    assert preview.ready
    with pytest.raises(Refused, match="nothing to import"):
        load(store, Source("b.csv", b""))
