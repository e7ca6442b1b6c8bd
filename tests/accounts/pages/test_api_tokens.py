"""Making API tokens on their page: each is shown once, and what is wrong is said at its field."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client

from accounts.models import ApiToken
from accounts.operations.api_tokens import MOST_USABLE, revoke_api_token
from tests.accounts.pages.token_forms import LAPTOP, PAGE, browser_of, form_id_on, secret_on, send
from tests.factories.api_tokens import make_api_token
from tests.twins.pages.reading import text_of

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def shown(response, attribute: str) -> str:
    (found,) = re.findall(rf"{attribute}[^>]*>([^<]*)<", response.content.decode())
    return unescape(found)


def errors(response) -> dict[str, str]:
    """What is said beside each field."""
    page = response.content.decode()
    found = re.findall(r'<p class="field__error" id="(\w+)-errors">([^<]*)<', page)
    return {field: unescape(message) for field, message in found}


def test_whoever_has_no_token_is_told_what_one_is_for(owner):
    page = browser_of(owner).get(PAGE)

    assert "No tokens. Create one to call the API." in text_of(page)
    assert "no-store" in page["Cache-Control"]


def test_a_new_token_is_shown_once_and_works(owner, acme):
    client = browser_of(owner)

    answer = send(client)

    text = secret_on(answer)
    assert "It cannot be shown again" in text_of(answer)
    assert "no-store" in answer["Cache-Control"]
    bearer = {"Authorization": f"Bearer {text}"}
    assert Client().get("/users/me", headers=bearer).json()["user"]["email"] == owner.email
    assert Client().delete(f"/itwins/{acme.pk}", headers=bearer).status_code == 403
    assert text not in client.get(PAGE).content.decode()


def test_nothing_that_is_kept_holds_the_token(owner):
    client = browser_of(owner)

    text = secret_on(send(client))

    assert text not in str(dict(client.session))
    assert text not in str(list(ApiToken.objects.values()))


def test_what_was_chosen_is_what_is_made(owner):
    with time_machine.travel(NOON, tick=False):
        send(
            browser_of(owner),
            name="ci",
            days="365",
            access="read-write",
            networks="10.0.0.0/8, 2001:db8::7",
        )

    token = ApiToken.objects.get()
    assert token.user == owner
    assert (token.name, token.is_read_only) == ("ci", False)
    assert token.networks == "10.0.0.0/8 2001:db8::7"
    assert token.expires_at == NOON + timedelta(days=365)


def test_a_new_token_comes_with_lines_to_try_it(owner, settings):
    settings.PUBLIC_URL = "https://registry.example"

    answer = send(browser_of(owner))

    text = secret_on(answer)
    address = "https://registry.example/itwins"
    assert shown(answer, "data-curl") == (
        f'curl -H "Authorization: Bearer {text}" "{address}?\\$top=5"'
    )
    assert shown(answer, "data-client").splitlines() == [
        f'const client = new ITwinsAccessClient("{address}");',
        f'const {{ data }} = await client.queryAsync("Bearer {text}", undefined, {{ top: 5 }});',
    ]


def test_a_form_that_is_sent_again_makes_no_second_token(owner):
    client = browser_of(owner)
    form = LAPTOP | {"form_id": form_id_on(client.get(PAGE))}
    text = secret_on(client.post(PAGE, form))

    for after in (None, revoke_api_token, ApiToken.delete):
        if after is not None:
            after(ApiToken.objects.get())
        again = client.post(PAGE, form)
        assert (again.status_code, again["Location"]) == (303, PAGE)
        page = client.get(PAGE)
        assert "This form has made its token already" in text_of(page)
        assert text not in page.content.decode()

    assert ApiToken.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"name": ""}, {"name": "Give the token a name."}),
        ({"name": "  "}, {"name": "Give the token a name."}),
        ({"name": "x" * 10_000}, {"name": "A name has at most 64 characters."}),
        ({"name": "a\x00"}, {"name": "Null characters are not allowed."}),
        ({"days": "8"}, {"days": "Choose when it expires."}),
        ({"days": "-7"}, {"days": "Choose when it expires."}),
        ({"days": ""}, {"days": "Choose when it expires."}),
        ({"access": "everything"}, {"access": "Choose what it may do."}),
        ({"access": ""}, {"access": "Choose what it may do."}),
        ({"networks": "x" * 10_000}, {"networks": "Give at most 5 networks."}),
        (
            {"networks": "<b>"},
            {"networks": "“<b>” is no address and no network such as 10.0.0.0/8 or 2001:db8::/32."},
        ),
        (
            {"name": "", "days": "x"},
            {"name": "Give the token a name.", "days": "Choose when it expires."},
        ),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(owner, changed, wrong):
    answer = send(browser_of(owner), **changed)

    assert answer.status_code == 422
    assert errors(answer) == wrong
    assert not ApiToken.objects.exists()


def test_what_was_typed_stays_when_something_else_is_wrong(owner):
    answer = send(browser_of(owner), name='"laptop"', days="30", access="read-write", networks="x")

    page = answer.content.decode()
    assert 'value="&quot;laptop&quot;"' in page
    assert '<option value="30" selected>' in page
    assert re.search(r'value="read-write"[^>]* checked', page)


def test_a_name_that_is_taken_is_said_at_the_name(owner, member):
    make_api_token(member)
    make_api_token(owner)

    answer = send(browser_of(owner))

    message = "You have a token of this name. Choose another name, or revoke that one first."
    assert errors(answer) == {"name": message}
    assert answer.status_code == 422


def test_one_too_many_is_said_above_the_form(owner):
    for number in range(MOST_USABLE):
        make_api_token(owner, str(number))

    answer = send(browser_of(owner))

    assert "You have 50 tokens that work: no more fit. Revoke one first." in text_of(answer)
    assert ApiToken.objects.count() == MOST_USABLE


def test_forms_of_other_sites_are_refused(owner):
    make_api_token(owner)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    token = ApiToken.objects.get()

    for address in (PAGE, f"{PAGE}/{token.pk}/revoke", f"{PAGE}/check"):
        assert strict.post(address, LAPTOP | {"name": "other"}).status_code == 403
    assert [each.revoked_at for each in ApiToken.objects.all()] == [None]


@pytest.mark.parametrize(
    "address",
    [PAGE, f"{PAGE}/check", f"{PAGE}/00000000-0000-4000-8000-000000000000/revoke"],
)
@pytest.mark.django_db
def test_who_is_not_signed_in_is_led_to_sign_in(address):
    for answer in (browser_of(None).get(address), browser_of(None).post(address, LAPTOP)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/app/sign-in?next=/app/tokens")


def test_no_log_line_has_the_token(owner, caplog):
    text = secret_on(send(browser_of(owner)))
    bearer = {"Authorization": f"Bearer {text}"}

    for path in ("/itwins/", "/itwins/nonsense", "/nowhere"):
        Client().get(path, headers=bearer)
    Client().get("/itwins/", headers={"Authorization": f"Bearer {text}0"})
    browser_of(owner).post(f"{PAGE}/check", {"token": text})

    assert len(caplog.records) >= 6
    assert text[11:30] not in caplog.text
