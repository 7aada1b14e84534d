"""The one way out: every API call to a vendor goes through `Door.send`.

It signs, counts, limits (time, size, budget) and sorts failures; it never waits and never sends a
request twice, except once more with a fresh token after a 401, which promises that nothing was
done. Grants go through connectors.oauth.
"""

from __future__ import annotations

import functools
import os
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypedDict, Unpack
from urllib.parse import quote, urlencode

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NewConnectionError,
    ProxyError,
)

from connectors.base import Budget, TokenSource
from connectors.errors import ConnectorError, OutcomeUnknown, TransientError
from connectors.reply import Reply, failure, lacks_permission, unreadable

__all__ = ["Door", "Patience", "Reply", "SendOptions"]

NEVER_SENT = (NewConnectionError, ConnectTimeoutError, ProxyError, LocationValueError)
VENDORS = {"Bearer": "Xero", "Zoho-oauthtoken": "Zoho CRM"}
CHUNK = 65_536
GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds, and how much to take, in bytes."""

    connect: float = 5.0
    read: float = 30.0  # between two pieces of an answer
    whole: float = 120.0  # for all of it
    largest: int = 32 * 1024 * 1024  # of one answer, inflated


class SendOptions(TypedDict, total=False):
    query: Mapping[str, object]
    headers: Mapping[str, str]
    body: bytes
    cost: int  # of the budget
    reads: bool  # whether it changes nothing; by default only GET


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    url: str
    reads: bool
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    cost: int = 1


class Door:
    """One connection's calls. `scheme` is the word before the token: "Bearer", "Zoho-oauthtoken".

    `calls` counts the requests sent, `bytes_received` the bytes of bodies as they came.
    """

    def __init__(
        self,
        tokens: TokenSource,
        budget: Budget,
        *,
        scheme: str,
        pool: urllib3.PoolManager | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.calls = 0
        self.bytes_received = 0
        self.vendor = VENDORS[scheme]
        self._tokens = tokens
        self._budget = budget
        self._scheme = scheme
        self._pool = pool
        self._patience = patience or Patience()

    def send(self, method: str, url: str, **options: Unpack[SendOptions]) -> Reply:
        """Send one request, and return an answer that is neither a failure nor a redirect.

        Answers of status 2xx, 304 and most 4xx come back; see connectors.reply. Raises any
        ConnectorError but RejectedError: what a 4xx means is the vendor's connector's to say.
        """
        request = _request(method, url, options)
        token = self._tokens.current()
        reply = self._attempt(request, token)
        if reply.status == 401 and not lacks_permission(reply):
            reply = self._attempt(request, self._tokens.refresh(token))
        if error := failure(reply):
            raise error
        return reply

    def _attempt(self, request: _Request, token: str) -> Reply:
        self._budget.take(request.cost)
        self.calls += 1
        reply = Reply(0)
        try:
            reply = self._exchange(request, token)
        finally:
            self._budget.done(reply.headers, reply.status)
        return reply

    def _exchange(self, request: _Request, token: str) -> Reply:
        answer = self._open(request, token)
        try:
            reply = Reply(
                answer.status,
                {name.lower(): value for name, value in answer.headers.items()},
                vendor=self.vendor,
                wrote=not request.reads,
            )
            data = b"".join(self._pieces(answer, reply))
        except HTTPError as exc:
            raise self._lost(request, exc) from exc
        finally:
            answer.close()  # read to its end, the connection is back in the pool by now
        return Reply(reply.status, reply.headers, data, reply.vendor, reply.wrote)

    def _open(self, request: _Request, token: str) -> urllib3.BaseHTTPResponse:
        wait = urllib3.Timeout(connect=self._patience.connect, read=self._patience.read)
        try:
            return (self._pool or shared_pool()).request(
                request.method,
                request.url,
                body=request.body,
                headers={**request.headers, "Authorization": f"{self._scheme} {token}"},
                timeout=wait,
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
        except NEVER_SENT as exc:
            raise TransientError(
                f"We could not reach {self.vendor}. Nothing was sent; we will try again."
            ) from exc
        except HTTPError as exc:
            raise self._lost(request, exc) from exc

    def _pieces(self, answer: urllib3.BaseHTTPResponse, reply: Reply) -> Iterator[bytes]:
        ends = time.monotonic() + self._patience.whole
        inflate = _Inflate(reply, self._patience.largest)
        while piece := answer.read1(CHUNK):
            self.bytes_received += len(piece)
            yield inflate.take(piece)
            if time.monotonic() > ends:
                raise unreadable(reply, f"took longer than {self._patience.whole:g} seconds")
        inflate.end()

    def _lost(self, request: _Request, exc: HTTPError) -> ConnectorError:
        slow = isinstance(exc, urllib3.exceptions.TimeoutError)
        what = (
            f"{self.vendor} did not answer within {self._patience.read:g} seconds"
            if slow
            else f"The line to {self.vendor} broke before it had answered"
        )
        if request.reads:
            return TransientError(f"{what}. We will try again.")
        return OutcomeUnknown(
            f"{what}, so we do not know whether it took the change. We will look it up before "
            "sending anything again."
        )


class _Inflate:
    """Unpacks an answer piece by piece, and stops at the first byte too many."""

    def __init__(self, reply: Reply, largest: int) -> None:
        self._reply = reply
        self._left = largest
        coding = reply.headers.get("content-encoding", "identity").lower()
        if coding not in ("gzip", "identity"):
            raise unreadable(reply, "was packed in a way we did not ask for")
        self._unzip = zlib.decompressobj(GZIP) if coding == "gzip" else None
        self._begun = False

    def take(self, piece: bytes) -> bytes:
        self._begun = True
        out = piece if self._unzip is None else self._unpacked(self._unzip, piece)
        self._left -= len(out)
        if self._left < 0:
            raise unreadable(self._reply, "was larger than anything we would take")
        return out

    def _unpacked(self, unzip: zlib._Decompress, piece: bytes) -> bytes:
        try:
            return unzip.decompress(piece, self._left + 1)
        except zlib.error as exc:
            raise unreadable(self._reply, "was damaged on its way") from exc

    def end(self) -> None:
        if self._unzip and self._begun and not self._unzip.eof:
            raise unreadable(self._reply, "was cut short")


def shared_pool() -> urllib3.PoolManager:
    """Return this process's pool. A forked worker gets its own: sockets must not be shared."""
    return _pool_of(os.getpid())


@functools.lru_cache(maxsize=1)
def _pool_of(_pid: int) -> urllib3.PoolManager:
    return urllib3.PoolManager(num_pools=32, maxsize=16)


def _request(method: str, url: str, options: SendOptions) -> _Request:
    query = options.get("query")
    full = f"{url}?{urlencode(_plain(query), quote_via=quote, safe=',')}" if query else url
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "User-Agent": "xero2zoho-portal",
        **options.get("headers", {}),
    }
    if "body" in options:
        headers.setdefault("Content-Type", "application/json")
    return _Request(
        method,
        full,
        options.get("reads", method == "GET"),
        headers,
        options.get("body"),
        options.get("cost", 1),
    )


def _plain(query: Mapping[str, object]) -> dict[str, str]:
    """Spell values as vendors do: true, not True."""
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in query.items()
    }
