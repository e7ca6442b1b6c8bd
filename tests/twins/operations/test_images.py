"""Pictures and their files: two writers at once, a purge, a killed process."""

import os
import time
from pathlib import Path

import pytest

from tests.factories import make_itwin
from tests.factories.pictures import a_picture
from twins.choices import Channel
from twins.errors import ImageNotFound, ITwinNotFound
from twins.models import Image
from twins.operations.images import forget_images, forget_unused_images, put_image, remove_image
from twins.operations.lifecycle import delete_itwin

DAY = 24 * 3600


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    """Where the pictures of this test are, and no others."""
    settings.STORAGES = settings.STORAGES | {
        "itwins": settings.STORAGES["itwins"] | {"OPTIONS": {"location": tmp_path}}
    }
    return tmp_path / "images"


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner)


def put(itwin, owner):
    return put_image(itwin, content=a_picture(), extension="png", by=owner, through=Channel.COMMAND)


def kept(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def names_of(*images: Image) -> set[str]:
    return {name for image in images for name in (image.small_name, image.large_name)}


def test_an_itwin_deleted_meanwhile_gets_no_picture_and_no_file_stays(folder, bridge, owner):
    delete_itwin(bridge, by=owner, through=Channel.COMMAND)

    with pytest.raises(ITwinNotFound):
        put(bridge, owner)

    assert kept(folder) == set()
    assert not Image.objects.exists()


def test_what_another_removed_first_is_not_there(folder, bridge, owner):
    put(bridge, owner)
    remove_image(bridge, by=owner, through=Channel.COMMAND)

    with pytest.raises(ImageNotFound):
        remove_image(bridge, by=owner, through=Channel.COMMAND)


def test_a_purge_takes_rows_and_files(
    folder, acme, owner, django_capture_on_commit_callbacks, django_assert_num_queries
):
    purged = [make_itwin(acme, owner=owner) for _ in range(3)]
    other = make_itwin(acme, owner=owner)
    for itwin in purged:
        put(itwin, owner)
    stays = put(other, owner)

    with django_capture_on_commit_callbacks(execute=True), django_assert_num_queries(4):
        forget_images([itwin.pk for itwin in purged])

    assert Image.objects.get() == stays
    assert kept(folder) == names_of(stays)


def test_files_without_a_row_go_after_a_day(folder, bridge, owner):
    image = put(bridge, owner)
    old, new = Image(extension="png"), Image(extension="jpeg")
    half = f".small_{old.pk}.png.tmpabcdef"
    for name in (*names_of(old, new), half, "of somebody else.txt"):
        (folder / name).write_bytes(b"x")
    for name in (*names_of(image, old), half, "of somebody else.txt"):
        os.utime(folder / name, (time.time() - DAY - 60,) * 2)

    assert forget_unused_images() == 3

    assert kept(folder) == {*names_of(image, new), "of somebody else.txt"}
    assert forget_unused_images() == 0


def test_where_nothing_was_kept_yet_nothing_is_unused(folder, db):
    assert forget_unused_images() == 0
