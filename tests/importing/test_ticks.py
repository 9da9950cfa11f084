"""How deals ended, where no stage says it: a tick, a date, a word under a header nobody has met."""

from __future__ import annotations

import pytest

from data.store import Store
from tests.importing.helpers import load, look, rows, source


def ended(store: Store, text: str, **said: dict[str, str]) -> list[tuple[str, str, str | None]]:
    load(store, source(text), **said)
    return rows(store, "SELECT deal_id, status, strftime(closed_at, '%d.%m') FROM deals ORDER BY 1")


@pytest.mark.parametrize(
    ("header", "won", "lost"),
    [("won", "True", "False"), ("is_won", "1", "0"), ("Выиграна", "да", "нет"), ("Won?", "Y", "N")],
)
def test_a_tick_tells_won_from_lost(store: Store, header: str, won: str, lost: str) -> None:
    text = f"""
        id,company,owner,amount,close date,{header}
        1,Acme,Ann,100,2024-02-15,{won}
        2,Beta,Ann,200,2024-02-16,{lost}
        3,Gamma,Ann,300,,{lost}
        4,Delta,Ann,400,,
        """
    assert ended(store, text) == [
        ("1", "won", "15.02"),
        ("2", "lost", "16.02"),
        ("3", "open", None),
        ("4", "open", None),
    ]


def test_a_tick_and_nothing_else_leaves_the_others_open_or_lost(store: Store) -> None:
    text = "id,company,amount,won\n1,Acme,100,yes\n2,Beta,200,no\n"
    (question,) = look(store, source(text)).questions
    assert (question.key, [option.value for option in question.options]) == ("deals.unwon", ["lost", "open"])
    assert [s for _, s, _ in ended(store, text, answers={"deals.unwon": "open"})] == ["won", "open"]


def test_a_date_of_winning_is_a_sale(store: Store) -> None:
    text = """
        ID;Клиент;Сумма;Дата выигрыша;Дата проигрыша
        1;А;100;15.02.2024;
        2;Б;200;;16.02.2024
        3;В;300;;
        """
    assert ended(store, text) == [("1", "won", "15.02"), ("2", "lost", "16.02"), ("3", "open", None)]


def test_words_of_won_and_lost_are_a_status_whatever_they_stand_under(store: Store) -> None:
    """Taken for a list of sales, the lost would be counted as sold."""
    text = """
        Deal ID,Customer,Amount,Created,How it went
        1,Acme,100,2024-02-15,Won
        2,Beta,200,2024-02-16,Lost
        """
    preview = look(store, source(text))
    assert preview.files[0].kind == "deals"
    assert "“How it went” was taken for the state of a deal" in str(preview.files[0].warnings[0])
    load(store, source(text))
    assert rows(store, "SELECT deal_id, status FROM deals ORDER BY 1") == [("1", "won"), ("2", "lost")]


@pytest.mark.parametrize(
    ("stage", "status"),
    [
        ("5. Успешно реализовано", "won"),
        ("❌ Отказ", "lost"),
        ("Closed Won (100%)", "won"),
        ("Stage 6: Closed Lost", "lost"),
        ("0 - Closed Lost", "lost"),
        ("Оплачено 50%", "open"),
        ("Предоплата (50%)", "open"),
        ("50% оплачено", "open"),
        ("50 % - оплачено", "open"),
        ("100% - Won", "won"),
    ],
)
def test_what_stands_about_the_word_of_a_stage(store: Store, stage: str, status: str) -> None:
    """A number, a sign, a certainty; a half that was paid is no sale."""
    text = f"ID;Компания;Этап\n1;А;{stage}\n2;Б;Новая\n3;В;Выиграна\n4;Г;Отказ\n"
    load(store, source(text))
    assert rows(store, "SELECT status FROM deals WHERE deal_id = '1'") == [(status,)]


def test_whether_a_bare_date_ends_a_deal_is_asked(store: Store) -> None:
    text = "ID;Клиент;Сумма;Дата;Статус\n1;А;100;15.02.2024;Выиграна\n2;Б;200;16.02.2024;В работе\n"
    (question,) = look(store, source(text)).questions
    assert (question.key, [o.value for o in question.options]) == ("deals.closed_at.column", ["#4", "none"])
    answers = {"deals.closed_at.column": "#4"}
    assert ended(store, text, answers=answers) == [("1", "won", "15.02"), ("2", "open", None)]


def test_no_is_an_answer_too(store: Store) -> None:
    text = "ID;Клиент;Сумма;Дата;Статус\n1;А;100;15.02.2024;Выиграна\n"
    assert ended(store, text, answers={"deals.closed_at.column": "none"}) == [("1", "won", None)]


def test_sizes_are_no_states(store: Store) -> None:
    """S is "success" to one program and "small" to everybody."""
    text = "Order ID,Customer,Amount,Order date,Size\n1,A,100,2024-02-15,S\n2,B,200,2024-02-16,L\n"
    assert look(store, source(text)).files[0].kind == "purchases"


def test_days_of_winning_alone_leave_the_others_open_or_lost(store: Store) -> None:
    text = "ID;Клиент;Сумма;Дата выигрыша\n1;А;100;15.02.2024\n2;Б;200;\n"
    assert [q.key for q in look(store, source(text)).questions] == ["deals.unwon"]
    assert ended(store, text, answers={"deals.unwon": "lost"}) == [("1", "won", "15.02"), ("2", "lost", None)]
