"""Plans whose months (or names) are columns: each filled cell under a month is a plan, and each row of the file one row.

Inside, a cell is row ``n * LINES + column``; ``settle`` gives the file its own rows back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from data.importing.model import Message, Option, Question
from data.importing.understanding import across, matching, years
from data.importing.understanding.matching import Match, Matching
from data.importing.values import units
from data.importing.values.columns import Remedy
from data.importing.values.month_headers import Spread, month_of
from data.importing.vocabulary import empty_words, folded_sql, literals

if TYPE_CHECKING:
    from data.importing.understanding.understood import Said, Understood

LINES = 4096
_OWNERS = ("manager", "manager_id", "team")
_PLAN = ("план", "plan", "target", "quota", "goal")
_COUNT = ("сделк", "сделок", "deal", "штук", "шт", "колич", "count", "number")
WHAT = "plans.amount.column"

_REPEATED = Remedy(
    Message("repeats a plan of a row that is rejected"), Message("Mend that row, or leave one of the two.")
)


def notice(file: Understood) -> None:
    """Two months and more beside a manager or a team; or names beside months."""
    assert file.raw is not None
    headers, titles = file.raw.headers, file.raw.dialect.titles
    words = re.findall(r"[^\W\d_]+", " ".join((*headers, *titles, file.source.name)).lower())
    says, may_count = (any(word.startswith(those) for word in words) for those in (_PLAN, _COUNT))
    if not file.format:
        file.spread = _months_across(file, says, may_count) or across.spread_of(file, says, may_count)


def _months_across(file: Understood, says: bool, may_count: bool) -> Spread | None:
    assert file.raw is not None
    headers, titles = file.raw.headers, file.raw.dialect.titles
    found = ((place, month_of(units.of_header(header).bare)) for place, header in enumerate(headers, 1))
    months = {place: month for place, month in found if month}
    if len(set(months.values())) < 2:
        return None
    owners = matching.match("plans", headers, {}).columns
    if not any(owners.get(field, 0) not in (0, *months) for field in _OWNERS):
        return None
    called = f"{headers[min(months) - 1]} … {headers[max(months) - 1]}"
    times = max(units.of_amounts(headers[place - 1], titles).times for place in months)
    return Spread(months, called, file.raw.width, says, may_count, times)


def holds(file: Understood, said: Said) -> bool:
    """It is read so unless the person named other columns for the month or the plan."""
    named = any(said.mapping.get(field) for field in ("month", "amount", "deals"))
    return file.spread is not None and file.kind == "plans" and not named


def columns(file: Understood, found: Matching, said: Said) -> Matching:
    """What stands in the headers, and the amount, stand in two columns beyond those of the file."""
    assert file.spread is not None
    if file.spread.may_count:
        _ask(file, said)
    if file.spread.names:
        across.settle(file, said)
    spread = file.spread
    others = {"month", "amount", "deals", spread.across}
    own = [m for m in found.matches if m.field not in others and m.position not in spread.places]
    added = [Match(spread.month_at, "month", 1.0, "exact")] if spread.month_at else []
    added += [
        Match(spread.width + 1, spread.across, 1.0, "exact"),
        Match(spread.width + 2, spread.field, 1.0, "exact"),
    ]
    return replace(found, matches=(*own, *added), twins={})


def _ask(file: Understood, said: Said) -> None:
    """Where a word tells of deals or of pieces, money is not taken for granted."""
    assert file.spread is not None
    answer = said.answer(file.source.name, WHAT)
    if answer in ("amount", "deals"):
        file.used[WHAT] = answer
        file.spread = replace(file.spread, field=answer, times=file.spread.times if answer == "amount" else 1)
        return
    options = (Option("amount", Message("amounts of money")), Option("deals", Message("numbers of deals")))
    text = Message("What stands under the months of {file}?", {"file": file.source.name})
    file.questions.append(Question(WHAT, file.source.name, text, options))


def unfold(file: Understood, said: Said) -> None:
    """``cells`` anew: a row for each filled cell under a month; a row with none keeps one, to be rejected."""
    assert file.spread is not None
    wide, places = file.spread.width, file.spread.places
    cells = ", ".join(
        f"{{'p': {place}, 'm': {literals([told])}, 'v': {_value(place)}}}"
        for place, told in _told(file, said).items()
    )
    blank = " AND ".join(f"{_value(place)} = ''" for place in places)
    own = ", ".join(f"c{place}" for place in range(1, wide + 1))
    file.database.execute("ALTER VIEW cells RENAME TO wide")
    file.database.execute(
        f"CREATE VIEW cells AS SELECT n * {LINES} + cell.p AS n, {own}, cell.m AS c{wide + 1}, cell.v AS c{wide + 2} "
        f"FROM (SELECT *, {blank} AS blank, unnest([{cells}]) AS cell FROM wide) "
        f"WHERE cell.v <> '' OR (blank AND cell.p = {min(places)})"
    )


def _told(file: Understood, said: Said) -> Mapping[int, str]:
    """What each of the columns is: its month, or whose plan."""
    assert file.spread is not None
    if file.spread.names:
        return file.spread.names
    year = _year(file, said)
    return {
        place: f"{month.year or year:04}-{month.number:02}" for place, month in file.spread.months.items()
    }


def _year(file: Understood, said: Said) -> int:
    """Of the months without one. Where those begin anew (April … March), or stand among months of several
    years, no one year is that of all."""
    assert file.spread is not None
    months = [file.spread.months[place] for place in sorted(file.spread.months)]
    bare = [month.number for month in months if month.year is None]
    several = len({month.year for month in months if month.year}) > 1 and bare
    if not several and bare in (sorted(bare), sorted(bare, reverse=True)):
        return years.missing(file, said, months)
    file.problems.append(
        Message(
            "The months in the headers of {file} are of more than one year: write the year in each of them.",
            {"file": file.source.name},
        )
    )
    return years.STAND_IN


def _value(place: int) -> str:
    column = f"c{place}"
    return f"(CASE WHEN {folded_sql(column)} IN ({literals(empty_words())}) THEN '' ELSE {column} END)"


def settle(file: Understood) -> None:
    """Of rows that were checked cell by cell: one reason a row, and nothing is kept of a rejected one."""
    assert file.spread is not None
    database = file.database
    database.execute("ALTER TABLE rejected RENAME TO rejected_cells")
    database.execute(
        f"CREATE TABLE rejected AS SELECT DISTINCT ON (n // {LINES}) n // {LINES} AS n, "
        f"CASE WHEN position > {file.spread.width} THEN n % {LINES} ELSE position END AS position, code, note "
        "FROM rejected_cells r ORDER BY r.n"
    )
    file.remedies.append(_REPEATED)
    while _copies_of_rejected(file, len(file.remedies) - 1):
        pass
    _keep_the_rest(file, "staged")
    database.execute(f"DELETE FROM members WHERE {_in('n')}")


def _in(column: str) -> str:
    return f"{column} // {LINES} IN (SELECT n FROM rejected)"


def _copies_of_rejected(file: Understood, code: int) -> int:
    """A row that only repeats a cell of a rejected one would be gone with it."""
    (count,) = file.database.execute(
        f"INSERT INTO rejected SELECT DISTINCT ON (m.n // {LINES}) m.n // {LINES}, m.n % {LINES}, {code}, NULL "
        f"FROM members m WHERE {_in('m.lead')} AND NOT {_in('m.n')} ORDER BY m.n"
    ).fetchone()  # type: ignore[misc]
    return int(count)


def _keep_the_rest(file: Understood, name: str) -> None:
    (made,) = file.database.execute(
        "SELECT table_type FROM information_schema.tables WHERE table_catalog = current_database() AND table_name = $1",
        [name],
    ).fetchone()  # type: ignore[misc]
    file.database.execute(f"ALTER {'VIEW' if made == 'VIEW' else 'TABLE'} {name} RENAME TO {name}_cells")
    file.database.execute(f"CREATE VIEW {name} AS SELECT * FROM {name}_cells WHERE NOT {_in('n')}")


def times(file: Understood, position: int, type_: str) -> int:
    """What the numbers of a column are counted in, by its header or, if they are amounts, by the titles."""
    assert file.raw is not None
    if file.spread and position > file.spread.width:
        return file.spread.times
    titles = file.raw.dialect.titles if type_ == "money" else ()
    return units.of_amounts(file.header(position), titles).times


def is_month(file: Understood, place: int) -> bool:
    return file.spread is not None and place in file.spread.places
