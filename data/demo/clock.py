"""The company's own time: it runs while people work, fast in December, hardly at all in January.

Everything in the demo happens evenly in *working days* (one of them is an
average day of the year) and is then laid onto the calendar. So weekdays,
holidays, seasons and the rush at the end of a month appear in every table
at once, and none of them contradicts another.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

WEEKDAYS = np.array([0.96, 1.08, 1.07, 1.05, 0.84, 0.05, 0.02])
MONTHS = np.array([0.93, 0.97, 1.02, 1.04, 0.96, 0.95, 0.84, 0.88, 1.05, 1.09, 1.10, 1.42])
HOURS = np.array([0.001] * 8 + [0.3, 0.8, 1, 1, 0.9, 0.6, 0.9, 1, 1, 0.9, 0.5, 0.2, 0.06] + [0.001] * 3)
HOLIDAYS = frozenset(
    [(1, day) for day in range(1, 9)]
    + [(2, 23), (3, 8), (5, 1), (5, 2), (5, 3), (5, 8), (5, 9), (5, 10), (6, 12), (11, 4), (12, 31)]
)
HOLIDAY, MONTH_END = 0.06, 1.18


def _weight(day: date) -> float:
    weight = WEEKDAYS[day.weekday()] * MONTHS[day.month - 1]
    if (day.month, day.day) in HOLIDAYS:
        return weight * HOLIDAY
    return weight * (MONTH_END if (day + timedelta(days=5)).month != day.month else 1)


class Clock:
    """Working days and calendar times, one into the other; noon of ``today`` is working day 0."""

    def __init__(self, today: date, years_back: int = 8, days_ahead: int = 800) -> None:
        days = 366 * years_back + days_ahead
        first = today - timedelta(days=366 * years_back)
        weights = np.array([_weight(first + timedelta(days=n)) for n in range(days)])
        hours = np.repeat(weights, 24) * np.tile(HOURS, days)
        ticks = np.concatenate([[0.0], np.cumsum(hours)])
        self._ticks = ticks / ticks[-1] * days
        self._seconds = np.arange(days * 24 + 1, dtype=np.float64) * 3600
        self._first = np.datetime64(first, "s")
        self.now = np.datetime64(today, "s") + np.timedelta64(12 * 3600, "s")
        self._zero = 0.0
        self._zero = float(self.worked(np.array([self.now]))[0])

    def worked(self, times: np.ndarray) -> np.ndarray:
        """Calendar times to working days."""
        seconds = (times.astype("datetime64[s]") - self._first).astype(np.float64)
        return np.interp(seconds, self._seconds, self._ticks) - self._zero

    def times(self, worked: np.ndarray) -> np.ndarray:
        """Working days to calendar times, whole seconds."""
        seconds = np.interp(worked + self._zero, self._ticks, self._seconds)
        return self._first + np.round(seconds).astype("timedelta64[s]")

    def at(self, day: date) -> float:
        """The working day on which a calendar day begins."""
        return float(self.worked(np.array([np.datetime64(day, "s")]))[0])

    def ago(self, days: float) -> float:
        """The working day that was so many calendar days before now."""
        return float(self.worked(np.array([self.now - np.timedelta64(int(days * 86400), "s")]))[0])
