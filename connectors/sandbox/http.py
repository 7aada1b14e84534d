"""HTTP for the pretend vendors: requests in, replies out, over real sockets with keep-alive.

Written on the standard library's server rather than a framework, because a fault has to be able
to hang a socket, cut a body short or hang up without an answer.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit

GZIP_FROM = 1_000  # bytes; below this the header costs more than it saves


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str  # without the query string, as sent (still percent-encoded)
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: bytes = b""

    def json(self) -> Any:
        """Decode the body. Raises ValueError where it is not JSON."""
        return json.loads(self.body)

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    def cookies(self) -> dict[str, str]:
        jar = SimpleCookie(self.headers.get("cookie", ""))
        return {name: morsel.value for name, morsel in jar.items()}


@dataclass(frozen=True, slots=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_up: bool = False  # close the socket without a byte of answer
    cut_at: int | None = None  # promise the whole body, send this much of it, then hang up
    hold: float = 0.0  # seconds to keep the caller waiting first
    sent: Callable[[], None] | None = None  # called once the answer has left, or could not


Handler: TypeAlias = Callable[..., Reply]  # (request, **groups of the pattern) -> Reply
Wrapper: TypeAlias = Callable[[Request, Callable[[Request], Reply]], Reply]


def json_reply(
    payload: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Reply:
    body = json.dumps(payload, ensure_ascii=False, default=str).encode()
    return Reply(
        status, body, {"Content-Type": "application/json;charset=UTF-8", **(headers or {})}
    )


def html_reply(page: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(
        status, page.encode(), {"Content-Type": "text/html; charset=utf-8", **(headers or {})}
    )


def redirect(where: str, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(302, b"", {"Location": where, **(headers or {})})


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    pattern: str  # a regular expression over the whole path; named groups become arguments
    handler: Handler


@dataclass(slots=True)
class App:
    """A list of routes, and one wrapper around all of them (faults, limits)."""

    routes: tuple[Route, ...]
    wrap: Wrapper = lambda request, answer: answer(request)
    missing: Callable[[Request], Reply] = lambda _request: Reply(404)

    def __call__(self, request: Request) -> Reply:
        return self.wrap(request, self._dispatch)

    def _dispatch(self, request: Request) -> Reply:
        for route in self.routes:
            found = re.fullmatch(route.pattern, request.path)
            if found and route.method == request.method:
                return route.handler(request, **found.groupdict())
        return self.missing(request)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, app: App) -> None:
        self.app = app
        self.halted = threading.Event()
        super().__init__((host, port), _Wire)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A caller that timed out and left is an ordinary day; anything else is a bug: be loud.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Wire(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def _answer(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        where = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=where.path,
            query=dict(parse_qsl(where.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(size),
        )
        reply = self.server.app(request)
        try:
            self._send(request, reply)
        finally:
            if reply.sent:
                reply.sent()

    # The base class looks methods up by these names.
    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815

    def _send(self, request: Request, reply: Reply) -> None:
        if reply.hold:
            self.server.halted.wait(reply.hold)
        if reply.hang_up:
            self.close_connection = True
            return
        body, extra = _packed(request, reply)
        self.send_response(reply.status)
        for name, value in {**reply.headers, **extra}.items():
            self.send_header(name, value)
        if reply.status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if reply.cut_at is None else body[: reply.cut_at])
        if reply.cut_at is not None:
            self.close_connection = True
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Keep quiet: the product's own log says what was asked."""


def _packed(request: Request, reply: Reply) -> tuple[bytes, dict[str, str]]:
    accepts = "gzip" in request.headers.get("accept-encoding", "")
    if not accepts or len(reply.body) < GZIP_FROM or "Content-Encoding" in reply.headers:
        return reply.body, {}
    return gzip.compress(reply.body, compresslevel=4), {"Content-Encoding": "gzip"}


@dataclass(slots=True)
class Serving:
    """A server in a thread of its own; `url` is where it listens."""

    server: _Server
    url: str

    def stop(self) -> None:
        self.server.halted.set()
        self.server.shutdown()
        self.server.server_close()


def serve(app: App, port: int = 0, host: str = "127.0.0.1") -> Serving:
    """Serve in the background. Port 0 takes a free one; a container needs another `host`."""
    server = _Server(host, port, app)
    quick = {"poll_interval": 0.05}  # how long `stop` waits
    threading.Thread(target=server.serve_forever, kwargs=quick, daemon=True, name="sandbox").start()
    return Serving(server, f"http://127.0.0.1:{server.server_address[1]}")
