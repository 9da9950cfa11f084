"""A stranger gets nothing from any address, as the first request after a start too."""

from __future__ import annotations

import re

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.access.conftest import GOOD, SECRET, sign_in, team_store, token_of
from tests.access.wire import redirects, run, says, session_of, wire
from tests.browser.server import serving
from tests.conftest import ROOT

PAGES = [f"/{file.stem}" for file in (ROOT / "pages").rglob("*.py")]
FILES = [f"/pages/{file.relative_to(ROOT / 'pages')}" for file in (ROOT / "pages").rglob("*.py")]
INSIDE = (
    "/_stcore/host-config",
    "/_stcore/upload_file/x/y",
    "/_stcore/allowed-message-origins",
    "/_stcore/bidi-components/x",
    "/component/x/index.html",
    "/media/0123456789abcdef.csv",
    "/app/static/x",
    "/static/index.html",
    "/index.html",
    "/manifest.json",
    "/auth/logout",
    "/sign-in/../deals",
    "/sign-in/nonsense",
    "/invitation/a/b",
    "//deals",
    "/%2e%2e/app.py",
    "/app.py",
    "/.streamlit/secrets.toml",
    "/.streamlit/config.toml",
    "/var/voronka.duckdb",
)
CLOSED = (
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/agent/mcp",
    "/_stcore/agent/openapi.json",
)
OURS = re.compile(r'<link rel="stylesheet" href="/sign-in/style.css">')


def is_nothing(answer: httpx.Response) -> bool:
    if answer.status_code == 303:
        return answer.headers["location"].startswith("/sign-in") and not answer.content
    if answer.status_code == 200:
        return bool(OURS.search(answer.text)) and "<script" not in answer.text
    return answer.status_code in (400, 401, 403, 404, 405) and len(answer.content) < 60


@pytest.mark.parametrize("path", ["/", *PAGES, *FILES, *INSIDE, *CLOSED])
def test_a_stranger_gets_nothing(knock, path):
    for accept in ("text/html", "*/*"):
        client = knock(Accept=accept)
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            answer = client.request(method, path)
            assert is_nothing(answer), (method, accept, answer.status_code, answer.text[:200])


@pytest.mark.parametrize("path", ["/deals", "/pages/admin/upload.py"])
def test_the_first_request_after_a_start_gets_nothing_either(tmp_path_factory, path):
    file = team_store(tmp_path_factory.mktemp("fresh"), people=())
    with serving(file, VORONKA_ACCESS="team") as fresh:
        with pytest.raises(InvalidStatus, match="403"), wire(fresh):
            pass
        assert is_nothing(httpx.get(fresh + path, headers={"Accept": "text/html"}))


def test_health_tells_a_stranger_no_more_than_that(knock):
    assert knock().get("/healthz").json() == {"status": "ok"}
    assert knock().get("/_stcore/health").text == "ok"


FORGED = ["", "x", "boss@firm.ru", "0" * 43, "' OR '1'='1", "%00", "a;b=c", '"']


@pytest.mark.parametrize("cookie", FORGED)
def test_a_forged_cookie_opens_nothing(knock, team, cookie):
    for name in ("voronka", "__Host-voronka", "_streamlit_user"):
        head = {"Cookie": f"{name}={cookie}".encode("latin-1", "replace").decode("latin-1")}
        assert knock(Accept="*/*", **head).get("/deals").status_code == 401
        with pytest.raises(InvalidStatus, match="403"), wire(team, **head):
            pass


def test_a_session_opens_the_pages(knock, team):
    client = knock()
    answer = sign_in(client, "boss@firm.ru")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert client.get("/deals").status_code == 200
    with wire(team, Cookie=f"voronka={token_of(client)}") as open_wire:
        sent = run(open_wire, "deals")
        assert says(sent, SECRET)
        assert redirects(sent) == []


def test_a_session_that_ends_while_the_page_is_open_shows_nothing_at_the_next_run(knock, team):
    client = knock()
    sign_in(client, "boss@firm.ru")
    old = token_of(client)
    with wire(team, Cookie=f"voronka={old}") as open_wire:
        assert says(run(open_wire, "deals"), SECRET)
        sign_in_again(client, "boss@firm.ru")
        sent = run(open_wire, "deals")
        assert redirects(sent) == ["/sign-in"]
        assert not says(sent, SECRET) and not says(sent, "731")
    # … and the cookie that was copied in time opens nothing either.
    assert knock(Accept="*/*", Cookie=f"voronka={old}").get("/deals").status_code == 401
    with pytest.raises(InvalidStatus, match="403"), wire(team, Cookie=f"voronka={old}"):
        pass


def sign_in_again(client: httpx.Client, email: str) -> None:
    """Whoever is signed in is led past the form; the form can be sent all the same."""
    form = next(c.value for c in client.cookies.jar if c.name == "voronka_form")
    answer = client.post("/sign-in", data={"form": form, "email": email, "password": GOOD})
    assert answer.status_code == 303


def test_switching_accounts_leaves_the_first_behind(knock, team):
    client = knock()
    sign_in(client, "boss@firm.ru")
    first = token_of(client)
    sign_in_again(client, "lead@firm.ru")
    assert token_of(client) != first
    assert knock(Accept="*/*", Cookie=f"voronka={first}").get("/").status_code == 401
    assert client.get("/deals").status_code == 200


def test_another_persons_page_is_not_taken_over_by_its_number(knock, team):
    """Streamlit gives the state of a page that lost its connection to whoever knows its number."""
    boss, lead = knock(), knock()
    sign_in(boss, "boss@firm.ru")
    sign_in(lead, "gina@firm.ru")
    with wire(team, Cookie=f"voronka={token_of(boss)}") as open_wire:
        sent = run(open_wire, "deals", period="all_time", lang="ru")
        number = session_of(sent)
        assert says(sent, SECRET) and says(sent, "Сделки")
    with wire(team, Cookie=f"voronka={token_of(lead)}", again=number) as open_wire:
        sent = run(open_wire, "deals")
        assert session_of(sent) == number
        assert not says(sent, SECRET)
        # The names of the menu are remembered by Streamlit itself; nothing else is.
        assert {m.WhichOneof("type") for m in sent if says([m], "Сделки")} <= {"new_session"}
