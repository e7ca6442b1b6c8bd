"""Files in S3: kept, linked, listed and forgotten through a server that speaks it."""

import urllib.request

import pytest

from itwins_site import files, storage_url
from tests.factories import make_itwin
from tests.factories.pictures import a_picture
from tests.itwins_site.s3_server import Bucket, s3_server
from twins.management.duties import Duties
from twins.models import Image
from twins.operations.images import forget_unused_images
from twins.tasks import forget_unused_pictures


@pytest.fixture
def bucket(settings, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of the tests")
    with s3_server("twinstead") as bucket:
        url = f"s3://twinstead/one/place?region=eu-central-1&endpoint={bucket.address}"
        settings.STORAGES = settings.STORAGES | {"itwins": storage_url.storage(url)}
        yield bucket


def keep(name: str, content: bytes) -> None:
    with files.draft() as draft:
        draft.write_bytes(content)
        files.keep(draft, name)


def fetched(link: str) -> tuple[dict[str, str], bytes]:
    with urllib.request.urlopen(link) as response:  # noqa: S310 -- an address of the tests
        return dict(response.headers), response.read()


@pytest.mark.parametrize(
    ("name", "content_type", "disposition"),
    [
        ("exports/a.json.gz", "application/gzip", 'attachment; filename="a.json.gz"'),
        ("exports/a.csv", "text/csv; charset=utf-8", 'attachment; filename="a.csv"'),
        ("images/a.png", "image/png", 'inline; filename="a.png"'),
        ("images/a.svg", "application/octet-stream", 'attachment; filename="a.svg"'),
    ],
)
def test_a_link_gives_the_file_as_what_it_was_kept(bucket: Bucket, name, content_type, disposition):
    keep(name, b"first")
    keep(name, b"second")

    headers, content = fetched(files.link(name, seconds=3600))

    assert content == b"second"
    assert headers["Content-Type"] == content_type
    assert headers["Content-Disposition"] == disposition
    assert "Content-Encoding" not in headers
    assert list(bucket.objects) == [f"one/place/{name}"]


def test_a_link_counts_for_an_hour_at_least_and_stays_the_same_meanwhile(bucket, time_machine):
    time_machine.move_to("2040-03-01T10:10:00Z", tick=False)
    first = files.link("images/of the hour.png", seconds=3600)
    time_machine.move_to("2040-03-01T10:50:00Z", tick=False)

    assert files.link("images/of the hour.png", seconds=3600) == first
    assert first.startswith(f"{bucket.address}/twinstead/one/place/images/of%20the%20hour.png?")
    assert "X-Amz-Date=20400301T101000Z&X-Amz-Expires=6600&" in first  # until 12:00
    assert "of+the+tests" not in first


def test_a_file_is_forgotten_twice_without_an_error(bucket):
    keep("images/a.png", b"x")

    files.forget("images/a.png")
    files.forget("images/a.png")

    assert bucket.objects == {}


def test_a_picture_goes_there_and_back_through_the_api(
    bucket, api, acme, owner, django_capture_on_commit_callbacks
):
    path = f"/itwins/{make_itwin(acme, owner=owner).pk}/image"

    with django_capture_on_commit_callbacks(execute=True):
        api(owner).generic("PUT", path, a_picture("jpeg"), "image/jpeg")
        put = api(owner).generic("PUT", path, a_picture("png"), "image/png").json()["image"]

    names = [put["largeImageName"], put["smallImageName"]]
    assert sorted(bucket.objects) == [f"one/place/images/{name}" for name in names]
    headers, content = fetched(put["largeImageUrl"])
    assert headers["Content-Type"] == "image/png"
    assert content.startswith(b"\x89PNG")
    with django_capture_on_commit_callbacks(execute=True):
        assert api(owner).delete(path).status_code == 204
    assert bucket.objects == {}


def test_unused_pictures_are_found_there_too(bucket, db):
    unused = Image(extension="png")
    keep(f"images/{unused.small_name}", b"x")

    assert forget_unused_images() == 0
    bucket.seconds_ago = 2 * 24 * 3600
    assert forget_unused_images() == 1
    assert bucket.objects == {}


def test_a_storage_that_is_down_ends_no_worker(bucket, db, caplog):
    bucket.is_down = True

    Duties({forget_unused_pictures: 3600}).see_to_what_is_due()

    (told,) = [line.msg for line in caplog.records if line.name == "twins.management.duties"]
    assert (told["event"], told["duty"]) == ("a duty failed", "forget_unused_pictures")


def test_links_of_our_own_open_nothing_once_files_are_elsewhere(client, request):
    link = files.link("images/a.png", seconds=3600)
    request.getfixturevalue("bucket")
    keep("images/a.png", b"x")

    assert client.get(link.removeprefix("http://localhost:8000")).status_code == 404
