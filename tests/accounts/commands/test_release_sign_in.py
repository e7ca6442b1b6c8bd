"""`manage.py release_sign_in`."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.authentication.access_tokens import issue_access_token
from tests.factories.applications import make_service


def test_a_person_is_signed_out_and_has_no_way_in(member, api, capsys):
    member.issuer, member.subject = "https://sign-in.example", "member-1"
    member.save()
    client = Client()
    client.force_login(member)
    header = {"authorization": f"Bearer {issue_access_token(member)}"}

    call_command("release_sign_in", member.email.upper())

    member.refresh_from_db()
    assert (member.issuer, member.subject, member.has_usable_password()) == ("", "", False)
    assert client.get("/app/").status_code == 302
    assert api(None).get("/itwins", headers=header).status_code == 401
    assert capsys.readouterr().out == (
        "member@acme.example has no way to sign in until they do so at the provider.\n"
    )


def test_support_staff_and_strangers_are_left_alone(support):
    with pytest.raises(CommandError, match="Support staff sign in with a password"):
        call_command("release_sign_in", support.email)
    with pytest.raises(CommandError, match=r"There is nobody with the e-mail nobody@acme.example."):
        call_command("release_sign_in", "nobody@acme.example")
    support.refresh_from_db()
    assert support.has_usable_password()


def test_a_service_application_has_no_sign_in_to_release(acme_corporation):
    service, _ = make_service(acme_corporation)

    with pytest.raises(CommandError, match="is a service application: nobody signs in as it"):
        call_command("release_sign_in", service.service_member.email)


def test_a_service_that_an_issuer_knows_is_let_go_by_it(acme_corporation, capsys):
    robot = make_service(acme_corporation)[0].service_member
    robot.issuer, robot.subject = "https://sign-in.example", "robot-1"
    robot.save()

    call_command("release_sign_in", robot.email)

    robot.refresh_from_db()
    assert (robot.issuer, robot.subject) == ("", "")
    assert capsys.readouterr().out == f"No issuer's token acts as {robot} any more.\n"
