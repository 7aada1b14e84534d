"""The deleted feed: what was deleted, or merged away, since a moment (ZOHO.md 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from connectors.errors import RejectedError
from connectors.zoho.api import Answer, Api, Row
from connectors.zoho.listing import PER_PAGE, following
from connectors.zoho.rejections import ZohoRefused
from connectors.zoho.rows import identified

ASKED = {"type": "all", "per_page": str(PER_PAGE)}
OVERFLOW = frozenset({"DISCRETE_PAGINATION_LIMIT_EXCEEDED", "PAGINATION_LIMIT_EXCEEDED"})


def deleted(api: Api, module: str, since: str) -> tuple[list[Row], datetime | None]:
    """Return what is in the recycle bin or gone for good, and Zoho's clock when it began to tell.

    Raises RejectedError where more was deleted than the feed lists: then only a complete reading
    can tell what is left.
    """
    try:
        answers = list(_pages(api, module, since))
    except ZohoRefused as exc:
        if exc.code not in OVERFLOW:
            raise
        raise RejectedError(
            f"More {module} were deleted in Zoho CRM since the last run than it lists. "
            "Press 'Fetch CRM Records' in Settings: that reads all there is.",
            words=exc.words,
        ) from exc
    rows = [row for answer in answers for row in answer.rows() if row.get("id")]
    return identified(rows), answers[0].at


def _pages(api: Api, module: str, since: str) -> Iterator[Answer]:
    headers = {"If-Modified-Since": since}
    place: Mapping[str, str] = {"page": "1"}
    while place:
        answer = api.get(f"{module}/deleted", {**ASKED, **place}, headers)
        yield answer
        place = following(answer, place)
