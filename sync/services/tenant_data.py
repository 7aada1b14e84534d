"""What an owner may ask for about all of a company's data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from sync.core.team import OWNER
from sync.store.audit import audit
from sync.store.erasures import erasure_open
from sync.store.export import PARTS, Row, export_rows
from sync.store.team import role_of, team_lock
from sync.tasks.erasures import enqueue

if TYPE_CHECKING:
    from sync.models import Tenant

NOT_ITS_NAME = "This is not the name of the company. Nothing was erased."


class NotErased(Exception):
    """It was not begun; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def data_export(*, tenant: Tenant, user: User) -> Iterator[tuple[str, Iterator[Row]]]:
    """Note who took all data along; return the files of it, each read as it goes out."""
    audit(tenant=tenant, user=user, action="data exported")
    return ((part.name, export_rows(tenant=tenant, part=part)) for part in PARTS)


def data_erase(*, tenant: Tenant, user: User, typed: str) -> None:
    """Shut the company at once, and have a worker erase it. Raises NotErased."""
    if " ".join(typed.split()).casefold() != " ".join(tenant.name.split()).casefold():
        raise NotErased(NOT_ITS_NAME)
    with transaction.atomic():
        team_lock(tenant=tenant)
        if role_of(tenant=tenant, user=user) != OWNER:  # as it is now, under the lock
            raise NotErased("Only an owner may have a company erased.")
        made = erasure_open(tenant=tenant, asked_by=user.email, now=timezone.now())
        transaction.on_commit(partial(enqueue, made.public_id))
