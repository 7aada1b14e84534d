"""All that is kept of a tenant, as plain data: row by row, and never a secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.contrib.auth import get_user_model
from django.db.models import ForeignKey, Model, QuerySet

from sync.models import (
    Answer,
    AuditEntry,
    Bridge,
    Change,
    Connection,
    Drift,
    Invitation,
    Link,
    Listening,
    Mail,
    Membership,
    Question,
    Record,
    Rules,
    Run,
    Schedule,
    SetupStep,
    Tenant,
)
from sync.models.encrypted import EncryptedTextField

Row: TypeAlias = dict[str, Any]
CHUNK = 500  # rows: what is held in memory at a time


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an export. `mine`: the lookup that makes the rows one tenant's."""

    name: str
    rows: QuerySet[Any]
    mine: str = "bridge__tenant"


# Grants, button secrets, subscriptions and consents are keys, and nobody's data.
PARTS = (
    Part("company", Tenant.objects.all(), "pk"),
    Part("members", Membership.objects.all(), "tenant"),
    Part("invitations", Invitation.objects.all(), "tenant"),
    Part("audit", AuditEntry.objects.all(), "tenant"),
    Part("connections", Connection.objects.all(), "tenant"),
    Part("pairs", Bridge.objects.all(), "tenant"),
    Part("settings", Rules.objects.all()),
    Part("schedules", Schedule.objects.all()),
    Part("listening", Listening.objects.all()),
    Part("setup", SetupStep.objects.all()),
    Part("records", Record.objects.all()),
    Part("links", Link.objects.all()),
    Part("runs", Run.objects.all()),
    Part("changes", Change.objects.all()),
    Part("questions", Question.objects.all()),
    Part("answers", Answer.objects.all()),
    Part("comparisons", Drift.objects.all()),
    Part("mails", Mail.objects.all(), "tenant"),
)
# What another row is called in the files.
NAMED: dict[type[Model], str] = {
    get_user_model(): "email",
    Bridge: "public_id",
    Run: "public_id",
    Connection: "public_id",
}


def export_rows(*, tenant: Tenant, part: Part) -> Iterator[Row]:
    """Yield this tenant's rows of one part. The database hands them over in chunks."""
    columns = columns_of(part.rows)
    mine = part.rows.filter(**{part.mine: tenant.pk})
    for row in mine.values(*columns.values()).iterator(chunk_size=CHUNK):
        yield {name: row[column] for name, column in columns.items()}


def columns_of(rows: QuerySet[Any]) -> dict[str, str]:
    """Return what is exported of a row, by its name in the file: no secret, no row number."""
    found = {}
    for field in rows.query.get_meta().concrete_fields:
        if field.primary_key or isinstance(field, EncryptedTextField):
            continue
        if not isinstance(field, ForeignKey):
            found[field.name] = field.name
        elif name := NAMED.get(field.related_model):  # the tenant needs no name: all is its own
            found[field.name] = f"{field.name}__{name}"
    return found
