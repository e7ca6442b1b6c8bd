"""The page of one iTwin."""

import pytest

from tests.factories import make_itwin, make_member
from tests.twins.pages.reading import HTMX, names, text_of
from twins.choices import SubClass
from twins.models import ITwin, Recent

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def roads(acme, admin):
    return make_itwin(
        acme, owner=admin, display_name="Northeast Roads", sub_class=SubClass.PORTFOLIO
    )


@pytest.fixture
def highway(roads, owner):
    return make_itwin(
        roads,
        owner=owner,
        display_name="US Route 202",
        number="HWYUSR202",
        sub_class=SubClass.ASSET,
        type="Highway",
        geographic_location="West Chester, PA",
        latitude=39.96,
        longitude=-75.6,
        iana_time_zone="America/New_York",
    )


def test_the_page_says_what_an_itwin_is(browse, admin, highway):
    text = text_of(browse(admin).get(f"/app/itwins/{highway.pk}"))

    for words in (
        "Acme Corp. Northeast Roads US Route 202",
        "Asset · Highway",
        "HWYUSR202",
        str(highway.pk),
        "You administer Acme Corporation.",
        "Owner Owner Tester",
        "Account Acme Corp.",
        "West Chester, PA 39.96, -75.6",
        "America/New_York",
        "East US",
        "by Owner Tester",
    ):
        assert words in text


def test_opening_counts_as_using_it(browse, owner, highway):
    browse(owner).get(f"/app/itwins/{highway.pk}")

    assert [(recent.user, recent.itwin) for recent in Recent.objects.all()] == [(owner, highway)]


def test_asking_for_the_head_is_not_opening(browse, owner, highway):
    response = browse(owner).head(f"/app/itwins/{highway.pk}")

    assert response.status_code == 200
    assert not Recent.objects.exists()


@pytest.mark.parametrize("page", ["", "/children"])
def test_a_stranger_sees_the_same_for_an_unknown_and_an_invisible_itwin(
    browse, outsider, highway, page
):
    client = browse(outsider)

    invisible = client.get(f"/app/itwins/{highway.pk}{page}")
    unknown = client.get(f"/app/itwins/{UNKNOWN}{page}")

    assert (invisible.status_code, unknown.status_code) == (404, 404)
    words = "You don't have access to this iTwin, or it doesn't exist."
    assert words in text_of(invisible)
    assert words in text_of(unknown)
    assert not Recent.objects.exists()


@pytest.mark.parametrize("tail", ["nonsense", "nonsense/children", "051b685f", "%FF", "a/b/c"])
def test_an_address_that_is_none_gets_a_page_for_people(browse, owner, tail):
    response = browse(owner).get(f"/app/itwins/{tail}")

    assert response.status_code == 404
    assert "There is no page at this address." in text_of(response)


def test_a_deleted_itwin_is_gone(browse, owner, highway):
    ITwin.objects.filter(pk=highway.pk).update(deleted_at=highway.created_at)

    assert browse(owner).get(f"/app/itwins/{highway.pk}").status_code == 404


def test_the_path_hides_what_may_not_be_seen(browse, owner, highway):
    text = text_of(browse(owner).get(f"/app/itwins/{highway.pk}"))

    assert "Acme Corp. … Parent not visible to you US Route 202" in text
    assert "Northeast" not in text


def test_the_account_is_named_only_when_it_may_be_seen(browse, outsider, highway):
    make_member(highway, outsider, name="Surveyor")

    text = text_of(browse(outsider).get(f"/app/itwins/{highway.pk}"))

    assert "Account Not visible to you" in text
    assert "Acme Corp." not in text
    assert "You are a member: Surveyor." in text


def test_children_are_those_one_sees(browse, owner, admin, highway):
    make_itwin(highway, owner=owner, display_name="Section 61N", number="61N")
    make_itwin(highway, owner=owner, display_name="Old bridge", status="Inactive")
    make_itwin(highway, owner=admin, display_name="Secret tunnel")
    client = browse(owner)

    whole = client.get(f"/app/itwins/{highway.pk}/children")
    searched = client.get(f"/app/itwins/{highway.pk}/children?search=zzz", headers=HTMX)

    assert names(whole) == ["Section 61N"]
    assert "1 Inactive hidden: Show" in text_of(whole)
    assert "Children 2" in text_of(whole)
    assert "Secret" not in text_of(whole)
    assert names(searched) == []


def test_an_account_seen_by_affiliation_has_no_star_and_no_recent(browse, newcomer, acme):
    response = browse(newcomer).get(f"/app/itwins/{acme.pk}")

    assert response.status_code == 200
    assert "You see it because you belong to its organization." in text_of(response)
    assert "star__button" not in response.content.decode()
    assert not Recent.objects.exists()


def test_a_zone_the_system_does_not_know_has_no_clock(browse, owner, highway):
    ITwin.objects.filter(pk=highway.pk).update(iana_time_zone="Mars/../Olympus Mons")

    response = browse(owner).get(f"/app/itwins/{highway.pk}")

    assert "Mars/../Olympus Mons" in text_of(response)
