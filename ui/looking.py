"""View as: the whole product as somebody else sees it, said above every page, one click back."""

from __future__ import annotations

import streamlit as st

from data.people import LEAD, MANAGER, Viewer
from data.people.likeness import likenesses
from data.store import Store
from ui import rights, viewing
from ui.access_words import role_name
from ui.filters import recall, remember
from ui.text import _

CHOICE = "view_as"
MYSELF = ""


def choose(store: Store) -> None:
    """In the sidebar of who may; whoever the choice named and is gone is forgotten."""
    if not viewing.may_look_as(store):
        return
    found = {one.key: one for one in likenesses(store)}
    if not found:
        return
    chosen = recall(viewing.LOOKS_AS)
    remember(CHOICE, chosen if chosen in found else MYSELF)
    st.sidebar.selectbox(
        _("View as"),
        (MYSELF, *found),
        format_func=lambda key: (
            f"{found[key].name} · {role_name(found[key].role)}" if key in found else _("Myself")
        ),
        key=CHOICE,
        on_change=_chosen,
        args=(store,),
        help=_("The whole product as this person sees it. You can change nothing meanwhile."),
    )


def _chosen(store: Store) -> None:
    viewing.look_as(store, str(recall(CHOICE) or MYSELF))


def banner(store: Store) -> None:
    """As whom one looks, and the way back."""
    if (other := viewing.likeness(store)) is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="looking_as"):
        st.markdown(f":material/visibility: **{_escaped(_as_whom(other))}** {sees(other)}")
        st.button(_("Back to yourself"), on_click=viewing.look_as, args=(store, MYSELF), key="look_back")


def _as_whom(other: Viewer) -> str:
    return _("You look as {name}, {role}.", name=other.name or other.email, role=role_name(other.role))


def _escaped(words: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#|~$:" else sign for sign in words)


def sees(viewer: Viewer) -> str:
    """What a role sees, in a sentence."""
    scope = rights.scope_of(viewer)
    if scope.kind == "everything":
        return _("Sees everything.")
    if viewer.role == LEAD and scope.kind == "team":
        return _("Sees the deals of the team {team}.", team=_escaped(scope.value))
    if viewer.role == MANAGER and scope.kind == "manager":
        return _("Sees the own deals, without cost and margin.")
    return _("Sees nothing: no team or manager is set.")


def only_looks(store: Store) -> bool:
    """True, and said, where nothing may be changed: what is looked at as another is only looked at."""
    if viewing.likeness(store) is None:
        return False
    st.info(
        _("You look as somebody else: nothing can be changed until you are back."), icon=":material/lock:"
    )
    return True
