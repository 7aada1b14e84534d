"""Answers about records without a partner: matches, twins, taken names, deletions."""

from __future__ import annotations

import pytest
from django.utils import timezone

from sync.core.answers import Choice
from sync.core.choices import Choices, Deletions, ModuleChoices
from sync.core.records import Side
from sync.core.verdicts import Why
from sync.models import Link, Question
from sync.store.rules import rules_save
from tests.engine.desks import AccountDesk
from tests.engine.reviews import ACCOUNTS, give, in_force, linked, said, whys
from tests.portal import Portal


@pytest.fixture
def desk(portal: Portal) -> AccountDesk:
    return AccountDesk(portal)


def meet(desk: AccountDesk, zoho: list[str], xero: list[str]) -> tuple[list[str], list[str]]:
    """Put accounts of these names on each side, fetch and sync; return their ids."""
    here = [desk.add(Side.ZOHO, {"name": name}) for name in zoho]
    there = [desk.add(Side.XERO, {"name": name}) for name in xero]
    desk.portal.fetch()
    desk.portal.sync(ACCOUNTS)
    return here, there


def counts(desk: AccountDesk) -> tuple[int, int, int]:
    return len(desk.all(Side.ZOHO)), len(desk.all(Side.XERO)), Link.objects.count()


def links() -> set[tuple[str, str]]:
    return set(Link.objects.values_list("zoho_id", "xero_id"))


# -- probably the same ---------------------------------------------------------------------
def test_they_are_the_same(desk: AccountDesk) -> None:
    (zoho,), (xero,) = meet(desk, ["Acme Ltd"], ["Acme Limited"])
    assert whys() == [Why.MATCH, Why.MATCH]  # one from either side; Review shows it once
    give(desk.portal, Choice.SAME, Question.objects.filter(zoho_id=zoho))
    assert links() == {(zoho, xero)}
    assert (whys(), in_force()) == ([Why.CONFLICT], [])
    give(desk.portal, Choice.XERO)
    assert said(desk, (zoho, xero), "name") == ("Acme Limited", "Acme Limited")
    assert counts(desk) == (1, 1, 1)


def test_they_are_different_and_never_proposed_again(desk: AccountDesk) -> None:
    meet(desk, ["Acme Ltd"], ["Acme Limited"])
    give(desk.portal, Choice.DIFFERENT, Question.objects.exclude(zoho_id=""))
    assert counts(desk) == (2, 2, 2)
    desk.portal.fetch()
    again = desk.portal.sync(ACCOUNTS, window="all")
    assert again.counts["accounts"]["planned"] == 0
    assert (whys(), in_force()) == ([], [Choice.DIFFERENT])
    assert counts(desk) == (2, 2, 2)


def test_another_candidate_is_the_one(desk: AccountDesk) -> None:
    (zoho,), (_, second) = meet(desk, ["Acme Ltd"], ["Acme Limited", "Acme GmbH"])
    asked = Question.objects.filter(zoho_id=zoho)
    assert give(desk.portal, Choice.SAME, asked).answered == 0  # which of them?
    assert give(desk.portal, Choice.SAME, asked, other="nobody").answered == 0
    give(desk.portal, Choice.SAME, asked, other=second)
    assert (zoho, second) in links()
    assert in_force() == []


def test_an_answer_outlives_the_key(desk: AccountDesk) -> None:
    (zoho,), (xero,) = meet(desk, ["Acme Ltd"], ["Acme Limited"])
    desk.edit(Side.XERO, xero, {"name": "Quite another name"})
    give(desk.portal, Choice.SAME, Question.objects.filter(zoho_id=zoho))
    assert links() == {(zoho, xero)}


# -- several look the same -----------------------------------------------------------------
def test_of_two_twins_one_is_meant(desk: AccountDesk) -> None:
    (first, second), _ = meet(desk, ["Twin Ltd", "Twin Ltd"], [])
    assert whys() == [Why.TWINS, Why.TWINS]
    give(desk.portal, Choice.ONLY, Question.objects.filter(zoho_id=second))
    assert [pair[0] for pair in links()] == [second]
    assert (whys(), in_force()) == ([], [Choice.IGNORE])
    assert desk.portal.sync(ACCOUNTS, window="all").counts["accounts"]["planned"] == 0
    assert first in desk.all(Side.ZOHO)


