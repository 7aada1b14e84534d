"""The queue's verbs. Celery finds them here."""

from sync.tasks.clock import tick, wake
from sync.tasks.drift import compare_all, compare_one
from sync.tasks.erasures import erase, erase_left
from sync.tasks.mails import send_mails
from sync.tasks.news import gather, keep_subscribed, listen, look
from sync.tasks.run import reap, run_slice
from sync.tasks.setup import crm_fields

__all__ = [
    "compare_all",
    "compare_one",
    "crm_fields",
    "erase",
    "erase_left",
    "gather",
    "keep_subscribed",
    "listen",
    "look",
    "reap",
    "run_slice",
    "send_mails",
    "tick",
    "wake",
]
