"""What the invented company sells and to whom it loses. Words are pairs (Russian, English)."""

from __future__ import annotations

from typing import NamedTuple

from data.demo.company import Words


class Group(NamedTuple):
    """Shares of main products and the usual amount, per pipeline (new, repeat)."""

    name: Words
    shares: tuple[float, float]
    amounts: tuple[int, int]


GROUPS: tuple[Group, ...] = (
    Group(("Упаковочные машины", "Packing machines"), (0.34, 0.03), (620_000, 540_000)),
    Group(("Плёнка", "Film"), (0.20, 0.31), (120_000, 74_000)),
    Group(("Короба и лотки", "Boxes and trays"), (0.17, 0.27), (95_000, 62_000)),
    Group(("Этикетка", "Labels"), (0.12, 0.17), (70_000, 41_000)),
    Group(("Запасные части", "Spare parts"), (0.05, 0.12), (60_000, 38_000)),
    Group(("Сервис", "Service"), (0.12, 0.10), (110_000, 48_000)),
)


class Product(NamedTuple):
    name: Words
    group: int
    price: int
    cost: float


PRODUCTS: tuple[Product, ...] = (
    Product(("Запайщик «Пчела-2»", "Sealer Bee-2"), 0, 148_000, 0.66),
    Product(("Термотоннель «Жар-50»", "Heat tunnel Blaze-50"), 0, 286_000, 0.68),
    Product(("Паллетообмотчик «Вихрь»", "Pallet wrapper Whirl"), 0, 415_000, 0.70),
    Product(("Фасовочная линия «Самобранка»", "Filling line Fairytable"), 0, 1_240_000, 0.71),
    Product(("Этикетировщик «Ярлык-М»", "Labeller Tag-M"), 0, 232_000, 0.67),
    Product(("Плёнка термоусадочная", "Shrink film"), 1, 2_450, 0.69),
    Product(("Стрейч-плёнка", "Stretch film"), 1, 1_180, 0.72),
    Product(("Плёнка барьерная", "Barrier film"), 1, 4_900, 0.62),
    Product(("Пакет вакуумный", "Vacuum bags"), 1, 860, 0.60),
    Product(("Короб четырёхклапанный", "Regular carton"), 2, 640, 0.70),
    Product(("Короб самосборный", "Self-locking carton"), 2, 980, 0.66),
    Product(("Лоток картонный", "Board tray"), 2, 420, 0.68),
    Product(("Контейнер для еды", "Food container"), 2, 760, 0.59),
    Product(("Этикетка рулонная", "Roll labels"), 3, 1_350, 0.56),
    Product(("Этикетка с печатью", "Printed labels"), 3, 2_100, 0.52),
    Product(("Риббон для принтера", "Printer ribbon"), 3, 540, 0.61),
    Product(("Нагревательный элемент", "Heating element"), 4, 7_400, 0.48),
    Product(("Нож отрезной", "Cutting blade"), 4, 3_900, 0.45),
    Product(("Ремкомплект привода", "Drive repair kit"), 4, 12_600, 0.50),
    Product(("Датчик метки", "Mark sensor"), 4, 9_800, 0.53),
    Product(("Пусконаладка", "Commissioning"), 5, 46_000, 0.55),
    Product(("Плановое обслуживание", "Scheduled maintenance"), 5, 18_500, 0.50),
    Product(("Выездной ремонт", "On-site repair"), 5, 24_000, 0.58),
    Product(("Обучение операторов", "Operator training"), 5, 32_000, 0.40),
)


class Reason(NamedTuple):
    """Weights when lost in the first third of the way, in the middle, at the end."""

    name: Words
    weights: tuple[float, float, float]


REASONS: tuple[Reason, ...] = (
    Reason(("Не удалось связаться", "Could not reach"), (0.34, 0.05, 0.0)),
    Reason(("Не наш клиент", "Not our customer"), (0.30, 0.04, 0.0)),
    Reason(("Нет потребности", "No need"), (0.18, 0.15, 0.02)),
    Reason(("Нет бюджета", "No budget"), (0.07, 0.20, 0.12)),
    Reason(("Дорого", "Too expensive"), (0.05, 0.22, 0.33)),
    Reason(("Выбрали конкурента", "Chose a competitor"), (0.03, 0.20, 0.31)),
    Reason(("Сроки поставки", "Delivery time"), (0.01, 0.09, 0.14)),
    Reason(("Отложили решение", "Decision postponed"), (0.02, 0.05, 0.08)),
)
RIVAL_REASON = 5

COMPETITORS: tuple[Words, ...] = (
    ("Тридевятая тара", "Thrice-Nine Crates"),
    ("Ковёр-самолёт Пак", "Flying Carpet Pack"),
    ("Избушка Упаковка", "Hutch Packaging"),
    ("Горыныч Плёнка", "Dragon Film"),
)
COMPETITOR_SHARES = (0.42, 0.28, 0.18, 0.12)

NEXT_STEPS: tuple[tuple[Words, ...], tuple[Words, ...]] = (
    (
        ("Позвонить и познакомиться", "Introductory call"),
        ("Уточнить объёмы и сроки", "Clarify volumes and dates"),
        ("Провести замер на складе", "Visit the warehouse"),
        ("Отправить предложение", "Send the proposal"),
        ("Согласовать цену и отсрочку", "Agree price and terms"),
        ("Подписать договор", "Sign the contract"),
    ),
    (
        ("Проверить остатки", "Check stock"),
        ("Выставить счёт", "Send the quote"),
        ("Дождаться согласования", "Follow up the approval"),
        ("Подтвердить оплату и отгрузку", "Confirm payment and delivery"),
    ),
)
