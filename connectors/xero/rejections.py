"""Xero's refusals, sorted: what each means and what a person can do (XERO.md 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from connectors.base import LOCK_DATE, Refused
from connectors.errors import ConnectorError, RejectedError
from connectors.reply import Reply, unreadable
from connectors.xero.wire import REFUSAL, Refusal


@dataclass(frozen=True, slots=True)
class Known:
    """One text that Xero is known to use. `words` is a regular expression for its beginning."""

    words: re.Pattern[str]
    code: str
    reason: str
    field: str = ""
    moved: bool = False


def _known(words: str, code: str, reason: str, field: str = "", *, moved: bool = False) -> Known:
    return Known(re.compile(words, re.IGNORECASE), code, reason, field, moved)


KNOWN = (
    _known(
        "The contact name .* is already assigned",
        "duplicate_name",
        "Another contact in Xero already has this name. Link the two, or rename one of them.",
        "Name",
    ),
    _known(
        "The contact number .* is already assigned",
        "duplicate_number",
        "Another contact in Xero already has this contact number.",
        "ContactNumber",
    ),
    _known(
        "The Account Number already exists",
        "duplicate_account_number",
        "Another contact in Xero already has this account number.",
        "AccountNumber",
    ),
    _known(
        "The specified contact details matched an archived contact",
        "archived",
        "This contact is archived in Xero. Restore it there, and it will be synced again.",
        moved=True,
    ),
    _known(
        "Invoice # must be unique",
        "duplicate_number",
        "Another invoice in Xero already has this number. Link the two, or renumber one of them.",
        "InvoiceNumber",
    ),
    _known(
        "Order number must be unique",
        "duplicate_number",
        "Another order in Xero has this number already, or had it: a deleted one keeps its number. "
        "Give the order another number.",
        "PurchaseOrderNumber",
    ),
    _known(
        "Price List Item with Code .* already exists",
        "duplicate_code",
        "Another item in Xero already has this code. Link the two, or change one of the codes.",
        "Code",
    ),
    _known(
        "Invoice not of valid status for modification",
        "locked",
        "In Xero this invoice is in a state in which it cannot be changed any more.",
        "Status",
        moved=True,
    ),
    _known(
        "(This document cannot be edited as it has a payment"
        "|The status .* cannot be applied to the invoice because it has payments)",
        "paid",
        "In Xero a payment or a credit note is allocated to this document, so it cannot be "
        "changed. Remove the allocation there, or keep Xero's version.",
        moved=True,
    ),
    _known(
        "(PurchaseOrder status change is invalid|Deleted PurchaseOrders cannot be updated)",
        "deleted_number",
        "Xero keeps this number for an order that was deleted. Give the order another number.",
        "PurchaseOrderNumber",
    ),
    _known(
        "Invoice not of valid type for creation",
        "wrong_type",
        "Xero does not take a document of this type.",
        "Type",
    ),
    _known(
        "Account code .* (is not a valid code|has been archived|has been deleted)",
        "account",
        "The account on a line does not exist in Xero, is archived, or does not fit this "
        "document. Choose another under Settings, Accounts.",
        "AccountCode",
    ),
    _known(
        "The TaxType code .* cannot be used with account code",
        "tax",
        "This tax rate cannot be used with the account on a line. Correct the tax or the account "
        "under Settings.",
        "TaxType",
    ),
    _known(
        "The document date cannot be before the (period|end of year) lock date",
        LOCK_DATE,
        "The document's date is in a period that is locked in Xero. Move the date, or have the "
        "lock date moved.",
        "Date",
    ),
    _known(
        "Organisation is not subscribed to currency",
        "currency",
        "This currency is not set up in Xero. Add it there first.",
        "CurrencyCode",
    ),
    _known(
        "The invoice total does not equal the sum of the lines",
        "total",
        "The total does not equal the sum of the lines.",
        "Total",
    ),
    _known(
        "You have reached the limit of invoices you can approve",
        "plan_limit",
        "This organisation's Xero plan allows no more approved invoices this month.",
        "Status",
    ),
    _known(
        "A Contact must be specified",
        "contact",
        "The document names no contact that Xero knows. Sync the contact first.",
        "Contact",
    ),
    _known(
        r"(The value of \w+ exceeds|.*maximum length)",
        "too_long",
        "A text is longer than Xero takes. Shorten it.",
    ),
)
UNKNOWN_REASON = "Xero did not take this record. Its own words say why."


def refused(messages: Sequence[str]) -> Refused:
    """Sort one element's messages: the first known one decides, all of them are shown."""
    words = " ".join(messages)
    known = next((each for text in messages for each in KNOWN if each.words.match(text)), None)
    if known is None:
        return Refused(words, UNKNOWN_REASON)
    return Refused(words, known.reason, known.code, known.field, known.moved)


def messages_of(element: Mapping[str, Any]) -> list[str]:
    """Return what Xero found wrong with an element; empty where it took it."""
    found = [text for each in element.get("ValidationErrors") or () if (text := each["Message"])]
    bad = (
        element.get("StatusAttributeString") == "ERROR"
        or element.get("HasErrors")
        or element.get("HasValidationErrors")
    )
    return found or (["Xero gave no reason."] if bad else [])


def of_batch(reply: Reply, size: int) -> Sequence[Refused]:
    """Read a 400 to a write of `size` elements: one refusal each, in order.

    Raises RejectedError where it blames no element, OutcomeUnknown where it blames only some:
    whether the others were stored is not documented.
    """
    told = _told(reply)
    elements = told.get("Elements") or ()
    if not elements:
        raise whole(reply)
    found = [messages_of(element) for element in elements]
    if len(found) != size or not all(found):
        raise unreadable(reply, "blames some records and says nothing of the others")
    return [refused(each) for each in found]


def whole(reply: Reply) -> ConnectorError:
    """Build the error for a request that was refused as a whole."""
    told = _told(reply)
    words = " ".join(text for text in (told.get("Message"), told.get("Detail")) if text)
    return RejectedError(
        f"Xero refused the request (status {reply.status}). Its own words say why."
        if words
        else f"Xero refused the request (status {reply.status}) without a word.",
        words=words[:1_000],
        request_id=reply.request_id,
    )


def _told(reply: Reply) -> Refusal:
    try:
        return REFUSAL.decode(reply.data)
    except msgspec.DecodeError:  # some are empty, or a page of HTML (XERO.md 3)
        return {}
