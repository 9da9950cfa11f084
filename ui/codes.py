"""What the data keeps as a code is said as a word."""

from __future__ import annotations

from data.schema import LOST, OPEN, RETURNED, WON
from metrics.dimensions import NOT_SET
from metrics.words import Words
from ui.text import _, is_missing, words

CODES = {
    "status": {
        OPEN: Words("В работе", "In work"),
        WON: Words("Выиграна", "Won"),
        LOST: Words("Проиграна", "Lost"),
        RETURNED: Words("Возврат", "Returned"),
    },
    "channel": {
        "direct": Words("Прямые продажи", "Direct sales"),
        "dealer": Words("Дилеры", "Dealers"),
        "tender": Words("Тендеры", "Tenders"),
        "retail": Words("Розница", "Retail"),
    },
}


def value_name(value: object, key: str = "") -> str:
    """A value of the dimension ``key`` as people read it; without a key it is nobody's code."""
    if is_missing(value) or value == NOT_SET:
        return _("(not set)")
    said = CODES.get(key, {}).get(str(value))
    return words(said) if said else str(value)
