"""When a schedule fires: a table of days on which clocks change, then laws."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.schedule import Timetable, in_words, next_runs, taking_turns

EVERY_DAY = frozenset(range(7))
ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",  # goes forward by half an hour
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Pacific/Kiritimati",
)


def table(*times: str, zone: str = "UTC", days: frozenset[int] = EVERY_DAY) -> Timetable:
    return Timetable(days, tuple(time.fromisoformat(each) for each in times), ZoneInfo(zone))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("what", "timetable", "after", "expected"),
    [
        ("an ordinary day", table("09:00", zone="Europe/London"), "2026-07-01 00:00",
         ["2026-07-01 08:00", "2026-07-02 08:00"]),
        ("the very moment is over", table("09:00"), "2026-07-01 09:00", ["2026-07-02 09:00"]),
        ("a second before", table("09:00"), "2026-07-01 08:59:59", ["2026-07-01 09:00"]),
        ("only on Mondays", table("09:00", days=frozenset({0})), "2026-11-22 00:00",
         ["2026-11-23 09:00", "2026-11-30 09:00", "2026-12-07 09:00"]),
        # London, 29 March 2026: 01:00 GMT becomes 02:00 BST.
        ("missing: moves forward", table("01:30", zone="Europe/London"), "2026-03-28 12:00",
         ["2026-03-29 01:30", "2026-03-30 00:30"]),
        ("missing, and where it moves to is asked for too",
         table("01:30", "02:30", zone="Europe/London"), "2026-03-28 12:00",
         ["2026-03-29 01:30", "2026-03-30 00:30", "2026-03-30 01:30"]),
        ("missing overtakes", table("01:45", "02:15", zone="Europe/London"), "2026-03-28 12:00",
         ["2026-03-29 01:15", "2026-03-29 01:45", "2026-03-30 00:45"]),
        # London, 25 October 2026: 02:00 BST becomes 01:00 GMT.
        ("twice: once, at the first", table("01:30", zone="Europe/London"), "2026-10-24 12:00",
         ["2026-10-25 00:30", "2026-10-26 01:30"]),
        ("between the two", table("01:30", zone="Europe/London"), "2026-10-25 00:45",
         ["2026-10-26 01:30"]),
        # New York, 8 March and 1 November 2026.
        ("New York, missing", table("02:30", zone="America/New_York"), "2026-03-08 00:00",
         ["2026-03-08 07:30", "2026-03-09 06:30"]),
        ("New York, twice", table("01:30", zone="America/New_York"), "2026-11-01 00:00",
         ["2026-11-01 05:30", "2026-11-02 06:30"]),
        # Lord Howe, 4 October 2026: 02:00 becomes 02:30.
        ("half an hour", table("02:15", zone="Australia/Lord_Howe"), "2026-10-03 12:00",
         ["2026-10-03 15:45", "2026-10-04 15:15"]),
        ("midnight that is missing", table("00:00", zone="America/Sao_Paulo"), "2018-11-03 12:00",
         ["2018-11-04 03:00", "2018-11-05 02:00"]),
        ("a day that is missing", table("09:00", zone="Pacific/Apia"), "2011-12-29 12:00",
         ["2011-12-29 19:00", "2011-12-30 19:00", "2011-12-31 19:00"]),
        ("no day", table("09:00", days=frozenset()), "2026-07-01 00:00", []),
        ("no time", table(), "2026-07-01 00:00", []),
    ],
)  # fmt: skip
def test_days_on_which_clocks_change(
    what: str, timetable: Timetable, after: str, expected: list[str]
) -> None:
    found = next_runs(timetable, after=utc(after), count=max(len(expected), 1))
    assert [f"{each:%Y-%m-%d %H:%M}" for each in found] == expected, what


TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
TABLES = st.builds(
    Timetable,
    days=st.frozensets(st.integers(0, 6), min_size=1),
    times=st.lists(TIMES, min_size=1, max_size=4, unique=True).map(tuple),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=7000)).map(
    lambda passed: datetime(2011, 1, 1, tzinfo=UTC) + passed
)


@given(TABLES, MOMENTS, st.integers(1, 12))
def test_it_is_as_many_as_asked_each_later_than_the_one_before(
    timetable: Timetable, after: datetime, count: int
) -> None:
    found = next_runs(timetable, after=after, count=count)
    assert len(found) == count
    assert found == sorted(set(found))
    assert found[0] > after


@given(TABLES, MOMENTS, st.integers(1, 8))
def test_step_by_step_is_the_same_as_at_once(
    timetable: Timetable, after: datetime, count: int
) -> None:
    at_once = next_runs(timetable, after=after, count=count)
    stepped, now = [], after
    for _ in range(count):
        (now,) = next_runs(timetable, after=now, count=1)
        stepped.append(now)
    assert stepped == at_once


@given(TABLES, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_a_tick_that_came_late_finds_what_the_others_would_have_found(
    timetable: Timetable, after: datetime, late: timedelta
) -> None:
    tick = after + late
    (caught_up,) = next_runs(timetable, after=tick, count=1)
    now = after
    while now <= tick:
        (now,) = next_runs(timetable, after=now, count=1)
    assert caught_up == now


@given(TABLES, MOMENTS)
def test_a_local_day_fires_each_time_at_most_once(timetable: Timetable, after: datetime) -> None:
    found = next_runs(timetable, after=after, count=20)
    locals_ = [each.astimezone(timetable.zone).replace(tzinfo=None) for each in found]
    assert len(locals_) == len(set(locals_))


@given(TABLES, MOMENTS)
def test_what_fires_is_on_the_timetable_unless_clocks_moved(
    timetable: Timetable, after: datetime
) -> None:
    for instant in next_runs(timetable, after=after, count=10):
        local = instant.astimezone(timetable.zone)
        moved = local.utcoffset() != (local - timedelta(days=2)).utcoffset()
        assert moved or (local.weekday() in timetable.days and local.time() in timetable.times)


def test_they_are_said_day_by_day() -> None:
    zone = ZoneInfo("Europe/London")
    found = next_runs(
        table("09:00", "13:00", zone="Europe/London"), after=utc("2026-11-23 05:00"), count=3
    )
    assert in_words(found, zone) == "Mon 23 Nov 09:00, 13:00; Tue 24 Nov 09:00"
    assert in_words([], zone) == ""


def test_nobody_has_a_second_before_everybody_has_had_one() -> None:
    many = [(1, f"large {n}") for n in range(3)]
    few = [(2, "small"), (3, "other 0"), (3, "other 1")]
    assert taking_turns([*many, *few]) == [
        "large 0", "small", "other 0", "large 1", "other 1", "large 2",
    ]  # fmt: skip
    assert taking_turns([]) == []
