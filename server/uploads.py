"""Files before any page has asked for them: Streamlit takes what a browser puts, into memory."""

from __future__ import annotations

from collections import OrderedDict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.people import Viewer
from server import forms, house
from ui.rights import may_upload

PATH = "/_stcore/upload_file/"
FILES = 200
SESSIONS = 1000
MEGABYTE = 1024 * 1024


class UploadGuard:
    """Keeps count of what lies in memory for each open page, imported or not: Streamlit gives it back
    when the page is closed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._lying: OrderedDict[str, dict[str, int]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PATH):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        session, _, file = scope["path"].removeprefix(PATH).partition("/")
        if request.method == "DELETE":
            self._lying.get(session, {}).pop(file, None)
        elif request.method == "PUT" and (refusal := await self._refusal(request, session)):
            await refusal(scope, receive, send)
            return
        await self.app(scope, self._counted(receive, request, session, file), send)

    async def _refusal(self, request: Request, session: str) -> Response | None:
        if not forms.is_from_here(request):
            return PlainTextResponse("From another site\n", status_code=403)
        if house.settings().is_team and not _may(await run_in_threadpool(house.viewer, request)):
            return PlainTextResponse("Not yours to upload\n", status_code=403)
        lying = self._lying.get(session, {})
        if len(lying) >= FILES:
            return PlainTextResponse("Too many files at once\n", status_code=413)
        coming = request.headers.get("content-length", "")
        if sum(lying.values()) + (int(coming) if coming.isdecimal() else 0) > _most():
            return PlainTextResponse("Too large\n", status_code=413)
        return None

    def _counted(self, receive: Receive, request: Request, session: str, file: str) -> Receive:
        if request.method != "PUT":
            return receive
        lying = self._lying.setdefault(session, {})
        self._lying.move_to_end(session)
        while len(self._lying) > SESSIONS:
            self._lying.popitem(last=False)
        lying[file] = 0

        async def counted() -> Message:
            message = await receive()
            lying[file] = lying.get(file, 0) + len(message.get("body", b""))
            return message

        return counted


def _most() -> int:
    """Of one page: the largest upload, and as much once more after it."""
    return 2 * (house.settings().upload_megabytes + 1) * MEGABYTE


def _may(viewer: Viewer | None) -> bool:
    return viewer is not None and may_upload(viewer)
