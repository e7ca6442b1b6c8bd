"""Whom a proof of the outside provider stands for: by issuer and subject, never by address alone."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection

from accounts.errors import AddressTaken, OrganizationUnknown, PersonInactive
from accounts.models import Organization, User
from accounts.operations.applications import remove_application
from accounts.operations.group_invitations import invite_to_group
from accounts.operations.groups import create_group
from accounts.operations.provider_people import ProvenPerson, release_sign_in, welcome
from accounts.operations.trusted_subjects import trust_subject
from itwins_site.trusted_issuers import TrustedIssuer
from tests.factories.applications import make_service

HERE = "https://sign-in.acme.example"
GRACE = ProvenPerson(
    issuer=HERE,
    subject="grace-1",
    email="grace@acme.example",
    is_email_verified=True,
    given_name="Grace",
    surname="Hopper",
    organization="Acme Corporation",
)


@pytest.fixture(autouse=True)
def _acme(acme_corporation):
    return acme_corporation


def proven(person: User, **changes) -> ProvenPerson:
    """A proof of the person's address."""
    return replace(GRACE, email=person.email.upper(), **changes)


def without_password(person: User) -> User:
    person.set_unusable_password()
    person.save()
    return person


def test_a_person_is_found_again_by_subject_whatever_else_is_told():
    grace = welcome(GRACE)

    again = welcome(replace(GRACE, email="", is_email_verified=False, given_name="", surname=""))

    assert again == grace
    assert (again.email, again.display_name) == ("grace@acme.example", "Grace Hopper")


def test_the_same_subject_elsewhere_is_somebody_else():
    grace = welcome(GRACE)

    other = welcome(replace(GRACE, issuer="https://elsewhere.example", email="g@elsewhere.example"))

    assert other != grace


def test_who_has_a_password_in_the_providers_organization_is_linked_and_keeps_it(member):
    linked = welcome(proven(member))

    assert linked == member
    assert (linked.issuer, linked.subject, linked.display_name) == (HERE, "grace-1", "Grace Hopper")
    assert linked.has_usable_password()


def test_who_is_of_no_organization_and_has_no_password_joins(loner, acme_corporation):
    linked = welcome(proven(without_password(loner)))

    assert (linked, linked.organization) == (loner, acme_corporation)


@pytest.mark.parametrize("person", ["loner", "outsider", "support"])
@pytest.mark.parametrize("organization", ["Acme Corporation", ""])
def test_an_address_of_somebody_else_is_not_taken_over(request, person, organization):
    person = request.getfixturevalue(person)

    expect_refused(proven(person, organization=organization), person)


@pytest.mark.parametrize("person", ["outsider", "support"])
def test_nor_is_one_without_a_password_that_speaks_for_others(request, person):
    person = without_password(request.getfixturevalue(person))

    expect_refused(proven(person), person)


@pytest.mark.parametrize("state", ["of Acme", "of none", "removed", "removed and active again"])
def test_nobody_becomes_a_service_by_its_address(admin, acme_corporation, state):
    organization = None if state == "of none" else acme_corporation
    service, _ = make_service(organization, service_email="robot@acme.example")
    robot = service.service_member
    if state.startswith("removed"):
        remove_application(application=service, by=admin)
    User.objects.filter(pk=robot.pk).update(is_active=state != "removed")

    expect_refused(proven(robot), robot)


def test_nor_does_a_known_person_whose_address_becomes_that_of_a_service(acme_corporation):
    grace = welcome(GRACE)
    make_service(acme_corporation, service_email="robot@acme.example")

    again = welcome(replace(GRACE, email="robot@acme.example"))

    assert (again, again.email) == (grace, "grace@acme.example")


def test_a_provider_that_speaks_for_no_organization_links_nobody_of_one(member):
    expect_refused(proven(member, organization=""), member)


def test_another_account_with_the_same_address_is_refused_until_the_first_is_released():
    grace = welcome(GRACE)
    second = replace(GRACE, subject="grace-2")

    expect_refused(second, grace)
    release_sign_in(grace)

    assert welcome(second) == grace


