"""Grants: the consent page's address, a code for tokens, fresh tokens for old, and giving back.

A provider is data. The protocol is requests-oauthlib's; what is ours is the time-outs, the refusal
to follow redirects with a secret in hand, and the sorting of errors.

oauthlib refuses addresses without TLS unless OAUTHLIB_INSECURE_TRANSPORT is set, and that switch
opens all of them. The sandbox has no TLS. So it is told `https`, and a transport mounted for that
one origin speaks plain HTTP to it, if `hosts.may_be_plain` allows; all other hosts keep TLS.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests  # noqa: TID251 - grants are the other place that may open the network
from oauthlib.oauth2 import OAuth2Error
from requests.adapters import HTTPAdapter  # noqa: TID251 - as above
from requests.auth import HTTPBasicAuth  # noqa: TID251 - as above
from requests_oauthlib import OAuth2Session

from connectors import errors
from connectors.hosts import may_be_plain

TIMEOUT = (5.0, 30.0)  # seconds to connect, and between two pieces of the answer

# Both libraries write tokens and secrets into their debug logs.
for _name in ("requests_oauthlib", "oauthlib"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Provider:
    """One vendor's grants. Addresses are absolute."""

    name: str  # "Xero"
    authorise_url: str
    token_url: str
    revoke_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ()
    scope_separator: str = " "
    extra: Mapping[str, str] = field(default_factory=dict)  # more of the consent page's query
    secret_in_header: bool = False  # else it goes into the form
    timeout: tuple[float, float] = TIMEOUT


@dataclass(frozen=True, slots=True)
class Token:
    """What a grant gives. `refresh_token` is the one to keep, new or old."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int  # seconds
    scopes: tuple[str, ...] = ()
    api_domain: str = ""  # Zoho: where this organisation's API is; check it with connectors.hosts


def authorise_url(provider: Provider, *, redirect_uri: str, state: str) -> str:
    """Return the address of the consent page. Raises RejectedError if it has no TLS."""
    session = OAuth2Session(
        provider.client_id,
        redirect_uri=redirect_uri,
        scope=provider.scope_separator.join(provider.scopes),
    )
    secure = _as_https(provider.authorise_url)
    try:
        url, _ = session.authorization_url(secure, state=state, **provider.extra)
    except OAuth2Error as exc:
        raise _sorted(provider, exc.error or "") from exc
    return str(provider.authorise_url + url.removeprefix(secure))


def exchange(provider: Provider, code: str, redirect_uri: str) -> Token:
    """Turn the callback's code into tokens. It works once, and only for a minute or five.

    Raises ReauthorizationRequired (the code is used, old or wrong), RejectedError (our own client
    id or secret is wrong), TransientError, ContractError.
    """

    def ask(session: OAuth2Session, url: str) -> Any:
        return session.fetch_token(
            url,
            code=code,
            timeout=provider.timeout,
            include_client_id=not provider.secret_in_header,
            client_secret=provider.client_secret,
        )

    return _token(_ask(provider, ask, redirect_uri=redirect_uri), provider, kept="")


def refresh(provider: Provider, refresh_token: str) -> Token:
    """Trade the refresh token for fresh tokens. Store them before using them.

    Xero gives a new refresh token each time, and takes the old one for 30 minutes more in case
    the answer was lost: so an unreadable answer is a TransientError here. Zoho gives none, and
    the old one stays. Raises as `exchange` does.
    """
    form: dict[str, str] = {}
    if not provider.secret_in_header:
        form = {"client_id": provider.client_id, "client_secret": provider.client_secret}

    def ask(session: OAuth2Session, url: str) -> Any:
        return session.refresh_token(
            url,
            refresh_token=refresh_token,
            timeout=provider.timeout,
            auth=_basic(provider),
            **form,
        )

    try:
        return _token(_ask(provider, ask), provider, kept=refresh_token)
    except errors.ContractError as exc:
        raise errors.TransientError(
            f"{provider.name} gave an unreadable answer when we renewed the login. "
            "We will try again."
        ) from exc


def revoke(provider: Provider, refresh_token: str) -> None:
    """Give the grant back. At Xero this ends all of that user's connections to us."""
    form = {"token": refresh_token}
    if not provider.secret_in_header:
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}

    def ask(session: OAuth2Session, url: str) -> Any:
        answer = session.post(
            url, data=form, auth=_basic(provider), timeout=provider.timeout, withhold_token=True
        )
        _look_at_status(provider)(answer)
        if answer.status_code >= 400 and b"invalid_client" in answer.content:
            raise _sorted(provider, "invalid_client")
        return {}

    _ask(provider, ask, url=provider.revoke_url)


