"""Presses of 'Sync to Xero', signed as Zoho's own functions sign them, by other code than ours."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from sync.core.records import Module
from sync.models import Run
from sync.services.button import button_key_make
from tests.portal import Portal

LATER = itertools.count()


@dataclass
class Button:
    """The button of one bridge in one CRM organisation."""

    bridge_id: str
    organisation: str
    secret: str
    client: Client = field(default_factory=Client)

    def headers(
        self, action: str, module: str, record: str, body: bytes = b"{}", *, moment: str = ""
    ) -> dict[str, str]:
        """Sign a call. `moment`: milliseconds since 1970, if not now."""
        moment = moment or str(int(time.time() * 1000) + next(LATER))
        said = {"timestamp": moment, "organisation": self.organisation}
        said |= {"module": module, "record": record}
        text = "|".join([action, *said.values()]).encode() + b"|" + body
        made = hmac.new(self.secret.encode(), text, hashlib.sha256).hexdigest()
        named = {**said, "signature": made}
        return {f"X-Sync-{name.title()}": value for name, value in named.items()}

    def call(
        self, action: str, module: str, record: str, body: bytes = b"{}", *, moment: str = ""
    ) -> Any:
        return self.send(action, self.headers(action, module, record, body, moment=moment), body)

    def send(self, action: str, headers: dict[str, str], body: bytes = b"{}") -> Any:
        where = f"/button/{self.bridge_id}/{action}/"
        return self.client.post(where, body, content_type="application/json", headers=headers)


@dataclass
class Pressed:
    """What a press was answered, and what the run did to both vendors."""

    said: dict[str, Any]
    run: Run | None

    @property
    def state(self) -> str:
        return str(self.said["state"])

    @property
    def words(self) -> str:
        return str(self.said["message"])


def button_of(portal: Portal) -> Button:
    secret = button_key_make(bridge=portal.fresh(), user=portal.user)
    zoho = portal.fresh().zoho
    assert zoho
    return Button(str(portal.bridge.public_id), zoho.organisation_id, secret)


def press(portal: Portal, button: Button, module: Module, record: str) -> Pressed:
    """Press, let the run go on here and now, and ask what came of it. Waiting is switched off."""
    name = module.value.title()
    first = button.call("sync", name, record, b'{"by": "Pat"}')
    assert first.status_code == 200, first.content
    said = first.json()
    if said["run"] is None:
        return Pressed(said, None)
    run = portal.carry_on(Run.objects.get(public_id=said["run"]))
    body = json.dumps({"run": said["run"]}).encode()
    return Pressed(button.call("state", name, record, body).json(), run)
