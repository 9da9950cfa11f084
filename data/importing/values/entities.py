"""Marks that a program wrote as a page would have them: ``&quot;``, ``&amp;``."""

from __future__ import annotations

_SIGNS = {
    "&quot;": '"',
    "&#039;": "''",
    "&#39;": "''",
    "&apos;": "''",
    "&lt;": "<",
    "&gt;": ">",
    "&laquo;": "«",
    "&raquo;": "»",
    "&nbsp;": " ",
    "&amp;": "&",  # the last: "&amp;quot;" was escaped twice
}
ANY = "|".join(_SIGNS)
"""A regular expression of them all."""


def unescaped(sql: str) -> str:
    """SQL of a text, with the signs that are meant."""
    for entity, sign in _SIGNS.items():
        sql = f"replace({sql}, '{entity}', '{sign}')"
    return sql
