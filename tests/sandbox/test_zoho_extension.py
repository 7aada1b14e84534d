"""The pretend CRM hosts the extension: variables, the function, the widget and its SDK."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import urllib3

from connectors.sandbox.http import App, Reply, Request, Route, Serving, json_reply, serve
from connectors.sandbox.zoho import ZohoVendor, pages

POOL = urllib3.PoolManager(retries=False, timeout=10.0)
SECRET = "a secret"


@dataclass
class Listener:
    """A portal that says what it was sent."""

    heard: list[Request] = field(default_factory=list)

    def answer(self, request: Request) -> Reply:
        self.heard.append(request)
        return json_reply({"state": "done", "sentence": "Done.", "message": "Done: all is there."})


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def portal(listener: Listener) -> Iterator[str]:
    served = serve(App((Route("POST", "/button/7/(sync|state)/", listener.answer),)))
    yield f"{served.url}/button/7/"
    served.stop()


@pytest.fixture
def vendor() -> ZohoVendor:
    return ZohoVendor()


@pytest.fixture
def zoho(vendor: ZohoVendor) -> Iterator[Serving]:
    served = serve(App(pages.routes(vendor), missing=vendor.app))
    yield served
    served.stop()


@pytest.fixture
def account(vendor: ZohoVendor) -> str:
    return str(vendor.org.insert("Accounts", {"Account_Name": "Acme"})["id"])


def get(zoho: Serving, path: str) -> str:
    return str(POOL.request("GET", f"{zoho.url}{path}").data.decode())


def post(zoho: Serving, path: str, **fields: str) -> str:
    sent = POOL.request("POST", f"{zoho.url}{path}", fields=fields, encode_multipart=False)
    return str(sent.data.decode())


def install(zoho: Serving, portal: str) -> None:
    names = ("address", "organisation", "secret")
    values = dict(zip(names, (portal, "2008", SECRET), strict=True))
    post(zoho, "/extension", **{f"xero2zoho_{name}": f" {values[name]} " for name in names})


def test_a_record_says_that_nothing_is_installed(zoho: Serving, account: str) -> None:
    assert "is not installed" in get(zoho, f"/records/accounts/{account}")


def test_the_button_sends_a_signed_call_and_shows_the_answer(
    zoho: Serving, portal: str, listener: Listener, account: str
) -> None:
    install(zoho, portal)
    assert "Sync to Xero" in get(zoho, f"/records/accounts/{account}")
    assert "Done: all is there." in post(zoho, f"/records/accounts/{account}/sync-to-xero")
    (heard,) = listener.heard
    names = ("timestamp", "organisation", "module", "record")
    said = [heard.headers[f"x-sync-{name}"] for name in names]
    assert said[1:] == ["2008", "Accounts", account]
    text = "|".join(["sync", *said]).encode() + b"|" + heard.body
    made = hmac.new(SECRET.encode(), text, hashlib.sha256).hexdigest()
    assert heard.headers["x-sync-signature"] == made


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:9/button/7/", "nonsense"])
def test_a_portal_that_does_not_answer(zoho: Serving, account: str, address: str) -> None:
    install(zoho, address)
    said = post(zoho, f"/records/accounts/{account}/sync-to-xero")
    assert "The portal does not answer." in said


def test_the_widget_gets_the_stand_in_for_the_sdk(zoho: Serving, account: str) -> None:
    panel = get(zoho, f"/records/purchase-orders/{account}/xero")
    assert f"Entity=Purchase_Orders&EntityId={account}" in panel.replace("&amp;", "&")
    page = get(zoho, "/widget/widget.html")
    assert 'src="sdk.js"' in page
    assert "zwidgets" not in page
    assert "embeddedApp" in get(zoho, "/widget/sdk.js")
    assert "PageLoad" in get(zoho, "/widget/widget.js")
    assert POOL.request("GET", f"{zoho.url}/widget/none.js").status == 404


def test_the_widgets_function_answers_as_zoho_does(
    zoho: Serving, portal: str, listener: Listener
) -> None:
    install(zoho, portal)
    said = {"action": "state", "module_name": "Invoices", "record_id": "5", "run": "r"}
    sent = POOL.request(
        "POST", f"{zoho.url}/widget/functions/xero2zoho", body=json.dumps(said).encode()
    )
    answer = sent.json()
    assert answer["code"] == "success"
    assert json.loads(answer["details"]["output"])["state"] == "done"
    assert listener.heard[0].path == "/button/7/state/"
    assert listener.heard[0].json()["run"] == "r"


def test_the_variables_outlive_a_restart(zoho: Serving, vendor: ZohoVendor, portal: str) -> None:
    install(zoho, portal)
    other = ZohoVendor()
    other.load(vendor.dump())
    assert other.org.variables == vendor.org.variables
    assert vendor.org.variables["xero2zoho_secret"] == SECRET
