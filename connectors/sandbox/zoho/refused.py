"""A refusal in Zoho's words (ZOHO.md 4): the same for a person's edit and for an API call."""

from __future__ import annotations

from typing import Any

MESSAGES = {
    "ALREADY_MODIFIED": "record updated time has already passed if-unmodified-since time",
    "DUPLICATE_DATA": "duplicate data",
    "INVALID_DATA": "invalid data",
    "LIMIT_EXCEEDED": "count of records in your request exceeds the limit",
    "MANDATORY_NOT_FOUND": "required field not found",
    "MULTIPLE_OR_MULTI_ERRORS": "Multiple errors in the request",
    "RECORD_LOCKED": "Sorry, you cannot perform this operation as the record is locked.",
}


class Refused(Exception):
    """`path` is where in the record the trouble is ("Invoiced_Items[1].Product_Name"), or empty.

    `listed` names the list that carries the error though it is the whole call's, or is empty.
    """

    def __init__(
        self,
        code: str,
        *,
        path: str = "",
        message: str = "",
        status: int = 400,
        listed: str = "",
        **details: Any,
    ) -> None:
        super().__init__(f"{code}: {message or MESSAGES.get(code, code)} {details or ''}".strip())
        self.code = code
        self.message = message or MESSAGES.get(code, code)
        self.path = path
        self.status = status
        self.listed = listed
        self.details = details

    def body(self, at: str = "") -> dict[str, Any]:
        """Zoho's error object; `at` is the JSON path of the record, such as "$.data[0]"."""
        details = dict(self.details)
        if self.path:
            details.setdefault("api_name", self.path.rsplit(".", 1)[-1].split("[")[0])
            if at:
                details["json_path"] = f"{at}.{self.path}"
        if "errors" in details:
            details["errors"] = [each.body(at) for each in details["errors"]]
        return {
            "code": self.code,
            "details": details,
            "message": self.message,
            "status": "error",
        }

    def answer(self) -> dict[str, Any]:
        """Return the body of a call that is refused as a whole."""
        return {self.listed: [self.body()]} if self.listed else self.body()
