"""The picture of an iTwin: who puts, reads and removes it, and what they are told."""

import re
import uuid
from contextlib import closing

import pytest

from itwins_site import files
from tests.factories import make_itwin, make_member
from tests.factories.pictures import a_picture, opened
from tests.twins.api.answers import (
    FORBIDDEN,
    HEADER_NOT_FOUND,
    NOT_FOUND,
    UNKNOWN_ID,
    assert_answers,
    assert_no_content,
    refusal,
)
from twins.choices import Channel
from twins.models import AuditEntry, Image
from twins.operations.lifecycle import delete_itwin

NO_IMAGE = refusal("ImageNotFound", "Requested image is not available.")
CASTLE = a_picture("jpeg", (640, 400))


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Bridge")


def put(client, itwin, content=CASTLE, content_type="image/jpeg", **more):
    return client.generic("PUT", f"/itwins/{itwin.pk}/image", content, content_type, **more)


def file_behind(client, link: str) -> tuple[str, bytes]:
    """What an address gives to somebody without a token: type and content."""
    with closing(client.get(link.removeprefix("http://localhost:8000"))) as response:
        assert response.status_code == 200
        return response["Content-Type"], response.content


def test_a_picture_is_put_and_read_back_byte_by_byte(api, bridge, owner):
    answer = put(api(owner), bridge)

    image = Image.objects.get()
    small, large = f"small_{image.pk}.jpeg", f"large_{image.pk}.jpeg"
    shape = {
        "image": {
            "id": str(image.pk),
            "smallImageName": small,
            "smallImageUrl": files.link(f"images/{small}", seconds=3600),
            "largeImageName": large,
            "largeImageUrl": files.link(f"images/{large}", seconds=3600),
        }
    }
    assert_answers(answer, 201, shape)
    assert_answers(api(owner).get(f"/itwins/{bridge.pk}/image"), 200, shape)
    assert image.pk != bridge.pk
    assert re.match("http://localhost:8000/files/images/small_", shape["image"]["smallImageUrl"])


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_the_links_need_no_token_and_give_two_sizes_of_the_same_kind(
    api, client, bridge, owner, kind
):
    image = put(api(owner), bridge, a_picture(kind, (640, 400)), f"image/{kind}").json()["image"]

    small = file_behind(client, image["smallImageUrl"])
    large = file_behind(client, image["largeImageUrl"])

    assert (small[0], opened(small[1]).size) == (f"image/{kind}", (320, 200))
    assert (large[0], opened(large[1]).size) == (f"image/{kind}", (640, 400))


def test_another_picture_gets_another_id_and_the_files_of_the_first_are_gone(
    api, client, bridge, owner, django_capture_on_commit_callbacks
):
    first = put(api(owner), bridge).json()["image"]

    with django_capture_on_commit_callbacks(execute=True):
        second = put(api(owner), bridge, a_picture(), "image/png")

    assert second.status_code == 201
    assert second.json()["image"]["id"] != first["id"]
    assert str(Image.objects.get().pk) == second.json()["image"]["id"]
    for link in (first["smallImageUrl"], first["largeImageUrl"]):
        assert client.get(link.removeprefix("http://localhost:8000")).status_code == 404


def test_a_picture_is_removed_with_its_files(
    api, client, bridge, owner, django_capture_on_commit_callbacks
):
    link = put(api(owner), bridge).json()["image"]["smallImageUrl"]

    with django_capture_on_commit_callbacks(execute=True):
        answer = api(owner).delete(f"/itwins/{bridge.pk}/image")

    assert_no_content(answer)
    assert_answers(api(owner).get(f"/itwins/{bridge.pk}/image"), 404, NO_IMAGE)
    assert_answers(api(owner).delete(f"/itwins/{bridge.pk}/image"), 404, NO_IMAGE)
    assert client.get(link.removeprefix("http://localhost:8000")).status_code == 404


