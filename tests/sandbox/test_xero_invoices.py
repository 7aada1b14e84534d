"""XERO.md 4 and 5: invoices and bills, their lines, sums, statuses, locks and payments."""

from typing import Any

import pytest

from connectors.sandbox.xero import Profile
from connectors.sandbox.xero.wire import Record
from tests.sandbox.xero_client import ZERO, World, world

LINE = {"Description": "Work", "Quantity": 2, "UnitAmount": 10.5, "AccountCode": "200"}
BAD_STATUS = "Invoice not of valid status for modification"
ALLOCATED = "This document cannot be edited as it has a payment or credit note allocated to it."
VOID = (
    "The status VOIDED cannot be applied to the invoice because it has payments or credit notes "
    "allocated to it."
)


@pytest.fixture
def xero():
    with world() as made:
        made.org.save_contact({"Name": "Acme"})
        yield made


def draft(xero: World, **more: Any) -> Record:
    contact = {"ContactID": xero.org.list_contacts()[0]["ContactID"]}
    return {"Type": "ACCREC", "Contact": contact, "LineItems": [LINE], **more}


def approved(xero: World, **more: Any) -> Record:
    wanted = {"Status": "AUTHORISED", "DueDate": "2026-12-24", **more}
    return xero.org.save_invoice(draft(xero, **wanted))


def bill(xero: World, **more: Any) -> Record:
    return approved(xero, Type="ACCPAY", LineItems=[{**LINE, "AccountCode": "300"}], **more)


def pay(xero: World, invoice: Record, amount: float) -> Record:
    return xero.org.add_payment(
        {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Account": {"Code": "090"},
            "Amount": amount,
        }
    )


def stored(xero: World, invoice: Record) -> Any:
    return xero.org.invoices.get(invoice["InvoiceID"])


def test_a_created_invoice_comes_back_whole(xero) -> None:
    (row,) = xero.write("Invoices", draft(xero), method="PUT")
    assert (row["Status"], row["LineAmountTypes"], row["InvoiceNumber"]) == (
        "DRAFT",
        "Exclusive",
        "INV-0001",
    )
    assert (row["SubTotal"], row["TotalTax"], row["Total"], row["AmountDue"]) == (
        *(21.0, 4.2, 25.2),
        25.2,
    )
    assert row["Contact"]["ContactStatus"] == "ACTIVE", "the whole contact, unlike in a list"
    assert "Payments" not in row, "as recorded for writes"
    (line,) = row["LineItems"]
    assert line["TaxType"] == "OUTPUT2", "from the account"
    assert line["AccountID"] in xero.org.accounts


@pytest.mark.parametrize(
    ("types", "lines", "sums"),
    [
        # Recorded: 541.25 with 15 % inside is 470.65 and 70.60; here at the sandbox's 20 %.
        ("Inclusive", [(1, 541.25, "OUTPUT2")], (451.04, 90.21, 541.25)),
        ("Exclusive", [(3, 0.333, "OUTPUT2")], (1.0, 0.2, 1.2)),
        ("Exclusive", [(1, 0.125, "NONE")], (0.13, 0.0, 0.13)),
        # Per line, then summed: 3 x round(0.1 x 0.05) = 0.03, not round(0.3 x 0.05) = 0.02.
        ("Exclusive", [(1, 0.1, "RROUTPUT")] * 3, (0.3, 0.03, 0.33)),
        ("NoTax", [(2, 10, "OUTPUT2")], (20.0, 0.0, 20.0)),
        ("Exclusive", [(1, 100, "OUTPUT2"), (-1, 20, "OUTPUT2")], (80.0, 16.0, 96.0)),
    ],
)
def test_rounding(xero, types, lines, sums) -> None:
    rows = [
        {**LINE, "Quantity": quantity, "UnitAmount": unit, "TaxType": tax}
        for quantity, unit, tax in lines
    ]
    wanted = draft(xero, LineAmountTypes=types, LineItems=rows)
    (row,) = xero.write("Invoices", wanted, unitdp=4)
    assert (row["SubTotal"], row["TotalTax"], row["Total"]) == sums


