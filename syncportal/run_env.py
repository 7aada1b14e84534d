"""What `./run` tells every process, and what it keeps from one start to the next."""

from __future__ import annotations

import base64
import os
import secrets
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

VENDOR_HOSTS = (
    "XERO_LOGIN_URL",
    "XERO_IDENTITY_URL",
    "XERO_API_URL",
    "ZOHO_ACCOUNTS_URL",
    "ZOHO_API_URL",
)
# Settings that an operator may give to `./run`. They reach the processes anyway; the file
# var/run.env repeats them for a `manage.py` in another terminal.
PASSED_ON = (
    *VENDOR_HOSTS,
    "ACCOUNT_EMAIL_VERIFICATION",
    "ALLOWED_HOSTS",
    "BUTTON_WAIT_SECONDS",
    "CACHE_URL",
    "CONN_MAX_AGE",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_TIMEOUT",
    "EMAIL_URL",
    "HOOKS_URL",
    "LEASE_SECONDS",
    "LOST_ANSWER_SECONDS",
    "MAIL_SECONDS",
    "PORTAL_NAME",
    "REAP_SECONDS",
    "REDIS_PREFIX",
    "SECURE_SSL_REDIRECT",
    "SENTRY_DSN",
    "SLICE_SECONDS",
    "STATICFILES_STORAGE",
    "STATIC_ROOT",
    "TICK_SECONDS",
    "XERO_CALLS_PER_DAY",
    "XERO_CLIENT_ID",
    "XERO_CLIENT_SECRET",
    "XERO_SCOPES",
    "XERO_WEBHOOK_KEY",
    "ZOHO_CLIENT_ID",
    "ZOHO_CLIENT_SECRET",
    "ZOHO_SCOPES",
)


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Where the pretend vendors listen."""

    zoho_port: int
    xero_port: int

    # Not "localhost", where the portal lives: a browser would mix up the cookies.
    @property
    def zoho_url(self) -> str:
        return f"http://127.0.0.1:{self.zoho_port}"

    @property
    def xero_url(self) -> str:
        return f"http://127.0.0.1:{self.xero_port}"

    def settings(self) -> dict[str, str]:
        return {
            "XERO_LOGIN_URL": self.xero_url,
            "XERO_IDENTITY_URL": self.xero_url,
            "XERO_API_URL": self.xero_url,
            "ZOHO_ACCOUNTS_URL": self.zoho_url,
            "ZOHO_API_URL": self.zoho_url,
            "XERO_CLIENT_ID": "demo-xero-client",
            "XERO_CLIENT_SECRET": "demo-xero-secret",
            "ZOHO_CLIENT_ID": "demo-zoho-client",
            "ZOHO_CLIENT_SECRET": "demo-zoho-secret",
            "XERO_WEBHOOK_KEY": "demo-xero-webhook-key",
        }


def has_real_vendors(given: Mapping[str, str]) -> bool:
    return any(given.get(name) for name in VENDOR_HOSTS)


def surroundings(
    given: Mapping[str, str], *, kept: Mapping[str, str], services: Mapping[str, str], port: int
) -> dict[str, str]:
    """Return the settings of a portal on `port`; what was given wins over what we make up."""
    portal_url = given.get("PORTAL_URL") or f"http://localhost:{port}"
    hosts = ["localhost", "127.0.0.1", urlsplit(portal_url).hostname or ""]
    made_up = {
        "DJANGO_SETTINGS_MODULE": "syncportal.settings",
        "PORTAL_URL": portal_url,
        "ALLOWED_HOSTS": ",".join(dict.fromkeys(filter(None, hosts))),
        **kept,
        **services,
    }
    asked = {name: given[name] for name in (*PASSED_ON, *made_up) if given.get(name)}
    return {**made_up, **asked}


def kept_secrets(path: Path) -> dict[str, str]:
    """Read the secrets of this checkout; make those that are missing, once."""
    kept = read_private(path)
    makers: dict[str, Callable[[], str]] = {
        "SECRET_KEY": lambda: secrets.token_urlsafe(50),
        "FIELD_ENCRYPTION_KEY": lambda: base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "DEMO_EMAIL": lambda: "demo@portal.example",
        "DEMO_PASSWORD": lambda: secrets.token_urlsafe(9),
    }
    missing = {name: make() for name, make in makers.items() if name not in kept}
    if missing:
        write_private(path, {**kept, **missing})
    return {**kept, **missing}


def read_private(path: Path) -> dict[str, str]:
    """Read NAME='value' lines; an absent file is an empty one."""
    if not path.exists():
        return {}
    pairs = (word.partition("=") for word in shlex.split(path.read_text(), comments=True))
    return {name: value for name, _, value in pairs}


def write_private(path: Path, values: Mapping[str, str]) -> None:
    """Write NAME='value' lines for nobody's eyes but ours, all or nothing."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items()))
    draft.replace(path)
