"""Pictures as people send them, whole and broken."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

PNG_BEGINS = b"\x89PNG\r\n\x1a\n"


def a_picture(
    kind: str = "png", size: tuple[int, int] = (8, 6), mode: str = "RGB", **options: Any
) -> bytes:
    """One colour, but for a brighter corner at the top left."""
    image = Image.new(mode, size, 90 if len(mode) == 1 else None)
    image.paste(200 if mode == "L" else "orange", (0, 0, size[0] // 2, size[1] // 2))
    return encoded(image, kind, **options)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def png_header(width: int, height: int, *, bits: int = 8, colour: int = 2) -> bytes:
    """Signature and header, and nothing after them."""
    fields = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return PNG_BEGINS + chunk(b"IHDR", fields)


def png_of(*chunks: bytes, size: tuple[int, int] = (8, 8)) -> bytes:
    """A grey picture with these chunks before its pixels."""
    pixels = zlib.compress((b"\0" + b"\x7f" * size[0]) * size[1])
    end = chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return png_header(*size, colour=0) + b"".join(chunks) + end


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))
