"""What a body that should be a picture holds: checked, turned upright, written anew.

Bytes that somebody sent are never given to others. What is written holds pixels and nothing
else: no place, no camera, no colour profile, no comment.
"""

import contextlib
import io
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Any
from warnings import catch_warnings

from PIL import Image, ImageOps

from twins.errors import (
    CannotCreateImage,
    ImageMoves,
    ImageOfTooManyPixels,
    ImageTooElongated,
    ImageUnreadable,
)

MAX_BYTES = 5_242_880
# 100 MB as four bytes each, three times that where a JPEG is worst. 24 megapixels of a camera fit.
MAX_PIXELS = 25_000_000
SMALL = (320, 320)
_MAX_RATIO = 5
_FORMATS = {"png": "PNG", "jpeg": "JPEG"}
# Cameras append further views to a JPEG file; the first is the picture.
_FOUND = {"png": {"PNG"}, "jpeg": {"JPEG", "MPO"}}
_WRITTEN: dict[str, dict[str, Any]] = {"png": {"compress_level": 4}, "jpeg": {"quality": 90}}
# Any picture has fewer. A file of nothing else keeps a processor busy for minutes: each scan goes
# through all pixels again.
_MAX_PIECES = 5_000
_MAX_SCANS = 40
_PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
_JPEG_BEGINS, _JPEG_ENDS, _SCAN = b"\xff\xd8", b"\xff\xd9", b"\xff\xda"
# Anything but what stands for itself among pixels: an escaped FF, a restart, a filling FF.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_ONE_AT_A_TIME = Lock()

# Ours is lower, and asked before a pixel is read.
Image.MAX_IMAGE_PIXELS = None


def write_anew(content: bytes, extension: str, *, large: Path, small: Path) -> None:
    """Writes a picture at its own size and as a small one; raises CannotCreateImage."""
    options = {"format": _FORMATS[extension], **_WRITTEN[extension]}
    with _ONE_AT_A_TIME:  # in each process: memory for one picture is all that we count on
        image = _read(content, extension)
        image.save(large, **options)
        image.thumbnail(SMALL)
        image.save(small, **options)


def _read(content: bytes, extension: str) -> Image.Image:
    try:
        if extension == "png":
            _refuse_size(*_size_in_png(content))
        _refuse_endless_pieces(content, extension)
        with catch_warnings(action="ignore"):
            return _decoded(content, extension)
    except CannotCreateImage:
        raise
    except Exception:  # whatever else a hostile file makes the decoder raise
        raise CannotCreateImage(ImageUnreadable) from None


def _decoded(content: bytes, extension: str) -> Image.Image:
    image: Image.Image = Image.open(io.BytesIO(content), formats=(_FORMATS[extension],))
    if image.format not in _FOUND[extension]:
        raise CannotCreateImage(ImageUnreadable)
    _refuse_size(*image.size)
    if extension == "png" and getattr(image, "is_animated", False):
        raise CannotCreateImage(ImageMoves)
    image.load()
    with contextlib.suppress(Exception):  # nonsense beside the pixels spoils no picture
        ImageOps.exif_transpose(image, in_place=True)
    image = _in_plain_colours(image, extension)
    image.info.clear()  # of what is left in there, comments would be written
    return image


def _refuse_size(width: int, height: int) -> None:
    if max(width, height) > _MAX_RATIO * min(width, height):
        raise CannotCreateImage(ImageTooElongated)
    if width * height > MAX_PIXELS:
        raise CannotCreateImage(ImageOfTooManyPixels)


def _in_plain_colours(image: Image.Image, extension: str) -> Image.Image:
    """Grey or red, green and blue, in eight bits; in PNG with transparency, where it has some."""
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value * (1 / 256))
    is_grey = image.mode in {"1", "L", "LA", "I", "I;16"}
    has_alpha = extension == "png" and image.has_transparency_data
    plain = {
        (True, False): "L",
        (True, True): "LA",
        (False, False): "RGB",
        (False, True): "RGBA",
    }[is_grey, has_alpha]
    return image if image.mode == plain else image.convert(plain)


def _size_in_png(content: bytes) -> tuple[int, int]:
    """Width and height, of a file that may end right after them."""
    if not content.startswith(_PNG_BEGINS) or content[12:16] != b"IHDR":
        raise CannotCreateImage(ImageUnreadable)
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _refuse_endless_pieces(content: bytes, extension: str) -> None:
    walk = _jpeg_segments if extension == "jpeg" else _png_chunks
    scans = 0
    for number, kind in enumerate(walk(content)):
        scans += kind == _SCAN
        if number > _MAX_PIECES or scans > _MAX_SCANS:
            raise CannotCreateImage(ImageUnreadable)


def _png_chunks(content: bytes) -> Iterator[bytes]:
    place = len(_PNG_BEGINS)
    while place + 8 <= len(content):
        yield content[place + 4 : place + 8]
        place += 12 + int.from_bytes(content[place : place + 4])


def _jpeg_segments(content: bytes) -> Iterator[bytes]:
    """The segments up to the end of the first picture; cameras append other views, and films."""
    place = len(_JPEG_BEGINS)
    while (found := _MARKER.search(content, place)) and found[0] != _JPEG_ENDS:
        yield found[0]
        place = found.end() + int.from_bytes(content[found.end() : found.end() + 2])
