"""Mails: written in the transaction of what they tell of, claimed, sent or tried again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from sync.core.mails import Ended, MailKind, total
from sync.core.pace import mail_retry_after
from sync.core.states import RunKind, RunStart, RunState
from sync.models import Bridge, Mail, Run, Tenant

CLAIM = timedelta(minutes=5)  # much longer than the mail server is waited for


@dataclass(frozen=True, slots=True)
class Outbox:
    """How it stands with a tenant's mails. `trouble`: the last error of one that waits."""

    waiting: int
    trouble: str
    last_sent_at: datetime | None


def mail_post(
    *,
    bridge: Bridge,
    kind: MailKind,
    key: str,
    now: datetime,
    run: Run | None = None,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Have a mail sent, unless nobody wants any or it was posted before."""
    tenant = Tenant.objects.get(pk=bridge.tenant_id)  # may have changed while a run went on
    if not tenant.notify_email or tenant.mails_stopped_at:
        return
    Mail.objects.get_or_create(
        key=key,
        defaults={
            "tenant": tenant,
            "bridge": bridge,
            "run": run,
            "kind": kind,
            "to": tenant.notify_email,
            "facts": dict(facts or {}),
            "created_at": now,
            "not_before": now,
        },
    )


def mail_post_to_guest(
    *, bridge: Bridge, to: str, key: str, now: datetime, facts: Mapping[str, object]
) -> None:
    """Have an invitation sent. It is one person's, whatever becomes of the company's mails."""
    Mail.objects.create(
        tenant_id=bridge.tenant_id,
        bridge=bridge,
        kind=MailKind.INVITED,
        key=key,
        to=to,
        facts=dict(facts),
        created_at=now,
        not_before=now,
    )


def invitations_mailed(*, tenant: Tenant, since: datetime) -> int:
    return Mail.objects.filter(tenant=tenant, created_at__gt=since, kind=MailKind.INVITED).count()


def mails_claim(*, now: datetime, limit: int) -> list[Mail]:
    """Take mails to send. Whoever dies with them loses them again, after CLAIM."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    with transaction.atomic():
        due = Mail.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            free, sent_at=None, given_up_at=None, not_before__lte=now
        )
        found = list(due.select_related("tenant", "bridge", "run").order_by("not_before")[:limit])
        mine = Mail.objects.filter(pk__in=[mail.pk for mail in found])
        mine.update(claimed_until=now + CLAIM)
    return found


def mail_sent(*, mail: Mail, now: datetime) -> None:
    Mail.objects.filter(pk=mail.pk).update(
        sent_at=now, error="", tries=mail.tries + 1, claimed_until=None
    )


def mail_failed(*, mail: Mail, error: str, now: datetime) -> None:
    """Try it again later, or give it up."""
    wait = mail_retry_after(mail.tries + 1)
    Mail.objects.filter(pk=mail.pk).update(
        tries=mail.tries + 1,
        error=error[:300],
        claimed_until=None,
        **({"given_up_at": now} if wait is None else {"not_before": now + wait}),
    )


def mail_drop(*, mail: Mail, now: datetime) -> None:
    """Send it no more: its address is not written to any longer."""
    Mail.objects.filter(pk=mail.pk).update(given_up_at=now, claimed_until=None)


def outbox_get(*, tenant: Tenant) -> Outbox:
    mine = Mail.objects.filter(tenant=tenant)
    waiting = mine.filter(sent_at=None, given_up_at=None)
    trouble = waiting.exclude(error="").order_by("-not_before").values_list("error", flat=True)
    sent = mine.filter(sent_at__isnull=False).order_by("-created_at").values_list("sent_at")
    return Outbox(waiting.count(), trouble.first() or "", (sent.first() or (None,))[0])


def run_ended(*, run: Run, state: RunState, error: str) -> Ended:
    """Say how a run ends. Whether a mail is wanted may have changed since it was read."""
    asked = Run.objects.values_list("started_by", "notify").get(pk=run.pk)
    return Ended(
        kind=RunKind(run.kind),
        state=state,
        started_by=RunStart(asked[0]),
        notify=asked[1],
        error=error,
        counts=total(run.counts),
    )


def run_before(*, run: Run) -> Ended | None:
    """Return the synchronization of everything that ended last before this one."""
    same = Run.objects.filter(bridge_id=run.bridge_id, kind=run.kind, scope=run.scope)
    last = same.filter(ended_at__isnull=False).exclude(pk=run.pk).order_by("-created_at").first()
    return run_ended(run=last, state=RunState(last.state), error=last.error) if last else None
