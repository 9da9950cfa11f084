"""Work done beside the page: it moves a bar, can be stopped, and hands over what it made."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from data.importing import Cancelled, Message, Progress

T = TypeVar("T")


class Job(Generic[T]):
    """Begins at once, in a thread of its own. ``drop`` gets what was made after it was stopped."""

    def __init__(self, work: Callable[[Progress], T], drop: Callable[[T], None] = lambda made: None) -> None:
        self.share, self.message = 0.0, Message("")
        self._work, self._drop = work, drop
        self._stop, self._over = threading.Event(), threading.Event()
        self._made: list[T] = []
        self._error: BaseException | None = None
        self._guard = threading.Lock()
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """Asks it to stop; what it had finished by then is dropped."""
        with self._guard:
            self._stop.set()
            self._drop_all()

    def wait(self, seconds: float) -> bool:
        """Whether it is over by then."""
        return self._over.wait(seconds)

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    @property
    def is_stopped(self) -> bool:
        return isinstance(self._error, Cancelled)

    def made(self) -> T:
        """Once it is over. Raises what went wrong in it, Cancelled where it was stopped in time."""
        if self._error:
            raise self._error
        return self._made[0]

    def _run(self) -> None:
        try:
            made = self._work(self._tell)
            with self._guard:
                self._made.append(made)
                if self._stop.is_set():
                    self._drop_all()
        except BaseException as error:  # noqa: BLE001 - the page that waits says it
            self._error = error
        finally:
            self._over.set()

    def _tell(self, share: float, message: Message) -> None:
        if self._stop.is_set():
            raise Cancelled
        self.share, self.message = min(max(share, 0.0), 1.0), message

    def _drop_all(self) -> None:
        for made in self._made:
            self._drop(made)


_importing: dict[str, Job] = {}
_door = threading.Lock()


def import_once(store: str, work: Callable[[Progress], T]) -> Job[T] | None:
    """Begins an import into the store of that address; None while another one runs there."""
    with _door:
        if running(store):
            return None
        job: Job[T] = Job(work)
        _importing[store] = job
        return job


def running(store: str) -> Job | None:
    """The import that runs in that store now, whoever began it."""
    job = _importing.get(store)
    return job if job and not job.is_over else None
