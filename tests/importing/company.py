"""One small company, known to the cent, and its deals as each program would export them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

WON, LOST, OPEN = "won", "lost", "open"


@dataclass(frozen=True)
class Deal:
    deal_id: str
    name: str
    customer: str
    manager: str
    status: str
    step: int  # 0 … 2: the stage on the way where an open deal stands
    amount: Decimal
    created: datetime
    closed: datetime | None
    expected: datetime | None
    source: str
    reason: str
    product: str


CUSTOMERS = (
    "ООО «Ромашка»", "ИП Ёлкин", 'ЗАО "Прогресс, Север"', "Acme Ltd", "Müller & Söhne GmbH", "O'Brien Trading",
    "Компания; и сыновья", "Total Systems", "Нет Проблем", "1С-Сервис",
)  # fmt: skip
MANAGERS = ("Анна Крылова", "Пётр Лис", "Jane O'Neil", "Björn Öst")
SOURCES = ("Сайт", "Звонок", "Выставка", "Referral")
REASONS = ("Дорого", "Выбрали конкурента", "Нет бюджета")
PRODUCTS = ("Доска обрезная", "Монтаж", "Widget 2.0")


def _deal(number: int) -> Deal:
    """Every field follows from the number, so that any of them can be told by hand."""
    status = (WON, LOST, OPEN, WON)[number % 4]
    created = datetime(2024, 1, 3, 9, 15) + timedelta(days=5 * number, minutes=37 * number)
    closed = created + timedelta(days=11 + number % 17, hours=3)
    return Deal(
        str(1000 + 7 * number),
        f"Поставка {number}" if number % 3 else f"Deal “{number}”, part 2",
        CUSTOMERS[number % len(CUSTOMERS)],
        MANAGERS[number % len(MANAGERS)],
        status,
        number % 3,
        Decimal(1500 * number + 250) + Decimal(number % 7) / 4,
        created,
        None if status == OPEN else closed,
        closed.replace(hour=0, minute=0) if status == OPEN else None,
        SOURCES[number % 3],
        REASONS[number % 3] if status == LOST else "",
        PRODUCTS[number % 3],
    )


DEALS = tuple(_deal(number) for number in range(1, 41))


@dataclass(frozen=True)
class Stages:
    """The names of the stages in one program: on the way, won, lost."""

    way: tuple[str, str, str]
    won: str
    lost: str

    def of(self, deal: Deal) -> str:
        return {WON: self.won, LOST: self.lost}.get(deal.status, self.way[deal.step])


RUSSIAN = Stages(("Первичный контакт", "Переговоры", "Оплата получена"), "Успешно реализовано", "Закрыто и не реализовано")  # fmt: skip
BITRIX = Stages(("Новая", "Подготовка документов", "Финальный счёт"), "Сделка успешна", "Сделка провалена")
HUBSPOT = Stages(("Appointment Scheduled", "Qualified To Buy", "Contract Sent"), "Closed Won", "Closed Lost")
FORCE = Stages(("Prospecting", "Proposal/Price Quote", "Negotiation/Review"), "Closed Won", "Closed Lost")
PIPE = Stages(("Lead In", "Proposal Made", "Negotiations Started"), "Negotiations Started", "Proposal Made")

Rows = list[list[str]]


@dataclass(frozen=True)
class Export:
    """A file in the layout of a program. ``lacks``: fields of ``COMPARED`` that it does not carry or not
    to the same depth; ``whole``: amounts without cents; ``days``: moments without the hour."""

    name: str
    content: bytes
    format: str | None
    lacks: frozenset[str] = frozenset()
    whole: bool = False
    days: bool = False
    answers: dict[str, str] | None = None


def quoted(rows: Rows, delimiter: str = ",", every: bool = False, end: str = "", line: str = "\r\n") -> str:
    def cell(value: str) -> str:
        needs = every or any(sign in value for sign in (delimiter, '"', "\n", "\r"))
        return '"' + value.replace('"', '""') + '"' if needs else value

    return "".join(delimiter.join(map(cell, row)) + end + line for row in rows)


def dotted(moment: datetime | None, clock: str = " %H:%M:%S") -> str:
    return moment.strftime("%d.%m.%Y" + clock) if moment else ""


def iso(moment: datetime | None, clock: str = " %H:%M:%S") -> str:
    return moment.strftime("%Y-%m-%d" + clock) if moment else ""


def american(moment: datetime | None) -> str:
    return f"{moment.month}/{moment.day}/{moment.year}" if moment else ""


def spaced(amount: Decimal) -> str:
    """1 234,56 with a non-breaking space, as 1C and Excel write it in Russian."""
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")


def amocrm() -> Export:
    """Contact fields before the deal's own of the same name; whole amounts; "не закрыта"."""
    head = (
        "ID,Название сделки,Бюджет ,Ответственный,Дата создания сделки,Кем создана сделка,Дата редактирования,"
        "Кем редактирована,Дата закрытия,Теги,Примечание,Примечание 2,Этап сделки,Воронка,Полное имя контакта,"
        "Компания контакта,Ответственный за контакт,Компания,Рабочий телефон,Рабочий email,Источник,Источник,"
        "Причина отказа,utm_source,utm_medium,utm_source"
    ).split(",")
    rows = [
        [
            d.deal_id, d.name, f"{d.amount:.0f}", d.manager, dotted(d.created), "Robot", dotted(d.created), "Robot",
            dotted(d.closed) or "не закрыта", "опт, юг", "", "", RUSSIAN.of(d), "Основная", "Иван Иванов", "",
            "Кто-то Другой", d.customer, "+79000000000", "", "Визитка", d.source, d.reason, "google", "cpc", "",
        ]
        for d in DEALS
    ]  # fmt: skip
    return Export(
        "amocrm_export_leads.csv",
        quoted([head, *rows]).encode(),
        "amoCRM, deals",
        frozenset({"expected"}),
        whole=True,
    )


