"""Orders of shops: written in several rows, with the sum of the order in each or in the first, and paid back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source

DEALS = "SELECT deal_id, status, amount, customer_id, strftime(closed_at, '%d.%m') FROM deals ORDER BY 1"
ITEMS = "SELECT deal_id, product, quantity, amount FROM deal_items ORDER BY deal_id, line"

SHOPIFY = """
    Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Refunded Amount,Id
    #1,a@x.com,paid,2024-01-16 10:22:33 -0500,fulfilled,USD,90.00,105.00,2024-01-15 10:22:30 -0500,2,Mug,20.00,Ann,0.00,555
    #1,a@x.com,,,,,,,2024-01-15 10:22:30 -0500,1,Cap,50.00,,,
    #2,b@x.com,refunded,2024-01-17 11:00:00 -0500,,USD,50.00,50.00,2024-01-17 10:59:00 -0500,1,Cap,50.00,Bob,50.00,556
    #3,b@x.com,pending,,,USD,20.00,20.00,2024-01-18 10:59:00 -0500,1,Mug,20.00,Bob,0.00,557
    #4,b@x.com,partially_refunded,2024-01-19 11:00:00 -0500,,USD,70.00,70.00,2024-01-19 10:59:00 -0500,2,Mug,20.00,Bob,20.00,558
    """


def test_shopify(store: Store) -> None:
    preview = look(store, source(SHOPIFY))
    assert (str(preview.files[0].format), preview.questions, counts(preview)) == (
        "Shopify, orders", (), (5, 0, 0, 0, 1),
    )  # fmt: skip
    load(store, source(SHOPIFY))
    assert rows(store, DEALS) == [
        ("#1", "won", Decimal("105.00"), "a@x.com", "16.01"),
        ("#2", "returned", Decimal("50.00"), "b@x.com", "17.01"),
        ("#3", "open", Decimal("20.00"), "b@x.com", None),
        ("#4", "won", Decimal("50.00"), "b@x.com", "19.01"),
    ]
    assert rows(store, ITEMS) == [
        ("#1", "Mug", Decimal("2.000"), Decimal("40.00")),
        ("#1", "Cap", Decimal("1.000"), Decimal("50.00")),
    ]


def test_woocommerce_writes_the_total_in_every_row(store: Store) -> None:
    text = """
        Order Number,Order Status,Order Date,First Name (Billing),Last Name (Billing),Company (Billing),Email (Billing),Order Total Amount,Order Refund Amount,Item Name,Quantity (- Refund),Item Cost
        101,Completed,2024-01-15 10:22,Ann,Elk,Acme,a@x.com,100,0,Mug,2,20
        101,Completed,2024-01-15 10:22,Ann,Elk,Acme,a@x.com,100,0,Cap,1,50
        102,Cancelled,2024-01-16 11:22,Bob,Ray,,b@x.com,50,0,Cap,1,50
        """
    load(store, source(text))
    assert rows(store, DEALS) == [
        ("101", "won", Decimal("100.00"), "a@x.com", "15.01"),
        ("102", "lost", Decimal("50.00"), "b@x.com", "16.01"),
    ]


def test_stripe_a_failed_payment_is_no_sale(store: Store) -> None:
    text = """
        id,Description,Seller Message,Created date (UTC),Amount,Amount Refunded,Currency,Converted Amount,Fee,Status,Customer ID,Customer Email,Captured
        ch_1,Plan,Payment complete.,2024-01-15 10:22:33,99.00,9.00,usd,99.00,3.17,Paid,cus_1,a@x.com,true
        ch_2,Plan,Declined,2024-01-17 10:22:33,50.00,0.00,usd,50.00,0.00,Failed,cus_2,b@x.com,false
        """
    load(store, source(text))
    assert rows(store, DEALS) == [
        ("ch_1", "won", Decimal("90.00"), "cus_1", "15.01"),
        ("ch_2", "lost", Decimal("50.00"), "cus_2", "17.01"),
    ]


def test_a_table_of_order_lines_without_amounts_is_counted(store: Store) -> None:
    """Returns are lines below zero; the programs' ids are fractions where some were missing."""
    text = """
        InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
        536365,85123A,HEART,6,12/1/2010 8:26,2.55,17850.0,United Kingdom
        536365,71053,LANTERN,6,12/1/2010 8:26,3.39,17850.0,United Kingdom
        C536379,D,Discount,-1,12/13/2010 9:41,27.5,14527.0,United Kingdom
        536414,22139,lost,56,12/1/2010 11:52,0,,United Kingdom
        """
    preview = look(store, source(text))
    assert (preview.files[0].kind, preview.questions) == ("purchases", ())
    load(store, source(text))
    assert rows(store, DEALS) == [
        ("536365 · 2010-12-01", "won", Decimal("35.64"), "17850", "01.12"),
        ("536414 · 2010-12-01", "won", Decimal("0.00"), None, "01.12"),
        ("C536379 · 2010-12-13", "returned", Decimal("-27.50"), "14527", "13.12"),
    ]


