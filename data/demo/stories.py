"""The stories planted in the demo company, and how strongly.

| story | what was planted | where it is seen |
|---|---|---|
| ``stage`` | Agatha loses at Negotiation what the others carry through | Funnel, Managers |
| ``channel`` | Search ads cost twice as much and bring worse leads for a year | Funnel, by source |
| ``segment`` | Restaurants and hotels stopped ordering about five months ago | Churn |
| ``discounts`` | Yaroslav buys turnover with discounts of a fifth | Managers, Average check |
| ``overdue`` | The steadiest of the largest customers is far past its usual day | Churn: whom to call |

Each is checked by a test that works it out from the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

STAGE_MANAGER = 0
"""Index into ``company.MANAGERS``."""
STAGE_INDEX = 4
STAGE_EFFECT = -1.75
"""On the log-odds of leaving Negotiation forwards."""

CHANNEL = 0
"""Index into ``company.SOURCES``."""
CHANNEL_DAYS = 365
CHANNEL_EFFECT = -0.28
"""On the log-odds of every step, reached over the last year."""
CHANNEL_COST, CHANNEL_RISE = 21_000.0, 3.3
"""What a won customer cost there, in roubles, and how many times that it costs by now."""

SEGMENT = 4
"""Index into ``company.SEGMENTS``."""
SEGMENT_DAYS = 172
SEGMENT_SHARE = 0.72
SEGMENT_SPREAD = 18.0

DISCOUNT_MANAGER = 9
DISCOUNT_DAYS = 420
DISCOUNT_PERCENT = 23.0
DISCOUNT_EFFECT = 0.42
DISCOUNT_VOLUME, DISCOUNT_BASKET = 3.0, 1.25
"""Times the orders that come to him, and times their list price."""

OVERDUE_CUSTOMER = 0
"""The first customer of the population."""
OVERDUE_DAYS = 74
OVERDUE_RHYTHM = 18.0


@dataclass(frozen=True)
class Story:
    """``seen`` is the address of the page where it shows first."""

    key: str
    ru: str
    en: str
    seen: str

    def title(self, language: str) -> str:
        return self.ru if language == "ru" else self.en


STORIES: tuple[Story, ...] = (
    Story(
        "stage",
        "Агата Небылова теряет сделки на переговорах: дальше проходит вдвое меньше, чем у коллег",
        "Agatha Madeup loses deals at Negotiation: half as many go on as with her colleagues",
        "funnel",
    ),
    Story(
        "channel",
        "Контекстная реклама подорожала: клиент обходится втрое дороже, чем год назад",
        "Search ads have grown dear: a customer costs three times what it did a year ago",
        "funnel",
    ),
    Story(
        "segment",
        "Рестораны и гостиницы уходят: большинство перестало покупать около пяти месяцев назад",
        "Restaurants and hotels are leaving: most stopped buying about five months ago",
        "churn",
    ),
    Story(
        "discounts",
        "Ярослав Понарошкин растёт быстрее всех, но на скидках: маржа худшая в отделе",
        "Yaroslav Pretend grows fastest, on discounts: the worst margin in the department",
        "managers",
    ),
    Story(
        "overdue",
        "Крупнейший постоянный клиент молчит в несколько раз дольше обычного",
        "The largest regular customer has been silent several times longer than usual",
        "churn",
    ),
)
