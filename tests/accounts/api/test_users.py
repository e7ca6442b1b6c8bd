"""The Users API: oneself, and the people of one's organization."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from accounts.models import Organization, User
from tests.accounts.api.envelopes import (
    HEADER_NOT_FOUND,
    NO_SUCH_METHOD,
    NOT_GUIDS,
    UNKNOWN_ID,
    UNREADABLE,
    assert_answers,
    refusal,
)
from tests.factories import make_user

USER_NOT_FOUND = refusal("UserNotFound", "Requested user is not available.")
BY_IDS = "/users/getbyidlist"


@pytest.fixture
def ulla(acme_corporation) -> User:
    return make_user(
        "u.o@acme.example", organization=acme_corporation, given_name="Ulla", surname="Öst"
    )


def minimal(person: User) -> dict[str, object]:
    assert person.organization is not None
    return {
        "id": str(person.pk),
        "email": person.email,
        "givenName": person.given_name,
        "surname": person.surname,
        "organizationName": person.organization.name,
    }


def cannot(*detail: str) -> dict:
    return refusal("InvalidUsersRequest", "Cannot query users.", details=[detail])


def found(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [user["email"] for user in answer.json()["users"]]


def test_one_reads_oneself_in_full(api, owner):
    created_at = datetime(2020, 3, 25, 4, 36, 40, 421000, UTC)
    User.objects.filter(pk=owner.pk).update(created_at=created_at)

    me = {
        "id": str(owner.pk),
        "displayName": "owner@acme.example",
        "givenName": "Owner",
        "surname": "Tester",
        "email": "owner@acme.example",
        "alternateEmail": None,
        "phone": None,
        "organizationName": "Acme Corporation",
        "city": None,
        "country": None,
        "language": None,
        "createdDateTime": "2020-03-25T04:36:40.421000Z",
    }
    for path in ("/users/me", "/users/ME/", "/Users/me"):
        assert_answers(api(owner).get(path), 200, {"user": me})


def test_whoever_has_no_organization_reads_themselves_and_nobody_else(api, loner, owner, support):
    client = api(loner)

    assert client.get("/users/me").json()["user"]["organizationName"] is None
    assert_answers(client.get("/users/?$search=example"), 200, {"users": []})
    ids = [str(person.pk) for person in (loner, owner, support)]
    assert_answers(client.post(BY_IDS, ids, format="json"), 200, {"users": []})
    assert_answers(client.get(f"/users/{support.pk}"), 404, USER_NOT_FOUND)


@pytest.mark.parametrize("path", ["/users", "/users/", "/USERS/"])
def test_people_of_the_organization_are_found_in_both_forms_of_the_address(
    api, owner, member, outsider, path
):
    answer = api(owner).get(f"{path}?$search=MEMBER")

    assert_answers(answer, 200, {"users": [minimal(member)]})


def test_people_are_listed_by_surname_and_name(api, owner, admin, member, ulla):
    answer = api(owner).get("/users/?%24search=acme.example")

    assert found(answer) == [
        "admin@acme.example",
        "member@acme.example",
        "owner@acme.example",
        "u.o@acme.example",
    ]


@pytest.mark.parametrize("search", ["Ulla", "uLLA", "lla ös", "LLA ÖS", "U.O@ACME", "  Ulla "])
def test_a_part_of_the_name_or_the_e_mail_finds_without_regard_to_case(api, owner, ulla, search):
    assert found(api(owner).get("/users/", {"$search": search})) == [ulla.email]


@pytest.mark.parametrize(
    "search", [".*.*", "%%%", "___", "(((", "\\\\\\", "***:x", "Ul\x00a", "ulaö"]
)
def test_a_text_that_nobody_has_finds_nobody(api, owner, ulla, search):
    assert found(api(owner).get("/users/", {"$search": search})) == []


@pytest.mark.parametrize("query", ["", "?$search=", "?$search=%20%20%20", "?search=acme"])
def test_a_search_for_nothing_is_refused(api, owner, query):
    message = "A search value was not specified."

    answer = api(owner).get(f"/users/{query}")

    assert_answers(answer, 422, cannot("MissingRequiredParameter", message, "$search"))


@pytest.mark.parametrize("search", ["ab", "a" * 201])
def test_a_search_text_has_from_3_to_200_characters(api, owner, search):
    message = "The search value must be between 3 and 200 characters."

    answer = api(owner).get("/users/", {"$search": search})

    assert_answers(answer, 422, cannot("InvalidValue", message, "$search"))
    assert found(api(owner).get("/users/", {"$search": "a" * 200})) == []


def test_a_search_finds_at_most_1000(api, owner):
    User.objects.bulk_create(
        User(email=f"crowd{number}@acme.example", organization=owner.organization)
        for number in range(1001)
    )

    assert len(found(api(owner).get("/users/?$search=crowd"))) == 1000


def test_a_colleague_is_read_by_id(api, owner, member):
    assert_answers(api(owner).get(f"/users/{member.pk}"), 200, {"user": minimal(member)})
    upper = str(member.pk).upper()
    assert_answers(api(owner).get(f"/users/{upper}"), 200, {"user": minimal(member)})


@pytest.mark.parametrize("user_id", [UNKNOWN_ID, *NOT_GUIDS])
def test_an_unknown_id_is_nobodys(api, owner, user_id):
    assert_answers(api(owner).get(f"/users/{user_id}"), 404, USER_NOT_FOUND)


def test_people_of_other_organizations_are_not_found_even_by_administrators(api, admin, outsider):
    client = api(admin)

    assert_answers(client.get(f"/users/{outsider.pk}"), 404, USER_NOT_FOUND)
    assert found(client.get("/users/?$search=soylent")) == []
    assert found(client.post(BY_IDS, [str(outsider.pk)], format="json")) == []


def test_people_who_are_not_active_are_not_found(api, owner, member):
    member.is_active = False
    member.save()
    client = api(owner)

    assert_answers(client.get(f"/users/{member.pk}"), 404, USER_NOT_FOUND)
    assert found(client.get("/users/?$search=member")) == []
    assert found(client.post(BY_IDS, [str(member.pk)], format="json")) == []


@pytest.mark.parametrize(
    "path", ["/users/getbyidlist", "/users/GetByIdList", "/users/getByIdList/"]
)
def test_a_list_of_ids_is_answered_in_its_order_each_person_once(
    api, owner, member, admin, outsider, path
):
    ids = [member.pk, UNKNOWN_ID, admin.pk, str(member.pk).upper(), outsider.pk]

    answer = api(owner).post(path, [str(each) for each in ids], format="json")

    assert_answers(answer, 200, {"users": [minimal(member), minimal(admin)]})


@pytest.mark.parametrize("ids", [[], ["bridge"], [None, 7, {}, [], "\x00"]])
def test_what_is_no_id_is_the_id_of_nobody(api, owner, ids):
    assert_answers(api(owner).post(BY_IDS, ids, format="json"), 200, {"users": []})


@pytest.mark.parametrize("body", [b"{}", b'"7"', b"null", b"[", b"", b'["\\ud800"]'])
def test_a_body_that_is_no_list_is_refused(api, owner, body):
    answer = api(owner).generic("POST", BY_IDS, body, "application/json")

    assert_answers(answer, 422, cannot(*UNREADABLE))


def test_a_list_has_at_most_1000_ids(api, owner):
    ids = [str(UUID(int=number)) for number in range(1000)]
    client = api(owner)

    assert found(client.post(BY_IDS, ids, format="json")) == []
    answer = client.post(BY_IDS, [*ids, UNKNOWN_ID], format="json")
    message = "The request body cannot contain more than 1000 user Ids."
    assert_answers(answer, 422, cannot("InvalidValue", message, "request"))


def test_nobody_is_told_anything_without_a_token(api, owner):
    client = api(None)

    for answer in (
        client.get("/users/me"),
        client.get("/users/"),
        client.get(f"/users/{owner.pk}"),
        client.post(BY_IDS, [], format="json"),
    ):
        assert_answers(answer, 401, HEADER_NOT_FOUND)


def test_another_method_is_refused_after_the_token_was_checked(api, owner):
    assert_answers(api(None).post("/users"), 401, HEADER_NOT_FOUND)
    for path in ("/users", "/users/me", f"/users/{owner.pk}"):
        assert_answers(api(owner).post(path), 405, NO_SUCH_METHOD)
    assert_answers(api(owner).get(BY_IDS), 405, NO_SUCH_METHOD)


def test_the_version_of_the_users_api_is_1(api, owner):
    version_2 = {"accept": "application/vnd.bentley.itwin-platform.v2+json"}

    answer = api(owner).get("/users/me", headers=version_2)

    assert answer.status_code == 200
    assert answer.headers["x-itwinplatform-media-type"] == "bentley.itwin-platform.v1"


@pytest.mark.parametrize("people", [1, 3])
def test_searching_costs_the_same_however_many_are_found(
    api, owner, people, django_assert_num_queries
):
    for number in range(people):
        make_user(f"crowd{number}@acme.example", organization=owner.organization)
    client = api(owner)

    with django_assert_num_queries(2):
        client.get("/users/?$search=crowd")


def test_organizations_of_the_same_people_do_not_mix(api, owner, member):
    member.organization = Organization.objects.create(name="Umber Works")
    member.save()

    assert found(api(owner).get("/users/?$search=member")) == []
