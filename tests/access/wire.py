"""Streamlit's websocket spoken by hand: what a page would be sent, and nothing drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect


@contextmanager
def wire(address: str, again: str = "", **headers: str) -> Iterator[ClientConnection]:
    """``again``: the number of a session that lost its connection."""
    place = address.replace("http://", "ws://") + "/_stcore/stream"
    origin = headers.pop("Origin", address)
    protocols = ["streamlit", "none", again] if again else ["streamlit"]
    with connect(
        place, origin=origin, additional_headers=headers, subprotocols=protocols, max_size=None
    ) as open_wire:
        yield open_wire


def run(open_wire: ClientConnection, page: str = "", **address: str) -> list[ForwardMsg]:
    """One run of the script: all it sends. ``address`` are the parameters in the address bar."""
    ask = BackMsg()
    ask.rerun_script.query_string = urlencode(address)
    ask.rerun_script.page_name = page
    open_wire.send(ask.SerializeToString())
    sent = []
    while True:
        message = ForwardMsg()
        message.ParseFromString(open_wire.recv(timeout=60))
        sent.append(message)
        if message.WhichOneof("type") == "script_finished":
            return sent


def session_of(sent: list[ForwardMsg]) -> str:
    return next(m.new_session.initialize.session_id for m in sent if m.HasField("new_session"))


def redirects(sent: list[ForwardMsg]) -> list[str]:
    return [message.auth_redirect.url for message in sent if message.HasField("auth_redirect")]


def says(sent: list[ForwardMsg], words: str) -> bool:
    return any(words.encode() in message.SerializeToString() for message in sent)
