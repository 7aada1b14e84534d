"""The forms of Settings: what stands is filled in, what comes back is a tenant's choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from django import forms
from django.forms import BoundField

from sync.core.choices import Brake, CatchAll, Choices, Deletions, ModuleChoices, Rounding
from sync.core.records import Module, Side
from sync.core.table import Owner
from sync.core.tables import ORDER, TABLES
from sync.core.tables.terms import ON_ITS_DATE, RULES
from sync.services.settings import Settings
from sync.web.widgets import Listed, QuickSelect

Options: TypeAlias = list[tuple[str, str]]
AS_ABOVE = ""
OWNERS: Options = [
    (Owner.ASK.value, "Ask me"),
    (Owner.XERO.value, "Xero"),
    (Owner.ZOHO.value, "Zoho CRM"),
    (Owner.NEWEST.value, "The most recent"),
]
DELETIONS: Options = [
    (Deletions.ASK.value, "Ask me"),
    (Deletions.MARK.value, "Mark only: leave the other side as it is"),
    (Deletions.REMOVE.value, "Archive or void it on the other side, where that can be"),
]
ROUNDINGS: Options = [
    (Rounding.HOLD.value, "Hold the document and show both totals"),
    (Rounding.LINE.value, "Add a rounding line in Xero"),
    (Rounding.ACCEPT.value, "Accept the difference"),
]
CODE_LENGTH = 30  # of a product at Xero


class SettingsForm(forms.Form):
    """`seen` is the version that the person started from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, settings: Settings, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data)
        self.settings = settings
        self.fields["seen"].initial = settings.kept.version
        self.build(settings)

    def build(self, settings: Settings) -> None:
        """Add the fields."""
        raise NotImplementedError

    def chosen(self) -> Choices:
        """Return all choices of the bridge, with this form's own among them."""
        raise NotImplementedError

    def pick(self, name: str, label: str, options: Options, initial: str) -> None:
        known = [value for value, _ in options]
        if initial not in known:  # chosen once, and not offered any more
            options = [(initial, f"{initial} (no longer offered)"), *options]
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=Listed(options),
            initial=initial,
            required=False,
            widget=QuickSelect(attrs={"class": "form-select"}),
            error_messages={"invalid_choice": f"{label}: choose one of those offered."},
        )

    def write(self, name: str, label: str, initial: str, longest: int = 255) -> None:
        """Add a field for a short text."""
        too_long = f"{label}: at most {longest} characters."
        self.fields[name] = forms.CharField(
            label=label,
            max_length=longest,
            required=False,
            initial=initial,
            widget=forms.TextInput(attrs={"class": "form-control"}),
            error_messages={"max_length": too_long},
        )

    def tick(self, name: str, label: str, *, initial: bool) -> None:
        self.fields[name] = forms.BooleanField(
            label=label,
            initial=initial,
            required=False,
            widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        )

    def said(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")


@dataclass(frozen=True, slots=True)
class ModuleRules:
    label: str
    owner: BoundField
    opt_in: BoundField
    deletions: BoundField


class RulesForm(SettingsForm):
    def build(self, settings: Settings) -> None:
        choices = settings.choices
        self.pick(
            "owner",
            "When both sides changed the same field, this one stands",
            OWNERS,
            choices.owner.value,
        )
        self.pick("rounding", "When only rounding differs", ROUNDINGS, choices.rounding.value)
        self._number("share", "Per cent of a module's records", 1, 100, choices.brake.share)
        self._number("at_least", "and never below", 1, 1_000_000, choices.brake.at_least)
        for module in ORDER:
            self._module(module, choices.of(module))

    def _number(self, name: str, label: str, least: int, most: int, initial: int) -> None:
        said = f"{label}: a whole number from {least} to {most:,}."
        errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), said)
        self.fields[name] = forms.IntegerField(
            label=label,
            min_value=least,
            max_value=most,
            initial=initial,
            error_messages=errors,
            widget=forms.NumberInput(attrs={"class": "form-control"}),
        )

    def _module(self, module: Module, mine: ModuleChoices) -> None:
        label = TABLES[module].label
        owner = mine.owner.value if mine.owner else AS_ABOVE
        same: Options = [(AS_ABOVE, "As for all"), *OWNERS]
        self.pick(f"owner_{module}", f"Who wins in {label}", same, owner)
        self.pick(
            f"deletions_{module}",
            f"When one of {label} is deleted",
            DELETIONS,
            mine.deletions.value,
        )
        self.tick(
            f"opt_in_{module}", f"{label}: only if Add to Xero is ticked", initial=mine.opt_in
        )

    def modules(self) -> list[ModuleRules]:
        return [
            ModuleRules(
                TABLES[module].label,
                *(self[f"{name}_{module}"] for name in ("owner", "opt_in", "deletions")),
            )
            for module in ORDER
        ]

    def chosen(self) -> Choices:
        was = self.settings.choices
        return replace(
            was,
            owner=Owner(self.said("owner") or Owner.ASK),
            rounding=Rounding(self.said("rounding") or Rounding.HOLD),
            brake=Brake(self.cleaned_data["share"], self.cleaned_data["at_least"]),
            modules=kept_modules({module: self._chosen(module, was) for module in ORDER}, was),
        )

    def _chosen(self, module: Module, was: Choices) -> ModuleChoices:
        owner = self.said(f"owner_{module}")
        return replace(
            was.of(module),
            owner=Owner(owner) if owner else None,
            opt_in=bool(self.cleaned_data.get(f"opt_in_{module}")),
            deletions=Deletions(self.said(f"deletions_{module}") or Deletions.ASK),
        )


