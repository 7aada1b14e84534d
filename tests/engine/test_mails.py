"""The end of a run and its mail: posted together, once; and what is said of log-ins and quotas."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from connectors.sandbox.limits import FixedWindow
from connectors.sandbox.xero.budget import DAY
from sync.core.mails import MailKind
from sync.core.records import Mode, Module, Side
from sync.core.states import Notify, RunStart, RunState
from sync.engine.connect import connect
from sync.engine.ending import end
from sync.engine.run import execute
from sync.models import Connection, Mail, Run
from sync.services.runs import sync_start
from tests.portal import Portal


def begun(portal: Portal, **values: Any) -> Run:
    """Return a synchronization that the clock started and nobody has begun."""
    run = sync_start(
        bridge=portal.fresh(),
        modes={Module.ACCOUNTS: Mode.BOTH},
        window="all",
        user=portal.user,
        enqueue=False,
    )
    told = {"started_by": RunStart.CLOCK, "requested_by": None, "notify": Notify.NEWS, **values}
    Run.objects.filter(pk=run.pk).update(**told)
    run.refresh_from_db()
    return run


def kinds() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("kind", flat=True))


def test_a_run_that_wrote_tells_once_and_one_that_did_not_is_quiet(portal: Portal) -> None:
    portal.fetch()
    portal.zoho.insert("Accounts", {"Account_Name": "Acme Ltd"})
    run = portal.carry_on(begun(portal))
    assert run.state == RunState.SUCCEEDED
    mail = Mail.objects.get()
    assert (mail.kind, mail.run, mail.to) == (MailKind.FINISHED, run, portal.user.email)
    execute(run.public_id, connect)  # redelivered
    portal.carry_on(begun(portal))
    assert Mail.objects.count() == 1
    portal.carry_on(begun(portal, notify=Notify.ALWAYS))
    assert Mail.objects.count() == 2


def test_a_lost_log_in_is_told_once_for_all_who_notice(portal: Portal) -> None:
    portal.fetch()
    run = begun(portal, notify="")
    portal.vendors.xero.expire_tokens()
    portal.vendors.xero.revoke_grants()
    run = portal.carry_on(run)
    assert run.state == RunState.FAILED
    lost = Connection.objects.get(side=Side.XERO)
    assert lost.state == "lost"
    mail = Mail.objects.get()
    assert mail.kind == MailKind.LOST
    assert mail.facts["organisation"] == lost.name
    assert mail.facts["side"] == "xero"


def test_state_and_mail_are_written_together_or_not_at_all(portal: Portal) -> None:
    portal.fetch()
    run = begun(portal, notify=Notify.ALWAYS)
    with transaction.atomic():
        end(run, RunState.SUCCEEDED, "")
        assert kinds() == [MailKind.FINISHED]
        transaction.set_rollback(True)  # the machine stops before the commit
    run.refresh_from_db()
    assert (run.state, kinds()) == (RunState.QUEUED, [])
    end(run, RunState.FAILED, "Xero is away.")
    end(run, RunState.SUCCEEDED, "")  # a worker that was taken for dead
    run.refresh_from_db()
    assert (run.state, kinds()) == (RunState.FAILED, [MailKind.FAILED])


@pytest.mark.parametrize(
    "values", [{"notify_email": ""}, {"mails_stopped_at": "2026-01-01T00:00:00Z"}]
)
def test_who_wants_no_mails_gets_none(portal: Portal, values: dict[str, str]) -> None:
    portal.fetch()
    run = begun(portal, notify=Notify.ALWAYS)
    type(portal.bridge.tenant).objects.update(**values)  # while the run goes on
    end(run, RunState.SUCCEEDED, "")
    assert kinds() == []


def test_a_notification_that_is_asked_for_meanwhile_counts(portal: Portal) -> None:
    portal.fetch()
    run = begun(portal, notify="")
    Run.objects.update(notify=Notify.ALWAYS)
    end(run, RunState.SUCCEEDED, "")
    assert kinds() == [MailKind.FINISHED]


def test_calls_that_are_nearly_used_up_are_told_once_a_day(portal: Portal, settings: Any) -> None:
    portal.fetch()
    assert kinds() == []
    settings.XERO_CALLS_PER_DAY = 100
    xero = portal.vendors.xero
    xero.budgets[portal.xero.organisation_id].day = FixedWindow(21, DAY, xero.clock)
    portal.carry_on(begun(portal, notify=""))
    portal.carry_on(begun(portal, notify=""))
    quota = Mail.objects.get(kind=MailKind.QUOTA)
    assert quota.facts["side"] == "xero"
    assert quota.facts["limit"] == 100
    assert 10 < quota.facts["left"] <= 20


def test_a_budget_that_cannot_be_asked_ends_no_run(portal: Portal, monkeypatch: Any) -> None:
    portal.fetch()
    run = begun(portal)
    monkeypatch.setattr("sync.engine.connect._redis", _away)
    end(run, RunState.SUCCEEDED, "")
    run.refresh_from_db()
    assert run.state == RunState.SUCCEEDED


def _away() -> Any:
    import redis  # noqa: PLC0415 - only here

    return redis.Redis(port=9)
