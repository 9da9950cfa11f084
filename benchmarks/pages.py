"""How quick the pages are, on a million deals and three and a half million stage visits made by SQL.

    python -m benchmarks.pages data       each page's statements beside plain SQL that gives the same answers
    python -m benchmarks.pages browser    from the click on a filter to all charts repainted
    python -m benchmarks.pages sessions   fifty people who choose a filter every five seconds
    python -m benchmarks.pages all        one after the other

Trust the ratios: they come from one run on one machine. Tables are printed as Markdown.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from typing import Annotated

import typer

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks import browser as in_browser  # noqa: E402
from benchmarks import company, serving, sessions  # noqa: E402
from benchmarks import data as beside  # noqa: E402
from benchmarks.recording import PAGES  # noqa: E402

app = typer.Typer(add_completion=False, no_args_is_help=False, help=__doc__)
Deals = Annotated[int, typer.Option(help="How many deals the company has.")]


@app.command()
def data(deals: Deals = company.DEALS, rounds: int = 5) -> None:
    store = company.open_company(deals)
    print("| page | statements | ours, ms | by hand, ms | ratio |\n|---|--:|--:|--:|--:|")
    for one in beside.compare(store, rounds):
        print(f"| {one.page} | {one.statements} | {one.ours:.0f} | {one.by_hand:.0f} | {one.ratio:.2f} |")


@app.command()
def browser(
    deals: Deals = company.DEALS, clicks: int = 30, chromium: str | None = None, port: int = 8659
) -> None:
    """Median and 95th percentile, in milliseconds, of choosing a value never seen (miss) and taking it away (hit)."""
    _closed(deals)
    print("| page | charts | miss, median | miss, p95 | hit, median | hit, p95 |\n|---|--:|--:|--:|--:|--:|")
    with (
        serving.serving(company.address(deals), port, company.FOLDER / "browser.log") as address,
        in_browser.tab(chromium) as page,
    ):
        for name in PAGES:
            found = in_browser.clicks(page, address, name, clicks)
            print(f"| {name} | {found.charts} | {_pair(found.misses)} | {_pair(found.hits)} |")


@app.command("sessions")
def people(deals: Deals = company.DEALS, count: int = 50, seconds: float = 120, port: int = 8658) -> None:
    """How long people wait for the overview when many choose filters at once, in milliseconds."""
    choices = _choices(deals)
    with serving.serving(company.address(deals), port, company.FOLDER / "sessions.log") as address:
        found = sessions.load(address, count, seconds, choices)
    print("| people | half | choices | median | p95 |\n|--:|---|--:|--:|--:|")
    for half, one in zip(("first", "second"), found, strict=True):
        print(f"| {one.people} | {half} | {len(one.took)} | {one.at(0.5):.0f} | {one.at(0.95):.0f} |")


@app.command("all")
def everything(deals: Deals = company.DEALS) -> None:
    data(deals)
    browser(deals)
    people(deals)


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        everything()


def _closed(deals: int) -> None:
    """Made, and let go again: one process may hold the file."""
    company.open_company(deals).close()


def _choices(deals: int) -> list[tuple[str, str]]:
    from datetime import date

    from metrics.options import all_options
    from metrics.view import EVERYTHING, View

    store = company.open_company(deals)
    rows = store.read(all_options(View(EVERYTHING, date.today()), ("team", "source", "region", "segment")))
    store.close()
    return [(row.dimension, row.value) for row in rows.itertuples() if row.value]


def _pair(took: list[float]) -> str:
    return f"{statistics.median(took):.0f} | {sorted(took)[int(len(took) * 0.95)]:.0f}"


if __name__ == "__main__":
    app()
