"""Files of known programs: recognised by their headers, read by their own words, their traps avoided."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from data.errors import BadInput
from data.importing import Source, formats
from data.importing.vocabulary import outcome_of
from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source

SWALLOW = """
title = "Swallow CRM, quotes"
kind = "deals"
must = ["Vogel-Nr", "Stand"]
marks = ["Betrag", "Kunde"]
least = 1
ends = "closed_at"
nothing = ["Name"]

[columns]
deal_id = ["Vogel-Nr"]
stage = ["Stand"]
amount = ["Betrag"]
customer = ["Kunde"]
closed_at = ["Schluss"]

[stages]
won = ["Gelandet"]
lost = ["Abgestürzt"]
"""


def own_format(store: Store, text: str, name: str = "swallow.toml") -> None:
    folder = store.uploads.parent / "formats"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_a_new_crm_is_a_new_file_and_no_code(store: Store) -> None:
    file = source("""
        Vogel-Nr;Stand;Betrag;Kunde;Schluss;Name
        1;Gelandet;10,50;Adler;05.01.2024;x
        2;Abgestürzt;20,00;Adler;06.01.2024;y
        3;Flug;30,00;Spatz;;z
        """)
    assert look(store, file).files[0].kind is None
    own_format(store, SWALLOW)
    preview = look(store, file)
    assert str(preview.files[0].format) == "Swallow CRM, quotes" and not preview.questions
    load(store, file)
    assert rows(store, "SELECT deal_id, status, amount, customer_id, closed_at, name FROM deals ORDER BY 1") == [
        ("1", "won", Decimal("10.50"), "Adler", datetime(2024, 1, 5), None),
        ("2", "lost", Decimal("20.00"), "Adler", datetime(2024, 1, 6), None),
        ("3", "open", Decimal("30.00"), "Spatz", None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("title = 'x", "Expected"),
        ("title = 'x'\nkind = 'deals'", "title, must, marks"),
        ("title = 'x'\nkind = 'dreams'\nmust = ['a']", "kind = dreams"),
        ("title = 'x'\nkind = 'deals'\nmust = ['a']\n[columns]\ncolour = ['b']", "colour: deal_id"),
        ("title = 'x'\nkind = 'deals'\nmust = ['a']\nmystery = 1", "mystery"),
        ("title = 'x'\nkind = 'deals'\nmust = 'a'", "must"),
        ("title = 'x'\nkind = 'deals'\nmust = ['a']\n[stages]\nmaybe = ['b']", "stages"),
    ],
)
def test_a_format_that_cannot_be_read_is_named(store: Store, text: str, reason: str) -> None:
    own_format(store, text, "mine.toml")
    with pytest.raises(BadInput) as error:
        look(store, source("ID;Этап\n1;Новая\n"))
    assert str(error.value).startswith("The format in mine.toml cannot be read: ")
    assert reason in str(error.value)


def test_every_format_of_ours_is_recognised_by_its_own_headers() -> None:
    for one in formats.ours():
        readings = [(word,) for word in (*one.must, *one.marks)]
        assert formats.recognise(readings, formats.ours()) is one, one.title


AMO = "ID,Название сделки,Бюджет,Ответственный,Дата создания сделки,Дата закрытия,Этап сделки,Воронка,Полное имя контакта,Компания"


def test_a_stage_named_paid_on_the_way_is_no_sale_in_amocrm(store: Store) -> None:
    """Оплачено is in the general words of won; but its deals are not closed."""
    text = f"""
        {AMO}
        1,А,100,Анна,01.02.2024,не закрыта,Оплачено,П,Иван,К
        2,Б,200,Анна,01.02.2024,05.02.2024,Успешно реализовано,П,Иван,К
        3,В,300,Анна,01.02.2024,06.02.2024,Закрыто и не реализовано,П,Иван,К
        """
    load(store, source(text))
    assert rows(store, "SELECT deal_id, status, closed_at FROM deals ORDER BY 1") == [
        ("1", "open", None), ("2", "won", datetime(2024, 2, 5)), ("3", "lost", datetime(2024, 2, 6)),
    ]  # fmt: skip
    assert rows(store, "SELECT stage, kind FROM stages ORDER BY position NULLS LAST") == [
        ("Оплачено", "open"), ("Успешно реализовано", "won"), ("Закрыто и не реализовано", "lost"),
    ]  # fmt: skip


def test_renamed_last_stages_of_amocrm_are_asked_not_guessed(store: Store) -> None:
    text = f"""
        {AMO}
        1,А,100,Анна,01.02.2024,не закрыта,Переговоры,П,Иван,К
        2,Б,200,Анна,01.02.2024,05.02.2024,Ура,П,Иван,К
        3,В,300,Анна,01.02.2024,06.02.2024,Увы,П,Иван,К
        """
    preview = look(store, source(text))
    assert [(q.key, [o.value for o in q.options]) for q in preview.questions] == [
        ("deals.won", ["Ура", "Увы", "none"]),
        ("deals.lost", ["Ура", "Увы", "none"]),
    ]
    load(store, source(text), answers={"deals.won": "Ура", "deals.lost": "Увы"})
    assert rows(store, "SELECT deal_id, status FROM deals ORDER BY 1") == [
        ("1", "open"), ("2", "won"), ("3", "lost"),
    ]  # fmt: skip


def test_where_there_is_no_company_the_contact_is_the_customer(store: Store) -> None:
    text = f"""
        {AMO}
        1,А,100,Анна,01.02.2024,не закрыта,Переговоры,П,Иван Грозный,ООО Русь
        2,Б,200,Анна,01.02.2024,не закрыта,Переговоры,П,Иван Грозный,
        """
    preview = look(store, source(text))
    assert "1 rows have no “Компания”: “Полное имя контакта” was taken for it." in map(
        str, preview.files[0].warnings
    )
    load(store, source(text))
    assert rows(store, "SELECT deal_id, customer_id FROM deals ORDER BY 1") == [
        ("1", "ООО Русь"), ("2", "Иван Грозный"),
    ]  # fmt: skip


def test_of_the_columns_of_contact_and_deal_the_deals_own_is_taken(store: Store) -> None:
    text = f"""
        {AMO},Источник,Источник
        1,А,100,Анна,01.02.2024,не закрыта,Переговоры,П,Иван,К,Знакомые,Сайт
        2,Б,200,Анна,01.02.2024,не закрыта,Переговоры,П,Иван,К,,Звонок
        """
    preview = look(store, source(text))
    assert not preview.questions
    assert "column 12, the deal’s own" in str(preview.files[0].warnings[0])
    load(store, source(text))
    assert rows(store, "SELECT source FROM deals ORDER BY deal_id") == [("Сайт",), ("Звонок",)]


BITRIX = '"ID";"Название";"Стадия сделки";"Закрыта";"Сумма";"Компания";"Дата создания";"Дата завершения";"Кем создана";'


def test_bitrix_says_itself_which_deals_are_finished(store: Store) -> None:
    """All have a closing date; «Оплата» with N is on the way, «Дорого» with Y is asked about."""
    text = f"""
        {BITRIX}
        "1";"А";"Оплачено";"N";"10.00";"К";"01.02.2024 10:00:00";"08.02.2024";"я";
        "2";"Б";"Сделка успешна";"Y";"20.00";"К";"01.02.2024 10:00:00";"05.02.2024";"я";
        "3";"В";"Дорого";"Y";"30.00";"К";"01.02.2024 10:00:00";"06.02.2024";"я";
        "4";"Г";"Сделка провалена";"Y";"40.00";"К";"01.02.2024 10:00:00";"07.02.2024";"я";
        """
    preview = look(store, source(text))
    assert [(q.key, [o.value for o in q.options]) for q in preview.questions] == [
        ("deals.won", ["Дорого", "none"]),
        ("deals.lost", ["Дорого", "none"]),
    ]
    load(store, source(text), answers={"deals.won": "none", "deals.lost": "Дорого"})
    assert rows(store, "SELECT deal_id, status, closed_at, expected_close FROM deals ORDER BY 1") == [
        ("1", "open", None, datetime(2024, 2, 8).date()),
        ("2", "won", datetime(2024, 2, 5), None),
        ("3", "lost", datetime(2024, 2, 6), None),
        ("4", "lost", datetime(2024, 2, 7), None),
    ]


def test_the_group_of_a_bitrix_stage_tells_what_the_stage_is(store: Store) -> None:
    text = """
        "ID";"Название";"Стадия сделки";"Группа стадии";"Закрыта";"Сумма";"Дата создания";"Кем создана";
        "1";"А";"Выбрали других";"Провал";"Y";"10.00";"01.02.2024 10:00:00";"я";
        "2";"Б";"Готово";"Успешно";"Y";"20.00";"01.02.2024 10:00:00";"я";
        "3";"В";"Замер";"В работе";"N";"30.00";"01.02.2024 10:00:00";"я";
        """
    preview = look(store, source(text))
    assert not preview.questions
    load(store, source(text))
    assert rows(store, "SELECT stage, kind FROM stages ORDER BY stage") == [
        ("Выбрали других", "lost"), ("Готово", "won"), ("Замер", "open"),
    ]  # fmt: skip


def test_check_boxes_of_salesforce_tell_the_outcome(store: Store) -> None:
    text = """
        "Opportunity ID","Opportunity Name","Opportunity Owner","Account Name","Stage","Closed","Won","Amount","Close Date","Type"
        "006a","One","Ann Fox","Acme","Signed","1","1","100.00","2024-01-31","New"
        "006b","Two","Ann Fox","Acme","Gone","1","0","200.00","2024-02-20","New"
        "006c","Three","Ann Fox","Acme","Talking","0","0","300.00","2024-03-20","New"
        """
    preview = look(store, source(text))
    assert not preview.questions
    load(store, source(text))
    assert rows(store, "SELECT deal_id, status FROM deals ORDER BY 1") == [
        ("006a", "won"), ("006b", "lost"), ("006c", "open"),
    ]  # fmt: skip
    assert rows(store, "SELECT stage, kind FROM stages ORDER BY stage") == [
        ("Gone", "lost"), ("Signed", "won"), ("Talking", "open"),
    ]  # fmt: skip


def test_of_several_companies_of_a_hubspot_deal_the_first_is_the_customer(store: Store) -> None:
    text = """
        Record ID,Deal Name,Deal Stage,Close Date,Create Date,Amount,Associated Company,Associated Company IDs
        1,One,Closed Won,2024-01-31 10:00,2024-01-02 10:00,100,Acme;Beta,71;72
        2,Two,Closed Won,2024-02-28 10:00,2024-01-02 10:00,100,Acme,71
        """
    assert "1 cells of “Associated Company” hold several values: the first was taken." in map(
        str, look(store, source(text)).files[0].warnings
    )
    load(store, source(text))
    assert rows(store, "SELECT DISTINCT customer_id FROM deals") == [("71",)]
    assert rows(store, "SELECT customer_id, name FROM customers") == [("71", "Acme")]


def test_pipedrive_in_russian(store: Store) -> None:
    text = """
        Сделка - ID,Сделка - Название,Сделка - Владелец,Сделка - Значение,Сделка - Валюта значения,Сделка - Взвешенное значение,Сделка - Организация,Сделка - Этап,Сделка - Статус,Сделка - Сделка создана,Сделка - Время выигрыша,Сделка - Время проигрыша,Сделка - Причина проигрыша,Сделка - Ожидаемая дата закрытия
        1,Один,Анна,"1000,5",RUB,500,Альфа,Переговоры,Выигранная,2024-01-02 10:00:00,2024-02-01 10:00:00,,,2024-02-10
        2,Два,Анна,200,RUB,20,Бета,Переговоры,Проигранная,2024-01-03 10:00:00,,2024-02-02 11:00:00,Цена,
        3,Три,Ира,3000,RUB,300,Бета,Контакт,Открытая,2024-01-04 10:00:00,,,,2024-06-30
        """
    assert str(look(store, source(text)).files[0].format) == "Pipedrive, deals"
    load(store, source(text))
    assert rows(store, "SELECT deal_id, status, amount, customer_id, closed_at, loss_reason FROM deals ORDER BY 1") == [
        ("1", "won", Decimal("1000.50"), "Альфа", datetime(2024, 2, 1, 10), None),
        ("2", "lost", Decimal("200.00"), "Бета", datetime(2024, 2, 2, 11), "Цена"),
        ("3", "open", Decimal("3000.00"), "Бета", None, None),
    ]  # fmt: skip


def test_the_day_of_a_1c_sale_is_that_of_its_document(store: Store) -> None:
    text = """
        Контрагент;Документ;Номенклатура;Количество;Сумма;Валовая прибыль
        ООО Север;Реализация товаров и услуг 0000-000001 от 10.01.2024 12:00:00;Доска;10;1 234,56;100,00
        ООО Север;Реализация товаров и услуг 0000-000001 от 10.01.2024 12:00:00;Брус;2;100,00;10,00
        ООО Юг;Реализация товаров и услуг 0000-000001 от 11.01.2025 9:05:00;Доска;1;117,50;10,00
        ООО Юг;Корректировка 0000-000002 от 12.01.2025;Доска;-1;-17,50;-1,00
        """
    result = load(store, source(text))
    assert counts(result) == (4, 0, 0, 0, 1)
    assert rows(store, "SELECT closed_at, status, amount FROM deals ORDER BY 1") == [
        (datetime(2024, 1, 10, 12), "won", Decimal("1334.56")),
        (datetime(2025, 1, 11, 9, 5), "won", Decimal("117.50")),
        (datetime(2025, 1, 12), "returned", Decimal("-17.50")),
    ]


ASIDE = {
    "Bitrix24, leads": "ID;Статус;Название лида;Имя;Фамилия;Источник;Ответственный;Дата создания;Сумма\n1;В работе;Лид;А;Б;Сайт;Анна;01.02.2024 10:00:00;5\n",
    "Leads": "Record ID,First Name,Last Name,Email,Lead Status,Contact owner,Associated Company,Create Date\n1,Ann,Fox,a@x.com,New,Bob,Acme,2024-01-02 10:00\n",
    "1C, receivables": "Клиент;Долг клиента;Просрочено;Не просрочено;1-30;31-60\nООО Юг;100,00;40,00;60,00;40,00;0\n",
}


@pytest.mark.parametrize("title", ASIDE)
def test_what_is_neither_deal_nor_sale_is_set_aside_in_words(store: Store, title: str) -> None:
    file = look(store, Source("export.csv", ASIDE[title].encode())).files[0]
    assert (file.kind, str(file.format)) == (None, title)
    assert str(file.set_aside).startswith("Th")
    assert file.counts.rows == file.counts.service == 2


def test_a_folder_without_formats_is_no_trouble(tmp_path: Path) -> None:
    assert formats.known(tmp_path / "nowhere") == formats.ours()


@pytest.mark.parametrize(
    ("header", "value", "field"),
    [
        ("Closed", "05.02.2024", "closed_at"),
        ("Closed", "Yes", "is_closed"),
        ("Закрыта", "Нет", "is_closed"),
        ("Закрыта", "5 февраля 2024", "closed_at"),
    ],
)
def test_closed_is_a_day_or_a_yes_by_its_values(store: Store, header: str, value: str, field: str) -> None:
    preview = look(store, source(f"ID;Этап;Сумма;{header}\n1;Выиграна;5;{value}\n"))
    assert preview.files[0].columns[3].field == field


def test_a_close_date_that_hubspot_put_itself_is_told(store: Store) -> None:
    text = """
        Record ID,Deal Name,Deal Stage,Close Date,Create Date,Amount,Deal owner
        1,One,Contract Sent,2024-02-29 10:00,2024-02-02 10:00,100,Ann
        2,Two,Contract Sent,2024-03-31 10:00,2024-02-02 10:00,100,Ann
        3,Three,Closed Won,2024-02-29 10:00,2024-02-03 10:00,100,Ann
        """
    (warning,) = look(store, source(text)).files[0].warnings
    assert str(warning).startswith("1 open deals are expected on the last day of the month")


def test_the_example_of_the_document_is_a_format(store: Store) -> None:
    text = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
    own_format(store, text.split("```toml\n")[1].split("```")[0])
    assert formats.known(store.uploads.parent / "formats")[0].title == "Swallow CRM, quotes"
    known = set(formats.PARTS) - {"title", "kind", "aside", "must", "marks", "least", "never", "nothing", "columns", "stages"}  # fmt: skip
    assert [part for part in known if f"| `{part} = " not in text] == []


def test_a_tick_that_says_not_won_leaves_only_the_unknown_stage_and_only_whether_it_is_lost(
    store: Store,
) -> None:
    file = source("""
        Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Create Date,Is Closed Won
        1,A,Closed Won,2024-03-31,Ann,10,2024-01-12,true
        2,B,Presentation Scheduled,2024-04-29,Ann,20,2024-04-02,false
        3,C,Somewhere,2024-04-29,Ann,30,2024-04-02,false
        """)
    preview = look(store, file)
    assert [w for w in map(str, preview.files[0].warnings) if "vocabulary" in w] == []
    assert [(q.key, [o.value for o in q.options]) for q in preview.questions] == [
        ("deals.lost", ["Somewhere", "none"])
    ]
    load(store, file, answers={"deals.lost": "Somewhere"})
    assert rows(store, "SELECT deal_id, status FROM deals ORDER BY 1") == [
        ("1", "won"), ("2", "open"), ("3", "lost"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("Успешно реализована", "won"),
        ("Не реализована", "lost"),
        ("3. Выиграны", "won"),
        ("Не оплачена", "open"),
        ("Оплата", None),
        ("Отправлена", None),
    ],
)
def test_a_stage_means_the_same_in_any_gender(said: str, means: str | None) -> None:
    assert outcome_of(said) == means
