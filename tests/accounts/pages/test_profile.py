"""A person's own page: name, password, and signing out everywhere else."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import Grant

from accounts.authentication.access_tokens import issue_access_token
from accounts.models import ApiToken, User
from accounts.models.application import ApplicationKind
from accounts.operations.applications import register_application
from tests.accounts.pages.test_lock_out import HERE, fail
from tests.factories import PASSWORD, make_user
from tests.twins.pages.reading import text_of

PAGE = "/app/profile"
NEW = "pear-lamp-42-fjord"


def browser(person: User | None = None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def is_in(client: Client) -> bool:
    return client.get("/app/").status_code == 200


def session_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def is_accepted(api, token: str) -> bool:
    answer = api(None).get("/itwins", headers={"authorization": f"Bearer {token}"})
    return answer.status_code == 200


def passwords(old: str = PASSWORD, new: str = NEW, again: str = NEW) -> dict[str, str]:
    return {"old_password": old, "new_password1": new, "new_password2": again}


def complaints(response) -> list[str]:
    return re.findall(r'<li><a href="#id_\w+">([^<]*)</a></li>', response.content.decode())


def facts(response) -> dict[str, str]:
    page = response.content.decode()
    found = re.findall(r"<dt>([^<]*)</dt><dd>(.*?)</dd>", page)
    return {name: re.sub(r"<[^>]*>", "", value) for name, value in found if name != "Here since"}


@pytest.fixture
def provider_person(acme_corporation, settings) -> User:
    settings.OIDC_ISSUER = "https://sign-in.example/tenant/"
    return make_user(
        "grace@acme.example",
        organization=acme_corporation,
        issuer="https://sign-in.example/tenant",
        subject="grace-1",
    )


def test_the_page_says_who_one_is(admin):
    assert facts(browser(admin).get(PAGE)) == {
        "Name": "Admin Tester",
        "E-mail": "admin@acme.example",
        "Organization": "Acme Corporation",
        "Role in it": "Account Administrator",
        "Signs in": "with a password",
    }


def test_a_person_of_no_organization_has_no_role_in_one(loner):
    assert facts(browser(loner).get(PAGE)) == {
        "Name": "Loner Tester",
        "E-mail": "loner@nowhere.example",
        "Organization": "None",
        "Signs in": "with a password",
    }


def test_a_person_of_the_provider_is_told_where_their_name_comes_from(provider_person):
    provider_person.set_unusable_password()
    provider_person.save()

    page = browser(provider_person).get(PAGE)

    assert facts(page)["Signs in"] == "with your organization, at sign-in.example"
    assert "Your name and address come from sign-in.example" in text_of(page)
    assert "old_password" not in page.content.decode()
    assert "given_name" not in page.content.decode()


def test_a_person_may_have_both_ways_in(provider_person):
    page = browser(provider_person).get(PAGE)

    signs_in = "with your organization, at sign-in.example, or with a password"
    assert facts(page)["Signs in"] == signs_in
    assert "old_password" in page.content.decode()


def test_every_page_leads_there(member):
    assert f'href="{PAGE}"' in browser(member).get("/app/").content.decode()


@pytest.mark.parametrize("send", [Client.get, Client.post])
def test_who_is_not_signed_in_is_asked_to_and_comes_back(db, send):
    assert send(browser(), PAGE)["Location"] == "/app/sign-in?next=/app/profile"


# --- Name ---------------------------------------------------------------------------------------


def test_a_name_is_changed(member):
    client = browser(member)

    page = client.post(PAGE, {"given_name": " Özgür ", "surname": ""}, follow=True)

    assert facts(page)["Name"] == "Özgür"
    assert "Your name is changed." in text_of(page)
    member.refresh_from_db()
    assert (member.given_name, member.surname) == ("Özgür", "")


@pytest.mark.parametrize(
    ("given_name", "surname", "complaint"),
    [
        ("", "  ", "Enter a given name or a surname."),
        ("x" * 151, "", "Ensure this value has at most 150 characters (it has 151)."),
        ("x", "y" * 10_000, "Ensure this value has at most 150 characters (it has 10000)."),
        ("x\x00", "", "Null characters are not allowed."),
    ],
)
def test_a_name_that_will_not_do_is_refused_with_the_reason(member, given_name, surname, complaint):
    response = browser(member).post(PAGE, {"given_name": given_name, "surname": surname})

    assert complaints(response) == [complaint]
    assert "Member Tester" in facts(response)["Name"]
    member.refresh_from_db()
    assert member.display_name == "Member Tester"


def test_nothing_but_the_name_is_changed(member):
    browser(member).post(
        PAGE,
        {
            "given_name": "Member",
            "surname": "Tester",
            "is_staff": "on",
            "email": "other@acme.example",
            "organization_role": "Account Administrator",
        },
    )

    member.refresh_from_db()
    assert (member.is_staff, member.email, member.organization_role) == (
        *(False, "member@acme.example", ""),
    )


def test_a_name_of_the_provider_is_not_changed_here(provider_person):
    response = browser(provider_person).post(PAGE, {"given_name": "Other", "surname": "Name"})

    assert response.status_code == 403
    provider_person.refresh_from_db()
    assert provider_person.display_name == "Grace Tester"


# --- Password -----------------------------------------------------------------------------------


def test_another_password_ends_what_is_open_elsewhere(member, api):
    here, elsewhere, token = browser(member), browser(member), issue_access_token(member)

    page = here.post(PAGE, passwords(), follow=True)

    said = "Your password is changed. You are signed out everywhere else."
    assert said in text_of(page)
    assert (is_in(here), is_in(elsewhere), is_accepted(api, token)) == (True, False, False)
    form = {"username": member.email}
    assert browser().post("/app/sign-in", form | {"password": PASSWORD}).status_code == 200
    assert browser().post("/app/sign-in", form | {"password": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        (passwords(old="wrong"), ["That is not your present password."]),
        (passwords(old=""), ["This field is required."]),
        (passwords(again="other"), ["The two password fields didn\u2019t match."]),
        (
            passwords(new="12345678", again="12345678"),
            ["This password is too common.", "This password is entirely numeric."],
        ),
        (
            passwords(new="member@acme.example", again="member@acme.example"),
            ["The password is too similar to the e-mail."],
        ),
        (passwords(old="x\x00"), ["Null characters are not allowed."]),
        (passwords(old="x" * 10_000), ["That is not your present password."]),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(member, sent, complaint):
    client, elsewhere = browser(member), browser(member)

    response = client.post(PAGE, sent)

    assert (response.status_code, complaints(response)) == (200, complaint)
    assert (is_in(client), is_in(elsewhere)) == (True, True)
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_the_present_password_is_guessed_no_more_often_than_at_the_sign_in(member):
    client = Client(REMOTE_ADDR=HERE)
    client.force_login(member)
    fail(8, member.email)

    statuses = [client.post(PAGE, passwords(old=f"wrong {n}")).status_code for n in range(2)]
    locked = client.post(PAGE, passwords())

    assert statuses == [200, 429]
    assert (locked.status_code, complaints(locked)) == (
        429,
        ["Too many attempts failed. Wait 15 minutes, then try again."],
    )
    assert is_in(client)
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_a_person_of_the_provider_cannot_make_a_password(provider_person):
    provider_person.set_unusable_password()
    provider_person.save()

    assert browser(provider_person).post(PAGE, passwords()).status_code == 403
    provider_person.refresh_from_db()
    assert not provider_person.has_usable_password()


# --- Signing out elsewhere ----------------------------------------------------------------------


def test_signing_out_everywhere_else_keeps_this_session_alone(member, owner, api):
    here, elsewhere, other = browser(member), browser(member), browser(owner)
    token, others_token = issue_access_token(member), issue_access_token(owner)
    before = session_of(here)

    page = here.post(PAGE, {"sign_out": "elsewhere"}, follow=True)

    assert "You are signed out everywhere else." in text_of(page)
    assert (is_in(here), is_in(elsewhere), is_in(other)) == (True, False, True)
    assert (is_accepted(api, token), is_accepted(api, others_token)) == (False, True)
    assert session_of(here) != before


def test_a_code_that_was_handed_out_becomes_no_token(member, owner):
    application, _ = register_application(
        name="Viewer",
        kind=ApplicationKind.SINGLE_PAGE,
        by=None,
        redirect_uris=["https://v.example"],
    )
    for person in (member, owner):
        Grant.objects.create(
            user=person,
            application=application,
            code=f"code of {person}",
            expires=timezone.now(),
            redirect_uri="https://v.example",
        )

    browser(member).post(PAGE, {"sign_out": "elsewhere"})

    assert [grant.user for grant in Grant.objects.all()] == [owner]


def test_api_tokens_stay(member):
    ApiToken.objects.create(
        user=member, name="Nightly", checksum="0" * 64, prefix="twst_ab", expires_at=timezone.now()
    )

    page = browser(member).post(PAGE, {"sign_out": "elsewhere"}, follow=True)

    assert ApiToken.objects.get().revoked_at is None
    assert "API tokens that you made stay." in text_of(page)


def test_a_form_of_somebody_else_signs_nobody_out(member):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)

    assert client.post(PAGE, {"sign_out": "elsewhere"}).status_code == 403
    member.refresh_from_db()
    assert member.sign_outs == 0
