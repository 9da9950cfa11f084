"""People and their rights as a grid to be edited: saved all together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pandas as pd
import streamlit as st

from data.errors import VoronkaError
from data.people import ROLES, Person, directory, linking
from data.store import Store
from ui import text, viewing
from ui.access_words import role_name
from ui.text import _, is_missing, ngettext

TEXTS = ("email", "name", "role", "manager_id", "team", "provider")
ORDER = ("email", "name", "role", "manager_id", "team", "active", "provider")


def answer(store: Store) -> str:
    people = directory.everybody(store)
    if not people:
        return _("Nobody is among the people yet: add the first line below.")
    inside = sum(1 for one in people if one.active)
    return ngettext("{count} person may come in.", "{count} people may come in.", inside)


def draw(store: Store) -> None:
    people = {one.email: one for one in directory.everybody(store)}
    names = _labels(linking.managers(store))
    shown = _frame(list(people.values()), names)
    edited = st.data_editor(
        shown,
        hide_index=True,
        num_rows="add",
        height="content",
        column_order=ORDER,
        column_config=_columns(store, names),
        placeholder="",
        key="people_" + _told(shown),
        alt=_("People"),
    )
    st.caption(
        _(
            "A manager needs the manager of the deals, a lead the team. Without a way in any of them is taken. Nobody is removed: who may not come in any more is unticked, and is out at once."
        )
    )
    added, changed = _difference(people, edited, names)
    count = len(added) + len(changed)
    if st.button(
        ngettext("Save: {count} person", "Save: {count} people", count) if count else _("Save"),
        type="primary",
        disabled=not count,
        key="people_save",
    ):
        _save(store, added, changed)


def _save(store: Store, added: list[Person], changed: Mapping[str, Mapping[str, Any]]) -> None:
    """What is refused stays in the grid, to be mended."""
    try:
        directory.save(store, added, changed, by=viewing.actor(store), now=viewing.now())
    except VoronkaError as error:
        st.error(text.say(error), icon=":material/block:")
        return
    st.toast(_("Saved."))
    st.rerun()


def _labels(managers: Mapping[str, str]) -> dict[str, str]:
    """Id → what is chosen: the name, with the id where it tells people apart."""
    counts = pd.Series(list(managers.values()), dtype="object").value_counts()
    return {key: name if counts[name] == 1 else f"{name} ({key})" for key, name in managers.items()}


def _frame(people: list[Person], names: Mapping[str, str]) -> pd.DataFrame:
    rows = [
        (
            one.email,
            one.name,
            role_name(one.role),
            names.get(one.manager_id, one.manager_id) or None,
            one.team or None,
            one.provider,
            one.active,
        )
        for one in people
    ]
    texts = dict.fromkeys(TEXTS, "object")
    return pd.DataFrame(rows, columns=(*TEXTS, "active")).astype({**texts, "active": "bool"})


def _told(shown: pd.DataFrame) -> str:
    """Once saved, the grid begins anew."""
    return sha256(repr(shown.values.tolist()).encode()).hexdigest()[:12]


def _columns(store: Store, names: Mapping[str, str]) -> dict[str, Any]:
    column = st.column_config
    return {
        "email": column.TextColumn(_("E-mail"), required=True, max_chars=255, width=160),
        "name": column.TextColumn(_("Name"), max_chars=200, width=125),
        "role": column.SelectboxColumn(
            _("Role"), options=[role_name(one) for one in ROLES], required=True, width=140
        ),
        "manager_id": column.SelectboxColumn(
            _("Whose deals"), options=sorted(names.values()), width=140, help=_("Of a manager: whose deals.")
        ),
        "team": column.SelectboxColumn(
            _("Team"), options=linking.teams(store), width=110, help=_("Of a lead: which team.")
        ),
        "provider": column.TextColumn(
            _("Way in"), width=80, help=_("password, or a provider of secrets.toml; empty: any.")
        ),
        "active": column.CheckboxColumn(_("Comes in"), default=True, width=95),
    }


Changes = dict[str, dict[str, Any]]


def _difference(
    people: Mapping[str, Person], edited: pd.DataFrame, names: Mapping[str, str]
) -> tuple[list[Person], Changes]:
    """Lines below those that were shown are new people; the others are who they were, in their order."""
    added: list[Person] = []
    changed: Changes = {}
    known = list(people.values())
    for place, row in enumerate(edited.to_dict("records")):
        values = _values(row, names)
        if place >= len(known):
            if values["email"]:
                added.append(Person(**values))
            continue
        before = known[place]
        if own := {field: value for field, value in values.items() if value != getattr(before, field)}:
            changed[before.email] = own
    return added, changed


def _values(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """As the directory has them."""
    roles = {role_name(one): one for one in ROLES}
    ids = {label: key for key, label in names.items()}
    plain = {field: "" if is_missing(row[field]) else str(row[field]).strip() for field in TEXTS}
    return plain | {
        "role": roles.get(plain["role"], plain["role"]),
        "manager_id": ids.get(plain["manager_id"], plain["manager_id"]),
        "active": True if is_missing(row["active"]) else bool(row["active"]),
    }
