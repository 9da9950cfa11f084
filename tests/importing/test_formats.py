"""Exports in the layout that CRMs really write, small enough to read."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from data.importing import rejected_csv
from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source

AMO = """
ID,Название сделки,Бюджет ,Ответственный,Дата создания сделки,Дата закрытия,Теги,Этап сделки,Воронка,Компания,Причина отказа
101,Поставка,15000,Анна Крылова,01.02.2024 10:00:00,15.02.2024 12:30:00,"опт, юг",Успешно реализовано,Продажи,ООО Ромашка,
102,Пробная партия,8000,Пётр Лис,03.02.2024 11:00:00,не закрыта,,Переговоры,Продажи,ИП Ветров,
103,Отказались,5000,Анна Крылова,05.02.2024 09:15:00,20.02.2024 18:00:00,,Закрыто и не реализовано,Продажи,ООО Ромашка,Дорого
104,Новая,0,Петр Лис,06.02.2024 09:00:00,не закрыта,,Первичный контакт,Продажи,ооо  ромашка,
"""


def test_amocrm_with_not_closed_and_a_space_after_the_budget(store: Store) -> None:
    result = load(store, source(AMO))
    assert counts(result) == (4, 0, 0, 0, 1)
    assert rows(
        store, "SELECT deal_id, status, amount, created_at, closed_at, loss_reason FROM deals ORDER BY 1"
    ) == [
        ("101", "won", Decimal("15000.00"), datetime(2024, 2, 1, 10), datetime(2024, 2, 15, 12, 30), None),
        ("102", "open", Decimal("8000.00"), datetime(2024, 2, 3, 11), None, None),
        ("103", "lost", Decimal("5000.00"), datetime(2024, 2, 5, 9, 15), datetime(2024, 2, 20, 18), "Дорого"),
        ("104", "open", Decimal("0.00"), datetime(2024, 2, 6, 9), None, None),
    ]


def test_names_are_one_whatever_their_case_yo_and_spaces(store: Store) -> None:
    load(store, source(AMO))
    assert rows(store, "SELECT manager_id, name FROM managers ORDER BY 1") == [
        ("Анна Крылова", "Анна Крылова"),
        ("Пётр Лис", "Пётр Лис"),
    ]
    assert rows(store, "SELECT customer_id, count(*) FROM deals GROUP BY 1 ORDER BY 1") == [
        ("ИП Ветров", 1),
        ("ООО Ромашка", 3),
    ]


def test_stages_stand_in_the_order_deals_pass_them(store: Store) -> None:
    load(store, source(AMO))
    assert rows(store, "SELECT pipeline, stage, position, kind FROM stages ORDER BY position NULLS LAST") == [
        ("Продажи", "Первичный контакт", 1, "open"),
        ("Продажи", "Переговоры", 2, "open"),
        ("Продажи", "Успешно реализовано", 3, "won"),
        ("Продажи", "Закрыто и не реализовано", None, "lost"),
    ]
    assert rows(store, "SELECT deal_id, furthest FROM deals ORDER BY 1") == [
        ("101", 3), ("102", 2), ("103", None), ("104", 1),
    ]  # fmt: skip


BITRIX = """
"ID";"Название";"Воронка";"Стадия сделки";"Группа стадии";"Сумма";"Валюта";"Компания";"Закрыта";"Ответственный";"Дата создания";"Дата завершения";"Товар";"Количество";"Цена";
"7";"Сервер";"Общая";"Сделка успешна";"Успешно";"120000.00";"Рубль";"Альфа";"Y";"Ира Сон";"10.01.2024 10:00:00";"20.01.2024";"Сервер А";"2";"60000.00";
"7";"Сервер";"Общая";"Сделка успешна";"Успешно";"5000.50";"Рубль";"Альфа";"Y";"Ира Сон";"10.01.2024 10:00:00";"20.01.2024";"Монтаж";"1";"5000.50";
"8";"Сеть";"Общая";"В работе";"В работе";"18500.00";"Рубль";"Бета";"N";"Ира Сон";"11.01.2024 12:00:00";"31.03.2024";"Коммутатор";"1";"18500.00";
"9";"Пусто";"Общая";"Сделка провалена";"Провал";"0.00";"Рубль";"Бета";"Y";"Ира Сон";"12.01.2024 12:00:00";"15.01.2024";"";"";"";
"""


def test_bitrix_product_rows_are_one_deal_with_items(store: Store) -> None:
    result = load(store, source(BITRIX, encoding="utf-8-sig", newline="\r\n"))
    assert counts(result) == (4, 0, 0, 0, 1)  # the two rows of deal 7 are both new
    assert rows(
        store,
        "SELECT deal_id, status, amount, currency, product, quantity, closed_at, expected_close FROM deals ORDER BY 1",
    ) == [
        ("7", "won", Decimal("125000.50"), "RUB", None, Decimal("3.000"), datetime(2024, 1, 20), None),
        ("8", "open", Decimal("18500.00"), "RUB", "Коммутатор", Decimal("1.000"), None, date(2024, 3, 31)),
        ("9", "lost", Decimal("0.00"), "RUB", None, None, datetime(2024, 1, 15), None),
    ]  # 120 000 + 5 000.50
    assert rows(
        store, "SELECT deal_id, line, product, quantity, price, amount FROM deal_items ORDER BY line"
    ) == [
        ("7", 1, "Сервер А", Decimal("2.000"), Decimal("60000.00"), Decimal("120000.00")),
        ("7", 2, "Монтаж", Decimal("1.000"), Decimal("5000.50"), Decimal("5000.50")),
    ]
    assert counts(load(store, source(BITRIX, encoding="utf-8-sig"))) == (0, 0, 4, 0, 1)


def test_hubspot_close_date_of_an_open_deal_is_when_it_is_expected(store: Store) -> None:
    load(
        store,
        source("""
        Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Create Date,Amount,Deal owner,Associated Company
        12345678901234567,Big,Closed Won,Sales Pipeline,2024-03-05 10:00,2024-01-02 09:30,1200.50,Ann Fox,Acme
        12345678901234568,Mid,Contract Sent,Sales Pipeline,2024-05-31 00:00,2024-02-02 09:30,900,Ann Fox,Beta
        12345678901234569,Low,Closed Lost,Sales Pipeline,2024-02-20 00:00,2024-02-03 09:30,100,Bob Elk,Beta
        """),
    )
    assert rows(store, "SELECT deal_id, status, closed_at, expected_close FROM deals ORDER BY 1") == [
        ("12345678901234567", "won", datetime(2024, 3, 5, 10), None),
        ("12345678901234568", "open", None, date(2024, 5, 31)),
        ("12345678901234569", "lost", datetime(2024, 2, 20), None),
    ]


ONE_C = """
Отчет по продажам;;;;;
Период: 01.01.2024 - 31.01.2024;;;;;
;;;;;
Контрагент;Документ;Дата;Номенклатура;Количество;Сумма
ООО Север;Реализация 0001 от 10.01.2024;10.01.2024;Доска;10,5;1 234,56
ООО Север;Реализация 0001 от 10.01.2024;10.01.2024;Брус;2;10 000,00
ООО Юг;Реализация 0002 от 12.01.2024;12.01.2024;Доска;1;117,50
ООО Юг;Возврат 0003 от 15.01.2024;15.01.2024;Доска;-1;-117,50
Итого;;;;12,5;11 234,56
"""


def test_1c_titles_totals_nbsp_and_returns_in_cp1251(store: Store) -> None:
    text = ONE_C.replace("1 234", "1\u00a0234").replace("10 000", "10\u00a0000")
    preview = look(store, source(text, encoding="cp1251", newline="\r\n"))
    file = preview.files[0]
    assert (file.kind, file.encoding, file.delimiter, file.header_row) == (
        "purchases",
        "cp1251",
        ";",
        4,
    )
    assert counts(preview) == (4, 0, 0, 0, 5)  # 3 titles, the header, the total
    load(store, source(text, encoding="cp1251", newline="\r\n"))
    assert rows(store, "SELECT deal_id, status, amount FROM deals ORDER BY 1") == [
        ("Возврат 0003 от 15.01.2024", "returned", Decimal("-117.50")),
        ("Реализация 0001 от 10.01.2024", "won", Decimal("11234.56")),
        ("Реализация 0002 от 12.01.2024", "won", Decimal("117.50")),
    ]


def test_pipedrive_status_goes_before_the_stage(store: Store) -> None:
    load(
        store,
        source("""
        Deal - ID,Deal - Title,Deal - Owner,Deal - Value,Deal - Currency of Value,Deal - Organization,Deal - Stage,Deal - Status,Deal - Deal created,Deal - Won time,Deal - Lost time,Deal - Lost reason,Deal - Expected close date
        1,One,Ann Fox,"1,000.50",EUR,Acme,Proposal Made,Won,2024-01-02 10:00:00,2024-02-01 10:00:00,,,2024-02-10
        2,Two,Ann Fox,200,EUR,Beta,Proposal Made,Lost,2024-01-03 10:00:00,,2024-02-02 11:00:00,Price,
        3,Three,Bob Elk,"3,000",EUR,Beta,Contact Made,Open,2024-01-04 10:00:00,,,,2024-06-30
        """),
    )
    assert rows(store, "SELECT deal_id, status, amount, closed_at, expected_close FROM deals ORDER BY 1") == [
        ("1", "won", Decimal("1000.50"), datetime(2024, 2, 1, 10), date(2024, 2, 10)),
        ("2", "lost", Decimal("200.00"), datetime(2024, 2, 2, 11), None),
        ("3", "open", Decimal("3000.00"), None, date(2024, 6, 30)),
    ]
    assert rows(store, "SELECT stage, position, kind FROM stages ORDER BY 2") == [
        ("Contact Made", 1, "open"),
        ("Proposal Made", 2, "open"),
    ]


def test_salesforce_footer_is_left_out_and_counted(store: Store) -> None:
    preview = look(
        store,
        source("""
        "Opportunity ID","Opportunity Owner","Account Name","Opportunity Name","Stage","Amount","Close Date","Created Date"
        "0061","Ann Fox","Acme","One","Closed Won","1000.00","2024-01-31","2024-01-02"
        "0062","Ann Fox","Acme","Two","Negotiation/Review","500.00","2024-03-31","2024-01-05"
        "Grand Totals (2 records)"
        ""
        "Confidential Information - Do Not Distribute"
        "Copyright (c) 2000-2024 a vendor. All rights reserved."
        """),
    )
    assert counts(preview) == (2, 0, 0, 0, 5)
    assert preview.files[0].counts.rows == 7


def test_zoho_pairs_of_id_and_name(store: Store) -> None:
    load(
        store,
        source("""
        Record Id,Deal Owner.id,Deal Owner,Amount,Deal Name,Closing Date,Account Name.id,Account Name,Stage,Created Time
        zcrm_0001,zcrm_91,Ann Fox,"$1,200.00",One,2024-01-31,zcrm_71,Acme,Closed Won,2024-01-01 10:00:00
        zcrm_0002,zcrm_92,Ann Fox,$300.00,Two,2024-02-28,zcrm_72,Acme,Closed Lost to Competition,2024-01-05 10:00:00
        """),
    )
    assert rows(
        store, "SELECT deal_id, manager_id, customer_id, status, amount, currency FROM deals ORDER BY 1"
    ) == [
        ("zcrm_0001", "zcrm_91", "zcrm_71", "won", Decimal("1200.00"), "USD"),
        ("zcrm_0002", "zcrm_92", "zcrm_72", "lost", Decimal("300.00"), "USD"),
    ]
    assert rows(store, "SELECT manager_id, name FROM managers ORDER BY 1") == [
        ("zcrm_91", "Ann Fox"),
        ("zcrm_92", "Ann Fox (zcrm_92)"),  # two people of one name stay two, told apart
    ]


def test_a_history_of_stages_is_no_list_of_deals(store: Store) -> None:
    preview = look(
        store,
        source("""
        Id,Deal Name,Stage,Moved To,Stage Duration (Calendar Days),Amount,Closing Date
        1,One,Qualification,Needs Analysis,3,100,2024-01-31
        """),
    )
    assert preview.files[0].kind is None
    assert "Set aside" in str(preview.files[0].set_aside)


def test_plans_by_month_and_manager(store: Store) -> None:
    result = load(
        store,
        source(
            """
            Месяц;Менеджер;План
            Январь 2024;Анна Крылова;1 000 000
            Февраль 2024;Анна Крылова;1 200 000,50
            """,
            name="plans.csv",
        ),
    )
    assert counts(result) == (2, 0, 0, 0, 1)
    assert rows(store, "SELECT month, manager_id, team, amount FROM plans ORDER BY 1") == [
        (date(2024, 1, 1), "Анна Крылова", "", Decimal("1000000.00")),
        (date(2024, 2, 1), "Анна Крылова", "", Decimal("1200000.50")),
    ]


def test_rejected_rows_say_where_what_and_what_to_do(store: Store) -> None:
    text = """
    ID;Этап;Сумма;Дата создания;Компания
    1;Новая;100;01.02.2024;=1+1
    2;Новая;сто;02.02.2024;Б
    3;Новая;100;32.02.2024;@В
    ;Новая;100;03.02.2024;Г
    4;;100;03.02.2024;Д
    5;Новая;100;03.02.2024;Е;лишнее
    """
    preview = look(store, source(text))
    assert counts(preview) == (1, 0, 0, 5, 1)
    told = [(row.row, row.column, row.value, str(row.reason)) for row in preview.files[0].rejected]
    assert told == [
        (3, "Сумма", "сто", "is not a number"),
        (4, "Дата создания", "32.02.2024", "is not a date"),
        (5, "ID", "", "is empty, so the row cannot be known again"),
        (6, "Этап", "", "is empty, so the deal is neither won, lost nor open"),
        (7, "", "", "the row has another number of cells than the header"),
    ]
    load(store, source(text))
    saved = rejected_csv(store).decode("utf-8-sig").splitlines()
    told = [f"Voronka: {word}" for word in ("File", "Row", "Column", "Value", "Reason", "What to do")]
    assert saved[0].split(",") == [*told, "ID", "Этап", "Сумма", "Дата создания", "Компания"]
    assert (
        saved[1]
        == 'file.csv,3,Сумма,сто,is not a number,"Write it as 1234.56 or 1 234,56.",2,Новая,сто,02.02.2024,Б'
    )
    assert saved[2].endswith("3,Новая,100,32.02.2024,'@В")
    assert rejected_csv(preview) == rejected_csv(store)
