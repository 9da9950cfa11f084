"""Numbers made of cost: for whom they have no value, and how that is said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from data.errors import Refused
from metrics import catalogue
from metrics.asked import asked_for
from metrics.metric import Metric
from metrics.view import NOBODY, View


def is_hidden(view: View, metric: Metric) -> bool:
    """It reads what the person may not see."""
    return not view.scope.sees_cost and _reads_cost(metric)


@cache
def _reads_cost(metric: Metric) -> bool:
    """Found out from its expression, whoever asks, so that none is forgotten."""
    anybody = View(NOBODY, date(2000, 1, 1), churn_days=1)
    return "cost" in asked_for(anybody, metric.expression)


def refuse_hidden(view: View, keys: Iterable[str]) -> None:
    """Raises Refused: a dash would only look as if nobody knew the costs."""
    for metric in (catalogue.METRICS[key] for key in keys if key in catalogue.METRICS):
        if is_hidden(view, metric):
            raise Refused(
                "“{name}” is made of cost, which your role does not see. Ask a director for it.",
                name=metric.key,
            )
