"""Webhooks: one URL for the whole app, signed, told at least once (XERO.md 6)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any

from connectors.sandbox.announcer import Announcer, News, Post, deliver
from connectors.sandbox.limits import Clock
from connectors.sandbox.xero.wire import Record

PLACES = {"CONTACT": "Contacts", "INVOICE": "Invoices"}
TRIES = 2  # at once again; what comes a quarter of an hour later is not played


class Webhooks:
    """`url` "": nobody has set any up. `ready`: the intent to receive was answered as it must."""

    def __init__(self, clock: Clock) -> None:
        self.url = ""
        self.key = ""
        self.ready = False
        self.announcer = Announcer(self._spelled, tries=TRIES)
        self._clock = clock
        self._sequence = 0

    def set_up(self, url: str, key: str) -> None:
        self.url, self.key, self.ready = url, key, False

    def configured(self, sent: Mapping[str, Any]) -> str:
        """Set URL and key from JSON, where any are sent; return the URL."""
        if "url" in sent:
            self.set_up(str(sent["url"]), str(sent.get("key", self.key)))
        return self.url

    def tell(self, organisation_id: str, category: str, record_id: str, kind: str) -> None:
        if not self.url:
            return
        now = self._clock().astimezone(UTC)
        event = {
            "resourceUrl": f"https://api.xero.com/api.xro/2.0/{PLACES[category]}/{record_id}",
            "resourceId": record_id,
            "eventDateUtc": now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03}",
            "eventType": kind,
            "eventCategory": category,
            "tenantId": organisation_id,
            "tenantType": "ORGANISATION",
        }
        self.announcer.tell(News("all", event))

    def intends(self) -> bool:
        """Ask for the intent to receive: right signatures must get 200, wrong ones 401."""
        body = {"events": [], "firstEventSequence": 0, "lastEventSequence": 0}
        right = self._post({**body, "entropy": secrets.token_hex(8).upper()})
        wrong = replace(right, headers={"x-xero-signature": self._signed(secrets.token_bytes(8))})
        return [deliver(right), deliver(wrong), deliver(right)] == [200, 401, 200]

    def _spelled(
        self, _group: str, events: Sequence[Record], *, forged: bool = False
    ) -> Post | None:
        if not self.url:
            return None
        self.ready = self.ready or self.intends()
        if not self.ready:
            return None
        first, self._sequence = self._sequence + 1, self._sequence + len(events)
        post = self._post(
            {
                "events": list(events),
                "firstEventSequence": first,
                "lastEventSequence": self._sequence,
                "entropy": secrets.token_hex(8).upper(),
            }
        )
        if not forged:
            return post
        return replace(post, headers={"x-xero-signature": self._signed(secrets.token_bytes(8))})

    def _post(self, body: Mapping[str, Any]) -> Post:
        # Spaced like nothing a library would write: who signs it again after parsing is wrong.
        raw = (
            json.dumps(body, separators=(",", ": ")).replace('"lastEvent', '\n "lastEvent').encode()
        )
        return Post(self.url, raw, {"x-xero-signature": self._signed(raw)})

    def _signed(self, raw: bytes) -> str:
        return base64.b64encode(hmac.digest(self.key.encode(), raw, hashlib.sha256)).decode()
