"""Who may import whom, and what lives where: the walls of the README, read off the source.

Every rule is a function from a parsed file to complaints; each is also shown a
snippet that breaks it, so that a rule which can no longer fail is noticed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest
import sqlalchemy as sa

from data import schema

ROOT = Path(__file__).resolve().parent.parent
OURS = ("data", "metrics", "ui", "server", "pages", "commands", "app", "cli")
LONGEST = 260
ONE_LIST = ("data/schema",)
"""The tables are one list, read from top to bottom; cutting it in two would hide half of it."""
TABLES = {name for name, value in vars(schema).items() if isinstance(value, sa.Table)} | {"metadata"}


@dataclass(frozen=True)
class Source:
    path: PurePosixPath
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        """data, metrics, ui, pages, commands, app or cli."""
        return self.path.parts[0].removesuffix(".py")

    def within(self, *places: str) -> bool:
        """``ui/filters`` covers the module and the package of that name."""
        name = str(self.path)
        return any(name == f"{place}.py" or name.startswith(f"{place}/") for place in places)


def product() -> list[Source]:
    files = [ROOT / "app.py", ROOT / "cli.py"]
    files += [file for folder in OURS for file in (ROOT / folder).rglob("*.py")]
    found = (file for file in files if file.exists())
    return [Source(PurePosixPath(file.relative_to(ROOT)), file.read_text("utf-8")) for file in found]


def is_module(dotted: str) -> bool:
    place = ROOT / dotted.replace(".", "/")
    return place.is_dir() or place.with_suffix(".py").exists()


def imports(source: Source) -> Iterator[str]:
    """Dotted modules. ``from data import schema`` is data.schema, ``from data.schema import WON`` too."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield inner if base.split(".")[0] in OURS and is_module(inner) else base


def calls(source: Source) -> Iterator[str]:
    """What is called, as it is spelt: ``sa.text``, ``datetime.now``."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def names(source: Source) -> set[str]:
    """Every attribute and imported name, whatever it is taken from."""
    found = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names}
    return found


def lies_in(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def allowed(source: Source) -> tuple[str, ...]:
    if source.within("pages/admin/upload"):
        return ("ui", "metrics", "data.importing")
    return {
        "data": ("data",),
        "metrics": ("metrics", "data.schema", "data.sql", "data.errors"),
        "ui": ("ui", "metrics", "data"),
        "pages": ("ui", "metrics"),
        "commands": ("commands", "ui", "metrics", "data"),
        "cli": ("commands", "ui", "metrics", "data"),
        "server": ("server", "ui.text", "ui.theme", "ui.cookies", "ui.rights", "data"),
        "app": ("server", "commands.inbox", "ui", "metrics", "data"),
    }[source.room]


def imports_only_what_it_may(source: Source) -> Iterator[str]:
    for module in imports(source):
        ours = module.startswith(".") or module.split(".")[0] in OURS
        if ours and not lies_in(module, *allowed(source)):
            yield f"imports {module}"


STOREYS = ("values", "reading", "understanding", "checking", "answers", "merging", "history")
"""Of the importer, from the ground up: each stands on those before it, and none knows what is above."""


def the_importer_stands_on_its_storeys(source: Source) -> Iterator[str]:
    mine = source.path.parts[2] if source.within("data/importing") else ""
    for above in STOREYS[STOREYS.index(mine) + 1 :] if mine in STOREYS else ():
        for module in imports(source):
            if lies_in(module, f"data.importing.{above}"):
                yield f"imports {module}, a storey above"


HOMES = {
    "streamlit": ("app", "pages", "ui", "server"),
    "plotly": ("ui/figures",),
}


def libraries_stay_at_home(source: Source) -> Iterator[str]:
    for module in imports(source):
        home = HOMES.get(module.split(".")[0])
        if home and not source.within(*home):
            yield f"imports {module}, which lives in {', '.join(home)}"


def engines_are_named_in_data_only(source: Source) -> Iterator[str]:
    if not source.within("data"):
        for word in re.findall("duckdb|clickhouse|postgresql", source.text, re.IGNORECASE):
            yield f"says {word}"


STREAMLIT_STATE = {
    "cache_data": ("ui/tables",),
    "session_state": ("ui/filters", "pages/admin/upload"),
}


def state_stays_at_home(source: Source) -> Iterator[str]:
    for name, home in STREAMLIT_STATE.items():
        if name in names(source) and not source.within(*home):
            yield f"uses {name}, which lives in {', '.join(home)}"


def tables_are_reached_through_a_view(source: Source) -> Iterator[str]:
    """A constant of the schema may be imported anywhere, a table nowhere but in the view's two modules."""
    if source.within("data", "metrics/view", "metrics/rooms"):
        return
    aliases = {"schema"}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            aliases |= {alias.asname or alias.name for alias in node.names if alias.name == "data.schema"}
        elif isinstance(node, ast.ImportFrom) and node.module == "data":
            aliases |= {alias.asname or alias.name for alias in node.names if alias.name == "schema"}
        elif isinstance(node, ast.ImportFrom) and node.module == "data.schema":
            yield from (f"takes the table {a.name}" for a in node.names if a.name in TABLES | {"*"})
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in TABLES and ast.unparse(node.value) in aliases:
            yield f"takes the table {node.attr}"
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("getattr", "vars"):
            if node.args and ast.unparse(node.args[0]) in aliases:
                yield "looks the schema's tables up by name"


