"""The pretend Xero met with what is missing, malformed or too much."""

import base64

import pytest

from connectors.sandbox.faults import Fault
from connectors.sandbox.http import Reply
from connectors.sandbox.limits import real_clock
from connectors.sandbox.xero import Refused
from tests.sandbox.xero_client import CALLBACK, SCOPES, ZERO, world

GONE = "The document with the supplied id was not found for this endpoint."
TRACKED = {
    "Code": "T1",
    "InventoryAssetAccountCode": "630",
    "PurchaseDetails": {"COGSAccountCode": "310"},
}


@pytest.fixture
def xero():
    with world() as made:
        yield made


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "Journals"),
        ("GET", "Journals/1"),
        ("PUT", "Journals"),
        ("POST", "Journals/1"),
        ("POST", f"Invoices/{ZERO}"),
        ("GET", f"Invoices/{ZERO}/OnlineInvoice"),
        ("GET", "Invoices/1/2/3"),
    ],
)
def test_nothing_there(xero, method, path) -> None:
    body = {"Name": "x"} if method != "GET" else None
    assert xero.api(method, path, body).status == 404


@pytest.mark.parametrize(
    ("plural", "patch", "said"),
    [
        ("Contacts", {"ContactID": ZERO, "Name": "x"}, GONE),
        ("Items", {"ItemID": ZERO, "Code": "x"}, GONE),
        ("Invoices", {"InvoiceID": ZERO}, GONE),
        ("PurchaseOrders", {"PurchaseOrderID": ZERO}, GONE),
        ("Payments", {"PaymentID": ZERO, "Status": "DELETED"}, GONE),
        ("Payments", {"PaymentID": ZERO}, "Payments can only be deleted."),
        ("Payments", {"Invoice": {"InvoiceID": ZERO}, "Amount": 1}, GONE),
        ("Contacts", {"Name": "x", "Phones": "07700"}, "A value could not be read"),
        (
            "Invoices",
            {"Type": "ACCREC", "Contact": {"Name": "n"}, "LineItems": ["x"]},
            "not be read",
        ),
    ],
)
def test_an_element_that_leads_nowhere(xero, plural, patch, said) -> None:
    (message,) = xero.said(plural, patch)
    assert said in message
    assert len(xero.org.contacts) == 0


def test_a_request_of_more_than_ten_megabytes(xero) -> None:
    assert xero.api("PUT", "Contacts", {"Name": "x" * 10_500_000}).status == 413


def test_more_than_a_hundred_thousand_records_must_be_paged(xero) -> None:
    for number in range(100_001):
        xero.org.credit_notes.put({"CreditNoteID": f"{number:06}", "UpdatedDateUTC": 1})
    answer = xero.api("GET", "CreditNotes")
    assert answer.status == 400
    assert "100000" in answer.json()["Message"]
    found = xero.api("GET", "CreditNotes", page=101, pageSize=1000).json()
    assert [row["CreditNoteID"] for row in found["CreditNotes"]] == ["100000"]


def test_a_since_that_cannot_be_read_is_no_condition(xero) -> None:
    xero.org.save_contact({"Name": "A"})
    assert len(xero.rows("Contacts", headers={"If-Modified-Since": "last week"})) == 1


def test_a_tracked_item_stays(xero) -> None:
    xero.org.save_item(TRACKED)
    (row,) = xero.rows("Items")
    assert (row["IsTrackedAsInventory"], row["QuantityOnHand"]) == (True, 0.0)
    answer = xero.api("DELETE", "Items/T1")
    assert answer.status == 400
    assert "Tracked items" in answer.json()["Elements"][0]["ValidationErrors"][0]["Message"]
    assert len(xero.org.items) == 1


def test_an_account_may_be_named_by_its_id(xero) -> None:
    account = xero.org.account("200")["AccountID"]
    line = {"Description": "d", "Quantity": 1, "UnitAmount": 1, "AccountID": account}
    invoice = {"Type": "ACCREC", "Contact": {"Name": "A"}, "LineItems": [line]}
    assert xero.write("Invoices", invoice)[0]["LineItems"][0]["AccountCode"] == "200"
    wrong = {**invoice, "LineItems": [{**line, "AccountID": ZERO}]}
    assert "is not a valid code for this document" in xero.said("Invoices", wrong)[0]


def test_other_amounts_reckon_the_old_lines_anew(xero) -> None:
    line = {"Description": "d", "Quantity": 1, "UnitAmount": 120, "AccountCode": "200"}
    invoice = {"Type": "ACCREC", "Contact": {"Name": "A"}, "LineItems": [line]}
    (made,) = xero.write("Invoices", {**invoice, "Date": "/Date(1793491200000+0000)/"})
    assert (made["Total"], made["DateString"]) == (144.0, "2026-11-01T00:00:00")
    patch = {"InvoiceID": made["InvoiceID"], "LineAmountTypes": "Inclusive"}
    (row,) = xero.write("Invoices", patch)
    assert (row["SubTotal"], row["TotalTax"], row["Total"]) == (100.0, 20.0, 120.0)
    assert row["LineItems"][0]["LineItemID"] == made["LineItems"][0]["LineItemID"]
    nan = {**line, "UnitAmount": float("nan")}
    assert xero.said("Invoices", {**invoice, "LineItems": [nan]})
    approve = {"InvoiceID": made["InvoiceID"], "Status": "AUTHORISED", "DueDate": "2026-12-24"}
    assert xero.said("Invoices", approve) == []


