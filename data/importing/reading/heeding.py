"""Being told to stop from within an engine."""

from __future__ import annotations

from collections.abc import Callable


def heeded(told: Callable[[int], None], stop: list[BaseException]) -> Callable[[int], None]:
    """What the callback raises comes back from the engines between as an error of theirs: it is kept."""

    def tell(done: int) -> None:
        try:
            told(done)
        except BaseException as error:
            stop.append(error)
            raise

    return tell
