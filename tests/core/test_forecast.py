"""How often a day's calls let us look."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync.core.forecast import LATEST, SOONEST, Quota, look_every

STARTER, CORE, ZOHO = Quota(1_000, 1_000), Quota(5_000, 5_000), Quota(50_000, 50_000)


@pytest.mark.parametrize(
    ("quota", "calls", "minutes"),
    [(STARTER, 2, 10.67), (STARTER, 4, 21.33), (CORE, 2, 5), (ZOHO, 5, 5)],
)
def test_looks_take_their_share_of_a_day(quota: Quota, calls: int, minutes: float) -> None:
    every = look_every(quota, calls)
    assert every.total_seconds() / 60 == pytest.approx(minutes, abs=0.01)
    assert timedelta(days=1) / every * calls <= 0.3 * quota.limit


def test_what_is_used_up_makes_looks_rarer() -> None:
    waits = [look_every(Quota(1_000, left), 2) for left in (1_000, 600, 300, 150, 110)]
    assert waits == sorted(waits)
    assert len(set(waits)) == len(waits)


@pytest.mark.parametrize("left", [0, 50, 100, 106])
def test_the_clicks_share_is_never_looked_away(left: int) -> None:
    assert look_every(Quota(1_000, left), 2) == LATEST


def test_looks_that_find_nothing_become_rarer_up_to_a_point() -> None:
    waits = [look_every(CORE, 2, in_vain=count) / SOONEST for count in range(5)]
    assert waits == [1, 2, 4, 4, 4]
    assert look_every(Quota(40, 40), 1, in_vain=9) == LATEST


def test_no_calls_at_all_and_no_quota() -> None:
    assert look_every(CORE, 0) == SOONEST
    assert look_every(Quota(0, 0), 4) == LATEST


def test_what_a_quota_says() -> None:
    quota = Quota(1_000, 250)
    assert (quota.used, quota.kept, quota.free) == (750, 100, 150)
    assert (Quota(1_000, 90).free, Quota(1_000, 1_200).used) == (0, 0)
