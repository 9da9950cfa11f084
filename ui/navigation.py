"""The menu: sections of pages, by absolute path, so that nothing is served by itself.

Drawn by us, because Streamlit's own menu drops the filters from the address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from data.store import Store
from ui import address, viewing
from ui.text import _

PAGES = Path(__file__).resolve().parent.parent / "pages"


@dataclass(frozen=True)
class Entry:
    path: str  # under pages/, without .py; its last part is the address
    icon: str
    only_for: Callable[[Store], bool] | None = None
    """Of who looks; the page itself refuses as well."""

    @property
    def file(self) -> Path:
        return PAGES / f"{self.path}.py"

    @property
    def address(self) -> str:
        return self.path.rsplit("/", 1)[-1]


ENTRIES = (
    Entry("sales/overview", ":material/dashboard:"),
    Entry("sales/average_check", ":material/receipt_long:"),
    Entry("pipeline/funnel", ":material/filter_alt:"),
    Entry("pipeline/changes", ":material/waterfall_chart:"),
    Entry("pipeline/deals", ":material/list_alt:"),
    Entry("customers/repeat_sales", ":material/autorenew:"),
    Entry("customers/churn", ":material/person_alert:"),
    Entry("team/managers", ":material/groups:"),
    Entry("admin/upload", ":material/upload_file:", viewing.may_upload),
    Entry("admin/data_quality", ":material/fact_check:"),
    Entry("admin/access", ":material/key:", viewing.may_keep),
    Entry("admin/audit", ":material/policy:", viewing.may_keep),
    Entry("admin/definitions", ":material/menu_book:"),
)


def titles() -> dict[str, str]:
    return {
        "overview": _("Overview"),
        "average_check": _("Average check"),
        "funnel": _("Funnel"),
        "changes": _("What changed"),
        "deals": _("Deals"),
        "repeat_sales": _("Repeat sales"),
        "churn": _("Churn"),
        "managers": _("Managers"),
        "upload": _("Upload"),
        "data_quality": _("Data quality"),
        "access": _("Access"),
        "audit": _("Audit"),
        "definitions": _("Definitions"),
    }


def open_entries(store: Store) -> tuple[Entry, ...]:
    """The pages in the menu of who looks. Every address answers all the same, those of others in words."""
    return tuple(entry for entry in ENTRIES if entry.only_for is None or entry.only_for(store))


def sections() -> list[st.Page]:
    names = titles()
    return [
        st.Page(
            entry.file,
            title=names[entry.address],
            icon=entry.icon,
            url_path=entry.address,
            default=entry is ENTRIES[0],
        )
        for entry in ENTRIES
    ]


def menu(entries: tuple[Entry, ...]) -> None:
    names = titles()
    with st.container(gap="xxsmall"):
        for entry in entries:
            link(entry.address, names[entry.address])


def link(to: str, label: str) -> None:
    """To a page of ours, the filters still in the address."""
    entry = next(entry for entry in ENTRIES if entry.address == to)
    st.page_link(
        entry.file, label=label, icon=entry.icon, query_params=address.pairs() or None, width="stretch"
    )


def page(address: str) -> Path:
    return next(entry.file for entry in ENTRIES if entry.address == address)