def test_the_sum_of_an_order_in_each_of_its_rows_counts_once(store: Store) -> None:
    """Quantity times price tells the rows from the whole."""
    text = """
        Order ID,Order date,Customer,Product,Quantity,Unit price,Order total
        1,2024-02-01,A,Mug,2,100,250
        1,2024-02-01,A,Cap,1,50,250
        2,2024-02-01,A,Cap,1,50,50
        """
    load(store, source(text))
    assert [row[:3] for row in rows(store, DEALS)] == [
        ("1", "won", Decimal("250.00")),
        ("2", "won", Decimal("50.00")),
    ]
    assert rows(store, ITEMS) == [
        ("1", "Mug", Decimal("2.000"), Decimal("200.00")),
        ("1", "Cap", Decimal("1.000"), Decimal("50.00")),
    ]


def test_equal_rows_of_equal_products_are_added_up_by_their_prices(store: Store) -> None:
    text = (
        "Order ID,Date,Product,Quantity,Price,Amount\n1,2024-02-01,Mug,2,50,100\n1,2024-02-01,Cap,1,100,100\n"
    )
    load(store, source(text))
    assert rows(store, "SELECT amount FROM deals") == [(Decimal("200.00"),)]


def test_whose_the_equal_amounts_are_is_asked_where_nothing_tells(store: Store) -> None:
    text = """
        Номер;Дата;Клиент;Товар;Сумма
        1;01.02.2024;А;Кружка;300
        1;01.02.2024;А;Кепка;300
        2;01.02.2024;А;Кепка;200
        """
    (question,) = look(store, source(text)).questions
    assert (question.key, [o.value for o in question.options]) == ("purchases.amount.rows", ["whole", "row"])
    load(store, source(text), answers={"purchases.amount.rows": "row"})
    assert rows(store, "SELECT amount FROM deals ORDER BY deal_id") == [(Decimal(600),), (Decimal(200),)]


def test_orders_with_a_state_are_no_list_of_sales(store: Store) -> None:
    """The cancelled one must not be counted as sold. The day of an order is that of its sale."""
    text = """
        Номер заказа;Дата и время заказа;Статус заказа;Итого;Имя клиента;Город
        1001;15.01.2024 10:22;Выполнен;1 500,00;Анна;Тверь
        1002;16.01.2024 11:22;Отменен;900,00;Борис;Тверь
        1003;17.01.2024 11:22;Новый;700,00;Борис;Тверь
        """
    load(store, source(text), answers={"deals.key": "number"})
    assert rows(store, "SELECT deal_id, status, closed_at, expected_close FROM deals ORDER BY 1") == [
        ("1001", "won", datetime(2024, 1, 15, 10, 22), None),
        ("1002", "lost", datetime(2024, 1, 16, 11, 22), None),
        ("1003", "open", None, None),
    ]


def test_a_report_of_totals_is_set_aside(store: Store) -> None:
    """Its groups contain each other: added up, everything would count several times."""
    text = """
        Менеджер;Контрагент;Номенклатура;Количество;Сумма;Себестоимость
        Анна;;;15,000;150 000,00;100 000,00
        ;ООО Ромашка;;10,000;100 000,00;70 000,00
        ;;Кружка;10,000;100 000,00;70 000,00
        """
    file = look(store, source(text)).files[0]
    assert (file.kind, str(file.format)) == (None, "1C, report of totals")


def test_returns_told_by_a_word_go_below_zero(store: Store) -> None:
    """Else what was brought back would count as sold once more."""
    text = """
        Дата;Номер чека;Вид операции;Товар;Количество;Сумма
        15.01.2024;101;Продажа;Кружка;2,000;1300,00
        16.01.2024;102;Возврат;Кружка;1,000;650,00
        """
    preview = look(store, source(text))
    assert preview.questions == ()  # 2,000 is two: the amounts have a decimal comma
    load(store, source(text))
    assert [row[1:3] for row in rows(store, DEALS)] == [
        ("won", Decimal("1300.00")),
        ("returned", Decimal("-650.00")),
    ]
    assert rows(store, "SELECT quantity FROM deals ORDER BY deal_id") == [(Decimal(2),), (Decimal(1),)]


def test_a_document_of_a_return_is_one_without_a_sign_too(store: Store) -> None:
    text = """
        Дата;Документ;Контрагент;Сумма
        10.01.2024;Реализация товаров и услуг 0001 от 10.01.2024;А;1 000,00
        11.01.2024;Возврат товаров от клиента 0001 от 11.01.2024;А;500,00
        """
    load(store, source(text))
    assert rows(store, "SELECT status, amount FROM deals ORDER BY amount") == [
        ("returned", Decimal("-500.00")),
        ("won", Decimal("1000.00")),
    ]