def kept_modules(
    chosen: Mapping[Module, ModuleChoices], was: Choices
) -> dict[Module, ModuleChoices]:
    """Return all modules' choices, without those of which nothing is left."""
    together = {**was.modules, **chosen}
    return {module: mine for module, mine in together.items() if mine != ModuleChoices()}


class AccountsForm(SettingsForm):
    def build(self, settings: Settings) -> None:
        choices = settings.choices
        suggested = settings.suggested.defaults.get(Side.XERO, {})
        sales, purchases = suggested.get("sales_account"), suggested.get("purchase_account")
        self.pick(
            "sales_account",
            "Sales are booked to",
            [("", _suggestion(settings, sales)), *_accounts(settings, sells=True)],
            choices.sales_account,
        )
        self.pick(
            "purchase_account",
            "Purchases are booked to",
            [("", _suggestion(settings, purchases)), *_accounts(settings, sells=False)],
            choices.purchase_account,
        )
        self.tick("bills", "Purchase orders become bills in Xero", initial=choices.bills)
        self.pick("due_rule", "Invoices are due, where nobody says", DUE_RULES, choices.due_rule)
        self.pick("theme", "Branding theme, where none is named", _themes(settings), choices.theme)
        self.write("catch_all_name", "Product name", choices.catch_all.name, 50)
        self.write("catch_all_code", "Product code", choices.catch_all.code, CODE_LENGTH)

    def chosen(self) -> Choices:
        return replace(
            self.settings.choices,
            sales_account=self.said("sales_account"),
            purchase_account=self.said("purchase_account"),
            bills=bool(self.cleaned_data.get("bills")),
            due_rule=self.said("due_rule"),
            theme=self.said("theme"),
            catch_all=CatchAll(self.said("catch_all_name"), self.said("catch_all_code")),
        )


DUE_RULES: Options = [("", ON_ITS_DATE), *((one, one) for one in RULES if one != ON_ITS_DATE)]


def _themes(settings: Settings) -> Options:
    return [("", "As Xero chooses"), *((one.word, one.label) for one in settings.themes())]


SELLING = ("REVENUE", "SALES", "OTHERINCOME")


def _accounts(settings: Settings, *, sells: bool) -> Iterator[tuple[str, str]]:
    """Yield the accounts of that kind first, then all others: a chart may have its own ideas."""
    accounts = settings.accounts()
    for one in sorted(accounts, key=lambda one: ((one.kind in SELLING) is not sells, one.word)):
        yield one.word, f"{one.word} {one.label}"


def _suggestion(settings: Settings, code: object) -> str:
    names = {one.word: one.label for one in settings.accounts()}
    return f"As suggested: {code} {names.get(str(code), '')}".strip() if code else "None"
