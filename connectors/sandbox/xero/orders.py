"""Purchase orders (XERO.md 5): their numbers overwrite, and outlive them."""

from __future__ import annotations

from typing import Any

from connectors.sandbox.xero import contacts, documents
from connectors.sandbox.xero.books import Books
from connectors.sandbox.xero.lines import Paper
from connectors.sandbox.xero.refused import ZERO_ID, Complaints, Refused
from connectors.sandbox.xero.wire import Record

STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "BILLED", "DELETED")
# Recorded: SUBMITTED to AUTHORISED, AUTHORISED and BILLED to DELETED, DELETED is final. The rest
# follows the vendor's screens [I].
MOVES = {
    "DRAFT": {"SUBMITTED", "AUTHORISED", "BILLED", "DELETED"},
    "SUBMITTED": {"DRAFT", "AUTHORISED", "BILLED", "DELETED"},
    "AUTHORISED": {"BILLED", "DELETED"},
    "BILLED": {"AUTHORISED", "DELETED"},
    "DELETED": set[str](),
}
APPROVED = frozenset({"AUTHORISED", "BILLED"})
PLAIN = (
    "PurchaseOrderNumber", "Reference", "BrandingThemeID", "CurrencyCode", "CurrencyRate",
    "DeliveryAddress", "AttentionTo", "Telephone", "DeliveryInstructions", "Status",
)  # fmt: skip
DAYS = ("Date", "DeliveryDate", "ExpectedArrivalDate")
LENGTHS = (("DeliveryInstructions", 500),)
UNITDP = 4  # without being asked: XERO.md 4

BAD_MOVE = "PurchaseOrder status change is invalid"
FINAL = "Deleted PurchaseOrders cannot be updated"
NUMBER_TAKEN = "Order number must be unique"


def save(books: Books, patch: Record, *, create_only: bool = False) -> Record:
    """Create an order, or change the one with this id or number. Raises Refused.

    A POST without an id whose number belongs to a live order silently changes that one; a deleted
    order keeps its number for ever (XERO.md 5).
    """
    with books.all_or_nothing():
        old = None if create_only else _matched(books, patch)
        if old:
            _check_editable(old, patch)
        return _saved(books, old, patch)


def _matched(books: Books, patch: Record) -> Record | None:
    if patch.get("PurchaseOrderID"):
        found = books.orders.get(str(patch["PurchaseOrderID"]).lower())
        if found is None:
            raise Refused(contacts.UNKNOWN)
        return found
    number = patch.get("PurchaseOrderNumber")
    return books.orders.one_called("number", str(number)) if number else None


def _check_editable(old: Record, patch: Record) -> None:
    status = old["Status"]
    if status == "DELETED":
        by_id = old["PurchaseOrderID"] if patch.get("PurchaseOrderID") else ZERO_ID
        raise Refused(BAD_MOVE, FINAL, record_id=by_id)
    wanted = patch.get("Status") or status
    if wanted != status and wanted not in MOVES[status]:
        raise Refused(BAD_MOVE, record_id=old["PurchaseOrderID"])


def _saved(books: Books, old: Record | None, patch: Record) -> Record:
    wrong = Complaints()
    fresh = dict(old) if old else _blank(books)
    was = fresh.get("LineAmountTypes")
    documents.take_days(fresh, patch, DAYS, wrong)
    documents.take_plain(fresh, patch, PLAIN)
    documents.take_currency(books, fresh, wrong)
    documents.take_types(fresh, patch, wrong)
    contact = _contact(books, old, patch, wrong)
    if fresh["Status"] in APPROVED:  # XERO.md specs: only AUTHORISED and BILLED
        documents.take_plain(fresh, patch, ("SentToContact",))
    documents.take_lines(books, fresh, patch, was, _paper(fresh), wrong)
    documents.add_up(fresh, patch, wrong)
    _check(books, fresh, old, wrong)
    wrong.settle(fresh["PurchaseOrderID"] or ZERO_ID)
    return _stored(books, fresh, contact)


def _blank(books: Books) -> Record:
    return {
        "PurchaseOrderID": "",
        "Status": "DRAFT",
        "Date": books.today(),
        "LineItems": [],
        "SentToContact": False,
    }


def _contact(books: Books, old: Record | None, patch: Record, wrong: Complaints) -> str:
    nested: Any = patch.get("Contact")
    if old and not nested:
        return str(old["Contact"]["ContactID"])
    try:
        return str(contacts.named_in(books, nested, must_exist=True)["ContactID"])
    except Refused as exc:
        wrong.messages.extend(exc.messages)
        return ""


def _paper(fresh: Record) -> Paper:
    approved = fresh["Status"] in APPROVED
    return Paper(
        fresh["LineAmountTypes"], sale=False, approved=approved, discounts=True, unitdp=UNITDP
    )


def _check(books: Books, fresh: Record, old: Record | None, wrong: Complaints) -> None:
    wrong.unless(fresh["Status"] in STATUSES, BAD_MOVE)
    wrong.unless(fresh["LineItems"], "One or more line items must be specified")
    wrong.too_long(fresh, LENGTHS)
    theme = fresh.get("BrandingThemeID")
    wrong.unless(not theme or theme in books.themes, "The branding theme could not be found.")
    documents.check_open(books, (fresh["Date"], old["Date"] if old else None), wrong)
    number = fresh.get("PurchaseOrderNumber")
    owners = books.orders.called("number", number) if number else ()
    own_id = fresh["PurchaseOrderID"]
    wrong.unless(all(row["PurchaseOrderID"] == own_id for row in owners), NUMBER_TAKEN)


def _stored(books: Books, fresh: Record, contact_id: str) -> Record:
    fresh["Contact"] = {"ContactID": contact_id}
    if not fresh.get("PurchaseOrderNumber"):
        fresh["PurchaseOrderNumber"] = documents.next_number(
            books, "PO", lambda number: books.orders.called("number", number)
        )
    fresh["PurchaseOrderID"] = fresh["PurchaseOrderID"] or books.new_id()
    fresh["UpdatedDateUTC"] = books.now_ms()
    books.orders.put(fresh)
    return fresh
