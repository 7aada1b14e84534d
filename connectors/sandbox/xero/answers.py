"""The vendor's failures, word for word where they are known (XERO.md 1, 3 and 4)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from connectors.sandbox.http import Reply, json_reply
from connectors.sandbox.xero.refused import Refused
from connectors.sandbox.xero.wire import JSON, Record, dumps

NOT_FOUND = Reply(404, b"", {"Content-Type": "text/html"})  # recorded: empty


def denied(status: int, title: str, detail: str) -> Reply:
    """Shape 401 and 403 (XERO.md 1)."""
    body: Record = {"Type": None, "Title": title, "Status": status, "Detail": detail}
    body |= {"Instance": str(uuid.uuid4()), "Extensions": {}}
    return json_reply(body, status, {"Content-Type": JSON})


def bad_request(error: int, kind: str, message: str) -> Reply:
    """Shape a 400 that names no element; some lack `Elements` (XERO.md 4)."""
    body = {"ErrorNumber": error, "Type": kind, "Message": message}
    return Reply(400, dumps(body), {"Content-Type": JSON})


def invalid(elements: Sequence[Record]) -> Reply:
    """Shape the 400 of the default mode, with the elements that failed (XERO.md 4)."""
    body = {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "A validation exception occurred",
        "Elements": list(elements),
    }
    return Reply(400, dumps(body), {"Content-Type": JSON})


def failed_element(
    sent: Record, exc: Refused, id_field: str, known: Record | None, *, flag: bool
) -> Record:
    """Echo an element with what is wrong with it.

    `known` is the record it matched, as it travels; `flag` adds StatusAttributeString, which the
    400 of the default mode does not have (XERO.md 4).
    """
    echo: Record = {**(known or {}), **sent, id_field: exc.record_id}
    contact = id_field == "ContactID"
    echo["HasValidationErrors" if contact else "HasErrors"] = True
    if flag:
        echo["StatusAttributeString"] = "ERROR"
    echo["ValidationErrors"] = [{"Message": message} for message in exc.messages]
    return echo