def test_without_unitdp_the_price_is_rounded_before_the_sums(xero) -> None:
    lines = [{**LINE, "Quantity": 1000, "UnitAmount": 0.0149}]
    (rounded,) = xero.write("Invoices", draft(xero, LineItems=lines))
    (exact,) = xero.write("Invoices", draft(xero, LineItems=lines), unitdp=4)
    assert (rounded["SubTotal"], exact["SubTotal"]) == (10.0, 14.9)
    (listed,) = xero.rows(f"Invoices/{exact['InvoiceID']}")
    assert listed["LineItems"][0]["UnitAmount"] == 0.01
    (listed,) = xero.rows(f"Invoices/{exact['InvoiceID']}", unitdp=4)
    assert listed["LineItems"][0]["UnitAmount"] == 0.0149


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ({"Quantity": 2, "UnitAmount": 10, "DiscountRate": 12.5}, {"LineAmount": 17.5}),
        ({"Quantity": 2, "UnitAmount": 10, "DiscountAmount": 3}, {"LineAmount": 17.0}),
        ({"Quantity": 4, "LineAmount": 10}, {"UnitAmount": 2.5, "LineAmount": 10.0}),
        ({"UnitAmount": 2.5, "LineAmount": 10}, {"Quantity": 4.0}),
        ({"Quantity": 1, "UnitAmount": 10, "TaxAmount": 1.99}, {"TaxAmount": 1.99}),
    ],
)
def test_lines_are_reckoned(xero, line, kept) -> None:
    rows = [{"Description": "d", "AccountCode": "200", **line}]
    (row,) = xero.write("Invoices", draft(xero, LineItems=rows))
    assert kept.items() <= row["LineItems"][0].items()


def test_a_line_of_words_only(xero) -> None:
    rows = [LINE, {"Description": "Thank you"}]
    (row,) = xero.write(
        "Invoices", draft(xero, LineItems=rows, Status="AUTHORISED", DueDate="2026-12-24")
    )
    assert row["StatusAttributeString"] == "OK"
    assert not {"Quantity", "UnitAmount", "AccountCode"} & set(row["LineItems"][1])
    assert row["Total"] == 25.2


def test_an_item_fills_what_was_left_out(xero) -> None:
    xero.org.save_item(
        {
            "Code": "A1",
            "Description": "Sold",
            "PurchaseDescription": "Bought",
            "SalesDetails": {"UnitPrice": 9, "AccountCode": "260", "TaxType": "RROUTPUT"},
            "PurchaseDetails": {"UnitPrice": 5, "AccountCode": "310"},
        }
    )
    line = [{"ItemCode": "a1", "Quantity": 2}]
    (sale,) = xero.write("Invoices", draft(xero, LineItems=line))
    (bought,) = xero.write("Invoices", draft(xero, LineItems=line, Type="ACCPAY"))
    one, other = sale["LineItems"][0], bought["LineItems"][0]
    assert (one["Description"], one["UnitAmount"], one["AccountCode"]) == ("Sold", 9.0, "260")
    assert (one["TaxType"], one["Item"]["Code"]) == ("RROUTPUT", "A1")
    assert (other["Description"], other["LineAmount"], other["TaxType"]) == ("Bought", 10, "INPUT2")


