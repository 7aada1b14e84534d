"""The button's secret; which signatures were met; how many calls came, and were turned away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache

from sync.core.signing import REMEMBERED, Trouble
from sync.models import Bridge, ButtonKey
from sync.store.bridges import bridge_get

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def button_key_get(*, bridge: Bridge) -> ButtonKey | None:
    return ButtonKey.objects.select_related("made_by").filter(bridge=bridge).first()


def button_bridge(*, bridge_id: UUID) -> tuple[Bridge | None, str]:
    """Return the bridge and its secret; (None, "") where there is no such bridge."""
    bridge = bridge_get(public_id=bridge_id)
    if bridge is None:
        return None, ""
    key = ButtonKey.objects.filter(bridge=bridge).first()
    return bridge, key.secret if key else ""


def button_key_set(*, bridge: Bridge, secret: str, user: AbstractBaseUser, now: datetime) -> None:
    """Let this be the secret from now on; what was signed with the one before is worth nothing."""
    ButtonKey.objects.update_or_create(
        bridge=bridge,
        defaults={"secret": secret, "made_by_id": user.pk, "made_at": now, "used_at": None},
    )


def button_key_drop(*, bridge: Bridge) -> bool:
    return bool(ButtonKey.objects.filter(bridge=bridge).delete()[0])


def button_used(*, bridge: Bridge, now: datetime) -> None:
    key = ButtonKey.objects.filter(bridge=bridge)
    (key.filter(used_at=None) | key.filter(used_at__lt=now - MINUTE)).update(used_at=now)


def signature_is_new(*, bridge: Bridge, signature: str) -> bool:
    """Remember a signature for as long as it counts; tell whether it was never met before."""
    seconds = REMEMBERED / timedelta(seconds=1)
    return bool(cache.add(f"button:{bridge.pk}:seen:{signature}", 1, timeout=seconds))


def calls_count(*, name: str, now: datetime) -> int:
    """Count one more call under this name in this minute; return how many that makes."""
    key = f"button:rate:{name}:{int(now.timestamp()) // 60}"
    cache.add(key, 0, timeout=120)
    return int(cache.incr(key))


def trouble_note(*, bridge: Bridge, trouble: Trouble, now: datetime) -> None:
    """Count what was turned away, for the page in Setup."""
    key = _day(bridge, trouble, now)
    cache.add(key, 0, timeout=2 * DAY / timedelta(seconds=1))
    cache.incr(key)


def troubles_today(*, bridge: Bridge, now: datetime) -> Mapping[Trouble, int]:
    keys = {_day(bridge, trouble, now): trouble for trouble in Trouble}
    found: Mapping[str, int] = cache.get_many(list(keys))
    return {keys[key]: count for key, count in found.items()}


def _day(bridge: Bridge, trouble: Trouble, now: datetime) -> str:
    return f"button:{bridge.pk}:{trouble}:{now:%Y%m%d}"
