"""Signing in at the organization's own provider, and out again."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import DirectoryGroupUser, User
from accounts.operations.invitation_links import invitation_link
from accounts.operations.invitations import Offer, invite
from accounts.queries.members import role_ids_held
from accounts.tasks import forget_ended_sessions
from tests.accounts.issuer.conftest import make_application
from tests.accounts.issuer.flows import authorize_address
from tests.accounts.pages.conftest import CALLBACK
from tests.factories.applications import make_service
from tests.openid_provider import CLIENT_ID, CLIENT_SECRET, GRACE
from tests.twins.pages.reading import text_of
from twins.management.commands.worker import DUTIES


def groups_of(user: User) -> set[str]:
    rows = DirectoryGroupUser.objects.filter(user=user)
    return set(rows.values_list("directory_group__name", flat=True))


def test_a_browser_brings_what_the_protocol_asks_for(provider):
    start = Client().get("/app/sign-in/provider")

    address = urlsplit(start["Location"])
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    secrets = {name: len(asked.pop(name)) for name in ("state", "nonce", "code_challenge")}
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{provider.issuer}/auth"
    assert asked == {
        "response_type": "code",
        "scope": "openid email profile",
        "client_id": CLIENT_ID,
        "redirect_uri": f"http://testserver{CALLBACK}",
        "code_challenge_method": "S256",
    }
    assert secrets == {"state": 32, "nonce": 32, "code_challenge": 43}
    assert "no-store" in start["Cache-Control"]


def test_the_first_sign_in_adds_the_person_with_what_waits_for_them(
    provider, through, bridge, viewer, owner, acme_corporation
):
    invite(itwin=bridge, offers=[Offer("Grace@ACME.example", [viewer.pk])], by=owner)
    provider.claims["groups"] = ["Engineers", 7, ""]
    client = Client()

    response = through(client, f"/app/itwins/{bridge.pk}")

    grace = User.objects.get(email="grace@acme.example")
    assert (response.status_code, response["Location"]) == (302, f"/app/itwins/{bridge.pk}")
    assert (grace.issuer, grace.subject) == (provider.issuer, "grace-1")
    assert (grace.given_name, grace.surname) == ("Grace", "Hopper")
    assert (grace.organization, grace.organization_role) == (acme_corporation, "")
    assert not grace.has_usable_password()
    assert role_ids_held(bridge, [grace.pk])[grace.pk] == [viewer.pk]
    assert groups_of(grace) == {"Engineers"}
    assert client.get(response["Location"]).status_code == 200


def test_directory_groups_follow_the_claim_and_stay_without_it(provider, through):
    provider.claims["groups"] = ["Engineers", "Pilots"]
    through(Client())
    grace = User.objects.get(subject="grace-1")

    del provider.claims["groups"]
    through(Client())
    assert groups_of(grace) == {"Engineers", "Pilots"}
    provider.claims["groups"] = ["Pilots"]
    through(Client())
    assert groups_of(grace) == {"Pilots"}
    provider.claims["groups"] = []
    through(Client())
    assert groups_of(grace) == set()


def test_the_session_is_a_new_one_and_ends_within_half_a_day(provider, through, time_machine):
    client = Client()
    client.get("/app/sign-in/provider")
    before = client.cookies[django_settings.SESSION_COOKIE_NAME].value

    through(client)

    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
    assert cookie.value != before
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert client.get("/app/").status_code == 200
    time_machine.move_to(timezone.now() + timedelta(hours=12, seconds=1))
    assert client.get("/app/")["Location"].startswith("/app/sign-in?")


def test_the_worker_forgets_sessions_that_are_over(provider, through, time_machine):
    Client().get("/app/sign-in/provider")
    through(Client())
    time_machine.move_to(timezone.now() + timedelta(hours=11))
    forget_ended_sessions()
    assert (Session.objects.count(), forget_ended_sessions in DUTIES) == (2, True)

    time_machine.move_to(timezone.now() + timedelta(hours=2))
    forget_ended_sessions()
    assert Session.objects.count() == 0


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_sign_in_leads_home_when_the_way_back_is_not_ours(provider, through, elsewhere):
    assert through(Client(), elsewhere)["Location"] == "/app/"


def test_claims_come_from_userinfo_when_the_id_token_is_a_short_one(provider, through):
    provider.userinfo = (200, {**GRACE, "sub": "grace-1", "groups": ["Pilots"]})
    provider.claims = {"sub": "grace-1"}

    assert through(Client())["Location"] == "/app/"

    grace = User.objects.get(email="grace@acme.example")
    assert (grace.display_name, groups_of(grace)) == ("Grace Hopper", {"Pilots"})


def test_who_is_deactivated_is_out_at_once(provider, through):
    client = Client()
    through(client)
    assert client.get("/app/").status_code == 200

    User.objects.update(is_active=False)

    assert client.get("/app/").status_code == 302


def test_sessions_of_a_provider_end_with_it(provider, through, settings):
    client = Client()
    through(client)

    settings.OIDC_ISSUER = ""
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

    assert client.get("/app/").status_code == 302


def test_a_password_never_asks_the_provider(provider, member):
    response = Client().post(
        "/app/sign-in?code=a-code&state=x", {"username": member.email, "password": "wrong"}
    )

    assert response.status_code == 200
    assert provider.seen == []


def test_a_client_secret_is_sent_in_the_form_to_who_takes_it_only_there(provider, through):
    provider.discovery["token_endpoint_auth_methods_supported"] = ["client_secret_post"]

    through(Client())

    assert provider.seen[0]["client_secret"] == CLIENT_SECRET


def test_a_sign_in_begun_under_another_name_goes_on_under_the_public_one(provider, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    response = Client(SERVER_NAME="127.0.0.1").get("/app/sign-in/provider?next=/app/recents")

    assert response["Location"] == "http://testserver/app/sign-in/provider?next=/app/recents"


def test_the_sign_in_page_offers_the_provider_first(provider):
    response = Client().get("/app/sign-in?next=/app/recents")

    page = response.content.decode()
    assert 'href="/app/sign-in/provider?next=%2Fapp%2Frecents">Sign in with your organ' in page
    assert page.index("Sign in with your organization") < page.index('name="username"')
    assert "form-action 'self'" in response["Content-Security-Policy"]


def test_nobody_signs_in_as_a_service_that_the_provider_knows(provider, through, acme_corporation):
    robot = make_service(acme_corporation, name="Survey robot")[0].service_member
    User.objects.filter(pk=robot.pk).update(issuer=provider.issuer, subject="grace-1")
    before = User.objects.filter(pk=robot.pk).values().get()
    client = Client()

    response = through(client)

    assert response.status_code == 403
    assert "Services do not sign in" in text_of(response)
    assert "release it" in text_of(response)
    assert client.get("/app/").status_code == 302
    assert list(User.objects.values()) == [before]


@pytest.mark.parametrize("address", ["/app/sign-in/provider", f"{CALLBACK}?code=a&state=b"])
def test_without_a_provider_there_is_nothing_of_it(db, address):
    assert Client().get(address).status_code == 404
    assert "your organization" not in text_of(Client().get("/app/sign-in"))


def test_signing_out_offers_to_sign_out_at_the_provider_too(provider, through):
    client = Client()
    through(client)

    response = client.post("/app/sign-out")

    assert "still signed in at your organization (127.0.0.1)." in text_of(response)
    assert f'href="{provider.issuer}/end?id_token_hint=ey' in response.content.decode()
    assert client.get("/app/").status_code == 302


def test_signing_out_is_plain_when_the_provider_knows_no_end(provider, through):
    provider.discovery["end_session_endpoint"] = None
    client = Client()
    through(client)

    assert client.post("/app/sign-out")["Location"] == "/app/sign-in"


def test_signing_out_to_answer_an_invitation_leads_there(provider, through):
    client = Client()
    through(client)

    assert client.post("/app/sign-out", {"next": "/app/"})["Location"] == "/app/"


def test_an_invitation_is_accepted_by_signing_in_at_the_provider(
    provider, through, bridge, viewer, owner
):
    (sent,) = invite(itwin=bridge, offers=[Offer("grace@acme.example", [viewer.pk])], by=owner)
    page = invitation_link(sent).removeprefix("http://testserver")
    client = Client()

    shown = client.get(page).content.decode()
    back = through(client, page)
    welcomed = client.get(back["Location"])

    assert f'href="/app/sign-in/provider?{urlencode({"next": page})}"' in shown
    assert back["Location"] == page
    assert welcomed["Location"] == f"/app/itwins/{bridge.pk}"


def prompt_at(client, next_page):
    start = client.get("/app/sign-in/provider", {"next": next_page})
    return parse_qs(urlsplit(start["Location"]).query).get("prompt")


@pytest.mark.parametrize("asked", [{"prompt": "login"}, {"max_age": "0"}], ids=str)
def test_the_provider_asks_again_whom_an_application_has_asked_again(
    provider, through, member, asked
):
    application, _ = make_application(member, is_trusted=True)
    client = Client()
    through(client)
    for browser in (client, Client()):  # the other is signed in at the provider alone
        page = browser.get(authorize_address(application, **asked))
        way_on = parse_qs(urlsplit(page["Location"]).query)["next"][0]

        assert prompt_at(browser, way_on) == ["login"]
        assert through(browser, way_on)["Location"] == way_on
        assert "code=" in browser.get(way_on)["Location"]


def test_the_provider_asks_nobody_again_unasked(provider, through, member):
    application, _ = make_application(member)
    client = Client()
    through(client)

    for browser in (client, Client()):
        asked = [prompt_at(browser, page) for page in ("", "/app/", authorize_address(application))]
        assert asked == [None, None, None]


def test_the_window_of_an_application_stays_its_own_on_the_way(provider, through, member):
    application, _ = make_application(member)
    way_on = authorize_address(application)
    client = Client()

    steps = [
        client.get("/app/sign-in/provider", {"next": way_on}),
        through(client, way_on),
        through(Client(), "/app/"),
    ]

    assert [step["Cross-Origin-Opener-Policy"] for step in steps] == [
        "unsafe-none",
        "unsafe-none",
        "same-origin",
    ]
    assert steps[1]["Location"] == way_on
