"""`manage.py trust_subject`."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.operations.applications import remove_application
from itwins_site.trusted_issuers import TrustedIssuer
from tests.factories.applications import make_service

HERE = "https://sign-in.example"


@pytest.fixture(autouse=True)
def _trusted(settings):
    entry = TrustedIssuer(issuer=HERE, jwks_uri=f"{HERE}/jwks", audience=("us",))
    settings.TRUSTED_ISSUERS = {HERE: entry}


def trust(email, subject="robot-1", issuer=HERE, **more):
    call_command("trust_subject", email, issuer=issuer, subject=subject, **more)


def refused(*given, **more):
    before = list(User.objects.order_by("pk").values())
    with pytest.raises(CommandError) as refusal:
        trust(*given, **more)
    assert list(User.objects.order_by("pk").values()) == before
    return str(refusal.value)


def test_a_service_is_added(acme_corporation, capsys):
    trust("robot@acme.example", name="Robot", organization="acme corporation")

    added = User.objects.get()
    assert (added.issuer, added.subject) == (HERE, "robot-1")
    assert (added.email, added.display_name) == ("robot@acme.example", "Robot")
    assert added.organization == acme_corporation
    assert not added.has_usable_password()
    assert capsys.readouterr().out == f"robot@acme.example is now who {HERE} calls robot-1.\n"


def test_an_organization_may_be_named_by_its_id(acme_corporation):
    trust("robot@acme.example", organization=str(acme_corporation.pk))

    assert User.objects.get().organization == acme_corporation


def test_whoever_is_here_keeps_all_else(member):
    before = User.objects.filter(pk=member.pk).values().get()

    trust(member.email.upper())

    now = User.objects.filter(pk=member.pk).values().get()
    assert now == before | {"issuer": HERE, "subject": "robot-1"}


def test_saying_it_twice_changes_nothing_more(member):
    trust(member.email)
    trust(member.email)

    assert User.objects.get().subject == "robot-1"


def test_an_issuer_that_is_not_trusted_is_refused(member):
    assert refused(member.email, issuer=f"{HERE}/") == (
        f"{HERE}/ is none of TRUSTED_ISSUERS."
        " Next: see that it is listed, and written as its tokens have it."
    )


@pytest.mark.parametrize("subject", ["", "  ", "s" * 256, "nul\0"], ids=repr)
def test_a_subject_that_no_token_can_have_is_refused(member, subject):
    assert refused(member.email, subject=subject) == "A subject has 1 to 255 characters."


def test_a_subject_of_somebody_else_is_refused(member, owner):
    trust(owner.email)

    assert refused(member.email) == f"robot-1 of {HERE} is owner@acme.example already."
    assert refused("new@acme.example") == f"robot-1 of {HERE} is owner@acme.example already."


def test_somebody_with_another_subject_is_refused(member):
    trust(member.email)

    assert refused(member.email, subject="robot-2") == (
        f"member@acme.example is robot-1 of {HERE}."
        " Next: manage.py release_sign_in member@acme.example."
    )


def test_support_staff_are_refused(support):
    assert refused(support.email) == (
        "support@itwins.example is support staff, who sign in with a password."
    )


def test_whoever_is_not_active_is_refused(member):
    member.is_active = False
    member.save()

    assert refused(member.email) == (
        "member@acme.example is not active. Next: activate them at /admin/."
    )


def test_a_service_that_is_stopped_is_refused_until_it_is_active(acme_corporation):
    robot = make_service(acme_corporation)[0].service_member
    User.objects.filter(pk=robot.pk).update(is_active=False)

    assert refused(robot.email) == f"{robot} is not active. Next: activate them at /admin/."


def test_a_service_that_was_removed_is_refused_for_good(acme_corporation, admin):
    service, _ = make_service(acme_corporation)
    robot = service.service_member
    trust(robot.email)
    remove_application(application=service, by=admin)

    assert refused(robot.email) == (
        f"{robot} was a service, which is removed for good. Next: choose another address."
    )
    assert not User.objects.filter(subject="robot-1").exists()


@pytest.mark.parametrize("more", [{"name": "M"}, {"organization": "Acme Corporation"}], ids=str)
def test_whoever_is_here_is_not_described_anew(member, more):
    assert refused(member.email, **more) == (
        "member@acme.example is here already. Next: leave out --name and --organization."
    )


def test_an_unknown_organization_is_refused(db):
    assert refused("robot@acme.example", organization="Nobody") == (
        "There is no organization Nobody."
    )


def test_an_address_that_is_none_is_refused(db):
    assert refused("robot") == "'robot' is not an e-mail address."
