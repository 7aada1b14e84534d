"""Which end of a run is worth a mail, and what the mail says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sync.core.letters import Facts, letter
from sync.core.mails import Ended, MailKind, is_nearly_used, mail_for, total
from sync.core.pace import mail_retry_after
from sync.core.states import Notify, RunKind, RunStart, RunState

QUIET = Ended(RunKind.SYNC, RunState.SUCCEEDED, RunStart.CLOCK, Notify.NEWS, "", {})
WROTE = replace(QUIET, counts={"written": 1})
HELD = replace(QUIET, state=RunState.PARTLY, counts={"held": 2})
FAILED = replace(QUIET, state=RunState.FAILED, error="Xero is away.", notify="")
BRAKED = replace(QUIET, state=RunState.BRAKED, error="Too much.", notify="")
STOPPED = replace(QUIET, state=RunState.STOPPED)


def asked(ended: Ended) -> Ended:
    return replace(ended, notify=Notify.ALWAYS)


def clicked(ended: Ended) -> Ended:
    return replace(ended, started_by=RunStart.CLICK)


@pytest.mark.parametrize(
    ("what", "ended", "before", "expected"),
    [
        ("nothing happened", QUIET, None, None),
        ("nothing happened, asked for", asked(QUIET), None, MailKind.FINISHED),
        ("it wrote", WROTE, None, MailKind.FINISHED),
        ("it wrote, and nobody wants to know", replace(WROTE, notify=""), None, None),
        ("a refusal", replace(QUIET, counts={"refused": 1}), None, MailKind.FINISHED),
        ("a lost answer", replace(QUIET, counts={"unknown": 1}), None, MailKind.FINISHED),
        ("held", HELD, QUIET, MailKind.FINISHED),
        ("held as before", HELD, HELD, None),
        ("one more is held", replace(HELD, counts={"held": 3}), HELD, MailKind.FINISHED),
        ("failed by itself", FAILED, None, MailKind.FAILED),
        ("failed again", FAILED, FAILED, None),
        ("failed again, asked for", asked(FAILED), FAILED, MailKind.FAILED),
        ("failed for another reason", FAILED, replace(FAILED, error="No."), MailKind.FAILED),
        ("failed under somebody's eyes", clicked(FAILED), None, None),
        ("failed, and was asked for", asked(clicked(FAILED)), None, MailKind.FAILED),
        ("braked", BRAKED, QUIET, MailKind.BRAKED),
        ("braked again", BRAKED, BRAKED, None),
        ("braked under somebody's eyes", clicked(BRAKED), None, None),
        ("stopped by a person", STOPPED, None, None),
        ("stopped, asked for", asked(STOPPED), None, MailKind.FINISHED),
        ("a fetch", replace(asked(QUIET), kind=RunKind.FETCH), None, None),
        ("a preview", replace(asked(QUIET), kind=RunKind.PREVIEW), None, None),
    ],
)
def test_who_gets_a_mail(
    what: str, ended: Ended, before: Ended | None, expected: MailKind | None
) -> None:
    assert mail_for(ended, before) is expected, what


def test_counts_are_added_up() -> None:
    assert total({"a": {"held": 1, "read": 2}, "b": {"held": 3}}) == {"held": 4, "read": 2}


def test_little_is_left_below_a_fifth() -> None:
    assert is_nearly_used(1000, 5000)
    assert not is_nearly_used(1001, 5000)


def test_a_mail_is_tried_for_two_days() -> None:
    waits, tries = timedelta(0), 0
    while (wait := mail_retry_after(tries + 1)) is not None:
        waits, tries = waits + wait, tries + 1
    assert timedelta(days=1, hours=12) < waits < timedelta(days=3)


FACTS = Facts(
    company="Brightwater Ltd",
    state="succeeded",
    started_by="clock",
    error="",
    counts={
        "invoices": {"written": 1200, "held": 0},
        "accounts": {"written": 1, "held": 2, "refused": 1, "unknown": 1},
    },
    changes_left=1,
    took=timedelta(seconds=75),
)


def test_the_mail_of_a_run_says_counts_and_what_needs_somebody() -> None:
    said = letter(MailKind.FINISHED, FACTS)
    assert said.subject == "1,201 records written, 4 need you - Brightwater Ltd"
    assert list(said.paragraphs) == [
        "The synchronization was started by the schedule and took 1 min 15 s.",
        "4 records need you: each says why, and what to do.",
        "1 change left between the two sides.",
    ]
    assert [(row.label, row.written, row.held, row.failed) for row in said.rows] == [
        ("Accounts", 1, 2, 2),
        ("Invoices", 1200, 0, 0),
    ]
    assert (said.place, said.button) == ("run", "See every change")


@pytest.mark.parametrize(
    ("kind", "facts", "subject", "sentence", "place"),
    [
        (
            MailKind.FINISHED,
            replace(FACTS, counts={"accounts": {"written": 1}}, took=timedelta(seconds=0.2)),
            "1 record written - Brightwater Ltd",
            "and took 1 s.",
            "run",
        ),
        (
            MailKind.FINISHED,
            replace(FACTS, counts={}, changes_left=None, took=None, started_by="a@b.example"),
            "Both sides agree - Brightwater Ltd",
            "The synchronization was started by a@b.example.",
            "run",
        ),
        (
            MailKind.FINISHED,
            replace(FACTS, started_by="event"),
            "1,201 records written, 4 need you - Brightwater Ltd",
            "was started by a change at a vendor",
            "run",
        ),
        (
            MailKind.FINISHED,
            replace(FACTS, state="stopped"),
            "Synchronization stopped - Brightwater Ltd",
            "What was written stays written",
            "run",
        ),
        (
            MailKind.FAILED,
            replace(FACTS, error="Xero is away."),
            "Synchronization failed - Brightwater Ltd",
            "Xero is away.",
            "run",
        ),
        (
            MailKind.FAILED,
            FACTS,
            "Synchronization failed - Brightwater Ltd",
            "It could not be finished.",
            "run",
        ),
        (
            MailKind.BRAKED,
            replace(FACTS, error="Nothing was written: it would be too much."),
            "Synchronization waits for your word - Brightwater Ltd",
            "Nothing was written: it would be too much.",
            "synchronization",
        ),
        (
            MailKind.LOST,
            Facts(
                "Brightwater Ltd", side="xero", organisation="Brightwater (UK)", error="Revoked."
            ),
            "Reconnect Xero - Brightwater Ltd",
            "Xero no longer accepts the log-in to Brightwater (UK).",
            "setup",
        ),
        (
            MailKind.QUOTA,
            Facts("Brightwater Ltd", side="zoho", organisation="Org", left=900, limit=5000),
            "Calls to Zoho CRM are nearly used up - Brightwater Ltd",
            "900 of 5,000 calls to Org are left for 24 hours.",
            "history",
        ),
        (
            MailKind.TEST,
            Facts("Brightwater Ltd"),
            "Test mail - Brightwater Ltd",
            "Mails of the portal arrive at this address.",
            "setup",
        ),
    ],
)
def test_each_kind_has_its_words_and_leads_to_its_place(
    kind: MailKind, facts: Facts, subject: str, sentence: str, place: str
) -> None:
    said = letter(kind, facts)
    assert said.subject == subject
    assert sentence in " ".join(said.paragraphs)
    assert said.place == place
