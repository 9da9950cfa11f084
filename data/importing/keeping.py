"""The bytes of the files as they came, kept under their hashes: packed beside the work on their rows."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from data.importing.model import Source
from data.importing.reading import encoding as enc
from data.importing.understanding.understood import Understood
from data.store import Store


class _Stopped(Exception):
    pass


@dataclass(frozen=True)
class Keeping:
    """``paths``: hash → path below the upload folder. They are whole after ``done``."""

    paths: Mapping[str, str]
    _packing: Future[None]

    def done(self) -> None:
        """Waits. Raises what went wrong: an import whose files could not be kept must not come."""
        self._packing.result()


@contextmanager
def keeping(store: Store, files: Sequence[Understood]) -> Iterator[Keeping]:
    """What was not there before is taken away again when the import does not come."""
    paths = {file.content_hash: f"{file.content_hash[:2]}/{file.content_hash}.zst" for file in files}
    sources = {store.uploads / paths[file.content_hash]: file.source for file in files}
    fresh = {path: source for path, source in sources.items() if not path.exists()}
    stop = threading.Event()
    with ThreadPoolExecutor(1) as beside:
        packing = beside.submit(_pack, fresh, stop)
        try:
            yield Keeping(paths, packing)
        except BaseException:
            stop.set()
            packing.exception()
            for path in fresh:
                path.unlink(missing_ok=True)
            raise


def _pack(fresh: Mapping[Path, Source], stop: threading.Event) -> None:
    for path, source in fresh.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        try:
            with (
                enc.open_bytes(source.content) as file,
                pa.CompressedOutputStream(str(part), "zstd") as packed,
            ):
                while piece := file.read(enc.PIECE):
                    packed.write(piece)
                    if stop.is_set():
                        raise _Stopped
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
