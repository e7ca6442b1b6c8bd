"""The shape of a large registry, drawn from a seed: many small trees, and now and then a wide one."""

from collections.abc import Iterator
from random import Random

DEEPEST_LEVEL = 4  # five levels below the Account
_USUAL_SIZE = 9
_LARGEST_USUAL_SIZE = 60
_WIDE_TREES = 0.002
_WIDE_SIZES = (200, 400)


def shares(itwins: int, accounts: int) -> list[int]:
    """How many iTwins each Account has: the first two fifths, the others the rest evenly."""
    if accounts == 1:
        return [itwins]
    first = itwins * 2 // 5
    rest, more = divmod(itwins - first, accounts - 1)
    return [first, *(rest + (place < more) for place in range(accounts - 1))]


def trees(random: Random, itwins: int) -> Iterator[list[int]]:
    """Trees of `itwins` nodes in all; each lists its nodes' parents by place (-1: it is the top)."""
    while itwins > 0:
        tree = _wide(random) if random.random() < _WIDE_TREES else _usual(random)
        yield tree[:itwins]
        itwins -= len(tree)


def levels(tree: list[int]) -> list[int]:
    """The level of each node; parents come first."""
    found: list[int] = []
    for parent in tree:
        found.append(0 if parent < 0 else found[parent] + 1)
    return found


def _usual(random: Random) -> list[int]:
    size = 1 + min(int(random.expovariate(1 / _USUAL_SIZE)), _LARGEST_USUAL_SIZE)
    tree, bearing, level = [-1], [0], [0]
    for place in range(1, size):
        parent = random.choice(bearing)
        tree.append(parent)
        level.append(level[parent] + 1)
        if level[place] < DEEPEST_LEVEL:
            bearing.append(place)
    return tree


def _wide(random: Random) -> list[int]:
    return [-1] + [0] * random.randint(*_WIDE_SIZES)
