"""Signing up makes a person and their company, or gives an invited person their seat."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from allauth.core import context
from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from sync.services.team import NotDone, invitation_look, join
from sync.services.tenants import tenant_open


class CompanySignupForm(forms.Form):
    """What allauth's sign-up form is built upon."""

    field_order = ("company", "email", "password1")
    company = forms.CharField(
        label="Company name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for no company of somebody whom an invitation has led here."""
        super().__init__(*args, **kwargs)
        self.token = _token(context.request)
        self.offered = invitation_look(self.token) if self.token else None
        if self.offered is not None:
            del self.fields["company"]
            self.initial["email"] = self.offered.email

    def clean(self) -> dict[str, Any]:
        email = self.cleaned_data.get("email", "")
        if self.offered is not None and email and email.lower() != self.offered.email:
            sentence = f"The invitation is for {self.offered.email}: sign up with this address."
            self.add_error("email", sentence)
        return self.cleaned_data

    def signup(self, _request: HttpRequest, user: AbstractBaseUser) -> None:
        """Open the company, or take the seat. allauth calls this once the person is stored."""
        if self.offered is None:
            tenant_open(user=user, company=self.cleaned_data["company"])
            return
        with suppress(NotDone):  # taken back this very moment: the page that comes next says so
            join(self.token, user=user)


def _token(request: HttpRequest | None) -> str:
    """Return the token of the invitation that somebody comes from, "" if from none."""
    if request is None:
        return ""
    came_from = request.POST.get("next") or request.GET.get("next") or ""
    try:
        found = resolve(came_from)
    except Resolver404:
        return ""
    return str(found.kwargs["token"]) if found.view_name == "sync:invitation" else ""
