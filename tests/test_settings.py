"""A wrong setting is refused at start, by its name."""

from __future__ import annotations

from datetime import datetime

import pytest

from data import settings
from data.errors import BadInput


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """No setting of the machine that runs the tests."""
    monkeypatch.setattr(settings, "FILE", tmp_path / ".env")
    monkeypatch.setitem(settings.Settings.model_config, "env_file", tmp_path / ".env")
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(f"VORONKA_{name.upper()}", raising=False)
    settings._read.cache_clear()


def test_the_defaults_need_no_environment():
    found = settings.load()
    assert found.store == f"duckdb:///{settings.ROOT / 'var' / 'voronka.duckdb'}"
    assert (found.language, found.currency, found.country, found.churn_days) == ("auto", "RUB", "RU", None)


def test_the_environment_is_heard(monkeypatch):
    monkeypatch.setenv("VORONKA_CURRENCY", "KZT")
    monkeypatch.setenv("VORONKA_CHURN_DAYS", "90")
    monkeypatch.setenv("VORONKA_NOW", "2026-03-31T09:00")
    found = settings.load()
    assert (found.currency, found.churn_days, found.now) == ("KZT", 90, datetime(2026, 3, 31, 9))


def test_an_empty_variable_is_no_setting(monkeypatch):
    monkeypatch.setenv("VORONKA_CHURN_DAYS", "")
    assert settings.load().churn_days is None


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("STORE", "nonsense", "not an address of a store"),
        ("LANGUAGE", "de", "VORONKA_LANGUAGE is “de”: it must be ru, en or auto."),
        ("CURRENCY", "roubles", "VORONKA_CURRENCY is “roubles”"),
        ("CURRENCY", "XYZ", "VORONKA_CURRENCY is “XYZ”"),
        ("COUNTRY", "ZZ", "VORONKA_COUNTRY is “ZZ”"),
        ("CHURN_DAYS", "0", "VORONKA_CHURN_DAYS is “0”"),
        ("CHURN_DAYS", "a month", "VORONKA_CHURN_DAYS is “a month”"),
        ("STATEMENT_SECONDS", "0", "VORONKA_STATEMENT_SECONDS is “0”"),
        ("UPLOAD_MEGABYTES", "-1", "VORONKA_UPLOAD_MEGABYTES is “-1”"),
        ("ACCESS", "open", "VORONKA_ACCESS is “open”: it must be local or team."),
        ("ADDRESS", "sales.example.org", "VORONKA_ADDRESS is “sales.example.org”"),
        ("ADDRESS", "https://sales.example.org/voronka", "without a path"),
        ("HOSTS", "https://sales.example.org", "VORONKA_HOSTS is “https://sales.example.org”"),
        ("HOSTS", "a.example.org,", "VORONKA_HOSTS is"),
        ("CONTACT", "x" * 201, "VORONKA_CONTACT is too long"),
        ("TRUSTED_PROVIDERS", "micro soft", "VORONKA_TRUSTED_PROVIDERS is “micro soft”"),
        ("NOW", "yesterday", "VORONKA_NOW is “yesterday”"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(monkeypatch, name, value, says):
    monkeypatch.setenv(f"VORONKA_{name}", value)
    with pytest.raises(BadInput) as refusal:
        settings.load()
    assert says in str(refusal.value)


def test_every_setting_has_its_refusal():
    assert set(settings._WRONG) == set(settings.Settings.model_fields)


def test_a_misspelt_setting_is_refused_with_the_nearest_name(monkeypatch):
    monkeypatch.setenv("VORONKA_CURENCY", "USD")
    with pytest.raises(BadInput, match="Unknown setting “VORONKA_CURENCY”. Did you mean: VORONKA_CURRENCY"):
        settings.load()


def test_a_misspelt_setting_in_the_file_is_refused_too(tmp_path):
    (tmp_path / ".env").write_text("VORONKA_CURENCY=USD\nPATH_OF_OTHERS=1\n", encoding="utf-8")
    with pytest.raises(BadInput, match="VORONKA_CURENCY"):
        settings.load()


def test_the_file_is_heard(tmp_path):
    (tmp_path / ".env").write_text("VORONKA_CURRENCY=USD\n", encoding="utf-8")
    assert settings.load().currency == "USD"


def test_the_host_of_the_address_is_always_allowed(monkeypatch):
    monkeypatch.setenv("VORONKA_ADDRESS", "https://Sales.example.org:8443/")
    assert settings.load().address == "https://Sales.example.org:8443"
    assert settings.load().allowed_hosts == ("localhost", "127.0.0.1", "::1", "sales.example.org")
    monkeypatch.setenv("VORONKA_HOSTS", "inner.example.org, [::1]")
    assert settings.load().allowed_hosts == ("inner.example.org", "::1", "sales.example.org")
