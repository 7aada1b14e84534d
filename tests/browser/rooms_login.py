"""Logging in and what goes with it: mistakes, codes, keys that came by mail."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from tests.browser.rooms import Where, maria, room
from tests.web.people import PASSWORD, Person


def just_logged_in(one: Person) -> Person:
    """Let the password have been given a moment ago, as what follows asks for it."""
    session = one.client.session
    given = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [given]
    session["account_authentication_methods_user"] = str(one.user.pk)
    session.save()
    return one


def with_codes(one: Person) -> Person:
    TOTP.activate(one.user, generate_totp_secret())
    RecoveryCodes.activate(one.user)
    return just_logged_in(one)


def halfway(one: Person) -> Person:
    """Let somebody have given the password, and not the code."""
    client = Client()
    client.post("/accounts/login/", {"login": one.user.email, "password": PASSWORD})
    return Person(one.user, one.bridge, client)


def reset_key(one: Person) -> str:
    return f"{user_pk_to_url_str(one.user)}-{default_token_generator.make_token(one.user)}"


@room
def log_out() -> Where:
    return Where("/accounts/logout/", maria())


@room
def confirm_mail() -> Where:
    one = maria()
    kept = EmailAddress.objects.create(user=one.user, email=one.user.email, primary=True)
    return Where(f"/accounts/confirm-email/{EmailConfirmationHMAC(kept).key}/", one)


@room
def confirm_mail_too_late() -> Where:
    return Where("/accounts/confirm-email/long-ago/")


@room
def confirm_mail_sent() -> Where:
    return Where("/accounts/confirm-email/")


@room
def password_reset_sent() -> Where:
    return Where("/accounts/password/reset/done/")


@room
def password_reset_key() -> Where:
    one = maria()
    client = Client()
    answer: Any = client.get(f"/accounts/password/reset/key/{reset_key(one)}/")
    return Where(answer["Location"], Person(one.user, one.bridge, client))


@room
def password_reset_too_late() -> Where:
    return Where("/accounts/password/reset/key/1-long-ago/")


@room
def password_reset_over() -> Where:
    return Where("/accounts/password/reset/key/done/")


@room
def inactive() -> Where:
    return Where("/accounts/inactive/")


@room
def password_again() -> Where:
    return Where("/accounts/reauthenticate/", maria())


@room
def code_again() -> Where:
    return Where("/accounts/2fa/reauthenticate/", with_codes(maria()))


@room
def two_factor_set_up() -> Where:
    return Where("/accounts/2fa/totp/activate/", just_logged_in(maria()))


@room
def two_factor_on() -> Where:
    return Where("/accounts/2fa/", with_codes(maria()))


@room
def two_factor_off() -> Where:
    return Where("/accounts/2fa/totp/deactivate/", with_codes(maria()))


@room
def two_factor_asked() -> Where:
    one = maria()
    with_codes(one)
    return Where("/accounts/2fa/authenticate/", halfway(one))


@room
def recovery_codes() -> Where:
    return Where("/accounts/2fa/recovery-codes/", with_codes(maria()))


@room
def recovery_codes_anew() -> Where:
    return Where("/accounts/2fa/recovery-codes/generate/", with_codes(maria()))


@room
def recovery_codes_used_up() -> Where:
    one = with_codes(maria())
    kept = Authenticator.objects.get(user=one.user, type=Authenticator.Type.RECOVERY_CODES)
    kept.data["used_mask"] = 0b1111111111
    kept.save()
    return Where("/accounts/2fa/", one)
