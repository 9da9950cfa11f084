"""What the uploads of the demo showed, as tables of ``data.schema``."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo import uploads as past
from data.demo.columns import dates, money, texts, times
from data.demo.details import Details
from data.demo.facts import STATUS, Facts
from data.demo.prices import Priced
from data.demo.tables import Speaker, deal_ids, first_stages, last_stages, stage_words
from data.demo.uploads import Moves, Uploads
from data.demo.visits import Visits

NO_IMPORT = 0


def snapshots_table(uploads: Uploads) -> pa.Table:
    return pa.table({"taken_at": times(uploads.stamped)})


def changes_table(
    facts: Facts, say: Speaker, uploads: Uploads, priced: Priced, details: Details, visits: Visits
) -> pa.Table:
    words = stage_words(say)
    place = first_stages(facts.deals.pipeline[visits.deal]) + visits.stage
    stood = past.stages(facts, uploads, visits, place, last_stages(facts.status))
    late = uploads.late
    came = Moves(late, uploads.first[late], late, stood[uploads.first[late], late])
    status, stage = past.statuses(facts, uploads), past.moves_of_stages(uploads, stood)
    amount = past.amounts(facts, uploads, priced.amount, priced.known)
    due = past.closings(facts, uploads, details.expected, details.expected_known)
    return pa.concat_tables(
        [
            _table("appeared", uploads, came, pa.nulls(len(late), pa.string()), texts(words, came.new)),
            _table("stage", uploads, stage, texts(words, stage.old), texts(words, stage.new)),
            _table(
                "status", uploads, status, texts(list(STATUS), status.old), texts(list(STATUS), status.new)
            ),
            _table("amount", uploads, amount, _text(money(amount.old)), _text(money(amount.new))),
            _table("expected_close", uploads, due, _text(dates(due.old)), _text(dates(due.new))),
        ]
    )


def _text(column: pa.Array) -> pa.Array:
    return column.cast(pa.string())


def _table(field: str, uploads: Uploads, moves: Moves, old: pa.Array, new: pa.Array) -> pa.Table:
    count = len(moves.deal)
    return pa.table(
        {
            "deal_id": deal_ids(moves.deal),
            "import_id": pa.array(np.full(count, NO_IMPORT, dtype=np.int32)),
            "field": texts([field], np.zeros(count, dtype=np.int32)),
            "old": old,
            "new": new,
            "changed_at": times(uploads.stamped[moves.upload]),
        }
    )
