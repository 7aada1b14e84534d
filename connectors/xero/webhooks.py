"""Webhooks: is it Xero's, and what does it say (XERO.md 6)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

import msgspec

from connectors.errors import ContractError

# The rest has no webhook, or is not synced.
RESOURCES = {"CONTACT": "Contacts", "INVOICE": "Invoices"}


class Heard(msgspec.Struct, frozen=True):
    """One event. It is a hint: nothing in it says what was changed."""

    tenant: str = msgspec.field(name="tenantId")
    id: str = msgspec.field(name="resourceId")
    category: str = msgspec.field(name="eventCategory", default="")

    @property
    def resource(self) -> str:
        """Where the record is read; "" for what is none of ours."""
        return RESOURCES.get(self.category, "")


class _Body(msgspec.Struct, frozen=True):
    events: list[Heard]


def is_signed(body: bytes, signature: str, key: str) -> bool:
    """Tell whether Xero signed these very bytes. Without a key nobody can have."""
    if not key:
        return False
    right = base64.b64encode(hmac.digest(key.encode(), body, hashlib.sha256))
    return hmac.compare_digest(right, signature.encode())


def heard(body: bytes) -> Sequence[Heard]:
    """Read what a signed body tells; nothing where Xero only asks whether we listen.

    Raises ContractError.
    """
    try:
        return msgspec.json.decode(body, type=_Body).events
    except msgspec.MsgspecError as exc:
        raise ContractError("This is not a message of Xero's webhooks.") from exc
