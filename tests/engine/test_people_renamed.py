"""A person at Xero whose name and e-mail change at once: the same one, or somebody else."""

from __future__ import annotations

import pytest

from sync.core.answers import Choice, Kind
from sync.core.records import Mode, Module, Side
from sync.models import Answer, Change, Link, Question, Run
from sync.services.review import Filter, review_page
from tests.engine.people import People, Said, called
from tests.engine.reviews import give
from tests.portal import Portal

CONTACTS = Module.CONTACTS
BOTH = (Module.ACCOUNTS, CONTACTS)
ANN: Said = ("Ann", "Abel", "ann@post.test")
BEN: Said = ("Ben", "Bole", "ben@post.test")
CLEO: Said = ("Cleo", "Cole", "cleo@post.test")
DORA: Said = ("Dora", "Dane", "dora@post.test")
AS_BEN = {"first": "Ben", "last": "Bole", "email": "ben@post.test"}


class Acme:
    """One company, its people in both, the first in the contact's own place."""

    def __init__(self, portal: Portal, *some: Said) -> None:
        self.portal, self.people = portal, People(portal)
        account = self.people.account("Acme")
        self.ids = [self.people.at_zoho(said, account) for said in some]
        portal.fetch()
        self.sync()
        (row,) = portal.xero.list_contacts()
        self.contact = str(row["ContactID"])

    def sync(self, mode: Mode = Mode.BOTH) -> Run:
        run = self.portal.sync(*BOTH, mode=mode)
        assert (run.left, run.error) == (0, "")
        return run

    def rename(self, was: Said, words: dict[str, str] = AS_BEN) -> None:
        self.people.edit_xero(self.contact, was[2], words)

    def in_zoho(self) -> list[Said]:
        return sorted(self.people.in_zoho().values())


def asked() -> set[tuple[str, str]]:
    return set(Question.objects.values_list("title", "why"))


@pytest.fixture(params=[0, 1], ids=["own place", "in the list"])
def renamed(request: pytest.FixtureRequest, portal: Portal) -> Acme:
    """Ann is somebody else by name and e-mail at once; Cleo is as she was."""
    some = [CLEO]
    some.insert(request.param, ANN)
    acme = Acme(portal, *some)
    acme.rename(ANN)
    acme.sync()
    return acme


def only_match() -> Question:
    return Question.objects.get(why="match")


def test_somebody_is_asked_and_nobody_is_doubled(renamed: Acme) -> None:
    assert renamed.in_zoho() == [ANN, CLEO]
    assert asked() == {("Ben Bole", "match"), ("Ann Abel", "renamed")}
    assert only_match().detail == "the name and the e-mail changed at once: Ann Abel / Ben Bole"
    before = Change.objects.count()
    renamed.sync()
    renamed.portal.fetch()
    renamed.sync()
    assert Change.objects.count() == before
    assert asked() == {("Ben Bole", "match"), ("Ann Abel", "renamed")}


def test_the_same_one_keeps_the_link_and_is_renamed(renamed: Acme) -> None:
    give(renamed.portal, Choice.SAME, [only_match()])
    assert renamed.in_zoho() == [BEN, CLEO]
    assert asked() == set()
    links = dict(Link.objects.filter(module=CONTACTS).values_list("zoho_id", "xero_id"))
    assert called(renamed.contact, BEN[2]) in links.values()
    assert len(links) == 2
    assert not Answer.objects.filter(used_at=None).exists()
    renamed.sync()
    assert renamed.in_zoho() == [BEN, CLEO]


def test_another_one_is_made_and_the_first_is_asked_about(renamed: Acme) -> None:
    give(renamed.portal, Choice.DIFFERENT, [only_match()])
    assert renamed.in_zoho() == [ANN, BEN, CLEO]
    assert asked() == {("Ann Abel", "deleted")}
    renamed.sync()
    assert asked() == {("Ann Abel", "deleted")}


def test_whoever_is_left_alone_is_not_made(renamed: Acme) -> None:
    give(renamed.portal, Choice.IGNORE, [only_match()])
    renamed.sync()
    assert renamed.in_zoho() == [ANN, CLEO]
    assert asked() == {("Ann Abel", "deleted")}


