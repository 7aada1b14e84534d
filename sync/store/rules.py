"""What tenants have chosen, and who chose it last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from sync.core.choices import Choices
from sync.core.choices_json import read, written
from sync.models import Rules

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True, slots=True)
class Kept:
    """Choices as they stand. `version` 0: nothing was ever chosen."""

    choices: Choices
    version: int = 0
    saved_by: User | None = None
    saved_at: datetime | None = None


class SavedMeanwhile(Exception):
    """Somebody else saved after these choices were shown."""


def rules_get(*, bridge_id: int) -> Kept:
    row = Rules.objects.select_related("saved_by").filter(bridge_id=bridge_id).first()
    if row is None:
        return Kept(Choices())
    return Kept(read(row.choices), row.version, row.saved_by, row.saved_at)


def rules_version(*, bridge_id: int) -> int:
    return Rules.objects.filter(bridge_id=bridge_id).values_list("version", flat=True).first() or 0


def rules_save(
    *, bridge_id: int, choices: Choices, seen: int, user: AbstractBaseUser | None, now: datetime
) -> int:
    """Keep the choices if what was `seen` still stands; return the new version.

    Raises SavedMeanwhile.
    """
    values = {
        "choices": written(choices),
        "version": seen + 1,
        "saved_by_id": None if user is None else user.pk,
        "saved_at": now,
    }
    if seen:
        if not Rules.objects.filter(bridge_id=bridge_id, version=seen).update(**values):
            raise SavedMeanwhile
        return seen + 1
    try:
        with transaction.atomic():
            Rules.objects.create(bridge_id=bridge_id, **values)
    except IntegrityError:
        raise SavedMeanwhile from None
    return 1
