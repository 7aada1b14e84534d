"""A field is a row: added to one table, it is mapped, synced, previewed and kept in the history."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from connectors.sandbox.zoho.fields import Field
from sync.core.records import Module
from sync.core.table import Row
from sync.core.tables import TABLES
from sync.core.tables.spots import key, xero
from tests.engine.test_preview import preview
from tests.portal import Portal

NEW = Row("ticker", "Ticker symbol", zoho=key("Ticker_Symbol"), xero=xero("AccountNumber"))


@pytest.fixture(autouse=True)
def _one_more_row(monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = TABLES[Module.ACCOUNTS]
    with_it = replace(accounts, rows=(*accounts.rows, NEW))
    monkeypatch.setitem(TABLES, Module.ACCOUNTS, with_it)


@pytest.fixture
def portal(portal: Portal) -> Portal:
    """Have an account with a ticker symbol wait in the CRM."""
    portal.zoho.add_field("Accounts", Field("Ticker_Symbol", custom=True))
    portal.zoho.insert("Accounts", {"Account_Name": "Acme Ltd", "Ticker_Symbol": "ACM"})
    portal.fetch()
    return portal


def page(portal: Portal, name: str, *more: str | UUID) -> str:
    client = Client()
    client.force_login(portal.user)
    answer = client.get(reverse(f"sync:{name}", args=[portal.bridge.public_id, *more]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_it_is_offered_in_field_mapping(portal: Portal) -> None:
    assert "Ticker symbol" in page(portal, "mapping", "accounts")


def test_it_is_previewed_synced_and_in_the_history(portal: Portal) -> None:
    seen = preview(portal, Module.ACCOUNTS)
    foreseen = page(portal, "preview", seen.public_id)
    assert "Ticker symbol" in foreseen
    assert "ACM" in foreseen
    run = portal.sync(Module.ACCOUNTS)
    (contact,) = portal.xero.list_contacts()
    assert contact["AccountNumber"] == "ACM"
    written = page(portal, "run", run.public_id)
    assert "Ticker symbol" in written
    assert "ACM" in written
    portal.xero.save_contact({"ContactID": contact["ContactID"], "AccountNumber": "ACME"})
    portal.sync(Module.ACCOUNTS)
    (account,) = portal.zoho.list("Accounts")
    assert account["Ticker_Symbol"] == "ACME"
