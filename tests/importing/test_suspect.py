"""Rows that are taken with a word of warning, or refused with a remedy."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from data.errors import BadInput
from data.importing import history, undo
from data.store import Store
from tests.importing.helpers import NOW, counts, everything, load, look, rows, source

UNDATED = (
    "{} closed deals have no closing date: they are in no period. "
    "Fill it in, or add its column to the export."
)


@pytest.mark.parametrize(
    ("text", "undated"),
    [
        ("ID;Этап;Сумма\n1;Выиграна;5\n2;Проиграна;6\n3;Новая;7\n", 2),
        ("ID;Этап;Сумма;Дата закрытия\n1;Выиграна;5;\n2;Проиграна;6;05.02.2024\n3;Новая;7;\n", 1),
    ],
)
def test_closed_deals_without_a_closing_date_are_told(store: Store, text: str, undated: int) -> None:
    preview = look(store, source(text))
    assert counts(preview)[0] == 3
    assert [str(one) for one in preview.files[0].warnings] == [UNDATED.format(undated)]
