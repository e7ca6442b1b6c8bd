"""One application: who sees it, what is changed there, a new secret, and its end."""

import pytest

from accounts.models import Application, ApplicationKind, User
from accounts.operations.applications import trust_application
from accounts.operations.consents import give_consent
from tests.accounts.pages.reading import (
    LIST,
    browser_of,
    errors_of,
    secret_of,
    text_of,
    value_of,
)
from tests.factories import make_group, make_member, make_user
from tests.factories.applications import CALLBACK, make_application, make_service, make_token

PLACES = ["", "/secret", "/remove"]


@pytest.fixture
def service(admin, acme_corporation) -> Application:
    return make_service(acme_corporation, by=admin)[0]


@pytest.fixture
def portal(owner) -> Application:
    """A web application, which has a secret and acts for people."""
    return make_application(owner, kind=ApplicationKind.WEB, name="Portal")


def page_of(application: Application) -> str:
    return f"{LIST}/{application.pk}"


def stored() -> list[dict]:
    return [*Application.objects.order_by("pk").values()]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("application", "who"),
    [
        ("service", "owner"),
        ("service", "outsider"),
        ("service", "loner"),
        ("service", "support"),
        ("portal", "admin"),
        ("portal", "member"),
        ("portal", "outsider"),
        ("portal", "support"),
    ],
)
def test_for_everybody_else_there_is_no_such_application(request, application, who, place):
    application = request.getfixturevalue(application)
    client = browser_of(request.getfixturevalue(who))
    before = stored()

    answers = [
        client.get(page_of(application) + place),
        client.post(page_of(application) + place, {"name": "Taken", "redirect_uris": CALLBACK}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert application.name not in answers[0].content.decode()
    assert stored() == before


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("number", ["0", "99999", "9" * 30, "x", "-1"])
def test_a_guessed_number_is_of_no_application(admin, service, number, place):
    assert browser_of(admin).get(f"{LIST}/{number}{place}").status_code == 404


@pytest.mark.parametrize("place", PLACES)
def test_strangers_are_sent_to_sign_in_and_back(client, service, place):
    for answer in (client.get(page_of(service) + place), client.post(page_of(service) + place)):
        address = f"/app/sign-in?next={page_of(service)}{place}"
        assert (answer.status_code, answer["Location"]) == (302, address)
    assert Application.objects.get() == service


def test_every_administrator_of_the_organization_manages_its_services(service, acme_corporation):
    other = make_user("admin2@acme.example", organization=acme_corporation, administrator=True)
    client = browser_of(other)

    answer = client.post(page_of(service), {"name": "Crawler"})

    assert answer.status_code == 302
    assert "The application is saved." in text_of(client.get(page_of(service)))
    assert Application.objects.get().name == "Crawler"
    assert User.objects.get(is_service=True).given_name == "Crawler"


def test_who_administers_no_more_manages_no_services(admin, service):
    User.objects.filter(pk=admin.pk).update(organization_role="")

    assert browser_of(admin).get(page_of(service)).status_code == 404
    assert service.name not in text_of(browser_of(admin).get(LIST))


def test_name_and_addresses_are_changed(owner, portal):
    client = browser_of(owner)
    form = client.get(page_of(portal))
    values = {
        "name": "Gate",
        "redirect_uris": "https://b.example/cb\r\nhttps://c.example/cb",
        "sign_out_uris": "https://b.example/",
        "seen_at": value_of(form, "seen_at"),
    }

    answer = client.post(page_of(portal), values)

    assert answer.status_code == 302
    changed = Application.objects.get()
    assert (changed.name, changed.redirect_uris, changed.post_logout_redirect_uris) == (
        "Gate",
        "https://b.example/cb https://c.example/cb",
        "https://b.example/",
    )
    assert CALLBACK in form.content.decode()


def test_what_is_wrong_is_named_and_nothing_is_changed(owner, portal):
    before = stored()

    answer = browser_of(owner).post(
        page_of(portal), {"name": "", "redirect_uris": "javascript:alert(1)", "seen_at": "\x00"}
    )

    assert answer.status_code == 200
    assert errors_of(answer) == [
        "Enter a name.",
        "javascript:alert(1) does not begin with https://.",
        "Enter a valid date/time.",
    ]
    assert stored() == before


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(admin, service):
    client = browser_of(admin)
    seen_at = value_of(client.get(page_of(service)), "seen_at")
    trust_application(application=service, is_trusted=False)
    before = stored()

    answer = client.post(page_of(service), {"name": "Mine", "seen_at": seen_at})

    assert answer.status_code == 200
    assert "Somebody has changed this application since you opened the page." in text_of(answer)
    assert 'value="Mine"' in answer.content.decode()
    assert stored() == before


def test_the_page_says_that_a_new_address_costs_the_trust(owner):
    viewer = make_application(owner, is_trusted=True)
    client = browser_of(owner)
    assert "with another redirect URI it asks for consent again" in text_of(
        client.get(page_of(viewer))
    )

    values = {"name": "Viewer", "redirect_uris": f"{CALLBACK}\nhttps://b.example/"}
    answer = client.post(page_of(viewer), values, follow=True)

    assert "It has a new address, so it asks for consent again." in text_of(answer)
    assert not Application.objects.get().skip_authorization


# --- A new secret ---------------------------------------------------------------------------------
@pytest.mark.parametrize("ends_tokens", [False, True])
def test_a_new_secret_is_shown_once(api, admin, service, ends_tokens):
    client = browser_of(admin)
    token = make_token(service)
    form = client.get(f"{page_of(service)}/secret")
    values = {"seen_at": value_of(form, "seen_at")} | ({"ends_tokens": "on"} if ends_tokens else {})

    answer = client.post(f"{page_of(service)}/secret", values)

    assert "before (1) count until they expire" in text_of(form)
    assert len(secret_of(answer)) == 64
    assert "no-store" in answer["Cache-Control"]
    assert f"export ITP_SERVICE_CLIENT_SECRET={secret_of(answer)}" in text_of(answer)
    assert ("So have the tokens it was given." in text_of(answer)) is ends_tokens
    bearer = {"Authorization": f"Bearer {token}"}
    assert api(None).get("/users/me", headers=bearer).status_code == (401 if ends_tokens else 200)


def test_a_form_that_is_sent_again_makes_no_second_secret(admin, service):
    client = browser_of(admin)
    address = f"{page_of(service)}/secret"
    values = {"seen_at": value_of(client.get(address), "seen_at")}
    first = client.post(address, values)
    kept = stored()

    again = client.post(address, values, follow=True)

    assert secret_of(first)
    assert "the first secret counts" in text_of(again)
    assert (secret_of(again), stored()) == ("", kept)


def test_what_has_no_secret_gets_none(owner):
    viewer = make_application(owner)
    client = browser_of(owner)

    assert client.get(f"{page_of(viewer)}/secret").status_code == 404
    assert client.post(f"{page_of(viewer)}/secret").status_code == 404
    assert "New secret" not in text_of(client.get(page_of(viewer)))


# --- Its end --------------------------------------------------------------------------------------
def test_what_ends_with_a_service_is_counted_before_it_is_removed(
    admin, service, acme, bridge, acme_corporation
):
    robot = service.service_member
    make_member(bridge, robot)
    make_group(acme, robot)
    make_token(service)
    other, _ = make_service(acme_corporation, name="Other robot")
    make_token(other)
    client = browser_of(admin)

    asked = text_of(client.get(f"{page_of(service)}/remove"))
    assert "the one that counts now stops at once" in asked
    assert (
        "access to 1 iTwin of which it is an owner or a member, and to what 1 group gives it"
        in (asked)
    )
    assert Application.objects.count() == 2

    done = client.post(f"{page_of(service)}/remove", follow=True)

    assert "Robot is removed. Nothing it held works any more." in text_of(done)
    assert Application.objects.get() == other
    assert not User.objects.get(pk=robot.pk).is_active
    assert client.post(f"{page_of(service)}/remove").status_code == 404


def test_what_ends_with_another_application_is_counted_too(owner, portal, member, newcomer):
    for person in (member, newcomer):
        give_consent(user=person, application=portal, scopes=["openid"])

    asked = text_of(browser_of(owner).get(f"{page_of(portal)}/remove"))

    assert "the 0 that count now stop at once" in asked
    assert "2 people who let it in have to let in another one." in asked


def test_a_form_of_a_foreign_page_removes_nothing(admin, service):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(admin)

    for place in ("/remove", "/secret", "", "/withdraw"):
        assert client.post(page_of(service) + place).status_code == 403
    assert client.post(f"{LIST}/new").status_code == 403
    assert Application.objects.get() == service
