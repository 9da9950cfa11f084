"""Rows of one id that say different things, of which a column tells the newest: a list of changes, or two exports
put together. The newest counts, the older ones are as good as told before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.understanding.matching import spellings
from data.importing.values.columns import Columns
from data.importing.vocabulary import values

if TYPE_CHECKING:
    from data.importing.understanding.understood import Understood


def settle(file: Understood) -> int:
    """After the folding: takes the newest rows out of ``torn_ids`` back to ``staged``, the older of the same id to
    ``members``. Returns how many ids are settled; those of equal times, or without any, stay torn."""
    assert file.raw is not None
    words = values("changed")
    place = next(
        (p for p, said in enumerate(spellings(file.raw.headers), 1) if any(w in words for w in said)), None
    )
    if place is None:
        return 0
    reading = Columns(file.database).read(f"c{place}", "time", lambda what: None)
    if reading.ask or reading.problem or not reading.readable:
        return 0
    at = reading.sql.format(c=f"c{place}")
    file.database.execute(
        f"CREATE OR REPLACE TEMP TABLE aged AS SELECT r.n, r.key_, c.changed_ FROM repeated r SEMI JOIN torn_ids USING (n) "
        f"JOIN (SELECT n, {at} AS changed_ FROM cells) c USING (n)"
    )
    file.database.execute(
        "CREATE OR REPLACE TEMP TABLE newest AS SELECT key_, arg_max(n, changed_) AS lead FROM aged a GROUP BY key_ "
        "HAVING count(changed_) = count(*) AND count(*) FILTER (changed_ = (SELECT max(changed_) FROM aged b WHERE b.key_ = a.key_)) = 1"
    )
    file.database.execute(
        "INSERT INTO staged BY NAME SELECT r.* FROM repeated r SEMI JOIN newest ON r.n = newest.lead"
    )
    file.database.execute(
        "INSERT INTO members SELECT n, lead, true FROM aged JOIN newest USING (key_) WHERE n <> lead"
    )
    file.database.execute(
        "DELETE FROM torn_ids WHERE n IN (SELECT n FROM aged SEMI JOIN newest USING (key_))"
    )
    settled = int(file.database.execute("SELECT count(*) FROM newest").fetchone()[0])  # type: ignore[index]
    if settled:
        file.warnings.append(
            Message(
                "{count} ids stand in several rows that differ: the newest by “{column}” was taken.",
                {"count": settled, "column": file.header(place)},
            )
        )
    return settled
