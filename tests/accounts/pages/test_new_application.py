"""Registering an application: what is shown once, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from accounts.models import Application, ApplicationKind, User
from accounts.operations.applications import MOST_APPLICATIONS
from tests.accounts.pages.reading import (
    NEW,
    browser_of,
    errors_of,
    register,
    secret_of,
    text_of,
    value_of,
)
from tests.factories.applications import CALLBACK, make_application, make_service


@pytest.fixture(autouse=True)
def _public_url(settings):
    settings.PUBLIC_URL, settings.ISSUER = "http://twins.example", "http://twins.example/o"


def test_a_single_page_application_is_registered_with_lines_to_paste(owner):
    client = browser_of(owner)

    answer = register(client, redirect_uris=f"{CALLBACK}\r\n\r\nhttp://localhost:3000/cb")

    made = Application.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/app/applications/{made.pk}")
    assert (made.user, made.organization, made.kind) == (owner, None, ApplicationKind.SINGLE_PAGE)
    assert made.redirect_uris.split() == [CALLBACK, "http://localhost:3000/cb"]
    page = text_of(client.get(answer["Location"]))
    assert "Viewer is registered." in page
    assert (
        'IMJS_AUTH_AUTHORITY="http://twins.example/o"'
        f' IMJS_AUTH_CLIENT_CLIENT_ID="{made.client_id}"'
        ' IMJS_AUTH_CLIENT_SCOPES="openid profile email offline_access itwin-platform"'
        f' IMJS_AUTH_CLIENT_REDIRECT_URI="{CALLBACK}" ' in page
    )


def test_the_secret_of_a_service_is_shown_once_with_lines_to_paste(admin, acme_corporation):
    client = browser_of(admin)

    answer = register(
        client, name="Robot", kind="Service", redirect_uris="ignored", sign_out_uris=""
    )

    made = Application.objects.get()
    assert (made.organization, made.redirect_uris) == (acme_corporation, "")
    secret = secret_of(answer)
    assert (answer.status_code, len(secret)) == (200, 64)
    assert "no-store" in answer["Cache-Control"]
    page = text_of(answer)
    assert (
        "export ITP_API_URL=http://twins.example export ITP_ISSUER_URL=http://twins.example/o"
        f" export ITP_SERVICE_CLIENT_ID={made.client_id} export ITP_SERVICE_CLIENT_SECRET={secret} "
        in page
    )
    assert "-d grant_type=client_credentials" in page
    assert "http://twins.example/o/token/" in page
    assert f'"email": "{made.client_id}@apps.twins.example"' in page
    later = client.get(f"/app/applications/{made.pk}")
    assert secret not in later.content.decode()
    assert f"{made.client_id}@apps.twins.example" in text_of(later)


@pytest.mark.parametrize(("kind", "has_secret"), [("Web", True), ("Native", False)])
def test_other_kinds_get_what_a_library_asks_for(owner, kind, has_secret):
    client = browser_of(owner)

    answer = register(client, kind=kind)

    made = Application.objects.get()
    page = text_of(client.get(f"/app/applications/{made.pk}"))
    assert bool(secret_of(answer)) is has_secret
    assert ("client_secret=the-secret" in page) is has_secret
    assert f"authority=http://twins.example/o client_id={made.client_id}" in page


@pytest.mark.parametrize("kind", ["SPA", "Service"])
def test_a_form_that_is_sent_again_registers_once_and_shows_no_secret(admin, kind):
    client = browser_of(admin)
    draft = value_of(client.get(NEW), "draft")
    first = register(client, kind=kind, draft=draft)

    again = register(client, kind=kind, draft=draft)

    made = Application.objects.get()
    assert again["Location"] == f"/app/applications/{made.pk}"
    assert bool(secret_of(first)) is (kind == "Service")
    page = client.get(again["Location"])
    assert "Viewer was registered already." in text_of(page)
    assert ("make a new one" in text_of(page)) is (kind == "Service")
    assert not secret_of(page)


@pytest.mark.parametrize("draft", ["", "made-up", "{of somebody else}", "\x00", "x" * 200])
def test_nobody_chooses_the_client_id(owner, member, draft):
    foreign = value_of(browser_of(member).get(NEW), "draft")

    answer = register(browser_of(owner), draft=draft.replace("{of somebody else}", foreign))

    if "\x00" in draft:
        assert errors_of(answer) == ["Null characters are not allowed."]
    else:
        register(browser_of(member), draft=foreign)
        first, second = Application.objects.order_by("pk")
        assert (first.user, second.user) == (owner, member)
        assert first.client_id != second.client_id


@pytest.mark.parametrize("who", ["owner", "loner"])
def test_only_administrators_of_an_organization_register_services(request, who):
    client = browser_of(request.getfixturevalue(who))

    answer = register(client, kind="Service")

    assert "Services are registered by administrators" in text_of(client.get(NEW))
    assert errors_of(answer) == [
        "Select a valid choice. Service is not one of the available choices."
    ]
    assert not Application.objects.exists()
    assert not User.objects.filter(is_service=True).exists()


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"name": " "}, ["Enter a name."]),
        ({"name": "a\tb\x1bc"}, ["A name has only characters that can be seen."]),
        ({"name": "a\x00b"}, ["Null characters are not allowed."]),
        (
            {"name": "x" * 10_000},
            ["Ensure this value has at most 255 characters (it has 10000)."],
        ),
        ({"kind": ""}, ["Choose a kind."]),
        ({"kind": "\x00"}, ["Select a valid choice. \x00 is not one of the available choices."]),
        ({"redirect_uris": " \n"}, ["Enter at least one address to come back to."]),
        (
            {"redirect_uris": "http://a.example/ b\nnonsense", "sign_out_uris": "ftp://c.example"},
            [
                "http://a.example/ b has blanks or characters that are not ASCII: percent-encode them.",
                "nonsense is no whole address: begin it with https://.",
                "ftp://c.example does not begin with https://.",
            ],
        ),
        ({"redirect_uris": "https://a.example/\x00"}, ["Null characters are not allowed."]),
        (
            {"redirect_uris": "x\n" * 10_000},
            ["x is no whole address: begin it with https://."],
        ),
        (
            {"redirect_uris": "\n".join(f"https://a.example/{n}" for n in range(11))},
            ["There are 11 addresses; an application has 10 at most."],
        ),
        (
            {"redirect_uris": "x" * 10_000},
            ["Ensure this value has at most 5140 characters (it has 10000)."],
        ),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(owner, values, errors):
    answer = register(browser_of(owner), **{"name": "My <viewer>"} | values)

    assert (answer.status_code, errors_of(answer)) == (200, errors)
    assert ('value="My &lt;viewer&gt;"' in answer.content.decode()) is ("name" not in values)
    assert not Application.objects.exists()


def test_the_fifty_first_is_refused(owner, admin, acme_corporation):
    for _ in range(MOST_APPLICATIONS):
        make_application(owner)
        make_service(acme_corporation)

    answers = [register(browser_of(owner)), register(browser_of(admin), kind="Service")]

    assert [errors_of(answer) for answer in answers] == [
        ["You have 50 applications, which is the most. Remove one first."],
        ["Your organization has 50 services, which is the most. Remove one first."],
    ]


def test_a_name_cannot_bring_markup_along(admin):
    client = browser_of(admin)

    pages = [
        register(client, name="<script>alert(1)</script>", kind="Service"),
        client.get("/app/applications"),
        client.get(f"/app/applications/{Application.objects.get().pk}"),
    ]

    assert [page.content.decode().count("<script>alert") for page in pages] == [0, 0, 0]


@pytest.mark.postgresql
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="in SQLite one writer works at a time"
)
@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_sent_twice_at_once_registers_once(admin):
    browsers = [browser_of(admin), browser_of(admin)]
    draft = value_of(browsers[0].get(NEW), "draft")
    together = Barrier(2)

    def send(browser: Client) -> HttpResponse:
        try:
            together.wait()
            return register(browser, kind="Service", draft=draft)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        answers = list(people.map(send, browsers))

    made = Application.objects.get()
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert sum(bool(secret_of(answer)) for answer in answers) == 1
    assert User.objects.get(is_service=True) == made.service_member
