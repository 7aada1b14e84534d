"""What a person may ask of the portal's fields in Zoho CRM: look at them, create them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from sync.core.crm_report import Report, State
from sync.core.guide import Step
from sync.engine.crm_survey import crm_survey
from sync.store.audit import audit
from sync.store.setup_steps import step_claim
from sync.tasks.queues import INTERACTIVE
from sync.tasks.setup import crm_fields

if TYPE_CHECKING:
    from sync.models import Bridge


def crm_fields_check(*, bridge: Bridge) -> Report:
    """Look which fields the CRM has. About a dozen calls; changes nothing."""
    return crm_survey(bridge, act=False)


def crm_fields_create(*, bridge: Bridge, user: AbstractBaseUser | None) -> Report:
    """Create and repair what can be, by API, and tell what is left. About forty calls."""
    report = crm_survey(bridge, act=True)
    created, repaired = report.count(State.CREATED), report.count(State.REPAIRED)
    audit(
        tenant=bridge.tenant,
        user=user,
        action="CRM fields created",
        detail=f"{created} created, {repaired} repaired. {report.trouble}".strip(),
    )
    return report


def crm_fields_start(*, bridge: Bridge, user: AbstractBaseUser | None, act: bool) -> bool:
    """Have a worker look at the fields, or create them; False where one is at it already."""
    with transaction.atomic():
        if not step_claim(bridge=bridge, step=Step.FIELDS, now=timezone.now()):
            return False
        if act:
            audit(tenant=bridge.tenant, user=user, action="CRM fields asked for")
        told = [str(bridge.public_id), act]
        transaction.on_commit(lambda: crm_fields.apply_async(told, queue=INTERACTIVE))
    return True
