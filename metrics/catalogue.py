"""Every metric by its key: what tiles, tooltips, exports, the definitions page and the command line read."""

from __future__ import annotations

from data.errors import Unknown
from metrics import churn, customers, cycle, margin, quality, risk, sales, slippage
from metrics.metric import Metric

ROOMS = (sales, slippage, cycle, margin, customers, churn, risk, quality)

METRICS: dict[str, Metric] = {metric.key: metric for room in ROOMS for metric in room.METRICS}


def metric(key: str) -> Metric:
    """Raises Unknown with the nearest names."""
    if key not in METRICS:
        raise Unknown("metric", key, METRICS)
    return METRICS[key]