def kommo() -> Export:
    head = "ID,Lead title,Sale,Responsible user,Lead status,Pipeline,Created at,Closed at,Lead tags,Contact,Company,Source,Loss reason"
    rows = [
        [
            d.deal_id, d.name, f"{d.amount:.0f}", d.manager,
            Stages(("Initial contact", "Negotiations", "Paid"), "Closed - won", "Closed - lost").of(d), "Sales",
            dotted(d.created), dotted(d.closed) or "not closed", "a, b", "Somebody", d.customer, d.source, d.reason,
        ]
        for d in DEALS
    ]  # fmt: skip
    return Export(
        "kommo.csv",
        quoted([head.split(","), *rows]).encode(),
        "Kommo, leads",
        frozenset({"expected"}),
        whole=True,
    )


def bitrix_rows() -> Rows:
    """Every third deal in two product rows that add up to it."""
    head = (
        "ID,Название,Тип,Воронка,Стадия сделки,Группа стадии,Повторная сделка,Повторное обращение,Вероятность,Валюта,"
        "Сумма,Ставка налога,Компания,Контакт,Дата начала,Дата завершения,Доступна для всех,Закрыта,Комментарий,"
        "Ответственный,Кем создана,Кем изменена,Дата создания,Дата изменения,Источник,Дополнительно об источнике,"
        "Товар,Цена,Количество"
    ).split(",")
    group = {WON: "Успешно", LOST: "Провал", OPEN: "В работе"}
    rows = [head]
    for place, d in enumerate(DEALS):
        parts = [(d.product, d.amount)]
        if place % 3 == 0:
            parts = [("Доставка", Decimal("100.25")), (d.product, d.amount - Decimal("100.25"))]
        for product, amount in parts:
            rows.append([
                d.deal_id, d.name, "Продажа", "Общая", BITRIX.of(d), group[d.status], "N", "N", "", "Рубль",
                f"{amount:.2f}", "", d.customer, "Иван Иванов", dotted(d.created + timedelta(days=1), ""),
                dotted(d.closed or d.expected, ""), "Y", "N" if d.status == OPEN else "Y", "", d.manager, "Робот",
                "Робот", dotted(d.created), dotted(d.created), d.source, "", product, f"{amount:.2f}", "1",
            ])  # fmt: skip
    return rows


def bitrix() -> Export:
    """All quoted, a delimiter to spare at the end of each line, UTF-8 with BOM."""
    text = quoted(bitrix_rows(), ";", every=True, end=";")
    return Export(
        "DEAL_20240601.csv", text.encode("utf-8-sig"), "Bitrix24, deals", frozenset({"closed_time", "reason"})
    )


