"""Many people at once: websocket sessions that change a filter every few seconds, as the browser would say it."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

EVERY = 5.0
"""Seconds between two choices of one person."""

PAUSE = 60.0
"""Seconds after which an answer counts as never come."""


@dataclass(frozen=True)
class Load:
    """Milliseconds from each choice to the end of the script that draws its page, of one part of the run."""

    people: int
    took: tuple[float, ...]

    def at(self, share: float) -> float:
        ordered = sorted(self.took)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def load(address: str, people: int, seconds: float, choices: list[tuple[str, str]]) -> tuple[Load, Load]:
    """The first half, in which nothing has been asked before, and the second. ``choices``: (dimension,
    value) pairs, each a filter in the address."""
    return asyncio.run(_everybody(address, people, seconds, choices))


async def _everybody(
    address: str, people: int, seconds: float, choices: list[tuple[str, str]]
) -> tuple[Load, Load]:
    start = time.monotonic()
    each = (_one(address, start + seconds, choices, random.Random(number)) for number in range(people))
    told = [one for person in await asyncio.gather(*each) for one in person]
    half = start + seconds / 2
    early, late = (tuple(ms for at, ms in told if (at >= half) is is_late) for is_late in (False, True))
    return Load(people, early), Load(people, late)


async def _one(
    address: str, until: float, choices: list[tuple[str, str]], chance: random.Random
) -> list[tuple[float, float]]:
    stream = address.replace("http", "ws", 1) + "/_stcore/stream"
    took: list[tuple[float, float]] = []
    async with websockets.connect(
        stream, subprotocols=["streamlit"], max_size=None, origin=address
    ) as socket:  # type: ignore[arg-type,list-item]
        await _choose(socket, "")
        await asyncio.sleep(chance.uniform(0, EVERY))
        while time.monotonic() < until:
            start = time.monotonic()
            await _choose(socket, urlencode([chance.choice(choices)]))
            took.append((start, (time.monotonic() - start) * 1000))
            await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - start)))
    return took


async def _choose(socket: websockets.ClientConnection, query: str) -> None:
    message = BackMsg()
    message.rerun_script.query_string = query
    await socket.send(message.SerializeToString())
    await asyncio.wait_for(_finished(socket), PAUSE)


async def _finished(socket: websockets.ClientConnection) -> None:
    while True:
        told = ForwardMsg.FromString(await socket.recv())
        if told.WhichOneof("type") == "script_finished":
            return