def test_lines_not_listed_are_deleted(xero) -> None:
    rows = [{**LINE, "Description": text} for text in "abc"]
    (made,) = xero.write("Invoices", draft(xero, LineItems=rows))
    a, b, _ = made["LineItems"]
    patch = {
        "InvoiceID": made["InvoiceID"],
        "LineItems": [
            {"LineItemID": b["LineItemID"], "Quantity": 5},
            {"LineItemID": a["LineItemID"]},
            {**LINE, "Description": "new"},
        ],
    }
    (row,) = xero.write("Invoices", patch)
    assert [line["Description"] for line in row["LineItems"]] == ["b", "a", "new"]
    assert [line["LineItemID"] for line in row["LineItems"][:2]] == [
        b["LineItemID"],
        a["LineItemID"],
    ]
    assert row["LineItems"][0]["LineAmount"] == 52.5, "what was not sent stayed"
    (row,) = xero.write("Invoices", {"InvoiceID": made["InvoiceID"], "LineItems": rows})
    assert not {line["LineItemID"] for line in made["LineItems"]} & {
        line["LineItemID"] for line in row["LineItems"]
    }, "without ids all are new"
    (row,) = xero.write("Invoices", {"InvoiceID": made["InvoiceID"], "Reference": "head only"})
    assert len(row["LineItems"]) == 3


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"Type": "QUOTE"}, "Invoice not of valid type for creation"),
        ({"Contact": None}, "A Contact must be specified for this type of transaction"),
        ({"Status": "PAID"}, "Invoice not of valid status for creation"),
        ({"Status": "AUTHORISED"}, "Due Date must be specified"),
        ({"CurrencyCode": "EUR"}, "Organisation is not subscribed to currency EUR"),
        ({"Total": 25.21}, "The invoice total does not equal the sum of the lines."),
        ({"SubTotal": 25.2}, "The invoice total does not equal the sum of the lines."),
        ({"Date": "yesterday"}, "Date is not a valid date"),
        ({"LineAmountTypes": "Gross"}, "LineAmountTypes must be one of"),
        ({"InvoiceNumber": "x" * 256}, "maximum length of 255"),
        ({"Url": "https://my-xero.example/1"}, "must not contain"),
        ({"BrandingThemeID": ZERO}, "branding theme could not be found"),
        ({"Date": "2026-03-31"}, "before the period lock date, currently set at 31 March 2026"),
        (
            {"Date": "2025-03-31"},
            "before the end of year lock date, currently set at 31 March 2025",
        ),
    ],
)
def test_refused(more, said) -> None:
    profile = Profile(period_lock_date="2026-03-31", end_of_year_lock_date="2025-03-31")
    with world(profile=profile) as xero:
        xero.org.save_contact({"Name": "Acme"})
        (element,) = xero.write("Invoices", draft(xero, **more))
        assert said in " ".join(each["Message"] for each in element["ValidationErrors"])
        assert element["InvoiceID"] == ZERO
        assert element["HasErrors"] is True
        assert len(xero.org.invoices) == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"AccountCode": "777"}, "Account code '777' is not a valid code for this document."),
        ({"AccountCode": "610"}, "Account code '610' is not a valid code for this document."),
        ({"AccountCode": "090"}, "Account code '090' is not a valid code for this document."),
        ({"AccountCode": "299"}, "Account code '299' has been archived, or has been deleted."),
        ({"TaxType": "INPUT2"}, "The TaxType code 'INPUT2' cannot be used with account code '200'"),
        ({"TaxType": "OLD"}, "The TaxType code 'OLD' does not exist"),
        ({"ItemCode": "gone"}, "Item code 'gone' is not valid"),
        ({"LineAmount": 20}, "The line total 20 does not match the expected line total 21.00"),
        ({"Quantity": "two"}, "The Quantity of a line must be a number."),
    ],
)
def test_refused_lines(xero, line, said) -> None:
    messages = xero.said("Invoices", draft(xero, LineItems=[{**LINE, **line}]))
    assert any(said in message for message in messages), messages


def test_a_bill_knows_no_discount_and_keeps_no_reference(xero) -> None:
    line = {**LINE, "AccountCode": "300"}
    (row,) = xero.write("Invoices", draft(xero, Type="ACCPAY", Reference="r", LineItems=[line]))
    assert row["Reference"] == ""
    said = xero.said(
        "Invoices", draft(xero, Type="ACCPAY", LineItems=[{**line, "DiscountRate": 5}])
    )
    assert said == ["Discounts are not supported on this type of document."]


def test_a_sales_number_is_unique_and_post_overwrites_by_it(xero) -> None:
    (made,) = xero.write("Invoices", draft(xero, InvoiceNumber="A-1"), method="PUT")
    (row,) = xero.write("Invoices", draft(xero, InvoiceNumber="A-1"), method="PUT")
    assert row["ValidationErrors"] == [{"Message": "Invoice # must be unique."}]
    assert row["InvoiceID"] == ZERO
    (row,) = xero.write("Invoices", draft(xero, InvoiceNumber="A-1", Reference="again"))
    assert (row["InvoiceID"], row["Reference"]) == (made["InvoiceID"], "again")
    two = [xero.write("Invoices", draft(xero, Type="ACCPAY", InvoiceNumber="A-1"))[0] for _ in "ab"]
    assert two[0]["InvoiceID"] != two[1]["InvoiceID"], "a supplier's number is not unique"


