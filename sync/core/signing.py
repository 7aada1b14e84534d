"""Calls that are signed with a secret: what is signed, how, and what is wrong with a call.

The signature is HMAC-SHA256 in lower-case hexadecimal over

    action|timestamp|organisation|module|record|body

`timestamp` is in milliseconds since 1970, UTC; `body` are the raw bytes. Nothing before the body
can hold a bar, so that no two calls share a text.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

WINDOW = timedelta(minutes=5)  # a call may be this old, or this early: clocks differ
REMEMBERED = 2 * WINDOW  # from the earliest moment that a call counts to the last
MOST_BYTES = 10_000
NUMBER = re.compile(r"[0-9]{1,20}", re.ASCII)
WORD = re.compile(r"\w{1,64}", re.ASCII)
HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Action(StrEnum):
    """What a call asks for. It is signed, so that leave to look is no leave to write."""

    SYNC = "sync"
    STATE = "state"


class Trouble(StrEnum):
    """Why a call is not taken. The sentence for each is in `web.signed`."""

    FORGED = "forged"  # not signed, wrongly signed, or for nobody we know
    STALE = "stale"
    FOREIGN = "foreign"  # rightly signed, for another organisation than this bridge's
    REPLAYED = "replayed"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Call:
    """A signed call as it came in; nothing of it is to be believed before `trouble` is None."""

    action: Action
    timestamp: str
    organisation: str
    module: str
    record: str
    body: bytes
    signature: str

    @property
    def is_whole(self) -> bool:
        """Tell whether each part looks like what it should be."""
        numbers = (self.timestamp, self.organisation, self.record)
        parts = all(NUMBER.fullmatch(each) for each in numbers) and WORD.fullmatch(self.module)
        return bool(parts and HEX.fullmatch(self.signature)) and len(self.body) <= MOST_BYTES


def signature(secret: str, call: Call) -> str:
    head = (call.action, call.timestamp, call.organisation, call.module, call.record)
    text = "|".join(head).encode() + b"|" + call.body
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def trouble(call: Call, *, secret: str, organisation: str, now: int) -> Trouble | None:
    """Tell what is wrong with a call; None if nothing is. `now`: milliseconds since 1970.

    `secret` "": there is none, so nothing can be signed with it. `organisation` "": none is
    connected. Only who holds the secret learns more than that the signature is wrong.
    """
    expected = signature(secret or "none", call)
    right = hmac.compare_digest(expected.encode(), call.signature.encode())
    if not (secret and right and call.is_whole):
        return Trouble.FORGED
    if abs(now - int(call.timestamp)) > WINDOW / timedelta(milliseconds=1):
        return Trouble.STALE
    return None if organisation and call.organisation == organisation else Trouble.FOREIGN
