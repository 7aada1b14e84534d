"""Records as they travel: which keys are there, missing or empty is copied from XERO.md 3 and 5."""

from __future__ import annotations

from connectors.sandbox.xero import contacts, items, payments
from connectors.sandbox.xero.books import Books
from connectors.sandbox.xero.money import kept, number
from connectors.sandbox.xero.wire import (
    Record,
    dated,
    present,
    spell_bare,
    spell_day,
    spell_moment,
    spell_seconds,
)

# Only when paging or by id: the field list's own words, and XERO.md 3.
PAGED_ONLY = (
    "MergedToContactID",
    "SalesDefaultLineAmountType",
    "PurchasesDefaultLineAmountType",
    "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode",
    "PaymentTerms",
    "Website",
    "Discount",
    "BrandingTheme",
)
SUMMARY_DROPS = ("IsCustomer", "IsSupplier")
WRITTEN_PHONES = ("DEFAULT", "DDI", "FAX", "MOBILE")
BLANK_ADDRESS = {"City": "", "Region": "", "PostalCode": "", "Country": ""}
BLANK_PHONE = {"PhoneNumber": "", "PhoneAreaCode": "", "PhoneCountryCode": ""}


def contact(_books: Books, row: Record, _unitdp: int = 2) -> Record:
    """Spell a contact as a page or a single GET does: unset keys are missing."""
    wire = _contact_head(row)
    wire |= {"Addresses": row["Addresses"], "Phones": row["Phones"]}
    wire |= {"UpdatedDateUTC": spell_moment(row["UpdatedDateUTC"]), "ContactGroups": []}
    wire |= {"IsSupplier": row["IsSupplier"], "IsCustomer": row["IsCustomer"]}
    wire |= {"ContactPersons": row["ContactPersons"]}
    return wire | {"HasAttachments": False, "HasValidationErrors": False}


def contact_unpaged(books: Books, row: Record, unitdp: int = 2) -> Record:
    wire = contact(books, row, unitdp)
    return {name: value for name, value in wire.items() if name not in PAGED_ONLY}


def contact_summary(books: Books, row: Record, unitdp: int = 2) -> Record:
    wire = contact(books, row, unitdp)
    return {name: value for name, value in wire.items() if name not in SUMMARY_DROPS}


def contact_written(books: Books, row: Record, unitdp: int = 2) -> Record:
    """Spell a contact as the answer to a write does: unset keys are empty strings."""
    wire = contact(books, row, unitdp)
    del wire["HasAttachments"]
    phones = {phone["PhoneType"]: phone for phone in row["Phones"]}
    wire["BankAccountDetails"] = row.get("BankAccountDetails", "")
    wire["Addresses"] = [
        {"AddressType": each["AddressType"], **BLANK_ADDRESS, **each}
        for each in reversed(row["Addresses"])
    ]
    wire["Phones"] = [
        {"PhoneType": kind, **BLANK_PHONE, **phones.get(kind, {})} for kind in WRITTEN_PHONES
    ]
    return wire | {"SalesTrackingCategories": [], "PurchasesTrackingCategories": []}


def contact_in_order(books: Books, row: Record) -> Record:
    """Spell the contact nested in an order: its time is the local one (the trap of XERO.md 3)."""
    wire = _contact_head(row)
    wire["Addresses"] = []
    wire["Phones"] = [
        {"PhoneType": each["PhoneType"], **BLANK_PHONE, **each}
        for each in row["Phones"]
        if each.get("PhoneNumber")
    ]
    wire["UpdatedDateUTC"] = spell_moment(books.local_ms(row["UpdatedDateUTC"]))
    wire |= {"ContactGroups": [], "DefaultCurrency": books.profile.base_currency}
    return wire | {"ContactPersons": [], "HasValidationErrors": False}


def contact_brief(row: Record) -> Record:
    """Spell the contact nested in a listed invoice: id and name, no more (XERO.md 3)."""
    return {
        "ContactID": row["ContactID"],
        "Name": row["Name"],
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "HasValidationErrors": False,
    }


def _contact_head(row: Record) -> Record:
    head = {"ContactID": row["ContactID"], **present(row, "ContactNumber", "AccountNumber")}
    head["ContactStatus"] = row["ContactStatus"]
    return head | present(row, *contacts.PLAIN, *PAGED_ONLY)


