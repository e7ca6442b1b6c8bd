"""PUT /itwins/{id}/image: what is no picture, or too much of one, is refused and leaves nothing."""

import io
import zlib

import pytest

from tests.factories import make_itwin
from tests.factories.pictures import (
    PNG_BEGINS,
    a_picture,
    chunk,
    opened,
    png_header,
    png_of,
)
from tests.twins.api.answers import assert_answers, refusal
from twins.models import AuditEntry, Image

MAX_BYTES = 5_242_880
TOO_LARGE = refusal(
    "RequestTooLarge", "Provided file is greater than the maximum allowed file size of 5MB."
)
ELONGATED = (
    "InvalidValue",
    "image",
    "The width or height dimensions of the image cannot be greater than 5 times the size of each"
    " other.",
)
UNREADABLE = (
    "InvalidRequestBody",
    "image",
    "The iTwin Image could not be read. It must be a PNG or JPEG file, as its content-type says.",
)
PIXELS = ("InvalidRequestBody", "image", "The iTwin Image cannot have more than 25 million pixels.")
MOVES = ("InvalidRequestBody", "image", "The iTwin Image cannot be animated.")
PNG, JPEG = a_picture("png"), a_picture("jpeg")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
FRAMES = {"save_all": True, "append_images": [opened(a_picture(mode="L"))]}
BOMB = zlib.compress(b"\0" * 2**22)
SCAN_OF_NOTHING = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def stored(settings, tmp_path):
    """A storage of this test alone, and the files in it."""
    settings.DATA_DIR = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "itwins": settings.STORAGES["itwins"] | {"OPTIONS": {"location": tmp_path / "files"}}
    }
    return lambda: [path for path in tmp_path.rglob("*") if path.is_file()]


def put(client, itwin, content, content_type="image/png", **more):
    return client.generic("PUT", f"/itwins/{itwin.pk}/image", content, content_type, **more)


def cannot(*details):
    return refusal("InvalidiTwinsRequest", "Cannot create iTwin Image.", *details)


