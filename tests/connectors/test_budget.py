"""The budget on a real Redis, with a clock that the test turns."""

import threading
import uuid
from typing import Any

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from connectors.budget import FreeBudget, Limits, RedisBudget, Window, xero_limits, zoho_limits
from connectors.errors import RateLimited, TransientError

DAY = 86_400
MINUTE_GONE = {"retry-after": "26", "x-rate-limit-problem": "minute", "x-minlimit-remaining": "0"}


class Clock:
    def __init__(self) -> None:
        self.now = 1_780_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def made(store, clock):
    """Make budgets of one connection, as several workers would."""
    key = f"test-{uuid.uuid4().hex}"

    def make(limits=None, **more):
        return RedisBudget(store, key, limits or xero_limits(), clock=clock, **more)

    return make


def spend(budget: Any, calls: int, cost: int = 1, **headers: object) -> None:
    told = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    for _ in range(calls):
        budget.take(cost)
        budget.done(told, 200)


def refused(budget, cost=1) -> RateLimited:
    with pytest.raises(RateLimited) as caught:
        budget.take(cost)
    return caught.value


def test_sixty_calls_a_minute_and_not_one_more(made, clock) -> None:
    spend(made(), 60)
    assert made().remaining() == {"minute": 0, "day": 4_940}
    error = refused(made())
    assert error.limit == "minute"
    assert 60 <= error.retry_after <= 61
    assert error.message.startswith("Xero takes only so many calls a minute")
    clock.now += error.retry_after
    spend(made(), 60)
    assert refused(made()).limit == "minute"


def test_any_sixty_seconds_hold_at_most_sixty(made, clock) -> None:
    spend(made(), 30)
    clock.now += 40
    spend(made(), 30)
    clock.now += 20.6
    spend(made(), 30)
    assert 39 < refused(made()).retry_after < 41


def test_five_at_once_for_all_workers(made, clock) -> None:
    workers = [made() for _ in range(6)]
    for worker in workers[:5]:
        worker.take()
    error = refused(workers[5])
    assert (error.limit, error.retry_after) == ("concurrent", 1.0)
    workers[0].done({}, 200)
    workers[5].take()


def test_a_killed_workers_place_comes_back(made, clock) -> None:
    for _ in range(5):
        made().take()
    clock.now += xero_limits().lease - 1
    refused(made())
    clock.now += 2
    made().take()


