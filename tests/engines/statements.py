"""Every question that metrics/ can put to a store. A new one is one line here; a forgotten one fails a test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import sqlalchemy as sa

from metrics import (
    alike,
    breakdown,
    check_moves,
    checks,
    cohorts,
    drill,
    ends,
    flows,
    funnel,
    funnel_by,
    leaks,
    lists,
    managers,
    moves,
    options,
    quality_history,
    stage_time,
    team_months,
    waterfall,
)
from metrics.catalogue import METRICS
from metrics.dimensions import DIMENSIONS
from metrics.period import Period
from metrics.view import View

Statement = Callable[[View], sa.Select]

BEFORE = Period(date(2025, 3, 1), date(2025, 9, 1))
LATELY = Period(date(2026, 1, 1), date(2026, 4, 15))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 3, 1))

LISTS = (*METRICS, "reached:2", "lost_at:1", "moved_on:1", "standing:2", "entered:2", "unknown:lost")
MORE_LISTS = (
    "bought:1",
    "bought:5",
    "cohort:2025-12:0",
    "cohort:2025-12:1",
    "check:100:20000.5",
    "check::50",
    "changed:open:won",
    "changed:due:increased",
    "changed:due:slipped",
)
SHARED = tuple(key for key in DIMENSIONS if key not in ("stage", "loss_reason", "competitor", "status"))
"""Dimensions that both deals and purchases have."""

STATEMENTS: dict[str, Statement] = {
    **{
        f"breakdown by {key}": lambda v, key=key: breakdown.breakdown(v, list(METRICS), [key])
        for key in SHARED
    },
    **{
        f"deals by {key}": lambda v, key=key: breakdown.breakdown(
            v, ["revenue", "deals_created"], [key], "month"
        )
        for key in DIMENSIONS
    },
    **{f"totals of {key}": lambda v, key=key: drill.totals(v, key) for key in (*LISTS, *MORE_LISTS)},
    "deal_ids": lambda v: drill.deal_ids(v, "churn_rate").order_by("deal_id"),
    "deals_behind": lambda v: drill.deals_behind(v, "deals_created"),
    "deals_behind at risk": lambda v: drill.deals_behind(v, "revenue_at_risk", order="amount"),
    "deals_behind in Russian": lambda v: drill.deals_behind(v, "deals_won", "ёлк"),
    "totals of a search": lambda v: drill.totals(v, "deals_won", "игруш"),
    "cohort_funnel": funnel.cohort_funnel,
    "unknown_lost": funnel.unknown_lost,
    "resolved_conversion": funnel.resolved_conversion,
    "flow_funnel": flows.flow_funnel,
    "stock": flows.stock,
    "resolved_by manager": lambda v: funnel_by.resolved_by(v, "manager"),
    "resolved_by source": lambda v: funnel_by.resolved_by(v, "source"),
    "whole manager": lambda v: funnel_by.whole(v, "manager"),
    "whole source": lambda v: funnel_by.whole(v, "source"),
    "stage_time": stage_time.stage_time,
    "stage_time by manager": lambda v: stage_time.stage_time(v, "manager"),
    "left_out": stage_time.left_out,
    "by_stage": leaks.by_stage,
    "reasons": leaks.reasons,
    "retention": cohorts.retention,
    "time_to_second": cohorts.time_to_second,
    "frequency_distribution": cohorts.frequency_distribution,
    "by_manager": managers.by_manager,
    "team_medians": managers.team_medians,
    "ranks": managers.ranks,
    "ranks by cycle": lambda v: managers.ranks(v, "median_cycle_days"),
    "median_over_time": lambda v: team_months.median_over_time(v, "month"),
    "plans_by_manager": lambda v: team_months.plans_by_manager(v.with_(period=FEBRUARY)),
    "distribution": lambda v: checks.distribution(v, (0, 100, 1000, 10_000.5)),
    "quantiles": checks.quantiles,
    "checks_by": lambda v: check_moves.checks_by(v, BEFORE, "customer"),
    "inputs": moves.inputs,
    "revenue_by": lambda v: moves.revenue_by(v, BEFORE, "manager"),
    "gone": lists.gone,
    "lost": lists.lost,
    "slipping": lists.slipping,
    "at_risk": lists.at_risk,
    "first gone": lambda v: lists.first(v, "gone", 5),
    "first slipping of a search": lambda v: lists.first(v, "slipping", search="а"),
    "summed lost": lambda v: lists.summed(v, "lost"),
    "summed gone of a search": lambda v: lists.summed(v, "gone", "а"),
    "left_by_month": lists.left_by_month,
    "options": lambda v: options.options(v, "customer"),
    "all_options": options.all_options,
    "bounds": options.bounds,
    "churn_window": options.churn_window,
    "currency_left_out": options.currency_left_out,
    "undated": options.undated,
    "freshness": options.freshness,
    "customers": alike.customers,
    "kept": quality_history.kept,
    "trend": quality_history.trend,
    "ends": ends.ends,
    "bridge of the open": lambda v: waterfall.bridge(v, "open"),
    "bridge of the due": lambda v: waterfall.bridge(v, "due"),
    "bridge": lambda v: waterfall.bridge(v.with_(period=LATELY), "due"),
    "slipped": waterfall.slipped,
    "slippage_by_manager": waterfall.slippage_by_manager,
    "deals_behind what slipped": lambda v: drill.deals_behind(
        v, "changed:due:slipped", order="due_end", most=9
    ),
}
