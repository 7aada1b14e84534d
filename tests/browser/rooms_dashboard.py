"""The dashboard and the guide: nothing connected, on the way, busy, failed, in agreement."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from sync.core.crm_report import FieldState, Report, SectionState, State, report_written
from sync.core.guide import Step
from sync.core.records import Module, Side
from sync.core.states import RunKind, RunState
from sync.core.verdicts import Why
from sync.engine.counted import recount
from sync.engine.drift import drift_compare
from sync.engine.standing import STANDING
from sync.models import Bridge, Connection, Question, Run, SetupStep
from tests.browser.rooms import Where, at, maria, room
from tests.web.people import Person, connect, connect_both, fetched, link, record, run


def at_it() -> Person:
    """Have been at it for a month, with pairs on both sides."""
    one = maria()
    connect_both(one)
    fetched(one)
    for number in range(6):
        record(one, Side.ZOHO, Module.ACCOUNTS, f"Acme {number}")
        record(one, Side.XERO, Module.ACCOUNTS, f"Acme {number}")
        made = link(one, Module.ACCOUNTS, f"Acme {number}")
        made.zoho_digest = made.xero_digest = "d"
        made.save()
    for day in range(30):
        made_run = run(
            one,
            counts={
                "accounts": {"read": 9, "written": (day * 37) % 61},
                "invoices": {"read": 20, "written": (day * 53) % 97, "refused": (day % 9) // 7 * 6},
            },
        )
        when = timezone.now() - timedelta(days=day, minutes=5)
        Run.objects.filter(pk=made_run.pk).update(created_at=when)
    return one


def ask(one: Person, why: Why, number: int) -> None:
    Question.objects.create(
        bridge=one.bridge,
        module=Module.ACCOUNTS,
        title=f"Contoso {number}",
        zoho_id=f"z{number}",
        xero_id=f"x{number}",
        why=why,
        field="phone",
    )


@room
def dashboard_empty() -> Where:
    return at(maria(), "")


@room
def dashboard_on_the_way() -> Where:
    one = maria()
    connect_both(one)
    return at(one, "")


@room
def dashboard_in_agreement() -> Where:
    one = at_it()
    recount(one.bridge, STANDING)
    return at(one, "")


@room
def dashboard_busy() -> Where:
    one = at_it()
    for number, why in enumerate((Why.CONFLICT, Why.CONFLICT, Why.MATCH, Why.TOTAL, Why.REFUSED)):
        ask(one, why, number)
    record(one, Side.XERO, Module.ACCOUNTS, "Northwind Traders")
    recount(one.bridge, STANDING)
    run(one, state=RunState.RUNNING)
    empty = Bridge.objects.create(tenant=one.bridge.tenant)
    connect(Person(one.user, empty, one.client), Side.ZOHO, "Brightwater Ireland (Zoho CRM)")
    return at(one, "")


@room
def dashboard_failed() -> Where:
    one = at_it()
    run(
        one,
        state=RunState.FAILED,
        error="Xero no longer accepts the log-in. Reconnect Xero in Setup.",
    )
    run(one, RunKind.FETCH, state=RunState.FAILED, error="Zoho CRM could not be reached.")
    lost = Connection.objects.get(side="xero")
    lost.state, lost.lost_because = Connection.State.LOST, "The access was taken back at Xero."
    lost.save()
    return at(one, "")


@room
def dashboard_braked() -> Where:
    one = at_it()
    words = "Nothing was written: this run would create or change more than 30 % of your records."
    run(one, state=RunState.BRAKED, error=words)
    return at(one, "")


def priced(one: Person, title: str, zoho: str, xero: str) -> None:
    for side, total in ((Side.ZOHO, zoho), (Side.XERO, xero)):
        made = record(one, side, Module.INVOICES, title)
        made.fields = {"total": total, "currency": "GBP", "status": "PAID"}
        made.save()
    pair = link(one, Module.INVOICES, title)
    pair.zoho_digest = pair.xero_digest = "d"
    pair.save()


@room
def drift_empty() -> Where:
    return at(maria(), "drift/")


@room
def drift_in_order() -> Where:
    one = at_it()
    priced(one, "INV-0001", "1250.00", "1250.00")
    drift_compare(one.bridge)
    return at(one, "drift/")


@room
def drift_found() -> Where:
    one = at_it()
    priced(one, "INV-0001", "1250.00", "1250.00")
    priced(one, "INV-0002", "480.10", "480.11")
    drift_compare(one.bridge)
    return at(one, "drift/")


def looked_at(one: Person, report: Report, **values: object) -> None:
    SetupStep.objects.create(
        bridge=one.bridge,
        step=Step.FIELDS,
        report=report_written(report),
        at=timezone.now(),
        **values,
    )


@room
def setup_fields() -> Where:
    one = maria()
    connect_both(one)
    fields = (
        FieldState(Module.ACCOUNTS, "Add to Xero", State.PRESENT),
        FieldState(Module.ACCOUNTS, "Xero ID", State.CREATED, "It is not set to refuse doubles."),
        FieldState(Module.INVOICES, "Paid Amount", State.MISSING, "It does not exist yet."),
        FieldState(
            Module.INVOICES,
            "Branding Theme",
            State.BY_HAND,
            "The CRM has a field 'Branding Theme' of another kind (text); it must be a field of "
            "the kind pick list. In Zoho CRM open Setup > Customization > Modules and Fields > "
            "Invoices, rename that field or delete it, then create the fields here again.",
        ),
    )
    words = "In Zoho CRM open Setup > Customization > Modules and Fields > Accounts > Standard."
    sections = (SectionState(Module.ACCOUNTS, State.BY_HAND, words),)
    looked_at(one, Report(fields, sections, "Zoho CRM did not answer in time."))
    return at(one, "setup/")


@room
def setup_fields_busy() -> Where:
    one = maria()
    connect_both(one)
    looked_at(one, Report(), begun_at=timezone.now())
    return at(one, "setup/")
