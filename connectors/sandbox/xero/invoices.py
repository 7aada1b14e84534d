"""Sales invoices and bills: numbers, statuses, locks, sums (XERO.md 4 and 5)."""

from __future__ import annotations

from typing import Any

from connectors.sandbox.xero import contacts, documents
from connectors.sandbox.xero.books import Books
from connectors.sandbox.xero.lines import Paper
from connectors.sandbox.xero.money import ZERO, kept, number
from connectors.sandbox.xero.refused import ZERO_ID, Complaints, Refused
from connectors.sandbox.xero.wire import Record

TYPES = ("ACCREC", "ACCPAY")
STARTS = ("DRAFT", "SUBMITTED", "AUTHORISED")
MOVES = {
    "DRAFT": {"SUBMITTED", "AUTHORISED", "DELETED"},
    "SUBMITTED": {"DRAFT", "AUTHORISED", "DELETED"},
    "AUTHORISED": {"VOIDED"},
}
APPROVED = frozenset({"AUTHORISED", "PAID"})
PLAIN = ("InvoiceNumber", "Url", "BrandingThemeID", "CurrencyCode", "CurrencyRate", "Status")
DAYS = ("Date", "DueDate", "ExpectedPaymentDate", "PlannedPaymentDate")
LENGTHS = (("InvoiceNumber", 255),)

# What may still change once money has come in (XERO.md 5 and 3, changes that do not bump).
AFTER_PAYMENT = {
    "ACCREC": frozenset({"DueDate", "SentToContact", "ExpectedPaymentDate"}),
    "ACCPAY": frozenset(
        {
            "Reference", "DueDate", "InvoiceNumber", "BrandingThemeID", "Contact", "Url",
            "PlannedPaymentDate",
        }
    ),
}  # fmt: skip
LINE_AFTER_PAYMENT = frozenset({"Description", "AccountCode", "Tracking"})
SILENT = frozenset({"DueDate", "SentToContact"})  # do not bump UpdatedDateUTC when part paid

BAD_TYPE = "Invoice not of valid type for creation"
BAD_STATUS = "Invoice not of valid status for modification"
NUMBER_TAKEN = "Invoice # must be unique."
ALLOCATED = "This document cannot be edited as it has a payment or credit note allocated to it."
VOID_ALLOCATED = (
    "The status VOIDED cannot be applied to the invoice because it has payments or credit notes "
    "allocated to it."
)


def save(books: Books, patch: Record, *, create_only: bool = False, unitdp: int = 2) -> Record:
    """Create an invoice or bill, or change the one that the patch matches. Raises Refused."""
    with books.all_or_nothing():
        old = None if create_only else _matched(books, patch)
        if old:
            _check_editable(old, patch)
        return _saved(books, old, patch, unitdp)


def balanced(invoice: Record, paid: Any) -> Record:
    """Lay a new sum of payments over an invoice."""
    due = number(invoice["Total"]) - number(paid) - number(invoice["AmountCredited"])
    dead = invoice["Status"] in {"VOIDED", "DELETED"}  # owe nothing, as recorded
    return {**invoice, "AmountPaid": kept(number(paid)), "AmountDue": kept(ZERO if dead else due)}


def _matched(books: Books, patch: Record) -> Record | None:
    """Match by id, then a sales invoice by its number (XERO.md 4)."""
    if patch.get("InvoiceID"):
        found = books.invoices.get(str(patch["InvoiceID"]).lower())
        if found is None:
            raise Refused(contacts.UNKNOWN)
        return found
    if patch.get("Type", "ACCREC") != "ACCREC" or not patch.get("InvoiceNumber"):
        return None
    return books.invoices.one_called("sale", str(patch["InvoiceNumber"]))


def _check_editable(old: Record, patch: Record) -> None:
    """Refuse what the status, or money already received, forbids (XERO.md 5)."""
    record_id, status = old["InvoiceID"], old["Status"]
    wanted = patch.get("Status") or status
    paid = bool(old["AmountPaid"] or old["AmountCredited"])
    if wanted == "VOIDED" and paid and status == "AUTHORISED":
        raise Refused(VOID_ALLOCATED, record_id=record_id)
    closed = status not in MOVES and not (status == "PAID" and old["Type"] == "ACCPAY")
    if closed or (wanted != status and wanted not in MOVES.get(status, ())):
        raise Refused(BAD_STATUS, record_id=record_id)
    if paid and not (_edited(old, patch) <= AFTER_PAYMENT[old["Type"]]):
        raise Refused(ALLOCATED, record_id=record_id)


def _edited(old: Record, patch: Record) -> set[str]:
    """Return the header fields that the patch would change, and LineItems where lines would."""
    fresh = dict(old)
    documents.take_days(fresh, patch, DAYS, Complaints())
    documents.take_plain(fresh, patch, (*PLAIN, "Reference", "SentToContact", "LineAmountTypes"))
    changed = {name for name in fresh if fresh[name] != old.get(name)}
    nested = (patch.get("Contact") or {}).get("ContactID", old["Contact"]["ContactID"])
    changed |= {"Contact"} if nested != old["Contact"]["ContactID"] else set()
    return changed if _lines_may_stay(old, patch) else changed | {"LineItems"}


