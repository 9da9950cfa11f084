"""Settings, read from the environment (``VORONKA_…``) once, at start."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from data.errors import BadInput

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """One field, one variable. Anything unknown or wrong is refused by name."""

    model_config = SettingsConfigDict(env_prefix="VORONKA_", env_file=".env", extra="ignore")

    store: str = Field(
        default=f"duckdb:///{ROOT / 'var' / 'voronka.duckdb'}",
        description="Where the data is kept, as a SQLAlchemy URL.",
    )
    uploads: Path = Field(default=ROOT / "var" / "uploads", description="Folder of the kept upload files.")
    language: Literal["ru", "en", "auto"] = Field(
        default="auto", description="Language of the interface; auto follows the browser."
    )
    currency: str = Field(
        default="RUB",
        pattern="^[A-Z]{3}$",
        description="ISO code in which totals are counted and rows without a currency are read.",
    )
    churn_days: int | None = Field(
        default=None,
        ge=1,
        description="Days without a purchase after which a customer is gone; "
        "by default the 90th percentile of gaps between purchases, at least 30.",
    )
    statement_seconds: float = Field(default=60, gt=0, description="A query that runs longer is stopped.")
    upload_megabytes: int = Field(default=1024, ge=1, description="Largest upload.")

    @field_validator("store")
    @classmethod
    def _is_a_url(cls, value: str) -> str:
        try:
            make_url(value)
        except ArgumentError:
            raise ValueError("not a SQLAlchemy URL such as duckdb:////path/to/file.duckdb") from None
        return value


def load() -> Settings:
    """Raises BadInput naming each wrong variable and why it was refused."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"VORONKA_{str(item['loc'][0]).upper()} = {item['input']!r}: {item['msg']}"
            for item in error.errors()
        )
        raise BadInput("Wrong setting. {wrong}", wrong=wrong) from None
