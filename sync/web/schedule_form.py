"""Automatic Synchronization: the panel's fields, and what a person meant by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField

from sync.core.schedule import DAYS, DAYS_IN_FULL
from sync.core.states import Notify
from sync.core.tables import ORDER
from sync.store.schedules import Wish
from sync.web.forms import ModesForm

if TYPE_CHECKING:
    from sync.models import Schedule

MOST = 24  # times a day
WEEKDAYS = ["0", "1", "2", "3", "4"]
# What stands in a time of day until somebody changes it: few of them are spread over a working day.
SUGGESTED = (9, 13, 17, 11, 15, 7, 19, 21, 8, 10, 12, 14, 16, 18, 20, 22, 6, 23, 5, 0, 1, 2, 3, 4)
LIKE = "Time {number}: write it like 14:30."
TWICE = "{at} is there twice."


class ScheduleForm(ModesForm):
    is_on = forms.BooleanField(required=False)
    per_day = forms.TypedChoiceField(
        coerce=int,
        choices=[(number, str(number)) for number in range(1, MOST + 1)],
        error_messages={"required": "Say how many times a day."},
    )
    days = forms.MultipleChoiceField(
        required=False, choices=[(str(number), name) for number, name in enumerate(DAYS)]
    )
    notify = forms.BooleanField(required=False)
    notify_always = forms.BooleanField(required=False)

    def __init__(
        self, data: Mapping[str, object] | None = None, *, saved: Schedule | None = None
    ) -> None:
        """Show what was `saved`; with nothing saved, a working week at nine."""
        super().__init__(data, initial=_initial(saved), prefix="auto")
        self.fields["modules"].required = False
        for number in range(MOST):
            self.fields[f"time_{number}"] = forms.TimeField(
                required=False,
                input_formats=["%H:%M", "%H:%M:%S"],
                widget=forms.TimeInput(
                    attrs={"type": "time", "class": "form-control"}, format="%H:%M"
                ),
                error_messages={"invalid": LIKE.format(number=number + 1)},
            )

    def clean(self) -> None:
        for number in range(self._asked(), MOST):  # not shown, so not meant
            self.errors.pop(f"time_{number}", None)
        self._check_times()
        if self.cleaned_data.get("is_on"):
            if not self.cleaned_data.get("days") and "days" not in self.errors:
                self.add_error("days", "Tick at least one day.")
            if not self.cleaned_data.get("modules") and "modules" not in self.errors:
                self.add_error("modules", "Tick at least one module.")

    def _check_times(self) -> None:
        seen: set[time] = set()
        for number in range(self._asked()):
            name = f"time_{number}"
            at = self.cleaned_data.get(name)
            if name in self.errors:
                continue
            if at is None:
                self.add_error(name, LIKE.format(number=number + 1))
            elif at in seen:
                self.add_error(name, TWICE.format(at=f"{at:%H:%M}"))
            else:
                seen.add(at)

    def _asked(self) -> int:
        return int(self.cleaned_data.get("per_day") or 1)

    def wish(self) -> Wish:
        said = self.cleaned_data
        return Wish(
            is_on=said["is_on"],
            days=sorted(int(day) for day in said["days"]),
            times=sorted(said[f"time_{number}"] for number in range(self._asked())),
            modes={module.value: mode.value for module, mode in self.modes().items()},
            notify=_notify(asked=said["notify"], always=said["notify_always"]),
        )

    def times(self) -> Iterator[tuple[int, BoundField, bool]]:
        """Yield each time's number, its field, and whether it is asked for."""
        raw = str(self["per_day"].value())
        asked = int(raw) if raw.isdecimal() else 1
        for number in range(MOST):
            yield number + 1, self[f"time_{number}"], number < asked

    def week(self) -> Iterator[tuple[int, str, str, bool]]:
        """Yield each day's number, short and full name, and whether it is ticked."""
        ticked = {str(day) for day in self["days"].value() or []}
        for number, (short, full) in enumerate(zip(DAYS, DAYS_IN_FULL, strict=True)):
            yield number, short, full, str(number) in ticked


def _notify(*, asked: bool, always: bool) -> Notify | None:
    if not asked:
        return None
    return Notify.ALWAYS if always else Notify.NEWS


def _initial(saved: Schedule | None) -> dict[str, Any]:
    times = [time(hour) for hour in SUGGESTED]
    if saved is None:
        first = {"per_day": 1, "days": WEEKDAYS, "modules": [module.value for module in ORDER]}
        return {**first, "notify": True, **_by_number(times)}
    more = [at for at in times if at not in saved.times]
    return {
        "is_on": saved.is_on,
        "per_day": max(len(saved.times), 1),
        "days": [str(day) for day in saved.days],
        "modules": list(saved.modes),
        "notify": bool(saved.notify),
        "notify_always": saved.notify == Notify.ALWAYS,
        **{f"mode_{module}": mode for module, mode in saved.modes.items()},
        **_by_number([*saved.times, *more][:MOST]),
    }


def _by_number(times: list[time]) -> dict[str, time]:
    return {f"time_{number}": at for number, at in enumerate(times)}
