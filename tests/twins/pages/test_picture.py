"""The picture on pages: on tiles, on its own page, and the form that puts and removes it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import make_itwin, make_member
from tests.factories.pictures import a_picture, png_header
from tests.twins.pages.reading import text_of
from twins.choices import Channel
from twins.models import Image
from twins.operations.favorites import add_favorite
from twins.operations.images import put_image


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def pictured(bridge, owner):
    return put_image(bridge, content=a_picture(), extension="png", by=owner, through=Channel.API)


def upload(client, itwin, content, name="bridge.png"):
    chosen = {"picture": SimpleUploadedFile(name, content, "application/octet-stream")}
    return client.post(f"/app/itwins/{itwin.pk}/picture", chosen, follow=True)


def shown(response) -> list[tuple[str, str]]:
    """The file and the words of each picture on a page."""
    found = re.findall(
        r'<img class="\w+" src="/files/images/([^?"]*)\?[^"]*" alt="([^"]*)"',
        response.content.decode(),
    )
    return [(name, words) for name, words in found]


@pytest.mark.parametrize(
    "address", ["/app/", "/app/itwins?view=tiles", "/app/favorites?view=tiles"]
)
def test_a_tile_shows_the_small_picture_with_its_name(
    browse, acme, owner, bridge, pictured, address
):
    add_favorite(user=owner, itwin=bridge)
    make_itwin(acme, owner=owner, display_name="Tunnel")

    assert shown(browse(owner).get(address)) == [(pictured.small_name, "Bridge")]


def test_the_page_of_an_itwin_shows_it_and_leads_to_the_large_one(browse, owner, bridge, pictured):
    page = browse(owner).get(f"/app/itwins/{bridge.pk}")

    assert shown(page) == [
        (pictured.small_name, "Bridge"),
        (pictured.small_name, "Bridge, whole picture"),
    ]
    assert f'href="/files/images/{pictured.large_name}?' in page.content.decode()
    assert "img-src 'self' data:" in page["Content-Security-Policy"]


def test_a_picture_is_uploaded_shown_and_removed(browse, owner, bridge):
    client = browse(owner)

    saved = upload(client, bridge, a_picture("jpeg"), "whatever.png")

    assert "The picture is saved." in text_of(saved)
    image = Image.objects.get()
    assert (image.extension, image.created_by) == ("jpeg", owner)
    assert shown(saved)[0] == (image.small_name, "Bridge")
    removed = client.post(f"/app/itwins/{bridge.pk}/picture", {"picture": "none"}, follow=True)
    assert "The picture is removed." in text_of(removed)
    assert not Image.objects.exists()
    again = client.post(f"/app/itwins/{bridge.pk}/picture", {"picture": "none"}, follow=True)
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"nonsense", "This file is no PNG or JPEG picture, or it is damaged."),
        (png_header(600, 100), "One side of the picture is more than 5 times as long as the other."),
        (png_header(6000, 6000), "The picture has more than 25 million pixels."),
        (b"x" * 5_242_881, "The picture is larger than 5 MB."),
        (b"x" * 6_000_000, "The picture is larger than 5 MB."),
    ],
    ids=["nonsense", "long", "pixels", "a byte too large", "too large"],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence(browse, owner, bridge, content, words):
    answer = upload(browse(owner), bridge, content)

    assert words in text_of(answer)
    assert "banner--negative" in answer.content.decode()
    assert not Image.objects.exists()


def test_without_a_file_nothing_happens(browse, owner, bridge):
    answer = browse(owner).post(f"/app/itwins/{bridge.pk}/picture", follow=True)

    assert "Choose a picture first." in text_of(answer)


def test_who_may_not_change_it_sees_no_form_and_is_refused(browse, owner, member, bridge, pictured):
    make_member(bridge, member)
    client = browse(member)

    page = client.get(f"/app/itwins/{bridge.pk}").content.decode()

    assert "whole picture" in page
    assert 'type="file"' not in page
    assert upload(client, bridge, a_picture()).status_code == 403
    assert Image.objects.get() == pictured


def test_strangers_and_visitors_change_nothing(browse, outsider, bridge, pictured):
    assert upload(browse(outsider), bridge, a_picture()).status_code == 404
    visitor = browse(None).post(f"/app/itwins/{bridge.pk}/picture", {"picture": "none"})
    assert visitor["Location"].startswith("/app/sign-in?")
    assert Image.objects.get() == pictured


def test_a_form_of_another_site_changes_nothing(owner, bridge, pictured):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)

    for picture in ("none", SimpleUploadedFile("a.png", a_picture())):
        answer = client.post(f"/app/itwins/{bridge.pk}/picture", {"picture": picture})
        assert answer.status_code == 403
    assert Image.objects.get() == pictured
