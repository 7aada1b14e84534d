"""Mails, from their rows to the mail server. Nothing here can make a run fail."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from smtplib import SMTPException
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from sync.core.letters import Facts, Letter, letter
from sync.core.mails import MailKind
from sync.engine.guests import guest_token
from sync.engine.mail_look import LOOK
from sync.store import mails
from sync.store.invitations import invitation_open

if TYPE_CHECKING:
    from sync.models import Bridge, Mail, Run, Tenant

log = structlog.get_logger(__name__)

AT_ONCE = 20
SALT = "unsubscribe"
REFUSALS = (SMTPException, OSError)  # what a mail server that is away, or says no, comes to


class NotSent(Exception):
    """The mail server did not take it; `sentence` says what it said."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def send_due() -> int:
    """Send what waits, over one connection; return how many were taken up."""
    due = mails.mails_claim(now=timezone.now(), limit=AT_ONCE)
    if not due:
        return 0
    with closing(get_connection()) as server:
        try:
            server.open()
        except REFUSALS as exc:  # it is away: not waited for again with each of them
            for mail in due:
                _put_off(mail, exc)
        else:
            for mail in due:
                _send(mail, server)
    return len(due)


def send_test(*, bridge: Bridge, to: str) -> None:
    """Send a test mail now. Raises NotSent."""
    facts = Facts(company=bridge.tenant.name)
    said = letter(MailKind.TEST, facts)
    made = _message(said, _told(said, bridge=bridge, run=None, to=to), name=uuid4())
    try:
        made.send()
    except REFUSALS as exc:
        raise NotSent(_said(exc)) from exc


def unsubscribe_token(*, tenant: Tenant, to: str) -> str:
    return signing.dumps([str(tenant.public_id), to], salt=SALT)


def unsubscribe_read(token: str) -> tuple[UUID, str] | None:
    """Return whose mails, and to which address; None where the link is not one of ours."""
    try:
        tenant_id, to = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return UUID(tenant_id), to


def _send(mail: Mail, server: BaseEmailBackend) -> None:
    facts = _facts(mail)
    if not _is_wanted(mail, facts):
        mails.mail_drop(mail=mail, now=timezone.now())
        return
    said = letter(MailKind(mail.kind), facts)
    if facts.invitation:
        told = _told_to_a_guest(facts, to=mail.to)
    else:
        told = _told(said, bridge=mail.bridge, run=mail.run, to=mail.to)
    made = _message(said, told, name=mail.public_id)
    made.connection = server
    try:
        made.send()
    except REFUSALS as exc:
        _put_off(mail, exc)
    else:
        mails.mail_sent(mail=mail, now=timezone.now())


def _is_wanted(mail: Mail, facts: Facts) -> bool:
    """Tell whether it still holds: an address may have changed, an invitation be taken back."""
    if facts.invitation:
        return invitation_open(public_id=UUID(facts.invitation), now=timezone.now()) is not None
    return mail.tenant.notify_email == mail.to and not mail.tenant.mails_stopped_at


def _put_off(mail: Mail, exc: Exception) -> None:
    log.warning("mail.refused", mail=str(mail.public_id), error=_said(exc))
    mails.mail_failed(mail=mail, error=_said(exc), now=timezone.now())


def _said(exc: Exception) -> str:
    return f"{exc.strerror or exc}" if isinstance(exc, OSError) else str(exc)


def _facts(mail: Mail) -> Facts:
    run = mail.run
    known = Facts(company=mail.tenant.name)
    if run is not None:
        known = replace(
            known,
            state=run.state,
            started_by=_started_by(run),
            error=run.error,
            counts=run.counts,
            changes_left=run.left,
            took=run.ended_at - run.started_at if run.started_at and run.ended_at else None,
        )
    return replace(known, **mail.facts)


def _started_by(run: Run) -> str:
    person: str = getattr(run.requested_by, "email", "")
    return person or run.started_by


def _message(said: Letter, told: Mapping[str, str], *, name: UUID) -> EmailMultiAlternatives:
    """Build the mail in text and in HTML. `name` is the same however often it is sent."""
    shown = {"letter": said, "look": LOOK, **told}
    made = EmailMultiAlternatives(
        subject=" ".join(said.subject.split()),
        body=render_to_string("email/letter.txt", shown),
        to=[told["to"]],
        headers={
            "Message-ID": f"<{name}@{urlsplit(settings.PORTAL_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    if "leave" in told:
        made.extra_headers["List-Unsubscribe"] = f"<{told['leave']}>"
        made.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.attach_alternative(render_to_string("email/letter.html", shown), "text/html")
    return made


def _told(said: Letter, *, bridge: Bridge, run: Run | None, to: str) -> Mapping[str, str]:
    leave = _url("unsubscribe", unsubscribe_token(tenant=bridge.tenant, to=to))
    return {"to": to, "leave": leave, **_links(said, bridge, run)}


def _told_to_a_guest(facts: Facts, *, to: str) -> Mapping[str, str]:
    """Tell of no notification address: a guest gets this one mail, and cannot stop others."""
    return {"to": to, "by": facts.by, "here": _url("invitation", guest_token(facts.invitation))}


def _links(said: Letter, bridge: Bridge, run: Run | None) -> Mapping[str, str]:
    if run is None:
        place = "history" if said.place == "run" else said.place
        return {"here": _url(place, bridge.public_id)}
    report = _url("run", bridge.public_id, run.public_id)
    here = report if said.place == "run" else _url(said.place, bridge.public_id)
    return {"here": here, "report": report}


def _url(name: str, *arguments: object) -> str:
    return f"{settings.PORTAL_URL}{reverse(f'sync:{name}', args=arguments)}"
