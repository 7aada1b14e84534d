"""A vendor's answer, and what each bad one means (the table behind connectors.errors).

| answer                                      | on a read               | on a write              |
|---------------------------------------------|-------------------------|-------------------------|
| 429                                         | RateLimited             | RateLimited             |
| 401 the refresh did not cure, or of a scope | ReauthorizationRequired | ReauthorizationRequired |
| 403 AuthenticationUnsuccessful              | OrganisationGone        | OrganisationGone        |
| 408 and 5xx                                 | TransientError          | OutcomeUnknown          |
| a redirect; a 2xx that is no JSON           | ContractError           | OutcomeUnknown          |
| 2xx with JSON or empty, 304, any other 4xx  | handed to the caller    | handed to the caller    |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from connectors.errors import (
    ConnectorError,
    ContractError,
    OrganisationGone,
    OutcomeUnknown,
    RateLimited,
    ReauthorizationRequired,
    TransientError,
)

T = TypeVar("T")

# What a 401 says when another token would not help (XERO.md 1, ZOHO.md 1).
NOT_ALLOWED = (b"AuthorizationUnsuccessful", b"OAUTH_SCOPE_MISMATCH")
DISCONNECTED = b"AuthenticationUnsuccessful"  # Xero's 403 for an organisation that left us

# Seconds to wait where the vendor names none (XERO.md 2: only minute and day breaches do).
WAITS = {"minute": 60.0, "day": 3600.0, "concurrent": 5.0, "credits": 3600.0, "": 60.0}
# How X-Rate-Limit-Problem begins: its spelling is not documented, and old pages had "Daily".
PROBLEMS = (("da", "day"), ("min", "minute"), ("app", "minute"), ("conc", "concurrent"))
LONGEST_WAIT = 2 * 86_400.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with its body inflated. Header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    data: bytes = b""
    vendor: str = "The vendor"
    wrote: bool = False  # the request may have changed something

    @property
    def request_id(self) -> str:
        return self.headers.get("xero-correlation-id") or self.headers.get("x-request-id") or ""

    def decode(self, decoder: msgspec.json.Decoder[T]) -> T:
        """Decode the JSON body. Raises ContractError, after a write OutcomeUnknown."""
        try:
            return decoder.decode(self.data)
        except msgspec.DecodeError as exc:  # ValidationError is one too
            raise unreadable(self, "was incomplete or in a form we do not know") from exc


@dataclass(frozen=True, slots=True)
class Wait:
    """What a 429 says: which limit, and how many seconds nobody may call."""

    limit: str
    seconds: float


def wait_of(headers: Mapping[str, str]) -> Wait:
    """Read a 429's headers. Xero names the limit; Zoho only shows that credits ran out."""
    problem = headers.get("x-rate-limit-problem", "").lower()
    limit = next((name for start, name in PROBLEMS if problem.startswith(start)), "")
    if not problem and headers.get("x-api-credits-remaining", "").strip() == "0":
        limit = "credits"
    return Wait(limit, retry_after(headers) or WAITS[limit])


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds to wait, None where the vendor did not say or said nonsense."""
    try:
        seconds = float(headers.get("retry-after", ""))
    except ValueError:
        return None
    return min(max(seconds, 1.0), LONGEST_WAIT) if seconds == seconds else None  # noqa: PLR0124 - NaN


def failure(reply: Reply) -> ConnectorError | None:
    """Sort an answer: the error it means, None where the caller should look at it."""
    status = reply.status
    if status < 300 or status == 304:
        return None if _may_be_json(reply) else unreadable(reply, "was a web page, not data")
    if status < 400:
        return unreadable(reply, "sent us to another address")
    if status == 408 or status >= 500:
        return _broken(reply)
    return _refused(reply)


def unreadable(reply: Reply, what: str) -> ConnectorError:
    """Build the error for an answer that nobody can read. `what` completes "The answer ..."."""
    if reply.wrote:
        return OutcomeUnknown(
            f"{reply.vendor} took a change, but its answer {what}. We will look up what it "
            "stored before sending anything again.",
            request_id=reply.request_id,
        )
    return ContractError(
        f"{reply.vendor} gave an answer that {what}. Nothing was changed; we will ask again "
        "with the next run.",
        request_id=reply.request_id,
    )


def _may_be_json(reply: Reply) -> bool:
    return not reply.data or "json" in reply.headers.get("content-type", "json").lower()


def _broken(reply: Reply) -> ConnectorError:
    wait, ref = retry_after(reply.headers), reply.request_id
    if reply.wrote:
        return OutcomeUnknown(
            f"{reply.vendor} had a fault of its own (status {reply.status}) while taking a "
            "change. We will look up what it stored before sending anything again.",
            retry_after=wait,
            request_id=ref,
        )
    return TransientError(
        f"{reply.vendor} has a fault of its own (status {reply.status}). We will try again.",
        retry_after=wait,
        request_id=ref,
    )


def _refused(reply: Reply) -> ConnectorError | None:
    if reply.status == 429:
        return _too_many(reply)
    if reply.status == 401:
        return _unauthorised(reply)
    if reply.status == 403 and DISCONNECTED in reply.data:
        return OrganisationGone(
            f"This organisation is no longer connected in {reply.vendor}. Connect it again.",
            request_id=reply.request_id,
            vendor=reply.vendor,
        )
    return None


def _too_many(reply: Reply) -> RateLimited:
    wait = wait_of(reply.headers)
    words = {
        "day": f"{reply.vendor} takes no more calls today: the day's limit is used up.",
        "credits": f"{reply.vendor} takes no more calls for now: the day's credits are used up.",
        "concurrent": f"{reply.vendor} is busy with other calls of ours.",
    }
    text = words.get(wait.limit, f"{reply.vendor} asks us to slow down.")
    return RateLimited(
        f"{text} We will go on by ourselves.", retry_after=wait.seconds, limit=wait.limit
    )


def lacks_permission(reply: Reply) -> bool:
    """Tell whether a 401 is of the kind that a fresh token does not cure."""
    asked = reply.headers.get("www-authenticate", "").lower()
    # "insufficient_scope", and "insufficent_scope" as one of Xero's own pages has it.
    return "insuffic" in asked or any(word in reply.data for word in NOT_ALLOWED)


def _unauthorised(reply: Reply) -> ReauthorizationRequired:
    why = "lacks a permission that is needed" if lacks_permission(reply) else "is no longer valid"
    return ReauthorizationRequired(
        f"The login to {reply.vendor} {why}. Connect {reply.vendor} again on the Setup page.",
        vendor=reply.vendor,
        request_id=reply.request_id,
    )