def bitrix_old() -> Export:
    """cp1251; letters it does not know are left out of the names, as the program itself does."""
    text = quoted(bitrix_rows(), ";", every=True, end=";").encode("cp1251", "replace")
    lacks = frozenset({"closed_time", "reason", "names"})
    return Export("DEAL_old.csv", text, "Bitrix24, deals", lacks)


def bitrix_xls() -> Export:
    """An HTML table under the name of a workbook."""
    from html import escape

    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in bitrix_rows()
    )
    page = f'<meta http-equiv="Content-type" content="text/html;charset=UTF-8" /><table border="1">{lines}</table>'
    return Export("DEAL_20240601.xls", page.encode(), "Bitrix24, deals", frozenset({"closed_time", "reason"}))


def hubspot() -> Export:
    head = (
        "Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Create Date,Amount,Deal owner,Associated Company,"
        "Associated Company IDs,Associated Contact IDs,Last Activity Date,Closed Lost Reason,Original Source Type,"
        "Is Closed Won,Is Deal Closed?"
    ).split(",")
    rows = [
        [
            d.deal_id, d.name, HUBSPOT.of(d), "Sales Pipeline", iso(d.closed or d.expected, " %H:%M"),
            iso(d.created, " %H:%M"), f"{d.amount}", d.manager, d.customer, "", "1;2", "", d.reason, d.source,
            str(d.status == WON).lower(), str(d.status != OPEN).lower(),
        ]
        for d in DEALS
    ]  # fmt: skip
    lacks = frozenset({"semicolon"})
    return Export("hubspot-crm-exports-all-deals.csv", quoted([head, *rows], line="\n").encode(), "HubSpot, deals", lacks)  # fmt: skip


def hubspot_utf16() -> Export:
    """UTF-16 with tabs."""
    one = hubspot()
    import csv
    import io

    rows = list(csv.reader(io.StringIO(one.content.decode())))
    return Export("hubspot.csv", quoted(rows, "\t").encode("utf-16"), one.format, one.lacks)


def salesforce() -> Export:
    """A report of an American: month first, grouped thousands, a currency column, a footer."""
    head = (
        "Opportunity ID,Opportunity Owner,Account Name,Opportunity Name,Stage,Fiscal Period,Amount Currency,Amount,"
        "Expected Revenue Currency,Expected Revenue,Probability (%),Age,Close Date,Created Date,Next Step,Lead Source,Type,"
        "Closed Lost Reason"
    ).split(",")
    rows = [
        [
            f"006{d.deal_id}", d.manager, d.customer, d.name, FORCE.of(d), "Q1-2024", "USD", f"{d.amount:,.2f}", "USD",
            "1.00", "50", "12", american(d.closed or d.expected), american(d.created), "", d.source, "New", d.reason,
        ]
        for d in DEALS
    ]  # fmt: skip
    text = quoted([head, *rows], every=True, line="\n")
    text += '"Grand Totals (40 records)"\n""\n"Confidential Information - Do Not Distribute"\n'
    text += '"Copyright (c) 2000-2024 salesforce.com, inc. All rights reserved."\n"Generated By: Ann Fox  6/1/2024"\n"My Company"\n'
    lacks = frozenset({"prefix:006"})
    return Export("report1717200000000.csv", text.encode(), "Salesforce, opportunities", lacks, days=True)


def pipedrive() -> Export:
    names = (
        "ID,Title,Owner,Value,Currency of Value,Weighted value,Probability,Organization,Pipeline,Contact person,Stage,"
        "Label,Status,Deal created,Update time,Last stage change,Next activity date,Last activity date,Won time,Lost time,"
        "Deal closed on,Lost reason,Expected close date,Total activities,Source channel"
    ).split(",")
    return _pipedrive([f"Deal - {name}" for name in names], ("Won", "Lost", "Open"), "deals.csv")


def pipedrive_ru() -> Export:
    names = (
        "ID,Название,Владелец,Значение,Валюта значения,Взвешенное значение,Вероятность,Организация,Воронка,"
        "Контактное лицо,Этап,Метка,Статус,Сделка создана,Время обновления,Последнее изменение этапа,"
        "Дата следующего действия,Дата последнего действия,Время выигрыша,Время проигрыша,Сделка закрыта,"
        "Причина проигрыша,Ожидаемая дата закрытия,Всего действий,Канал источника"
    ).split(",")
    return _pipedrive(
        [f"Сделка - {name}" for name in names], ("Выиграна", "Проиграна", "Открыта"), "сделки.csv"
    )


