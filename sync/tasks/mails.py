"""Mails go out some seconds after what they tell of."""

from __future__ import annotations

from celery import shared_task

from sync.engine.post import send_due


@shared_task(name="sync.mails", ignore_result=True)
def send_mails() -> None:
    while send_due():
        pass
