"""Everything that goes wrong between two servers, on order.

| kind         | the vendor does the work | the caller gets                                     |
|--------------|--------------------------|-----------------------------------------------------|
| status       | no                       | `status` (default 500) with `headers` and `body`    |
| after        | yes                      | the same, as if it had failed                       |
| lost         | yes                      | a closed socket, not one byte                       |
| hang         | no                       | nothing for `seconds`, then a closed socket         |
| slow         | yes                      | the answer, after `seconds`                         |
| cut          | yes                      | half of the body, then a closed socket              |
| clip         | yes                      | half of the body, as if that were all of it         |
| html         | no                       | an HTML page with `status` (default 503)            |
| empty        | no                       | `status` (default 200) and no body                  |
| not_modified | no                       | 304                                                 |
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, TypeAlias

from connectors.sandbox.http import Reply, Request, Route, html_reply, json_reply

ADMIN = "/sandbox/"  # never hit by a fault: it is how faults are ended

Answer: TypeAlias = Callable[[Request], Reply]
Action: TypeAlias = Callable[[Mapping[str, Any]], object]  # (JSON body) -> JSON-able

BUSY_PAGE = (
    "<!DOCTYPE html><html><head><title>503 Service Unavailable</title></head>"
    "<body><h1>Service Unavailable</h1><p>The server is temporarily busy.</p></body></html>"
)


@dataclass(frozen=True, slots=True)
class Fault:
    kind: str
    method: str = ".*"  # regular expression over the whole method
    path: str = ".*"  # regular expression, found anywhere in the path
    times: int | None = 1  # None: until cleared
    skip: int = 0  # let so many matching requests pass first
    status: int | None = None
    seconds: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    def __post_init__(self) -> None:
        if self.kind not in EFFECTS:
            raise ValueError(f"no fault of kind {self.kind!r}; there are {', '.join(EFFECTS)}")
        try:
            re.compile(self.method)
            re.compile(self.path)
        except re.error as exc:
            raise ValueError(f"not a regular expression: {exc.pattern!r}") from exc

    def fits(self, request: Request) -> bool:
        return bool(
            re.fullmatch(self.method, request.method) and re.search(self.path, request.path)
        )

    def spent(self) -> Fault | None:
        """Return what is left of it after one more matching request."""
        if self.skip:
            return replace(self, skip=self.skip - 1)
        if self.times is None:
            return self
        return replace(self, times=self.times - 1) if self.times > 1 else None


def _status(fault: Fault, _request: Request, _answer: Answer) -> Reply:
    return Reply(fault.status or 500, fault.body.encode(), fault.headers)


def _after(fault: Fault, request: Request, answer: Answer) -> Reply:
    answer(request)
    return _status(fault, request, answer)


def _lost(_fault: Fault, request: Request, answer: Answer) -> Reply:
    answer(request)
    return Reply(hang_up=True)


def _hang(fault: Fault, _request: Request, _answer: Answer) -> Reply:
    return Reply(hang_up=True, hold=fault.seconds)


def _slow(fault: Fault, request: Request, answer: Answer) -> Reply:
    return replace(answer(request), hold=fault.seconds)


def _cut(_fault: Fault, request: Request, answer: Answer) -> Reply:
    whole = answer(request)
    # Sent as it is: half of the plain body may be longer than all of the packed one.
    plain = {**whole.headers, "Content-Encoding": "identity"}
    return replace(whole, headers=plain, cut_at=len(whole.body) // 2)


def _clip(_fault: Fault, request: Request, answer: Answer) -> Reply:
    whole = answer(request)
    return replace(whole, body=whole.body[: len(whole.body) // 2])


def _html(fault: Fault, _request: Request, _answer: Answer) -> Reply:
    return html_reply(fault.body or BUSY_PAGE, fault.status or 503, fault.headers)


def _empty(fault: Fault, _request: Request, _answer: Answer) -> Reply:
    return Reply(fault.status or 200, b"", fault.headers)


def _not_modified(fault: Fault, _request: Request, _answer: Answer) -> Reply:
    return Reply(304, b"", fault.headers)


EFFECTS: dict[str, Callable[[Fault, Request, Answer], Reply]] = {
    "status": _status,
    "after": _after,
    "lost": _lost,
    "hang": _hang,
    "slow": _slow,
    "cut": _cut,
    "clip": _clip,
    "html": _html,
    "empty": _empty,
    "not_modified": _not_modified,
}


class Faults:
    """The faults on order, first come first served; any thread may add and meet them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, *faults: Fault) -> None:
        with self._lock:
            self._waiting.extend(faults)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def waiting(self) -> tuple[Fault, ...]:
        with self._lock:
            return tuple(self._waiting)

    def wrap(self, request: Request, answer: Answer) -> Reply:
        """Answer as the vendor would, or as the first fitting fault has it (http.Wrapper)."""
        fault = None if request.path.startswith(ADMIN) else self._take(request)
        return answer(request) if fault is None else EFFECTS[fault.kind](fault, request, answer)

    def _take(self, request: Request) -> Fault | None:
        with self._lock:
            for at, fault in enumerate(self._waiting):
                if fault.fits(request):
                    left = fault.spent()
                    self._waiting[at : at + 1] = [left] if left else []
                    return None if fault.skip else fault
        return None


def fault_from(row: Mapping[str, Any]) -> Fault:
    """Read one fault from JSON. Raises ValueError with a sentence where it is none."""
    known = {each.name for each in fields(Fault)}
    strange = sorted(set(row) - known)
    if strange or "kind" not in row:
        raise ValueError(f"a fault has a kind and any of {sorted(known)}, not {strange}")
    return Fault(**row)


def admin_routes(faults: Faults, actions: Mapping[str, Action] | None = None) -> tuple[Route, ...]:
    """Routes by which another process orders faults.

    GET /sandbox/faults lists them, POST adds a JSON list of them, DELETE clears them. Each of
    `actions` becomes POST /sandbox/<name>, called with the JSON object sent (or {}); what it
    returns is the answer.
    """

    def show(_request: Request) -> Reply:
        return json_reply([asdict(fault) for fault in faults.waiting()])

    def order(request: Request) -> Reply:
        try:
            faults.add(*(fault_from(row) for row in request.json()))
        except (ValueError, TypeError) as exc:
            return json_reply({"error": str(exc)}, 400)
        return show(request)

    def clear(request: Request) -> Reply:
        faults.clear()
        return show(request)

    named = (_action_route(name, act) for name, act in (actions or {}).items())
    where = f"{ADMIN}faults"
    return (
        Route("GET", where, show),
        Route("POST", where, order),
        Route("DELETE", where, clear),
        *named,
    )


def _action_route(name: str, act: Action) -> Route:
    def run(request: Request) -> Reply:
        try:
            return json_reply({"done": act(request.json() if request.body else {})})
        except (ValueError, KeyError) as exc:
            return json_reply({"error": str(exc)}, 400)

    return Route("POST", f"{ADMIN}{name}", run)
