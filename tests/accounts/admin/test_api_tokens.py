"""Support staff look up API tokens and end them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import ApiToken
from tests.factories.api_tokens import make_api_token

LIST = "/admin/accounts/apitoken/"


def names(response) -> list[str]:
    return re.findall(r'class="field-name"><a [^>]*>([^<]*)<', response.content.decode())


@pytest.fixture
def laptop(owner) -> str:
    return make_api_token(owner, "laptop", networks="10.0.0.0/8")


def test_a_token_is_shown_without_what_opens_anything(staff, laptop, owner):
    token = ApiToken.objects.get()

    pages = [staff.get(LIST), staff.get(f"{LIST}{token.pk}/change/")]

    shown = [page.content.decode() for page in pages]
    assert names(pages[0]) == ["laptop"]
    assert all(token.prefix in page and owner.email in page for page in shown)
    assert "10.0.0.0/8" in shown[1]
    assert not any(laptop in page or token.checksum in page for page in shown)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("{id}", ["laptop"]),
        ("{owner}", ["laptop"]),
        ("owner@ACME", ["laptop"]),
        ("LAPTOP", ["laptop"]),
        ("{prefix}", ["laptop"]),
        ("{text}", []),  # a whole token does not belong into an address
        ("twst", ["other", "laptop"]),
        ("", ["other", "laptop"]),
        ("x" * 60_000, []),
    ],
)
def test_tokens_are_found_by_person_name_and_how_they_begin(
    staff, laptop, owner, member, search, found
):
    token = ApiToken.objects.get()
    make_api_token(member, "other")
    words = {"id": token.pk, "owner": owner.pk, "prefix": token.prefix, "text": laptop}

    assert names(staff.get(LIST, {"q": search.format(**words)})) == found


def test_the_page_of_a_person_leads_to_their_tokens(staff, laptop, owner):
    page = staff.get(f"/admin/accounts/user/{owner.pk}/change/").content.decode()

    assert f'href="{LIST}?q={owner.pk}"' in page


def test_support_revokes_what_still_works(staff, api, laptop, owner):
    make_api_token(owner, "over")
    ApiToken.objects.filter(name="over").update(revoked_at=owner.created_at)
    bearer = {"Authorization": f"Bearer {laptop}"}
    address = {"REMOTE_ADDR": "10.0.0.7"}
    before = api(None).get("/itwins/", headers=bearer, **address).status_code
    chosen = {
        "action": "revoke",
        "_selected_action": [str(token.pk) for token in ApiToken.objects.all()],
    }

    response = staff.post(LIST, chosen, follow=True)

    assert "Revoked: 1." in response.content.decode()
    assert before == 200
    assert api(None).get("/itwins/", headers=bearer, **address).status_code == 401
    assert ApiToken.objects.get(name="over").revoked_at == owner.created_at


def test_nothing_else_is_written_here(staff, laptop):
    before = list(ApiToken.objects.values())
    page = f"{LIST}{ApiToken.objects.get().pk}"

    assert staff.post(f"{LIST}add/", {}).status_code == 403
    assert staff.post(f"{page}/change/", {"name": "x"}).status_code == 403
    assert staff.post(f"{page}/delete/", {"post": "yes"}).status_code == 403
    assert list(ApiToken.objects.values()) == before


@pytest.mark.parametrize("who", ["admin", "owner"])
def test_these_pages_are_for_support_staff(client, request, laptop, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(LIST).status_code == 302


def test_the_list_takes_as_many_queries_for_three_as_for_one(staff, laptop, owner, member):
    with CaptureQueriesContext(connection) as of_one:
        assert len(names(staff.get(LIST))) == 1
    make_api_token(owner, "second")
    make_api_token(member, "third")

    with CaptureQueriesContext(connection) as of_three:
        assert len(names(staff.get(LIST))) == 3

    assert len(of_three) == len(of_one) <= 6
