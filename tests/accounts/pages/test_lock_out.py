"""Whoever guesses passwords waits: at the sign-in of people and at that of support staff."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.authentication.access_tokens import issue_access_token
from accounts.tasks import forget_failed_sign_ins
from tests.factories import PASSWORD
from twins.management.commands.worker import DUTIES

PAGE, ADMIN = "/app/sign-in", "/admin/login/"
HERE, THERE = "192.0.2.1", "192.0.2.2"
TOO_MANY = "Too many attempts failed. Wait 15 minutes, then try again."
WRONG = "This e-mail address and password do not fit together."


def attempt(
    name: str, given: str = "wrong", *, at: str = PAGE, address: str = HERE, **headers: str
) -> HttpResponse:
    browser = Client(REMOTE_ADDR=address, **headers)
    return browser.post(at, {"username": name, "password": given})


def fail(times: int, name: str, *, at: str = PAGE, address: str = HERE) -> list[int]:
    """The statuses of so many wrong guesses."""
    return [attempt(name, f"wrong {n}", at=at, address=address).status_code for n in range(times)]


def fail_with_many_names(times: int, address: str = HERE) -> None:
    """So many wrong guesses from an address, nine for each name: no name is locked."""
    for number in range(times):
        attempt(f"somebody-{number // 9}@acme.example", address=address)


def is_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and settings.SESSION_COOKIE_NAME in response.cookies


@pytest.mark.parametrize("at", [PAGE, ADMIN])
def test_the_tenth_failure_locks_even_the_right_password_out(support, at):
    assert fail(10, support.email, at=at) == [200] * 9 + [429]

    response = attempt(support.email, PASSWORD, at=at)

    assert (response.status_code, response["Retry-After"]) == (429, "900")
    page = response.content.decode()
    assert TOO_MANY in page
    assert "Check them" not in page
    assert not is_in(response)


def test_both_sign_ins_count_together(support):
    fail(5, support.email, at=PAGE)

    assert fail(5, support.email, at=ADMIN) == [200] * 4 + [429]
    assert attempt(support.email, PASSWORD).status_code == 429


@pytest.mark.parametrize("at", [PAGE, ADMIN])
def test_the_answers_to_somebody_and_to_nobody_are_the_same(support, at):
    def answers(name: str) -> list[tuple[object, ...]]:
        given = [attempt(name, at=at) for _ in range(11)]
        words = [[text.encode() in each.content for text in (TOO_MANY, WRONG)] for each in given]
        return [
            (each.status_code, each.get("Retry-After"), said)
            for each, said in zip(given, words, strict=True)
        ]

    assert answers("nobody@itwins.example") == answers(support.email)


@pytest.mark.parametrize(
    "spelling", ["MEMBER@acme.example", "  member@acme.example ", "\uff4dember@acme.example"]
)
def test_every_spelling_that_signs_a_person_in_counts_as_theirs(member, spelling):
    fail(9, member.email)

    assert attempt(spelling).status_code == 429
    assert attempt(member.email, PASSWORD).status_code == 429


def test_other_names_and_other_addresses_are_let_in(member, owner):
    fail(10, member.email)

    assert is_in(attempt(owner.email, PASSWORD))
    assert is_in(attempt(member.email, PASSWORD, address=THERE))


def test_another_browser_does_not_get_another_ten_guesses(member):
    statuses = [attempt(member.email, HTTP_USER_AGENT=f"{n}").status_code for n in range(10)]

    assert statuses == [200] * 9 + [429]


def test_a_client_with_a_whole_ipv6_network_counts_as_one(member):
    statuses = [attempt(member.email, address=f"2001:db8::{n}").status_code for n in range(10)]

    assert statuses == [200] * 9 + [429]
    assert is_in(attempt(member.email, PASSWORD, address="2001:db8:0:1::1"))


def test_clients_behind_a_proxy_are_told_apart(member, settings):
    settings.PROXIES = 1

    statuses = [
        attempt(member.email, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}, {HERE}").status_code
        for n in range(10)
    ]

    assert statuses == [200] * 9 + [429]
    assert is_in(attempt(member.email, PASSWORD, HTTP_X_FORWARDED_FOR=THERE))


def test_a_hundred_failures_lock_an_address_whatever_the_names(member):
    fail_with_many_names(99)
    assert is_in(attempt(member.email, PASSWORD))

    fail_with_many_names(1)

    assert attempt(member.email, PASSWORD).status_code == 429
    assert is_in(attempt(member.email, PASSWORD, address=THERE))


def test_signing_in_oneself_clears_no_failure_of_others(member, owner):
    fail(9, member.email)
    fail_with_many_names(90)

    assert is_in(attempt(owner.email, PASSWORD))

    assert attempt(member.email).status_code == 429
    assert attempt(owner.email, PASSWORD).status_code == 429


def test_a_sign_in_clears_the_failures_of_that_name(member):
    fail(9, member.email)
    assert is_in(attempt(member.email, PASSWORD))

    assert fail(9, member.email) == [200] * 9


def test_after_a_quarter_of_an_hour_one_may_try_again(member, time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    fail(10, member.email)

    time_machine.move_to(start + timedelta(minutes=14), tick=False)
    assert attempt(member.email, PASSWORD).status_code == 429  # which does not prolong the wait
    time_machine.move_to(start + timedelta(minutes=15, seconds=1), tick=False)

    assert fail(9, member.email) == [200] * 9
    assert is_in(attempt(member.email, PASSWORD))


def test_the_way_through_the_provider_stays_open(provider, through, member):
    fail(10, member.email, address="127.0.0.1")
    fail_with_many_names(90, address="127.0.0.1")
    page = attempt(member.email, address="127.0.0.1").content.decode()
    assert "Signing in with your organization still works." in page
    assert 'href="/app/sign-in/provider"' in page

    assert through(Client()).status_code == 302

    assert AccessAttempt.objects.count() == 11


def test_tokens_are_not_locked_with_their_person(member, api):
    token = issue_access_token(member)
    fail(10, member.email, address="127.0.0.1")
    for _ in range(120):
        api(None).get("/itwins", headers={"authorization": f"Bearer {token}x"})

    assert api(member).get("/itwins").status_code == 200


def test_nothing_that_was_typed_is_kept(member):
    typed = {
        "username": PASSWORD,  # in the wrong field
        "password": "hunter2",
        "passwd": "hunter2",
        "next": "/app/?q=hunter2",
    }
    Client(HTTP_USER_AGENT="hunter2").post(f"{PAGE}?password=hunter2&p=hunter2", typed)

    (row,) = AccessAttempt.objects.values()
    kept = "\n".join(str(value) for value in row.values())
    assert "hunter2" not in kept
    assert PASSWORD not in kept


@pytest.mark.parametrize("at", [PAGE, ADMIN])
@pytest.mark.parametrize(
    "name", ["x" * 10_000, "x\x00y", "\x00", "\ud800", "x" * 254, "ß" * 254, "' OR 1=1 --", "%", ""]
)
def test_a_hostile_name_gets_the_page_again(db, at, name):
    body = f"username={name}&password=y".encode("utf-8", "surrogatepass")
    form = "application/x-www-form-urlencoded"

    statuses = [Client().post(at, body, content_type=form).status_code for _ in range(2)]

    assert statuses == [200, 200]


def test_hostile_headers_get_the_page_again(db):
    headers = {"HTTP_USER_AGENT": "a" * 10_000, "HTTP_ACCEPT": "b" * 10_000}

    assert attempt("nobody@acme.example", **headers).status_code == 200


def test_a_lock_out_is_one_line_that_holds_nothing_typed(member, lines):
    fail(12, member.email)
    fail(10, PASSWORD)  # a password, in the field for the address

    told = [line for line in lines() if "sign-in locked" in line]
    assert [f"user_id={member.pk}" in line for line in told] == [True, False]
    assert all(f"address={HERE}" in line for line in told)
    written = "\n".join(lines())
    assert "wrong 1" not in written
    assert PASSWORD not in written
    assert member.email not in written
    assert "axes" not in written
    assert "Traceback" not in written


def test_signing_in_and_out_is_no_news(member, lines):
    client = Client()
    client.post(PAGE, {"username": member.email, "password": PASSWORD})
    client.post("/app/sign-out")

    assert [line for line in lines() if " request " not in line] == []


def test_the_worker_forgets_failures_that_no_longer_count(member, time_machine):
    fail(3, member.email)
    forget_failed_sign_ins()
    assert (AccessAttempt.objects.count(), forget_failed_sign_ins in DUTIES) == (1, True)

    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    forget_failed_sign_ins()

    assert AccessAttempt.objects.count() == 0


def test_a_command_of_the_library_lets_everybody_try_again(member, capsys):
    fail(10, member.email)

    call_command("axes_reset")

    assert is_in(attempt(member.email, PASSWORD))
