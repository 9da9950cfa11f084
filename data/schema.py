"""The tables of the store. Natural keys; a column an export lacks stays NULL.

Facts that people give us (deals, customers, …) come first, then those derived
from them at import (stage_visits, purchases, those alike), then the importer's own books.
Money is NUMERIC(18, 2) in the currency of its row; times are naive, in the
time of the export; identifiers are text, always.
"""

from __future__ import annotations

import sqlalchemy as sa

from data.packing import UNALIKE

VERSION = 5

metadata = sa.MetaData()

Money = sa.Numeric(18, 2)
Time = sa.DateTime()

OPEN, WON, LOST, RETURNED = "open", "won", "lost", "returned"
STATUSES = (OPEN, WON, LOST, RETURNED)
"""``returned``: a sale that came back. A negative amount lowers revenue; a
positive one merely stops counting as won."""

ROLES = ("hunter", "closer", "farmer")
CHANNELS = ("direct", "dealer", "tender", "retail")


def _key(name: str, *, unalike: bool = False) -> sa.Column:
    """``unalike``: alone it tells the row, so no two are the same."""
    return sa.Column(name, sa.Text, primary_key=True, info=UNALIKE if unalike else {})


customers = sa.Table(
    "customers",
    metadata,
    _key("customer_id"),  # the CRM's id, or the name where the export has none
    sa.Column("name", sa.Text),
    sa.Column("segment", sa.Text),
    sa.Column("region", sa.Text),
    sa.Column("industry", sa.Text),
    sa.Column("tax_number", sa.Text),
    sa.Column("phone", sa.Text),
    sa.Column("email", sa.Text),
    sa.Column("employees", sa.Integer),
    sa.Column("potential", Money),  # what the customer could buy a year from anybody
    sa.Column("created_at", Time),
)

managers = sa.Table(
    "managers",
    metadata,
    _key("manager_id"),  # the CRM's id, or the name where the export has none
    sa.Column("name", sa.Text),
    sa.Column("team", sa.Text),
    sa.Column("role", sa.Text),  # one of ROLES
    sa.Column("active", sa.Boolean),
    sa.Column("email", sa.Text),
    sa.Column("region", sa.Text),
)

products = sa.Table(
    "products",
    metadata,
    _key("product"),
    sa.Column("product_group", sa.Text),
    sa.Column("list_price", Money),
    sa.Column("cost", Money),
)

stages = sa.Table(
    "stages",
    metadata,
    _key("pipeline"),  # '' where the export knows one pipeline only
    _key("stage"),
    sa.Column("position", sa.Integer),  # 1, 2, 3 … of the stages on the way; won = last + 1
    sa.Column("kind", sa.Text),  # one of STATUSES: what a deal standing there is
)

deals = sa.Table(
    "deals",
    metadata,
    _key("deal_id", unalike=True),
    sa.Column("name", sa.Text, info=UNALIKE),
    sa.Column("customer_id", sa.Text),
    sa.Column("manager_id", sa.Text),
    sa.Column("pipeline", sa.Text),
    sa.Column("stage", sa.Text),
    sa.Column("status", sa.Text, nullable=False),  # one of STATUSES
    sa.Column("amount", Money),
    sa.Column("currency", sa.Text),  # NULL: the store's own currency
    sa.Column("list_amount", Money),  # before the discount
    sa.Column("discount", Money),
    sa.Column("cost", Money),
    sa.Column("source", sa.Text),
    sa.Column("channel", sa.Text),  # sales channel, one of CHANNELS or the export's word
    sa.Column("product", sa.Text),
    sa.Column("product_group", sa.Text),
    sa.Column("quantity", sa.Numeric(18, 3)),
    sa.Column("region", sa.Text),
    sa.Column("loss_reason", sa.Text),
    sa.Column("competitor", sa.Text),
    sa.Column("lost_stage", sa.Text),  # the stage a lost deal was lost at, where known
    sa.Column("probability", sa.Float),  # the CRM's own, 0…1
    sa.Column("created_at", Time),
    sa.Column("qualified_at", Time),
    sa.Column("expected_close", sa.Date),
    sa.Column("closed_at", Time),
    sa.Column("next_step", sa.Text),
    sa.Column("next_step_at", Time),
    sa.Column("last_activity_at", Time),
    sa.Column("missing_since", Time),  # a later full export lacked it, and a person said it was deleted
    sa.Column("furthest", sa.Integer),  # derived: furthest stage position ever, NULL = unknown
)

deal_items = sa.Table(
    "deal_items",
    metadata,
    sa.Column("deal_id", sa.Text, nullable=False),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("product", sa.Text),
    sa.Column("product_group", sa.Text),
    sa.Column("quantity", sa.Numeric(18, 3)),
    sa.Column("price", Money),
    sa.Column("amount", Money),
    sa.Column("cost", Money),
)

