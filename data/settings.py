"""Settings, read from the environment (``VORONKA_…``) or from ``.env``, once, at start."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from babel.numbers import is_currency
from dotenv import dotenv_values
from holidays import list_supported_countries
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from data.errors import BadInput, Unknown

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "VORONKA_"
FILE = ROOT / ".env"


class Settings(BaseSettings):
    """One field, one variable. Anything unknown or wrong is refused by name."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=FILE, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    store: str = Field(
        default=f"duckdb:///{ROOT / 'var' / 'voronka.duckdb'}",
        description="Where the data is kept, as a SQLAlchemy URL.",
    )
    uploads: Path = Field(default=ROOT / "var" / "uploads", description="Folder of the kept upload files.")
    inbox: Path | None = Field(
        default=None, description="Folder whose files are imported as they come; by default none is watched."
    )
    log: Path = Field(
        default=ROOT / "var" / "voronka.log",
        description="File in which the command line writes what a failure looked like from inside.",
    )
    language: Literal["ru", "en", "auto"] = Field(
        default="auto",
        description="Language of the interface; auto follows the browser, and LANG on the command line.",
    )
    currency: str = Field(
        default="RUB",
        description="ISO code in which totals are counted and rows without a currency are read.",
    )
    country: str = Field(
        default="RU",
        description="ISO code of the country whose public holidays are no working days.",
    )
    churn_days: int | None = Field(
        default=None,
        ge=1,
        description="Days without a purchase after which a customer is gone; "
        "by default the 90th percentile of gaps between purchases, at least 30.",
    )
    statement_seconds: float = Field(default=60, gt=0, description="A query that runs longer is stopped.")
    upload_megabytes: int = Field(default=1024, ge=1, description="Largest upload.")
    access: Literal["local", "team"] = Field(
        default="local",
        description="local: this computer only, without sign-in; team: people sign in and see what is theirs.",
    )
    address: str = Field(
        default="http://localhost:8501",
        description="Where people open Voronka: its host is allowed, links to invite begin with it.",
    )
    hosts: str = Field(
        default="localhost,127.0.0.1,[::1]",
        description="Names under which Voronka answers, by commas; the one of its address is always among them.",
    )
    contact: str = Field(default="", max_length=200, description="Whom a stranger is told to ask for access.")
    trusted_providers: str = Field(
        default="",
        description="Providers, by commas, whose e-mails count as verified although they do not say so.",
    )
    now: datetime | None = Field(
        default=None,
        description="A moment at which the clock stands still, for demonstrations and tests: 2026-03-31T09:00.",
    )

    @field_validator("store")
    @classmethod
    def _is_a_url(cls, value: str) -> str:
        try:
            make_url(value)
        except ArgumentError:
            raise ValueError("not a URL") from None
        return value

    @field_validator("address")
    @classmethod
    def _is_a_place(cls, value: str) -> str:
        place = urlsplit(value)
        if place.scheme not in ("http", "https") or not place.hostname or place.path.strip("/"):
            raise ValueError("not the address of a host")
        return value.rstrip("/")

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, value: str) -> str:
        given = [host.strip() for host in value.split(",")]
        if not all(re.fullmatch(r"[\w.-]+|\[[0-9a-fA-F:.]+\]", host) for host in given):
            raise ValueError("not names of hosts")
        return value

    @field_validator("trusted_providers")
    @classmethod
    def _are_providers(cls, value: str) -> str:
        if value and not all(each.strip().isidentifier() for each in value.split(",")):
            raise ValueError("not names of providers")
        return value

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Without ports, in small letters."""
        given = (*self.hosts.split(","), urlsplit(self.address).hostname or "")
        return tuple(dict.fromkeys(host.strip().lower().strip("[]") for host in given if host.strip()))

    @property
    def is_team(self) -> bool:
        return self.access == "team"

    @field_validator("currency")
    @classmethod
    def _is_a_currency(cls, value: str) -> str:
        if not is_currency(value):
            raise ValueError("not a currency")
        return value

    @field_validator("country")
    @classmethod
    def _is_a_country(cls, value: str) -> str:
        if len(value) != 2 or value not in list_supported_countries(include_aliases=False):
            raise ValueError("not a country")
        return value


_WRONG: dict[str, Callable[[object], BadInput]] = {
    "store": lambda value: BadInput(
        "VORONKA_STORE is not an address of a store such as duckdb:////path/to/file.duckdb."
    ),
    "uploads": lambda value: BadInput("VORONKA_UPLOADS is “{value}”: it must be a folder.", value=value),
    "inbox": lambda value: BadInput("VORONKA_INBOX is “{value}”: it must be a folder.", value=value),
    "log": lambda value: BadInput("VORONKA_LOG is “{value}”: it must be a file.", value=value),
    "language": lambda value: BadInput(
        "VORONKA_LANGUAGE is “{value}”: it must be ru, en or auto.", value=value
    ),
    "currency": lambda value: BadInput(
        "VORONKA_CURRENCY is “{value}”: it must be the code of a currency in capitals, such as RUB.",
        value=value,
    ),
    "country": lambda value: BadInput(
        "VORONKA_COUNTRY is “{value}”: it must be the two-letter code of a country in capitals, such as RU.",
        value=value,
    ),
    "churn_days": lambda value: BadInput(
        "VORONKA_CHURN_DAYS is “{value}”: it must be a whole number of days from 1.", value=value
    ),
    "statement_seconds": lambda value: BadInput(
        "VORONKA_STATEMENT_SECONDS is “{value}”: it must be a number of seconds above 0.", value=value
    ),
    "upload_megabytes": lambda value: BadInput(
        "VORONKA_UPLOAD_MEGABYTES is “{value}”: it must be a whole number of megabytes from 1.", value=value
    ),
    "access": lambda value: BadInput("VORONKA_ACCESS is “{value}”: it must be local or team.", value=value),
    "address": lambda value: BadInput(
        "VORONKA_ADDRESS is “{value}”: it must be an address such as https://sales.example.org, without a path.",
        value=value,
    ),
    "hosts": lambda value: BadInput(
        "VORONKA_HOSTS is “{value}”: it must be names of hosts by commas, without ports: sales.example.org.",
        value=value,
    ),
    "contact": lambda value: BadInput("VORONKA_CONTACT is too long: at most 200 characters."),
    "trusted_providers": lambda value: BadInput(
        "VORONKA_TRUSTED_PROVIDERS is “{value}”: it must be names from secrets.toml by commas: microsoft.",
        value=value,
    ),
    "now": lambda value: BadInput(
        "VORONKA_NOW is “{value}”: it must be a moment such as 2026-03-31T09:00.", value=value
    ),
}


def load() -> Settings:
    """Raises Unknown for a variable that is no setting, BadInput for one that holds nonsense, by name."""
    given = [(name, value) for name, value in os.environ.items() if name.upper().startswith(PREFIX)]
    return _read(tuple(sorted(given)))


@lru_cache(maxsize=8)
def _read(environment: tuple[tuple[str, str], ...]) -> Settings:
    """Once for each environment: pages ask at every run."""
    _refuse_unknown([name for name, _ in environment])
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        raise _WRONG[str(first["loc"][0])](first["input"]) from None


def _refuse_unknown(given: list[str]) -> None:
    """A misspelt setting would otherwise be a setting silently left as it was."""
    known = [name.upper() for name in Settings.model_fields]
    for name in (*given, *dotenv_values(FILE)):
        own = name.upper().removeprefix(PREFIX)
        if name.upper().startswith(PREFIX) and own not in known:
            near = get_close_matches(own, known, n=3, cutoff=0.5)
            raise Unknown("setting", name, [PREFIX + each for each in near])