def test_the_last_call_is_given_once(made) -> None:
    limits = Limits("Xero", concurrent=100, windows=(Window("minute", 40, 60),))
    won = []

    def worker() -> None:
        budget = made(limits)
        for _ in range(10):
            try:
                budget.take()
            except RateLimited:
                continue
            won.append(1)

    threads = [threading.Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 40


def test_a_share_of_the_day_is_kept_for_clicks(made, clock) -> None:
    limits = Limits("Xero", 5, (Window("day", 100, DAY, reserve=0.2),))
    spend(made(limits), 80)
    error = refused(made(limits))
    assert (error.limit, error.message.startswith("What is left")) == ("day", True)
    spend(made(limits, interactive=True), 20)
    error = refused(made(limits, interactive=True))
    assert error.message.startswith("Today's calls to Xero are used up.")
    assert DAY <= error.retry_after <= DAY * 1.01


def test_credits_are_forgotten_a_day_later_one_by_one(made, clock) -> None:
    limits = zoho_limits(day=100, reserve=0)
    spend(made(limits), 6, cost=10)
    clock.now += 3_600
    spend(made(limits), 4, cost=10)
    error = refused(made(limits), cost=10)
    assert (error.limit, error.message[:4]) == ("credits", "The ")
    clock.now += error.retry_after
    assert made(limits).remaining() == {"credits": 60}


def test_nobody_calls_before_a_429_ends(made, clock) -> None:
    budget = made()
    budget.take()
    budget.done(MINUTE_GONE, 429)
    assert made().remaining()["minute"] == 0
    clock.now += 25
    error = refused(made(interactive=True))
    assert (error.limit, error.retry_after) == ("minute", 1.0)
    clock.now += 1
    spend(made(), 60)


def test_a_429_that_names_no_limit(made, clock) -> None:
    spend_one = made(zoho_limits())
    spend_one.take()
    spend_one.done({}, 429)
    error = refused(made(zoho_limits()))
    assert (error.limit, error.retry_after) == ("", 60.0)
    assert error.message.startswith("Zoho CRM asked us to slow down.")


def test_a_shorter_429_does_not_end_a_longer_one(made, clock) -> None:
    first, second = made(), made()
    first.take()
    second.take()
    first.done({"retry-after": "5000", "x-rate-limit-problem": "day"}, 429)
    second.done(MINUTE_GONE, 429)
    error = refused(made())
    assert (error.limit, error.retry_after) == ("day", 5000.0)
    assert made().remaining()["day"] == 0
    clock.now += 5000
    spend(made(), 1)
    assert made().remaining()["day"] == 4_999, "the vendor's day began anew"


def test_the_vendor_has_seen_more_calls_than_we(made) -> None:
    spend(made(), 1, x_minlimit_remaining=50, x_daylimit_remaining=3_000)
    assert made().remaining() == {"minute": 50, "day": 3_000}
    spend(made(), 50)
    assert refused(made()).limit == "minute"


def test_the_vendors_day_began_anew(made) -> None:
    spend(made(), 1, x_daylimit_remaining=2_000)
    spend(made(), 1, x_daylimit_remaining=4_999)
    assert made().remaining()["day"] == 4_999


def test_answers_that_overtake_each_other_mean_nothing(made) -> None:
    budget = made()
    budget.take()
    budget.take()
    budget.done({"x-minlimit-remaining": "58"}, 200)
    budget.done({"x-minlimit-remaining": "59"}, 200)
    assert made().remaining()["minute"] == 58


def test_a_better_plan_is_noticed_and_a_worse_one_too(made, clock) -> None:
    limits = xero_limits(day=1_000)
    spend(made(limits), 1, x_daylimit_remaining=4_000)
    assert made(limits).remaining()["day"] == 3_999, "one less than told, to be on the safe side"
    budget = made(limits)
    budget.take()
    budget.done({"retry-after": "9", "x-rate-limit-problem": "day"}, 429)
    clock.now += 9
    assert made(limits).remaining()["day"] == 1_000


def test_nonsense_in_a_header_is_not_believed(made) -> None:
    spend(made(), 1, x_minlimit_remaining="many", x_daylimit_remaining="")
    assert made().remaining() == {"minute": 59, "day": 4_999}


def test_an_end_without_a_beginning_is_harmless(made) -> None:
    made().done({}, 0)
    assert made().remaining()["minute"] == 60


def test_connections_do_not_share(made, store, clock) -> None:
    spend(made(), 3)
    other = RedisBudget(store, f"test-{uuid.uuid4().hex}", xero_limits(), clock=clock)
    assert other.remaining()["minute"] == 60


def test_rediss_own_clock_by_default(store) -> None:
    budget = RedisBudget(store, f"test-{uuid.uuid4().hex}", xero_limits())
    spend(budget, 60)
    assert 59 < refused(budget).retry_after < 61


def test_nothing_is_kept_for_ever(made, store) -> None:
    budget = made()
    budget.take()
    budget.take()
    budget.done(MINUTE_GONE, 429)
    keys = list(store.scan_iter("budget:{test-*"))
    assert keys
    assert all(store.pttl(key) > 0 for key in keys)


def test_a_redis_that_is_away() -> None:
    away = redis.Redis(port=9, retry=Retry(NoBackoff(), 0))  # port 9 discards
    budget = RedisBudget(away, "test-away", xero_limits())
    with pytest.raises(TransientError, match="Nothing was sent"):
        budget.take()
    budget.done({}, 200)  # an answer is never lost to it


def test_a_free_budget_only_counts() -> None:
    budget = FreeBudget()
    spend(budget, 99, cost=2)
    assert (budget.taken, budget.in_flight) == (198, 0)
