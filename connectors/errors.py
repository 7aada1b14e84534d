"""Every way a vendor call can fail, sorted by what the caller should do next.

ConnectorError
  TransientError          try again later (`retry_after` seconds where the vendor said so)
    RateLimited           a vendor's limit, or our own budget, is used up until then
    OutcomeUnknown        a write was sent and no usable answer came: look before sending again
  ReauthorizationRequired a person must reconnect the connection
    OrganisationGone      the login works, but this organisation is no longer connected to us
  RejectedError           the vendor understood the whole request and said no
  ContractError           the vendor answered in a shape we do not know (HTML, cut JSON, too large)

A batch in which single elements are refused is not an error: see `base.Refused`.
`message` is for people and never holds a token, a header or a body.
"""

from __future__ import annotations


class ConnectorError(Exception):
    def __init__(self, message: str, *, request_id: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.request_id = request_id


class TransientError(ConnectorError):
    """A network failure or a vendor 5xx."""

    def __init__(
        self, message: str, *, retry_after: float | None = None, request_id: str = ""
    ) -> None:
        super().__init__(message, request_id=request_id)
        self.retry_after = retry_after


class RateLimited(TransientError):
    """Which limit, in `limit`: "minute", "day", "concurrent" or "credits"."""

    retry_after: float

    def __init__(self, message: str, *, retry_after: float, limit: str = "") -> None:
        super().__init__(message, retry_after=retry_after)
        self.limit = limit


class OutcomeUnknown(TransientError):
    """A write was sent and no usable answer came back: it may have landed."""


class ReauthorizationRequired(ConnectorError):
    """The grant is dead: refused, revoked or lost. `vendor`: whose ("Xero", "Zoho CRM")."""

    def __init__(self, message: str, *, vendor: str, request_id: str = "") -> None:
        super().__init__(message, request_id=request_id)
        self.vendor = vendor


class OrganisationGone(ReauthorizationRequired):
    """The grant lives, but the organisation was disconnected at the vendor."""


class RejectedError(ConnectorError):
    """The vendor understood the request and said no; `words` are its own."""

    def __init__(self, message: str, *, words: str = "", request_id: str = "") -> None:
        super().__init__(message, request_id=request_id)
        self.words = words


class ContractError(ConnectorError):
    """The answer does not match the documented shape."""