REFUSED = {
    "nothing": (b"", "png", UNREADABLE),
    "nonsense": (b"nonsense", "png", UNREADABLE),
    "nonsense as JPEG": (b"nonsense", "jpeg", UNREADABLE),
    "SVG": (SVG, "png", UNREADABLE),
    "GIF": (a_picture("gif"), "png", UNREADABLE),
    "WebP": (a_picture("webp"), "jpeg", UNREADABLE),
    "TIFF": (a_picture("tiff"), "png", UNREADABLE),
    "PNG as JPEG": (PNG, "jpeg", UNREADABLE),
    "JPEG as PNG": (JPEG, "png", UNREADABLE),
    "a PNG cut off": (PNG[:-30], "png", UNREADABLE),
    "a JPEG cut off": (JPEG[: len(JPEG) // 2], "jpeg", UNREADABLE),
    "the beginning of a JPEG": (JPEG[:20], "jpeg", UNREADABLE),
    "a signature": (PNG_BEGINS, "png", UNREADABLE),
    "a header": (png_header(100, 100), "png", UNREADABLE),
    "a header and zeros": (png_header(100, 100) + b"\0" * 400, "png", UNREADABLE),
    "no pixel": (png_header(0, 0), "png", UNREADABLE),
    "a long header": (png_header(600, 100), "png", ELONGATED),
    "a long header and a broken rest": (png_header(600, 100) + b"broken", "png", ELONGATED),
    "a wide PNG": (a_picture("png", (51, 10)), "png", ELONGATED),
    "a high PNG": (a_picture("png", (10, 51)), "png", ELONGATED),
    "a wide JPEG": (a_picture("jpeg", (51, 10)), "jpeg", ELONGATED),
    "60,000 x 60,000": (png_header(60_000, 60_000), "png", PIXELS),
    "the largest header": (png_header(2**31 - 1, 2**31 - 1), "png", PIXELS),
    "a line too many": (png_header(5000, 5001), "png", PIXELS),
    "an animation": (a_picture("png", mode="L", **FRAMES), "png", MOVES),
    "a text bomb": (png_of(chunk(b"zTXt", b"k\0\0" + BOMB)), "png", UNREADABLE),
    "a profile bomb": (png_of(chunk(b"iCCP", b"n\0\0" + BOMB)), "png", UNREADABLE),
    "6000 chunks": (png_of(*[chunk(b"aaAa", b"")] * 6000), "png", UNREADABLE),
    "6000 segments": (JPEG[:2] + b"\xff\xe5\0\2" * 6000 + JPEG[2:], "jpeg", UNREADABLE),
    "50 scans": (JPEG[:-2] + SCAN_OF_NOTHING * 50 + JPEG[-2:], "jpeg", UNREADABLE),
}


@pytest.mark.parametrize(("content", "kind", "detail"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_usable_picture_is_refused_and_leaves_nothing(
    api, bridge, owner, stored, content, kind, detail
):
    before = AuditEntry.objects.count()

    answer = put(api(owner), bridge, content, f"image/{kind}")

    assert_answers(answer, 422, cannot(detail))
    assert not Image.objects.exists()
    assert AuditEntry.objects.count() == before
    assert [path for path in stored() if path.name != "signing-key.pem"] == []


@pytest.mark.parametrize("size", [(50, 10), (10, 50), (1, 5), (1, 1)])
def test_five_to_one_is_allowed(api, bridge, owner, size):
    assert put(api(owner), bridge, a_picture("png", size)).status_code == 201


@pytest.mark.parametrize(
    ("content_type", "detail"),
    [
        ("", ("MissingRequiredHeader", "content-type", "Required header is missing.")),
        *(
            (
                given,
                (
                    "InvalidHeaderValue",
                    "content-type",
                    f"'{given}' is not supported 'content-type'."
                    " Supported media types are 'image/jpeg', 'image/png'.",
                ),
            )
            for given in ("image/gif", "image/jpg", "image/svg+xml", "application/json", "nonsense")
        ),
    ],
)
def test_the_type_is_asked_for_before_the_size(api, bridge, owner, content_type, detail):
    answer = put(api(owner), bridge, b"x" * (MAX_BYTES + 1), content_type)

    assert_answers(answer, 422, cannot(detail))


@pytest.mark.parametrize("content_type", ["image/png", "IMAGE/PNG", "image/png; charset=binary"])
def test_a_type_may_be_written_in_several_ways(api, bridge, owner, content_type):
    assert put(api(owner), bridge, PNG, content_type).status_code == 201


def padded_to(size: int) -> bytes:
    """A picture with something behind it, as cameras append films."""
    return JPEG + b"\0" * (size - len(JPEG))


def test_five_megabytes_are_read_and_one_byte_more_is_not(api, bridge, owner):
    whole = put(api(owner), bridge, padded_to(MAX_BYTES), "image/jpeg")
    more = put(api(owner), bridge, padded_to(MAX_BYTES + 1), "image/jpeg")

    assert whole.status_code == 201
    assert_answers(more, 413, TOO_LARGE)


@pytest.mark.parametrize(("size", "status"), [(1000, 201), (MAX_BYTES + 1, 413)])
def test_a_body_in_chunks_of_which_no_length_is_stated_is_read_as_far(
    api, bridge, owner, size, status
):
    sent = io.BytesIO(padded_to(size))
    without_length = {
        "wsgi.input": sent,
        "wsgi.input_terminated": True,
        "CONTENT_LENGTH": "",
        "HTTP_TRANSFER_ENCODING": "chunked",
    }

    answer = put(api(owner), bridge, b"-", "image/jpeg", **without_length)

    assert answer.status_code == status
    assert sent.read() == b""  # what was not read is taken from the wire all the same
