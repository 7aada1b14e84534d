from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from sync.core.states import Notify, RunKind, RunStart, RunState
from sync.models.bridge import Bridge

STATES = [(state.value, state.value.capitalize()) for state in RunState]
OPEN = [state.value for state in RunState if state.is_open]


class Run(models.Model):
    """What a click, clock or event started."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in RunKind])
    scope = models.CharField(
        max_length=10, blank=True, help_text="which side a fetch is of: both may wait at once"
    )
    state = models.CharField(max_length=10, choices=STATES, default=RunState.QUEUED)
    started_by = models.CharField(
        max_length=8,
        choices=[(start.value, start.value) for start in RunStart],
        default=RunStart.CLICK.value,
    )
    notify = models.CharField(
        max_length=8,
        blank=True,
        choices=[(notify.value, notify.value) for notify in Notify],
        help_text="whether a mail is wanted when it has ended",
    )
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    options = models.JSONField(default=dict, help_text="modules, modes and window, as asked for")
    # Where the next slice goes on: step number and the step's own place.
    step = models.PositiveIntegerField(default=0)
    place = models.JSONField(default=dict)
    counts = models.JSONField(default=dict, help_text="by module: read, planned, written, ...")
    calls = models.JSONField(default=dict, help_text="by side: requests sent")
    received = models.JSONField(default=dict, help_text="by side: bytes of answers")
    left = models.PositiveIntegerField(null=True, help_text="the convergence receipt")
    stop_requested = models.BooleanField(default=False)
    error = models.CharField(max_length=500, blank=True)
    wake_at = models.DateTimeField(null=True, help_text="not before")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="since it last moved on")
    nudged_at = models.DateTimeField(null=True, help_text="last woken up without being asked")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bridge", "kind", "scope"],
                condition=Q(state__in=OPEN),
                name="run_one_open_per_kind",
            )
        ]
        indexes = [
            models.Index(fields=["bridge", "-created_at"], name="run_history"),
            models.Index(fields=["state"], condition=Q(state__in=OPEN), name="run_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id} {self.state}"
