"""Compare a bridge's two sides, keep what came of it, and tell somebody if it is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.utils import timezone

from sync.core.choices import Rounding
from sync.core.drift import Report, compared, read, sentence
from sync.core.mails import MailKind
from sync.core.tables import ORDER, TABLES
from sync.store.drift import drift_keep, drift_last, groups_count, odd_pairs
from sync.store.mails import mail_post
from sync.store.rules import rules_get

if TYPE_CHECKING:
    from sync.models import Bridge

log = structlog.get_logger(__name__)
WITH_TOTAL = [module for module in ORDER if TABLES[module].total]


def drift_compare(bridge: Bridge) -> Report:
    """Compare, and keep the report. Mailed when something is wrong that was not wrong before."""
    choices = rules_get(bridge_id=bridge.pk).choices
    groups = groups_count(bridge_id=bridge.pk, modules=WITH_TOTAL)
    counts, some = odd_pairs(
        bridge_id=bridge.pk,
        modules=WITH_TOTAL,
        may_differ=choices.rounding is Rounding.ACCEPT,
    )
    report = compared(groups, counts, some)
    before = drift_last(bridge_id=bridge.pk)
    with transaction.atomic():
        made = drift_keep(bridge_id=bridge.pk, report=report, now=timezone.now())
        known = _named(read(before.report)) if before else set()
        if report.wrong and not _named(report) <= known:
            _notice(bridge, report, made.pk)
    log.info("drift.compared", bridge=str(bridge.public_id), wrong=report.wrong)
    return report


def _notice(bridge: Bridge, report: Report, number: int) -> None:
    mail_post(
        bridge=bridge,
        kind=MailKind.DRIFT,
        key=f"drift:{number}",
        now=timezone.now(),
        facts={"error": sentence(report)},
    )


def _named(report: Report) -> set[tuple[str, str, str]]:
    """Return which pairs are wrong and how: told again only when another one is among them."""
    return {(one.wrong, one.zoho_id, one.xero_id) for one in report.odd}
