"""Fill both sides with Brightwater's records."""

from datetime import datetime

from connectors.sandbox.xero import Organisation
from connectors.sandbox.zoho import Org


def fill(zoho: Org, xero: Organisation, *, now: datetime) -> None:
    for name in ("Harbour Lights Café", "Acme Ltd"):
        zoho.insert("Accounts", {"Account_Name": name}, at=now)
        xero.save_contact({"Name": name})
