"""Accounts, products and invoices as a person at either vendor's own screen handles them.

A desk speaks few words for both sides, so that one table of cases serves both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from sync.core.records import Module, Side
from tests.portal import Portal

Words = Mapping[str, str]
Row = Mapping[str, Any]


class Desk(Protocol):
    module: Module

    def add(self, side: Side, words: Words) -> str: ...
    def edit(self, side: Side, record_id: str, words: Words) -> None: ...
    def read(self, side: Side, record_id: str) -> dict[str, str]: ...
    def drop(self, side: Side, record_id: str) -> None: ...
    def all(self, side: Side) -> dict[str, dict[str, str]]: ...


class AccountDesk:
    """`name`, `one` (a phone) and `two` (a fax)."""

    module = Module.ACCOUNTS
    zoho = {"name": "Account_Name", "one": "Phone", "two": "Fax"}
    phones = {"one": "DEFAULT", "two": "FAX"}

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    def add(self, side: Side, words: Words) -> str:
        if side is Side.ZOHO:
            return str(self.portal.zoho.insert("Accounts", _said(self.zoho, words))["id"])
        return str(self.portal.xero.save_contact(self._contact(words), create_only=True)[ID])

    def edit(self, side: Side, record_id: str, words: Words) -> None:
        if side is Side.ZOHO:
            self.portal.zoho.update("Accounts", record_id, _said(self.zoho, words))
        else:
            self.portal.xero.save_contact({ID: record_id, **self._contact(words)})

    def drop(self, side: Side, record_id: str) -> None:
        if side is Side.ZOHO:
            self.portal.zoho.delete("Accounts", record_id)
        else:
            self.portal.xero.archive_contact(record_id)

    def read(self, side: Side, record_id: str) -> dict[str, str]:
        return self.all(side)[record_id]

    def all(self, side: Side) -> dict[str, dict[str, str]]:
        if side is Side.ZOHO:
            return _rows(self.portal.zoho.list("Accounts"), "id", self._from_zoho)
        return _rows(self.portal.xero.list_contacts(), ID, self._from_xero)

    def _contact(self, words: Words) -> dict[str, Any]:
        phones = [
            {"PhoneType": kind, "PhoneNumber": words[word]}
            for word, kind in self.phones.items()
            if word in words
        ]
        name = {"Name": words["name"]} if "name" in words else {}
        return {**name, **({"Phones": phones} if phones else {})}

    def _from_zoho(self, row: Row) -> dict[str, str]:
        return {word: str(row.get(name) or "") for word, name in self.zoho.items()}

    def _from_xero(self, row: Row) -> dict[str, str]:
        numbers = {each["PhoneType"]: each.get("PhoneNumber", "") for each in row["Phones"]}
        return {"name": row["Name"]} | {
            word: str(numbers.get(kind, "")) for word, kind in self.phones.items()
        }


class ProductDesk:
    """`code`, `name`, `one` (the description) and `two` (the price)."""

    module = Module.PRODUCTS
    zoho = {
        "code": "Product_Code",
        "name": "Product_Name",
        "one": "Description",
        "two": "Unit_Price",
    }
    xero = {"code": "Code", "name": "Name", "one": "Description"}

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    def add(self, side: Side, words: Words) -> str:
        whole = {"code": words["name"], **words}
        if side is Side.ZOHO:
            return str(self.portal.zoho.insert("Products", _said(self.zoho, whole))["id"])
        return str(self.portal.xero.save_item(self._item(whole), create_only=True)["ItemID"])

    def edit(self, side: Side, record_id: str, words: Words) -> None:
        if side is Side.ZOHO:
            self.portal.zoho.update("Products", record_id, _said(self.zoho, words))
        else:
            self.portal.xero.save_item({"ItemID": record_id, **self._item(words)})

    def drop(self, side: Side, record_id: str) -> None:
        if side is Side.ZOHO:
            self.portal.zoho.delete("Products", record_id)
        else:
            self.portal.xero.delete_item(record_id)

    def read(self, side: Side, record_id: str) -> dict[str, str]:
        return self.all(side)[record_id]

    def all(self, side: Side) -> dict[str, dict[str, str]]:
        if side is Side.ZOHO:
            return _rows(self.portal.zoho.list("Products"), "id", self._from_zoho)
        return _rows(self.portal.xero.list_items(), "ItemID", self._from_xero)

    def _item(self, words: Words) -> dict[str, Any]:
        item = {name: words[word] for word, name in self.xero.items() if word in words}
        price = {"SalesDetails": {"UnitPrice": words["two"]}} if "two" in words else {}
        return {**item, **price}

    def _from_zoho(self, row: Row) -> dict[str, str]:
        return {word: _plain(row.get(name)) for word, name in self.zoho.items()}

    def _from_xero(self, row: Row) -> dict[str, str]:
        texts = {word: _plain(row.get(name)) for word, name in self.xero.items()}
        return texts | {"two": _plain(row["SalesDetails"].get("UnitPrice"))}


ID = "ContactID"


def _said(names: Words, words: Words) -> dict[str, str | None]:
    return {names[word]: value or None for word, value in words.items()}


def _rows(
    rows: list[dict[str, Any]], name: str, read: Callable[[Row], dict[str, str]]
) -> dict[str, dict[str, str]]:
    return {str(row[name]): read(row) for row in rows}


def _plain(value: object) -> str:
    """Spell a number as both vendors would on a screen: 10.0 and 10.00 are 10."""
    if isinstance(value, (int, float)) or hasattr(value, "normalize"):
        return f"{float(str(value)):g}"
    return str(value or "")