def _pipedrive(head: Sequence[str], words: tuple[str, str, str], name: str) -> Export:
    status = dict(zip((WON, LOST, OPEN), words, strict=True))
    rows = [
        [
            d.deal_id, d.name, d.manager, f"{d.amount}", "RUB", "1.5", "", d.customer, "Pipeline", "Somebody",
            PIPE.of(d), "", status[d.status], iso(d.created), iso(d.created), iso(d.created), "", "",
            iso(d.closed) if d.status == WON else "", iso(d.closed) if d.status == LOST else "", iso(d.closed),
            d.reason, iso(d.expected, ""), "3", d.source,
        ]
        for d in DEALS
    ]  # fmt: skip
    return Export(name, quoted([list(head), *rows], line="\n").encode(), "Pipedrive, deals")


def zoho() -> Export:
    """Look-ups in pairs, amounts with a sign and thousands, a prefix before each id."""
    head = (
        "Record Id,Deal Owner.id,Deal Owner,Amount,Deal Name,Closing Date,Account Name.id,Account Name,Contact Name.id,"
        "Contact Name,Stage,Pipeline,Probability (%),Expected Revenue,Lead Source,Type,Reason For Loss,Created Time,"
        "Modified Time,Last Activity Time,Currency,Exchange Rate"
    ).split(",")
    rows = [
        [
            f"zcrm_{d.deal_id}", f"zcrm_9{MANAGERS.index(d.manager)}", d.manager, f"₽{d.amount:,.2f}", d.name,
            iso(d.closed or d.expected, ""), f"zcrm_7{CUSTOMERS.index(d.customer)}", d.customer, "zcrm_555", "Somebody",
            FORCE.of(d), "Standard", "50", "₽1.00", d.source, "New", d.reason, iso(d.created), iso(d.created), "", "RUB",
            "1",
        ]
        for d in DEALS
    ]  # fmt: skip
    lacks = frozenset({"prefix:zcrm_", "closed_time"})
    return Export("Deals_2024_06_01.csv", quoted([head, *rows]).encode(), "Zoho CRM, deals", lacks)


def maven() -> Export:
    head = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"
    stages = Stages(("Prospecting", "Engaging", "Engaging"), "Won", "Lost")
    rows = [
        [d.deal_id, d.manager, d.product, d.customer, stages.of(d), iso(d.created, ""), iso(d.closed or d.expected, ""), f"{d.amount}"]
        for d in DEALS
    ]  # fmt: skip
    return Export(
        "sales_pipeline.csv",
        quoted([head.split(","), *rows], line="\n").encode(),
        "CRM Sales Opportunities, deals",
        frozenset({"name", "source", "reason"}),
        days=True,
    )


def plain() -> Export:
    """A table kept by hand in a Russian Excel: a title, a comma before the cents, a total below."""
    head = ["№ п/п", "ID сделки", "Наименование", "Клиент", "Менеджер", "Этап", "Сумма, руб.", "Создана", "Дата закрытия", "Источник", "Причина отказа", "Ожидаемая дата закрытия"]  # fmt: skip
    stages = Stages(("Новая", "Переговоры", "Договор"), "Выиграна", "Проиграна")
    rows = [
        [
            str(place), d.deal_id, d.name, d.customer, d.manager, stages.of(d), spaced(d.amount), dotted(d.created, ""),
            dotted(d.closed, ""), d.source, d.reason, dotted(d.expected, ""),
        ]
        for place, d in enumerate(DEALS, 1)
    ]  # fmt: skip
    total = ["Итого", *[""] * 5, spaced(sum((d.amount for d in DEALS), Decimal())), *[""] * 5]
    text = quoted([["Сделки отдела продаж", *[""] * 11], [""] * 12, head, *rows, total], ";")
    return Export("сделки.csv", text.encode("utf-8"), None, days=True)


EXPORTS: dict[str, Callable[[], Export]] = {
    one.__name__: one
    for one in (
        amocrm,
        kommo,
        bitrix,
        bitrix_old,
        bitrix_xls,
        hubspot,
        hubspot_utf16,
        salesforce,
        pipedrive,
        pipedrive_ru,
        zoho,
        maven,
        plain,
    )
}
