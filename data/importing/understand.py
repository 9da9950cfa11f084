"""One file, understood: its kind, its columns, its rows as typed and checked; what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from data.errors import BadInput, Unknown
from data.importing import checks, matching, service, table
from data.importing.columns import Columns, Remedy
from data.importing.model import KINDS, Column, Message, Option, Question, Source
from data.importing.reading import Ask, Reading
from data.importing.table import RawTable
from data.importing.vocabulary import kind

IGNORE = "ignore"


@dataclass
class Said:
    """What a person said of the import, or of this header when it was last confirmed."""

    kind: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    remembered: bool = False

    def answer(self, file: str, key: str) -> str | None:
        return self.answers.get(f"{file}:{key}", self.answers.get(key))


@dataclass
class Understood:
    """``raw.database`` holds ``staged`` (one row an id, typed), ``rejected``, ``members``, ``items``.

    ``carried``: fields of the store that the file speaks of. ``remedies``: what ``rejected.code`` means.
    """

    source: Source
    content_hash: str
    size: int
    kind: str | None = None
    set_aside: Message | None = None
    raw: RawTable | None = None
    columns: tuple[Column, ...] = ()
    positions: Mapping[str, int] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    service: int = 0
    warnings: list[Message] = field(default_factory=list)
    problems: list[Message] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    remedies: list[Remedy] = field(default_factory=list)
    carried: tuple[str, ...] = ()
    stage_kinds: Mapping[str, str] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)  # answers that decided something
    emptied: tuple[str, ...] = ()  # fields that a person left without a column
    kind_said: bool = False

    @property
    def database(self):  # type: ignore[no-untyped-def]
        assert self.raw is not None
        return self.raw.database

    def header(self, position: int) -> str:
        assert self.raw is not None
        return self.raw.headers[position - 1] or f"#{position}"

    def called(self, field_: str) -> str:
        """The header of the field's column."""
        return self.header(self.positions[field_])

    def ask(self, ask: Ask, field_: str = "") -> None:
        key = ".".join(part for part in (self.kind, field_, ask.what) if part)
        column = {"column": self.header(self.positions[field_])} if field_ in self.positions else {}
        options = tuple(Option(value, label) for value, label in ask.options)
        several = ask.what in ("won", "lost")
        text = Message(ask.text.text, {**ask.text.values, **column})
        self.questions.append(Question(key, self.source.name, text, options, several, ask.examples))

    def close(self) -> None:
        if self.raw is not None:
            self.raw.close()


def open_file(source: Source, told=lambda _: None) -> Understood:  # type: ignore[no-untyped-def]
    """Reads the table; a file that is none is set aside with the reason."""
    try:
        raw = table.read(source, told)
    except BadInput as error:
        content_hash, size = table.fingerprint(source.content)
        return Understood(source, content_hash, size, set_aside=Message(error.message, error.values))
    return Understood(source, raw.content_hash, raw.size, raw=raw)


def understand(file: Understood, said: Said) -> None:
    """Fills in everything else. Raises Unknown and BadInput for what the person named wrongly."""
    if file.raw is None:
        return
    file.kind = kind_of(file, said)
    if file.kind is None:
        _explain(file, said)
        return
    file.kind_said = bool(said.kind or said.answer(file.source.name, "kind"))
    file.emptied = tuple(name for name, header in said.mapping.items() if header == "")
    found = _matching(file, said)
    if file.set_aside or (file.questions and not found):
        return
    assert found is not None
    _service(file, found)
    _read_columns(file, found, said)
    _tell_columns(file, found, said)
    if file.raw.garbled:
        file.warnings.append(
            Message("Some bytes of the file are no letters of its encoding; they became “�”.")
        )
    if not file.problems:
        checks.check(file, said)


def kind_of(file: Understood, said: Said) -> str | None:
    """The kind as told or recognised; None when it is neither, or not one only."""
    assert file.raw is not None
    told = said.kind or said.answer(file.source.name, "kind")
    if told and told not in (*KINDS, IGNORE):
        raise Unknown("kind", told, (*KINDS, IGNORE))
    if told:
        return None if told == IGNORE else told
    kinds = matching.recognise(file.raw.headers, file.source.name)
    return kinds[0] if len(kinds) == 1 else None


def _explain(file: Understood, said: Said) -> None:
    """Why the file has no kind: set aside, or a question."""
    assert file.raw is not None
    if IGNORE in (said.kind, said.answer(file.source.name, "kind")):
        file.set_aside = Message("Set aside, as you asked.")
        return
    kinds = matching.recognise(file.raw.headers, file.source.name)
    if kinds:
        options = (
            *(Option(name, kind(name).title) for name in kinds),
            Option(IGNORE, Message("Set it aside")),
        )
        text = Message("What is {file}: its columns fit several kinds.", {"file": file.source.name})
        file.questions.append(Question(f"{file.source.name}:kind", file.source.name, text, options))
        return
    seen = ", ".join(header for header in file.raw.headers if header)[:120]
    file.set_aside = Message(
        "Set aside: its columns ({columns}) are none of deals, purchases, customers, managers, products or plans. "
        "If they are, say which kind it is and what the columns mean.",
        {"columns": seen or "—"},
    )


