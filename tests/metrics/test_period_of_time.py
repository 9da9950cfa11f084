"""Periods, their presets and fair comparisons, each counted off on a calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import BadInput, Unknown
from metrics import period as periods
from metrics.period import ALL_TIME, PRESETS, STEPS, Period

TODAY = date(2026, 11, 22)  # a Sunday


def test_an_empty_period_is_refused_in_words():
    with pytest.raises(BadInput, match="2026-01-02 – 2026-01-02 is empty"):
        Period(date(2026, 1, 2), date(2026, 1, 2))
    with pytest.raises(BadInput, match="is empty"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("preset", "start", "end"),
    [
        ("this_month", date(2026, 11, 1), date(2026, 12, 1)),
        ("last_month", date(2026, 10, 1), date(2026, 11, 1)),
        ("this_quarter", date(2026, 10, 1), date(2027, 1, 1)),
        ("last_quarter", date(2026, 7, 1), date(2026, 10, 1)),
        ("this_year", date(2026, 1, 1), date(2027, 1, 1)),
        ("last_year", date(2025, 1, 1), date(2026, 1, 1)),
        ("last_30_days", date(2026, 10, 24), date(2026, 11, 23)),  # 8 days of October + 22 of November
        ("last_90_days", date(2026, 8, 25), date(2026, 11, 23)),  # 7 + 30 + 31 + 22
        ("last_12_months", date(2025, 12, 1), date(2026, 12, 1)),
    ],
)
def test_presets_on_a_sunday_in_november(preset, start, end):
    assert periods.of(preset, TODAY) == Period(start, end)


@pytest.mark.parametrize(
    ("preset", "today", "start", "end"),
    [
        ("last_month", date(2026, 1, 31), date(2025, 12, 1), date(2026, 1, 1)),
        ("last_quarter", date(2026, 1, 1), date(2025, 10, 1), date(2026, 1, 1)),
        ("this_quarter", date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
        ("this_month", date(2024, 2, 29), date(2024, 2, 1), date(2024, 3, 1)),
        ("last_12_months", date(2026, 12, 31), date(2026, 1, 1), date(2027, 1, 1)),
        ("last_month", date(2026, 3, 31), date(2026, 2, 1), date(2026, 3, 1)),
    ],
)
def test_presets_at_the_ends_of_the_calendar(preset, today, start, end):
    assert periods.of(preset, today) == Period(start, end)


def test_all_time_has_no_ends_and_every_preset_is_known():
    assert periods.of("all_time", TODAY) is ALL_TIME
    assert all(isinstance(periods.of(preset, TODAY), Period) for preset in PRESETS)


def test_a_misspelt_preset_gets_a_suggestion():
    with pytest.raises(Unknown, match="Did you mean: last_month"):
        periods.of("lst_month", TODAY)


@pytest.mark.parametrize(
    ("period", "last_day", "unfinished"),
    [
        (Period(date(2026, 11, 1), date(2026, 12, 1)), TODAY, True),
        (Period(date(2026, 10, 1), date(2026, 11, 1)), date(2026, 10, 31), False),
        (Period(date(2026, 11, 1), date(2026, 11, 22)), date(2026, 11, 21), False),
        (Period(date(2026, 11, 1), date(2026, 11, 23)), TODAY, True),
        (Period(date(2026, 12, 1), date(2027, 1, 1)), TODAY, False),
        (Period(start=date(2026, 11, 1)), TODAY, False),
        (ALL_TIME, TODAY, False),
    ],
)
def test_the_last_day_that_has_come(period, last_day, unfinished):
    assert period.last_day(TODAY) == last_day
    assert period.is_unfinished(TODAY) is unfinished


def test_what_has_happened_includes_today():
    assert periods.elapsed(periods.of("this_month", TODAY), TODAY) == Period(
        date(2026, 11, 1), date(2026, 11, 23)
    )
    whole = periods.of("last_month", TODAY)
    assert periods.elapsed(whole, TODAY) is whole


def compared(preset: str, today: date, comparison: str = "previous", country: str = "RU") -> Period | None:
    return periods.compared_with(periods.of(preset, today), today, comparison, country)


def test_month_to_date_against_as_many_working_days():
    """November 2026 up to Sunday the 22nd: 2–6 without the holiday on the 4th (4), 9–13 (5), 16–20 (5): 14.

    October: 1–2 (2), 5–9 (5), 12–16 (5), 19–20 (2): the 14th working day is Tuesday the 20th.
    """
    assert periods.working_days(Period(date(2026, 11, 1), date(2026, 11, 23)), "RU") == 14
    assert compared("this_month", TODAY) == Period(date(2026, 10, 1), date(2026, 10, 21))


def test_another_country_has_other_holidays():
    """In Germany the 4th of November is worked: 15 days, so October up to Wednesday the 21st."""
    assert compared("this_month", TODAY, country="DE") == Period(date(2026, 10, 1), date(2026, 10, 22))


def test_month_to_date_against_the_same_month_a_year_ago():
    """November 2025: 3 is a day off (moved from Saturday the 1st), 4 a holiday; 5–7 (3), 10–14 (5), 17–21 (5),
    24 (1): the 14th working day is Monday the 24th."""
    found = compared("this_month", TODAY, "last_year")
    assert found is not None
    assert found.start == date(2025, 11, 1)
    assert periods.working_days(found, "RU") == 14


def test_before_the_first_working_day_there_is_nothing_to_compare_with():
    """1–8 January are holidays; 1 and 2 August 2026 a weekend."""
    assert compared("this_month", date(2026, 1, 5)) is None
    assert compared("this_month", date(2026, 8, 2)) is None
    assert compared("this_month", date(2026, 8, 3)) == Period(date(2026, 7, 1), date(2026, 7, 2))


def test_a_month_with_more_working_days_is_not_exceeded():
    """30 December 2026 is its 22nd working day; November had 20: the whole of it."""
    assert compared("this_month", date(2026, 12, 30)) == Period(date(2026, 11, 1), date(2026, 12, 1))


def test_quarters_and_years_to_date_also_count_working_days():
    quarter = compared("this_quarter", TODAY)
    assert quarter is not None and quarter.start == date(2026, 7, 1)
    happened = Period(date(2026, 10, 1), date(2026, 11, 23))
    assert periods.working_days(quarter, "RU") == periods.working_days(happened, "RU") == 22 + 14
    year = compared("this_year", TODAY)
    assert year is not None and year.start == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("period", "comparison", "expected"),
    [
        (("2026-10-01", "2026-11-01"), "previous", ("2026-09-01", "2026-10-01")),  # a month is a month
        (("2026-03-01", "2026-04-01"), "previous", ("2026-02-01", "2026-03-01")),
        (("2026-07-01", "2026-10-01"), "previous", ("2026-04-01", "2026-07-01")),
        (("2025-01-01", "2026-01-01"), "previous", ("2024-01-01", "2025-01-01")),
        (("2026-10-05", "2026-10-12"), "previous", ("2026-09-28", "2026-10-05")),  # seven days are seven days
        (("2026-10-24", "2026-11-23"), "previous", ("2026-09-24", "2026-10-24")),
        (("2026-10-01", "2026-11-01"), "last_year", ("2025-10-01", "2025-11-01")),
        (("2026-10-05", "2026-10-12"), "last_year", ("2025-10-05", "2025-10-12")),
        (("2024-02-29", "2024-03-01"), "last_year", ("2023-02-28", "2023-03-01")),
        (("2024-02-28", "2024-02-29"), "last_year", ("2023-02-28", "2023-03-01")),
    ],
)
def test_whole_periods_against_whole_ones(period, comparison, expected):
    asked, wanted = (Period(*map(date.fromisoformat, days)) for days in (period, expected))
    assert periods.compared_with(asked, TODAY, comparison) == wanted


def test_twelve_months_to_date_against_as_many_days():
    """1 December 2025 – 22 November 2026 are 357 days."""
    found = compared("last_12_months", TODAY)
    assert found == Period(date(2024, 12, 1), date(2024, 12, 1) + timedelta(days=357))


def test_without_two_ends_or_without_the_wish_there_is_no_comparison():
    assert periods.compared_with(ALL_TIME, TODAY, "previous") is None
    assert periods.compared_with(Period(start=TODAY), TODAY, "previous") is None
    assert compared("this_month", TODAY, "none") is None
    with pytest.raises(Unknown, match="Did you mean: previous"):
        compared("this_month", TODAY, "previos")


@pytest.mark.parametrize(
    ("grain", "start"),
    [
        ("day", TODAY),
        ("week", date(2026, 11, 16)),
        ("month", date(2026, 11, 1)),
        ("quarter", date(2026, 10, 1)),
        ("year", date(2026, 1, 1)),
    ],
)
def test_buckets_begin_where_people_expect(grain, start):
    assert periods.bucket_start(grain, TODAY) == start


def test_a_series_has_every_bucket_from_first_to_last():
    assert periods.series("month", date(2025, 12, 31), date(2026, 2, 1)) == (
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    )
    assert periods.series("week", date(2026, 11, 15), TODAY) == (date(2026, 11, 9), date(2026, 11, 16))
    assert periods.series("day", TODAY, TODAY) == (TODAY,)
    assert periods.series("day", TODAY, TODAY - timedelta(days=1)) == ()
    with pytest.raises(Unknown, match="Did you mean: month"):
        periods.series("months", TODAY, TODAY)


DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))


@given(today=DAYS, preset=st.sampled_from(PRESETS))
def test_today_lies_in_this_and_not_in_last(today, preset):
    period = periods.of(preset, today)
    if preset.startswith("this_") or preset.endswith(("_days", "_months")):
        assert period.start and period.end and period.start <= today < period.end
    elif preset.startswith("last_"):
        assert period.end and period.end <= today


@given(day=DAYS, grain=st.sampled_from(tuple(STEPS)))
def test_a_day_lies_in_its_own_bucket(day, grain):
    start = periods.bucket_start(grain, day)
    assert start <= day < start + STEPS[grain]
    assert periods.bucket_start(grain, start) == start


@given(today=DAYS, preset=st.sampled_from(("this_month", "this_quarter", "this_year")))
def test_a_slice_has_as_many_working_days_or_is_the_whole(today, preset):
    period = periods.of(preset, today)
    found = periods.compared_with(period, today, "previous")
    worked = periods.working_days(periods.elapsed(period, today), "RU")
    if found is None:
        assert worked == 0
        return
    assert found.start and found.end and period.start
    assert found.end <= period.start
    assert periods.working_days(found, "RU") == worked or found.end == period.start
