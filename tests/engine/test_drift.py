"""The nightly comparison against rows: what it finds, what it leaves alone, whom it tells."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from sync.core.answers import Choice
from sync.core.choices import Choices, Rounding
from sync.core.drift import Wrong
from sync.core.records import Module, Side
from sync.core.verdicts import Why
from sync.engine.drift import drift_compare
from sync.models import Answer, Drift, Link, Mail, Question, Record
from sync.store import drift as store
from sync.store.rules import rules_save
from sync.tasks.drift import compare_all, compare_one
from tests.web.people import Person, connect_both, link, person, record, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Person:
    alice = person("alice")
    connect_both(alice)
    return alice


def invoice(
    one: Person, title: str, zoho: str, xero: str, currencies: tuple[str, str] = ("GBP", "GBP")
) -> Link:
    """Have a pair in agreement whose sides hold these totals."""
    for side, total, currency in zip(Side, (zoho, xero), currencies, strict=True):
        made = record(one, side, Module.INVOICES, title)
        made.fields = {"total": total, "currency": currency, "status": "PAID"}
        made.save()
    pair = link(one, Module.INVOICES, title)
    pair.zoho_digest = pair.xero_digest = "d"
    pair.save()
    return pair


def found(one: Person) -> list[tuple[Wrong, str]]:
    return [(odd.wrong, odd.title) for odd in drift_compare(one.bridge).odd]


def test_pairs_that_come_to_the_same_are_in_order(alice: Person) -> None:
    invoice(alice, "INV-1", "10.00", "10")
    invoice(alice, "INV-2", "0.10", "0.1")
    assert found(alice) == []
    assert not Mail.objects.exists()


def test_each_way_to_be_wrong_is_found(alice: Person) -> None:
    invoice(alice, "totals", "10.00", "10.01")
    invoice(alice, "currencies", "10.00", "10.00", ("GBP", "EUR"))
    invoice(alice, "missing", "10.00", "10.00")
    Record.objects.filter(title="missing", side="xero").delete()
    assert sorted(found(alice)) == sorted(
        [(Wrong.TOTALS, "totals"), (Wrong.CURRENCIES, "currencies"), (Wrong.MISSING, "missing")]
    )


def test_what_is_known_to_differ_is_left_alone(alice: Person) -> None:
    invoice(alice, "edited", "10.00", "11.00")
    Link.objects.filter(zoho_id="zoho-edited").update(zoho_digest="older")
    invoice(alice, "asked", "10.00", "11.00")
    Question.objects.create(
        bridge=alice.bridge,
        module=Module.INVOICES,
        zoho_id="zoho-asked",
        xero_id="xero-asked",
        title="asked",
        why=Why.TOTAL,
        field="*",
    )
    invoice(alice, "accepted", "10.00", "11.00")
    Answer.objects.create(
        bridge=alice.bridge,
        module=Module.INVOICES,
        zoho_id="zoho-accepted",
        xero_id="xero-accepted",
        field="*",
        choice=Choice.ACCEPT,
        title="accepted",
        at=timezone.now(),
        used_at=timezone.now(),
    )
    assert found(alice) == []


def test_a_rule_that_lets_totals_differ_is_respected(alice: Person) -> None:
    invoice(alice, "a", "10.00", "10.01")
    chosen = Choices(rounding=Rounding.ACCEPT)
    rules_save(bridge_id=alice.bridge.pk, choices=chosen, seen=0, user=None, now=timezone.now())
    assert found(alice) == []


def test_sums_stand_by_status_and_currency(alice: Person) -> None:
    invoice(alice, "a", "10.00", "10.00")
    invoice(alice, "b", "2.50", "2.50")
    lone = record(alice, Side.XERO, Module.INVOICES, "c")
    lone.fields = {"total": "5.00", "currency": "GBP", "status": "PAID"}
    lone.save()
    lines = {line.side: line for line in drift_compare(alice.bridge).lines}
    zoho, xero = lines[Side.ZOHO], lines[Side.XERO]
    assert (zoho.records, str(zoho.money), zoho.linked) == (2, "12.50", 2)
    assert (xero.records, str(xero.money), xero.linked, str(xero.linked_money)) == (
        3,
        "17.50",
        2,
        "12.50",
    )


def test_another_tenants_rows_do_not_count(alice: Person) -> None:
    mallory = person("mallory")
    connect_both(mallory)
    invoice(mallory, "INV-1", "1.00", "2.00")
    assert found(alice) == []
    assert drift_compare(alice.bridge).lines == ()


def test_a_mail_tells_of_a_pair_once(alice: Person) -> None:
    invoice(alice, "a", "10.00", "11.00")
    for _ in range(2):
        drift_compare(alice.bridge)
    mail = Mail.objects.get()
    assert mail.facts == {"error": "1 pair comes to different totals."}
    invoice(alice, "b", "10.00", "12.00")
    drift_compare(alice.bridge)
    assert Mail.objects.count() == 2


def test_only_the_last_reports_are_kept(alice: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(store, "KEPT", 2)
    for _ in range(4):
        drift_compare(alice.bridge)
    assert Drift.objects.count() == 2


def test_the_night_sends_every_connected_bridge_once(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = person("bob")
    connect_both(bob)
    person("carol")  # nothing connected
    sent: list[str] = []
    monkeypatch.setattr(compare_one, "apply_async", lambda args, **how: sent.extend(args))
    monkeypatch.setattr("sync.tasks.drift.AT_ONCE", 1)
    compare_all()
    assert sorted(sent) == sorted(str(one.bridge.public_id) for one in (alice, bob))
    compare_one(sent[0])
    compare_one("00000000-0000-0000-0000-000000000009")
    assert Drift.objects.count() == 1


def test_the_pages_say_it(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    run(alice)
    where = reverse("sync:drift", args=[alice.bridge.public_id])
    home = reverse("sync:dashboard", args=[alice.bridge.public_id])
    assert "Nothing was compared yet." in alice.client.get(where).content.decode()
    invoice(alice, "INV-7", "10.00", "11.00")
    drift_compare(alice.bridge)
    page = alice.client.get(where).content.decode()
    for words in ("1 pair comes to different totals.", "INV-7", "10.00 GBP", "11.00 GBP"):
        assert words in page
    assert "Both sides do not come to the same" in alice.client.get(home).content.decode()
    sent: list[object] = []
    monkeypatch.setattr(compare_one, "apply_async", lambda args, **how: sent.append(args))
    monkeypatch.setattr("sync.services.drift.transaction.on_commit", lambda act: act())
    alice.client.post(reverse("sync:drift-now", args=[alice.bridge.public_id]))
    assert sent == [[str(alice.bridge.public_id)]]
