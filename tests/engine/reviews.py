"""What a person does in Review, over accounts on both pretend vendors."""

from __future__ import annotations

from collections.abc import Iterable

from sync.core.answers import Choice
from sync.core.records import Mode, Module, Side
from sync.models import Answer, Link, Question, Run
from sync.services.review import Outcome, Tick, answer_give
from sync.services.runs import sync_start
from tests.engine.desks import AccountDesk
from tests.portal import Portal

ACCOUNTS = Module.ACCOUNTS


def linked(desk: AccountDesk, *names: str) -> list[tuple[str, str]]:
    """Let these accounts be on both sides, and agreed."""
    ids = [desk.add(Side.ZOHO, {"name": name, "one": "1", "two": "2"}) for name in names]
    desk.portal.fetch()
    desk.portal.sync(ACCOUNTS)
    pairs = dict(Link.objects.values_list("zoho_id", "xero_id"))
    return [(each, pairs[each]) for each in ids]


def give(
    portal: Portal, choice: Choice, some: Iterable[Question] | None = None, other: str = ""
) -> Outcome:
    """Answer all that is asked, or some of it, and let the worker carry it out."""
    asked = Question.objects.all() if some is None else some
    done = answer_give(
        bridge=portal.fresh(),
        user=portal.user,
        ticks=[Tick(one.pk) for one in asked],
        choice=choice,
        other=other,
        enqueue=False,
    )
    for run in done.runs:
        portal.carry_on(run)
    return done


def scheduled(portal: Portal) -> Run:
    """Sync as the clock does: nobody asked for it."""
    run = sync_start(
        bridge=portal.fresh(),
        modes={ACCOUNTS: Mode.BOTH},
        window="last",
        user=None,
        enqueue=False,
    )
    return portal.carry_on(run)


def said(desk: AccountDesk, pair: tuple[str, str], word: str = "one") -> tuple[str, str]:
    zoho, xero = (desk.read(side, key)[word] for side, key in zip(Side, pair, strict=True))
    return zoho, xero


def whys() -> list[str]:
    return sorted(Question.objects.values_list("why", flat=True))


def in_force() -> list[str]:
    return sorted(Answer.objects.filter(used_at=None).values_list("choice", flat=True))
