from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from sync.core.mails import MailKind
from sync.models.bridge import Bridge
from sync.models.run import Run
from sync.models.tenant import Tenant


class Mail(models.Model):
    """A mail to be sent: written together with what it tells of, sent afterwards.

    `key` says what it is about, so that nothing is told twice; `public_id` is in its Message-ID,
    so that a mail that had to be sent again is known as the same.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE)
    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE)
    run = models.ForeignKey(Run, null=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in MailKind])
    key = models.CharField(max_length=120, unique=True)
    to = models.EmailField()
    facts = models.JSONField(default=dict, help_text="what the run does not say")
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(sent_at=None, given_up_at=None),
                name="mail_to_send",
            ),
            models.Index(fields=["tenant", "-created_at"], name="mail_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"
