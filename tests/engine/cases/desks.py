"""Companies and products on both vendors' own screens, in the words of the tables of cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.sandbox.zoho.fields import Field
from sync.core.choices import Choices, ExtraRow, ModuleChoices
from sync.core.records import Module, Side
from tests.engine.cases.case import Step, Words
from tests.portal import Portal

Row = dict[str, Any]


class Companies:
    """`name`, `phone` and `city`. Every verb is a method that ends in the verb's name."""

    module = Module.ACCOUNTS
    parents: tuple[Module, ...] = ()
    start: Mapping[Side, Words] = {
        side: {"name": "Firm {k}", "phone": "1", "city": "Leeds"} for side in Side
    }
    zoho = {"name": "Account_Name", "phone": "Phone", "city": "Billing_City"}
    choices = Choices()

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    def meanwhile(self) -> None:
        """Nothing happens to the whole organisation."""

    def do(self, step: Step, record_id: str, words: Words) -> str:
        done = getattr(self, f"{step.side}_{step.verb}")(record_id, words)
        return str(done or record_id)

    def zoho_new(self, _id: str, words: Words) -> object:
        return self.portal.zoho.insert(self.zoho_name, self._said(words))["id"]

    def zoho_edit(self, record_id: str, words: Words) -> None:
        self.portal.zoho.update(self.zoho_name, record_id, self._said(words))

    def zoho_drop(self, record_id: str, _words: Words) -> None:
        self.portal.zoho.delete(self.zoho_name, record_id)

    def xero_new(self, _id: str, words: Words) -> object:
        return self.portal.xero.save_contact(self.contact(words), create_only=True)["ContactID"]

    def xero_edit(self, record_id: str, words: Words) -> None:
        self.portal.xero.save_contact({"ContactID": record_id, **self.contact(words)})

    def xero_drop(self, record_id: str, _words: Words) -> None:
        self.portal.xero.archive_contact(record_id)

    def xero_restore(self, record_id: str, _words: Words) -> None:
        self.portal.xero.restore_contact(record_id)

    def all(self, side: Side) -> dict[str, dict[str, str]]:
        if side is Side.ZOHO:
            rows = self.portal.zoho.list(self.zoho_name)
            return {row["id"]: read(row, self.zoho) for row in rows}
        live = [row for row in self.portal.xero.list_contacts() if _is_live(row)]
        return {row["ContactID"]: self.read_contact(row) for row in live}

    def contact(self, words: Words) -> Row:
        row: Row = {"Name": words["name"]} if "name" in words else {}
        if "phone" in words:
            row["Phones"] = [{"PhoneType": "DEFAULT", "PhoneNumber": words["phone"]}]
        if "city" in words:
            row["Addresses"] = [{"AddressType": "POBOX", "City": words["city"]}]
        return row

    def read_contact(self, row: Row) -> dict[str, str]:
        phones = {each["PhoneType"]: each for each in row["Phones"]}
        addresses = {each["AddressType"]: each for each in row["Addresses"]}
        return {
            "name": row["Name"],
            "phone": phones.get("DEFAULT", {}).get("PhoneNumber") or "",
            "city": addresses.get("POBOX", {}).get("City") or "",
        }

    @property
    def zoho_name(self) -> str:
        return str(self.module.title())

    def _said(self, words: Words) -> Row:
        return {self.zoho[word]: text or None for word, text in words.items()}


class Accounts(Companies):
    """They have a field of the tenant's own, too: `trade`, a pick list in the CRM."""

    start: Mapping[Side, Words] = {
        side: {**words, "trade": "Mill"} for side, words in Companies.start.items()
    }
    zoho = {**Companies.zoho, "trade": "Trade"}
    choices = Choices(
        modules={
            Module.ACCOUNTS: ModuleChoices(
                extra=(ExtraRow("trade", "Trade", "Trade", "CompanyNumber"),)
            )
        }
    )

    def __init__(self, portal: Portal) -> None:
        super().__init__(portal)
        field = Field("Trade", "picklist", custom=True, options=("Mill", "Shop"))
        portal.zoho.add_field("Accounts", field)

    def contact(self, words: Words) -> Row:
        trade = {"CompanyNumber": words["trade"]} if "trade" in words else {}
        return {**super().contact(words), **trade}

    def read_contact(self, row: Row) -> dict[str, str]:
        return {**super().read_contact(row), "trade": row.get("CompanyNumber") or ""}


class Suppliers(Companies):
    """Vendors. One that is new in Xero has been billed for something, or nobody knows of it."""

    module = Module.VENDORS
    zoho = {"name": "Vendor_Name", "phone": "Phone", "city": "City"}

    def xero_new(self, _id: str, words: Words) -> object:
        contact = super().xero_new(_id, words)
        line = {"Description": "Paper", "Quantity": 1, "UnitAmount": 5, "AccountCode": "400"}
        bill = {"Type": "ACCPAY", "Contact": {"ContactID": contact}, "Date": "2026-11-01"}
        self.portal.xero.save_invoice({**bill, "LineItems": [line]}, create_only=True)
        return contact


class Products(Companies):
    """`code`, `name`, `text` and `price`."""

    module = Module.PRODUCTS
    start: Mapping[Side, Words] = {
        side: {"code": "{k}", "name": "Thing {k}", "text": "plain", "price": "10"} for side in Side
    }
    zoho = {
        "code": "Product_Code",
        "name": "Product_Name",
        "text": "Description",
        "price": "Unit_Price",
    }
    xero = {"code": "Code", "name": "Name", "text": "Description"}

    def xero_new(self, _id: str, words: Words) -> object:
        return self.portal.xero.save_item(self._item(words), create_only=True)["ItemID"]

    def xero_edit(self, record_id: str, words: Words) -> None:
        self.portal.xero.save_item({"ItemID": record_id, **self._item(words)})

    def xero_drop(self, record_id: str, _words: Words) -> None:
        self.portal.xero.delete_item(record_id)

    def all(self, side: Side) -> dict[str, dict[str, str]]:
        if side is Side.ZOHO:
            return super().all(side)
        return {row["ItemID"]: self._read(row) for row in self.portal.xero.list_items()}

    def _item(self, words: Words) -> Row:
        item: Row = {self.xero[word]: text for word, text in words.items() if word != "price"}
        price = {"SalesDetails": {"UnitPrice": words["price"] or None}} if "price" in words else {}
        return {**item, **price}

    def _read(self, row: Row) -> dict[str, str]:
        return read(row, self.xero) | {"price": plain(row["SalesDetails"].get("UnitPrice"))}


def _is_live(contact: Row) -> bool:
    return contact.get("ContactStatus") != "ARCHIVED"


def read(row: Row, names: Words) -> dict[str, str]:
    return {word: plain(row.get(name)) for word, name in names.items()}


def plain(value: object) -> str:
    """Spell a number as both vendors would on a screen: 10.0 and 10.00 are 10."""
    if isinstance(value, (int, float)) or hasattr(value, "normalize"):
        return f"{float(str(value)):g}"
    return str(value or "")
