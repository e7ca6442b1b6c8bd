"""/itwins/recents: what was used last; its options are tested with those of the favorites."""

import pytest

from tests.factories import make_itwin, make_member
from tests.twins.api.answers import assert_answers, assert_no_content, names
from twins.models import Recent

PATH = "/itwins/recents"


@pytest.fixture
def many(acme, owner):
    return [make_itwin(acme, owner=owner, display_name=f"{place:02}") for place in range(27)]


def _use(api, user, *itwins):
    client = api(user)
    for itwin in itwins:
        assert_no_content(client.post(f"{PATH}/{itwin.pk}"))


def test_the_last_used_comes_first(api, many, owner):
    _use(api, owner, *many[:3])

    assert names(api(owner).get(PATH)) == ["02", "01", "00"]


def test_the_list_is_that_of_all_itwins_with_a_path_of_its_own(api, many, owner, settings):
    _use(api, owner, many[0])

    assert_answers(
        api(owner).get(f"{PATH}?$top=1000&subClass=Project&status=Active"),
        200,
        {
            "iTwins": [
                {
                    "id": str(many[0].pk),
                    "class": "Endeavor",
                    "subClass": "Project",
                    "type": None,
                    "number": many[0].number,
                    "displayName": "00",
                }
            ],
            "_links": {
                "self": {
                    "href": f"{settings.PUBLIC_URL}{PATH}"
                    "?$skip=0&$top=1000&subClass=Project&status=Active"
                }
            },
        },
    )


def test_using_again_moves_to_the_front_and_keeps_one_entry(api, many, owner):
    _use(api, owner, many[0], many[1], many[2], many[0])

    assert names(api(owner).get(PATH)) == ["00", "02", "01"]
    assert Recent.objects.count() == 3


def test_the_26th_pushes_out_the_oldest(api, many, owner):
    _use(api, owner, *many[:25])
    at_25 = names(api(owner).get(f"{PATH}?$top=1000"))

    _use(api, owner, many[0], many[25], many[26])

    assert at_25 == [f"{place:02}" for place in reversed(range(25))]
    after = names(api(owner).get(f"{PATH}?$top=1000"))
    assert after == ["26", "25", "00", *(f"{place:02}" for place in reversed(range(3, 25)))]
    assert Recent.objects.count() == 25


def test_everybody_has_recents_of_their_own(api, many, owner, admin):
    _use(api, owner, *many[:25])
    _use(api, admin, many[1], many[0])

    assert names(api(admin).get(PATH)) == ["00", "01"]
    assert len(names(api(owner).get(PATH))) == 25


def test_reading_and_changing_an_itwin_does_not_use_it(api, many, owner):
    client = api(owner)
    client.get(f"/itwins/{many[0].pk}")
    client.patch(f"/itwins/{many[0].pk}", {"type": "Road"}, format="json")
    client.post(f"/itwins/favorites/{many[0].pk}")

    assert names(client.get(PATH)) == []


def test_inactive_ones_are_hidden_unless_asked_for(api, many, owner):
    _use(api, owner, *many[:2])
    api(owner).patch(f"/itwins/{many[0].pk}", {"status": "Inactive"}, format="json")

    assert names(api(owner).get(PATH)) == ["01"]
    assert names(api(owner).get(f"{PATH}?includeInactive=true")) == ["01", "00"]


def test_what_is_no_longer_visible_leaves_the_list(api, many, member):
    make_member(many[0], member)
    _use(api, member, many[0])

    many[0].visible_rows.filter(user=member).delete()

    assert names(api(member).get(PATH)) == []
