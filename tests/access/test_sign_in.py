"""The form, its guards, and what becomes of guessing. Raw requests: no browser's manners."""

from __future__ import annotations

import time

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.access.conftest import GOOD, form_of, sign_in, team_store, token_of
from tests.access.wire import run, session_of, wire
from tests.browser.server import serving

WRONG = "The e-mail or the password is wrong."


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("boss@firm.ru", "three green teapot"),
        ("boss@firm.ru", ""),
        ("nobody@firm.ru", GOOD),
        ("gone@firm.ru", GOOD),  # disabled
        ("oidc@firm.ru", GOOD),  # comes in by a provider only
        ("' OR '1'='1", GOOD),
        ("<script>alert(1)</script>", GOOD),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(knock, email, password):
    client = knock()
    answer = sign_in(client, email, password)
    assert answer.status_code == 403
    assert WRONG in answer.text
    assert token_of(client) == ""
    assert "<script" not in answer.text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(knock):
    plain = sign_in(knock(), "boss@firm.ru")
    [cookie] = [c for c in plain.headers.get_list("set-cookie") if c.startswith("voronka=")]
    assert {part.strip() for part in cookie.split(";")[1:]} == {
        "HttpOnly",
        "Max-Age=604800",
        "Path=/",
        "SameSite=lax",
    }


def test_behind_tls_cookies_are_secure_and_tls_is_asked_for_again(team, knock):
    client = knock(**{"X-Forwarded-Proto": "https"})
    asked = client.get("/sign-in")
    [form] = [c for c in asked.headers.get_list("set-cookie") if "voronka_form" in c]
    value = form.split("=", 1)[1].split(";")[0]
    answer = client.post(
        "/sign-in",
        data={"form": value, "email": "boss@firm.ru", "password": GOOD},
        headers={"Cookie": f"__Host-voronka_form={value}"},
    )
    [cookie] = [c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-voronka=")]
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    token = cookie.split("=", 1)[1].split(";")[0]
    planted = client.get("/_stcore/host-config", headers={"Cookie": f"voronka={token}", "Accept": "*/*"})
    assert planted.status_code == 401  # a neighbour of the domain could have set this one
    host = client.get("/_stcore/host-config", headers={"Cookie": f"__Host-voronka={token}"})
    assert host.status_code == 200
    assert all("Secure" in c for c in host.headers.get_list("set-cookie"))
    assert "strict-transport-security" not in httpx.get(team + "/sign-in").headers


def test_after_signing_in_one_is_where_one_wanted_to_be(knock):
    client = knock()
    to = client.get("/deals?period=all_time&lang=ru").headers["location"]
    assert to == "/sign-in?next=%2Fdeals%3Fperiod%3Dall_time%26lang%3Dru"
    assert sign_in(client, "boss@firm.ru", place=to).headers["location"] == "/deals?period=all_time&lang=ru"


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%0d%0aSet-Cookie:x=1",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/sign-in",
        "evil.example",
    ],
)
def test_a_link_leads_nobody_elsewhere(knock, away):
    client = knock()
    place = str(httpx.URL("/sign-in", params={"next": away}))
    answer = sign_in(client, "boss@firm.ru", place=place)
    assert answer.headers["location"] in ("/", "/%0d%0aSet-Cookie:x=1")
    assert "x=1" not in answer.headers.get("set-cookie", "")


def test_a_form_from_elsewhere_is_not_taken(knock):
    client = knock()
    client.get("/sign-in")
    own = form_of(client)
    given = {"form": own, "email": "boss@firm.ru", "password": GOOD}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        answer = client.post("/sign-in", data=given, headers=headers)
        assert (answer.status_code, token_of(client)) == (403, ""), headers
    for form in ("", "x", own[:-1], own[::-1]):
        assert client.post("/sign-in", data=given | {"form": form}).status_code == 403
    assert knock().post("/sign-in", data=given).status_code == 403  # without the cookie
    assert client.post("/sign-in", content=b"form=" + b"x" * 100_000).status_code == 403
    assert token_of(client) == ""
    assert (
        client.post("/sign-in", data=given, headers={"Origin": str(client.base_url).rstrip("/")}).status_code
        == 303
    )