def _matching(file: Understood, said: Said) -> matching.Matching | None:
    """None when it cannot go on; the reason is then in the file."""
    assert file.raw is not None and file.kind is not None
    given = matching.positions(file.raw.headers, said.mapping, file.kind)
    found = matching.match(file.kind, file.raw.headers, given)
    for name, twins in found.twins.items():
        choice = _twin(file, name, twins, said)
        if choice == "ask":
            continue
        given[name] = choice  # type: ignore[assignment]
    how = {m.field: m for m in found.matches}
    found = matching.match(file.kind, file.raw.headers, given)
    found = replace(found, matches=tuple(_as_before(m, how, found) for m in found.matches))
    missing = [group for group in found.kind.needs if not set(group) & set(found.columns)]
    partial = file.kind == "deals" and "deal_id" in found.columns
    if missing and not partial:
        file.problems.append(
            Message(
                "{file} lacks a column for: {fields}. Say which column it is, or choose another kind.",
                {
                    "file": file.source.name,
                    "fields": "; ".join(" / ".join(group) for group in missing),
                },
            )
        )
    file.positions = found.columns
    return found


def _as_before(
    match: matching.Match, before: Mapping[str, matching.Match], found: matching.Matching
) -> matching.Match:
    """A twin that was chosen by its content keeps the confidence of its name."""
    old = before.get(match.field)
    return replace(match, confidence=old.confidence, how=old.how) if old and match.how == "given" else match


def _twin(file: Understood, name: str, twins: tuple[int, ...], said: Said) -> int | None | str:
    """Of columns of one name: the only one with values, the first of equals, else as answered."""
    assert file.raw is not None
    columns = ", ".join(f"count(*) FILTER (c{p} <> '')" for p in twins)
    filled = file.database.execute(f"SELECT {columns} FROM raw").fetchone()
    full = [p for p, count in zip(twins, filled, strict=True) if count]
    if len(full) < 2:
        return (full or list(twins))[0]
    unlike = " OR ".join(f"c{p} <> c{full[0]}" for p in full[1:])
    if not file.database.execute(f"SELECT count(*) FROM raw WHERE {unlike}").fetchone()[0]:
        return full[0]
    key = f"{file.kind}.{name}.column"
    answer = said.answer(file.source.name, key)
    values = [f"#{p}" for p in full] + ["none"]
    if answer in values:
        file.used[key] = answer
        return None if answer == "none" else int(answer[1:])
    options = []
    for place in full:
        seen = _examples(file, place)
        options.append(
            Option(
                f"#{place}",
                Message("column {place}: {examples}", {"place": place, "examples": ", ".join(seen)}),
            )
        )
    options.append(Option("none", Message("none of them")))
    text = Message(
        "Several columns are called “{column}” and differ. Which one is meant?",
        {"column": file.header(full[0])},
    )
    file.questions.append(Question(key, file.source.name, text, tuple(options)))
    return "ask"


def _service(file: Understood, found: matching.Matching) -> None:
    assert file.raw is not None
    types = {m.position: found.kind.fields[m.field].type for m in found.matches}
    lonely = file.kind in ("deals", "purchases", "plans")
    marked = service.mark(file.raw, types, lonely, found.columns.get("deal_id"))
    file.service = file.raw.dialect.header + marked


def _read_columns(file: Understood, found: matching.Matching, said: Said) -> None:
    columns = Columns(file.database)
    for one in found.matches:
        told = found.kind.fields[one.field]
        key = f"{file.kind}.{one.field}"
        reading = columns.read(
            f"c{one.position}",
            told.type,
            lambda what, key=key: _used(file, said, f"{key}.{what}"),  # type: ignore[misc]
        )
        if reading.strange > reading.readable and one.how != "given" and not told.required:
            file.warnings.append(
                Message(
                    "“{column}” was left out: most of its values cannot be read as what its name promises.",
                    {"column": file.header(one.position), "field": told.english},
                )
            )
            continue
        file.readings[one.field] = reading
        if reading.ask:
            file.ask(reading.ask, one.field)
        if reading.problem:
            where = {"column": file.header(one.position)}
            file.problems.append(Message(reading.problem.text, {**reading.problem.values, **where}))
    if "currency" not in file.readings and "amount" in file.readings and "currency" in found.kind.fields:
        sign = columns.sign(f"c{found.columns['amount']}")
        if sign:
            file.readings["currency"] = sign
            file.positions = {**file.positions, "currency": found.columns["amount"]}


def _used(file: Understood, said: Said, key: str) -> str | None:
    answer = said.answer(file.source.name, key)
    if answer is not None:
        file.used[key] = answer
    return answer


def _tell_columns(file: Understood, found: matching.Matching, said: Said) -> None:
    assert file.raw is not None
    by_place = {m.position: m for m in found.matches if m.field in file.readings}
    told = []
    for place, header in enumerate(file.raw.headers, 1):
        one = by_place.get(place)
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
                _examples(file, place),
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


def _examples(file: Understood, place: int) -> tuple[str, ...]:
    rows = file.database.execute(
        f"SELECT c{place}, min(n) FROM (SELECT n, c{place} FROM raw LIMIT 2000) WHERE c{place} <> '' GROUP BY 1 ORDER BY 2 LIMIT 3"
    ).fetchall()
    return tuple(value for value, _ in rows)
