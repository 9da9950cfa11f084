"""The catalogue as a page of documentation, in either language: ``docs/definitions*.md``."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.catalogue import METRICS
from metrics.dimensions import DIMENSIONS
from metrics.metric import Clock, Metric, Unit
from metrics.words import Words

TITLE = Words("# Что значат числа", "# What the numbers mean")
LEAD = Words(
    "Одно определение на каждое число: его читают страницы, выгрузки, командная строка и тесты. "
    "Файл написан программой (`python cli.py metrics --format markdown`), править его незачем.",
    "One definition for each number: pages, exports, the command line and the tests all read it. "
    "This file is written by the program (`python cli.py metrics --format markdown`); do not edit it.",
)
RULES = Words(
    """- Отношение с пустым знаменателем — нет значения (прочерк, `null`), а не 0 и не бесконечность.
- Периоды полуоткрытые: первый день входит, последний нет. T — последний день периода или сегодня.
- Покупка — выигранная сделка известного клиента. Возвраты уменьшают выручку.
- Деньги в разных валютах без курса не складываются: показано, сколько сделок осталось в стороне.
- Чего из данных узнать нельзя, о том сказано словами; ничего не угадывается.
- Сделки, которых нет в новой полной выгрузке и о которых сказано, что в CRM их удалили, ни в одно число не входят, пока не появятся снова.""",
    """- A ratio with an empty denominator is no value (a dash, `null`), never 0 and never infinity.
- Periods are half-open: the first day is in, the last is not. T is the period's last day, or today.
- A purchase is a won deal of a known customer. Returns lower revenue.
- Money in different currencies is never added up without a rate: what is left out is said.
- What cannot be known from the data is said in words; nothing is guessed.
- A deal that a later full export lacks, and of which a person said that the CRM deleted it, is in no number until an export has it again.""",
)
ROOMS = {
    Clock.CLOSED: Words("Продажи: по дате закрытия", "Sales, by closing date"),
    Clock.CREATED: Words("Продажи: по дате создания", "Sales, by creation date"),
    Clock.NOW: Words("Портфель: на сейчас", "Pipeline, as it stands"),
    Clock.UPLOADS: Words("Что изменилось: между двумя выгрузками", "What changed, between two uploads"),
    Clock.BASE: Words("Качество базы: вся база на сейчас", "Quality of the base: all of it, as it stands"),
    Clock.BOUGHT: Words("Клиенты: по дате покупки", "Customers, by purchase date"),
    Clock.LIFETIME: Words("Клиенты: за всё время до T", "Customers, over their lifetime up to T"),
    Clock.AS_OF: Words("Клиенты: на день T", "Customers, as of T"),
}
UNITS = {
    Unit.MONEY: Words("деньги", "money"),
    Unit.COUNT: Words("количество", "count"),
    Unit.SHARE: Words("доля, 0…1", "share, 0…1"),
    Unit.DAYS: Words("дни", "days"),
    Unit.TIMES: Words("раз", "times"),
    Unit.MONEY_A_DAY: Words("деньги в день", "money a day"),
}
DIRECTIONS = {
    True: Words("рост — хорошо", "up is good"),
    False: Words("рост — плохо", "up is bad"),
    None: Words("ни то ни другое", "neither"),
}
HEADS = {
    "metrics": Words(
        "| Ключ | Число | Что это | Формула | Единица | Рост |",
        "| Key | Number | What it is | Formula | Unit | Direction |",
    ),
    "dimensions": Words("| Ключ | Измерение |", "| Key | Dimension |"),
}
BY = Words("Чем разбивать и фильтровать", "What to break down and filter by")


def as_markdown(language: str) -> str:
    return "\n".join(_lines(language))


def _lines(language: str) -> Iterator[str]:
    yield from (TITLE(language), "", LEAD(language), "", RULES(language), "")
    for clock, title in ROOMS.items():
        metrics = [metric for metric in METRICS.values() if metric.clock is clock]
        if metrics:
            yield from (f"## {title(language)}", "", HEADS["metrics"](language), "|---|---|---|---|---|---|")
            yield from (_row(metric, language) for metric in metrics)
            yield ""
    yield from (f"## {BY(language)}", "", HEADS["dimensions"](language), "|---|---|")
    yield from (f"| `{d.key}` | {d.name(language)} |" for d in DIMENSIONS.values())
    yield ""


def _row(metric: Metric, language: str) -> str:
    cells = (
        f"`{metric.key}`",
        metric.name(language),
        metric.definition(language),
        metric.formula(language),
        UNITS[metric.unit](language),
        DIRECTIONS[metric.up_is_good](language),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
