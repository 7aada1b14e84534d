"""The link in an invitation. Its signature is the key; how long it holds stands in the row."""

from __future__ import annotations

from uuid import UUID

from django.core import signing

SALT = "invitation"


def guest_token(invitation_id: str) -> str:
    return signing.dumps(invitation_id, salt=SALT)


def guest_read(token: str) -> UUID | None:
    """Return the invitation's id; None where the link is not one of ours."""
    try:
        return UUID(signing.loads(token, salt=SALT))
    except signing.BadSignature:
        return None