def _lines_may_stay(old: Record, patch: Record) -> bool:
    """Say whether the lines sent keep to what a paid document allows (only bills do)."""
    sent = patch.get("LineItems")
    if sent is None:
        return True
    known = {line["LineItemID"]: line for line in old["LineItems"]}
    if old["Type"] != "ACCPAY" or {row.get("LineItemID") for row in sent} != set(known):
        return False
    return all(
        name in LINE_AFTER_PAYMENT or value == known[row["LineItemID"]].get(name)
        for row in sent
        for name, value in row.items()
    )


def _saved(books: Books, old: Record | None, patch: Record, unitdp: int) -> Record:
    wrong = Complaints()
    fresh = dict(old) if old else _blank(books, patch)
    record_id = fresh["InvoiceID"] if old else ZERO_ID
    was = fresh.get("LineAmountTypes")
    _take_header(books, fresh, patch, wrong)
    contact = _contact(books, old, patch, wrong)
    documents.take_lines(books, fresh, patch, was, _paper(fresh, unitdp), wrong)
    documents.add_up(fresh, patch, wrong)
    _check(books, fresh, old, wrong)
    wrong.settle(record_id)
    return _stored(books, fresh, old, contact)


def _blank(books: Books, patch: Record) -> Record:
    if patch.get("Type") not in TYPES:
        raise Refused(BAD_TYPE)
    return {
        "InvoiceID": "",
        "Type": patch["Type"],
        "Status": "DRAFT",
        "Date": books.today(),
        "LineItems": [],
        "AmountPaid": 0.0,
        "AmountCredited": 0.0,
        "SentToContact": False,
        "Reference": "",
    }


def _take_header(books: Books, fresh: Record, patch: Record, wrong: Complaints) -> None:
    documents.take_days(fresh, patch, DAYS, wrong)
    documents.take_plain(fresh, patch, PLAIN)
    documents.take_currency(books, fresh, wrong)
    documents.take_types(fresh, patch, wrong)
    if fresh["Type"] == "ACCREC":  # Reference is for sales invoices only: XERO.md 5
        documents.take_plain(fresh, patch, ("Reference",))
        fresh.setdefault("BrandingThemeID", _first_theme(books))
    if fresh["Status"] in APPROVED:  # "only on approved": XERO.md 5
        documents.take_plain(fresh, patch, ("SentToContact",))


def _first_theme(books: Books) -> str:
    first = min(books.themes, key=lambda theme: int(theme["SortOrder"]), default={})
    return str(first.get("BrandingThemeID", ""))


def _contact(books: Books, old: Record | None, patch: Record, wrong: Complaints) -> str:
    if old and not patch.get("Contact"):
        return str(old["Contact"]["ContactID"])
    try:
        found = contacts.named_in(books, patch.get("Contact"), must_exist=False)
    except Refused as exc:
        wrong.messages.extend(exc.messages)
        return ""
    return str(found["ContactID"])


def _paper(fresh: Record, unitdp: int) -> Paper:
    sale = fresh["Type"] == "ACCREC"
    approved = fresh["Status"] in APPROVED
    return Paper(fresh["LineAmountTypes"], sale, approved, discounts=sale, unitdp=unitdp)


def _check(books: Books, fresh: Record, old: Record | None, wrong: Complaints) -> None:
    wrong.unless(old or fresh["Status"] in STARTS, "Invoice not of valid status for creation")
    wrong.too_long(fresh, LENGTHS)
    wrong.unless("xero" not in str(fresh.get("Url") or "").lower(), "Url must not contain 'xero'.")
    theme = fresh.get("BrandingThemeID")
    wrong.unless(not theme or theme in books.themes, "The branding theme could not be found.")
    if fresh["Status"] == "AUTHORISED":
        wrong.unless(
            fresh.get("DueDate") or not books.profile.due_date_needed, "Due Date must be specified"
        )
        wrong.unless(fresh["LineItems"], "One or more line items must be specified")
    documents.check_open(books, (fresh["Date"], old["Date"] if old else None), wrong)
    if fresh["Type"] == "ACCREC" and fresh.get("InvoiceNumber"):
        owner = books.invoices.one_called("sale", fresh["InvoiceNumber"])
        wrong.unless(not owner or owner["InvoiceID"] == fresh["InvoiceID"], NUMBER_TAKEN)


def _stored(books: Books, fresh: Record, old: Record | None, contact_id: str) -> Record:
    fresh["Contact"] = {"ContactID": contact_id}
    if fresh["Type"] == "ACCREC" and not fresh.get("InvoiceNumber"):
        fresh["InvoiceNumber"] = documents.next_number(
            books, "INV", lambda number_: books.invoices.called("number", number_)
        )
    fresh["InvoiceID"] = fresh["InvoiceID"] or books.new_id()
    fresh = balanced(fresh, fresh["AmountPaid"])
    if not (old and old["AmountPaid"] and _differing(old, fresh) <= SILENT):
        fresh["UpdatedDateUTC"] = books.now_ms()
    books.invoices.put(fresh)
    role = "IsCustomer" if fresh["Type"] == "ACCREC" else "IsSupplier"
    contacts.mark_role(books, contact_id, role)
    return fresh


def _differing(old: Record, fresh: Record) -> set[str]:
    return {name for name in fresh if fresh[name] != old.get(name)}
