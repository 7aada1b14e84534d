"""The rooms that make a bookkeeper trust a run: previews, undo, records."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from sync.core.records import Module, Side
from sync.core.states import ChangeState, RunKind, RunState
from sync.core.verdicts import Why
from sync.models import Change, Link, Question, Record, Run
from tests.browser.rooms import Where, at, maria, room
from tests.web.people import Person, change, connect_both, fetched, link, record, run

OPTIONS = {"modes": {"accounts": "both", "invoices": "crm_to_xero"}, "window": "30d"}
UNSEEN: dict[str, Any] = {"state": ChangeState.PREVIEWED}
NEW: dict[str, Any] = {"creates": True, "remote_id": ""}


def ready() -> Person:
    one = maria()
    connect_both(one)
    fetched(one)
    return one


def previewed(one: Person, **values: Any) -> Run:
    counts = {"accounts": {"read": 412, "planned": 3, "held": 2}, "invoices": {"planned": 1}}
    return run(one, RunKind.PREVIEW, options=OPTIONS, counts=counts, **values)


def accounts(made: Run) -> None:
    after = {"name": "Contoso GmbH", "email": "office@contoso.example", "phone": "+49 30 123456"}
    blank = dict.fromkeys(after)
    change(made, "Contoso GmbH", **UNSEEN, **NEW, source_id="zoho-C", before=blank, after=after)
    change(
        made,
        "Fabrikam Inc",
        **UNSEEN,
        source_id="z2",
        before={"phone": "030 1", "fax": "9", "billing_street": "Old Road 1"},
        after={"phone": "030 22334455", "fax": None, "billing_street": "New Road 2\nBack yard"},
    )
    ends = {"before": {"archived": None}, "after": {"archived": True}}
    change(made, "Gone and Sons Ltd", **UNSEEN, **ends, source_id="z3")


def invoice(made: Run, one: Person) -> None:
    record(one, Side.ZOHO, Module.ACCOUNTS, "C")
    lines = [
        {"id": None, "item": "W-1", "description": "A widget", "quantity": "2", "price": "10.00"},
        {"id": None, "item": "W-2", "description": "Another one", "quantity": "1", "price": "5"},
    ]
    after = {"number": "INV-2041", "account": "new\u2192zoho-C", "status": "DRAFT", "lines": lines}
    values = {**NEW, "before": dict.fromkeys(after), "after": after, "source_id": "zi"}
    change(made, "INV-2041", **UNSEEN, **values, module=Module.INVOICES)


@room
def preview_nothing() -> Where:
    one = ready()
    made = run(one, RunKind.PREVIEW, options=OPTIONS, counts={"accounts": {"read": 412}})
    return at(one, f"preview/{made.public_id}/")


@room
def preview_under_way() -> Where:
    one = ready()
    made = previewed(one, state=RunState.RUNNING)
    return at(one, f"preview/{made.public_id}/")


@room
def preview_failed() -> Where:
    one = ready()
    said = "Xero did not answer in time. Nothing was read."
    made = previewed(one, state=RunState.FAILED, error=said)
    return at(one, f"preview/{made.public_id}/")


@room
def preview_some() -> Where:
    one = ready()
    made = previewed(one)
    accounts(made)
    invoice(made, one)
    made.change_set.filter(title="Fabrikam Inc").update(state=ChangeState.APPROVED)
    return at(one, f"preview/{made.public_id}/")


@room
def preview_written() -> Where:
    one = ready()
    made = previewed(one)
    accounts(made)
    moved = "Moved meanwhile: one of the two records is no longer what the preview showed."
    made.change_set.update(state=ChangeState.CARRIED)
    made.change_set.filter(title="Fabrikam Inc").update(state=ChangeState.MOVED, reason=moved)
    counts = {"accounts": {"read": 3, "planned": 2, "written": 2, "moved": 1}}
    run(one, options={**OPTIONS, "approved": str(made.public_id)}, counts=counts, left=1)
    return at(one, f"preview/{made.public_id}/")


@room
def preview_very_full() -> Where:
    one = ready()
    made = previewed(one)
    fields = {"phone": "030 22334455", "email": "somebody@company.example"}
    Change.objects.bulk_create(
        Change(
            run=made,
            bridge=made.bridge,
            module=Module.ACCOUNTS,
            side=Side.XERO,
            title=f"Company {number} with a rather long name of its own",
            key=f"k{number}",
            source_id=f"z{number}",
            remote_id="" if number % 3 else f"x{number}",
            creates=bool(number % 3),
            before=dict.fromkeys(fields),
            after=fields,
            state=ChangeState.PREVIEWED,
        )
        for number in range(3000)
    )
    return at(one, f"preview/{made.public_id}/")


@room
def undo_some() -> Where:
    one = ready()
    made = run(one, options=OPTIONS, counts={"accounts": {"read": 9, "planned": 4, "written": 4}})
    for title in ("Contoso GmbH", "Fabrikam Inc"):
        for side in Side:
            record(one, side, Module.ACCOUNTS, title)
        link(one, Module.ACCOUNTS, title)
        change(made, title, remote_id=f"xero-{title}", source_id=f"zoho-{title}")
    Record.objects.filter(remote_id="xero-Contoso GmbH").update(fields={"phone": "2"})
    Record.objects.filter(remote_id="xero-Fabrikam Inc").update(fields={"phone": "3"})
    Link.objects.update(zoho_base={}, xero_base={})
    return at(one, f"history/{made.public_id}/undo/")


@room
def undo_nothing() -> Where:
    one = ready()
    made = run(one)
    return at(one, f"history/{made.public_id}/undo/")


@room
def run_undone() -> Where:
    one = ready()
    made = run(one, RunKind.UNDO, options={"undo": "x", "modes": {"accounts": "both"}})
    made.counts = {"accounts": {"read": 2, "planned": 1, "written": 1, "held": 1}}
    made.state = RunState.PARTLY
    made.save()
    change(made, "Contoso GmbH")
    why = "It was changed again since. What it says now stays."
    change(made, "Fabrikam Inc", state=ChangeState.MOOT, reason=why, code="stays")
    return at(one, f"history/{made.public_id}/")


def company(one: Person) -> str:
    """Keep a company that both sides have, edited in the CRM, with a refusal and a history."""
    for side, phone in ((Side.ZOHO, "030 22334455"), (Side.XERO, "030 1")):
        made = record(one, side, Module.ACCOUNTS, "Contoso GmbH")
        made.fields = {"name": "Contoso GmbH", "phone": phone, "email": "office@contoso.example"}
        made.save()
    link(one, Module.ACCOUNTS, "Contoso GmbH")
    base = {"name": "Contoso GmbH", "phone": "030 1", "email": "office@contoso.example"}
    Link.objects.update(zoho_base=base, xero_base=base, agreed_at=timezone.now())
    ids = {"remote_id": "xero-Contoso GmbH", "source_id": "zoho-Contoso GmbH"}
    change(run(one), "Contoso GmbH", **ids, creates=True, after=base, before=dict.fromkeys(base))
    said = "Invalid phone number"
    change(run(one), "Contoso GmbH", **ids, state=ChangeState.REFUSED, words=said)
    return "records/accounts/zoho/zoho-Contoso%20GmbH/"


@room
def record_refused() -> Where:
    one = ready()
    where = company(one)
    Question.objects.create(
        bridge=one.bridge,
        module=Module.ACCOUNTS,
        zoho_id="zoho-Contoso GmbH",
        xero_id="xero-Contoso GmbH",
        title="Contoso GmbH",
        why=Why.REFUSED,
        field="*",
        detail="Xero does not take this phone number. Correct it in the CRM.",
        words="Invalid phone number",
        tries=2,
        retry_at=timezone.now(),
    )
    return at(one, where)


@room
def record_alone() -> Where:
    one = ready()
    record(one, Side.XERO, Module.ACCOUNTS, "Lonely Ltd")
    return at(one, "records/accounts/xero/xero-Lonely%20Ltd/")


@room
def records_none() -> Where:
    return at(ready(), "records/?q=nobody")


@room
def records_many() -> Where:
    one = ready()
    for number in range(60):
        record(one, Side.ZOHO, Module.ACCOUNTS, f"Company {number}")
    return at(one, "records/?q=company")
