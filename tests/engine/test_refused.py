"""What a vendor refuses rests, is tried again, heals, and never stops another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from sync.core.answers import Choice
from sync.core.pace import retry_after
from sync.core.records import Side
from sync.core.verdicts import Why
from sync.models import Change, Question
from tests.engine.desks import AccountDesk
from tests.engine.reviews import ACCOUNTS, give, in_force, linked, said, scheduled, whys
from tests.portal import Portal

Pair = tuple[str, str]


@pytest.fixture
def desk(portal: Portal) -> AccountDesk:
    return AccountDesk(portal)


@pytest.fixture
def refused(desk: AccountDesk) -> list[Pair]:
    """Give an account the name that another contact has at Xero, and edit a third beside it."""
    pairs = linked(desk, "Acme", "Bolt", "Cask")
    desk.edit(Side.ZOHO, pairs[0][0], {"name": "Bolt"})
    desk.edit(Side.ZOHO, pairs[2][0], {"one": "5"})
    desk.portal.sync(ACCOUNTS)
    return pairs


def attempts() -> int:
    return Change.objects.filter(state="refused").count()


def wake() -> None:
    Question.objects.update(retry_at=timezone.now() - timedelta(seconds=1))


def test_every_voice_is_kept_and_the_sibling_lands(desk: AccountDesk, refused: list[Pair]) -> None:
    (one,) = Question.objects.all()
    assert (one.why, one.tries) == (Why.REFUSED, 1)
    assert "already assigned" in one.words
    assert one.detail not in ("", one.words)
    assert one.retry_at is not None
    rest = one.retry_at - timezone.now()
    assert timedelta(minutes=14) < rest <= timedelta(minutes=15)
    assert said(desk, refused[2]) == ("5", "5")


def test_the_clock_waits_longer_each_time(desk: AccountDesk, refused: list[Pair]) -> None:
    run = scheduled(desk.portal)
    assert (run.left, attempts()) == (0, 1)
    for tries in (2, 3, 4, 5):
        wake()
        scheduled(desk.portal)
        scheduled(desk.portal)
        (one,) = Question.objects.all()
        assert one.retry_at is not None
        assert (one.tries, attempts()) == (tries, tries)
        rest = one.retry_at - timezone.now()
        assert retry_after(tries) - timedelta(minutes=1) < rest <= retry_after(tries)
    assert retry_after(5) == timedelta(days=1)


def test_a_person_tries_at_once(desk: AccountDesk, refused: list[Pair]) -> None:
    give(desk.portal, Choice.RETRY)
    assert attempts() == 2
    desk.portal.sync(ACCOUNTS)
    assert attempts() == 3
    desk.edit(Side.XERO, refused[1][1], {"name": "Bolt and Sons"})
    give(desk.portal, Choice.RETRY)
    assert (whys(), in_force(), attempts()) == ([], [], 3)
    assert said(desk, refused[0], "name") == ("Bolt", "Bolt")


def test_it_heals_by_itself_when_its_record_changes(desk: AccountDesk, refused: list[Pair]) -> None:
    desk.edit(Side.ZOHO, refused[0][0], {"name": "Acme again"})
    scheduled(desk.portal)
    assert whys() == []
    assert said(desk, refused[0], "name") == ("Acme again", "Acme again")


def test_it_can_be_left_alone(desk: AccountDesk, refused: list[Pair]) -> None:
    give(desk.portal, Choice.IGNORE)
    desk.portal.sync(ACCOUNTS)
    assert (whys(), attempts()) == ([], 1)
    assert said(desk, refused[0], "name") == ("Bolt", "Acme")
