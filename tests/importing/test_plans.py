"""Plans that stand in rows: of a manager, of a team, of everybody."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source

HELD = "SELECT month, m.name, p.team, amount FROM plans p LEFT JOIN managers m USING (manager_id) ORDER BY 1, 2, 3"


def test_a_plan_may_be_everybodys_or_a_teams(store: Store) -> None:
    result = load(
        store,
        source("Месяц;План\n01.2024;100\n02.2024;200\nИтого;300\n", "all.csv"),
        source("Месяц;Команда;План\n01.2024;Север;70\n", "teams.csv"),
    )
    assert [counts(result, file) for file in (0, 1)] == [(2, 0, 0, 0, 2), (1, 0, 0, 0, 1)]
    assert rows(store, HELD) == [
        (date(2024, 1, 1), None, "", Decimal("100.00")),
        (date(2024, 1, 1), None, "Север", Decimal("70.00")),
        (date(2024, 2, 1), None, "", Decimal("200.00")),
    ]
    assert counts(load(store, source("Месяц;План\n01.2024;100\n02.2024;250\n", "all.csv"))) == (0, 1, 1, 0, 1)


def test_a_plan_that_lost_its_manager_to_a_formula_is_not_everybodys(store: Store) -> None:
    text = "Месяц;Менеджер;Команда;План\n01.2024;Анна;Север;100\n01.2024;#N/A;Север;900\n02.2024;Анна;#ССЫЛКА!;9\n"
    found = look(store, source(text))
    assert counts(found) == (1, 0, 0, 2, 1)
    assert [(row.row, row.column, row.value, str(row.reason)) for row in found.files[0].rejected] == [
        (3, "Менеджер", "#N/A", "is an error: the formula in this cell failed"),
        (4, "Команда", "#ССЫЛКА!", "is an error: the formula in this cell failed"),
    ]