def nothing_is_read_past_the_view(source: Source) -> Iterator[str]:
    """Raw SQL, and tables made up by name, are statements that no scope was applied to."""
    if source.within("data"):
        return
    raw = {"text", "table", "Table"}
    taken = {
        alias.asname or alias.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and lies_in(node.module or "", "sqlalchemy")
        for alias in node.names
        if alias.name in raw
    }
    forbidden = taken | {f"{module}.{name}" for module in ("sa", "sqlalchemy") for name in raw}
    for call in calls(source):
        if call in forbidden or call.endswith(".exec_driver_sql"):
            yield f"calls {call}()"


def statements_are_made_below_the_pages(source: Source) -> Iterator[str]:
    if source.room in ("pages", "commands", "cli", "app"):
        yield from (f"imports {module}" for module in imports(source) if lies_in(module, "sqlalchemy"))


CLOCKS = re.compile(r"(^|\.)(datetime\.(now|today|utcnow)|date\.today|time\.time)$")


def the_clock_is_handed_in(source: Source) -> Iterator[str]:
    if source.within("data", "metrics", "commands"):
        yield from (f"reads the clock: {call}()" for call in calls(source) if CLOCKS.search(call))


def no_page_lies_where_streamlit_serves_it(source: Source) -> Iterator[str]:
    if source.room == "pages" and len(source.path.parts) == 2:
        yield "lies directly in pages/, where Streamlit serves it without the shell"


def is_one_room(source: Source) -> Iterator[str]:
    lines = source.text.count("\n")
    if lines > LONGEST and not source.within(*ONE_LIST):
        yield f"has {lines} lines: more than {LONGEST} are two rooms"