def test_more_than_an_id_changes_the_contact(xero) -> None:
    contact = xero.org.list_contacts()[0]
    nested = {"ContactID": contact["ContactID"], "Name": "Acme", "FirstName": "Ada"}
    xero.write("Invoices", draft(xero, Contact=nested))
    assert xero.org.contacts.get(contact["ContactID"])["FirstName"] == "Ada"
    xero.write("Invoices", draft(xero, Contact={"Name": "acme"}))
    assert len(xero.org.contacts) == 1
    (row,) = xero.write("Invoices", draft(xero, Contact={"Name": "Newcomer"}, Status="PAID"))
    assert row["HasErrors"]
    assert len(xero.org.contacts) == 1, "undone with the invoice"


@pytest.mark.parametrize(
    ("start", "to", "ok"),
    [
        ("DRAFT", "SUBMITTED", True),
        ("DRAFT", "AUTHORISED", True),
        ("DRAFT", "DELETED", True),
        ("DRAFT", "VOIDED", False),
        ("DRAFT", "PAID", False),
        ("SUBMITTED", "DRAFT", True),
        ("SUBMITTED", "DELETED", True),
        ("AUTHORISED", "VOIDED", True),
        ("AUTHORISED", "DRAFT", False),
        ("AUTHORISED", "DELETED", False),
        ("AUTHORISED", "PAID", False),
    ],
)
def test_status_moves(xero, start, to, ok) -> None:
    made = xero.org.save_invoice(draft(xero, Status=start, DueDate="2026-12-24"))
    said = xero.said("Invoices", {"InvoiceID": made["InvoiceID"], "Status": to})
    assert said == ([] if ok else [BAD_STATUS])
    assert stored(xero, made)["Status"] == (to if ok else start)


def test_an_invoice_that_is_over_owes_nothing_and_is_still_listed(xero) -> None:
    made = approved(xero)
    (row,) = xero.write("Invoices", {"InvoiceID": made["InvoiceID"], "Status": "VOIDED"})
    assert (row["AmountDue"], row["Total"]) == (0.0, 25.2)
    assert xero.rows("Invoices", page=1)[0]["Status"] == "VOIDED"
    edit = {"InvoiceID": made["InvoiceID"], "Reference": "x"}
    (row,) = xero.write("Invoices", edit)
    assert row["ValidationErrors"] == [{"Message": BAD_STATUS}]
    assert row["InvoiceID"] == made["InvoiceID"], "it matched"


def test_approving_a_draft_checks_what_a_draft_may_lack(xero) -> None:
    bare = {"Description": "d", "Quantity": 1, "UnitAmount": 1}
    lines = [{"Description": "Words"}, bare]
    made = xero.org.save_invoice(draft(xero, LineItems=lines, DueDate="2026-12-24"))
    said = xero.said("Invoices", {"InvoiceID": made["InvoiceID"], "Status": "AUTHORISED"})
    assert said == ["Account code or ID must be specified"]


def test_payments_make_it_paid_and_unpaid_again(xero) -> None:
    made = approved(xero)
    body = {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}}
    (first,) = xero.write("Payments", {**body, "Amount": 20}, method="PUT")
    row = xero.rows("Invoices", page=1)[0]
    assert (row["Status"], row["AmountPaid"], row["AmountDue"]) == ("AUTHORISED", 20.0, 5.2)
    xero.write("Payments", {**body, "Amount": 5.2, "Date": "2026-11-30"}, method="PUT")
    row = xero.rows("Invoices", page=1)[0]
    assert (row["Status"], row["AmountDue"]) == ("PAID", 0.0)
    assert row["FullyPaidOnDate"] == "/Date(1795996800000+0000)/"
    assert [each["Amount"] for each in row["Payments"]] == [20.0, 5.2]
    taken_back = {"Payments": [{"Status": "DELETED"}]}
    xero.clock.ahead(minutes=1)
    assert xero.api("POST", f"Payments/{first['PaymentID']}", taken_back).status == 200
    row = xero.rows("Invoices", page=1)[0]
    assert (row["Status"], row["AmountDue"]) == ("AUTHORISED", 20.0)
    assert "FullyPaidOnDate" not in row
    assert row["UpdatedDateUTCString"] == "2026-11-22T12:01:00Z"
    assert [each["Status"] for each in xero.rows("Payments")] == ["AUTHORISED", "DELETED"]


