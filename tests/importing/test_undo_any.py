"""Any import can be taken back, whatever followed: the store is then what it would be without it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import Refused, Unknown
from data.importing import history, undo, would_undo
from data.store import Store
from tests.importing.helpers import NOW, everything, load, rows, source
from tests.importing.test_formats import BITRIX

FIELDS = ("amount", "source", "customer_id")
HEADERS = {"amount": "Сумма", "source": "Источник", "customer_id": "Компания"}
VALUES = {"amount": ("1", "2", ""), "source": ("Сайт", "Звонок", ""), "customer_id": ("А", "Б", "")}


def amounts(store: Store) -> dict[str, Decimal | None]:
    return dict(rows(store, "SELECT deal_id, amount FROM deals"))  # type: ignore[arg-type]


def test_later_values_stay_and_earlier_ones_come_back(store: Store) -> None:
    load(store, source("ID;Этап;Сумма;Источник\n1;Новая;100;Сайт\n2;Новая;200;Сайт\n"))
    load(store, source("ID;Этап;Сумма;Источник\n1;Новая;150;Звонок\n2;Новая;250;Звонок\n"))
    load(store, source("ID;Этап;Сумма\n1;Новая;175\n"))
    taken = undo(store, now=NOW, import_id=2)
    assert (taken.import_id, taken.removed, taken.restored) == (2, 0, 2)
    assert rows(store, "SELECT deal_id, amount, source FROM deals ORDER BY 1") == [
        ("1", Decimal("175.00"), "Сайт"),  # the third said the amount, nobody since the source
        ("2", Decimal("200.00"), "Сайт"),
    ]
    undo(store, now=NOW, import_id=3)
    assert amounts(store) == {"1": Decimal("100.00"), "2": Decimal("200.00")}


def test_rows_that_a_later_export_still_has_stay(store: Store) -> None:
    load(store, source("ID;Этап;Сумма;Компания\n1;Новая;100;Ромашка\n2;Новая;200;Ветер\n"))
    load(store, source("ID;Этап;Сумма;Компания;Источник\n1;Новая;100;Ромашка;Сайт\n"))
    taken = undo(store, now=NOW, import_id=1)
    assert taken.removed == 2  # deal 2 and its customer
    assert rows(store, "SELECT deal_id, amount, customer_id FROM deals") == [
        ("1", Decimal("100.00"), "Ромашка")
    ]
    assert rows(store, "SELECT customer_id, name FROM customers") == [("Ромашка", "Ромашка")]
    assert rows(store, "SELECT stage FROM stages") == [("Новая",)]


def test_an_import_that_changed_nothing_vouches_for_nothing(store: Store) -> None:
    load(store, source("ID;Этап;Сумма\n1;Новая;100\n"))
    load(store, source("ID;Этап;Сумма\n1;Новая;100\n"))
    assert undo(store, now=NOW).import_id == 1
    assert amounts(store) == {}


def test_a_deal_that_only_part_exports_still_speak_of_goes(store: Store) -> None:
    load(store, source("ID;Этап;Сумма\n1;Новая;100\n"))
    load(store, source("ID сделки;Бюджет\n1;175\n"), kinds={"*": "deals"})
    undo(store, now=NOW, import_id=1)
    assert amounts(store) == {}
    undo(store, now=NOW, import_id=2)
    assert all(not table for table in everything(store).values())


def test_product_rows_go_back_to_what_is_left(store: Store) -> None:
    load(store, source(BITRIX))
    first = everything(store)
    load(store, source(BITRIX.replace("5000.50", "6000.50")))
    load(store, source(BITRIX.replace("5000.50", "7000.50")))
    third = everything(store) | {"deal_changes": []}
    undo(store, now=NOW, import_id=2)
    assert everything(store) | {"deal_changes": []} == third
    assert rows(store, "SELECT import_id, old, new FROM deal_changes") == [(3, "125000.50", "127000.50")]
    undo(store, now=NOW, import_id=3)
    assert everything(store) == first


def test_the_group_of_a_product_is_known_to_every_export_that_names_it(store: Store) -> None:
    load(store, source("Товар;Группа\nПила;Станки\n"))
    for amount in (1, 2):
        load(store, source(f"ID;Этап;Сумма;Товар\n1;Новая;{amount};Пила\n"))
    undo(store, now=NOW, import_id=2)
    assert rows(store, "SELECT product, product_group FROM deals") == [("Пила", "Станки")]


def test_an_import_is_taken_back_once(store: Store) -> None:
    load(store, source("ID;Этап\n1;Новая\n"))
    load(store, source("ID;Этап\n2;Новая\n"))
    undo(store, now=NOW, import_id=1)
    with pytest.raises(Refused, match="Import 1 was taken back already"):
        undo(store, now=NOW, import_id=1)
    with pytest.raises(Unknown, match="Unknown import “7”"):
        undo(store, now=NOW, import_id=7)
    assert [(one.import_id, one.undone_at) for one in history(store)] == [(2, None), (1, NOW)]


class Cells:
    """Each import's writes, cell by cell, in the order of the imports: the last one stands. A deal is
    there while an import that knew its stage is; when none is left, what was said of it is forgotten.
    An import that changed nothing said nothing."""

    def __init__(self) -> None:
        self.written: dict[int, dict[str, dict[str, str]]] = {}

    def load(self, number: int, deals: dict[str, dict[str, str]], whole: bool) -> None:
        known = self.deals()
        said = {"stage": "yes"} if whole else {}
        self.written[number] = {key: deal | said for key, deal in deals.items() if whole or key in known}
        if self.deals() == known:
            self.written[number] = {}

    def undo(self, number: int) -> None:
        del self.written[number]
        there = self.deals()
        for number, deals in self.written.items():
            self.written[number] = {key: deal for key, deal in deals.items() if key in there}

    def deals(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for _, deals in sorted(self.written.items()):
            for key, deal in deals.items():
                found[key] = found.get(key, dict.fromkeys(FIELDS, "")) | deal
        return {
            key: {field: deal[field] for field in FIELDS} for key, deal in found.items() if "stage" in deal
        }


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[tuple[dict, bool]], list[int]]:
    """An import of part of the columns names a deal that is there at least: else it is none."""
    imports: list[tuple[dict, bool]] = []
    known: set[str] = set()
    for _ in range(draw(st.integers(2, 5))):
        fields = draw(st.lists(st.sampled_from(FIELDS), min_size=1, unique=True))
        whole = draw(st.booleans()) or not imports
        keys = set(draw(st.lists(st.sampled_from("1234"), min_size=1, unique=True)))
        if whole:
            known |= keys
        else:
            keys.add(draw(st.sampled_from(sorted(known))))
        deals = {key: {f: draw(st.sampled_from(VALUES[f])) for f in fields} for key in sorted(keys)}
        imports.append((deals, whole))
    return imports, draw(st.permutations(range(1, len(imports) + 1)))


def written(deals: dict[str, dict[str, str]], whole: bool) -> str:
    fields = list(next(iter(deals.values())))
    head = ["ID сделки", *(["Этап"] if whole else []), *(HEADERS[field] for field in fields)]
    lines = [[key, *(["Новая"] if whole else []), *(deal[f] for f in fields)] for key, deal in deals.items()]
    return "\n".join(";".join(line) for line in [head, *lines])


def stored(store: Store) -> dict[str, dict[str, str]]:
    found = rows(store, f"SELECT deal_id, {', '.join(FIELDS)} FROM deals")
    shown = lambda value: "" if value is None else str(value).removesuffix(".00")  # noqa: E731
    return {key: dict(zip(FIELDS, map(shown, cells), strict=True)) for key, *cells in found}


@given(stories())
@settings(max_examples=5)
def test_imports_taken_back_in_any_order_leave_what_was_written_by_the_others(
    story: tuple[list[tuple[dict, bool]], list[int]],
) -> None:
    imports, order = story
    with TemporaryDirectory() as folder:
        store = Store(f"duckdb:///{folder}/store.duckdb", Path(folder) / "uploads")
        oracle = Cells()
        for number, (deals, whole) in enumerate(imports, 1):
            load(
                store, source(written(deals, whole)), kinds={"*": "deals"}, answers={"deals.missing": "part"}
            )
            oracle.load(number, deals, whole)
            assert stored(store) == oracle.deals()
        for number in order:
            told = would_undo(store, import_id=number)
            assert told == undo(store, now=NOW, import_id=number)
            oracle.undo(number)
            assert stored(store) == oracle.deals()
            customers = {deal["customer_id"] for deal in oracle.deals().values()} - {""}
            assert customers <= {key for (key,) in rows(store, "SELECT customer_id FROM customers")}
        assert all(not table for table in everything(store).values())
        store.close()