RULES = (
    imports_only_what_it_may,
    the_importer_stands_on_its_storeys,
    libraries_stay_at_home,
    engines_are_named_in_data_only,
    state_stays_at_home,
    tables_are_reached_through_a_view,
    nothing_is_read_past_the_view,
    statements_are_made_below_the_pages,
    the_clock_is_handed_in,
    no_page_lies_where_streamlit_serves_it,
    is_one_room,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_product_keeps(rule):
    assert [f"{source.path} {complaint}" for source in product() for complaint in rule(source)] == []


def test_the_product_is_found():
    rooms = {source.room for source in product()}
    assert {"data", "metrics", "ui"} <= rooms
    assert {"deals", "customers", "purchases", "metadata"} <= TABLES


BROKEN = [
    (imports_only_what_it_may, "data/store.py", "from metrics import view"),
    (imports_only_what_it_may, "data/store.py", "import ui.text"),
    (imports_only_what_it_may, "metrics/sales.py", "from data.store import Store"),
    (imports_only_what_it_may, "metrics/sales.py", "from data import store"),
    (imports_only_what_it_may, "metrics/sales.py", "import data"),
    (imports_only_what_it_may, "metrics/sales.py", "from . import view"),
    (imports_only_what_it_may, "ui/cards.py", "from pages.sales import overview"),
    (imports_only_what_it_may, "ui/cards.py", "import app"),
    (imports_only_what_it_may, "pages/sales/overview.py", "from data.store import open_store"),
    (imports_only_what_it_may, "pages/sales/overview.py", "from data import importing"),
    (imports_only_what_it_may, "pages/admin/upload.py", "from data import schema"),
    (imports_only_what_it_may, "cli.py", "from pages.sales.overview import page"),
    (
        the_importer_stands_on_its_storeys,
        "data/importing/values/dates.py",
        "from data.importing import history",
    ),
    (libraries_stay_at_home, "metrics/sales.py", "import streamlit as st"),
    (libraries_stay_at_home, "cli.py", "from streamlit import cache_data"),
    (libraries_stay_at_home, "ui/cards.py", "import plotly.graph_objects as go"),
    (libraries_stay_at_home, "pages/sales/overview.py", "from plotly import graph_objects"),
    (engines_are_named_in_data_only, "ui/cards.py", "# DuckDB is quick"),
    (engines_are_named_in_data_only, "metrics/sales.py", "@compiles(quantile, 'postgresql')"),
    (engines_are_named_in_data_only, "cli.py", "url = 'clickhousedb://'"),
    (state_stays_at_home, "pages/sales/overview.py", "st.cache_data(lambda: 1)"),
    (state_stays_at_home, "ui/cards.py", "from streamlit import cache_data"),
    (state_stays_at_home, "ui/cards.py", "st.session_state['x'] = 1"),
    (tables_are_reached_through_a_view, "metrics/sales.py", "from data.schema import deals"),
    (tables_are_reached_through_a_view, "ui/cards.py", "from data.schema import *"),
    (tables_are_reached_through_a_view, "ui/cards.py", "from data import schema\nschema.deals"),
    (tables_are_reached_through_a_view, "ui/cards.py", "from data import schema as s\ns.customers.c"),
    (tables_are_reached_through_a_view, "ui/cards.py", "import data.schema\ndata.schema.plans"),
    (tables_are_reached_through_a_view, "ui/cards.py", "schema.metadata.tables['deals']"),
    (tables_are_reached_through_a_view, "ui/cards.py", "getattr(schema, 'deals')"),
    (nothing_is_read_past_the_view, "metrics/sales.py", "sa.text('select * from deals')"),
    (nothing_is_read_past_the_view, "ui/cards.py", "sa.select(sa.table('deals'))"),
    (nothing_is_read_past_the_view, "ui/cards.py", "from sqlalchemy import table as t\nt('deals')"),
    (nothing_is_read_past_the_view, "ui/cards.py", "connection.exec_driver_sql('select 1')"),
    (statements_are_made_below_the_pages, "pages/sales/overview.py", "import sqlalchemy as sa"),
    (statements_are_made_below_the_pages, "cli.py", "from sqlalchemy import select"),
    (the_clock_is_handed_in, "metrics/period.py", "date.today()"),
    (the_clock_is_handed_in, "data/store.py", "datetime.now()"),
    (the_clock_is_handed_in, "commands/show.py", "dt.date.today()"),
    (no_page_lies_where_streamlit_serves_it, "pages/overview.py", "x = 1"),
    (is_one_room, "metrics/sales.py", "x = 1\n" * (LONGEST + 1)),
]


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN)
def test_a_broken_wall_is_noticed(rule, path, text):
    assert list(rule(Source(PurePosixPath(path), text))) != []


KEPT = [
    ("metrics/sales.py", "from data.schema import LOST, WON\nfrom data import sql\nfrom metrics import view"),
    ("metrics/view.py", "from data import schema\nschema.deals"),
    ("ui/figures/bars.py", "import plotly.graph_objects as go"),
    ("ui/tables.py", "import streamlit as st\nst.cache_data(lambda: 1)"),
    ("ui/filters.py", "import streamlit as st\nst.session_state['x'] = 1"),
    ("pages/admin/upload.py", "from data.importing import prepare\nfrom ui import text"),
    ("data/engines.py", "# duckdb\nsa.text('select 1')"),
    ("cli.py", "from datetime import date\nfrom data.store import open_store\ndate.today()"),
]


@pytest.mark.parametrize(("path", "text"), KEPT)
def test_a_standing_wall_is_left_alone(path, text):
    source = Source(PurePosixPath(path), text)
    assert [complaint for rule in RULES for complaint in rule(source)] == []


def test_every_rule_is_shown_broken():
    assert {rule for rule, _, _ in BROKEN} == set(RULES)
