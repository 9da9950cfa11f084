"""The pages before the sign-in: plain HTML, no script, in the person's language, on any screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from server import forms, headers, house
from ui import text
from ui.text import LANGUAGES, NAMES
from ui.theme import DARK, LIGHT, Palette

HERE = Path(__file__).parent
_pages = Environment(loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=False)


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    type: str = "text"
    autocomplete: str = "off"
    value: str = ""
    hint: str = ""
    first: bool = False


@dataclass(frozen=True)
class Link:
    label: str
    address: str


def speak(request: Request) -> None:
    """The language asked for in the address, else the setting's, else the browser's first."""
    asked = request.query_params.get("lang", "")
    setting = asked if asked in LANGUAGES else house.settings().language
    text.speak(text.guess_language(setting, request.headers.get("accept-language", "en")))


def page(
    request: Request,
    title: str,
    *,
    told: Sequence[str] = (),
    wrong: str = "",
    fields: Sequence[Field] = (),
    submit: str = "",
    providers: Sequence[Link] = (),
    either: str = "",
    onward: Link | None = None,
    hint: str = "",
    status: int = 200,
) -> Response:
    form = forms.token(request)
    html = _pages.get_template("door.html").render(
        language=text.language(),
        title=title,
        told=told,
        wrong=wrong,
        fields=fields,
        submit=submit,
        providers=providers,
        either=either,
        onward=onward,
        hint=hint,
        form=form,
        action=_address(request, {}),
        languages=[
            {"code": code, "name": NAMES[code], "address": _address(request, {"lang": code})}
            for code in LANGUAGES
        ],
    )
    answer = HTMLResponse(html, status, {"Content-Security-Policy": headers.DOOR_POLICY})
    if fields:
        forms.remember(request, answer, form)
    return answer


def _address(request: Request, changes: Mapping[str, str]) -> str:
    """This page once more, with other parameters; never with another host."""
    query = request.url.include_query_params(**changes).query
    return f"{request.url.path}?{query}" if query else request.url.path


async def style(request: Request) -> Response:
    return Response(_style(), media_type="text/css")


@cache
def _style() -> str:
    """In the colours of the pages behind it."""
    dark = f"@media (prefers-color-scheme: dark) {{ {_colours(DARK, '#0e121a')} }}\n"
    return f"{_colours(LIGHT, '#fbfcfe')}\n{dark}{(HERE / 'door.css').read_text('utf-8')}"


def _colours(of: Palette, ground: str) -> str:
    named = {
        "ground": ground,
        "ink": of.ink,
        "muted": of.muted,
        "line": of.quiet,
        "surface": of.surface,
        "accent": of.accent,
        "on-accent": of.on_accent,
        "bad": of.bad,
    }
    return ":root { " + " ".join(f"--{name}: {colour};" for name, colour in named.items()) + " }"