def test_numbers_that_are_taken_are_passed_over(xero) -> None:
    for number in ("INV-0001", "INV-0002"):
        invoice = {"Type": "ACCREC", "Contact": {"Name": "A"}, "InvoiceNumber": number}
        assert xero.said("Invoices", invoice) == []
    (row,) = xero.write("Invoices", {"Type": "ACCREC", "Contact": {"Name": "A"}})
    assert row["InvoiceNumber"] == "INV-0003"


def test_payments_find_their_invoice_by_number_and_by_where(xero) -> None:
    line = {"Description": "d", "Quantity": 1, "UnitAmount": 10, "AccountCode": "200"}
    xero.org.save_invoice(
        {
            "Type": "ACCREC",
            "InvoiceNumber": "N-1",
            "Contact": {"Name": "A"},
            "Status": "AUTHORISED",
            "DueDate": "2026-12-24",
            "LineItems": [line],
        }
    )
    body = {"InvoiceNumber": "N-1", "Code": "090", "Amount": 2}
    assert xero.said("Payments", body, method="PUT") == []
    assert len(xero.rows("Payments", where='Invoice.InvoiceNumber=="n-1"')) == 1
    assert xero.rows("Payments", where='Account.Code=="091"') == []
    assert len(xero.org.list_payments()) == 1
    assert xero.org.list_orders() == []
    assert "090" in {row["Code"] for row in xero.org.list_accounts()}


@pytest.mark.parametrize(
    "where",
    ['Name=="A" 7', "== 1", "Name.ToLower().Sounds(1)", 'Name.ToLower().Contains "x"', "(Name==1"],
)
def test_a_where_that_stumbles(xero, where) -> None:
    assert xero.api("GET", "Contacts", where=where).status == 400


def test_lower_case_may_be_compared(xero) -> None:
    xero.org.save_contact({"Name": "Acme"})
    assert len(xero.rows("Contacts", where='Name.ToLower()=="ACME"')) == 1


def test_old_questions_are_forgotten_and_answered_again(xero) -> None:
    xero.org.save_contact({"Name": "Acme"})
    for number in range(40):
        assert xero.rows("Contacts", where=f'Name=="{number}"') == []
    assert len(xero.rows("Contacts", where='Name=="acme"')) == 1


def test_strangers_at_the_identity_server(xero) -> None:
    secret = {"client_id": "demo-xero-client", "client_secret": "no"}
    assert xero.form("/connect/revocation", token="x", **secret).status == 400
    right = {**secret, "client_secret": "demo-xero-secret"}
    assert xero.form("/connect/revocation", token="unknown", **right).status == 200
    for header in ("", "Bearer nonsense", "Basic x"):
        for method, path in (("GET", "/connections"), ("DELETE", f"/connections/{ZERO}")):
            assert xero.send(method, path, headers={"Authorization": header}).status == 401
    asked = {"client_id": "demo-xero-client", "redirect_uri": CALLBACK, "response_type": "code"}
    chosen = {"scope": SCOPES, "tenant": ZERO, "decision": "allow"}
    assert xero.form("/identity/connect/authorize", **asked, **chosen).status == 400
    assert xero.send("GET", "/nowhere").status == 404


@pytest.mark.parametrize("header", ["Basic !", "Basic " + base64.b64encode(b"\xff").decode()])
def test_basic_auth_that_is_none(xero, header) -> None:
    answer = xero.send("POST", "/connect/token", headers={"Authorization": header})
    assert answer.json() == {"error": "invalid_client"}


def test_nobody_to_bring_back(xero) -> None:
    with pytest.raises(Refused, match="not found"):
        xero.org.restore_contact(ZERO)


def test_an_answer_that_breaks_frees_its_place(xero) -> None:
    budget = xero.vendor.budgets[xero.org.organisation_id]

    def broken() -> Reply:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        budget.spend(broken)
    assert budget.at_once.inside() == 0


def test_faults_leave_the_log_in_alone_unless_meant(xero) -> None:
    xero.vendor.faults.add(Fault("html", path="/connect/token"))
    answer = xero.token(grant_type="refresh_token", refresh_token=xero.tokens["refresh_token"])
    assert (answer.status, answer.data[:15]) == (503, b"<!DOCTYPE html>")
    assert xero.api("GET", "Organisation").status == 200


def test_the_real_clock_knows_its_zone() -> None:
    assert real_clock().tzinfo is not None
