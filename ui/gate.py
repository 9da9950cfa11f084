"""The door as a page sees it: a session may end while the page is open."""

from __future__ import annotations

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.people import Viewer
from data.store import Store
from ui import looking, navigation, viewing
from ui.access_words import role_name
from ui.text import _, escaped

SIGN_IN, PASSWORD = "/sign-in", "/password"


def shut() -> None:
    """Instead of a page. The browser is sent to the sign-in, as Streamlit's own sign-out does it."""
    st.navigation(navigation.sections(), position="hidden")
    st.title(_("Your sign-in has ended"))
    st.markdown(f"[{_('Sign in again')}]({SIGN_IN})")
    _send_to(SIGN_IN)


def panel(store: Store, who: Viewer | None) -> None:
    """In the sidebar: as whom one is here, and the way out."""
    if who is None:
        return
    with st.sidebar.popover(
        escaped(who.name or who.email), icon=":material/account_circle:", width="stretch"
    ):
        st.caption(f"{escaped(who.email)} · {role_name(who.role)}")
        st.caption(looking.sees(who))
        st.button(
            _("Change the password"), on_click=_send_to, args=(PASSWORD,), width="stretch", key="password"
        )
        st.button(
            _("Sign out"),
            icon=":material/logout:",
            on_click=viewing.sign_out,
            args=(store,),
            width="stretch",
            key="sign_out",
        )


def _send_to(place: str) -> None:
    if (context := get_script_run_ctx()) is not None:
        message = ForwardMsg()
        message.auth_redirect.url = place
        context.enqueue(message)