def test_guessing_is_slowed_and_the_right_password_with_it(knock):
    client, found = knock(), []
    for _ in range(4):
        found.append(sign_in(client, "ann@firm.ru", "three red teapots").status_code)
    answer = sign_in(client, "ann@firm.ru")
    assert found == [403, 403, 403, 403]
    assert answer.status_code == 429
    assert answer.headers["retry-after"] in ("1", "2")
    assert "Too many tries. Wait " in answer.text
    assert sign_in(knock(), "ann@firm.ru").status_code == 429  # from another address too
    time.sleep(1.1)
    assert sign_in(client, "ann@firm.ru").status_code == 303


def test_one_address_that_tries_many_names_is_slowed(knock):
    client = knock()
    found = [sign_in(client, f"p{n}@firm.ru", "three red teapots").status_code for n in range(21)]
    assert found[:19] == [403] * 19
    assert found[20] == 429
    assert sign_in(knock(), "boss@firm.ru").status_code == 303  # others are not


def test_an_address_cannot_be_made_up(team):
    """Of several forwarded addresses the last counts, the one our own proxy saw."""
    with httpx.Client(base_url=team, timeout=30) as client:
        for n in range(21):
            client.headers["X-Forwarded-For"] = f"198.18.0.{n}, 198.51.100.77"
            answer = sign_in(client, f"q{n}@firm.ru", "three red teapots")
        assert answer.status_code == 429


def test_a_stranger_is_told_whom_to_ask(knock):
    assert "Ask Olga, 2-15." in knock().get("/sign-in").text
    russian = knock(**{"Accept-Language": "ru"}).get("/sign-in?lang=ru").text
    assert "Обратитесь: Olga, 2-15." in russian
    assert '<html lang="ru">' in russian


def test_the_first_director_comes_in_by_the_link_of_the_console(tmp_path):
    file = team_store(tmp_path, people=())
    with serving(file, VORONKA_ACCESS="team", VORONKA_LANGUAGE="en") as address:
        told = (tmp_path / "server.log").read_text("utf-8")
        path = told.split("http://localhost:8501")[-1].split()[0]
        assert path.startswith("/invitation/")
        with httpx.Client(base_url=address, timeout=30) as client:
            assert "You are the first here" in client.get(path).text
            given = {"form": form_of(client), "email": "Boss@firm.ru", "name": "Boss"}
            poor = client.post(path, data=given | {"password": "short", "again": "short"})
            assert (poor.status_code, "too short" in poor.text) == (400, True)
            unlike = client.post(path, data=given | {"password": GOOD, "again": GOOD + "x"})
            assert (unlike.status_code, "not the same" in unlike.text) == (400, True)
            done = client.post(path, data=given | {"password": GOOD, "again": GOOD})
            assert (done.status_code, done.headers["location"]) == (303, "/")
            assert client.get("/", headers={"Accept": "text/html"}).status_code == 200
            assert client.get(path).status_code == 404
        with httpx.Client(base_url=address) as other:
            assert sign_in(other, "boss@firm.ru").status_code == 303


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1@evil.example", "", "a b"]
)
def test_under_a_foreign_name_nothing_is_answered(team, host):
    for path in ("/", "/sign-in", "/healthz", "/_stcore/health", "/deals"):
        answer = httpx.get(team + path, headers={"Host": host})
        assert answer.status_code in (400, 421), (path, answer.status_code)
        assert "voronka" not in answer.headers.get("set-cookie", "")


def test_under_a_foreign_name_there_is_no_websocket_either(team, knock):
    client = knock()
    sign_in(client, "boss@firm.ru")
    cookie = f"voronka={token_of(client)}"
    with pytest.raises(InvalidStatus, match="403"), wire(team, Cookie=cookie, Origin="https://evil.example"):
        pass