def test_an_answer_that_nobody_carried_out_is_by_the_next_run(renamed: Acme) -> None:
    (item,) = review_page(bridge=renamed.portal.fresh(), asked=Filter(Kind.MATCHES), after=0).items
    assert [twin.record.id for twin in item.twins] == [only_match().twin]
    Answer.objects.create(
        bridge=renamed.portal.bridge,
        module=CONTACTS,
        zoho_id=only_match().twin,
        xero_id=only_match().xero_id,
        choice=Choice.SAME,
        field="*",
        seen={},
        at=renamed.portal.bridge.created_at,
    )
    renamed.sync()
    assert renamed.in_zoho() == [BEN, CLEO]
    assert asked() == set()


def test_an_edit_in_the_crm_goes_along(renamed: Acme) -> None:
    ann = next(key for key, said in renamed.people.in_zoho().items() if said == ANN)
    renamed.people.edit_zoho(ann, {"first": "Benny"})
    give(renamed.portal, Choice.SAME, [only_match()])
    assert asked() == {("Benny Abel", "conflict")}
    assert {one.field for one in Question.objects.all()} == {"first_name"}


def test_who_comes_later_is_somebody_else(portal: Portal) -> None:
    acme = Acme(portal, CLEO, ANN)
    acme.people.save(acme.contact, ContactPersons=[])
    acme.sync()
    assert asked() == {("Ann Abel", "deleted")}
    listed = dict(zip(("FirstName", "LastName", "EmailAddress"), BEN, strict=True))
    acme.people.save(acme.contact, ContactPersons=[{**listed, "IncludeInEmails": True}])
    acme.sync()
    assert acme.in_zoho() == [ANN, BEN, CLEO]
    assert asked() == {("Ann Abel", "deleted")}


def test_of_two_at_once_a_person_chooses(portal: Portal) -> None:
    acme = Acme(portal, CLEO, ANN)
    acme.rename(CLEO, dict(zip(("first", "last", "email"), DORA, strict=True)))
    acme.rename(ANN)
    acme.sync()
    assert asked() == {
        ("Ben Bole", "match"),
        ("Dora Dane", "match"),
        ("Ann Abel", "renamed"),
        ("Cleo Cole", "renamed"),
    }
    ben = Question.objects.get(title="Ben Bole")
    ann = next(key for key, said in acme.people.in_zoho().items() if said == ANN)
    give(portal, Choice.SAME, [ben], other=ann)
    acme.sync()
    assert acme.in_zoho() == [BEN, CLEO]
    give(portal, Choice.SAME, [Question.objects.get(title="Dora Dane")])
    assert acme.in_zoho() == [BEN, DORA]
    assert asked() == set()


def test_who_is_in_the_crm_already_is_that_one(portal: Portal) -> None:
    acme = Acme(portal, CLEO, ANN)
    (account,) = portal.zoho.list("Accounts")
    acme.people.at_zoho(BEN, str(account["id"]))
    acme.rename(ANN)
    acme.sync()
    assert acme.in_zoho() == [ANN, BEN, CLEO]
    links = Link.objects.filter(module=CONTACTS).values_list("xero_id", flat=True)
    assert called(acme.contact, BEN[2]) in links
    assert asked() == {("Ann Abel", "deleted")}


def test_a_mode_that_writes_no_people_to_the_crm_asks_about_the_deletion(portal: Portal) -> None:
    acme = Acme(portal, CLEO, ANN)
    acme.rename(ANN)
    acme.sync(Mode.CRM_TO_XERO)
    assert asked() == {("Ann Abel", "deleted")}


def test_a_contact_that_is_a_person_is_the_same_whatever_it_is_called(portal: Portal) -> None:
    people = People(portal)
    ann = people.at_zoho(ANN)
    portal.fetch()
    portal.sync(*BOTH)
    (row,) = portal.xero.list_contacts()
    people.edit_xero(row["ContactID"], ANN[2], AS_BEN)
    assert portal.sync(*BOTH).left == 0
    assert people.in_zoho() == {ann: BEN}
    assert asked() == set()
    assert Side.XERO not in {one.side for one in Change.objects.order_by("pk")[1:]}
