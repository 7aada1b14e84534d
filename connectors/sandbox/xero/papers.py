"""Invoices, bills and purchase orders as they travel (XERO.md 3)."""

from __future__ import annotations

from connectors.sandbox.xero import views
from connectors.sandbox.xero.books import Books
from connectors.sandbox.xero.money import kept, number
from connectors.sandbox.xero.wire import Record, present, spell_day, spell_moment, spell_seconds

NO_MONEY_YET = ("Payments", "CreditNotes", "AmountCredited", "HasAttachments", "InvoiceAddresses")


def invoice(books: Books, row: Record, unitdp: int = 2) -> Record:
    """Spell an invoice as a page does: lines, but no more of the contact than id and name."""
    owner = books.contacts.get(row["Contact"]["ContactID"])
    assert owner is not None, "a document's contact is never dropped"
    wire = _invoice_head(books, row)
    wire["Contact"] = views.contact_brief(owner)
    wire |= views.days(row, "Date", "DueDate", "ExpectedPaymentDate", "PlannedPaymentDate")
    wire |= present(row, "BrandingThemeID", "Url")
    wire |= {"Status": row["Status"], "LineAmountTypes": row["LineAmountTypes"]}
    wire["LineItems"] = [_line(books, line, unitdp) for line in row["LineItems"]]
    wire |= present(row, "SubTotal", "TotalTax", "Total")
    wire |= {"TotalDiscount": row["TotalDiscount"]} if row["TotalDiscount"] else {}
    wire["UpdatedDateUTC"] = spell_moment(row["UpdatedDateUTC"])
    wire["CurrencyCode"] = row["CurrencyCode"]
    if row.get("FullyPaidOnDate"):
        wire["FullyPaidOnDate"] = spell_day(row["FullyPaidOnDate"])
    return wire


def invoice_unpaged(books: Books, row: Record, unitdp: int = 2) -> Record:
    return {**invoice(books, row, unitdp), "LineItems": []}  # XERO.md 3


def invoice_summary(books: Books, row: Record, unitdp: int = 2) -> Record:
    gone = {"LineItems", "Payments", "HasAttachments"}
    wire = invoice(books, row, unitdp)
    return {name: value for name, value in wire.items() if name not in gone}


def invoice_single(books: Books, row: Record, unitdp: int = 2) -> Record:
    """Spell an invoice as a GET by id does: with the whole contact (XERO.md 3)."""
    owner = books.contacts.get(row["Contact"]["ContactID"])
    assert owner is not None, "a document's contact is never dropped"
    return {**invoice(books, row, unitdp), "Contact": views.contact_written(books, owner)}


def invoice_written(books: Books, row: Record, unitdp: int = 2) -> Record:
    wire = invoice_single(books, row, unitdp)
    lines = [{**line, "ValidationErrors": []} for line in wire["LineItems"]]
    dropped = {name: value for name, value in wire.items() if name not in NO_MONEY_YET}
    return {**dropped, "LineItems": lines}


def _invoice_head(books: Books, row: Record) -> Record:
    wire: Record = {"Type": row["Type"], "InvoiceID": row["InvoiceID"]}
    wire |= {"InvoiceNumber": row.get("InvoiceNumber", ""), "Reference": row["Reference"]}
    wire["Payments"] = views.payments_in_invoice(books, row["InvoiceID"])
    wire |= {"CreditNotes": [], "Prepayments": [], "Overpayments": []}
    wire |= {name: row[name] for name in ("AmountDue", "AmountPaid", "AmountCredited")}
    if row["Type"] == "ACCREC":  # bills carry none, as recorded
        wire["SentToContact"] = row["SentToContact"]
    wire |= {"CurrencyRate": row["CurrencyRate"], "IsDiscounted": bool(row["TotalDiscount"])}
    wire |= {"HasAttachments": False, "InvoiceAddresses": [], "HasErrors": False}
    wire |= {"InvoicePaymentServices": []}
    return wire | {"UpdatedDateUTCString": spell_seconds(row["UpdatedDateUTC"])}


def order(books: Books, row: Record, _unitdp: int = 4) -> Record:
    owner = books.contacts.get(row["Contact"]["ContactID"])
    assert owner is not None, "a document's contact is never dropped"
    wire: Record = {name: row[name] for name in ("PurchaseOrderID", "PurchaseOrderNumber")}
    wire |= views.days(row, "Date", "DeliveryDate", "ExpectedArrivalDate")
    wire |= present(row, "DeliveryAddress", "AttentionTo", "Telephone", "DeliveryInstructions")
    wire |= {"HasErrors": False, "IsDiscounted": bool(row["TotalDiscount"])}
    wire |= present(row, "Reference")  # missing when unset, unlike an invoice's
    wire |= {"Type": "PURCHASEORDER", "CurrencyRate": row["CurrencyRate"]}
    wire |= {"CurrencyCode": row["CurrencyCode"]}
    wire["Contact"] = views.contact_in_order(books, owner)
    wire |= present(row, "BrandingThemeID", "Status", "LineAmountTypes")
    wire["LineItems"] = [_line(books, line, 4) for line in row["LineItems"]]
    wire |= present(row, "SubTotal", "TotalTax", "Total")
    wire["UpdatedDateUTC"] = spell_moment(row["UpdatedDateUTC"])
    return wire | {"HasAttachments": False}


def order_written(books: Books, row: Record, unitdp: int = 4) -> Record:
    wire = order(books, row, unitdp)
    del wire["HasAttachments"]
    return {**wire, "TotalDiscount": row["TotalDiscount"], "SentToContact": row["SentToContact"]}


def _line(books: Books, line: Record, unitdp: int) -> Record:
    wire = present(line, "ItemCode", "Description")
    if "UnitAmount" in line:
        # Rounded on the way out too: XERO.md 4, unitdp.
        wire["UnitAmount"] = kept(number(line["UnitAmount"]), unitdp)
    wire |= present(line, "TaxType", "TaxAmount", "LineAmount", "AccountCode")
    wire |= _item_of(books, line)
    wire |= {"Tracking": line["Tracking"], **present(line, "Quantity")}
    wire |= present(line, "DiscountRate", "DiscountAmount")
    wire["LineItemID"] = line["LineItemID"]
    account = books.account(line.get("AccountCode", ""))
    return wire | ({"AccountID": account["AccountID"]} if account else {})


def _item_of(books: Books, line: Record) -> Record:
    if not line.get("ItemCode"):
        return {}
    found = books.items.one_called("code", line["ItemCode"].lower())
    if found is None:  # items are deleted for good, the lines that named them stay
        return {}
    return {"Item": {"ItemID": found["ItemID"], **present(found, "Name", "Code")}}
