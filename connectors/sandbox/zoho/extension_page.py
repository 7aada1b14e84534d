"""Where an administrator installs the extension in the pretend CRM, and where its button is.

/extension                             the three variables, to be pasted from the portal
/records/<module>/<id>/sync-to-xero    the button: runs the function, says what it returned
/records/<module>/<id>/xero            the record's page with the widget on it
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from connectors.sandbox import chrome
from connectors.sandbox.chrome import Brand, Html, link, text
from connectors.sandbox.forms import Input, form
from connectors.sandbox.http import Reply, Request, Route, redirect
from connectors.sandbox.zoho import extension
from connectors.sandbox.zoho.extension import ADDRESS, ORGANISATION, SECRET
from connectors.sandbox.zoho.state import Org
from connectors.sandbox.zoho.vendor import ZohoVendor

WHERE = "/extension"
ONE = r"/records/(?P<slug>[a-z-]+)/(?P<record_id>[0-9]+)"
LABELS = {ADDRESS: "Address", ORGANISATION: "Organisation", SECRET: "Secret"}


def routes(vendor: ZohoVendor, brand: Callable[[], Brand]) -> tuple[Route, ...]:
    """None of these holds the vendor's lock: the portal calls back while they wait for it."""

    def show(_request: Request) -> Reply:
        return _settings(vendor.org, brand())

    def save(request: Request) -> Reply:
        typed = request.form()
        with vendor.lock:
            vendor.org.variables = {name: typed.get(name, "").strip() for name in LABELS}
        return redirect(WHERE)

    def press(_request: Request, slug: str, record_id: str) -> Reply:
        said = extension.function(
            vendor.org.variables,
            {"action": "sync", "module_name": module_of(slug), "record_id": record_id},
        )
        return _told(brand(), f"/records/{slug}/{record_id}", said)

    def panel(_request: Request, slug: str, record_id: str) -> Reply:
        return _panel(brand(), slug, record_id)

    return (
        *extension.routes(vendor),
        Route("GET", WHERE, show),
        Route("POST", WHERE, save),
        Route("POST", f"{ONE}/sync-to-xero", press),
        Route("GET", f"{ONE}/xero", panel),
    )


def module_of(slug: str) -> str:
    return slug.replace("-", "_").title()


def buttons(org: Org, slug: str, record_id: str) -> Html:
    """Return the extension's part of a record's page."""
    where = f"/records/{slug}/{record_id}"
    if not org.variables.get(SECRET):
        told = "The extension xero2zoho is not installed."
        return chrome.card(Html(f"{text(told)} {link('Install it', WHERE)}"))
    press = chrome.button("Sync to Xero", f"{where}/sync-to-xero", main=True)
    both = Html(f'<div class="bar">{press}{link("Xero panel", f"{where}/xero", "button")}</div>')
    return chrome.card(both)


def _settings(org: Org, brand: Brand) -> Reply:
    told = "As in Zoho CRM: three variables, pasted from the portal's page Button in Zoho CRM."
    inputs = tuple(
        Input(name, label, "password" if name == SECRET else "text", org.variables.get(name, ""))
        for name, label in LABELS.items()
    )
    head = chrome.heading("Extension: Sync to Xero", below=told)
    body = Html(head + form(WHERE, (("Variables", inputs),)))
    return chrome.page(brand, "Extension", body, here=WHERE)


def _told(brand: Brand, back: str, said: Mapping[str, str]) -> Reply:
    """Show what the function returned, as the CRM shows it in a box of its own."""
    sentence = said.get("message") or said.get("sentence") or ""
    tone = "good" if said.get("state") in ("done", "nothing") else "bad"
    head = chrome.heading("Sync to Xero", above=link("Back to the record", back))
    body = Html(f'{head}<div class="note {tone}" role="alert">{text(sentence)}</div>')
    return chrome.page(brand, "Sync to Xero", body)


def _panel(brand: Brand, slug: str, record_id: str) -> Reply:
    back = f"/records/{slug}/{record_id}"
    asked = urlencode({"Entity": module_of(slug), "EntityId": record_id})
    head = chrome.heading("Xero", above=link("Back to the record", back))
    frame = f'<iframe class="widget" title="Sync to Xero" src="/widget/widget.html?{asked}">'
    body = Html(f"{head}{chrome.card(Html(frame + '</iframe>'), 'wide')}")
    return chrome.page(brand, "Xero", body)
