"""Shapes of dates: which of them are read, and the SQL that reads a column of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from data.importing.values.reading import Shape

DAY, MONTH = "day", "month"
_TIME = re.compile(
    r"^(?P<date>.*?)(?P<gap>,? +(?:в |at )?|T)(?P<time>99?:99(?P<seconds>:99)?)(?P<rest>[.,]9+)?(?P<half> ?[AaPp][Mm])?$"
)
OFFSET = re.compile(
    r"(:99(?:[.,]9+)?)( ?Z| ?[+-]99(?::?99)?| ?[A-Z][A-Z][A-Z][A-Z]?)$"
)  # after a time only: 99-99-9999
PARTS = re.compile(r"99?([./-])99?\1(9999|99)")
_FIXED = {
    "9999-99-99": "%Y-%m-%d",
    "9999-9-99": "%Y-%m-%d",
    "9999-99-9": "%Y-%m-%d",
    "9999-9-9": "%Y-%m-%d",
    "9999/99/99": "%Y/%m/%d",
    "9999/9/99": "%Y/%m/%d",
    "9999/99/9": "%Y/%m/%d",
    "9999/9/9": "%Y/%m/%d",
    "9999.99.99": "%Y.%m.%d",
    "99999999": "%Y%m%d",
    "99999999999999": "%Y%m%d%H%M%S",
    "99.9999": "%m.%Y",
    "99/9999": "%m/%Y",
    "9999-99": "%Y-%m",
    "9999.99": "%Y.%m",
}
_CLOCK = r"([ T]\d\d?:\d\d(:\d\d([.,]\d+)?)?( ?Z|[+-]\d\d:?\d\d)?)?"
NOTHING = (
    r"[.\s:/-]+|0+([.,]0+)?|((0000-00-00|0001-01-01|1899-12-3[01]|1900-01-0[01]|1970-01-01|9999-12-31|"
    r"00?[./-]00?[./-]0000|0?1[./-]0?1[./-](0001|1900|1970)|3[01][./-]12[./-](1899|9999)|12/3[01]/(1899|9999)|"
    rf"0?1/0/1900){_CLOCK})"
)
"""What programs write for no date, of Python and of the engine: zeros, dots alone, the first or the last day they know."""

SERIAL = re.compile(r"9{5}([.,]9+)?")
UNIX = re.compile(r"9{10}(9{3})?([.,]9+)?")  # seconds or milliseconds since 1970


def bare(shape: str) -> tuple[str, re.Match[str] | None]:
    """The date part of a shape, and its time."""
    plain = re.sub(r" ?г(ода)?\.?$", "", OFFSET.sub(r"\1", shape))
    time = _TIME.match(plain)
    return (time["date"] if time else plain), time


def is_parted(shape: str) -> bool:
    return bool(PARTS.fullmatch(bare(shape)[0]))


def are_dotted(parted: Iterable[Shape]) -> bool:
    return all(re.match(r"99?\.", shape.text) for shape in parted)


def format_of(shape: str, order: str) -> str:
    """The one strptime format of a shape; '' for none."""
    date, time = bare(shape)
    parts = PARTS.fullmatch(date)
    if parts:
        mark, year = parts[1], "%Y" if len(parts[2]) == 4 else "%y"
        day = ("%d", "%m") if order != MONTH else ("%m", "%d")
        found = f"{day[0]}{mark}{day[1]}{mark}{year}"
    else:
        found = _FIXED.get(date, "")
    if not time or not found:
        return found
    half = time["half"] or ""
    clock = ("%I:%M" if half else "%H:%M") + (":%S" if time["seconds"] else "")
    return f"{found}{time['gap']}{clock}{' %p' if half[:1] == ' ' else '%p' if half else ''}"


def sql_of(formats: dict[str, list[Shape]], readable: Sequence[Shape], lookup: bool) -> str:
    texts = [shape.text for shape in readable]
    value = "{c}"
    if any(OFFSET.search(text) for text in texts):
        value = f"regexp_replace({value}, '(:\\d\\d([.,]\\d+)?)( ?Z| ?[+-]\\d\\d(:?\\d\\d)?| ?[A-Z][A-Z][A-Z][A-Z]?)$', '\\1')"
    if any(re.search(r"г(ода)?\.?$", text) for text in texts):
        value = f"regexp_replace({value}, ' ?г(ода)?\\.?$', '')"
    if any(re.search(r":99[.,]9+", text) for text in texts):
        value = f"regexp_replace({value}, '(:\\d\\d)[.,]\\d+', '\\1')"
    short_years_first = sorted(formats, key=lambda f: ("%y" not in f, f))
    tries = [f"try_strptime({value}, '{form}')" for form in short_years_first]
    if lookup:
        tries.append("(SELECT t FROM {lookup} WHERE v = {c})")
    if not tries:
        return "CAST(NULL AS TIMESTAMP)"
    return tries[0] if len(tries) == 1 else f"coalesce({', '.join(tries)})"


def serial_sql() -> str:
    """Days since 1899-12-30; a spreadsheet's own numbers for 1954 … 2064 only."""
    number = "TRY_CAST(replace({c}, ',', '.') AS DOUBLE)"
    moment = f"TIMESTAMP '1899-12-30' + to_seconds(CAST(round({number} * 86400) AS BIGINT))"
    return f"(CASE WHEN {number} BETWEEN 20000 AND 60000 THEN {moment} END)"


def unix_sql() -> str:
    """For the years 2001 … 2036 only: other numbers of ten digits are ids or phones."""
    number = "TRY_CAST(replace({c}, ',', '.') AS DOUBLE)"
    seconds = f"(CASE WHEN {number} >= 1e12 THEN {number} / 1000 ELSE {number} END)"
    moment = f"make_timestamp(CAST(floor({seconds}) AS BIGINT) * 1000000)"
    return f"(CASE WHEN {seconds} BETWEEN 1e9 AND 2.1e9 THEN {moment} END)"
