"""Which queue a run goes to: clicks go first, the rest is spread over shards."""

from __future__ import annotations

from uuid import UUID
from zlib import crc32

INTERACTIVE = "interactive"
SHARDS = 16


def queue_for(public_id: UUID, *, clicked: bool) -> str:
    return INTERACTIVE if clicked else f"t{crc32(public_id.bytes) % SHARDS:02}"
