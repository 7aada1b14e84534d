"""Signing up makes a person and their company."""

from __future__ import annotations

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from sync.services.tenants import tenant_open


class CompanySignupForm(forms.Form):
    """What allauth's sign-up form is built upon."""

    field_order = ("company", "email", "password1")
    company = forms.CharField(
        label="Company name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def signup(self, _request: HttpRequest, user: AbstractBaseUser) -> None:
        """Open the company. allauth calls this once the person is stored."""
        tenant_open(user=user, company=self.cleaned_data["company"])
