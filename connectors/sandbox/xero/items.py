"""Items (XERO.md 5): Code is the key, nothing is archived, a delete leaves no trace."""

from __future__ import annotations

from typing import Any

from connectors.sandbox.xero import chart
from connectors.sandbox.xero.books import Books
from connectors.sandbox.xero.money import kept, number
from connectors.sandbox.xero.refused import ZERO_ID, Complaints, Refused
from connectors.sandbox.xero.wire import Record

LENGTHS = (("Code", 30), ("Name", 50), ("Description", 4000), ("PurchaseDescription", 4000))
PLAIN = (*(name for name, _ in LENGTHS), "IsSold", "IsPurchased", "InventoryAssetAccountCode")
DETAILS = ("AccountCode", "COGSAccountCode", "TaxType")
# Setting the flag false nulls these: XERO.md 5.
GOES_WITH = (
    ("IsSold", "Description", "SalesDetails"),
    ("IsPurchased", "PurchaseDescription", "PurchaseDetails"),
)
UNKNOWN = "The document with the supplied id was not found for this endpoint."


def save(books: Books, patch: Record, *, create_only: bool = False, unitdp: int = 2) -> Record:
    """Create an item, or change the one with this id or Code. Raises Refused."""
    old = None if create_only else _matched(books, patch)
    record_id = old["ItemID"] if old else ZERO_ID
    fresh = _patched(old or _blank(), patch, record_id, unitdp)
    wrong = Complaints()
    _check(books, fresh, record_id, wrong)
    wrong.settle(record_id)
    fresh["ItemID"] = old["ItemID"] if old else books.new_id()
    fresh["UpdatedDateUTC"] = books.now_ms()
    books.items.put(fresh)
    if old and any(old.get(name) != fresh.get(name) for name in ("Code", "Name")):
        books.items_changed()
    return fresh


def delete(books: Books, item_id: str) -> None:
    """Delete for good (XERO.md 3: no tombstone). Raises Refused for a tracked one."""
    item = books.items.get(item_id)
    if item and is_tracked(item):
        raise Refused("Tracked items that have been used cannot be deleted.", record_id=item_id)
    books.items.drop(item_id)
    books.items_changed()


def is_tracked(item: Record) -> bool:
    return bool(
        item.get("InventoryAssetAccountCode") and item["PurchaseDetails"].get("COGSAccountCode")
    )


def _matched(books: Books, patch: Record) -> Record | None:
    if patch.get("ItemID"):
        found = books.items.get(str(patch["ItemID"]).lower())
        if found is None:
            raise Refused(UNKNOWN)
        return found
    return books.items.one_called("code", str(patch.get("Code") or "").lower())


def _blank() -> Record:
    return {"IsSold": True, "IsPurchased": True, "SalesDetails": {}, "PurchaseDetails": {}}


def _patched(old: Record, patch: Record, record_id: str, unitdp: int) -> Record:
    fresh = {**old, **{name: patch[name] for name in PLAIN if patch.get(name) is not None}}
    for side in ("SalesDetails", "PurchaseDetails"):
        fresh[side] = {**old[side], **_details(patch.get(side) or {}, record_id, unitdp)}
    for flag, description, details in GOES_WITH:
        if not fresh[flag]:
            fresh.pop(description, None)
            fresh[details] = {}
    return fresh


def _details(sent: Record, record_id: str, unitdp: int) -> Record:
    kept_: dict[str, Any] = {name: sent[name] for name in DETAILS if sent.get(name) is not None}
    if sent.get("UnitPrice") is not None:
        try:
            # Rounded before it is stored: XERO.md 4, unitdp.
            kept_["UnitPrice"] = kept(number(sent["UnitPrice"]), unitdp)
        except ValueError as exc:
            raise Refused("The UnitPrice must be a number.", record_id=record_id) from exc
    return kept_


def _check(books: Books, fresh: Record, own_id: str, wrong: Complaints) -> None:
    code = str(fresh.get("Code") or "")
    wrong.unless(code, "Price List Item Code must be specified.")
    wrong.too_long(fresh, LENGTHS)
    others = books.items.called("code", code.lower()) if code else ()
    wrong.unless(
        all(row["ItemID"] == own_id for row in others),
        f"Price List Item with Code '{code}' already exists",
    )
    for side in ("SalesDetails", "PurchaseDetails"):
        _check_details(books, fresh[side], wrong)


def _check_details(books: Books, details: Record, wrong: Complaints) -> None:
    code, tax = details.get("AccountCode"), details.get("TaxType")
    account = books.account(code) if code else None
    if code:
        chart.check_account(account, code, wrong)
    if tax:
        chart.check_tax(books.tax_rates.get(tax), tax, account, wrong)
