"""The queue. A message is only a wake-up: what there is to do stands in PostgreSQL."""

from __future__ import annotations

import gc
import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_process_init
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "syncportal.settings")

from django.conf import settings

SHARDS = 16


def _often(task: str, seconds: float) -> dict[str, object]:
    options = {"queue": "interactive", "expires": max(seconds * 0.9, 5)}
    return {"task": task, "schedule": seconds, "options": options}


app = Celery("syncportal")
app.conf.update(
    broker_url=settings.REDIS_URL,
    result_backend=None,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_acks_on_failure_or_timeout=True,
    worker_prefetch_multiplier=1,
    # Time limit < visibility time-out, or a long task would run twice.
    task_time_limit=840,
    task_soft_time_limit=780,
    broker_transport_options={
        "visibility_timeout": 900,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        # Without both of these a half-open socket is never noticed.
        "socket_timeout": 15,
        "health_check_interval": 10,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "retry_on_timeout": False,  # a retried publish may double the message
        "queue_order_strategy": "round_robin",  # one tenant's queue never starves another's
        "global_keyprefix": settings.REDIS_PREFIX,
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_soft_shutdown_timeout=20,
    worker_enable_soft_shutdown_on_idle=False,
    worker_max_tasks_per_child=500,
    worker_max_memory_per_child=400_000,  # kB
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    task_default_queue="t00",
    task_create_missing_queues=False,
    task_queues=[
        Queue("interactive"),
        *(Queue(f"t{shard:02}") for shard in range(SHARDS)),
    ],
    beat_schedule={
        # Short, and not to stand in line behind runs. Late ones are dropped: the next does it all.
        "reap": _often("sync.reap", settings.REAP_SECONDS),
        "tick": _often("sync.tick", settings.TICK_SECONDS),
        "listen": _often("sync.listen", 10.0),
        "drift": {"task": "sync.drift", "schedule": crontab(hour="2", minute="17")},
        "erase": _often("sync.erase_left", 60.0),
        "mails": _often("sync.mails", settings.MAIL_SECONDS),
    },
    timezone="UTC",
)
app.autodiscover_tasks(["sync.tasks"], related_name=None)


def _settle_in(**_said: object) -> None:
    """Have the garbage collector pass over what stays for good: programs and tables.

    It would look at all of it again and again while pages of records come in.
    """
    gc.collect()
    gc.freeze()


worker_process_init.connect(_settle_in)
