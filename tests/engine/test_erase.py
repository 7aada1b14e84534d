"""A company is erased: slice by slice, from wherever it was left, and nobody else's rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import Retry
from django.apps import apps
from django.utils import timezone

from connectors.sandbox.faults import Fault
from sync.core.records import Module
from sync.core.states import RunState
from sync.engine import erase as engine
from sync.engine.erase import erase
from sync.engine.run import Finished, Later
from sync.models import Bridge, Erasure, Grant, Membership, Record, Run, Tenant
from sync.services.tenant_data import data_erase
from sync.store import erasures
from sync.store.bridges import bridge_claim, bridge_release
from sync.tasks.erasures import erase as erase_slice
from sync.tasks.erasures import erase_left
from tests.portal import Portal
from tests.web.people import person
from tests.web.test_tenant_data import filled


def count(model: Any, tenant_id: int) -> int:
    """Count a tenant's rows of a model, by whichever way leads to it."""
    names = {field.name for field in model._meta.get_fields()}
    way = next((one for one in ("tenant", "bridge", "connection") if one in names), "")
    lookups = {"tenant": "tenant_id", "": "pk"}
    lookup = lookups.get(way, f"{way}__tenant_id")
    return int(model.objects.filter(**{lookup: tenant_id}).count())


def left(tenant_id: int) -> dict[str, int]:
    models = [one for one in apps.get_app_config("sync").get_models() if one is not Erasure]
    found = {one.__name__: count(one, tenant_id) for one in models}
    return {name: number for name, number in found.items() if number}


@pytest.fixture
def company(portal: Portal) -> Portal:
    """Open a company that was synced; its rows are of many kinds."""
    for name in ("One", "Two", "Three"):
        portal.zoho.insert("Accounts", {"Account_Name": name})
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    return portal


@pytest.fixture
def neighbour(company: Portal) -> Iterator[int]:
    """Return the tenant that nothing happens to; look afterwards whether nothing did."""
    mallory = filled(person("mallory"), "Globex")
    before = left(mallory.bridge.tenant_id)
    yield mallory.bridge.tenant_id
    assert left(mallory.bridge.tenant_id) == before


class MachineStops(BaseException):
    """Nobody catches this: it is like a machine that is switched off."""


def stopping(inner: Callable[..., Any]) -> Callable[..., Any]:
    """Do it, then stop the machine, if there was anything to do."""

    def once(*args: Any, **said: Any) -> Any:
        done = inner(*args, **said)
        if done is not False:
            raise MachineStops
        return done

    return once


def ask(portal: Portal) -> Erasure:
    tenant = portal.fresh().tenant
    data_erase(tenant=tenant, user=portal.user, typed=tenant.name)
    return Erasure.objects.get(tenant_id=tenant.pk)


def test_nothing_is_left_but_that_it_was_erased(company: Portal, neighbour: int) -> None:
    asked = ask(company)
    records = Record.objects.filter(bridge=company.bridge).count()
    assert erase(asked.public_id) == Finished()
    assert left(asked.tenant_id) == {}
    asked.refresh_from_db()
    assert asked.done_at is not None
    assert (asked.erased["record"], asked.erased["tenant"]) == (records, 1)
    assert company.user.is_active
    assert Tenant.objects.get().pk == neighbour
    assert erase(asked.public_id) == Finished()  # told twice


def test_both_vendors_are_told(company: Portal) -> None:
    asked = ask(company)
    erase(asked.public_id)
    xero = company.vendors.xero.tokens
    assert not xero.connections
    assert not company.vendors.zoho.grants.lasting
    assert not Grant.objects.filter(tenant_id=asked.tenant_id).exists()


def test_a_vendor_that_does_not_answer_is_no_reason_to_stay(company: Portal) -> None:
    for vendor in (company.vendors.zoho, company.vendors.xero):
        vendor.faults.add(Fault("status", status=500, body="down", times=50))
    asked = ask(company)
    assert erase(asked.public_id) == Finished()
    assert left(asked.tenant_id) == {}


def test_it_goes_on_from_wherever_it_stopped(
    company: Portal, neighbour: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine stops after every single step in turn; each time another worker takes it up."""
    asked, stops = ask(company), 0
    monkeypatch.setattr(engine, "CHUNK", 2)
    for module, name in ((engine, "leave"), (erasures, "rows_erase"), (erasures, "tenant_erase")):
        monkeypatch.setattr(module, name, stopping(getattr(module, name)))
    while Erasure.objects.filter(done_at=None).exists():
        with suppress(MachineStops):
            erase(asked.public_id)
        stops += 1
        Erasure.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert stops > 10
    assert left(asked.tenant_id) == {}


def test_a_slice_ends_in_time_and_the_next_goes_on(
    company: Portal, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SLICE_SECONDS = 0
    monkeypatch.setattr(engine, "CHUNK", 2)
    asked = ask(company)
    slices = 0
    while erase(asked.public_id) == Later():
        slices += 1
    assert slices > 5
    assert left(asked.tenant_id) == {}


def test_it_waits_until_who_is_at_work_lets_go(company: Portal) -> None:
    fence = bridge_claim(bridge_id=company.bridge.pk, now=timezone.now())
    assert fence is not None
    run = Run.objects.create(bridge=company.bridge, kind="sync", state=RunState.RUNNING)
    asked = ask(company)
    assert isinstance(erase(asked.public_id), Later)
    run.refresh_from_db()
    assert (run.stop_requested, run.state) == (True, RunState.RUNNING)
    bridge_release(bridge_id=company.bridge.pk, fence=fence)
    assert erase(asked.public_id) == Finished()
    assert not Bridge.objects.filter(pk=company.bridge.pk).exists()


def test_two_workers_do_not_do_it_together(company: Portal) -> None:
    asked = ask(company)
    assert erasures.erasure_claim(public_id=asked.public_id, now=timezone.now()) is not None
    assert erase(asked.public_id) == Finished()
    assert left(asked.tenant_id)
    assert erasures.erasures_open(now=timezone.now()) == []
    late = timezone.now() + timedelta(days=1)
    assert erasures.erasures_open(now=late) == [asked.public_id]


def test_what_was_forgotten_is_taken_up(company: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask(company)
    sent: list[Any] = []
    monkeypatch.setattr("sync.tasks.erasures.enqueue", sent.append)
    erase_left()
    assert sent == [asked.public_id]
    assert not Membership.objects.filter(tenant_id=asked.tenant_id).exists()


def test_the_queue_goes_on_until_it_is_done(company: Portal, settings: Any) -> None:
    asked = ask(company)
    settings.SLICE_SECONDS = 0
    with pytest.raises(Retry):
        erase_slice(str(asked.public_id))
    settings.SLICE_SECONDS = 20
    erase_slice(str(asked.public_id))
    assert left(asked.tenant_id) == {}
