"""A person asks for the fields on Setup, a worker makes them, and the page says what is left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sync.core.crm_report import report_read, report_written
from sync.core.guide import Step
from sync.engine.crm_survey import crm_survey
from sync.models import AuditEntry, Connection, SetupStep
from sync.services.crm_fields import crm_fields_start
from sync.tasks.setup import crm_fields
from tests.portal import Portal


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Collect what goes to the queue."""
    messages: list[Any] = []
    monkeypatch.setattr(crm_fields, "apply_async", lambda args, **how: messages.append((args, how)))
    return messages


def owner(portal: Portal) -> Client:
    client = Client()
    client.force_login(User.objects.get(membership__tenant=portal.bridge.tenant))
    return client


def url(portal: Portal, name: str) -> str:
    return reverse(f"sync:{name}", args=[portal.bridge.public_id])


def test_created_by_a_worker_and_told_on_the_page(portal: Portal, sent: list[Any]) -> None:
    client = owner(portal)
    client.post(url(portal, "crm-fields"), {"act": "create"})
    assert "hx-trigger" in client.get(url(portal, "crm-fields-card")).content.decode()
    ((args, how),) = sent
    assert how == {"queue": "interactive"}
    crm_fields(*args)
    card = client.get(url(portal, "crm-fields-card")).content.decode()
    assert "All there" in card
    assert "hx-trigger" not in card
    step = SetupStep.objects.get(step=Step.FIELDS)
    assert (step.done, step.begun_at) == (True, None)
    assert AuditEntry.objects.filter(action="CRM fields asked for").count() == 1

    crm_fields(*args)  # the message came twice
    assert "All there" in client.get(url(portal, "crm-fields-card")).content.decode()


def test_a_look_says_what_is_missing_and_changes_nothing(portal: Portal, sent: list[Any]) -> None:
    client = owner(portal)
    client.post(url(portal, "crm-fields"), {"act": "check"})
    crm_fields(*sent[0][0])
    card = client.get(url(portal, "crm-fields-card")).content.decode()
    assert "It does not exist yet." in card
    assert not SetupStep.objects.get(step=Step.FIELDS).done
    report = crm_survey(portal.bridge, act=False)
    assert report_read(report_written(report)) == report


def test_a_second_click_joins_and_a_lost_worker_is_replaced(
    portal: Portal, sent: list[Any]
) -> None:
    assert crm_fields_start(bridge=portal.bridge, user=None, act=False)
    assert not crm_fields_start(bridge=portal.bridge, user=None, act=False)
    page = owner(portal).post(url(portal, "crm-fields"), {"act": "check"}, follow=True)
    assert "being looked at already" in page.content.decode()
    SetupStep.objects.update(begun_at=timezone.now() - timedelta(minutes=6))
    assert crm_fields_start(bridge=portal.bridge, user=None, act=False)
    assert len(sent) == 2


def test_without_a_connection_nothing_is_asked(portal: Portal, sent: list[Any]) -> None:
    Connection.objects.filter(side="zoho").update(state="lost")
    page = owner(portal).post(url(portal, "crm-fields"), {"act": "create"}, follow=True)
    assert "Zoho CRM is not connected." in page.content.decode()
    assert sent == []


def test_a_bridge_that_is_gone_by_then_harms_nobody(portal: Portal) -> None:
    crm_fields("00000000-0000-0000-0000-000000000009", act=True)
    assert not SetupStep.objects.exists()
