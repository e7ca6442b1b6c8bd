"""What the large demo adds to Acme: 1,500 iTwins, one of them with 250 children."""

from functools import partial

from twins.choices import SubClass
from twins.demo.acme import CHESTER_COUNTY
from twins.demo.story import Planned, planned

asset = partial(planned, SubClass.ASSET)
portfolio = partial(planned, SubClass.PORTFOLIO)
project = partial(planned, SubClass.PROJECT)
work = partial(planned, SubClass.WORK_PACKAGE)

_CIRCUITS = 250
_ROADS = 48
_PROJECTS = ("Resurfacing", "Drainage", "Guide Rails", "Signing", "Culverts")
_STEPS = ("Survey", "Design", "Construction", "Handover")


def lighting() -> Planned:
    """The wide one: 251 iTwins."""
    circuits = (
        asset(f"Street Lighting Circuit {circuit:03}", f"SLC-{circuit:03}", "Street Lighting")
        for circuit in range(1, _CIRCUITS + 1)
    )
    return portfolio("Street Lighting", "PF-SLC", "Street Lighting", *circuits, at=CHESTER_COUNTY)


def county_roads() -> Planned:
    """48 roads of 26 iTwins each, and the portfolio that holds them: 1,249 iTwins."""
    roads = (_road(road) for road in range(301, 301 + _ROADS))
    return portfolio("County Roads", "PF-CTR", "Road Network", *roads, at=CHESTER_COUNTY)


def _road(road: int) -> Planned:
    name, number = f"County Road {road}", f"CTR-{road}"
    projects = (
        project(
            f"{name} {what}",
            f"{number}-{place}",
            what,
            *(work(f"{name} {what} {step}", f"{number}-{place}{step[0]}", step) for step in _STEPS),
        )
        for place, what in enumerate(_PROJECTS, start=1)
    )
    return asset(name, number, "Road", *projects)
