"""A pretend Xero and Zoho in another process, as quick as can be: pages are rendered once."""

from __future__ import annotations

import functools
import gzip
import multiprocessing
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from urllib.parse import parse_qs, urlsplit

import msgspec

from benchmarks import xero_pages, zoho_rows

AFTER = re.compile(r"id > (\d+)")


@functools.cache
def invoices(number: int, count: int) -> bytes:
    return gzip.compress(xero_pages.page(number, count), 6)


@functools.cache
def nothing_new() -> bytes:
    return gzip.compress(xero_pages.listing([], page=1, count=0), 6)


@functools.cache
def accounts(after: int, count: int) -> bytes:
    return gzip.compress(zoho_rows.answer(after, count), 6)


class Handler(BaseHTTPRequestHandler):
    """The address begins with how many records there are: /10000/api.xro/2.0/Invoices?page=1."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        count = int(where.path.split("/")[1])
        number = int(parse_qs(where.query).get("page", ["1"])[0])
        new = "If-Modified-Since" not in self.headers
        self._answer(invoices(number, count) if new else nothing_new())

    def do_POST(self) -> None:
        count = int(self.path.split("/")[1])
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        query: str = msgspec.json.decode(sent)["select_query"]
        found = AFTER.search(query)
        self._answer(accounts(int(found[1]) if found else 0, count))

    def _answer(self, packed: bytes) -> None:
        zipped = "gzip" in self.headers.get("Accept-Encoding", "")
        body = packed if zipped else gzip.decompress(packed)
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Say nothing: a line a request would be the slowest part."""


def _serve(told: Connection) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.send(server.server_port)
    server.serve_forever()


@contextmanager
def serving() -> Iterator[str]:
    """Yield the address of a server in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(theirs,), daemon=True
    )
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()
