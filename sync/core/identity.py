"""The name of a write, so that the same decision made twice is one write."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence


def write_key(
    scope: str, ids: Sequence[str], payload: Mapping[str, object], attempt: int = 0
) -> str:
    """Return 32 letters, the same for the same write: vendors take up to 128.

    `scope` is the bridge: Xero shares its keys among all organisations of an app. `ids` are the
    record on either side ("" where there is none). `attempt` counts the answers that were final,
    because a vendor that remembers keys also replays its refusals.
    """
    said = json.dumps([scope, list(ids), payload, attempt], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:32]
