"""Names and definitions in both languages, beside what they name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    ru: str
    en: str

    def __call__(self, language: str) -> str:
        return self.ru if language == "ru" else self.en