stage_visits = sa.Table(
    "stage_visits",
    metadata,
    sa.Column("deal_id", sa.Text, nullable=False),
    sa.Column("pipeline", sa.Text),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("position", sa.Integer),  # of the stage in its pipeline
    sa.Column("entered_at", Time, nullable=False),
    sa.Column("left_at", Time),  # NULL: the deal stands there now
    sa.Column("days", sa.Float),  # left − entered, fractional; NULL while there
    sa.Column("origin", sa.Text),  # events, uploads: worked out from them; NULL: given as it is
)

stage_events = sa.Table(
    "stage_events",
    metadata,
    sa.Column("deal_id", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),  # entered
    sa.Column("entered_at", Time, nullable=False),
    sa.Column("from_stage", sa.Text),  # left for it, where the export says
    sa.Column("pipeline", sa.Text),  # NULL: the deal's
)

purchases = sa.Table(
    "purchases",
    metadata,
    # no key: made anew as a whole, it need not be kept in order
    sa.Column("deal_id", sa.Text, nullable=False, info=UNALIKE),
    sa.Column("customer_id", sa.Text, nullable=False),
    sa.Column("manager_id", sa.Text),
    sa.Column("pipeline", sa.Text),
    sa.Column("source", sa.Text),
    sa.Column("channel", sa.Text),
    sa.Column("product", sa.Text),
    sa.Column("product_group", sa.Text),
    sa.Column("region", sa.Text),
    sa.Column("segment", sa.Text),  # the customer's, or his industry where the base has no segments
    sa.Column("currency", sa.Text),
    sa.Column("amount", Money),
    sa.Column("cost", Money),
    sa.Column("closed_at", Time, nullable=False),
    sa.Column("purchased_on", sa.Date, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),  # the customer's 1st, 2nd, … ever
    sa.Column("first_on", sa.Date, nullable=False),  # of the customer, ever
    sa.Column("gap_days", sa.Integer),  # since the customer's previous purchase
    sa.Column("next_on", sa.Date),  # the customer's next purchase; NULL: this is the last
    sa.Column("rhythm_days", sa.Float),  # median of the customer's gaps up to this purchase
    sa.Column("segment_rhythm", sa.Float),  # median gap in the customer's segment, over the whole base
    sa.Column("year_amount", Money),  # bought by the customer in the 365 days that end with this one
)

alike_customers = sa.Table(
    "alike_customers",
    metadata,
    _key("customer_id"),  # only those that look like another one
    sa.Column("alike", sa.Text, nullable=False),  # the smallest id among those alike
)

alike_deals = sa.Table(
    "alike_deals",
    metadata,
    _key("deal_id"),
    sa.Column("alike", sa.Text, nullable=False),
)

plans = sa.Table(
    "plans",
    metadata,
    sa.Column("month", sa.Date, primary_key=True),  # its first day
    _key("manager_id"),  # '' = the team's or the company's plan
    _key("team"),
    _key("pipeline"),
    _key("product_group"),
    sa.Column("amount", Money),
    sa.Column("deals", sa.Integer),
)

channel_spend = sa.Table(
    "channel_spend",
    metadata,
    sa.Column("month", sa.Date, primary_key=True),
    _key("source"),
    sa.Column("amount", Money),
    sa.Column("currency", sa.Text),
)

payments = sa.Table(
    "payments",
    metadata,
    _key("payment_id", unalike=True),
    sa.Column("deal_id", sa.Text),
    sa.Column("customer_id", sa.Text),
    sa.Column("paid_on", sa.Date),
    sa.Column("due_on", sa.Date),
    sa.Column("amount", Money),
    sa.Column("currency", sa.Text),
    sa.Column("purpose", sa.Text),
)

activities = sa.Table(
    "activities",
    metadata,
    sa.Column("activity_id", sa.Text, nullable=False),
    sa.Column("deal_id", sa.Text),
    sa.Column("customer_id", sa.Text),
    sa.Column("manager_id", sa.Text),
    sa.Column("kind", sa.Text),  # call, meeting, email, task
    sa.Column("happened_at", Time),
)

