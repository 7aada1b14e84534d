"""Which hosts a login may be sent to.

Zoho's callback names the accounts server that our client secret is posted to, and anybody can type
a callback's address: so the name is looked up here and never used as it came (ZOHO.md 1).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from connectors.errors import RejectedError

# Accounts server -> API server of every data centre: us, eu, in, au, jp, ca, sa, cn, uk.
ZOHO_DATA_CENTRES: Mapping[str, str] = {
    f"https://{accounts}": f"https://{api}"
    for accounts, api in (
        ("accounts.zoho.com", "www.zohoapis.com"),
        ("accounts.zoho.eu", "www.zohoapis.eu"),
        ("accounts.zoho.in", "www.zohoapis.in"),
        ("accounts.zoho.com.au", "www.zohoapis.com.au"),
        ("accounts.zoho.jp", "www.zohoapis.jp"),
        ("accounts.zohocloud.ca", "www.zohoapis.ca"),
        ("accounts.zoho.sa", "www.zohoapis.sa"),
        ("accounts.zoho.com.cn", "www.zohoapis.com.cn"),
        ("accounts.zoho.uk", "www.zohoapis.uk"),
    )
}


class UnknownHost(RejectedError):
    """A callback or a token named a server that is not the vendor's."""


def accounts_server(claimed: str | None, configured: str) -> str:
    """Return the origin to exchange a Zoho code at. Raises UnknownHost.

    `claimed` is the callback's `accounts-server`, `configured` the ZOHO_ACCOUNTS_URL. Where that
    is a real data centre, any other real one may be claimed. Where it is a stand-in, it speaks
    for every data centre: it is used whichever real one, or itself, is claimed.
    """
    return _settled(claimed, configured, frozenset(ZOHO_DATA_CENTRES))


def api_domain(claimed: str | None, configured: str) -> str:
    """Return the origin of Zoho's API from a token's `api_domain`. Raises UnknownHost."""
    return _settled(claimed, configured, frozenset(ZOHO_DATA_CENTRES.values()))


def may_be_plain(url: str) -> bool:
    """Tell whether a login may go to this address without TLS.

    Only within the machine, or to a name without a dot, as Docker gives to the sandbox beside us:
    such a name cannot be a public one.
    """
    host = urlsplit(url).hostname or ""
    # The letter in front rules out numbers, which are addresses in disguise.
    return _is_loopback(host) or (host[:1].isalpha() and host.replace("-", "").isalnum())


def can_be_told(portal: str, vendor: str) -> bool:
    """Tell whether a vendor can reach the portal: over TLS by a public name, or as a neighbour."""
    if may_be_plain(vendor):
        return may_be_plain(portal)
    parts = urlsplit(portal)
    return parts.scheme == "https" and not may_be_plain(portal)


def _settled(claimed: str | None, configured: str, known: frozenset[str]) -> str:
    ours = _origin(configured) or configured.rstrip("/")
    if not claimed:
        return ours
    theirs = _origin(claimed)
    if theirs in known:
        return theirs if ours in known else ours
    if theirs and theirs == ours:
        return ours
    raise UnknownHost(
        "The answer names a server that is not one of Zoho's, so the connection was not made. "
        "Please start again from the Setup page.",
        words=claimed[:200],
    )


def _origin(url: str) -> str:
    """Return scheme, host and port in one spelling; "" for anything but a bare origin."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in ("http", "https") or not host or not bare or url != url.strip():
        return ""
    if any(each in url for each in "\\\t\r\n"):  # urlsplit drops some of these, browsers another
        return ""
    standard = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if port in (None, standard) else f":{port}")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