def test_whether_an_unpaid_invoice_is_a_sale_is_asked(store: Store) -> None:
    text = "Номер счета;Дата создания;Клиент;Сумма;Оплачен\n1;15.01.2024;А;100;да\n2;16.01.2024;Б;200;нет\n"
    asked = {q.key: [o.value for o in q.options] for q in look(store, source(text)).questions}
    assert asked["deals.won"] == ["да", "нет", "none"]


def test_quotes_are_no_sales(store: Store) -> None:
    text = "Quote ID,Date,Customer,Amount,Valid until\n1,2024-01-15,A,100,2024-02-15\n"
    assert look(store, source(text)).files[0].kind is None


def test_a_list_of_sales_is_no_report_of_totals_whatever_its_day_is_called(store: Store) -> None:
    text = "Клиент;Номенклатура;Количество;Сумма;Себестоимость;Дата операции\nА;Кружка;2;100;50;01.02.2024\n"
    assert look(store, source(text)).files[0].format is None


def test_a_fact_table_of_sales(store: Store) -> None:
    text = """
        SalesOrderNumber,OrderDate,CustomerKey,ProductKey,OrderQuantity,UnitPrice,SalesAmount,TotalProductCost
        SO43697,2010-12-29 00:00:00.000,21768,310,1,3578.27,3578.27,2171.29
        SO43698,2010-12-29 00:00:00.000,28389,346,1,3399.99,3399.99,1912.15
        """
    load(store, source(text))
    assert rows(store, "SELECT customer_id, amount, cost FROM deals ORDER BY deal_id") == [
        ("21768", Decimal("3578.27"), Decimal("2171.29")),
        ("28389", Decimal("3399.99"), Decimal("1912.15")),
    ]


PROFITS = "SELECT deal_id, amount, cost FROM deals ORDER BY 1"


def test_what_was_not_earned_of_an_amount_is_its_cost(store: Store) -> None:
    text = """
        Order ID,Order Date,Customer Name,Product Name,Sales,Profit
        A-1,2024-03-08,Claire,Bookcase,261.96,41.91
        A-1,2024-03-08,Claire,Chair,731.94,219.58
        A-2,2024-03-09,Darrin,Labels,14.62,-3.00
        A-3,2024-03-10,Sean,Table,957.50,
        A-4,2024-03-11,Sean,Table,10.00,much
        """
    preview = look(store, source(text))
    assert counts(preview) == (4, 0, 0, 1, 1)
    assert [(one.row, one.column, one.value) for one in preview.files[0].rejected] == [(6, "Profit", "much")]
    assert [w for w in map(str, preview.files[0].warnings) if "cost" in w] == [
        "There is no column of costs: “Sales” less “Profit” was taken for it."
    ]
    load(store, source(text))
    assert rows(store, PROFITS) == [
        ("A-1", Decimal("993.90"), Decimal("732.41")),  # 261.96 − 41.91 + 731.94 − 219.58
        ("A-2", Decimal("14.62"), Decimal("17.62")),
        ("A-3", Decimal("957.50"), None),
    ]


def test_a_column_of_costs_goes_before_the_profits(store: Store) -> None:
    load(
        store,
        source(
            """
            ID сделки;Статус;Дата закрытия;Клиент;Сумма;Себестоимость;Валовая прибыль
            1;Выиграна;08.03.2024;Альфа;100,00;70,00;25,00
            """
        ),
    )
    assert rows(store, PROFITS) == [("1", Decimal("100.00"), Decimal("70.00"))]


INVOICES = """
    Счёт;Дата счёта;Контрагент;Сумма;Оплачено;Дата оплаты
    СЧ-001;10.01.2025;Альфа;120 000,00;120 000,00;15.01.2025
    СЧ-003;12.01.2025;Альфа;12 000,00;6 000,00;20.01.2025
    """


def test_a_part_of_an_invoice_that_was_paid_is_told_of(store: Store) -> None:
    told = [w for w in map(str, look(store, source(INVOICES)).files[0].warnings) if "Оплачено" in w]
    assert told == [
        "In 1 rows “Оплачено” is another sum than “Сумма”, which is counted. If a sale is what was paid, "
        "say that “Оплачено” is the amount."
    ]


def test_what_was_paid_can_be_the_amount(store: Store) -> None:
    load(store, source(INVOICES), mapping={"amount": "Оплачено"})
    assert rows(store, "SELECT amount FROM deals ORDER BY 1") == [
        (Decimal("6000.00"),),
        (Decimal("120000.00"),),
    ]
