"""What a vendor refuses rests, is tried again, heals, and never stops another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from connectors.sandbox.zoho.fields import Field
from sync.core.answers import Choice
from sync.core.choices import Choices, ExtraRow, ModuleChoices
from sync.core.pace import retry_after
from sync.core.records import Side
from sync.core.verdicts import Why
from sync.models import Change, Question
from tests.engine.desks import AccountDesk
from tests.engine.reviews import ACCOUNTS, give, in_force, linked, said, scheduled, whys
from tests.engine.test_choices_run import choose
from tests.portal import Portal

Pair = tuple[str, str]


@pytest.fixture
def desk(portal: Portal) -> AccountDesk:
    return AccountDesk(portal)


@pytest.fixture
def refused(desk: AccountDesk) -> list[Pair]:
    """Give an account a number that another contact has at Xero, and edit a third beside it."""
    desk.portal.zoho.add_field("Accounts", Field("Member_No", custom=True))
    extra = ExtraRow("member_no", "Member no.", "Member_No", "AccountNumber")
    choose(desk.portal, Choices(modules={ACCOUNTS: ModuleChoices(extra=(extra,))}))
    pairs = linked(desk, "Acme", "Bolt", "Cask")
    number(desk, pairs[1][1], "7")
    member(desk, pairs[0][0], "7")
    desk.edit(Side.ZOHO, pairs[2][0], {"one": "5"})
    desk.portal.sync(ACCOUNTS)
    return pairs


def member(desk: AccountDesk, account: str, said: str) -> None:
    desk.portal.zoho.update("Accounts", account, {"Member_No": said})


def number(desk: AccountDesk, contact: str, said: str) -> None:
    desk.portal.xero.save_contact({"ContactID": contact, "AccountNumber": said})


def numbers(desk: AccountDesk, pair: Pair) -> tuple[object, object]:
    account = desk.portal.zoho.get("Accounts", pair[0])
    contact = desk.portal.xero.contacts.get(pair[1])
    assert account
    assert contact
    return account["Member_No"], contact.get("AccountNumber")


def attempts() -> int:
    return Change.objects.filter(state="refused").count()


def wake() -> None:
    Question.objects.update(retry_at=timezone.now() - timedelta(seconds=1))


def test_every_voice_is_kept_and_the_sibling_lands(desk: AccountDesk, refused: list[Pair]) -> None:
    (one,) = Question.objects.all()
    assert (one.why, one.tries) == (Why.REFUSED, 1)
    assert "already exists" in one.words
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
    number(desk, refused[1][1], "8")
    give(desk.portal, Choice.RETRY)
    assert (whys(), in_force(), attempts()) == ([], [], 3)
    assert numbers(desk, refused[0]) == ("7", "7")


def test_it_heals_by_itself_when_its_record_changes(desk: AccountDesk, refused: list[Pair]) -> None:
    member(desk, refused[0][0], "9")
    scheduled(desk.portal)
    assert whys() == []
    assert numbers(desk, refused[0]) == ("9", "9")


def test_it_can_be_left_alone(desk: AccountDesk, refused: list[Pair]) -> None:
    give(desk.portal, Choice.IGNORE)
    desk.portal.sync(ACCOUNTS)
    assert (whys(), attempts()) == ([], 1)
    assert numbers(desk, refused[0]) == ("7", None)
