"""People and the rows that pages show, made as the portal itself would make them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from sync.core.records import Module, Side
from sync.core.states import ChangeState, Notify, RunKind, RunState
from sync.core.tables import ORDER
from sync.models import (
    Bridge,
    Change,
    Connection,
    Cursor,
    Grant,
    Link,
    Membership,
    Record,
    Role,
    Run,
    Schedule,
    Tenant,
)
from sync.store.tenants import tenant_create

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Person:
    user: User
    bridge: Bridge
    client: Client


def person(
    name: str, *, role: Role = Role.OWNER, tenant: Tenant | None = None, company: str = ""
) -> Person:
    user = User.objects.create_user(name, f"{name}@example.com", PASSWORD)
    if tenant is None:
        tenant = tenant_create(owner=user, name=company or f"{name}'s company")
    else:
        Membership.objects.create(user=user, tenant=tenant, role=role)
    client = Client()
    client.force_login(user)
    return Person(user, Bridge.objects.get(tenant=tenant), client)


def connect(one: Person, side: Side, name: str = "") -> Connection:
    grant = Grant.objects.create(
        tenant=one.bridge.tenant,
        side=side,
        access_token="a",
        refresh_token="r",
        expires_at=timezone.now() + timedelta(hours=1),
        accounts_url="http://127.0.0.1:1",
        api_url="http://127.0.0.1:1",
    )
    connection = Connection.objects.create(
        tenant=one.bridge.tenant,
        side=side,
        grant=grant,
        organisation_id=f"{side}-{one.bridge.pk}",
        name=name or f"{one.user.username} at {side}",
        connected_by=one.user,
        connected_at=timezone.now(),
    )
    setattr(one.bridge, side, connection)
    one.bridge.save()
    return connection


def connect_both(one: Person) -> None:
    connect(one, Side.ZOHO, "Brightwater (Zoho CRM)")
    connect(one, Side.XERO, "Brightwater Ltd (Xero)")


def fetched(one: Person) -> None:
    """Let everything have been fetched just now."""
    now = timezone.now()
    for side in Side:
        for module in ORDER:
            Cursor.objects.create(
                bridge=one.bridge,
                side=side,
                module=module,
                watermark="w",
                fetched_at=now,
                read_at=now,
            )


def record(one: Person, side: Side, module: Module, title: str, handle: str = "") -> Record:
    return Record.objects.create(
        bridge=one.bridge,
        side=side,
        module=module,
        remote_id=f"{side}-{title}",
        handle=handle or f"{side}-{title}",
        title=title,
        keys=[],
        fields={},
        digest="d",
        version="1",
        modified_at=timezone.now(),
    )


def link(one: Person, module: Module, title: str) -> Link:
    return Link.objects.create(
        bridge=one.bridge, module=module, zoho_id=f"zoho-{title}", xero_id=f"xero-{title}"
    )


def run(one: Person, kind: RunKind = RunKind.SYNC, **values: Any) -> Run:
    options: dict[str, Any] = {"modes": {"accounts": "both"}, "window": "last"}
    if kind is RunKind.FETCH:
        options = {"sides": ["zoho"]}
    state = values.pop("state", RunState.SUCCEEDED)
    now = timezone.now()
    ended = {} if RunState(state).is_open else {"ended_at": now + timedelta(seconds=75)}
    filled = {"options": options, "requested_by": one.user, "started_at": now, **ended, **values}
    return Run.objects.create(bridge=one.bridge, kind=kind, state=state, **filled)


def schedule(one: Person, **values: Any) -> Schedule:
    """Let the bridge be synchronized every day at nine and at one."""
    now = timezone.now()
    filled = {
        "is_on": True,
        "days": [0, 1, 2, 3, 4, 5, 6],
        "times": [time(9), time(13)],
        "modes": {"invoices": "xero_to_crm", "accounts": "both"},
        "notify": Notify.NEWS,
        "next_run_at": now + timedelta(hours=1),
        "saved_by": one.user,
        "saved_at": now,
        **values,
    }
    return Schedule.objects.create(bridge=one.bridge, **filled)


def change(run: Run, title: str, **values: Any) -> Change:
    filled: dict[str, Any] = {
        "module": Module.ACCOUNTS,
        "side": Side.XERO,
        "remote_id": "x1",
        "source_id": "z1",
        "creates": False,
        "before": {"phone": "1"},
        "after": {"phone": "2"},
        "key": f"{run.pk}-{title}",
        "state": ChangeState.LANDED,
        **values,
    }
    return Change.objects.create(run=run, bridge=run.bridge, title=title, **filled)
