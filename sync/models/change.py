from __future__ import annotations

from django.db import models
from django.db.models import Q

from sync.core.states import ChangeState
from sync.models.bridge import Bridge
from sync.models.choices import MODULES, SIDES
from sync.models.run import Run

UNSETTLED = [ChangeState.PLANNED, ChangeState.SENT, ChangeState.UNKNOWN, ChangeState.HELD]


class Change(models.Model):
    """The journal: one intended write. It is here before its request is sent."""

    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, db_index=False)
    module = models.CharField(max_length=16, choices=MODULES)
    side = models.CharField(max_length=4, choices=SIDES, help_text="the side that is written")
    remote_id = models.CharField(max_length=64, blank=True, help_text="blank: a create")
    source_id = models.CharField(max_length=64, help_text="the other side's record")
    title = models.CharField(max_length=255)
    creates = models.BooleanField()
    before = models.JSONField(help_text="the fields that move, as the side last held them")
    after = models.JSONField(help_text="the same fields as they shall be, in that side's words")
    key = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in ChangeState]
    )
    code = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True, help_text="the vendor's own")
    reason = models.TextField(blank=True, help_text="ours")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["run", "module", "id"], name="change_of_run"),
            models.Index(fields=["bridge", "module", "remote_id"], name="change_of_record"),
            models.Index(fields=["bridge", "module", "source_id"], name="change_of_source"),
            models.Index(
                fields=["bridge", "state"],
                condition=Q(state__in=UNSETTLED),
                name="change_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.side} {self.module} {self.title}"
