"""How far the base can be trusted: what its deals lack, what is overdue, what seems to be entered twice."""

from __future__ import annotations

from metrics.measures import BY_KEY, counted, every_deal, has_fault, is_lost, is_open, score
from metrics.metric import Clock, Expression, Metric, Unit
from metrics.words import Words


def _metric(
    key: str,
    name: Words,
    definition: Words,
    formula: Words,
    expression: Expression,
    behind: Expression,
    *,
    additive: bool = True,
    bad: bool = True,
) -> Metric:
    good = False if bad else None
    return Metric(key, name, definition, formula, Unit.COUNT, Clock.BASE, expression, behind, good, additive)


def _faulty(key: str, name: Words, definition: Words, formula: Words) -> Metric:
    measure = BY_KEY[key]
    expression = counted(measure.behind, measure.people)
    return _metric(key, name, definition, formula, expression, measure.behind, additive=not measure.people)


METRICS = (
    Metric(
        "quality_score",
        Words("Качество базы", "Quality of the base"),
        Words(
            "Среднее по проверкам: какая доля сделок в порядке. Проверки: сумма, источник, клиент, следующий шаг и сроки открытых, причина проигранных, похожие сделки и клиенты. Столбец, который база никогда не заполняла, не считается.",
            "Mean over the checks of the share in order. Checks: amount, source, customer, next step and dates of open deals, reason of lost ones, deals and customers alike. A column the base has never filled is left out.",
        ),
        Words("среднее (1 − плохих / всех) по проверкам", "mean over checks (1 − bad / all)"),
        Unit.SHARE,
        Clock.BASE,
        score,
        has_fault,
        up_is_good=True,
    ),
    _metric(
        "deals_in_base",
        Words("Сделок в базе", "Deals in the base"),
        Words(
            "Все сделки, когда бы они ни были созданы и закрыты.", "All deals, whenever created or closed."
        ),
        Words("число сделок", "count of deals"),
        counted(every_deal),
        every_deal,
        bad=False,
    ),
    _metric(
        "open_in_base",
        Words("Открытых в базе", "Open in the base"),
        Words("Все сделки в работе, независимо от периода.", "All deals in work, whatever the period."),
        Words("число открытых", "count of open"),
        counted(is_open),
        is_open,
        bad=False,
    ),
    _metric(
        "lost_in_base",
        Words("Проигранных в базе", "Lost in the base"),
        Words("Все проигранные сделки, независимо от периода.", "All lost deals, whatever the period."),
        Words("число проигранных", "count of lost"),
        counted(is_lost),
        is_lost,
        bad=False,
    ),
    _metric(
        "customers_in_base",
        Words("Клиентов в сделках", "Customers in the deals"),
        Words(
            "Клиенты всех сделок, независимо от периода.", "The customers of all deals, whatever the period."
        ),
        Words("число разных клиентов", "count of different customers"),
        counted(every_deal, people=True),
        lambda c, m: c.customer_id.is_not(None),
        additive=False,
        bad=False,
    ),
    _faulty(
        "without_amount",
        Words("Нет суммы", "No amount"),
        Words("Сделки без суммы, в любой валюте.", "Deals without an amount, in whichever currency."),
        Words("число сделок без суммы", "count of deals without an amount"),
    ),
    _faulty(
        "without_source",
        Words("Нет источника", "No source"),
        Words(
            "Сделки, о которых неизвестно, откуда они пришли.",
            "Deals of which nobody knows where they came from.",
        ),
        Words("число сделок без источника", "count of deals without a source"),
    ),
    _faulty(
        "without_customer",
        Words("Нет клиента", "No customer"),
        Words(
            "Сделки без клиента: в повторных продажах и оттоке их нет.",
            "Deals without a customer: repeat sales and churn know nothing of them.",
        ),
        Words("число сделок без клиента", "count of deals without a customer"),
    ),
    _faulty(
        "without_next_step",
        Words("Нет следующего шага", "No next step"),
        Words("Открытые сделки, по которым ничего не намечено.", "Open deals for which nothing is planned."),
        Words("число открытых без следующего шага", "count of open without a next step"),
    ),
    _faulty(
        "overdue_deals",
        Words("Просрочено", "Overdue"),
        Words(
            "Открытые сделки, у которых прошёл ожидаемый день закрытия или срок следующего шага.",
            "Open deals past their expected closing or past their next step.",
        ),
        Words(
            "число открытых: закрытие или шаг раньше сегодня",
            "count of open with closing or step before today",
        ),
    ),
    _faulty(
        "without_loss_reason",
        Words("Нет причины потери", "No loss reason"),
        Words("Проигранные сделки без причины.", "Lost deals without a reason."),
        Words("число проигранных без причины", "count of lost without a reason"),
    ),
    _faulty(
        "alike_deals",
        Words("Похожие сделки", "Deals alike"),
        Words(
            "Сделки одного клиента с одной суммой и названием, созданные в пределах недели (без названия — в один день): вероятно, заведены дважды.",
            "Deals of one customer with one amount and name created within a week (without a name, on one day): probably entered twice.",
        ),
        Words("число сделок, похожих на другую", "count of deals that look like another"),
    ),
    _faulty(
        "alike_customers",
        Words("Похожие клиенты", "Customers alike"),
        Words(
            "Клиенты, у которых с другим совпадает ИНН, телефон или почти совпадает имя (если ИНН не разные): вероятно, один и тот же.",
            "Customers who share a tax number, a phone or nearly a name with another (unless tax numbers differ): probably the same one.",
        ),
        Words("число клиентов, похожих на другого", "count of customers that look like another"),
    ),
)