imports = sa.Table(
    "imports",
    metadata,
    sa.Column("import_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("imported_at", Time, nullable=False),
    sa.Column("actor", sa.Text),
    sa.Column("undone_at", Time),
)

import_files = sa.Table(
    "import_files",
    metadata,
    sa.Column("import_id", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("kind", sa.Text),
    sa.Column("headers", sa.Text),  # a JSON list of texts
    sa.Column("rows", sa.Integer),
    sa.Column("new", sa.Integer),
    sa.Column("updated", sa.Integer),
    sa.Column("unchanged", sa.Integer),
    sa.Column("rejected", sa.Integer),
    sa.Column("service", sa.Integer),
    sa.Column("fingerprint", sa.Text),  # of its header: files of one export have the same
    sa.Column("filled", sa.Text),  # ",stage,amount,": fields that had a value
)

quality_scores = sa.Table(
    "quality_scores",
    metadata,
    sa.Column("import_id", sa.Integer, nullable=False),
    sa.Column("at", Time, nullable=False),
    sa.Column("manager_id", sa.Text),
    sa.Column("measure", sa.Text, nullable=False),  # a metric's key
    sa.Column("bad", sa.Integer, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),  # of so many
)

uploads = sa.Table(
    "uploads",
    metadata,
    _key("content_hash"),  # sha-256 of the bytes as they came
    sa.Column("name", sa.Text),
    sa.Column("size", sa.BigInteger),
    sa.Column("uploaded_at", Time),
    sa.Column("path", sa.Text),  # the compressed copy, relative to the upload folder
)

rejected_rows = sa.Table(
    "rejected_rows",
    metadata,
    sa.Column("import_id", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("row", sa.Integer, nullable=False),  # line of the table in the file, the header is 1
    sa.Column("column", sa.Text),
    sa.Column("value", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("remedy", sa.Text),
    sa.Column("cells", sa.Text),  # the whole row as a JSON list of texts
)

undo_log = sa.Table(
    "undo_log",
    metadata,
    sa.Column("import_id", sa.Integer, nullable=False),
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("row_key", sa.Text, nullable=False, info=UNALIKE),  # JSON list of the key's values
    sa.Column("before", sa.Text),  # JSON of the row before; NULL: the row was new; "=": it stayed as it was
    sa.Column("said", sa.Text),  # ",stage,amount,": columns that the import spoke of
)

deal_changes = sa.Table(
    "deal_changes",
    metadata,
    sa.Column("deal_id", sa.Text, nullable=False),
    sa.Column("import_id", sa.Integer, nullable=False),
    sa.Column("field", sa.Text, nullable=False),  # a column of the deal; or appeared, found: first seen then
    sa.Column("old", sa.Text),
    sa.Column("new", sa.Text),
    sa.Column("changed_at", Time, nullable=False),  # when the upload was that showed it
)

deal_snapshots = sa.Table(
    "deal_snapshots",
    metadata,
    sa.Column("import_id", sa.Integer),  # NULL: the demo company's
    sa.Column("taken_at", Time, nullable=False),  # when an upload showed how the deals stand
)

people = sa.Table(
    "people",
    metadata,
    _key("email"),  # in small letters: the name a person signs in by
    sa.Column("name", sa.Text),
    sa.Column("role", sa.Text, nullable=False),  # one of data.people.ROLES: what the person may see
    sa.Column("manager_id", sa.Text),  # whose deals are the person's own
    sa.Column("team", sa.Text),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("provider", sa.Text),  # the only way in: "password" or a provider's name; NULL: any
    sa.Column("password_hash", sa.Text),
    sa.Column("password_changed_at", Time),
    sa.Column("created_at", Time, nullable=False),
)

sign_in_sessions = sa.Table(
    "sign_in_sessions",
    metadata,
    _key("token_hash"),  # sha-256 of what the cookie holds
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("proof_hash", sa.Text),  # of what the provider said: it opens one session only
    sa.Column("address", sa.Text),
    sa.Column("browser", sa.Text),
    sa.Column("created_at", Time, nullable=False),
    sa.Column("seen_at", Time, nullable=False),
    sa.Column("expires_at", Time, nullable=False),
    sa.Column("ended_at", Time),
)

invitations = sa.Table(
    "invitations",
    metadata,
    _key("token_hash"),
    sa.Column("email", sa.Text),  # NULL: the first director, who says it himself
    sa.Column("purpose", sa.Text, nullable=False),  # first, invite, reset
    sa.Column("created_at", Time, nullable=False),
    sa.Column("expires_at", Time, nullable=False),
    sa.Column("used_at", Time),
)

sign_in_tries = sa.Table(
    "sign_in_tries",
    metadata,
    _key("subject"),  # account:<e-mail> or address:<network address>
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_at", Time, nullable=False),
    sa.Column("closed_until", Time),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("at", Time, nullable=False),
    sa.Column("who", sa.Text, nullable=False),  # e-mail, or "console"
    sa.Column("what", sa.Text, nullable=False),  # one of data.people.audit.EVENTS
    sa.Column("subject", sa.Text),  # whom or what it was done to
    sa.Column("detail", sa.Text),
    sa.Column("address", sa.Text),  # the network address it came from
)

state = sa.Table(
    "state",
    metadata,
    _key("name"),  # schema_version, data_version, data_at, demo, mapping:<fingerprint> …
    sa.Column("value", sa.Text),
)
