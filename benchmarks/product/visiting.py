"""A large tenant, and how long each of its pages takes inside the server."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from statistics import median, quantiles

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, reverse
from django.utils import timezone

from benchmarks.product.company import clean
from benchmarks.product.organisation import said_by
from benchmarks.product.planning import pairs_of
from sync.core.records import Module, Side
from sync.core.states import ChangeState, RunKind, RunState
from sync.core.verdicts import Why
from sync.models import Bridge, Change, Connection, Grant, Link, Membership, Question, Run
from sync.web.urls import urlpatterns

EVERY = timedelta(minutes=20)
COUNTS = {"accounts": {"read": 40, "planned": 50, "written": 50}}
# What people type, and what they click besides the pages themselves.
ASKED = (
    ("records", "?q=Customer+4711"),
    ("records", "?q=stomer+47"),
    ("records", "?q=office@customer4711.example"),
    ("records", "?q=nobody+has+this"),
    ("review", "?kind=edits&field=phone"),
    ("history", "?state=partly&module=accounts"),
)
OPTIONS = {"modes": {"accounts": "both"}, "window": "last"}


@dataclass(frozen=True, slots=True)
class Size:
    records: int  # of both sides together
    runs: int
    questions: int

    def __str__(self) -> str:
        return f"{self.records:,} records, {self.runs:,} runs, {self.questions:,} questions"


@dataclass(frozen=True, slots=True)
class Visited:
    """Seconds, queries and bytes of one visit.

    `p50` and `p95`: by the clock, inside the server. `cpu`: of the same visits' p95, what the
    server and its own PostgreSQL process have worked: what remains of it on an idle machine.
    """

    name: str
    p50: float
    p95: float
    cpu: float
    queries: int
    size: int


@override_settings(DEBUG=False, ALLOWED_HOSTS=["testserver"])
def visit_pages(size: Size, visits: int) -> list[Visited]:
    clean()
    bridge = pairs_of(size.records // 2)
    _fill(bridge, size)
    logging.disable(logging.WARNING)  # half of all URLs take no GET
    import_module("syncportal.wsgi")  # what a server's process does before its first page
    client = Client(headers={"accept": "text/html"})
    client.force_login(_owner(bridge))
    return [found for name, url in _pages(bridge) if (found := _visited(client, name, url, visits))]


def _fill(bridge: Bridge, size: Size) -> None:
    for side in Side:
        setattr(bridge, side, _connected(bridge, side))
    bridge.lease_until = None  # nobody is at work
    bridge.save()
    links = list(Link.objects.filter(bridge=bridge).order_by("pk"))
    runs = Run.objects.bulk_create(_runs(bridge, size.runs))
    Change.objects.bulk_create(_changes(runs, links), batch_size=5_000)
    Question.objects.bulk_create(_question(link) for link in links[: size.questions])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _runs(bridge: Bridge, count: int) -> Iterator[Run]:
    for number in range(count):
        began = timezone.now() - number * EVERY
        yield Run(
            bridge=bridge,
            kind=RunKind.SYNC,
            state=RunState.SUCCEEDED if number % 9 else RunState.PARTLY,
            options=OPTIONS,
            counts=COUNTS,
            calls={"zoho": 7, "xero": 9},
            left=0,
            started_at=began,
            ended_at=began + timedelta(seconds=9),
        )


def _changes(runs: list[Run], links: list[Link]) -> Iterator[Change]:
    """Let every link have been written once, by one of the runs."""
    for number, link in enumerate(links):
        yield Change(
            bridge_id=link.bridge_id,
            run=runs[number % len(runs)],
            module=link.module,
            side=Side.XERO,
            remote_id=link.xero_id,
            source_id=link.zoho_id,
            title=f"Customer {number}",
            creates=False,
            before={"phone": "1"},
            after={"phone": "2"},
            key=f"{link.pk}",
            state=ChangeState.LANDED,
        )


def _question(link: Link) -> Question:
    return Question(
        bridge_id=link.bridge_id,
        module=link.module,
        zoho_id=link.zoho_id,
        xero_id=link.xero_id,
        title=f"Customer {link.pk}",
        why=Why.CONFLICT,
        field="phone",
        zoho_value="1",
        xero_value="2",
    )


def _connected(bridge: Bridge, side: Side) -> Connection:
    grant = Grant.objects.create(
        tenant=bridge.tenant, side=side, expires_at=timezone.now() + timedelta(hours=1)
    )
    return Connection.objects.create(
        tenant=bridge.tenant,
        side=side,
        grant=grant,
        organisation_id=f"{side}-{bridge.pk}",
        name="Benchmark",
        connected_at=timezone.now(),
        metadata=said_by(side),
        metadata_at=timezone.now(),
    )


def _owner(bridge: Bridge) -> User:
    return User.objects.get(pk=Membership.objects.get(tenant=bridge.tenant).user_id)


def _pages(bridge: Bridge) -> Iterator[tuple[str, str]]:
    """Name every URL that a look at some record, run or module of this bridge can have."""
    run = Run.objects.filter(bridge=bridge, kind="sync").order_by("-pk")[0]
    told = {
        "bridge_id": bridge.public_id,
        "run_id": run.public_id,
        "module": Module.ACCOUNTS,
        "side": Side.ZOHO,
        "record_id": Link.objects.filter(bridge=bridge)[7].zoho_id,
    }
    for name, query in ASKED:
        yield f"{name}{query}", reverse(f"sync:{name}", args=[bridge.public_id]) + query
    for name, arguments in _named(urlpatterns, ()):
        try:
            yield name, reverse(f"sync:{name}", kwargs={each: told[each] for each in arguments})
        except (KeyError, NoReverseMatch):
            continue  # a page of something that this tenant has none of


def _named(
    patterns: list[URLPattern | URLResolver], above: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in patterns:
        names = (*above, *one.pattern.converters)
        if isinstance(one, URLResolver):
            yield from _named(one.url_patterns, names)
        else:
            yield str(one.name), names


def _visited(client: Client, name: str, url: str, visits: int) -> Visited | None:
    """Visit a page; None where the URL is not one."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url)
    queries = len(asked)  # before another request makes Django forget them
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return None
    took, worked = zip(*(_timed(client, url) for _ in range(visits)), strict=True)
    p95, cpu = (quantiles(some, n=20)[-1] for some in (took, worked))
    return Visited(name, median(took), p95, cpu, queries, len(answer.content))


def _timed(client: Client, url: str) -> tuple[float, float]:
    """Return how long one visit took, and how long somebody worked for it."""
    wall, cpu = time.perf_counter(), _worked()
    client.get(url)
    return time.perf_counter() - wall, _worked() - cpu


def _worked() -> float:
    """Return the CPU seconds so far of this process and of the database's half of its connection.

    Not of PostgreSQL's parallel workers: a query that needs those shows by the clock.
    """
    if connection.connection is None:
        connection.connect()
    pid = connection.connection.info.backend_pid
    nanoseconds = Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]
    return time.process_time() + int(nanoseconds) / 1e9
