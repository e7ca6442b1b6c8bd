"""Pictures written anew: upright, small beside large, and nothing but pixels."""

import pytest
from PIL import Image, PngImagePlugin

from tests.factories.pictures import a_picture, chunk, encoded, opened, png_header
from twins.queries.pictures import write_anew

ORIENTATION = 0x0112
SECRET = "Hidden Street 7"


@pytest.fixture
def anew(tmp_path):
    """Both pictures that are made of one."""

    def write(content: bytes, kind: str) -> tuple[Image.Image, Image.Image]:
        write_anew(content, kind, large=tmp_path / "large", small=tmp_path / "small")
        return opened((tmp_path / "large").read_bytes()), opened((tmp_path / "small").read_bytes())

    return write


def test_a_small_picture_is_never_enlarged(anew):
    large, small = anew(a_picture("png", (100, 50)), "png")

    assert (large.size, small.size) == ((100, 50), (100, 50))


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1600, 400), (320, 80)), ((400, 1600), (80, 320)), ((321, 321), (320, 320))],
)
def test_the_longer_side_of_the_small_one_is_320(anew, size, expected):
    _, small = anew(a_picture("jpeg", size), "jpeg")

    assert small.size == expected


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_a_picture_is_turned_upright(anew, kind):
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the camera was turned by a quarter
    large, small = anew(a_picture(kind, (64, 32), exif=exif), kind)

    assert (large.size, small.size) == ((32, 64), (32, 64))
    red, _, blue = large.getpixel((28, 4))  # the corner that was at the top left
    assert red > 200
    assert blue < 60
    assert ORIENTATION not in large.getexif()


def with_metadata(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    if kind == "jpeg":
        return a_picture(kind, (64, 64), exif=exif, comment=SECRET, icc_profile=SECRET.encode())
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SECRET)
    texts.add_itxt("XML:com.adobe.xmp", SECRET)
    return a_picture(kind, (64, 64), exif=exif, pnginfo=texts, icc_profile=SECRET.encode())


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_nothing_but_pixels_is_written(anew, kind, tmp_path):
    content = with_metadata(kind)
    assert content.count(SECRET.encode()) > 1

    anew(content, kind)

    for name in ("large", "small"):
        written = (tmp_path / name).read_bytes()
        assert SECRET.encode() not in written
        info = set(opened(written).info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert info == set()


@pytest.mark.parametrize(
    ("mode", "written"),
    [("1", "L"), ("L", "L"), ("P", "RGB"), ("RGB", "RGB"), ("LA", "LA"), ("RGBA", "RGBA")],
)
def test_every_kind_of_png_keeps_its_transparency_and_no_more(anew, mode, written):
    source = Image.linear_gradient("L").resize((32, 32)).convert(mode)

    large, small = anew(encoded(source, "png"), "png")

    assert (large.mode, small.mode) == (written, written)
    if written == mode:
        assert large.tobytes() == source.tobytes()


def test_a_transparent_colour_of_a_palette_stays_transparent(anew):
    source = Image.new("P", (8, 8), 1)
    source.putpalette([255, 0, 0, 0, 255, 0])

    large, _ = anew(encoded(source, "png", transparency=1), "png")

    assert (large.mode, large.getpixel((0, 0))) == ("RGBA", (0, 255, 0, 0))


def test_sixteen_bits_of_grey_become_eight(anew):
    source = Image.new("I;16", (8, 8), 0x8000)

    large, _ = anew(encoded(source, "png"), "png")

    assert (large.mode, large.getpixel((0, 0))) == ("L", 0x80)


@pytest.mark.parametrize(("mode", "written"), [("CMYK", "RGB"), ("L", "L"), ("RGB", "RGB")])
def test_every_kind_of_jpeg_is_written_as_browsers_show_it(anew, mode, written):
    large, small = anew(encoded(Image.new(mode, (8, 8)), "jpeg"), "jpeg")

    assert (large.mode, small.mode) == (written, written)


def test_of_a_camera_s_several_views_the_first_is_the_picture(anew):
    views = [opened(a_picture("jpeg", (40, 30))), opened(a_picture("jpeg", (8, 8)))]

    large, _ = anew(encoded(views[0], "mpo", save_all=True, append_images=views[1:]), "jpeg")

    assert (large.format, large.size) == ("JPEG", (40, 30))


def test_nonsense_beside_the_pixels_spoils_no_picture(anew):
    whole = a_picture("png")
    broken = png_header(8, 6) + chunk(b"eXIf", b"\xff" * 40) + whole[33:]

    large, _ = anew(broken, "png")

    assert large.size == (8, 6)
