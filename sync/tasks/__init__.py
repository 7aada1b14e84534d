"""The queue's verbs. Celery finds them here."""

from sync.tasks.clock import tick, wake
from sync.tasks.run import reap, run_slice

__all__ = ["reap", "run_slice", "tick", "wake"]