def test_a_password_is_changed_by_who_knows_it_and_other_sessions_end(tmp_path):
    new = "seven loud umbrellas"
    with serving(team_store(tmp_path), VORONKA_ACCESS="team", VORONKA_LANGUAGE="en") as address:
        here, there, stranger = (
            httpx.Client(base_url=address, headers={"Accept": "text/html"}, timeout=30) for _ in range(3)
        )
        with here, there, stranger:
            sign_in(here, "ann@firm.ru")
            sign_in(there, "ann@firm.ru")
            assert "For ann@firm.ru" in here.get("/password").text
            given = {"form": form_of(here), "current": GOOD, "password": new, "again": new}
            for wrong, says in (
                ({"current": "three red teapots"}, "The present password is wrong."),
                ({"again": GOOD}, "The two passwords are not the same."),
                ({"password": "short", "again": "short"}, "too short"),
                ({"form": ""}, "too old"),
            ):
                assert says in here.post("/password", data=given | wrong).text
            assert stranger.post("/password", data=given).status_code == 401
            assert stranger.get("/password").headers["location"] == "/sign-in?next=%2Fpassword"
            before = token_of(here)
            assert here.post("/password", data=given).headers["location"] == "/"
            assert token_of(here) != before
            assert (here.get("/deals").status_code, there.get("/deals").status_code) == (200, 303)
            assert sign_in(stranger, "ann@firm.ru").status_code == 403
            assert sign_in(stranger, "ann@firm.ru", new).status_code == 303


# Uploads.


def put(client: httpx.Client, session: str, body: bytes = b"a;b\n1;2\n", **headers: str) -> httpx.Response:
    client.get("/_stcore/host-config")
    client.get("/_stcore/health")
    xsrf = client.cookies.get("_streamlit_xsrf", "")
    return client.put(
        f"/_stcore/upload_file/{session}/{time.monotonic_ns()}",
        files={"file": ("x.csv", body)},
        headers={"X-Xsrftoken": xsrf, "Accept": "*/*"} | headers,
    )


def test_a_file_is_taken_from_its_own_page_only(team, knock):
    client = knock()
    sign_in(client, "boss@firm.ru")
    with wire(team, Cookie=f"voronka={token_of(client)}") as open_wire:
        session = session_of(run(open_wire, "upload"))
        assert put(client, session).status_code == 204
        for headers in (
            {"Origin": "https://evil.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"X-Xsrftoken": ""},
            {"X-Xsrftoken": "forged"},
        ):
            assert put(client, session, **headers).status_code == 403, headers
        assert put(client, "another-page").status_code == 400
        assert put(knock(), session).status_code == 401  # a stranger who knows the page's number


def test_a_manager_hands_in_a_file_too_and_its_rows_are_judged_one_by_one(team, knock):
    client = knock()
    sign_in(client, "anna@firm.ru")
    with wire(team, Cookie=f"voronka={token_of(client)}") as open_wire:
        session = session_of(run(open_wire, "upload"))
        assert put(client, session).status_code == 204


def test_files_that_nobody_asked_for_do_not_fill_the_memory(tmp_path):
    """One megabyte allowed, and its wrapping: twice that may lie there, four such files and no fifth."""
    file = team_store(tmp_path)
    with serving(file, VORONKA_ACCESS="team", VORONKA_UPLOAD_MEGABYTES="1") as address:
        with httpx.Client(base_url=address, timeout=30) as client:
            sign_in(client, "boss@firm.ru")
            with wire(address, Cookie=f"voronka={token_of(client)}") as open_wire:
                session = session_of(run(open_wire, "upload"))
                found = [put(client, session, b"x" * 1_000_000).status_code for _ in range(6)]
                assert found == [204, 204, 204, 204, 413, 413]
                assert put(client, session, b"x" * 3_000_000).status_code == 413
