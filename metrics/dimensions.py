"""What numbers can be broken down by, filtered by and drilled into."""

from __future__ import annotations

from dataclasses import dataclass

from data.errors import Unknown
from metrics.words import Words


@dataclass(frozen=True)
class Dimension:
    """``column`` is what rows are told apart by, ``label`` the column people read (often the same)."""

    key: str
    name: Words
    column: str
    label: str
    in_sidebar: bool = False


def _dimension(key: str, ru: str, en: str, *, column: str = "", in_sidebar: bool = False) -> Dimension:
    return Dimension(key, Words(ru, en), column=column or key, label=key, in_sidebar=in_sidebar)


DIMENSIONS: dict[str, Dimension] = {
    dimension.key: dimension
    for dimension in (
        _dimension("manager", "Менеджер", "Manager", in_sidebar=True),
        _dimension("team", "Команда", "Team", in_sidebar=True),
        _dimension("role", "Роль", "Role"),
        _dimension("pipeline", "Воронка", "Pipeline", in_sidebar=True),
        _dimension("stage", "Этап", "Stage"),
        _dimension("status", "Состояние", "Status"),
        _dimension("source", "Источник", "Source", in_sidebar=True),
        _dimension("channel", "Канал продаж", "Sales channel", in_sidebar=True),
        _dimension("product", "Товар", "Product"),
        _dimension("product_group", "Группа товаров", "Product group", in_sidebar=True),
        _dimension("region", "Регион", "Region", in_sidebar=True),
        _dimension("segment", "Сегмент", "Segment", in_sidebar=True),
        _dimension("customer", "Клиент", "Customer", column="customer_id"),
        _dimension("loss_reason", "Причина потери", "Loss reason"),
        _dimension("competitor", "Конкурент", "Competitor"),
        _dimension("currency", "Валюта", "Currency"),
    )
}

SIDEBAR = tuple(dimension for dimension in DIMENSIONS.values() if dimension.in_sidebar)

NOT_SET = ""
"""The filter value that means: rows in which the dimension is empty."""


def dimension(key: str) -> Dimension:
    """Raises Unknown with the nearest names."""
    if key not in DIMENSIONS:
        raise Unknown("dimension", key, DIMENSIONS)
    return DIMENSIONS[key]
