"""Damaged exports: never a crash, never a row lost from the account, never half an import."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import VoronkaError
from data.importing import Source, confirm, prepare
from data.store import Store
from tests.importing.helpers import NOW, everything
from tests.importing.helpers import table as written
from tests.importing.test_containers import PAYMENTS, WHOLE, csv, packed, page, xls, xlsx
from tests.importing.test_formats import AMO, BITRIX, ONE_C
from tests.importing.test_reports import GROUPED

SPREAD = """План\nОтдел;Менеджер;янв 2026;фев 2026;Итого\nСевер;Анна;1;2;3\nСевер;Борис;;4;4\nЮг;Вера;5;-;5\nИтого;;6;6;12\n"""
TEXTS = [
    written(AMO), written(AMO, "utf-16"), written(BITRIX, "utf-8-sig", "\r\n"), written(ONE_C, "cp1251"),
    written(GROUPED.replace("©", "(c)"), "cp866", "\r\n"), page(WHOLE), PAYMENTS.format(said="Windows").encode("cp1251"),
    written(SPREAD),
]  # fmt: skip
PACKED = [xlsx({"Сделки": WHOLE}), xls(WHOLE), packed({"a.csv": csv(WHOLE), "b.xlsx": xlsx({"Лист": WHOLE})})]
PIECES = [
    b'"', b";", b",", b"\t", b"\n", b"\r\n", b"\x00", b"\xff", b"\xa0", b"1,234", b"=1", b"'", b"\xef\xbb\xbf", b"\xff\xfe",
    "Итого".encode(), b"<td>", b"1e5", b"31.02.2024", b"#REF!", "янв 2026".encode(),
]  # fmt: skip
Harm = Callable[[bytes, random.Random], bytes]


def flip(content: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << dice.randrange(8))]) + content[at + 1 :]


def put(content: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content) + 1)
    return content[:at] + dice.choice(PIECES) + content[at + dice.choice((0, 0, 1, 40)) :]


def cut(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(1, len(content) + 1)]


def drop_row(content: bytes, dice: random.Random) -> bytes:
    lines = content.split(b"\n")
    del lines[dice.randrange(len(lines))]
    return b"\n".join(lines) or b"x"


def repeat_row(content: bytes, dice: random.Random) -> bytes:
    lines = content.split(b"\n")
    return b"\n".join([*lines, dice.choice(lines)])


def double_delimiters(content: bytes, dice: random.Random) -> bytes:
    lines = content.split(b"\n")
    at, sign = dice.randrange(len(lines)), dice.choice((b";", b","))
    lines[at] = lines[at].replace(sign, sign * 2)
    return b"\n".join(lines)


def drop_column(content: bytes, dice: random.Random) -> bytes:
    sign = dice.choice((b";", b","))
    at = dice.randrange(8)
    lines = (line.split(sign) for line in content.split(b"\n"))
    return b"\n".join(sign.join(cells[:at] + cells[at + 1 :]) for cells in lines) or b"x"


def break_quotes(content: bytes, dice: random.Random) -> bytes:
    return content.replace(b'"', dice.choice((b"", b'""', b"'")), dice.randrange(1, 9))


HARMS: list[Harm] = [flip, put, put, cut, drop_row, repeat_row, double_delimiters, drop_column, break_quotes]


@pytest.fixture(scope="module")
def ruin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("ruin")
    store = Store(f"duckdb:///{folder / 'store.duckdb'}", folder / "uploads")
    yield store
    store.close()


def survives(store: Store, content: bytes) -> None:
    before = everything(store)
    preview = prepare(store, [Source("f.csv", content)])
    assert everything(store) == before
    for understood, file in zip(preview.work.files, preview.files, strict=True):
        if file.kind and not file.problems:
            assert understood.raw is not None and file.counts.rows == understood.raw.total
            if file.delimiter and b'"' not in content and "utf-16" not in file.encoding:
                assert file.counts.rows == lines_of(content)
    try:
        result = confirm(store, preview, actor="tester", now=NOW)
        assert [file.counts.rows for file in result.files] == [file.counts.rows for file in preview.files]
    except VoronkaError:
        assert not preview.ready and everything(store) == before
    preview.close()


def lines_of(content: bytes) -> int:
    """As an editor counts them: the last one need not end."""
    text = content.replace(b"\0", b"").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text.count(b"\n") + (not text.endswith(b"\n"))


@settings(max_examples=3 * settings().max_examples)
@given(
    st.sampled_from(TEXTS), st.lists(st.sampled_from(HARMS), min_size=1, max_size=5), st.integers(0, 2**32)
)
def test_a_damaged_text_is_read_refused_or_asked_about(
    ruin: Store, whole: bytes, harms: list[Harm], seed: int
) -> None:
    dice = random.Random(seed)
    for harm in harms:
        whole = harm(whole, dice)
    survives(ruin, whole)


@settings(max_examples=settings().max_examples)
@given(
    st.sampled_from(PACKED),
    st.lists(st.sampled_from([flip, flip, put, cut]), min_size=1, max_size=4),
    st.integers(0, 2**32),
)
def test_a_damaged_workbook_or_archive_is_read_or_refused(
    ruin: Store, whole: bytes, harms: list[Harm], seed: int
) -> None:
    dice = random.Random(seed)
    for harm in harms:
        whole = harm(whole, dice)
    survives(ruin, whole)
