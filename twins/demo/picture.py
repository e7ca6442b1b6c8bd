"""A picture for the demo data, drawn anew on every machine: a road over a cable-stayed bridge."""

import io

from PIL import Image, ImageDraw

_WIDTH, _HEIGHT = 960, 600
_FINER = 2  # drawn at twice the size: Pillow draws edges without smoothing
_HORIZON = 330
_CENTRE = 480
_SKY, _HAZE = (38, 92, 140), (250, 214, 165)
_HILLS = (
    ((150, 160, 170), (0, 300, 180, 262, 330, 290, 520, 250, 760, 296, 960, 258)),
    ((98, 122, 128), (0, 318, 240, 296, 430, 322, 640, 290, 860, 318, 960, 304)),
)
_WATER, _ROAD, _EDGE, _LINE = (58, 118, 138), (70, 74, 82), (214, 208, 196), (250, 240, 210)
_STEEL = (236, 232, 224)
_HALF_ROAD = 458
# Pylons, the nearer one last: where they begin and end, and how thick they are.
_PYLONS = ((232, 348, 4), (70, 412, 9))


def picture_of_a_bridge() -> bytes:
    """The picture as a PNG file."""
    image = Image.new("RGB", (_WIDTH * _FINER, _HEIGHT * _FINER), _WATER)
    draw = ImageDraw.Draw(image)
    for y in range(_HORIZON):
        draw.rectangle(_finer(0, y, _WIDTH, y + 1), fill=_between(_SKY, _HAZE, y / _HORIZON))
    draw.ellipse(_finer(616, 196, 700, 280), fill=(255, 240, 205))
    for colour, ridge in _HILLS:
        draw.polygon(_finer(*ridge, _WIDTH, _HORIZON, 0, _HORIZON), fill=colour)
    _draw_road(draw)
    for top, foot, thickness in _PYLONS:
        for side in (-1, 1):
            _draw_pylon(draw, top, foot, side, thickness)
    content = io.BytesIO()
    image.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS).save(content, "PNG")
    return content.getvalue()


def _draw_road(draw: ImageDraw.ImageDraw) -> None:
    for half, colour in ((_HALF_ROAD + 12, _EDGE), (_HALF_ROAD - 12, _ROAD)):
        far = half / 40
        corners = (_CENTRE - far, _HORIZON, _CENTRE + far, _HORIZON)
        draw.polygon(
            _finer(*corners, _CENTRE + half, _HEIGHT, _CENTRE - half, _HEIGHT), fill=colour
        )
    # Dashes as perspective has them: each nearer one longer and further apart.
    for number in range(1, 12):
        begins, ends = (_HORIZON + 270 / (0.55 * step) for step in (number + 0.9, number + 0.45))
        near, far = ((y - _HORIZON) / 32 for y in (ends, begins))
        draw.polygon(
            _finer(
                *(_CENTRE - far, begins, _CENTRE + far, begins),
                *(_CENTRE + near, ends, _CENTRE - near, ends),
            ),
            fill=_LINE,
        )


def _draw_pylon(draw: ImageDraw.ImageDraw, top: int, foot: int, side: int, thickness: int) -> None:
    """A mast at the edge of the road that leans inwards, and its cables to both sides."""
    base = _edge(foot, side)
    lean = (base - _CENTRE) * 0.16
    width = max(1, thickness // 4) * _FINER
    for step in range(1, 8):
        share = step * 0.03
        anchor = (base - lean * (1 - share), top + (foot - top) * share)
        for y in (foot + (foot - _HORIZON) * step / 3.2, foot - (foot - _HORIZON) * step / 9.5):
            draw.line(_finer(*anchor, _edge(y, side), y), fill=_STEEL, width=width)
    head = base - lean
    draw.polygon(
        _finer(
            *(head - thickness / 2, top, head + thickness / 2, top),
            *(base + thickness, foot, base - thickness, foot),
        ),
        fill=_STEEL,
    )


def _edge(y: float, side: int) -> float:
    """Where the road ends at that height of the picture."""
    far, near = _HALF_ROAD / 40, _HALF_ROAD
    return _CENTRE + side * (far + (near - far) * (y - _HORIZON) / (_HEIGHT - _HORIZON))


def _finer(*numbers: float) -> list[float]:
    return [number * _FINER for number in numbers]


def _between(one: tuple[int, ...], other: tuple[int, ...], share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
