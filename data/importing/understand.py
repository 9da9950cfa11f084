"""One file, understood: its kind, its columns, its rows as typed and checked; what it leaves open."""

from __future__ import annotations

from collections.abc import Sequence

from data.importing import formats
from data.importing.checking import checks, orders
from data.importing.formats import Format
from data.importing.merging import events
from data.importing.model import Column, Message
from data.importing.understanding import (
    amounts,
    blanks,
    cents,
    deleted,
    filling,
    groups,
    kinds,
    matching,
    naming,
    paid,
    service,
    sheet_names,
    spoiled,
    spread,
    ticked,
    years,
)
from data.importing.understanding.understood import Said, Understood
from data.importing.values import numbers
from data.importing.values.columns import Columns
from data.importing.values.reading import Reading


def recognise(file: Understood, known: Sequence[Format]) -> None:
    """Whose layout it is, if any of the known."""
    if file.raw is not None:
        file.format = formats.recognise(matching.spellings(file.raw.headers), known)
        spread.notice(file)


def understand(file: Understood, said: Said) -> None:
    """Fills in everything else. Raises Unknown and BadInput for what the person named wrongly."""
    if file.raw is None:
        return
    file.kind = kinds.kind_of(file, said)
    if file.kind is None:
        kinds.explain(file, said)
        return
    if file.format and file.format.kind != file.kind:  # its words are about another kind
        file.format = None
    if not spread.holds(file, said):
        file.spread = None
    file.kind_said = bool(said.kind or said.answer(file.source.name, "kind"))
    file.emptied = tuple(name for name, header in said.mapping.items() if header == "")
    found = naming.name_columns(file, said)
    if file.set_aside or (file.questions and not found):
        return
    assert found is not None
    _service(file, found)
    deleted.leave_out(file)
    ticked.leave_out(file, said)
    found = groups.read(file, found, said)
    blanks.fill(file, found, said)
    found = sheet_names.read(file, found, said)
    _months(file, found, said)
    spoiled.leave_out(file, found)
    found = naming.status_as_stage(file, found)
    orders.continue_lines(file)
    _read_columns(file, found, said)
    _tell_columns(file, found, said)
    if file.raw.garbled:
        file.warnings.append(
            Message("Some bytes of the file are no letters of its encoding; they became “�”.")
        )
    if not file.problems:
        checks.check(file, said)
        _set_aside_if_empty(file)


def _set_aside_if_empty(file: Understood) -> None:
    """An export of nothing is no import: it would be said to be one, and the demo company would go for it."""
    assert file.raw is not None
    if file.service == file.raw.total and not file.raw.torn:
        file.questions.clear()
        file.set_aside = Message(
            "Set aside: none of its rows is data: headers, totals and empty rows at most."
        )


def _service(file: Understood, found: matching.Matching) -> None:
    assert file.raw is not None
    types = {
        m.position: found.kind.fields[m.field].type for m in found.matches if m.position <= file.raw.width
    }
    lonely = file.kind in ("deals", "purchases", "plans")
    marked = service.mark(file.raw, types, lonely, found.columns.get("deal_id"))
    file.service, file.alone = file.raw.dialect.header + marked.count, marked.alone
    if file.kind == "stage_history":
        _leave_out(file, {m.field: f"c{m.position}" for m in found.matches})


def _months(file: Understood, found: matching.Matching, said: Said) -> None:
    if file.spread:
        spread.unfold(file, said)
        if file.spread.month_at:
            years.complete(file, said, file.spread.month_at)
    elif file.kind == "plans" and "month" in found.columns:
        years.complete(file, said, found.columns["month"])


def _leave_out(file: Understood, columns: dict[str, str]) -> None:
    condition = events.unheard(columns)
    count = service.leave_out(file.database, condition) if condition else 0
    if count:
        file.service += count
        file.warnings.append(
            Message("{count} rows tell of no stage that was entered: they were left out.", {"count": count})
        )


