"""Soylent Corporation: the other organization, of which nobody at Acme sees anything."""

from functools import partial

from twins.choices import DataCenterLocation, Status, SubClass
from twins.demo.story import Person, Place, PlannedAccount, PlannedRole, Story, planned

ADMIN = "admin@soylent.example"
MEMBER = "member@soylent.example"

asset = partial(planned, SubClass.ASSET)
portfolio = partial(planned, SubClass.PORTFOLIO)
project = partial(planned, SubClass.PROJECT)
work = partial(planned, SubClass.WORK_PACKAGE)

HARBOR = Place("Hamburg, Germany", 53.5461, 9.9661, "Europe/Berlin")
in_europe = DataCenterLocation.WEST_EUROPE

PLANTS = portfolio(
    "Processing Plants",
    "SOY-PF-1",
    "Industry",
    asset(
        "Harbor Plant",
        "SOY-A-1",
        "Plant",
        project(
            "Harbor Plant Expansion",
            "SOY-P-1",
            "Construction",
            work("Harbor Plant Foundations", "SOY-W-1", "Civil Works", data_center=in_europe),
            work("Harbor Plant Overhead Bridge Crane", "SOY-W-2", "Lifting"),
            data_center=in_europe,
        ),
        project("Harbor Plant Solar Roof", "SOY-P-2", "Energy", status=Status.TRIAL),
        at=HARBOR,
        data_center=in_europe,
    ),
    asset(
        "Valley Plant",
        "SOY-A-2",
        "Plant",
        project("Valley Plant Cooling Loop", "SOY-P-3", "Maintenance"),
        at=Place("Nagpur, India", 21.1458, 79.0882, "Asia/Kolkata"),
        data_center=DataCenterLocation.CENTRAL_INDIA,
    ),
    asset("Island Plant", "SOY-A-3", "Plant", status=Status.INACTIVE),
)

STORY = Story(
    organization="Soylent Corporation",
    people=(
        Person(ADMIN, "Soylent", "Admin", is_administrator=True),
        Person(MEMBER, "Soylent", "Member"),
    ),
    accounts=(
        PlannedAccount(
            "Soylent Corp.",
            ADMIN,
            (
                PLANTS,
                project(
                    "Distribution Route Study",
                    "SOY-P-4",
                    "Study",
                    at=Place("Singapore", 1.3521, 103.8198, "Asia/Singapore"),
                    data_center=DataCenterLocation.SOUTHEAST_ASIA,
                ),
                project("Head Office Refit", "SOY-P-5", "Building"),
            ),
        ),
    ),
    roles=(
        PlannedRole(
            "Plant Engineer",
            "Edits what is being built.",
            ("itwins_modify", "imodels_read", "imodels_write"),
            {MEMBER: ("SOY-A-1", "SOY-P-1", "SOY-W-1")},
        ),
    ),
    favorites={ADMIN: ("SOY-A-1", "SOY-P-1"), MEMBER: ("SOY-P-1",)},
    recents={ADMIN: ("SOY-P-1", "SOY-A-2"), MEMBER: ("SOY-A-1",)},
)
