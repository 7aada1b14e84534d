"""How a day's calls are spread: what is kept for clicks, and how often to look unasked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

DAY = timedelta(days=1)
SOONEST = timedelta(minutes=5)
LATEST = timedelta(hours=6)  # also how often what announces itself is looked at all the same
SHARE = 0.3  # of a day's calls may go into looks; the rest is for what people and vendors ask
PATIENT = 2  # doublings, at most, of the time between looks that find nothing


@dataclass(frozen=True, slots=True)
class Quota:
    """Calls (or credits) of one organisation in 24 hours."""

    limit: int
    left: int
    reserve: float = 0.1  # the share that only clicks may use

    @property
    def kept(self) -> int:
        return int(self.limit * self.reserve)

    @property
    def free(self) -> int:
        """What news and schedules may still use."""
        return max(self.left - self.kept, 0)

    @property
    def used(self) -> int:
        return max(self.limit - self.left, 0)


def look_every(quota: Quota, calls: int, *, in_vain: int = 0) -> timedelta:
    """Return how long to wait between two looks of so many calls each.

    A day's looks take their share of the quota, and no more of what is left of it today.
    `in_vain`: how many looks in a row found nothing.
    """
    looks = SHARE * min(quota.limit, quota.free) / max(calls, 1)
    every = DAY / looks if looks >= 1 else LATEST
    return min(max(every, SOONEST) * (1 << min(in_vain, PATIENT)), LATEST)
