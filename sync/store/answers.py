"""Answers in and out: what people said to what is held."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from sync.core.answers import Answer as Said
from sync.core.answers import Choice
from sync.core.records import Module, Side
from sync.models import Answer, Bridge


@dataclass(frozen=True, slots=True)
class Given:
    """An answer to be kept, and what the record is called."""

    module: Module
    said: Said
    title: str


@transaction.atomic
def answers_keep(
    *, bridge: Bridge, by: AbstractBaseUser | None, given: Sequence[Given], now: datetime
) -> None:
    """Put these in force, in the place of what was said of the same before."""
    Bridge.objects.select_for_update().get(pk=bridge.pk)  # two people may answer at once
    last = {(one.module, *one.said.ids, one.said.field): one for one in given}
    for module in {one.module for one in given}:
        mine = [one.said for one in last.values() if one.module is module]
        older = Answer.objects.filter(
            bridge=bridge, module=module, used_at=None, zoho_id__in={one.zoho_id for one in mine}
        )
        keys = {(*one.ids, one.field) for one in mine}
        same = [row.pk for row in older if (row.zoho_id, row.xero_id, row.field) in keys]
        Answer.objects.filter(pk__in=same).delete()
    Answer.objects.bulk_create(_row(bridge, by, one, now) for one in last.values())


def answers_of(
    *, bridge_id: int, module: Module, ids: Mapping[Side, Collection[str]]
) -> list[Said]:
    """Return what is in force about any of these records."""
    about = Q(zoho_id__in=ids[Side.ZOHO]) | Q(xero_id__in=ids[Side.XERO])
    rows = Answer.objects.filter(about, bridge_id=bridge_id, module=module, used_at=None)
    return [_said(row) for row in rows]


def answers_use(*, ids: Collection[int], now: datetime, moved: bool = False) -> None:
    """Let these be history: they were carried out, or came too late."""
    if ids:
        Answer.objects.filter(pk__in=ids, used_at=None).update(used_at=now, moved=moved)


def answers_withdraw(*, bridge: Bridge, ids: Iterable[int]) -> dict[Module, list[tuple[str, str]]]:
    """Take back what stands; return the records that it was about."""
    rows = list(Answer.objects.filter(bridge=bridge, pk__in=list(ids), used_at=None))
    Answer.objects.filter(pk__in=[row.pk for row in rows]).delete()
    about: dict[Module, list[tuple[str, str]]] = {}
    for row in rows:
        about.setdefault(Module(row.module), []).append((row.zoho_id, row.xero_id))
    return about


def _row(bridge: Bridge, by: AbstractBaseUser | None, one: Given, now: datetime) -> Answer:
    said = one.said
    return Answer(
        bridge=bridge,
        module=one.module,
        zoho_id=said.zoho_id,
        xero_id=said.xero_id,
        field=said.field,
        choice=said.choice,
        title=one.title[:255],
        seen={side.value: mark for side, mark in said.seen.items()},
        by_id=None if by is None else by.pk,
        at=now,
    )


def _said(row: Answer) -> Said:
    return Said(
        choice=Choice(row.choice),
        zoho_id=row.zoho_id,
        xero_id=row.xero_id,
        seen={Side(side): mark for side, mark in row.seen.items()},
        field=row.field,
        pk=row.pk,
    )
