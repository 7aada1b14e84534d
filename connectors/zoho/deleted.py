"""The deleted feed: what was deleted, or merged away, since a watermark (ZOHO.md 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connectors.zoho.api import Answer, Api, Row
from connectors.zoho.listing import PER_PAGE, following
from connectors.zoho.rejections import ZohoRefused
from connectors.zoho.rows import identified

OVERFLOW = frozenset({"DISCRETE_PAGINATION_LIMIT_EXCEEDED", "PAGINATION_LIMIT_EXCEEDED"})


class TooMany(Exception):
    """More was deleted than the feed lists."""


def deleted(api: Api, module: str, since: str) -> Iterator[tuple[Answer, list[Row]]]:
    """Yield the feed page by page: in the recycle bin or gone for good. Raises TooMany."""
    headers, place = {"If-Modified-Since": since}, {"page": "1"}
    while place:
        try:
            answer = api.get(f"{module}/deleted", {**_ASKED, **place}, headers)
        except ZohoRefused as exc:
            if exc.code in OVERFLOW:
                raise TooMany from exc
            raise
        yield answer, identified([row for row in answer.rows() if row.get("id")])
        place = dict(following(answer, place))


_ASKED: Mapping[str, str] = {"type": "all", "per_page": str(PER_PAGE)}
