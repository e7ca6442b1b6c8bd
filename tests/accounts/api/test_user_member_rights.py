"""Which of the cast may list, read, add, change and remove the members of an iTwin."""

import pytest

from accounts.operations.user_members import add_user_member
from tests.accounts.api.envelopes import (
    FORBIDDEN,
    HEADER_NOT_FOUND,
    ITWIN_NOT_FOUND,
    NO_SUCH_METHOD,
    assert_answers,
)
from tests.accounts.api.member_answers import members_of, one

CAST = ["owner", "admin", "inviter", "remover", "reader", "newcomer", "outsider", "nobody"]
ANSWERS = {
    # operation: what each of the cast gets, in the order above
    "list": [200, 200, 200, 200, 200, 404, 404, 401],
    "read": [200, 200, 200, 200, 200, 404, 404, 401],
    "add": [201, 201, 201, 403, 403, 404, 404, 401],
    "change": [200, 200, 200, 403, 403, 404, 404, 401],
    "remove": [204, 204, 403, 204, 403, 404, 404, 401],
}


@pytest.mark.parametrize("operation", ANSWERS)
@pytest.mark.parametrize("who", CAST)
def test_who_may_do_what(api, request, bridge, member, viewer, operation, who):
    add_user_member(itwin=bridge, user=member, roles=[viewer])
    person = None if who == "nobody" else request.getfixturevalue(who)
    client = api(person)
    one_of_them = one(bridge, member)
    entry = {"email": "new@elsewhere.example", "roleIds": [str(viewer.pk)]}

    response = {
        "list": lambda: client.get(members_of(bridge)),
        "read": lambda: client.get(one_of_them),
        "add": lambda: client.post(members_of(bridge), {"members": [entry]}, format="json"),
        "change": lambda: client.patch(one_of_them, {"roleIds": [str(viewer.pk)]}, format="json"),
        "remove": lambda: client.delete(one_of_them),
    }[operation]()

    status = dict(zip(CAST, ANSWERS[operation], strict=True))[who]
    assert response.status_code == status
    refusals = {401: HEADER_NOT_FOUND, 403: FORBIDDEN, 404: ITWIN_NOT_FOUND}
    if status in refusals:
        assert_answers(response, status, refusals[status])


def test_a_newcomer_is_told_that_members_of_the_account_are_not_theirs_to_see(api, acme, newcomer):
    assert_answers(api(newcomer).get(members_of(acme)), 403, FORBIDDEN)


def test_other_methods_are_refused_after_the_token(api, bridge, owner):
    assert_answers(api(owner).put(members_of(bridge)), 405, NO_SUCH_METHOD)
    assert_answers(api(None).put(members_of(bridge)), 401, HEADER_NOT_FOUND)
