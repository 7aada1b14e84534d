"""Notifications: being told of changes, and understanding what one says (ZOHO.md 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import msgspec

from connectors.errors import ContractError, RejectedError
from connectors.zoho.api import Api, Row

WATCH = "actions/watch"
LONGEST = timedelta(days=6, hours=12)  # Zoho grants a week; a clock that differs must not undo it
UNGRANTED = timedelta(hours=1)  # what Zoho gives where it does not like the time asked for
Word: TypeAlias = str | int | None


@dataclass(frozen=True, slots=True)
class Channel:
    """One subscription. `id`: digits; `token`: 50 characters at most, `url`: 255."""

    id: str
    token: str
    url: str


class Heard(msgspec.Struct, frozen=True):
    """What one notification says. It is a hint: ids, and whether they were deleted."""

    module: str
    ids: list[str | int]
    operation: str
    channel_id: str | int = ""
    token: Word = ""

    @property
    def deleted(self) -> bool:
        return self.operation == "delete"


class Notifications:
    def __init__(self, api: Api) -> None:
        self._api = api

    def watch(
        self, channel: Channel, modules: Sequence[str], *, now: datetime, known: bool
    ) -> datetime:
        """Ask to be told of every change of these modules; return until when Zoho will.

        One call. `known`: Zoho has this channel already, as far as we know; if it has not, it is
        made. Raises RejectedError and any other ConnectorError.
        """
        body = {"watch": [_object(channel, modules, now + LONGEST)]}
        if known:
            try:
                return _granted(self._api.send("PUT", WATCH, under="watch", body=body), now)
            except RejectedError:
                pass  # it ran out meanwhile, or never came to be
        return _granted(self._api.send("POST", WATCH, under="watch", body=body), now)

    def drop(self, channel_id: str) -> None:
        """Be told no more. A channel that is gone already is fine."""
        try:
            self._api.send("DELETE", WATCH, under="watch", query={"channel_ids": channel_id})
        except RejectedError:
            return


def heard(body: bytes) -> Heard:
    """Read a notification's body. Raises ContractError."""
    try:
        return msgspec.json.decode(body, type=Heard)
    except msgspec.MsgspecError as exc:
        raise ContractError("This is not a notification of Zoho CRM.") from exc


def _object(channel: Channel, modules: Sequence[str], until: datetime) -> dict[str, Any]:
    return {
        "channel_id": channel.id,
        "events": [f"{module}.all" for module in modules],
        "channel_expiry": until.astimezone(UTC).isoformat(timespec="seconds"),
        "token": channel.token,
        "notify_url": channel.url,
    }


def _granted(rows: Sequence[Row], now: datetime) -> datetime:
    """Return the earliest end that was granted: what is not said is the least there can be."""
    details = [row.get("details") for row in rows]
    events = [
        event
        for each in details
        if isinstance(each, dict)
        for event in each.get("events") or ()
        if isinstance(event, dict)
    ]
    return min(
        (_moment(event.get("channel_expiry"), now) for event in events), default=now + UNGRANTED
    )


def _moment(text: object, now: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return now + UNGRANTED
    return found if found.tzinfo else now + UNGRANTED
