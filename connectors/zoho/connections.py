"""A grant and the organisation it opens: one login is of one CRM organisation."""

from __future__ import annotations

from connectors.base import Organisation
from connectors.door import Door
from connectors.errors import ContractError
from connectors.oauth import Provider
from connectors.zoho.api import Api


def provider(
    client_id: str,
    client_secret: str,
    *,
    login_url: str,
    accounts_url: str,
    scopes: tuple[str, ...],
) -> Provider:
    """`login_url` is where consent is asked; `accounts_url` the data centre that answered it."""
    return Provider(
        name="Zoho CRM",
        authorise_url=f"{login_url}/oauth/v2/auth",
        token_url=f"{accounts_url}/oauth/v2/token",
        revoke_url=f"{accounts_url}/oauth/v2/token/revoke",
        client_id=client_id,
        client_secret=client_secret,
        scopes=scopes,
        scope_separator=",",
        # Without a consent each time, a second login brings no refresh token (ZOHO.md 1).
        extra={"access_type": "offline", "prompt": "consent"},
    )


def organisations(door: Door, api_url: str) -> list[Organisation]:
    """Return the organisation; its `id` is given once and never edited, unlike name and domain."""
    rows = Api(door, api_url).get("org").rows("org")
    if not rows or not rows[0].get("id"):
        raise ContractError("Zoho CRM did not say which organisation this is")
    return [Organisation(str(rows[0]["id"]), str(rows[0].get("company_name") or "Zoho CRM"))]
