"""Signing up makes a person and their company."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    pass


class CompanySignupForm(forms.Form):
    company = forms.CharField(label="Company name", max_length=200)

    def signup(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        pass
