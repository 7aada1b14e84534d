"""Where vendors tell of changes: what is taken, what is refused, and how little it says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sync.core.records import Mode, Module
from sync.core.states import RunKind, RunState
from sync.core.tables import ORDER
from sync.engine.subscribe import subscribe
from sync.models import AuditEntry, Bridge, Cursor, Event, Listening, Run, Subscription
from sync.store.forged import forged_count
from tests.web.people import Person, connect_both, person

KEY = "key-of-the-app"
XERO_ID = "xero-organisation"


@pytest.fixture
def alice(db: None, settings: Any) -> Person:
    """Make a tenant that listens, with everything fetched and synced once."""
    settings.XERO_WEBHOOK_KEY = KEY
    alice = person("alice")
    connect_both(alice)
    now = timezone.now()
    Listening.objects.create(
        bridge=alice.bridge, on=True, modes={module.value: Mode.BOTH.value for module in ORDER}
    )
    for side in ("zoho", "xero"):
        for module in ORDER:
            Cursor.objects.create(
                bridge=alice.bridge, side=side, module=module, fetched_at=now, read_at=now
            )
    Run.objects.create(bridge=alice.bridge, kind=RunKind.SYNC, state=RunState.SUCCEEDED)
    return alice


@pytest.fixture
def subscription(alice: Person) -> Subscription:
    connection = alice.bridge.zoho
    assert connection is not None
    return Subscription.objects.create(
        connection=connection,
        address="a-long-secret",
        channel_id="10",
        token="the token",
        renew_at=timezone.now(),
    )


def zoho_says(client: Client, address: str = "a-long-secret", **said: Any) -> Any:
    body = {
        "server_time": 1718115953625,
        "affected_values": [],
        "query_params": {},
        "module": "Accounts",
        "resource_uri": "https://www.zohoapis.com/crm/v8/Accounts",
        "ids": ["1", "2"],
        "affected_fields": [],
        "operation": "update",
        "channel_id": "10",
        "token": "the token",
        **said,
    }
    return client.post(f"/hooks/zoho/{address}/", body, content_type="application/json")


def xero_says(client: Client, raw: bytes, signature: str | None = None) -> Any:
    made = base64.b64encode(hmac.new(KEY.encode(), raw, hashlib.sha256).digest()).decode()
    return client.generic(
        "POST",
        "/hooks/xero/",
        raw,
        content_type="application/json",
        headers={"x-xero-signature": made if signature is None else signature},
    )


def event(organisation: str, record: str = "c-1", category: str = "CONTACT") -> dict[str, str]:
    return {
        "resourceUrl": f"https://api.xero.com/api.xro/2.0/Contacts/{record}",
        "resourceId": record,
        "eventDateUtc": "2024-06-21T01:15:39.902",
        "eventType": "UPDATE",
        "eventCategory": category,
        "tenantId": organisation,
        "tenantType": "ORGANISATION",
    }


def said(*events: dict[str, str]) -> bytes:
    body = {"events": list(events), "firstEventSequence": 1, "lastEventSequence": 1, "entropy": "S"}
    return json.dumps(body, indent=1).encode()


@pytest.fixture
def client() -> Client:
    """Act as a vendor: no cookies, no token of a form."""
    return Client(enforce_csrf_checks=True)


def test_a_notification_is_marked(client: Client, subscription: Subscription) -> None:
    assert zoho_says(client).status_code == 204
    rows = list(Event.objects.order_by("remote_id").values_list("side", "resource", "remote_id"))
    assert rows == [("zoho", "Accounts", "1"), ("zoho", "Accounts", "2")]
    subscription.refresh_from_db()
    assert subscription.heard_at is not None


def test_what_is_told_twice_is_one_row(client: Client, subscription: Subscription) -> None:
    zoho_says(client, ids=["1", "1"])
    zoho_says(client, ids=["1"], operation="delete")
    row = Event.objects.get()
    assert (row.heard, row.deleted) == (2, True)


@pytest.mark.parametrize("token", ["", None, "the tokem", "the token ", 7])
def test_a_wrong_token_is_refused(
    client: Client, subscription: Subscription, token: object
) -> None:
    assert zoho_says(client, token=token).status_code == 404
    assert not Event.objects.exists()


def test_an_unknown_address_tells_nothing(client: Client, alice: Person) -> None:
    answer = zoho_says(client, address="guessed")
    assert (answer.status_code, answer.content) == (404, b"")


def test_forgeries_are_counted_and_said_seldom(client: Client, subscription: Subscription) -> None:
    for _ in range(12):
        zoho_says(client, token="no")
    whose = f"zoho:{subscription.connection.public_id}"
    assert forged_count(whose=whose, day=timezone.now().date()) == 12
    assert AuditEntry.objects.filter(action="forged news refused").count() == 2  # the 1st, the 10th


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"module": 1, "ids": 2}'])
def test_what_is_no_notification_is_refused(
    client: Client, subscription: Subscription, body: bytes
) -> None:
    answer = client.post("/hooks/zoho/a-long-secret/", body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/hooks/zoho/a-long-secret/", "/hooks/xero/"])
def test_a_large_body_is_refused_unread(
    client: Client, subscription: Subscription, path: str
) -> None:
    answer = client.post(path, b"x" * 300_000, content_type="application/json")
    assert answer.status_code == 413


def test_a_module_that_rests_is_not_marked(client: Client, subscription: Subscription) -> None:
    Listening.objects.update(modes={Module.INVOICES.value: Mode.BOTH.value})
    assert zoho_says(client).status_code == 204
    assert not Event.objects.exists()


@pytest.mark.parametrize("off", ["switch", "never_synced", "login_lost"])
def test_who_does_not_listen_hears_nothing(
    client: Client, subscription: Subscription, off: str
) -> None:
    bridge = Bridge.objects.get()
    if off == "switch":
        Listening.objects.update(on=False)
    elif off == "never_synced":
        Run.objects.all().delete()
    else:
        assert bridge.xero is not None
        bridge.xero.state = "lost"
        bridge.xero.save()
    assert zoho_says(client).status_code == 204
    assert not Event.objects.exists()


def test_a_webhook_is_marked_for_its_own_tenant(client: Client, alice: Person) -> None:
    mine = alice.bridge.xero
    assert mine is not None
    body = said(event(mine.organisation_id), event("somebody else's"), event(mine.organisation_id))
    answer = xero_says(client, body)
    assert (answer.status_code, answer.content, answer.cookies) == (200, b"", {})
    row = Event.objects.get()
    assert (row.bridge, row.side, row.resource, row.remote_id) == (
        alice.bridge,
        "xero",
        "Contacts",
        "c-1",
    )


def test_what_is_not_synced_is_not_marked(client: Client, alice: Person) -> None:
    mine = alice.bridge.xero
    assert mine is not None
    assert (
        xero_says(client, said(event(mine.organisation_id, "s", "SUBSCRIPTION"))).status_code == 200
    )
    assert not Event.objects.exists()


def test_the_intent_to_receive(client: Client, alice: Person) -> None:
    """Right signatures get 200, wrong ones 401, both without a word."""
    body = b'{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "QW"}'
    assert xero_says(client, body).status_code == 200
    wrong = xero_says(client, body, base64.b64encode(b"x" * 32).decode())
    assert (wrong.status_code, wrong.content) == (401, b"")


@pytest.mark.parametrize("signature", ["", "not base64", "äöü"])
def test_a_wrong_signature_is_refused(client: Client, alice: Person, signature: str) -> None:
    mine = alice.bridge.xero
    assert mine is not None
    before = forged_count(whose="xero", day=timezone.now().date())
    assert xero_says(client, said(event(mine.organisation_id)), signature).status_code == 401
    assert not Event.objects.exists()
    assert forged_count(whose="xero", day=timezone.now().date()) == before + 1


def test_without_a_key_nothing_is_signed(client: Client, alice: Person, settings: Any) -> None:
    settings.XERO_WEBHOOK_KEY = ""
    body = said()
    empty = base64.b64encode(hmac.new(b"", body, hashlib.sha256).digest()).decode()
    assert xero_says(client, body, empty).status_code == 401


def test_signed_nonsense_is_refused(client: Client, alice: Person) -> None:
    assert xero_says(client, b'{"events": 3}').status_code == 400


def test_only_posts_are_taken(client: Client) -> None:
    assert client.get("/hooks/xero/").status_code == 405
    assert client.get("/hooks/zoho/x/").status_code == 405


def test_a_portal_that_cannot_be_reached_does_not_subscribe(alice: Person, settings: Any) -> None:
    settings.HOOKS_URL = "http://localhost:8000"
    connection = alice.bridge.zoho
    assert connection is not None
    assert connection.grant is not None
    connection.grant.api_url = "https://www.zohoapis.eu"
    connection.grant.save()
    subscribe(connection.pk, timezone.now())
    assert not Subscription.objects.exists()
