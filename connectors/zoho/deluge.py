"""The extension's functions as text for Zoho CRM, ready to be pasted."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).with_name("extension") / "deluge"
VARIABLE = re.compile(r'zoho\.crm\.getOrgVariable\("xero2zoho_(\w+)"\)')
MODULES = ("Accounts", "Contacts", "Vendors", "Products", "Invoices", "Purchase_Orders")


def signing_function(*, address: str, organisation: str, secret: str) -> str:
    """Return the function that signs, with these values in it instead of variables of the CRM."""
    values = {"address": address, "organisation": organisation, "secret": secret}
    text = (FOLDER / "xero2zoho.ds").read_text()
    return VARIABLE.sub(lambda found: _literal(values[found[1]]), text)


def button_function(module: str) -> str:
    """Return the function behind the button of one module ("Purchase_Orders")."""
    text = (FOLDER / "button.ds").read_text()
    return text.replace("{slug}", module.lower()).replace("{module}", module)


def _literal(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
