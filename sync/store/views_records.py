"""Read models for the page of a record: both sides, what they agreed on, and all that was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from sync.core.answers import Choice
from sync.core.keys import plain_name
from sync.core.records import Module, Side
from sync.core.states import ChangeState
from sync.models import Answer, Bridge, Change, Link, Question, Record

M = TypeVar("M", bound=Model)
FOUND = 50
HISTORY = 50
DOUBTED = [ChangeState.SENT, ChangeState.UNKNOWN]
UNWRITTEN = [ChangeState.PREVIEWED, ChangeState.APPROVED, ChangeState.CARRIED, ChangeState.MOVED]


@dataclass(frozen=True, slots=True)
class RecordSeen:
    """A record with its other half, and everything that is kept about the two."""

    module: Module
    side: Side
    records: dict[Side, Record]
    link: Link | None
    changes: Sequence[Change]
    questions: Sequence[Question]
    answers: Sequence[Answer]

    @property
    def own(self) -> Record:
        return self.records[self.side]

    def id_on(self, side: Side) -> str:
        return self.records[side].remote_id if side in self.records else ""

    @property
    def doubted(self) -> bool:
        return any(one.state in DOUBTED for one in self.changes)

    @property
    def asked_after(self) -> bool:
        """Tell whether it was sent and lost, or may be what was, and a person has to say which."""
        return any(one.state == ChangeState.HELD for one in self.changes)

    @property
    def alone(self) -> bool:
        return any(one.choice == Choice.IGNORE and one.field == "*" for one in self.answers)


def records_found(*, bridge: Bridge, text: str) -> list[Record]:
    """Find records by a part of the name or number, by e-mail, or by a vendor's id."""
    keys = [f"email:{' '.join(text.casefold().split())}", f"name:{plain_name(text)}"]
    about = Q(title__icontains=text) | Q(handle=text) | Q(remote_id=text) | Q(keys__overlap=keys)
    found = Record.objects.filter(about, bridge=bridge)
    return list(found.order_by("gone", "title", "pk")[:FOUND])


def record_seen(*, bridge: Bridge, module: Module, side: Side, record_id: str) -> RecordSeen | None:
    own = _record(bridge, module, side, record_id)
    if own is None:
        return None
    links = Link.objects.filter(Q(**{f"{side}_id": record_id}), bridge=bridge, module=module)
    link = links.first()
    other = _record(bridge, module, side.other, getattr(link, f"{side.other}_id")) if link else None
    records = {side: own, **({side.other: other} if other else {})}
    ids = {each: records[each].remote_id if each in records else "" for each in Side}
    return RecordSeen(
        module=module,
        side=side,
        records=records,
        link=link,
        changes=_changes(bridge, module, ids),
        questions=list(_about(Question.objects.filter(bridge=bridge, module=module), ids)),
        answers=list(
            _about(Answer.objects.filter(bridge=bridge, module=module, used_at=None), ids)
        ),
    )


def _record(bridge: Bridge, module: Module, side: Side, record_id: str) -> Record | None:
    rows = Record.objects.filter(bridge=bridge, module=module, side=side, remote_id=record_id)
    return rows.first()


def _about(rows: QuerySet[M], ids: dict[Side, str]) -> QuerySet[M]:
    about = Q(pk=None)
    for side, each in ids.items():
        if each:
            about |= Q(**{f"{side}_id": each})
    return rows.filter(about)


def _changes(bridge: Bridge, module: Module, ids: dict[Side, str]) -> list[Change]:
    about = Q(pk=None)
    for side, each in ids.items():
        if each:
            about |= Q(side=side, remote_id=each) | Q(side=side.other, source_id=each)
    rows = Change.objects.select_related("run__requested_by").filter(
        about, bridge=bridge, module=module
    )
    return list(rows.exclude(state__in=UNWRITTEN).order_by("-pk")[:HISTORY])
