"""Numbers made of cost: for whom they have no value, and how that is said."""

from __future__ import annotations

from collections.abc import Iterable

from data.errors import Refused
from metrics import catalogue
from metrics.asked import asked_for
from metrics.metric import Metric
from metrics.view import View


def is_hidden(view: View, metric: Metric) -> bool:
    """It reads what the person may not see: found out from its expression, so that none is forgotten."""
    return not view.scope.sees_cost and "cost" in asked_for(view, metric.expression)


def refuse_hidden(view: View, keys: Iterable[str]) -> None:
    """Raises Refused: a dash would only look as if nobody knew the costs."""
    for metric in (catalogue.METRICS[key] for key in keys if key in catalogue.METRICS):
        if is_hidden(view, metric):
            raise Refused(
                "“{name}” is made of cost, which your role does not see. Ask a director for it.",
                name=metric.key,
            )
