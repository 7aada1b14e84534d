"""A portal for a whole file of tests: played once, then read by many small tests.

The rows are gone when the play is over, so what a test reads is a plain copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

from sync.core.records import Side
from tests.portal import Portal, open_portal, open_vendors


@contextmanager
def stage(blocker: DjangoDbBlocker) -> Iterator[Portal]:
    """Open a connected portal with nothing in it; leave no row behind."""
    vendors = open_vendors()
    with blocker.unblock(), override_settings(**vendors.settings()):
        try:
            portal = open_portal(vendors)
            for side in Side:
                portal.connect(side)
            yield portal
        finally:
            vendors.stop()
            call_command("flush", verbosity=0, interactive=False)
