"""The invented company itself: it sells packing machines and everything they use up.

Every word is a pair (Russian, English); numbers are the same in both.
"""

from __future__ import annotations

from typing import NamedTuple

Words = tuple[str, str]


class Manager(NamedTuple):
    """``joined``/``left`` in days before today; ``talent`` on the log-odds of each step."""

    name: Words
    team: int
    role: str
    talent: float
    pace: float
    answers: float
    joined: int | None = None
    left: int | None = None


TEAMS: tuple[Words, ...] = (
    ("Центр", "Centre"),
    ("Волга и Юг", "Volga and South"),
    ("Урал и Сибирь", "Urals and Siberia"),
)

MANAGERS: tuple[Manager, ...] = (
    Manager(("Агата Небылова", "Agatha Madeup"), 0, "hunter", 0.10, 1.00, 2.2),
    Manager(("Тимур Сказкин", "Timur Storybook"), 0, "closer", 0.10, 0.90, 1.6),
    Manager(("Вера Самобранкина", "Vera Fairytable"), 0, "farmer", 0.06, 1.00, 1.9),
    Manager(("Лука Тридевятов", "Luke Farfaraway"), 0, "farmer", -0.08, 1.12, 3.4),
    Manager(("Зоя Выдумкина", "Zoe Inventive"), 1, "hunter", -0.14, 1.15, 4.8, None, 430),
    Manager(("Глеб Жилибылин", "Gleb Onceupon"), 1, "hunter", -0.05, 1.05, 1.2, 330, None),
    Manager(("Инна Лукоморова", "Inna Wonderland"), 1, "closer", 0.05, 0.95, 2.6),
    Manager(("Марк Волшебников", "Mark Wizardly"), 1, "farmer", 0.10, 0.96, 1.4),
    Manager(("Ульяна Кабыкабова", "Ulyana Whatif"), 2, "hunter", 0.02, 1.00, 2.9),
    Manager(("Ярослав Понарошкин", "Yaroslav Pretend"), 2, "closer", 0.00, 0.95, 2.0),
    Manager(("Рина Скороходова", "Rina Sevenleague"), 2, "farmer", 0.12, 0.82, 0.9),
    Manager(("Прохор Небывалов", "Prokhor Neverwas"), 2, "farmer", -0.10, 1.10, 6.5),
)

REGIONS: tuple[tuple[Words, int, float], ...] = (  # name, team, share
    (("Москва", "Moscow"), 0, 0.24),
    (("Ярославль", "Yaroslavl"), 0, 0.06),
    (("Санкт-Петербург", "Saint Petersburg"), 0, 0.12),
    (("Казань", "Kazan"), 1, 0.10),
    (("Самара", "Samara"), 1, 0.07),
    (("Краснодар", "Krasnodar"), 1, 0.09),
    (("Екатеринбург", "Yekaterinburg"), 2, 0.14),
    (("Новосибирск", "Novosibirsk"), 2, 0.11),
    (("Красноярск", "Krasnoyarsk"), 2, 0.07),
)


class Segment(NamedTuple):
    """``size`` multiplies amounts, ``pace`` durations; shares of once/now and then/regular buyers."""

    name: Words
    share: float
    size: float
    pace: float
    kinds: tuple[float, float, float]
    channels: tuple[float, float, float, float]
    employees: int


SEGMENTS: tuple[Segment, ...] = (
    Segment(
        ("Крупные предприятия", "Large enterprises"),
        0.10,
        2.6,
        1.25,
        (0.18, 0.30, 0.52),
        (0.7, 0.2, 0.1, 0),
        900,
    ),
    Segment(
        ("Средний бизнес", "Mid-size business"),
        0.31,
        1.2,
        1.00,
        (0.32, 0.33, 0.35),
        (0.7, 0.27, 0, 0.03),
        140,
    ),
    Segment(
        ("Малый бизнес", "Small business"), 0.35, 0.5, 0.80, (0.46, 0.30, 0.24), (0.5, 0.15, 0, 0.35), 22
    ),
    Segment(
        ("Госзаказчики", "Public sector"), 0.09, 1.7, 1.50, (0.40, 0.40, 0.20), (0.12, 0.06, 0.82, 0), 310
    ),
    Segment(
        ("Рестораны и гостиницы", "Restaurants and hotels"),
        0.15,
        0.7,
        0.85,
        (0.25, 0.25, 0.50),
        (0.6, 0.1, 0, 0.3),
        45,
    ),
)
CHANNELS = ("direct", "dealer", "tender", "retail")

INDUSTRIES: tuple[Words, ...] = (
    ("Пищевое производство", "Food production"),
    ("Оптовая торговля", "Wholesale"),
    ("Розничная торговля", "Retail"),
    ("Логистика и склады", "Logistics and warehouses"),
    ("Фармацевтика", "Pharmaceuticals"),
    ("Сельское хозяйство", "Agriculture"),
    ("Строительные материалы", "Building materials"),
    ("Медицина и образование", "Health and education"),
    ("Гостеприимство", "Hospitality"),
)

NEW, REPEAT = 0, 1
PIPELINES: tuple[Words, ...] = (("Новые продажи", "New sales"), ("Повторные продажи", "Repeat sales"))


class Stage(NamedTuple):
    """``step`` is the share that goes on, ``days`` the median stay in working days."""

    name: Words
    step: float
    days: float
    probability: float


STAGES: tuple[tuple[Stage, ...], ...] = (
    (
        Stage(("Обращение", "Lead"), 0.72, 2.2, 0.10),
        Stage(("Квалификация", "Qualification"), 0.83, 4.5, 0.20),
        Stage(("Выявление потребности", "Needs analysis"), 0.85, 7.0, 0.35),
        Stage(("Предложение", "Proposal"), 0.79, 8.0, 0.50),
        Stage(("Переговоры", "Negotiation"), 0.80, 10.0, 0.65),
        Stage(("Договор", "Contract"), 0.92, 5.0, 0.85),
    ),
    (
        Stage(("Заявка", "Request"), 0.94, 0.9, 0.50),
        Stage(("Счёт", "Quote"), 0.88, 2.2, 0.60),
        Stage(("Согласование", "Approval"), 0.89, 2.6, 0.75),
        Stage(("Оплата и отгрузка", "Payment and delivery"), 0.95, 3.0, 0.90),
    ),
)
WON: Words = ("Успешно реализовано", "Won")
LOST: Words = ("Закрыто и не реализовано", "Lost")
RETURNED: Words = ("Возврат", "Returned")


class Source(NamedTuple):
    """``spend`` is what one new deal of it costs, 0 for a free one; ``effect`` on the log-odds of a step."""

    name: Words
    share: float
    spend: int
    effect: float


SOURCES: tuple[Source, ...] = (
    Source(("Контекстная реклама", "Search ads"), 0.24, 6500, 0.0),
    Source(("Сайт", "Website"), 0.20, 2100, 0.05),
    Source(("Холодные звонки", "Cold calls"), 0.19, 0, -0.22),
    Source(("Рекомендации", "Referrals"), 0.13, 0, 0.30),
    Source(("Выставки", "Trade fairs"), 0.09, 9000, 0.06),
    Source(("Социальные сети", "Social media"), 0.08, 4200, -0.12),
    Source(("Партнёры", "Partners"), 0.07, 5200, 0.12),
    Source(("Повторное обращение", "Existing customer"), 0.0, 0, 0.0),
)
EXISTING = 7
