"""The deals as an export of each Monday morning showed them, the last half-year and today: what moved from
one to the next, as the importer notes it of real exports. Told backwards from how the deals stand now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from data.demo.draw import Random
from data.demo.facts import LOST, OPEN, Facts
from data.demo.visits import Visits

WEEKS = 30
REPRICED, CHEAPER, LEAST = 0.30, 0.45, 100_00
PUT_OFF = (0.20, 0.85)
"""Chance that the closing is put off with each week that a deal stays open, and at most."""
TIMES = 3
PULLED_IN = 0.07
REOPENED = 0.12
"""Of the deals that have long been open."""
LONG = 4


@dataclass(frozen=True)
class Moves:
    """Of one field: which deal, at which upload, from and to what."""

    deal: np.ndarray
    upload: np.ndarray
    old: np.ndarray
    new: np.ndarray


@dataclass(frozen=True)
class Uploads:
    """``taken``: what they show, in order: the company at that moment; ``stamped``: when they say they were
    made. By deal: ``first``, the upload that showed it first (0: it was there already), and ``ended``, the
    one that showed it finished (as many as there are: none did)."""

    taken: np.ndarray
    stamped: np.ndarray
    first: np.ndarray
    ended: np.ndarray

    @property
    def late(self) -> np.ndarray:
        """Deals that the first upload did not show."""
        return np.nonzero(self.first > 0)[0]

    @property
    def weeks(self) -> np.ndarray:
        """By deal: uploads after its first that still showed it open."""
        return np.maximum(0, np.minimum(self.ended, len(self.taken)) - 1 - self.first)

    def while_open(
        self, random: Random, share: float | np.ndarray, deals: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Some of the deals, and for each an upload, after its first, that still showed it open."""
        chosen = deals[(self.weeks[deals] > 0) & (random.random(len(deals)) < share)]
        late = (random.random(len(chosen)) * self.weeks[chosen]).astype(int)
        return chosen, self.first[chosen] + 1 + late


def uploads_of(facts: Facts, now: datetime | None = None) -> Uploads:
    """The company stands at noon of its last day whenever it is made, so that its figures are the same all
    day; who makes it earlier than that, at ``now``, must not read of an upload that is still to come."""
    noon = facts.clock.now
    today = noon.astype("datetime64[D]")
    mondays = today - facts.today.weekday() - 7 * np.arange(WEEKS)[::-1]
    taken = np.append(mondays[mondays < today].astype("datetime64[s]") + np.timedelta64(8, "h"), noon)
    stamped = taken if now is None else np.minimum(taken, np.datetime64(now, "s"))
    created = facts.clock.times(facts.deals.created)
    closed = facts.clock.times(facts.deals.closed)
    ended = np.where(facts.status == OPEN, len(taken), np.searchsorted(taken, closed))
    return Uploads(taken, stamped, np.minimum(np.searchsorted(taken, created), len(taken) - 1), ended)


def statuses(facts: Facts, uploads: Uploads) -> Moves:
    """Deals that finished, and those that had been given up and were taken up again."""
    done = np.nonzero((uploads.ended < len(uploads.taken)) & (uploads.ended > uploads.first))[0]
    random = facts.chance.of("reopened")
    old = np.nonzero((facts.status == OPEN) & (uploads.first < len(uploads.taken) - LONG))[0]
    again, back = uploads.while_open(random, REOPENED, old)
    back = np.maximum(back, uploads.first[again] + 2)
    before = back - 1
    still, lost = np.full(len(again), OPEN), np.full(len(again), LOST)
    return Moves(
        np.concatenate([done, again, again]),
        np.concatenate([uploads.ended[done], before, back]),
        np.concatenate([np.full(len(done), OPEN), still, lost]),
        np.concatenate([facts.status[done], lost, still]),
    )


def amounts(facts: Facts, uploads: Uploads, amount: np.ndarray, known: np.ndarray) -> Moves:
    """In kopecks: offers that grew with the talks, or were beaten down."""
    random = facts.chance.of("repriced")
    deal, upload = uploads.while_open(random, REPRICED, np.nonzero(known)[0])
    cheaper = random.random(len(deal)) < CHEAPER
    share = np.where(cheaper, 1.05 + 0.35 * random.random(len(deal)), 0.50 + 0.45 * random.random(len(deal)))
    old = np.maximum(LEAST, np.round(amount[deal] * share / LEAST) * LEAST).astype(np.int64)
    moved = old != amount[deal]
    return Moves(deal[moved], upload[moved], old[moved], amount[deal][moved])


def closings(facts: Facts, uploads: Uploads, expected: np.ndarray, known: np.ndarray) -> Moves:
    """Days: the longer a deal takes, the surer its closing was put off, as a rule when it was near; a few drew nearer."""
    random = facts.chance.of("put off")
    due, latest = expected.copy(), uploads.ended.copy()
    told: list[Moves] = []
    left = np.nonzero(known)[0]
    for _ in range(TIMES):
        seen = replace(uploads, ended=latest)
        each, most = PUT_OFF
        left, upload = seen.while_open(random, np.minimum(most, each * seen.weeks[left]), left)
        sooner = random.random(len(left)) < PULLED_IN
        near = uploads.taken[upload].astype("datetime64[D]") + random.integers(-4, 15, len(left))
        first = uploads.taken[uploads.first[left]].astype("datetime64[D]")
        put_off = np.maximum(first, np.minimum(near, due[left] - random.integers(5, 12, len(left))))
        old = np.where(sooner, due[left] + random.integers(7, 28, len(left)), put_off)
        moved = sooner | (old < due[left])
        left, upload, old = left[moved], upload[moved], old[moved]
        told.append(Moves(left, upload, old, due[left].copy()))
        due[left], latest[left] = old, upload
    return Moves(*(np.concatenate([getattr(one, part) for one in told]) for part in Moves.__annotations__))


def stages(facts: Facts, uploads: Uploads, visits: Visits, place: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Uploads × deals: where each deal stood. ``place``: of each visit's stage among the words;
    ``ends``: of the stage at which a finished deal stands."""
    stood = np.zeros((len(uploads.taken), len(facts.status)), dtype=np.int16)
    for upload, moment in enumerate(facts.clock.worked(uploads.taken)):
        entered = visits.entered <= moment
        stood[upload, visits.deal[entered]] = place[entered]
        stood[upload] = np.where(uploads.ended <= upload, ends, stood[upload])
    return stood


def moves_of_stages(uploads: Uploads, stood: np.ndarray) -> Moves:
    upload, deal = np.nonzero(stood[1:] != stood[:-1])
    seen = uploads.first[deal] <= upload
    upload, deal = upload[seen], deal[seen]
    return Moves(deal, upload + 1, stood[upload, deal], stood[upload + 1, deal])
