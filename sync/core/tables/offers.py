"""What Xero's records can hold besides the tables: offered for a tenant's own fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sync.core.choices import Kind
from sync.core.records import Module
from sync.core.table import Spot
from sync.core.tables.spots import phone, xero

PHONES = "Phones."


@dataclass(frozen=True, slots=True)
class Offer:
    """One place in Xero. `limit`: the longest text that it takes."""

    name: str
    label: str
    kind: Kind
    limit: int

    @property
    def spot(self) -> Spot:
        if self.name.startswith(PHONES):
            return phone(self.name.removeprefix(PHONES))
        return xero(self.name)


CONTACT = (
    Offer("AccountNumber", "Account number", Kind.TEXT, 50),
    Offer("CompanyNumber", "Company registration number", Kind.TEXT, 50),
    Offer("Phones.MOBILE", "Mobile phone", Kind.PHONE, 50),
    Offer("Phones.DDI", "Direct dial phone", Kind.PHONE, 50),
)
OFFERS: Mapping[Module, tuple[Offer, ...]] = {
    Module.ACCOUNTS: CONTACT,
    Module.VENDORS: CONTACT,
    Module.PRODUCTS: (Offer("PurchaseDescription", "Purchase description", Kind.LONG_TEXT, 4000),),
    Module.PURCHASE_ORDERS: (
        Offer("DeliveryAddress", "Delivery address", Kind.LONG_TEXT, 500),
        Offer("AttentionTo", "Attention to", Kind.TEXT, 255),
        Offer("Telephone", "Telephone", Kind.PHONE, 50),
        Offer("DeliveryInstructions", "Delivery instructions", Kind.LONG_TEXT, 500),
    ),
}


def offer_of(module: Module, name: str) -> Offer | None:
    return next((each for each in OFFERS.get(module, ()) if each.name == name), None)
