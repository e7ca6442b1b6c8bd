"""What a browser is given to be known by, and for how long."""

from datetime import timedelta
from http.cookies import Morsel

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import PASSWORD

PLAIN = {"path": "/", "httponly": True, "samesite": "Lax"}


def sign_in(client: Client, person, **more):
    form = {"username": person.email, "password": PASSWORD}
    return client.post("/app/sign-in", form, **more)


def attributes(cookie: Morsel) -> dict[str, object]:
    """Everything that is set, but the moment at which it ends: that follows from max-age."""
    return {key: value for key, value in cookie.items() if value and key != "expires"}


def test_the_cookies_are_for_this_host_and_no_script(member, settings, time_machine):
    time_machine.move_to(timezone.now(), tick=False)

    response = sign_in(Client(), member)

    assert {name: attributes(cookie) for name, cookie in response.cookies.items()} == {
        settings.SESSION_COOKIE_NAME: PLAIN | {"max-age": 12 * 3600},
        settings.CSRF_COOKIE_NAME: PLAIN | {"max-age": 364 * 24 * 3600},
    }


def test_the_cookies_travel_over_https_alone_where_there_is_https(member, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True

    response = sign_in(Client(), member, secure=True)

    assert [attributes(cookie)["secure"] for cookie in response.cookies.values()] == [True, True]


@pytest.mark.parametrize("is_known_here", [True, False])
def test_a_session_that_somebody_else_planted_is_not_continued(member, settings, is_known_here):
    client, planter = Client(), Client()
    name = settings.SESSION_COOKIE_NAME
    session = client.session  # which makes one
    session.save()
    planted = session.session_key if is_known_here else "a" * 32
    client.cookies[name] = planter.cookies[name] = planted

    sign_in(client, member)

    assert client.get("/app/").status_code == 200
    assert client.cookies[name].value != planted
    assert planter.get("/app/").status_code == 302


def test_a_session_ends_after_a_working_day(member, time_machine):
    client = Client()
    sign_in(client, member)

    time_machine.move_to(timezone.now() + timedelta(hours=11, minutes=59))
    assert client.get("/app/").status_code == 200
    time_machine.move_to(timezone.now() + timedelta(minutes=2))

    assert client.get("/app/").status_code == 302


def test_a_session_that_is_written_into_ends_no_later(support, time_machine):
    for page in ("/app/sign-in", "/admin/login/"):
        client = Client()
        start = timezone.now()
        client.post(page, {"username": support.email, "password": PASSWORD})
        time_machine.move_to(start + timedelta(hours=11))
        session = client.session
        session["something"] = "new"
        session.save()
        assert client.get("/app/").status_code == 200
        client.post("/app/profile", {"sign_out": ""})  # which gives it another key

        time_machine.move_to(start + timedelta(hours=11, minutes=59))
        assert client.get("/app/").status_code == 200
        time_machine.move_to(start + timedelta(hours=12, seconds=1))

        assert client.get("/app/").status_code == 302


def test_the_session_of_before_is_of_no_use_after_sign_out(member, settings):
    client, thief = Client(), Client()
    sign_in(client, member)
    name = settings.SESSION_COOKIE_NAME
    thief.cookies[name] = client.cookies[name].value
    assert thief.get("/app/").status_code == 200

    client.post("/app/sign-out")

    assert thief.get("/app/").status_code == 302


def test_pages_tell_nobody_where_a_person_came_from(member):
    client = Client()
    sign_in(client, member)

    assert client.get("/app/")["Referrer-Policy"] == "same-origin"


def test_a_form_without_its_token_changes_nothing(member):
    client = Client(enforce_csrf_checks=True)

    assert sign_in(client, member).status_code == 403
    assert client.get("/app/").status_code == 302
