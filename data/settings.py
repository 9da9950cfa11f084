"""Settings, read from the environment (``VORONKA_…``) or from ``.env``, once, at start."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Literal

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
