"""What Setup has done by a worker, because a vendor takes its time over it."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from sync.core.crm_report import report_written
from sync.core.guide import Step
from sync.engine.crm_survey import crm_survey
from sync.store.bridges import bridge_get
from sync.store.setup_steps import step_report


@shared_task(name="sync.crm_fields", acks_late=True, ignore_result=True)
def crm_fields(bridge_id: str, act: bool) -> None:  # noqa: FBT001 - a message has no keywords
    """Look at the portal's fields in the CRM, or create them, and keep what was found.

    Done twice, the second finds everything there.
    """
    bridge = bridge_get(public_id=UUID(bridge_id))
    if bridge is None:
        return
    report = crm_survey(bridge, act=act)
    step_report(
        bridge_id=bridge.pk,
        step=Step.FIELDS,
        report=report_written(report),
        done=report.is_complete,
        now=timezone.now(),
    )