def test_another_provider_takes_nobody_over_until_they_are_released():
    grace = welcome(GRACE)
    elsewhere = replace(GRACE, issuer="https://new.acme.example", subject="77")

    expect_refused(elsewhere, grace)
    release_sign_in(grace)

    moved = welcome(elsewhere)
    assert (moved, moved.issuer, moved.subject) == (grace, "https://new.acme.example", "77")


def test_whoever_was_let_in_by_hand_is_taken_over_by_nobody(member, settings):
    there = TrustedIssuer(
        issuer="https://a.example", jwks_uri="https://a.example/k", audience=("x",)
    )
    settings.TRUSTED_ISSUERS = {there.issuer: there}
    trust_subject(email=member.email, issuer=there.issuer, subject="member-1")

    expect_refused(proven(member), member)


def test_name_and_verified_address_follow_the_provider():
    grace = welcome(GRACE)

    welcome(replace(GRACE, email="Grace.Murray@acme.example", surname="Murray"))

    grace.refresh_from_db()
    assert (grace.email, grace.surname) == ("Grace.Murray@acme.example", "Murray")


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "MEMBER@acme.example"},
        {"email": "no address"},
        {"email": "grace.murray@acme.example", "is_email_verified": False},
    ],
    ids=["somebody else's", "none", "unverified"],
)
def test_an_address_that_cannot_follow_stays_and_the_person_comes_in(member, changes):
    welcome(GRACE)

    assert welcome(replace(GRACE, **changes)).email == "grace@acme.example"


def test_a_new_address_brings_what_waits_for_it(acme, admin):
    grace = welcome(GRACE)
    group = create_group(itwin=acme, name="Crew")
    invite_to_group(group=group, emails=["grace.murray@acme.example"], by=admin)

    welcome(replace(GRACE, email="grace.murray@acme.example", is_email_verified=False))
    assert not group.listed_users.exists()
    welcome(replace(GRACE, email="grace.murray@acme.example"))
    assert group.listed_users.get().user == grace


def test_nobody_changes_organizations_by_signing_in_but_who_has_none_joins(outsider):
    grace = welcome(replace(GRACE, organization=""))
    assert grace.organization is None

    assert welcome(GRACE).organization.name == "Acme Corporation"
    assert welcome(
        replace(GRACE, organization=str(outsider.organization_id))
    ).organization.name == ("Acme Corporation")


def test_an_organization_is_named_in_any_casing_or_by_its_id(acme_corporation):
    by_id = replace(GRACE, organization=str(acme_corporation.pk))
    by_name = replace(GRACE, organization="ACME corporation", subject="2", email="ada@acme.example")

    assert {welcome(by_id).organization, welcome(by_name).organization} == {acme_corporation}


def test_an_organization_that_is_not_here_lets_nobody_in():
    with pytest.raises(OrganizationUnknown):
        welcome(replace(GRACE, organization="Initech"))

    assert not User.objects.exists()
    assert Organization.objects.count() == 1


def test_who_was_let_go_stays_out_known_or_not(member):
    grace = welcome(GRACE)
    User.objects.update(is_active=False)

    for proof in (replace(GRACE, surname="Murray"), proven(member, subject="member-1")):
        with pytest.raises(PersonInactive):
            welcome(proof)

    grace.refresh_from_db()
    member.refresh_from_db()
    assert (grace.surname, member.issuer) == ("Hopper", "")


def expect_refused(proof: ProvenPerson, person: User) -> None:
    before = User.objects.filter(pk=person.pk).values().get()

    with pytest.raises(AddressTaken):
        welcome(proof)

    assert User.objects.filter(pk=person.pk).values().get() == before


@pytest.mark.postgresql
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="in SQLite one writer works at a time"
)
@pytest.mark.django_db(transaction=True)
def test_a_person_who_signs_in_twice_at_once_is_added_once():
    together = Barrier(4)

    def sign_in(_: int) -> User:
        try:
            together.wait()
            return welcome(replace(GRACE, groups=("Engineers",)))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as browsers:
        people = list(browsers.map(sign_in, range(4)))

    assert set(people) == {User.objects.get()}
