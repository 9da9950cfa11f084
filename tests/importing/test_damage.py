"""Damaged exports: never a crash, never a row lost from the account, never half an import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import VoronkaError
from data.importing import Source, confirm, prepare, table
from data.store import Store
from tests.importing.helpers import NOW
from tests.importing.helpers import table as written
from tests.importing.test_formats import AMO, BITRIX, ONE_C

WHOLE = [written(AMO), written(BITRIX, "utf-8-sig", "\r\n"), written(ONE_C, "cp1251"), written(AMO, "utf-16")]
PIECES = st.sampled_from(
    [
        b'"',
        b";",
        b",",
        b"\n",
        b"\r\n",
        b"\x00",
        b"\xff",
        b"\xa0",
        b"",
        b"1,234",
        "Итого".encode(),
        b"=1",
        b"'",
    ]
)


@pytest.fixture(scope="module")
def ruin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("ruin")
    store = Store(f"duckdb:///{folder / 'store.duckdb'}", folder / "uploads")
    yield store
    store.close()


@given(
    whole=st.sampled_from(WHOLE),
    wounds=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), PIECES), min_size=1, max_size=6),
)
def test_a_damaged_export_is_read_refused_or_asked_about(
    ruin: Store, whole: bytes, wounds: list[tuple[float, int, bytes]]
) -> None:
    damaged = whole
    for share, length, piece in wounds:
        at = int(share * len(damaged))
        damaged = damaged[:at] + piece + damaged[at + length :]
    source = Source("f.csv", damaged)
    preview = prepare(ruin, [source])
    file = preview.files[0]
    if file.kind and not file.problems:
        raw = table.read(source)
        assert file.counts.rows == raw.total
        raw.close()
    try:
        result = confirm(ruin, preview, actor="tester", now=NOW)
        assert result.files[0].counts.rows == file.counts.rows
    except VoronkaError:
        assert not preview.ready
    preview.close()
