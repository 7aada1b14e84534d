"""Our count and the pretend Xero's limits, on one clock: it never has to say 429."""

import uuid

import pytest

from connectors.budget import RedisBudget, xero_limits
from connectors.door import Door, Patience
from connectors.errors import RateLimited
from connectors.xero.connector import XeroConnector
from tests.connectors.xero_rig import Rig, read, sandbox


def worker(rig: Rig, store, key: str, grant, *, day: int = 5_000, click: bool = False):
    """Make one of several workers on the same connection."""
    limits = xero_limits(day=day)
    budget = RedisBudget(
        store, key, limits, interactive=click, clock=lambda: rig.clock().timestamp()
    )
    door = Door(grant, budget, scheme="Bearer", patience=Patience(read=5))
    return XeroConnector(door, rig.org.organisation_id, rig.url)


@pytest.fixture
def key():
    return f"test-{uuid.uuid4().hex}"


def test_two_workers_share_a_minute(store, key) -> None:
    with sandbox(minute_limit=60, day_limit=5_000) as rig:
        grant = rig.log_in()
        one, two = (worker(rig, store, key, grant) for _ in range(2))
        for _ in range(30):
            read(one, "Contacts")
            read(two, "Contacts")
        with pytest.raises(RateLimited, match="so many calls a minute") as caught:
            read(one, "Contacts")
        assert len(rig.paths()) == 60, "the sixty-first was not sent"
        rig.clock.ahead(seconds=caught.value.retry_after)
        read(two, "Contacts")


def test_calls_that_others_made_are_noticed(store, key) -> None:
    with sandbox(minute_limit=60, day_limit=5_000) as rig:
        grant = rig.log_in()
        other = rig.connector(grant)  # counts nothing of ours
        for _ in range(58):
            read(other, "Contacts")
        ours = worker(rig, store, key, grant)
        read(ours, "Contacts")
        assert ours._door._budget.remaining()["minute"] == 1


def test_a_429_is_heeded_by_all(store, key) -> None:
    with sandbox(minute_limit=2, day_limit=5_000) as rig:
        grant = rig.log_in()
        one, two = (worker(rig, store, key, grant) for _ in range(2))
        read(one, "Contacts")
        read(one, "Contacts")
        store.delete(*store.keys(f"budget:{{{key}}}:*"))  # our count is lost
        with pytest.raises(RateLimited) as caught:
            read(one, "Contacts")
        assert (caught.value.limit, caught.value.retry_after) == ("minute", 60)
        with pytest.raises(RateLimited):
            read(two, "Contacts")
        assert len(rig.paths()) == 3, "the second worker did not even ask"
        rig.clock.ahead(seconds=60)
        read(two, "Contacts")


def test_the_last_of_the_day_are_for_clicks(store, key) -> None:
    with sandbox(minute_limit=None, day_limit=20) as rig:
        grant = rig.log_in()
        night = worker(rig, store, key, grant, day=20)
        for _ in range(18):
            read(night, "Contacts")
        with pytest.raises(RateLimited, match="kept for clicks"):
            read(night, "Contacts")
        click = worker(rig, store, key, grant, day=20, click=True)
        read(click, "Contacts")
        read(click, "Contacts")
        with pytest.raises(RateLimited, match="Today's calls to Xero are used up"):
            read(click, "Contacts")
        assert len(rig.paths()) == 20