def test_a_link_moves_to_the_one_that_is_meant(desk: AccountDesk) -> None:
    ((old, xero),) = linked(desk, "Taken Ltd")
    new = desk.add(Side.ZOHO, {"name": "Taken Ltd", "one": "1", "two": "2"})
    desk.portal.sync(ACCOUNTS)
    assert whys() == [Why.TAKEN]
    give(desk.portal, Choice.SAME, other=xero)
    assert links() == {(new, xero)}
    (question,) = Question.objects.all()
    assert (question.why, question.zoho_id) == (Why.TAKEN, old)
    give(desk.portal, Choice.IGNORE)
    assert whys() == []
    assert counts(desk) == (2, 1, 1)


# -- deleted on one side -------------------------------------------------------------------
@pytest.mark.parametrize("gone", Side)
def test_what_was_deleted_is_brought_back(desk: AccountDesk, gone: Side) -> None:
    (pair,) = linked(desk, "Gone Ltd")
    desk.drop(gone, pair[list(Side).index(gone)])
    desk.portal.fetch()
    desk.portal.sync(ACCOUNTS)
    assert whys() == [Why.DELETED]
    give(desk.portal, Choice.RESTORE)
    ((zoho, xero),) = links()
    assert (zoho, xero) != pair
    assert said(desk, (zoho, xero), "name") == ("Gone Ltd", "Gone Ltd")
    assert (whys(), in_force()) == ([], [])


@pytest.mark.parametrize("gone", Side)
def test_what_is_left_stays_on_its_own(desk: AccountDesk, gone: Side) -> None:
    (pair,) = linked(desk, "Gone Ltd")
    desk.drop(gone, pair[list(Side).index(gone)])
    desk.portal.fetch()
    desk.portal.sync(ACCOUNTS)
    give(desk.portal, Choice.UNLINK)
    before = counts(desk)
    assert before[2] == 0
    desk.portal.fetch()
    assert desk.portal.sync(ACCOUNTS, window="all").counts["accounts"]["planned"] == 0
    assert counts(desk) == before
    assert (whys(), in_force()) == ([], [Choice.IGNORE])


def test_it_ends_on_the_other_side_too(desk: AccountDesk) -> None:
    ((zoho, xero),) = linked(desk, "Gone Ltd")
    desk.drop(Side.ZOHO, zoho)
    desk.portal.fetch()
    desk.portal.sync(ACCOUNTS)
    give(desk.portal, Choice.REMOVE)
    found = next(one for one in desk.portal.xero.list_contacts() if one["ContactID"] == xero)
    assert found["ContactStatus"] == "ARCHIVED"
    assert (whys(), in_force(), links()) == ([], [], set())
    assert desk.portal.sync(ACCOUNTS, window="all").counts["accounts"]["planned"] == 0


def test_a_tenants_rule_ends_it_unasked_once_it_is_so_ruled(desk: AccountDesk) -> None:
    ((zoho, xero),) = linked(desk, "Gone Ltd")
    rule = Choices(modules={ACCOUNTS: ModuleChoices(deletions=Deletions.REMOVE)})
    now = timezone.now()
    rules_save(bridge_id=desk.portal.bridge.pk, choices=rule, seen=0, user=None, now=now)
    desk.drop(Side.ZOHO, zoho)
    desk.portal.fetch()
    desk.portal.sync(ACCOUNTS)
    found = next(one for one in desk.portal.xero.list_contacts() if one["ContactID"] == xero)
    assert found["ContactStatus"] == "ARCHIVED"
    assert (whys(), links()) == ([], set())


def test_what_xero_has_archived_cannot_be_deleted_in_the_crm(desk: AccountDesk) -> None:
    ((_, xero),) = linked(desk, "Gone Ltd")
    desk.drop(Side.XERO, xero)
    desk.portal.fetch()
    desk.portal.sync(ACCOUNTS)
    assert give(desk.portal, Choice.REMOVE).answered == 0
    assert whys() == [Why.DELETED]
