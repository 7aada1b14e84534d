"""What a person may fill in. Field names are part of the pages; the words are the users'."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from sync.core.records import Mode, Module, Side
from sync.core.tables import ORDER, TABLES
from sync.web.words import MODES

LAST, DAYS, EVERYTHING, ONE = "last", "days", "everything", "one"
MOST_DAYS = 3650
WINDOWS = [
    (LAST, "After the last synchronization ran"),
    (DAYS, "Before (X) day(s) til now"),
    (EVERYTHING, "Everything"),
    (ONE, "One record"),
]
WHICH = "Say which record: its number, name or e-mail."
HOW_MANY = f"Say how many days: a whole number from 1 to {MOST_DAYS}."


class FetchForm(forms.Form):
    side = forms.ChoiceField(choices=[(side.value, side.value) for side in Side])

    def asked(self) -> Side:
        return Side(self.cleaned_data["side"])


class ModesForm(forms.Form):
    """Modules, and a mode for each."""

    modules = forms.MultipleChoiceField(
        choices=[(module.value, TABLES[module].label) for module in ORDER],
        error_messages={"required": "Tick at least one module."},
    )

    def __init__(
        self,
        data: Mapping[str, object] | None,
        *,
        initial: dict[str, object],
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, initial=initial, prefix=prefix)
        for module in ORDER:
            self.fields[f"mode_{module}"] = forms.ChoiceField(
                choices=[(mode.value, said) for mode, said in MODES.items()],
                initial=Mode.BOTH.value,
                required=False,
            )

    def modes(self) -> dict[Module, Mode]:
        """Return the ticked modules in their order, each with its mode."""
        ticked = set(self.cleaned_data["modules"])
        return {
            module: Mode(self.cleaned_data[f"mode_{module}"] or Mode.BOTH)
            for module in ORDER
            if module.value in ticked
        }

    def rows(self) -> list[dict[str, object]]:
        """Return one row per module for the page: name, label, ticked, the mode's field."""
        ticked = self["modules"].value() or []
        return [
            {
                "name": module.value,
                "label": TABLES[module].label,
                "ticked": module.value in ticked,
                "mode": self[f"mode_{module}"],
            }
            for module in ORDER
        ]


class SyncForm(ModesForm):
    """Manual Synchronization: modules, a mode for each, and which records."""

    window = forms.ChoiceField(
        choices=WINDOWS, error_messages={"required": "Choose which records to synchronize."}
    )
    days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), HOW_MANY),
    )

    which = forms.CharField(required=False, max_length=100)
    notify = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, object] | None = None, *, synced: bool = True) -> None:
        """Pre-select "the last" once a first sync has finished (`synced`), else everything."""
        window = LAST if synced else EVERYTHING
        modules = [module.value for module in ORDER]
        super().__init__(data, initial={"modules": modules, "window": window, "days": 30})

    def clean(self) -> None:
        asked = self.cleaned_data.get("window") == DAYS
        if asked and "days" not in self.errors and not self.cleaned_data.get("days"):
            self.add_error("days", HOW_MANY)
        if not asked and "days" in self.errors:  # nobody asked for a number of days
            del self.errors["days"]
        if self.cleaned_data.get("window") == ONE and not self.cleaned_data.get("which"):
            self.add_error("which", WHICH)

    def one_asked(self) -> str:
        """Return the number, name or e-mail of the one record that was asked for; "" for none."""
        return str(self.cleaned_data["which"]) if self.cleaned_data["window"] == ONE else ""

    def window_asked(self) -> str:
        """Return "last", "everything" or "<N>d"."""
        window = str(self.cleaned_data["window"])
        return f"{self.cleaned_data['days']}d" if window == DAYS else window
