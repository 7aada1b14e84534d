"""Zoho's refusals, sorted: what is wrong, and what a person can do (ZOHO.md 1, 2, 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors import errors
from connectors.base import Refused

RECONNECT = frozenset({"INVALID_TOKEN", "AUTHENTICATION_FAILURE", "OAUTH_SCOPE_MISMATCH"})
BUSY = 60.0  # seconds; Zoho names no time to wait, and its concurrency is free again in a moment

# Zoho's code -> our code, our sentence. {field} and {message} are filled in.
KINDS: Mapping[str, tuple[str, str]] = {
    "ALREADY_MODIFIED": (
        "moved",
        "The record was edited in Zoho CRM meanwhile. It is read again and planned anew.",
    ),
    "AUTHORIZATION_FAILED": (
        "no_permission",
        "The connected Zoho CRM user may not change this record. Give the user's profile access.",
    ),
    "DEPENDENT_FIELD_MISSING": (
        "dependent",
        "{field} depends on another field that is empty. Fill in both.",
    ),
    "DEPENDENT_MISMATCH": (
        "dependent",
        "{field} does not fit the field that it depends on. Correct one of the two.",
    ),
    "DEPENDENT_SERVICE_ERROR": (
        "vendor_trouble",
        "A service that Zoho CRM depends on was not available. It is tried again.",
    ),
    "DUPLICATE_LINKING_DATA": (
        "duplicate",
        "Zoho CRM already holds this combination of linked records.",
    ),
    "INTERNAL_ERROR": (
        "vendor_trouble",
        "Zoho CRM had trouble of its own with this record. It is tried again.",
    ),
    "LIMIT_EXCEEDED": (
        "too_many",
        "Zoho CRM takes fewer entries than were sent ({message}).",
    ),
    "MANDATORY_NOT_FOUND": (
        "required",
        "{field} is mandatory in Zoho CRM. Fill it in, or make it optional in the layout.",
    ),
    "NOT_APPROVED": (
        "locked",
        "The record waits for an approval in Zoho CRM. Approve it there first.",
    ),
    "NOT_REVIEWED": (
        "locked",
        "The record waits for a review in Zoho CRM. Review it there first.",
    ),
    "NO_PERMISSION": (
        "no_permission",
        "The connected Zoho CRM user lacks a permission. Give the user's profile access.",
    ),
    "RECORD_LOCKED": (
        "locked",
        "The record is locked in Zoho CRM. Unlock it there first.",
    ),
}


class ZohoRefused(errors.RejectedError):
    """Zoho refused a whole request; `code` and `details` are its own."""

    def __init__(self, message: str, *, words: str, code: str, details: Mapping[str, Any]) -> None:
        super().__init__(message, words=words)
        self.code = code
        self.details = details


def refused(item: Mapping[str, Any]) -> Refused:
    """Read one element's refusal: `{code, message, details}`."""
    code, message = str(item.get("code") or ""), str(item.get("message") or "")
    details = mapping(item.get("details"))
    if code == "MULTIPLE_OR_MULTI_ERRORS" and details.get("errors"):
        return _several(details["errors"])
    name = str(details.get("api_name") or "")
    ours, reason = _kind(code, message, name, details)
    words = f"{code}: {message}" if code else message or "no reason given"
    return Refused(words, reason, code=ours, field=name, moved=code == "ALREADY_MODIFIED")


def _several(found: list[Mapping[str, Any]]) -> Refused:
    each = [refused(item) for item in found]
    first = each[0]
    return Refused(
        words="; ".join(one.words for one in each),
        reason=" ".join(dict.fromkeys(one.reason for one in each)),
        code=first.code,
        field=first.field,
        moved=any(one.moved for one in each),
    )


def _kind(code: str, message: str, name: str, details: Mapping[str, Any]) -> tuple[str, str]:
    if code == "DUPLICATE_DATA":
        return "duplicate", _duplicate(name, details)
    if code == "INVALID_DATA":
        return _invalid(name, message, details)
    ours, sentence = KINDS.get(code, ("refused", "Zoho CRM refused the record: {message}."))
    said = message.rstrip(".") or code or "it gave no reason"
    return ours, sentence.format(field=name or "A field", message=said)


def _duplicate(name: str, details: Mapping[str, Any]) -> str:
    other = mapping(details.get("duplicate_record")).get("id") or details.get("id")
    which = f"record {other}" if other else "another record"
    return (
        f"{name or 'A value'} must be unique in Zoho CRM, and {which} has the same value. "
        "Link the two, or change one of them."
    )


def _invalid(name: str, message: str, details: Mapping[str, Any]) -> tuple[str, str]:
    what = name or "A value"
    if name == "id" or "id given" in message:
        return "not_found", "Zoho CRM no longer holds a record that this one needs, or itself."
    if "maximum_length" in details:
        return "too_long", f"{what} holds at most {details['maximum_length']} characters."
    if "supported_values" in details:
        listed = ", ".join(str(each) for each in details["supported_values"])
        return "invalid", f"{what} takes only one of: {listed}."
    kind = details.get("expected_data_type")
    if kind:
        return "invalid", f"{what} must be of the kind '{kind}' in Zoho CRM."
    return "invalid", f"{what} holds a value that Zoho CRM does not take."


def error(body: Mapping[str, Any], *, wrote: bool) -> errors.ConnectorError:
    """Return the error that a bare object `{code, message, details}` stands for."""
    code = str(body.get("code") or "")
    if code in RECONNECT:
        return errors.ReauthorizationRequired(
            "The login to Zoho CRM is no longer valid. Connect Zoho CRM again on the Setup page.",
            vendor="Zoho CRM",
        )
    if code == "TOO_MANY_REQUESTS":
        return errors.RateLimited(
            "Zoho CRM asks us to slow down. We will go on by ourselves.", retry_after=BUSY
        )
    if code == "INTERNAL_ERROR":
        return _trouble(wrote=wrote)
    seen = refused(body)
    return ZohoRefused(
        seen.reason, words=seen.words, code=code, details=mapping(body.get("details"))
    )


def _trouble(*, wrote: bool) -> errors.ConnectorError:
    if not wrote:
        return errors.TransientError("Zoho CRM had trouble of its own. We will try again.")
    return errors.OutcomeUnknown(
        "Zoho CRM had trouble of its own while taking a change. We will look up what it stored "
        "before sending anything again."
    )


def mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
