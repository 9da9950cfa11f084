"""What cannot be opened is said on the page in words, whichever page was asked, and is found in the log."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "The store {store} cannot be opened: "), ("ru", "Хранилище {store} не открывается: ")],
)
def test_a_store_that_cannot_be_opened_is_said_in_words(
    own, opened, monkeypatch, tmp_path, caplog, language, says
):
    broken = tmp_path / "no_store.txt"
    broken.write_text("not a store " * 1000)
    monkeypatch.setattr(own, "url", f"duckdb:///{broken}")
    at = opened(own, "sales/overview", lang=language)
    assert not at.exception
    [warning] = at.warning
    assert warning.value.startswith(says.format(store=own.url))
    assert not at.title
    assert "Nothing can be shown: The store" in caplog.text


def test_a_failure_of_ours_has_a_number_that_the_log_knows(own, opened, caplog):
    with own.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE state")
    at = opened(own, "sales/overview", lang="en")
    assert not at.exception
    [error] = at.error
    number = error.value.split("the number ")[1].split(":")[0]
    assert f"Failure {number}" in caplog.text


def test_where_people_sign_in_a_page_without_a_session_shows_nothing(company, opened, monkeypatch):
    monkeypatch.setenv("VORONKA_ACCESS", "team")
    for page in ("sales/overview", "pipeline/deals", "admin/upload"):
        at = opened(company, page, lang="en")
        assert not at.exception
        assert [title.value for title in at.title] == ["Your sign-in has ended"]
        assert [each.value for each in at.markdown] == ["[Sign in again](/sign-in)"]
        assert not (at.metric or at.dataframe or at.selectbox or at.multiselect or at.get("file_uploader"))