def item(_books: Books, row: Record, unitdp: int = 2) -> Record:
    wire = {"ItemID": row["ItemID"], **present(row, "Code", "Description", "PurchaseDescription")}
    wire["UpdatedDateUTC"] = spell_moment(row["UpdatedDateUTC"])
    wire |= {side: _details(row[side], unitdp) for side in ("PurchaseDetails", "SalesDetails")}
    wire |= present(row, "Name", "InventoryAssetAccountCode")
    tracked = items.is_tracked(row)
    wire |= {"IsTrackedAsInventory": tracked}
    if tracked:
        wire |= {"QuantityOnHand": 0.0, "TotalCostPool": 0.0}
    return wire | {"IsSold": row["IsSold"], "IsPurchased": row["IsPurchased"]}


def item_written(books: Books, row: Record, unitdp: int = 2) -> Record:
    bare = spell_bare(row["UpdatedDateUTC"])  # no offset in an item's write answer: XERO.md 3
    return {**item(books, row, unitdp), "UpdatedDateUTC": bare, "ValidationErrors": []}


def _details(details: Record, unitdp: int) -> Record:
    if "UnitPrice" not in details:
        return details
    return {**details, "UnitPrice": kept(number(details["UnitPrice"]), unitdp)}


def payment(books: Books, row: Record, _unitdp: int = 2) -> Record:
    invoice = books.invoices.get(row["Invoice"]["InvoiceID"]) or {}
    owner = books.contacts.get(invoice["Contact"]["ContactID"]) if invoice else None
    named = {"InvoiceID": row["Invoice"]["InvoiceID"], **present(invoice, "InvoiceNumber", "Type")}
    named |= {"Contact": contact_brief(owner)} if owner else {}
    wire = {"PaymentID": row["PaymentID"], "Date": spell_day(row["Date"])}
    wire |= {"BankAmount": row["Amount"], "Amount": row["Amount"], "Reference": row["Reference"]}
    wire |= present(row, "CurrencyRate", "PaymentType", "Status")
    wire |= {"UpdatedDateUTC": spell_moment(row["UpdatedDateUTC"])}
    wire |= {"UpdatedDateUTCString": spell_seconds(row["UpdatedDateUTC"])}
    wire |= {"HasAccount": True, "IsReconciled": row["IsReconciled"], "Account": row["Account"]}
    return wire | {"Invoice": named, "HasValidationErrors": False}


def payment_in_invoice(row: Record) -> Record:
    return {
        "PaymentID": row["PaymentID"],
        "Date": spell_day(row["Date"]),
        "Amount": row["Amount"],
        "Reference": row["Reference"],
        "CurrencyRate": row["CurrencyRate"],
        "HasAccount": False,
        "HasValidationErrors": False,
    }


def payments_in_invoice(books: Books, invoice_id: str) -> list[Record]:
    return [payment_in_invoice(row) for row in payments.of_invoice(books, invoice_id)]


def account(_books: Books, row: Record, _unitdp: int = 2) -> Record:
    moment = spell_moment(row["UpdatedDateUTC"])
    return {**row, "UpdatedDateUTC": moment, "HasAttachments": False, "AddToWatchlist": False}


def tax_rate(_books: Books, row: Record, _unitdp: int = 2) -> Record:
    return row


def theme(_books: Books, row: Record, _unitdp: int = 2) -> Record:
    return {**row, "Type": "INVOICE", "CreatedDateUTC": spell_moment(row["CreatedDateUTC"])}


def organisation(books: Books) -> Record:
    profile = books.profile
    wire: Record = {
        "Name": profile.name,
        "LegalName": profile.name,
        "PaysTax": True,
        "Version": profile.version,
        "OrganisationType": "COMPANY",
        "BaseCurrency": profile.base_currency,
        "CountryCode": profile.country_code,
        "IsDemoCompany": profile.plan == "DEMO",
        "OrganisationStatus": "ACTIVE",
        "TaxNumber": profile.tax_number,
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 3,
        "SalesTaxBasis": "ACCRUALS",
        "SalesTaxPeriod": "QUARTERLY",
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
    }
    locks = {
        "PeriodLockDate": profile.period_lock_date,
        "EndOfYearLockDate": profile.end_of_year_lock_date,
    }
    wire |= {name: spell_day(day) for name, day in locks.items() if day}  # only when set
    wire |= {
        "CreatedDateUTC": spell_bare(books.created),
        "OrganisationEntityType": "COMPANY",
        "Timezone": profile.timezone,
        "ShortCode": profile.short_code,
        "OrganisationID": books.organisation_id,
        "Edition": "BUSINESS",
        "Class": profile.plan,
    }
    return wire | {"Addresses": [], "Phones": [], "ExternalLinks": [], "PaymentTerms": {}}


def days(row: Record, *names: str) -> Record:
    wire: Record = {}
    dated(row, wire, *names)
    return wire