@pytest.mark.parametrize(
    ("status", "more", "said"),
    [
        ("AUTHORISED", {"Amount": 25.21}, "Payment amount exceeds the amount outstanding on this"),
        ("AUTHORISED", {"Amount": 0}, "greater than zero"),
        ("AUTHORISED", {"Amount": "much"}, "must be a number"),
        ("AUTHORISED", {"Account": {"Code": "200"}}, "Account must be a bank account"),
        ("DRAFT", {}, "Payments can only be made against Authorised documents"),
    ],
)
def test_refused_payments(xero, status, more, said) -> None:
    made = xero.org.save_invoice(draft(xero, Status=status, DueDate="2026-12-24"))
    body = {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}, "Amount": 1}
    assert said in xero.said("Payments", {**body, **more}, method="PUT")[0]


def test_part_paid_sales_take_a_due_date_silently_and_nothing_else(xero) -> None:
    made = approved(xero)
    pay(xero, made, 5)
    before = stored(xero, made)["UpdatedDateUTC"]
    xero.clock.ahead(minutes=1)
    key = {"InvoiceID": made["InvoiceID"]}
    assert xero.said("Invoices", {**key, "Reference": "x"}) == [ALLOCATED]
    assert xero.said("Invoices", {**key, "LineItems": [LINE]}) == [ALLOCATED]
    assert xero.said("Invoices", {**key, "Status": "VOIDED"}) == [VOID]
    assert xero.said("Invoices", {**key, "DueDate": "2027-01-31", "SentToContact": True}) == []
    after = stored(xero, made)
    assert (after["DueDate"], after["SentToContact"]) == ("2027-01-31", True)
    assert after["UpdatedDateUTC"] == before, "XERO.md 3: such changes do not bump"
    pay(xero, made, 20.2)
    assert xero.said("Invoices", {**key, "DueDate": "2027-02-28"}) == [BAD_STATUS]


def test_a_paid_bill_takes_words_but_no_sums(xero) -> None:
    made = bill(xero, InvoiceNumber="S-1")
    pay(xero, made, 25.2)
    key = {"InvoiceID": made["InvoiceID"]}
    line = {"LineItemID": made["LineItems"][0]["LineItemID"]}
    assert xero.said("Invoices", {**key, "InvoiceNumber": "S-2", "DueDate": "2027-01-01"}) == []
    assert xero.said("Invoices", {**key, "LineItems": [{**line, "Description": "new"}]}) == []
    assert stored(xero, made)["LineItems"][0]["Description"] == "new"
    assert xero.said("Invoices", {**key, "LineItems": [{**line, "Quantity": 9}]}) == [ALLOCATED]
    assert xero.said("Invoices", {**key, "CurrencyCode": "USD"}) == [ALLOCATED]


def test_a_locked_period_holds_what_is_in_it(xero) -> None:
    made = approved(xero, Date="2026-03-10")
    xero.org.lock_until("2026-03-31")
    key = {"InvoiceID": made["InvoiceID"]}
    for patch in ({"Reference": "x"}, {"Date": "2026-04-02"}, {"Status": "VOIDED"}):
        (message,) = xero.said("Invoices", {**key, **patch})
        assert message.startswith("The document date cannot be before the period lock date")


def test_another_currency_takes_the_days_rate_unless_told(xero) -> None:
    (row,) = xero.write("Invoices", draft(xero, CurrencyCode="USD"))
    assert row["CurrencyRate"] == 1.31
    (row,) = xero.write("Invoices", draft(xero, CurrencyCode="USD", CurrencyRate=1.25))
    assert (row["CurrencyCode"], row["CurrencyRate"]) == ("USD", 1.25)


def test_only_approved_invoices_are_sent_to_the_contact(xero) -> None:
    assert xero.write("Invoices", draft(xero, SentToContact=True))[0]["SentToContact"] is False
    sent = draft(xero, SentToContact=True, Status="AUTHORISED", DueDate="2026-12-24")
    assert xero.write("Invoices", sent)[0]["SentToContact"] is True


def test_the_customers_link(xero) -> None:
    made = approved(xero)
    answer = xero.api("GET", f"Invoices/{made['InvoiceID']}/OnlineInvoice").json()
    assert answer["OnlineInvoices"][0]["OnlineInvoiceUrl"].startswith("https://in.xero.com/")
    owed = bill(xero)
    assert xero.api("GET", f"Invoices/{owed['InvoiceID']}/OnlineInvoice").status == 404