def _readings(file: Understood, found: matching.Matching, said: Said, columns: Columns) -> dict[str, Reading]:
    """By field. Where the values of a column leave its decimal sign open, it is that of the others: one
    program writes all its numbers in one way."""

    def read(one: matching.Match, sign: str | None = None) -> Reading:
        type_, key = found.kind.fields[one.field].type, f"{file.kind}.{one.field}"
        times = spread.times(file, one.position, type_)
        answer = lambda what: sign or _used(file, said, f"{key}.{what}")  # noqa: E731
        return columns.read(f"c{one.position}", type_, answer, times)

    told = {one.field: read(one) for one in found.matches}
    signs = {sign for reading in told.values() if (sign := numbers.sign_of(reading))}
    for one in found.matches:
        ask = told[one.field].ask
        if ask and ask.what == "decimal" and len(signs) == 1:
            told[one.field] = read(one, *signs)
    return told


def _read_columns(file: Understood, found: matching.Matching, said: Said) -> None:
    columns = Columns(file.database)
    readings = _readings(file, found, said, columns)
    for one in found.matches:
        told, reading = found.kind.fields[one.field], readings[one.field]
        if told.type == "money" and one.how != "given" and amounts.is_share(file, one, reading):
            continue
        if reading.strange > reading.readable and one.how != "given" and not _needed(found, one.field):
            file.warnings.append(
                Message(
                    "“{column}” was left out: most of its values cannot be read as what its name promises.",
                    {"column": file.header(one.position), "field": told.english},
                )
            )
            continue
        file.readings[one.field] = filling.filled(file, one.field, reading)
        if reading.rounded and told.type == "money":
            file.warnings.append(
                Message(
                    "“{column}” has more than two decimals: amounts are rounded to cents.",
                    {"column": file.header(one.position)},
                )
            )
        amounts.tell_times(file, one, told.type)
        if reading.note:
            where = {"column": file.header(one.position)}
            file.warnings.append(Message(reading.note.text, {**reading.note.values, **where}))
        if reading.ask:
            file.ask(reading.ask, one.field)
        if reading.problem:
            where = {"column": file.header(one.position)}
            file.problems.append(Message(reading.problem.text, {**reading.problem.values, **where}))
    file.readings.update(filling.dates_within(file))
    if file.kind == "deals":
        events.entered(file, columns)
    cents.settle(file)
    amounts.counted(file)
    amounts.less(file, columns)
    amounts.returned(file)
    amounts.earned(file)
    paid.tell_difference(file, columns)
    orders.dates(file, said)
    if "amount" in file.readings and "currency" not in file.readings and "currency" in found.kind.fields:
        amounts.currency_of(file, columns, file.positions["amount"])
    elif "amount" in file.readings and "currency" in file.readings:
        amounts.compare_signs(file, columns)


def _needed(found: matching.Matching, field: str) -> bool:
    """Of facts: whatever their kind needs. Of lists: what no other column stands in for."""
    if found.kind.name in ("customers", "managers", "products"):
        return any(set(group) & set(found.columns) == {field} for group in found.kind.needs)
    return found.kind.fields[field].required


def _used(file: Understood, said: Said, key: str) -> str | None:
    answer = said.answer(file.source.name, key)
    if answer is not None:
        file.used[key] = answer
    return answer


def _tell_columns(file: Understood, found: matching.Matching, said: Said) -> None:
    assert file.raw is not None
    by_place = {m.position: m for m in found.matches if m.field in file.readings}
    under_months = file.spread.width + 2 if file.spread else 0
    told = []
    for place, header in enumerate(file.raw.headers, 1):
        one = by_place.get(under_months if spread.is_month(file, place) else place)
        reading = file.readings[one.field].label if one else None
        how = ("remembered" if one.how == "given" and said.remembered else one.how) if one else ""
        told.append(
            Column(
                place,
                header,
                one.field if one else None,
                one.confidence if one else 0.0,
                how,
                reading,
                naming.examples(file, place),
            )
        )
        if one and one.how == "fuzzy":
            file.warnings.append(
                Message(
                    "What “{column}” means was told by a like spelling. Check what it became.",
                    {"column": header, "field": found.kind.fields[one.field].english},
                )
            )
    file.columns = tuple(told)
