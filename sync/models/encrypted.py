"""A text column that is encrypted at rest."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.expressions import Expression

    TextField = models.TextField[str, str]
else:
    TextField = models.TextField


@cache
def _fernet() -> MultiFernet:
    """Encrypt with the first key; decrypt with any, so that keys can be rotated."""
    return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])


class EncryptedTextField(TextField):
    """Blank stays blank; everything else is a Fernet token in the database."""

    def get_prep_value(self, value: object) -> str:
        text = "" if value is None else str(value)
        return _fernet().encrypt(text.encode()).decode() if text else ""

    def from_db_value(
        self, value: str | None, _expression: Expression, _connection: BaseDatabaseWrapper
    ) -> str:
        return _fernet().decrypt(value.encode()).decode() if value else ""
