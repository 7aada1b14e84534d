"""Read both sides anew, and say in JSON what was found."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sync.core.records import Side
from sync.management.report import bridge_named, carry_on, printed
from sync.services.runs import NotYet, fetch_start

SIDES = {"zoho": [Side.ZOHO], "xero": [Side.XERO], "both": list(Side)}


class Command(BaseCommand):
    help = "Fetch all records of a bridge's two sides. Prints a JSON report."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bridge", default="", help="its id; not needed if there is only one")
        parser.add_argument("--side", choices=SIDES, default="both")

    def handle(self, *_args: Any, **options: Any) -> None:
        bridge = bridge_named(options["bridge"])
        try:
            run = fetch_start(bridge=bridge, sides=SIDES[options["side"]], user=None, enqueue=False)
        except NotYet as exc:
            raise CommandError(exc.sentence) from exc
        carry_on(run)
        self.stdout.write(printed(run))
