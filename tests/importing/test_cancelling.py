"""An import that is stopped, wherever it is, leaves the store and the disk as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.importing import Cancelled, Message, Source, confirm, prepare
from data.store import Store
from tests.importing.helpers import NOW, everything, load, rows
from tests.importing.test_containers import WHOLE, csv, packed, xlsx

BIG = "ID;Этап;Сумма;Комментарий\n" + f"1;Новая;5;{'длинно ' * 100}\n" * 12_000  # several pieces


class Stopper:
    """Raises Cancelled at the call of that number."""

    def __init__(self, at: int) -> None:
        self.at, self.calls = at, 0
        self.said: list[float] = []

    def __call__(self, share: float, message: Message) -> None:
        self.said.append(share)
        self.calls += 1
        if self.calls == self.at:
            raise Cancelled


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


FILES = [
    Source("big.csv", BIG.encode("cp1251")),
    Source("a.zip", packed({"deals.csv": csv(WHOLE), "book.xlsx": xlsx({"Сделки": WHOLE})})),
]


def kept(store: Store) -> list[Path]:
    return [path for path in store.uploads.rglob("*") if path.is_file()] if store.uploads.exists() else []


def test_a_preview_can_be_stopped_at_any_step(store: Store, temporary: Path) -> None:
    whole = Stopper(0)
    prepare(store, FILES, progress=whole).close()
    assert whole.said == sorted(whole.said) and whole.calls > 6
    for at in (1, 2, 3, 4, 6, whole.calls - 1, whole.calls):
        with pytest.raises(Cancelled):
            prepare(store, FILES, progress=Stopper(at))
        assert not list(temporary.iterdir())


def test_a_confirmation_can_be_stopped_at_every_step_before_the_end(store: Store, temporary: Path) -> None:
    load(store, Source("before.csv", csv(WHOLE[:2])))
    before, files = everything(store), kept(store)
    preview = prepare(store, FILES[1:])
    at = 1
    while True:
        stopper = Stopper(at)
        try:
            confirm(store, preview, actor="tester", now=NOW, progress=stopper)
            break
        except Cancelled:
            assert (everything(store), kept(store)) == (before, files)
            assert rows(store, "SELECT count(*) FROM imports") == [(1,)]
        at += 1
    preview.close()
    assert at == 5  # merging, writing, working out, done
    assert rows(store, "SELECT count(*) FROM deals") == [(3,)]
    assert not list(temporary.iterdir())
