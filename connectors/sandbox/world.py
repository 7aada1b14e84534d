"""Both pretend vendors, filled, served and kept: the world that the portal is tried in.

world = open_world(seed="empty")   # in a test, on free ports
world.environment()                # the settings that lead a portal to it
world.stop()
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from connectors.sandbox import demo, keeping
from connectors.sandbox.faults import Faults
from connectors.sandbox.http import App, Reply, Request, Serving, serve
from connectors.sandbox.keeping import Keeper, State, Unusable
from connectors.sandbox.limits import Clock, real_clock
from connectors.sandbox.xero import Choices, Organisation, XeroVendor
from connectors.sandbox.xero import pages as xero_pages
from connectors.sandbox.xero.vendor import DEMO_CLIENT as XERO_CLIENT
from connectors.sandbox.xero.vendor import DEMO_SECRET as XERO_SECRET
from connectors.sandbox.zoho import Org, ZohoVendor
from connectors.sandbox.zoho import pages as zoho_pages
from connectors.sandbox.zoho.vendor import DEMO_CLIENT as ZOHO_CLIENT
from connectors.sandbox.zoho.vendor import DEMO_SECRET as ZOHO_SECRET

Seed: TypeAlias = Literal["demo", "empty"]
LOOPBACK = "127.0.0.1"


@dataclass(slots=True)
class World:
    """`zoho_url` and `xero_url` say where it is served; `zoho_org` and `xero_org` are the data."""

    zoho: ZohoVendor
    xero: XeroVendor
    keeper: Keeper | None = None
    servings: list[Serving] = field(default_factory=list)

    @property
    def zoho_org(self) -> Org:
        return self.zoho.org

    @property
    def xero_org(self) -> Organisation:
        return next(iter(self.xero.organisations.values()))

    @property
    def zoho_faults(self) -> Faults:
        return self.zoho.faults

    @property
    def xero_faults(self) -> Faults:
        return self.xero.faults

    @property
    def zoho_url(self) -> str:
        return self.servings[0].url

    @property
    def xero_url(self) -> str:
        return self.servings[1].url

    def environment(self) -> dict[str, str]:
        """Return the settings by which a portal uses this world instead of the real vendors."""
        return {
            "XERO_LOGIN_URL": self.xero_url,
            "XERO_IDENTITY_URL": self.xero_url,
            "XERO_API_URL": self.xero_url,
            "XERO_CLIENT_ID": XERO_CLIENT,
            "XERO_CLIENT_SECRET": XERO_SECRET,
            "ZOHO_ACCOUNTS_URL": self.zoho_url,
            "ZOHO_API_URL": self.zoho_url,
            "ZOHO_CLIENT_ID": ZOHO_CLIENT,
            "ZOHO_CLIENT_SECRET": ZOHO_SECRET,
        }

    def dump(self) -> State:
        """Return all that outlives a restart, as JSON-able data."""
        return {"zoho": self.zoho.dump(), "xero": self.xero.dump()}

    def load(self, state: State) -> None:
        """Become what `dump` returned; only a world without data can."""
        self.zoho.load(state["zoho"])
        self.xero.load(state["xero"])

    def serve(self, *, zoho_port: int, xero_port: int, host: str) -> None:
        """Serve both; a page is answered before any fault or limit can hit it.

        Raises OSError, with the port in its words, where one cannot be had.
        """
        zoho = App(zoho_pages.routes(self.zoho), wrap=self._noted, missing=self.zoho.app)
        xero = App(xero_pages.routes(self.xero), wrap=self._noted, missing=self.xero.app)
        for app, port in ((zoho, zoho_port), (xero, xero_port)):
            try:
                self.servings.append(serve(app, port, host))
            except OSError as exc:
                self.stop()
                raise OSError(exc.errno, f"Port {port} cannot be used: {exc.strerror}") from exc

    def stop(self) -> None:
        self.zoho.announcer.stop()
        self.xero.webhooks.announcer.stop()
        for serving in self.servings:
            serving.stop()
        if self.keeper:
            self.keeper.stop()

    def _noted(self, request: Request, answer: Callable[[Request], Reply]) -> Reply:
        return self.keeper.watch(request, answer) if self.keeper else answer(request)


def open_world(  # noqa: PLR0913 - each has a default, and few are ever given
    *,
    seed: Seed = "demo",
    zoho_port: int = 0,
    xero_port: int = 0,
    host: str = LOOPBACK,
    clock: Clock = real_clock,
    state_file: Path | None = None,
    limits: bool = True,
) -> World:
    """Serve a world; port 0 takes a free one. Raises OSError where a port cannot be had.

    With a `state_file` it goes on where the last one stopped; `seed` fills a new one: "demo" with
    Brightwater Ltd on both sides, "empty" with one organisation on each and no records.
    """
    world = _remembered(state_file, clock, limits=limits) if state_file else None
    if world is None:
        world = _fresh(clock, limits=limits)
        demo.found(world.zoho, world.xero)
        if seed == "demo":
            demo.fill(world.zoho_org, world.xero_org, now=clock())
    if not limits:
        world.zoho.unlimited()
    world.serve(zoho_port=zoho_port, xero_port=xero_port, host=host)
    if state_file:  # only now: a second sandbox that finds the port taken must not touch the file
        world.keeper = Keeper(state_file, world.dump)
    return world


def _fresh(clock: Clock, *, limits: bool) -> World:
    free = Choices(minute_limit=None, day_limit=None, at_once=None, app_minute_limit=None)
    return World(ZohoVendor(clock=clock), XeroVendor(clock=clock, choices=None if limits else free))


def _remembered(path: Path, clock: Clock, *, limits: bool) -> World | None:
    """Return the world of the state file; one that cannot be read is set aside, with a word."""
    try:
        state = keeping.read_state(path)
        if state is None:
            return None
        world = _fresh(clock, limits=limits)
        _take_over(world, state)
    except Unusable as why:
        aside = keeping.set_aside(path)
        sys.stderr.write(
            f"The sandbox starts anew: its state file was set aside as {aside} because {why}.\n"
        )
        return None
    return world


def _take_over(world: World, state: State) -> None:
    try:
        world.load(state)
    except (LookupError, TypeError, ValueError, AttributeError, StopIteration) as exc:
        raise Unusable("it does not hold what this sandbox expects") from exc
