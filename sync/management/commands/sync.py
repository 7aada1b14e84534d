"""Synchronize a bridge here and now, and say in JSON what was done."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sync.core.records import Mode, Module
from sync.core.tables import ORDER
from sync.management.report import bridge_named, carry_on, previewed, printed
from sync.services.runs import NotYet, sync_start
from sync.store.runs import sync_finished_before

MODES = {
    "both": Mode.BOTH,
    "both-way": Mode.BOTH,
    "xero-to-crm": Mode.XERO_TO_CRM,
    "crm-to-xero": Mode.CRM_TO_XERO,
}


class Command(BaseCommand):
    help = "Synchronize a bridge. Prints a JSON report."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bridge", default="", help="its id; not needed if there is only one")
        parser.add_argument(
            "--modules",
            default="all",
            help=f"all, or some of: {', '.join(ORDER)}; separated by commas",
        )
        parser.add_argument(
            "--mode", default="both", help="both, xero-to-crm or crm-to-xero, for all modules"
        )
        parser.add_argument(
            "--window",
            default="",
            help="last (after the last synchronization ran), a number of days, or everything; "
            "by default everything until a first synchronization has ended, then last",
        )
        parser.add_argument(
            "--preview", action="store_true", help="say what would be written, and write nothing"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        bridge = bridge_named(options["bridge"])
        modes = dict.fromkeys(_modules(options["modules"]), _mode(options["mode"]))
        window = options["window"] or ("last" if sync_finished_before(bridge=bridge) else "all")
        try:
            run = sync_start(
                bridge=bridge,
                modes=modes,
                window=window,
                user=None,
                enqueue=False,
                preview=options["preview"],
            )
        except NotYet as exc:
            raise CommandError(exc.sentence) from exc
        carry_on(run)
        self.stdout.write(printed(run, changes=previewed(run)))


def _modules(text: str) -> list[Module]:
    if text.strip() == "all":
        return list(ORDER)
    names = [name.strip().lower().replace("-", "_") for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in ORDER]
    if unknown or not names:
        raise CommandError(
            f"Unknown module: {', '.join(unknown) or 'none given'}. "
            f"There are: {', '.join(ORDER)}, or all."
        )
    return [Module(name) for name in names]


def _mode(text: str) -> Mode:
    said = text.strip().lower().replace("_", "-").replace(" ", "-")
    if said not in MODES:
        raise CommandError(f"Unknown mode: {text}. There are: {', '.join(MODES)}.")
    return MODES[said]
