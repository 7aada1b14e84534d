"""Invitations: sent, taken back, accepted by whoever they are for, and by nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sync.core.team import MOST_A_DAY
from sync.engine.guests import guest_token
from sync.engine.post import send_due
from sync.models import AuditEntry, Invitation, Mail, Membership, Role, Tenant
from tests.web.people import PASSWORD, Person, person
from tests.web.test_team import change, post, seat, text, url

pytestmark = pytest.mark.django_db
NEW = "Nina@example.com"


def invite(by: Person, email: str = NEW, role: str = "operator") -> Any:
    return post(by, "team-invite", email=email, role=role)


def link(email: str = NEW) -> str:
    made = Invitation.objects.get(email=email.lower())
    return reverse("sync:invitation", args=[guest_token(str(made.public_id))])


def sign_up(where: str, **changed: str) -> tuple[Client, Any]:
    client = Client()
    fields = {"email": NEW, "password1": PASSWORD, "next": where, **changed}
    return client, client.post("/accounts/signup/", fields, follow=True)


def test_an_invitation_goes_out_in_html_and_text(alice: Person, mailoutbox: list[Any]) -> None:
    assert f"An invitation to {NEW} goes out within a minute." in text(invite(alice))
    assert send_due() == 1
    mail = mailoutbox[0]
    assert (mail.to, mail.subject) == ([NEW], "You are invited - alice's company")
    assert "alice@example.com invites you to alice's company, as: Operator." in mail.body
    html = mail.alternatives[0][0]
    for body in (mail.body, html):
        assert link().rsplit(":", 2)[0] in body  # what follows is signed at another second
        assert "because alice@example.com gave it this address" in body
        assert "unsubscribe" not in body
    assert "List-Unsubscribe" not in mail.extra_headers
    assert send_due() == 0
    assert AuditEntry.objects.get().detail == f"{NEW.lower()}, Operator"
    assert NEW.lower() in text(alice.client.get(url("team", alice)))


def test_an_invitation_goes_out_though_the_companys_mails_are_stopped(
    alice: Person, mailoutbox: list[Any]
) -> None:
    Tenant.objects.update(mails_stopped_at=timezone.now(), notify_email="")
    invite(alice)
    send_due()
    assert len(mailoutbox) == 1


def test_what_is_taken_back_is_not_even_sent(alice: Person, mailoutbox: list[Any]) -> None:
    invite(alice)
    where, made = link(), Invitation.objects.get()
    assert "is taken back" in text(post(alice, "invitation-revoke", made.public_id))
    post(alice, "invitation-revoke", made.public_id)  # pressed twice
    send_due()
    assert mailoutbox == []
    assert Mail.objects.get().given_up_at is not None
    gone = Client().get(where)
    assert gone.status_code == 410
    assert "This invitation does not work any more" in text(gone)
    assert AuditEntry.objects.filter(action="invitation taken back").count() == 1


def test_somebody_new_signs_up_and_belongs_to_the_company_alone(alice: Person) -> None:
    invite(alice)
    where = link()
    page = text(Client().get(where))
    assert "Join alice's company" in page
    assert f'href="/accounts/signup/?next={quote(where)}"' in page
    form = text(Client().get(f"/accounts/signup/?next={where}"))
    assert "Sign up to join alice's company" in form
    assert "Company name" not in form
    assert f'value="{NEW.lower()}"' in form
    _client, landed = sign_up(where)
    assert landed.redirect_chain[-1][0] == url("dashboard", alice)
    member = Membership.objects.get(user__email=NEW.lower())
    assert (member.tenant, member.role) == (alice.bridge.tenant, Role.OPERATOR)
    assert Tenant.objects.count() == 1
    entry = AuditEntry.objects.get(action="invitation accepted")
    assert entry.user == member.user


def test_signing_up_with_another_address_takes_no_seat(alice: Person) -> None:
    invite(alice)
    page = text(sign_up(link(), email="other@example.com")[1])
    assert f"The invitation is for {NEW.lower()}: sign up with this address." in page
    assert not User.objects.filter(email="other@example.com").exists()


def test_signing_up_from_elsewhere_asks_for_a_company() -> None:
    for next_ in ("/accounts/email/", "/nothing/", "//evil.example/"):
        assert "Company name" in text(Client().get(f"/accounts/signup/?next={next_}"))


def test_somebody_with_an_account_joins_with_a_click_and_only_once(
    alice: Person, mallory: Person
) -> None:
    invite(alice, mallory.user.email.upper(), "viewer")
    where = link(mallory.user.email)
    assert "Log in" in text(Client().get(where))
    assert Client().post(where).status_code == 200  # the page again: nobody is logged in
    assert "Join</button>" in text(mallory.client.get(where))
    assert Membership.objects.filter(user=mallory.user).count() == 1  # looking accepts nothing
    page = text(mallory.client.post(where, follow=True))
    assert "Welcome: you belong to alice's company now." in page
    assert Membership.objects.get(user=mallory.user, tenant=alice.bridge.tenant).role == "viewer"
    for method in (mallory.client.get, mallory.client.post):
        assert method(where).status_code == 302
    assert Membership.objects.filter(user=mallory.user).count() == 2
    assert AuditEntry.objects.filter(action="invitation accepted").count() == 1


def test_an_invitation_is_for_one_person(alice: Person, mallory: Person) -> None:
    invite(alice)
    page = text(mallory.client.get(link()))
    assert "you are logged in as <strong" in page
    assert "Join</button>" not in page
    refused = mallory.client.post(link())
    assert refused.status_code == 410
    assert f"This invitation is for {NEW.lower()}." in text(refused)
    assert not Membership.objects.filter(user=mallory.user, tenant=alice.bridge.tenant).exists()


def test_a_forged_or_old_link_opens_nothing(alice: Person, mallory: Person) -> None:
    invite(alice, mallory.user.email)
    good = link(mallory.user.email)
    forged = reverse("sync:invitation", args=["x" + good.split("/")[-2]])
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for where in (forged, good):
        assert mallory.client.get(where).status_code == 410
        assert mallory.client.post(where).status_code == 410
    assert "</svg> Over</span>" in text(alice.client.get(url("team", alice)))


@pytest.mark.parametrize("lost", ["demoted", "removed"])
def test_an_invitation_never_outlives_what_its_inviter_may(
    alice: Person, adam: Person, mallory: Person, lost: str
) -> None:
    invite(adam, mallory.user.email, "admin")
    where = link(mallory.user.email)
    assert mallory.client.get(where).status_code == 200
    if lost == "demoted":
        change(alice, adam, "operator")
    else:
        post(alice, "member-remove", seat(adam).pk)
    assert mallory.client.post(where).status_code == 410
    assert not Membership.objects.filter(user=mallory.user, tenant=alice.bridge.tenant).exists()


def test_an_admin_invites_no_owner_and_takes_no_owners_invitation_back(
    alice: Person, adam: Person
) -> None:
    assert "Choose a role of the list." in text(invite(adam, role="owner"))
    assert not Invitation.objects.exists()
    invite(alice, role="owner")
    made = Invitation.objects.get()
    page = text(post(adam, "invitation-revoke", made.public_id))
    assert "Only an owner may change or remove an owner." in page
    assert Invitation.objects.exists()


def test_a_second_invitation_replaces_the_first(alice: Person) -> None:
    invite(alice)
    first = link()
    invite(alice, NEW.upper(), "viewer")
    assert Invitation.objects.get().role == Role.VIEWER
    assert Client().get(first).status_code == 410
    assert Client().get(link()).status_code == 200


def test_what_cannot_be_invited_is_said(alice: Person, victor: Person) -> None:
    member = invite(alice, victor.user.email.upper())
    assert member.status_code == 422
    assert "belongs to the team already." in text(member)
    assert "This is not an e-mail address" in text(invite(alice, "nina"))
    for number in range(MOST_A_DAY):
        invite(alice, f"guest{number}@example.com")
    assert f"{MOST_A_DAY} invitations a day are enough." in text(invite(alice))
    assert Invitation.objects.count() == MOST_A_DAY


def test_whoever_has_a_seat_keeps_it(alice: Person) -> None:
    invite(alice, "kim@example.com", "viewer")
    kim = person("kim", role=Role.OPERATOR, tenant=alice.bridge.tenant)
    kim.client.post(link("kim@example.com"))
    assert seat(kim).role == Role.OPERATOR
    assert not AuditEntry.objects.filter(action="invitation accepted").exists()


def test_another_companys_invitation_is_out_of_reach(alice: Person, mallory: Person) -> None:
    invite(alice)
    post(mallory, "invitation-revoke", Invitation.objects.get().public_id)
    assert Invitation.objects.exists()
    assert NEW.lower() not in text(mallory.client.get(url("team", mallory)))


def test_the_link_in_the_mail_is_whole(alice: Person, mailoutbox: list[Any]) -> None:
    invite(alice)
    send_due()
    found = re.search(r"https?://[^/]+(/invitation/\S+)", mailoutbox[0].body)
    assert found
    assert Client().get(found[1]).status_code == 200
