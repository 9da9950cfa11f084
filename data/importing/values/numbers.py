"""Numbers as people write them: ``1 234,56 ₽``, ``1,234.56``, ``(1 234,56)``, ``1'234.56``, ``75 %``.

A column has one decimal sign, found from all its values; ``1,234`` in every one of them is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from data.importing.model import Message
from data.importing.values import units
from data.importing.values.reading import SHAPE, Ask, Decide, Reading, Shape, guarded, rows_of, split_empty
from data.importing.vocabulary import literals

POINT, COMMA = "point", "comma"
MONEY = r"(?i)(российск[а-я]* )?(рубл[а-я]*|руб|р|rub|rur|usd|eur|kzt|byn|uah|gbp|cny|inr|rs|pln|zł|chf|aed|amd|gel|azn|kgs|brl|тенге|долл?[а-я]*|евро|грн|тг)\.?|[₽$€£₸¥₴₹₺₾₼֏]"
_SPACES = " \u00a0\u202f\u2009'’"
_SPACE = f"[{_SPACES}]"
_GROUPED = {
    POINT: re.compile(rf"[-+]?(9*|9{{1,3}}(,999)+|9{{1,3}}({_SPACE}999)+)(\.9*)?"),
    COMMA: re.compile(rf"[-+]?(9*|9{{1,3}}(\.999)+|9{{1,3}}({_SPACE}999)+)(,9*)?"),
}
_MARKS = {POINT: ".", COMMA: ","}
_LABELS = {
    POINT: Message("numbers with a decimal point"),
    COMMA: Message("numbers with a decimal comma"),
    "": Message("whole numbers"),
    "both": Message("numbers with a decimal point or a decimal comma"),
}


def core(shape: str) -> str:
    """The digits and separators of a shape, without currency, percent, brackets and outer spaces."""
    bare = (
        re.sub(MONEY, "", re.sub(units.DROPPED, r"\1\3", shape))
        .strip(_SPACES + "%")
        .replace("−", "-")
        .replace("–", "-")
    )
    inner = re.fullmatch(r"\((.*)\)", bare)
    bare = "-" + inner[1].strip(_SPACES) if inner else bare
    return re.sub(rf"^([-+]){_SPACE}+", r"\1", bare)


def allows(shape: Shape) -> frozenset[str]:
    """The decimal signs under which the values of a shape are numbers. ``0,123`` (the example is
    the least of them) cannot be a group of thousands."""
    bare = core(shape.text)
    if "9" not in bare:
        return frozenset()
    signs = frozenset(sign for sign, pattern in _GROUPED.items() if pattern.fullmatch(bare))
    zero = re.match(r"-?0([.,])", core(shape.example))
    return signs & {POINT if zero[1] == "." else COMMA} if zero and len(signs) == 2 else signs


def decider(places: int, times: int = 1) -> Decide:
    """For numbers of so many decimal places, each so many times what stands in the cell."""
    return lambda found, answer: _decide(found, answer, places, times)


def sign_of(reading: Reading) -> str | None:
    """The decimal sign that a column of numbers leaves no doubt of."""
    known = {_LABELS[sign].text: sign for sign in (POINT, COMMA)}
    return (
        known.get(reading.label.text) if reading.label and not reading.ask and not reading.problem else None
    )


def _decide(found: Sequence[Shape], answer: str | None, places: int, times: int) -> Reading:
    found, empties = split_empty(found)
    readable = [shape for shape in found if allows(shape)]
    strange = sum(shape.times for shape in found if not allows(shape))
    open_ = [shape for shape in readable if len(allows(shape)) == 2 and re.search("[.,]", core(shape.text))]
    doubtful = open_ or any(re.fullmatch("[-+]?9{1,3}[.,]999", core(shape.text)) for shape in readable)
    only = {sign: [s for s in readable if allows(s) == {sign}] for sign in (POINT, COMMA)}
    weight = {sign: sum(shape.times for shape in only[sign]) for sign in only}
    signs = [sign for sign in only if weight[sign]]
    total = sum(shape.times for shape in readable)
    problem = ask = None
    if (
        len(signs) == 2 and doubtful and min(weight.values()) <= 0.01 * total
    ):  # slips of a few rows: those are rejected
        sign = max(weight, key=lambda s: weight[s])
        other = COMMA if sign == POINT else POINT
        readable = [shape for shape in readable if shape not in only[other]]
        strange += weight[other]
    elif len(signs) == 2 and doubtful:
        problem = _mixed(only)
        sign = POINT
    elif len(signs) == 2:
        sign = "both"
    elif signs:
        sign = signs[0]
    elif open_:
        sign = answer or POINT
        ask = None if answer in (POINT, COMMA) else _ask(open_)
    else:
        sign = ""
    sql = (
        _each_by_its_own(only, readable, places, times)
        if sign == "both"
        else _times_sql([shape.text for shape in readable], sign, places, times)
    )
    if strange:
        sql = guarded(sql, readable)
    return Reading(
        sql,
        _LABELS[sign],
        empties,
        _doubt(sign, readable),
        sum(s.times for s in readable),
        strange,
        ask,
        problem,
        rounded=any(
            re.search(rf"[{_MARKS.get(sign, '.')}]9{{{places + 1}}}", shape.text) for shape in readable
        ),
        decorated=any(re.search(MONEY, shape.text) for shape in readable),
    )


def _mixed(only: dict[str, list[Shape]]) -> Message:
    return Message(
        "“{column}”: numbers are written with a decimal point (rows {points}…) and with a decimal comma (rows {commas}…): "
        "they cannot be told apart safely. Export the column in one notation, or leave it out.",
        {"points": rows_of(only[POINT]), "commas": rows_of(only[COMMA])},
    )


def _ask(found: Sequence[Shape]) -> Ask:
    example = found[0].example
    bare = re.sub(MONEY, "", example).strip(_SPACES + "%()")
    point, comma = map(_told, (bare.replace(",", ""), bare.replace(".", "").replace(",", ".")))
    return Ask(
        "decimal",
        Message(
            "Every separator of “{column}” could be a decimal sign or could part thousands: what is {value}?",
            {"value": example},
        ),
        (
            (
                POINT,
                Message(
                    "the point is the decimal sign: {value} is {number}", {"value": example, "number": point}
                ),
            ),
            (
                COMMA,
                Message(
                    "the comma is the decimal sign: {value} is {number}", {"value": example, "number": comma}
                ),
            ),
        ),
        tuple(shape.example for shape in found[:3]),
    )


def _told(digits: str) -> Decimal | str:
    try:
        return Decimal(digits)
    except InvalidOperation:
        return digits


def _each_by_its_own(only: dict[str, list[Shape]], readable: Sequence[Shape], places: int, times: int) -> str:
    """Numbers and texts of numbers in one column: no value of them can be read in two ways."""
    commas = [shape.text for shape in only[COMMA]]
    others = [shape.text for shape in readable if shape.text not in commas]
    told = literals(commas)
    comma, point = (
        _times_sql(texts, sign, places, times) for texts, sign in ((commas, COMMA), (others, POINT))
    )
    return f"(CASE WHEN {SHAPE} IN ({told}) THEN {comma} ELSE {point} END)"


def _times_sql(texts: Sequence[str], sign: str, places: int, times: int) -> str:
    """``1,2 млн`` is worth a million times its digits, whatever the header says of the other cells."""
    met = {many: rule for many, rule in units.AFTER.items() if any(re.search(rule, text) for text in texts)}
    if not met:
        return _sql(texts, sign, places) if times == 1 else _product(_sql(texts, sign, 8), str(times), places)
    bare = [re.sub(units.DROPPED, r"\1\3", text) for text in texts]
    value = _sql(bare, sign, 8).replace("{c}", f"regexp_replace({{c}}, '{units.DROPPED}', '\\1\\3')")
    cases = " ".join(f"WHEN regexp_matches({{c}}, '{rule}') THEN {many}" for many, rule in met.items())
    return _product(value, f"(CASE {cases} ELSE {times} END)", places)


def _product(value: str, times: str, places: int) -> str:
    return f"TRY_CAST(TRY({value} * {times}) AS DECIMAL(18,{places}))"


def _sql(texts: Sequence[str], sign: str, places: int) -> str:
    sql = "{c}"
    if any(re.search(MONEY, text) for text in texts):
        sql = f"regexp_replace({sql}, '{MONEY.replace('{', '{{').replace('}', '}}')}', '', 'g')"
    drop = "".join(ch for ch in _SPACES + "%)+" if any(ch in text for text in texts))
    drop += {POINT: ",", COMMA: "."}.get(sign, "")
    dropped = [ch for ch in drop if any(ch in text for text in texts)]
    swaps = [("−", "-"), ("–", "-"), ("(", "-")]
    swaps = [(old, new) for old, new in swaps if any(old in text for text in texts)]
    if sign == COMMA:
        swaps.append((",", "."))
    if dropped:
        before = "".join(old for old, _ in swaps) + "".join(dropped)
        after = "".join(new for _, new in swaps)
        sql = f"translate({sql}, '{before.replace(chr(39), chr(39) * 2)}', '{after}')"
    else:
        for old, new in swaps:
            sql = f"replace({sql}, '{old}', '{new}')"
    return f"TRY_CAST({sql} AS DECIMAL(18,{places}))"


def _doubt(sign: str, readable: Sequence[Shape]) -> str:
    """True for what a sample of plain numbers did not show: another separator, an exponent.
    Grouped or decorated numbers are never judged by a sample."""
    seen = "".join(shape.text for shape in readable)
    if set(seen) - set("9-.,") or {".", ","} <= set(seen) or (set(seen) & set(".,") and not sign):
        return "true"
    return " OR ".join(f"contains({{c}}, '{mark}')" for mark in (".", ",", "e", "E", "_") if mark not in seen)
