"""What is held, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Q, Value
from django.db.models.functions import Concat

from sync.core.pace import retry_after
from sync.core.records import Module
from sync.core.records import Value as FieldValue
from sync.core.verdicts import Question as Asked
from sync.core.verdicts import Why
from sync.models import Bridge, Question, Run
from sync.store.journal import plain

HEAL = """
DELETE FROM sync_question q
WHERE q.bridge_id = %(bridge)s AND q.module = %(module)s AND q.why = ANY(%(whys)s)
  AND NOT EXISTS (
    SELECT FROM sync_record r
    WHERE r.bridge_id = q.bridge_id AND r.module = q.module AND r.gone
      AND r.remote_id = CASE r.side WHEN 'zoho' THEN q.zoho_id ELSE q.xero_id END)
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question is about: a pair, or a record with only one id."""

    zoho_id: str
    xero_id: str
    title: str

    @property
    def ids(self) -> tuple[str, str]:
        return self.zoho_id, self.xero_id


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a vendor said of a write, and of what: `seen` are the digests of both records."""

    words: str
    vendor_field: str
    seen: str
    at: datetime


def questions_replace(
    *,
    run: Run,
    module: Module,
    settled: Collection[Subject],
    asked: Iterable[tuple[Subject, Asked]],
    sending: Collection[Subject] = (),
) -> None:
    """Let these subjects be held for exactly these reasons.

    A reason that is still true keeps its row, and with it the time since when it stands. What was
    refused before stays so while it is `sending` again, until the vendor has answered.
    """
    rows = [_row(run, module, subject, question) for subject, question in asked]
    kept = Question.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["bridge", "module", "zoho_id", "xero_id", "field"],
        update_fields=["why", "zoho_value", "xero_value", "detail", "twin", "run", "title"],
    )
    about = _about(settled)
    if about is not None:
        stale = Question.objects.filter(about, bridge_id=run.bridge_id, module=module)
        unanswered = (_about(sending) or Q(pk=None)) & Q(why=Why.REFUSED)
        stale.exclude(unanswered).exclude(pk__in=[row.pk for row in kept]).delete()


def questions_heal(*, bridge_id: int, module: Module) -> None:
    """Ask no more about deletions of what is there again: nothing about it is pending."""
    with connection.cursor() as cursor:
        cursor.execute(
            HEAL, {"bridge": bridge_id, "module": module.value, "whys": [Why.DELETED, Why.LEFT]}
        )


def refusal_note(*, run: Run, module: Module, subject: Subject, said: Refusal) -> None:
    """Add to a question about a refusal what the vendor said, and when it is tried again."""
    zoho_id, xero_id = subject.ids
    rows = Question.objects.filter(
        bridge_id=run.bridge_id, module=module, zoho_id=zoho_id, xero_id=xero_id, why=Why.REFUSED
    )
    before = rows.filter(seen=said.seen).values_list("tries", flat=True).first() or 0
    rows.update(
        words=said.words,
        vendor_field=said.vendor_field[:100],
        seen=said.seen,
        tries=before + 1,
        retry_at=said.at + retry_after(before + 1),
    )


def refusals_forget(*, bridge_id: int, module: Module, subjects: Collection[Subject]) -> None:
    """Forget what was refused of these: the vendor has taken it now."""
    about = _about(subjects)
    if about is not None:
        refused = Question.objects.filter(about, bridge_id=bridge_id, module=module)
        refused.filter(why=Why.REFUSED).delete()


def subjects_refused(*, run: Run, module: Module) -> set[tuple[str, str]]:
    """Return what a vendor refused in this run, by both ids."""
    refused = Question.objects.filter(run=run, module=module, why=Why.REFUSED)
    return set(refused.values_list("zoho_id", "xero_id"))


def are_held(*, bridge_id: int, why: Why, detail: str) -> bool:
    """Tell whether anything is held for this very reason."""
    return Question.objects.filter(bridge_id=bridge_id, why=why, detail=detail).exists()


def questions_count(*, bridge: Bridge) -> dict[str, int]:
    """Count the records of each module that are held."""
    rows = (
        Question.objects.filter(bridge=bridge)
        .values("module")
        .annotate(records=Count(Concat("zoho_id", Value("|"), "xero_id"), distinct=True))
    )
    return {row["module"]: row["records"] for row in rows}


def _row(run: Run, module: Module, subject: Subject, question: Asked) -> Question:
    return Question(
        bridge_id=run.bridge_id,
        module=module,
        zoho_id=subject.zoho_id,
        xero_id=subject.xero_id,
        title=subject.title[:255],
        why=Why(question.why),
        field=question.field,
        zoho_value=_value(question.zoho),
        xero_value=_value(question.xero),
        detail=question.detail,
        twin=question.twin,
        run=run,
    )


def _value(value: FieldValue) -> object:
    return plain({"value": value})["value"]


def _about(subjects: Collection[Subject]) -> Q | None:
    zoho = [one.zoho_id for one in subjects if one.zoho_id]
    xero = [one.xero_id for one in subjects if one.xero_id]
    return Q(zoho_id__in=zoho) | Q(xero_id__in=xero) if zoho or xero else None