def _ask(
    provider: Provider,
    ask: Callable[[OAuth2Session, str], Any],
    *,
    url: str = "",
    redirect_uri: str | None = None,
) -> Any:
    url = url or provider.token_url
    with OAuth2Session(provider.client_id, redirect_uri=redirect_uri) as session:
        session.max_redirects = 0
        if url != _as_https(url):
            session.mount(_as_https(url), _Plain())
        for hook in ("access_token_response", "refresh_token_response"):
            session.register_compliance_hook(hook, _look_at_status(provider))
        try:
            return ask(session, _as_https(url))
        except OAuth2Error as exc:
            raise _sorted(provider, exc.error or "") from exc
        except requests.TooManyRedirects as exc:
            raise _odd(provider) from exc
        except requests.RequestException as exc:
            raise _unreachable(provider, exc) from exc
        except (ValueError, TypeError, AttributeError) as exc:  # what oauthlib makes of non-JSON
            raise _odd(provider) from exc


def _look_at_status(provider: Provider) -> Callable[[requests.Response], requests.Response]:
    def look(answer: requests.Response) -> requests.Response:
        if answer.status_code == 429:
            raise errors.RateLimited(
                f"{provider.name} asks us to wait before renewing the login again.",
                retry_after=_seconds(answer.headers.get("Retry-After", "")),
            )
        if answer.status_code >= 500:
            raise errors.TransientError(
                f"{provider.name}'s login server has a fault of its own "
                f"(status {answer.status_code}). We will try again."
            )
        return answer

    return look


def _sorted(provider: Provider, error: str) -> errors.ConnectorError:
    """Tell what to do about an OAuth error; "" stands for an answer without a token."""
    name = provider.name
    if error in ("invalid_client", "unauthorized_client", "invalid_client_secret"):
        return errors.RejectedError(
            f"{name} does not know this portal: the client id or the client secret in the "
            f"portal's settings is wrong. Whoever runs the portal must correct it.",
            words=error,
        )
    if error in ("invalid_grant", "invalid_code", "access_denied"):
        return errors.ReauthorizationRequired(
            f"{name} no longer accepts this login. Connect {name} again on the Setup page.",
            vendor=name,
        )
    if error.lower() == "access denied":  # Zoho: too many tokens in ten minutes (ZOHO.md 1)
        return errors.RateLimited(
            f"{name} asks us to wait before renewing the login again.", retry_after=600.0
        )
    if error in ("", "missing_token"):
        return _odd(provider)
    if error == "insecure_transport":
        return errors.RejectedError(
            f"The address of {name}'s login server in the portal's settings must begin with https."
        )
    return errors.RejectedError(f"{name} refused to give us a login.", words=error[:200])


def _odd(provider: Provider) -> errors.ContractError:
    return errors.ContractError(
        f"{provider.name}'s login server gave an answer that we cannot read. Please try again."
    )


def _unreachable(provider: Provider, exc: Exception) -> errors.TransientError:
    slow = isinstance(exc, requests.Timeout)
    what = "did not answer in time" if slow else "could not be reached"
    return errors.TransientError(f"{provider.name}'s login server {what}. We will try again.")


def _token(raw: Mapping[str, Any], provider: Provider, *, kept: str) -> Token:
    scope = raw.get("scope") or ()
    words = scope if isinstance(scope, str) else " ".join(map(str, scope))
    access, renew = raw.get("access_token"), raw.get("refresh_token") or kept
    if not (isinstance(access, str) and isinstance(renew, str) and access and renew):
        raise _odd(provider)
    return Token(
        access_token=access,
        refresh_token=renew,
        expires_in=int(raw.get("expires_in") or 0),
        scopes=tuple(re.split(r"[ ,]+", words.strip())) if words.strip() else (),
        api_domain=str(raw.get("api_domain") or ""),
    )


def _basic(provider: Provider) -> HTTPBasicAuth | None:
    if not provider.secret_in_header:
        return None
    return HTTPBasicAuth(provider.client_id, provider.client_secret)


def _seconds(raw: str) -> float:
    return float(raw) if raw.isdigit() else 60.0


def _as_https(url: str) -> str:
    """Spell a plain address that is allowed as https; leave any other to oauthlib's judgement."""
    parts = urlsplit(url)
    if parts.scheme == "http" and may_be_plain(url):
        return urlunsplit(parts._replace(scheme="https"))
    return url


class _Plain(HTTPAdapter):
    """Carries what is addressed to https over plain HTTP."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        request.url = f"http{(request.url or '').removeprefix('https')}"
        return super().send(request, *args, **kwargs)
