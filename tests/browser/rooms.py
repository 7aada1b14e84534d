"""Each page in each of its states, as rows and an address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from sync.core.records import Module, Side
from sync.core.states import ChangeState, RunKind, RunState
from sync.core.verdicts import Why
from sync.models import Connection, Question, Role, Run
from tests.web.people import (
    Person,
    change,
    connect,
    connect_both,
    fetched,
    link,
    person,
    record,
    run,
)

MODES = {"accounts": "both", "products": "crm_to_xero", "invoices": "xero_to_crm"}


@dataclass(frozen=True)
class Where:
    path: str
    person: Person | None = None
    status: int = 200


ROOMS: list[Callable[[], Where]] = []


def room(make: Callable[[], Where]) -> Callable[[], Where]:
    ROOMS.append(make)
    return make


def maria() -> Person:
    return person("maria.keller", company="Brightwater Ltd")


def at(one: Person, path: str) -> Where:
    return Where(f"/{one.bridge.public_id}/{path}", one)


@room
def login() -> Where:
    return Where("/accounts/login/")


@room
def signup() -> Where:
    return Where("/accounts/signup/")


@room
def password_reset() -> Where:
    return Where("/accounts/password/reset/")


@room
def password_change() -> Where:
    return Where("/accounts/password/change/", maria())


@room
def email_addresses() -> Where:
    return Where("/accounts/email/", maria())


@room
def two_factor() -> Where:
    return Where("/accounts/2fa/", maria())


@room
def not_found() -> Where:
    return Where("/nothing-here/", status=404)


@room
def forbidden() -> Where:
    one = maria()
    connect_both(one)
    victor = person("victor", role=Role.VIEWER, tenant=one.bridge.tenant)
    return Where(f"/{one.bridge.public_id}/setup/xero/disconnect/", victor, status=403)


@room
def no_tenant() -> Where:
    user = User.objects.create_user("lost", "lost@example.com")
    client = Client()
    client.force_login(user)
    one = maria()
    return Where("/", Person(user, one.bridge, client))


@room
def setup_empty() -> Where:
    return at(maria(), "setup/")


@room
def setup_lost() -> Where:
    one = maria()
    connect_both(one)
    fetched(one)
    lost = Connection.objects.get(side="xero")
    lost.state = Connection.State.LOST
    lost.lost_because = "The access was taken back at Xero."
    lost.save()
    return at(one, "setup/")


@room
def setup_done() -> Where:
    one = maria()
    connect_both(one)
    fetched(one)
    run(one)
    return at(one, "setup/")


@room
def disconnect() -> Where:
    one = maria()
    connect_both(one)
    return at(one, "setup/xero/disconnect/")


@room
def choose() -> Where:
    one = maria()
    connect(one, Side.ZOHO)
    session = one.client.session
    organisations = [["1", "Brightwater Ltd"], ["2", "Brightwater Trading (Ireland) DAC"]]
    session["connect_choice"] = {
        "bridge": str(one.bridge.public_id),
        "state": "s",
        "organisations": organisations,
    }
    session.save()
    return at(one, "setup/choose/")


@room
def fetch_empty() -> Where:
    return at(maria(), "settings/fetch/")


@room
def fetch_running() -> Where:
    one = maria()
    connect_both(one)
    counts = {"accounts": {"read": 1204}, "products": {"read": 310}}
    calls = {"zoho": 8}
    run(one, RunKind.FETCH, state=RunState.RUNNING, counts=counts, calls=calls)
    return at(one, "settings/fetch/")


@room
def fetch_done() -> Where:
    one = maria()
    connect_both(one)
    fetched(one)
    for number in range(7):
        record(one, Side.ZOHO, Module.ACCOUNTS, f"Acme {number}")
        record(one, Side.XERO, Module.ACCOUNTS, f"Acme {number}")
    link(one, Module.ACCOUNTS, "Acme 1")
    run(one, RunKind.FETCH, counts={"accounts": {"read": 14}}, calls={"zoho": 4, "xero": 3})
    return at(one, "settings/fetch/")


@room
def sync_not_yet() -> Where:
    return at(maria(), "synchronization/")


@room
def sync_ready() -> Where:
    one = maria()
    connect_both(one)
    fetched(one)
    return at(one, "synchronization/")


@room
def sync_running() -> Where:
    one = maria()
    connect_both(one)
    fetched(one)
    run(
        one,
        state=RunState.RUNNING,
        options={"modes": MODES, "window": "30d"},
        counts={
            "accounts": {"read": 1204, "planned": 88, "written": 88},
            "products": {"read": 310, "planned": 40, "written": 12, "held": 3, "refused": 2},
            "invoices": {"read": 20},
        },
        calls={"zoho": 12, "xero": 1340},
    )
    return at(one, "synchronization/")


@room
def sync_failed() -> Where:
    one = maria()
    connect_both(one)
    fetched(one)
    error = "Xero could not be reached. Nothing is lost: press Sync Now again in a few minutes."
    run(one, state=RunState.FAILED, error=error, counts={"accounts": {"read": 4}})
    return at(one, "synchronization/")


@room
def history_empty() -> Where:
    return at(maria(), "history/")


def full_run(one: Person) -> Run:
    counts = {
        "accounts": {"read": 61, "planned": 4, "written": 3, "held": 1, "refused": 1},
        "products": {"read": 60},
        "invoices": {"read": 121, "planned": 2, "written": 1, "held": 2, "unknown": 1},
    }
    calls = {"zoho": 14, "xero": 22}
    options = {"modes": MODES, "window": "everything"}
    return run(one, state=RunState.PARTLY, counts=counts, calls=calls, options=options, left=0)


@room
def history_full() -> Where:
    one = maria()
    connect_both(one)
    for number, state in enumerate(RunState):
        made = run(one, state=state, counts={"accounts": {"read": number * 1000, "written": 7}})
        if state.is_open:
            made.delete()
    run(one, RunKind.FETCH, requested_by=None)
    full_run(one)
    return at(one, "history/")


@room
def report() -> Where:
    one = maria()
    connect_both(one)
    made = full_run(one)
    record(one, Side.XERO, Module.ACCOUNTS, "Łódź Trading Sp. z o.o.", handle="c-1")
    record(one, Side.XERO, Module.PRODUCTS, "Garden bench, oak", handle="BENCH")
    change(
        made,
        "Northwind Traders",
        before={"phone": "020 7946 0018", "billing_street": None},
        after={"phone": "020 7946 0991", "billing_street": "12 Long Lane\nSuite 4"},
    )
    change(
        made,
        "Acme Limited",
        state=ChangeState.REFUSED,
        words="The contact name Acme Limited is already assigned to another contact.",
        reason="Another contact in Xero has this name. Rename one of them, then press Sync Now.",
        before={"name": "Acme Ltd"},
        after={"name": "Acme Limited"},
    )
    invoice(made)
    for why, field, zoho, xero, detail in (
        (Why.CONFLICT, "phone", "020 1", "020 2", ""),
        (Why.TWINS, "*", None, None, "Acme Ltd, ACME Limited"),
    ):
        Question.objects.create(
            bridge=one.bridge,
            module=Module.ACCOUNTS,
            title="Contoso Holdings",
            zoho_id="z",
            xero_id="x",
            why=why,
            field=field,
            zoho_value=zoho,
            xero_value=xero,
            detail=detail,
            run=made,
        )
    return at(one, f"history/{made.public_id}/")


def invoice(made: Run) -> None:
    kept = {"id": "l1", "item": "BENCH", "quantity": "2", "price": "120.00", "tax": "OUTPUT2"}
    gone = {"id": "l2", "description": "Delivery", "quantity": "1", "price": "15.00"}
    new = {"id": None, "description": "Assembly", "quantity": "1", "price": "40.00"}
    change(
        made,
        "INV-0042",
        module=Module.INVOICES,
        state=ChangeState.UNKNOWN,
        reason="The answer was lost. The invoice is looked up before anything is sent again.",
        before={"account": None, "due_date": "2026-11-01", "lines": [kept, gone]},
        after={
            "account": "c-1",
            "due_date": "2026-12-01",
            "lines": [{**kept, "quantity": "3"}, new],
        },
    )


@room
def report_empty() -> Where:
    one = maria()
    made = run(one, RunKind.FETCH, started_at=timezone.now() - timedelta(minutes=3))
    return at(one, f"history/{made.public_id}/")
