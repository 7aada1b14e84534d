"""Team: members, roles, leaving, the audit log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.urls import reverse

from sync.core.team import LAST_OWNER, OWNERS_ALONE
from sync.models import AuditEntry, Membership, Role
from tests.web.people import Person, person

pytestmark = pytest.mark.django_db


def url(name: str, one: Person, *more: object) -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id, *more])


def seat(one: Person) -> Membership:
    return Membership.objects.get(user=one.user)


def post(by: Person, name: str, *more: object, **fields: str) -> Any:
    return by.client.post(url(name, by, *more), fields, follow=True)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("&#x27;", "'").split())


def change(by: Person, whom: Person, role: str) -> str:
    return text(post(by, "member-role", seat(whom).pk, role=role))


def test_everybody_sees_who_belongs_here_and_only_heads_see_buttons(
    alice: Person, adam: Person, victor: Person
) -> None:
    Authenticator.objects.create(user=adam.user, type=Authenticator.Type.TOTP, data={})
    page = text(alice.client.get(url("team", alice)))
    for one in (alice, adam, victor):
        assert one.user.email in page
    assert page.count("</svg> On</span>") == 1
    assert "The only owner" in page
    plain = text(victor.client.get(url("team", victor)))
    assert adam.user.email in plain
    assert "Only an owner or admin of your company may invite people." in plain
    assert 'name="role"' not in plain
    assert "/remove/" not in plain
    assert "</svg> On</span>" not in plain  # how others log in is for heads to know


def test_a_role_is_changed_and_written_down(alice: Person, victor: Person) -> None:
    assert f"{victor.user.email} is now: Operator." in change(alice, victor, "operator")
    assert seat(victor).role == Role.OPERATOR
    entry = AuditEntry.objects.get(action="role changed")
    assert (entry.user, entry.tenant) == (alice.user, alice.bridge.tenant)
    assert entry.detail == f"{victor.user.email}, Viewer -> Operator"
    change(alice, victor, "operator")  # pressed twice
    assert AuditEntry.objects.filter(action="role changed").count() == 1


def test_an_admin_touches_no_owner_and_makes_none(
    alice: Person, adam: Person, victor: Person
) -> None:
    person("otto", role=Role.OWNER, tenant=alice.bridge.tenant)
    assert OWNERS_ALONE in change(adam, alice, "viewer")
    assert "Nobody can give more than they have themselves." in change(adam, victor, "owner")
    assert OWNERS_ALONE in text(post(adam, "member-remove", seat(alice).pk))
    assert (seat(alice).role, seat(victor).role) == (Role.OWNER, Role.VIEWER)
    page = text(adam.client.get(url("member-remove", adam, seat(alice).pk)))
    assert "You may not remove this person." in page


def test_the_last_owner_stays(alice: Person, adam: Person) -> None:
    assert LAST_OWNER in change(alice, alice, "admin")
    assert LAST_OWNER in text(post(alice, "team-leave"))
    assert seat(alice).role == Role.OWNER
    change(alice, adam, "owner")
    assert "You have left alice's company." in text(post(alice, "team-leave"))
    assert not Membership.objects.filter(user=alice.user).exists()
    assert alice.client.get(url("team", alice)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_are_not_both_gone(alice: Person) -> None:
    otto = person("otto", role=Role.OWNER, tenant=alice.bridge.tenant)

    def go(one: Person) -> int:
        try:
            return int(one.client.post(url("team-leave", one)).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor() as both:
        assert list(both.map(go, (alice, otto))) == [302, 302]
    assert Membership.objects.get().role == Role.OWNER


def test_a_role_that_does_not_exist_is_refused(alice: Person, victor: Person) -> None:
    assert "Choose a role of the list." in change(alice, victor, "emperor")
    assert seat(victor).role == Role.VIEWER


def test_a_removed_members_access_ends_at_once(alice: Person, olga: Person) -> None:
    assert olga.client.get(url("history", olga)).status_code == 200
    where = url("member-remove", alice, seat(olga).pk)
    assert "sees nothing of alice's company any more" in text(alice.client.get(where))
    assert "is removed" in text(alice.client.post(where, follow=True))
    for name in ("history", "team", "dashboard"):
        assert olga.client.get(url(name, olga)).status_code == 404
    assert olga.client.post(url("fetch-start", olga), {"side": "xero"}).status_code == 404
    assert "You do not belong to a company here" in text(olga.client.get("/"))
    assert AuditEntry.objects.get(action="member removed").detail == "olga@example.com, Operator"
    assert alice.client.post(where).status_code == 404  # pressed twice


def test_where_mails_go_is_said_when_it_is_the_removed_ones_address(
    alice: Person, olga: Person
) -> None:
    tenant = alice.bridge.tenant
    tenant.notify_email = olga.user.email
    tenant.save()
    page = text(post(alice, "member-remove", seat(olga).pk))
    assert f"Mails of the portal still go to {olga.user.email}." in page


def test_whoever_lost_their_role_meanwhile_changes_nothing(
    alice: Person, adam: Person, victor: Person
) -> None:
    change(alice, adam, "viewer")
    assert adam.client.post(url("member-role", adam, seat(victor).pk)).status_code == 403
    assert adam.client.post(url("team-invite", adam)).status_code == 403


def test_a_member_of_another_company_is_out_of_reach(alice: Person, mallory: Person) -> None:
    before = seat(mallory).role
    assert "does not belong to the team any more" in change(alice, mallory, "viewer")
    assert alice.client.post(url("member-remove", alice, seat(mallory).pk)).status_code == 404
    assert seat(mallory).role == before


def test_nobody_removes_themselves(alice: Person, adam: Person) -> None:
    where = url("member-remove", adam, seat(adam).pk)
    assert adam.client.get(where).status_code == adam.client.post(where).status_code == 404
    assert "Leave alice's company?" in text(adam.client.get(url("team-leave", adam)))


def test_the_log_is_paged_newest_first(alice: Person, mallory: Person, victor: Person) -> None:
    tenant = alice.bridge.tenant
    for number in range(60):
        AuditEntry.objects.create(tenant=tenant, user=alice.user, action=f"step {number:02}")
    AuditEntry.objects.create(tenant=mallory.bridge.tenant, action="a secret of Mallory's")
    AuditEntry.objects.create(tenant=tenant, user=None, action="by itself", detail="at night")
    where = url("team-log", victor)
    page = text(victor.client.get(where))
    assert page.index("By itself") < page.index("Step 59") < page.index("Step 11")
    assert "The portal" in page
    assert "Step 10" not in page
    assert "Mallory" not in page
    last = AuditEntry.objects.get(action="step 11")
    older = text(victor.client.get(f"{where}?before={last.pk}"))
    assert "Step 10" in older
    assert "Step 11" not in older
    assert "Older entries" not in older
    assert "Back to the newest" in older
    assert "By itself" in text(victor.client.get(f"{where}?before=nonsense"))


def test_a_log_with_nothing_in_it_says_what_will_be(alice: Person) -> None:
    assert "Nothing has been changed yet" in text(alice.client.get(url("team-log", alice)))


def test_changes_need_the_forms_own_token(alice: Person, victor: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice.user)
    assert strict.post(url("member-role", alice, seat(victor).pk)).status_code == 403
