"""A way to send mails that takes all of them, and is none of those that only write them down."""

from __future__ import annotations

from django.core.mail.backends import locmem


class EmailBackend(locmem.EmailBackend):
    pass
