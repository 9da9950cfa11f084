"""Sign-in by a provider: a real one, on this machine, and what it says turned over in every way."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import httpx
import oidc_provider_mock
import pytest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from tests.access.conftest import GOOD, SECRET, sign_in, team_store, token_of
from tests.access.wire import run, says, wire
from tests.browser.server import serving, spare_port

COOKIE_SECRET = "the cookie secret of the tests, long enough"
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{secret}"

[auth.mock]
client_id = "voronka"
client_secret = "hush"
server_metadata_url = "http://127.0.0.1:{provider}/.well-known/openid-configuration"
client_kwargs = {{ prompt = "login" }}

[auth.other]
client_id = "voronka"
client_secret = "hush"
server_metadata_url = "http://127.0.0.1:{provider}/.well-known/openid-configuration"
client_kwargs = {{ prompt = "login" }}
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("oidc"), spare_port()
    secrets = folder / "secrets.toml"
    secrets.write_text(
        SECRETS.format(port=port, secret=COOKIE_SECRET, provider=provider.rpartition(":")[2]), "utf-8"
    )
    more = {"VORONKA_ACCESS": "team", "VORONKA_LANGUAGE": "en", "STREAMLIT_SECRETS_FILES": str(secrets)}
    with serving(team_store(folder), port=port, VORONKA_TRUSTED_PROVIDERS="other", **more) as address:
        yield address


@pytest.fixture
def client(firm: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=firm, headers={"Accept": "text/html"}, timeout=30) as one:
        yield one


def say(provider: str, subject: str, **claims: object) -> None:
    assert httpx.put(f"{provider}/users/{subject}", json=claims).status_code == 204


def through(
    client: httpx.Client, provider: str, subject: str, way: str = "mock", to: str = ""
) -> httpx.Response:
    """As a browser goes: to the provider and back, up to the answer that is a page or lets in."""
    answer = client.get(f"/sign-in/with/{way}{to}", follow_redirects=False)
    answer = client.get(answer.headers["location"])
    assert answer.headers["location"].startswith(f"{provider}/oauth2/authorize")
    back = httpx.post(answer.headers["location"], data={"sub": subject})
    answer = client.get(back.headers["location"])
    assert (answer.status_code, answer.headers["location"]) == (302, "/")
    answer = client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/finish")
    return client.get("/sign-in/finish")


def test_the_ways_in_are_offered(client):
    page = client.get("/sign-in?next=/deals").text
    assert 'href="/sign-in/with/mock?next=%2Fdeals"' in page
    assert "Sign in with mock" in page and "or with a password" in page
    assert client.get("/sign-in/with/nobody").status_code == 404


def test_whom_the_provider_knows_and_we_know_comes_in(client, provider, firm):
    say(provider, "boss", email="Boss@firm.ru", email_verified=True)
    answer = through(client, provider, "boss", to="?next=%2Fdeals%3Flang%3Dru")
    assert (answer.status_code, answer.headers["location"]) == (303, "/deals?lang=ru")
    assert [c.name for c in client.cookies.jar if c.name.startswith("_streamlit_user")] == []
    assert client.get("/deals").status_code == 200
    with wire(firm, Cookie=f"voronka={token_of(client)}") as open_wire:
        assert says(run(open_wire, "deals"), SECRET)


def test_an_unknown_email_is_told_whom_to_ask(client, provider):
    say(provider, "alien", email="alien@elsewhere.org", email_verified=True)
    answer = through(client, provider, "alien")
    assert answer.status_code == 403
    assert (
        "You are signed in as alien@elsewhere.org, but this e-mail is not among the people here."
        in answer.text
    )
    assert "Ask whoever keeps Voronka in your company." in answer.text
    assert token_of(client) == ""
    assert client.get("/deals").headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize(
    "said", [{}, {"email_verified": False}, {"email_verified": "no"}, {"email_verified": None}]
)
def test_an_email_that_is_not_verified_opens_nothing(client, provider, said):
    say(provider, "thief", email="boss@firm.ru", **said)
    answer = through(client, provider, "thief")
    assert answer.status_code == 403
    assert "mock does not say that the e-mail boss@firm.ru is yours." in answer.text
    assert token_of(client) == ""


def test_a_provider_that_is_trusted_need_not_say_so(client, provider):
    say(provider, "quiet", email="boss@firm.ru")
    assert through(client, provider, "quiet", way="other").headers["location"] == "/"


def test_who_comes_in_one_way_does_not_come_in_another(client, provider):
    say(provider, "oidc", email="oidc@firm.ru", email_verified=True)
    assert "signs in here in another way" in through(client, provider, "oidc", way="other").text
    assert sign_in(client, "oidc@firm.ru").status_code == 403
    assert through(client, provider, "oidc", way="mock").status_code == 303


def test_a_disabled_person_is_a_stranger(client, provider):
    say(provider, "gone", email="gone@firm.ru", email_verified=True)
    assert through(client, provider, "gone").status_code == 403


def signed(secret: str = COOKIE_SECRET, **claims: object) -> str:
    now = time.time()
    said = {
        "email": "boss@firm.ru",
        "email_verified": True,
        "provider": "mock",
        "is_logged_in": True,
        "iat": now,
        "exp": now + 3600,
        "jti": str(time.monotonic_ns()),
    }
    return create_signed_value(secret, "_streamlit_user", json.dumps(said | claims)).decode()


def finish(firm: str, cookie: str) -> httpx.Response:
    return httpx.get(firm + "/sign-in/finish", headers={"Cookie": f"_streamlit_user={cookie}"})


def test_what_the_provider_said_is_taken_once(firm):
    copied = signed()
    assert finish(firm, copied).status_code == 303
    again = finish(firm, copied)
    assert (again.status_code, "set-cookie" in again.headers) == (403, True)
    assert not any(c.startswith("voronka=") for c in again.headers.get_list("set-cookie"))


@pytest.mark.parametrize(
    "claims",
    [
        {"iat": time.time() - 660},
        {"exp": time.time() - 1},
        {"iat": None},
        {"iat": time.time() + 7200},
        {"provider": "somebody"},
        {"is_logged_in": False},
        {"email": ""},
        {"email": None},
    ],
)
def test_what_is_old_or_incomplete_opens_nothing(firm, claims):
    assert finish(firm, signed(**claims)).status_code == 403


@pytest.mark.parametrize("forged", ["", "x", "eyJhbGciOiJub25lIn0.e30."])
def test_what_was_not_signed_by_us_opens_nothing(firm, forged):
    assert finish(firm, forged).status_code == 403
    assert finish(firm, signed(secret="another secret, as long as ours is")).status_code == 403


def test_the_cookie_of_the_provider_alone_opens_no_page(firm):
    answer = httpx.get(firm + "/deals", headers={"Cookie": f"_streamlit_user={signed()}", "Accept": "*/*"})
    assert answer.status_code == 401


def test_a_password_still_opens_beside_it(client):
    assert sign_in(client, "boss@firm.ru", GOOD).status_code == 303
