"""Xero's JSON, reduced to the fields that the product reads, as types for msgspec.

TypedDicts, so that what is decoded is plain dicts and everything else is skipped unread. Money is
Decimal straight from the digits. Every field may be missing or null, and a choice is plain text:
a new value or a gap must never cost a page (XERO.md 7, 10).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Required, TypeAlias, TypedDict

import msgspec

Text: TypeAlias = str | None
Number: TypeAlias = Decimal | None
Flag: TypeAlias = bool | None


class Address(TypedDict, total=False):
    AddressType: Text
    AddressLine1: Text
    AddressLine2: Text
    AddressLine3: Text
    AddressLine4: Text
    City: Text
    Region: Text
    PostalCode: Text
    Country: Text
    AttentionTo: Text


class Phone(TypedDict, total=False):
    PhoneType: Text
    PhoneNumber: Text
    PhoneAreaCode: Text
    PhoneCountryCode: Text


class Person(TypedDict, total=False):
    FirstName: Text
    LastName: Text
    EmailAddress: Text
    IncludeInEmails: Flag


class Theme(TypedDict, total=False):
    BrandingThemeID: Text
    Name: Text


class Term(TypedDict, total=False):
    Day: int | None  # sent back as it came, and Xero's is no text
    Type: Text


class Terms(TypedDict, total=False):
    Bills: Term | None
    Sales: Term | None


class Contact(TypedDict, total=False):
    ContactID: Text
    ContactStatus: Text
    MergedToContactID: Text
    ContactNumber: Text
    AccountNumber: Text
    Name: Text
    FirstName: Text
    LastName: Text
    EmailAddress: Text
    CompanyNumber: Text
    TaxNumber: Text
    Website: Text
    ContactPersons: list[Person] | None
    Addresses: list[Address] | None
    Phones: list[Phone] | None
    IsSupplier: Flag
    IsCustomer: Flag
    DefaultCurrency: Text
    AccountsReceivableTaxType: Text
    AccountsPayableTaxType: Text
    SalesDefaultAccountCode: Text
    PurchasesDefaultAccountCode: Text
    PaymentTerms: Terms | None
    BrandingTheme: Theme | None
    UpdatedDateUTC: Text


class Price(TypedDict, total=False):
    UnitPrice: Number
    AccountCode: Text
    COGSAccountCode: Text
    TaxType: Text


class Item(TypedDict, total=False):
    ItemID: Text
    Code: Text
    Name: Text
    Description: Text
    PurchaseDescription: Text
    SalesDetails: Price | None
    PurchaseDetails: Price | None
    IsSold: Flag
    IsPurchased: Flag
    IsTrackedAsInventory: Flag
    QuantityOnHand: Number
    UpdatedDateUTC: Text


class ContactRef(TypedDict, total=False):
    """A document's contact. Its own UpdatedDateUTC is left out: at orders it lies (XERO.md 3)."""

    ContactID: Text
    Name: Text


class Tracked(TypedDict, total=False):
    TrackingCategoryID: Text
    TrackingOptionID: Text
    Name: Text
    Option: Text


class Line(TypedDict, total=False):
    LineItemID: Text
    Description: Text
    Quantity: Number
    UnitAmount: Number
    ItemCode: Text
    AccountCode: Text
    TaxType: Text
    TaxAmount: Number
    LineAmount: Number
    DiscountRate: Number
    DiscountAmount: Number
    Tracking: list[Tracked] | None


class Document(TypedDict, total=False):
    Contact: ContactRef | None
    LineItems: list[Line] | None
    LineAmountTypes: Text
    Date: Text
    DateString: Text
    Status: Text
    Reference: Text
    BrandingThemeID: Text
    CurrencyCode: Text
    CurrencyRate: Number
    Total: Number
    UpdatedDateUTC: Text


class Invoice(Document, total=False):
    InvoiceID: Text
    Type: Text
    InvoiceNumber: Text
    DueDate: Text
    DueDateString: Text
    AmountDue: Number
    AmountPaid: Number
    AmountCredited: Number


class PurchaseOrder(Document, total=False):
    PurchaseOrderID: Text
    PurchaseOrderNumber: Text
    DeliveryDate: Text
    DeliveryDateString: Text
    ExpectedArrivalDate: Text
    ExpectedArrivalDateString: Text
    DeliveryAddress: Text
    AttentionTo: Text
    Telephone: Text
    DeliveryInstructions: Text


class Organisation(TypedDict, total=False):
    OrganisationID: Text
    Name: Text
    BaseCurrency: Text
    ShortCode: Text
    Timezone: Text
    PeriodLockDate: Text
    EndOfYearLockDate: Text


class Rate(TypedDict, total=False):
    Name: Text
    TaxType: Text
    Status: Text
    EffectiveRate: Number
    CanApplyToRevenue: Flag
    CanApplyToExpenses: Flag


class Account(TypedDict, total=False):
    Code: Text
    Name: Text
    Type: Text
    Status: Text


class Currency(TypedDict, total=False):
    Code: Text


class Connected(TypedDict, total=False):
    """One organisation of GET /connections. Xero's word for it is tenant."""

    id: Required[str]
    tenantId: Required[str]
    tenantType: Text
    tenantName: Text


class Claims(TypedDict, total=False):
    """What an access token says of itself."""

    authentication_event_id: Text


class Message(TypedDict, total=False):
    Message: Text


class Verdict(TypedDict, total=False):
    """What a write's answer says of one element, beside the element itself."""

    StatusAttributeString: Text  # OK, WARNING, ERROR
    HasErrors: Flag
    HasValidationErrors: Flag
    ValidationErrors: list[Message] | None


class Refusal(TypedDict, total=False):
    """A whole request refused: status 400, and other 4xx where they have a body at all."""

    ErrorNumber: int | None
    Type: Text
    Message: Text
    Detail: Text
    Elements: list[Verdict] | None


class Pagination(TypedDict, total=False):
    page: int | None
    pageSize: int | None
    pageCount: int | None
    itemCount: int | None


class Listing(msgspec.Struct):
    """An answer with elements, whatever Xero calls them in it."""

    DateTimeUTC: Text = None  # when Xero answered, by its own clock
    pagination: Pagination | None = None
    elements: list[dict[str, Any]] | None = None


class AnsweredContact(Contact, Verdict, total=False):
    pass


class AnsweredItem(Item, Verdict, total=False):
    pass


class AnsweredInvoice(Invoice, Verdict, total=False):
    pass


class AnsweredPurchaseOrder(PurchaseOrder, Verdict, total=False):
    pass


ListingDecoder: TypeAlias = msgspec.json.Decoder[Listing]

REFUSAL = msgspec.json.Decoder(Refusal)
CLAIMS = msgspec.json.Decoder(Claims)
CONNECTIONS = msgspec.json.Decoder(list[Connected])


def listing(plural: str, element: Any) -> ListingDecoder:
    """Build the decoder of an answer whose elements, of that type, stand under `plural`."""
    elements = ("elements", list[element] | None, None)
    made = msgspec.defstruct(
        f"{plural}Listing", [elements], bases=(Listing,), rename={"elements": plural}
    )
    return msgspec.json.Decoder(made)
