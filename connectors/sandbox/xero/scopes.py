"""Which scope opens which resource (XERO.md 1, Scopes)."""

from __future__ import annotations

from collections.abc import Iterable

_RESOURCES = {
    "Invoices": ("accounting.invoices",),
    "CreditNotes": ("accounting.invoices",),
    "PurchaseOrders": ("accounting.invoices",),
    # Documented under both; writing under accounting.invoices alone is [U]: `Choices` has a switch.
    "Items": ("accounting.invoices", "accounting.settings"),
    "Payments": ("accounting.payments",),
    "Contacts": ("accounting.contacts",),
    "Organisation": ("accounting.settings",),
    "Accounts": ("accounting.settings",),
    "TaxRates": ("accounting.settings",),
    "BrandingThemes": ("accounting.settings",),
    "Currencies": ("accounting.settings",),
}
BROAD = frozenset({"accounting.transactions", "accounting.reports.read"})
_BROAD_FOR = frozenset({"accounting.invoices", "accounting.payments"})
_GRANULAR = (
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
    "accounting.contacts",
    "accounting.settings",
    "accounting.attachments",
)
KNOWN = frozenset(
    {
        *("openid", "profile", "email", "offline_access"),
        *_GRANULAR,
        *(f"{name}.read" for name in _GRANULAR),
    }
)


def unknown(asked: Iterable[str], *, granular_only: bool) -> list[str]:
    """Return what may not be asked for; the broad ones are closed to new apps."""
    allowed = KNOWN if granular_only else KNOWN | BROAD | {f"{name}.read" for name in BROAD}
    return sorted(set(asked) - allowed)


def opens(held: Iterable[str], resource: str, *, write: bool, settings_for_items: bool) -> bool:
    """Say whether these scopes suffice; a resource nobody knows needs none (it is a 404)."""
    needed = _RESOURCES.get(resource)
    if needed is None:
        return True
    if resource == "Items" and write and settings_for_items:
        needed = ("accounting.settings",)
    enough = set(needed) if write else {*needed, *(f"{name}.read" for name in needed)}
    if _BROAD_FOR & set(needed):
        enough |= {"accounting.transactions"}
    return bool(enough & set(held))