@pytest.mark.parametrize("who", ["owner", "admin", "editor"])
def test_owners_administrators_and_who_may_modify_put_and_remove(api, bridge, member, request, who):
    make_member(bridge, member, "itwins_modify")
    person = member if who == "editor" else request.getfixturevalue(who)

    assert put(api(person), bridge).status_code == 201
    assert_no_content(api(person).delete(f"/itwins/{bridge.pk}/image"))


def test_a_member_without_the_permission_only_reads(api, bridge, owner, member):
    make_member(bridge, member, "itwins_create")
    image = put(api(owner), bridge).json()

    assert_answers(put(api(member), bridge), 403, FORBIDDEN)
    assert_answers(api(member).delete(f"/itwins/{bridge.pk}/image"), 403, FORBIDDEN)
    assert_answers(api(member).get(f"/itwins/{bridge.pk}/image"), 200, image)


@pytest.mark.parametrize("who", ["newcomer", "outsider", "loner", "support"])
def test_for_everybody_else_there_is_no_such_itwin(api, bridge, owner, request, who):
    put(api(owner), bridge)
    client = api(request.getfixturevalue(who))

    assert_answers(client.get(f"/itwins/{bridge.pk}/image"), 404, NOT_FOUND)
    assert_answers(put(client, bridge, b"nonsense", "text/plain"), 404, NOT_FOUND)
    assert_answers(client.delete(f"/itwins/{bridge.pk}/image"), 404, NOT_FOUND)


def test_without_a_token_nothing_is_told(api, bridge):
    client = api(None)

    assert_answers(client.get(f"/itwins/{bridge.pk}/image"), 401, HEADER_NOT_FOUND)
    assert_answers(put(client, bridge), 401, HEADER_NOT_FOUND)
    assert_answers(client.delete(f"/itwins/{bridge.pk}/image"), 401, HEADER_NOT_FOUND)


@pytest.mark.parametrize("itwin_id", [UNKNOWN_ID, "nonsense"])
def test_of_an_unknown_itwin_there_is_no_picture(api, owner, itwin_id):
    for method in ("get", "put", "delete"):
        assert_answers(getattr(api(owner), method)(f"/itwins/{itwin_id}/image"), 404, NOT_FOUND)


def test_a_deleted_itwin_has_none_and_a_restored_one_has_it_again(api, bridge, owner):
    put(api(owner), bridge)

    delete_itwin(bridge, by=owner, through=Channel.API)

    assert_answers(api(owner).get(f"/itwins/{bridge.pk}/image"), 404, NOT_FOUND)
    assert Image.objects.filter(itwin=bridge).exists()


def test_a_picture_is_a_change_of_its_itwin_and_written_down(api, bridge, admin, time_machine):
    time_machine.move_to("2040-01-01T10:00:00Z", tick=False)

    name = put(api(admin), bridge).json()["image"]["smallImageName"]
    api(admin).delete(f"/itwins/{bridge.pk}/image")

    shown = api(admin).get(f"/itwins/{bridge.pk}").json()["iTwin"]
    assert shown["lastModifiedBy"] == str(admin.pk)
    assert shown["lastModifiedDateTime"] == "2040-01-01T10:00:00.000Z"
    entries = AuditEntry.objects.filter(operation="Changed").order_by("pk")
    assert [(entry.user, entry.channel, entry.changes) for entry in entries] == [
        (admin, "API", {"imageName": [None, name]}),
        (admin, "API", {"imageName": [name, None]}),
    ]


def test_a_share_key_opens_no_picture(api, bridge, owner):
    answer = api(None).get(
        f"/itwins/{bridge.pk}/image", headers={"Authorization": f"Basic {uuid.uuid4()}.b.c"}
    )

    scheme = "Authorization scheme 'Basic' is not valid."
    assert_answers(answer, 401, refusal("InvalidAuthorizationScheme", scheme))
