"""How a bridge is: the worst thing that is true of it; and the guide to the first sync."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.guide import ADVICE, Place, Step, places_of
from sync.core.health import Health, Signs, health_of, sentence
from sync.core.states import RunState

ALL_WRONG: dict[str, Any] = {
    "cut": ("Xero",),
    "last": RunState.FAILED,
    "refused": 1,
    "held": 2,
    "running": True,
    "pending": 3,
}


@pytest.mark.parametrize(
    ("healed", "health", "words"),
    [
        (0, Health.LOST, "Log in to Xero again."),
        (1, Health.FAILED, "could not be finished"),
        (2, Health.REFUSED, "One record was refused."),
        (3, Health.HELD, "2 records wait for your word."),
        (4, Health.RUNNING, "at work"),
        (5, Health.PENDING, "3 records wait for the next run."),
        (6, Health.AGREED, "Both sides agree."),
    ],
)
def test_the_worst_is_said_first(healed: int, health: Health, words: str) -> None:
    left = dict(list(ALL_WRONG.items())[healed:])
    signs = Signs(synced=True, **left)
    assert health_of(signs) is health
    assert words in sentence(health, signs)


def test_one_that_never_was_in_step_is_new_and_not_broken() -> None:
    assert health_of(Signs(synced=False, **ALL_WRONG)) is Health.NEW
    assert "guide" in sentence(Health.NEW, Signs(synced=False))


def test_a_run_that_asks_is_not_a_failed_one() -> None:
    signs = Signs(synced=True, last=RunState.BRAKED)
    assert health_of(signs) is Health.BRAKED
    assert "ask you" in sentence(Health.BRAKED, signs)


def test_agreement_is_not_claimed_before_it_is_counted() -> None:
    signs = Signs(synced=True, pending=None)
    assert health_of(signs) is Health.AGREED
    assert sentence(Health.AGREED, signs) == "Nothing needs you."


def test_numbers_are_said_as_people_say_them() -> None:
    assert sentence(Health.HELD, Signs(synced=True, held=1)).startswith("One record waits")
    assert sentence(Health.REFUSED, Signs(synced=True, refused=1200)).startswith("1,200 records")


DONE = st.fixed_dictionaries({step: st.booleans() for step in Step})


@given(DONE)
def test_one_step_is_next_until_all_are_done(done: dict[Step, bool]) -> None:
    places = places_of(done)
    following = [step for step in Step if places[step] is Place.NEXT]
    left = [step for step in Step if places[step] is not Place.DONE]
    assert following == left[:1]
    assert all(places[step] is Place.DONE for step in Step if done[step])


@given(DONE)
def test_advice_is_never_next_after_the_first_sync(done: dict[Step, bool]) -> None:
    places = places_of({**done, Step.SYNC: True})
    assert all(places[step] is Place.DONE for step in ADVICE)
