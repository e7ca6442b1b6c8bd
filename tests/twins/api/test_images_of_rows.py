"""image and imageName of an iTwin: the same alone, in every list, and when sent back."""

import pytest

from tests.factories import make_itwin
from tests.factories.pictures import a_picture
from tests.twins.api.answers import FULL, assert_answers, cannot
from twins.choices import Channel
from twins.models import Image
from twins.operations.favorites import add_favorite
from twins.operations.images import put_image
from twins.operations.recents import touch_recent

WHOLE = {"Prefer": "return=representation"}
READ_ONLY = ("ReadOnlyProperty", "image", "Image is read only and cannot be modified.")


@pytest.fixture
def bridge(acme, owner):
    """With a picture, starred and used; the tunnel beside it has none."""
    tunnel = make_itwin(acme, owner=owner, display_name="Tunnel")
    bridge = make_itwin(acme, owner=owner, display_name="Bridge")
    put_image(bridge, content=a_picture(), extension="png", by=owner, through=Channel.API)
    for itwin in (tunnel, bridge):
        add_favorite(user=owner, itwin=itwin)
        touch_recent(user=owner, itwin=itwin)
    return bridge


def pictures(answer):
    return {row["displayName"]: (row["imageName"], row["image"]) for row in answer.json()["iTwins"]}


@pytest.mark.parametrize("path", ["/itwins/", "/itwins/favorites", "/itwins/recents"])
def test_a_list_tells_what_the_itwin_itself_tells(api, bridge, owner, path):
    image = Image.objects.get()

    listed = api(owner).get(path, headers=WHOLE)

    assert pictures(listed) == {
        "Bridge": (image.small_name, image.small_link),
        "Tunnel": (None, None),
    }
    assert [list(row) for row in listed.json()["iTwins"]] == [FULL, FULL]
    alone = api(owner).get(f"/itwins/{bridge.pk}").json()["iTwin"]
    assert alone in listed.json()["iTwins"]


def test_the_two_can_be_selected(api, bridge, owner):
    image = Image.objects.get()

    answer = api(owner).get("/itwins/?$select=image,imageName&$orderby=displayName")

    assert answer.json()["iTwins"] == [
        {"imageName": image.small_name, "image": image.small_link},
        {"imageName": None, "image": None},
    ]


def test_an_account_shows_its_picture_too(api, acme, admin):
    put_image(acme, content=a_picture(), extension="png", by=admin, through=Channel.API)

    for path in ("/itwins/myprimaryaccount", f"/itwins/{acme.pk}/account"):
        shown = api(admin).get(path, headers=WHOLE).json()["iTwin"]
        assert shown["imageName"] == Image.objects.get().small_name


def test_a_whole_object_can_be_sent_back_hours_later(api, bridge, owner, time_machine):
    time_machine.move_to("2040-01-01T10:10:00Z", tick=False)
    read = api(owner).get(f"/itwins/{bridge.pk}").json()["iTwin"]
    time_machine.move_to("2040-01-01T10:50:00Z", tick=False)
    assert api(owner).get(f"/itwins/{bridge.pk}").json()["iTwin"]["image"] == read["image"]

    time_machine.move_to("2040-01-01T14:00:00Z", tick=False)
    answer = api(owner).patch(f"/itwins/{bridge.pk}", read | {"type": "Bridge"}, format="json")

    assert answer.status_code == 200
    assert answer.json()["iTwin"]["image"] != read["image"]
    assert answer.json()["iTwin"]["imageName"] == read["imageName"]


def test_the_link_to_another_picture_is_refused(api, bridge, owner):
    read = api(owner).get(f"/itwins/{bridge.pk}").json()["iTwin"]
    put_image(bridge, content=a_picture(), extension="png", by=owner, through=Channel.API)

    for image in (
        read["image"],
        None,
        "",
        7,
        read["image"] + "x",
        "https://elsewhere.example/a.png",
    ):
        body = {"image": image}
        answer = api(owner).patch(f"/itwins/{bridge.pk}", body, format="json")
        assert_answers(answer, 422, cannot("update", READ_ONLY))
