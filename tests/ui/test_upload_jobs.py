"""Work beside the page: it is over when it says so, stops when told, and an import runs once."""

from __future__ import annotations

import threading

import pytest

from data.importing import Cancelled, Message
from ui.uploads import jobs
from ui.uploads.jobs import Job


class Gate:
    """Work that goes from step to step as the test lets it."""

    def __init__(self) -> None:
        self.reached, self.free = threading.Event(), threading.Event()

    def __call__(self, tell) -> str:
        tell(0.25, Message("Half way"))
        self.reached.set()
        assert self.free.wait(10)
        tell(0.5, Message("Nearly"))
        return "made"


def test_it_tells_how_far_it_is_and_hands_over_what_it_made():
    gate = Gate()
    job = Job(gate)
    assert gate.reached.wait(10)
    assert (job.is_over, job.share, str(job.message)) == (False, 0.25, "Half way")
    assert job.wait(0) is False
    gate.free.set()
    assert job.wait(10)
    assert (job.made(), job.is_stopped) == ("made", False)


def test_told_to_stop_it_stops_at_its_next_step_and_makes_nothing():
    gate = Gate()
    job = Job(gate)
    assert gate.reached.wait(10)
    job.stop()
    gate.free.set()
    assert job.wait(10)
    assert job.is_stopped
    with pytest.raises(Cancelled):
        job.made()


def test_what_was_made_though_it_was_stopped_is_dropped():
    dropped: list[str] = []
    gate = threading.Event()

    def work(tell) -> str:
        assert gate.wait(10)
        return "too late"  # it never asked again

    job = Job(work, dropped.append)
    job.stop()
    gate.set()
    assert job.wait(10)
    assert dropped == ["too late"]


def test_what_was_made_before_is_dropped_too():
    dropped: list[str] = []
    job = Job(lambda tell: "made", dropped.append)
    assert job.wait(10)
    job.stop()
    assert dropped == ["made"]


def test_what_went_wrong_is_said_by_who_waits():
    def work(tell) -> None:
        raise ValueError("no such thing")

    job = Job(work)
    assert job.wait(10)
    with pytest.raises(ValueError, match="no such thing"):
        job.made()
    assert not job.is_stopped


def test_one_import_at_a_time_into_one_store():
    gate = Gate()
    first = jobs.import_once("store a", gate)
    assert first
    assert jobs.import_once("store a", Gate()) is None  # the second click, or the second tab
    assert jobs.running("store a") is first
    assert jobs.running("store b") is None
    gate.free.set()
    assert first.wait(10)
    assert jobs.running("store a") is None
    again = jobs.import_once("store a", lambda tell: "next")
    assert again and again.wait(10)
