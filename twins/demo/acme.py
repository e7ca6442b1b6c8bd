"""Acme Corporation: roads, bridges and rail, and waterworks in an Account of their own."""

from functools import partial

from twins.choices import DataCenterLocation, Status, SubClass
from twins.demo.acme_people import (
    ADMIN,
    DIRECTORY_GROUPS,
    GROUPS,
    INVITATIONS,
    MEMBER,
    OWNER,
    OWNERS,
    PEOPLE,
    ROLES,
    SERVICE,
)
from twins.demo.acme_repositories import GENERATED_REPOSITORIES, REPOSITORIES
from twins.demo.story import Place, Planned, PlannedAccount, Story, planned

asset = partial(planned, SubClass.ASSET)
portfolio = partial(planned, SubClass.PORTFOLIO)
project = partial(planned, SubClass.PROJECT)
program = partial(planned, SubClass.PROGRAM)
work = partial(planned, SubClass.WORK_PACKAGE)

_EASTERN = "America/New_York"
EXTON = Place("Exton, PA", 40.029, -75.6208, _EASTERN)
PAOLI = Place("Paoli, PA", 40.0423, -75.4763, _EASTERN)
MALVERN = Place("Malvern, PA", 40.0362, -75.5138, _EASTERN)
WEST_CHESTER = Place("West Chester, PA", 39.9607, -75.6055, _EASTERN)
PHILADELPHIA = Place("Philadelphia, PA", 39.9526, -75.1652, _EASTERN)
LANCASTER = Place("Lancaster, PA", 40.0379, -76.3055, _EASTERN)
HARRISBURG = Place("Harrisburg, PA", 40.2732, -76.8867, _EASTERN)
WILMINGTON = Place("Wilmington, DE", 39.7391, -75.5398, _EASTERN)
CHESTER_COUNTY = Place("Chester County, PA")

ROADS = portfolio(
    "Northeast Roads",
    "PF-NER",
    "Road Network",
    asset(
        "US Route 202",
        "HWYUSR202",
        "Highway",
        project(
            "US Route 202 Section 61N Expansion",
            "HWYUSR202S61NEXP",
            "Construction",
            work(
                "Section 61N Earthworks",
                "S61N-A",
                "Civil Works",
                work("Section 61N Drainage", "S61N-A1", "Civil Works", at=EXTON),
                work("Section 61N Retaining Walls", "S61N-A2", "Structures", at=EXTON),
            ),
            work("Section 61N Paving", "S61N-B", "Civil Works"),
            work("Section 61N Signals", "S61N-C", "Traffic Systems", status=Status.TRIAL),
            at=EXTON,
            fixed_id="01a5b73e-d5d3-47fc-ae3e-253365d93eb9",
        ),
        project(
            "US Route 202 Section 65S Widening",
            "HWYUSR202S65SWID",
            "Construction",
            work("Section 65S Noise Barriers", "S65S-A", "Structures", at=MALVERN),
            at=MALVERN,
            status=Status.INACTIVE,
        ),
        project("US Route 202 Pavement Renewal", "HWYUSR202PAVE", "Maintenance", at=WEST_CHESTER),
        asset("Paoli Interchange", "IC-0001", "Interchange", at=PAOLI),
        at=EXTON,
        fixed_id="051b685f-4168-4e2d-900e-49d57e171513",
    ),
    asset(
        "US Route 30",
        "HWYUSR030",
        "Highway",
        project("US Route 30 Bypass Reconstruction", "HWYUSR030BYP", "Construction", at=EXTON),
        project("US Route 30 Lighting Upgrade", "HWYUSR030LGT", "Maintenance", at=LANCASTER),
        at=LANCASTER,
    ),
    asset(
        "Interstate 95",
        "HWYI095",
        "Highway",
        project("Interstate 95 Viaduct Rehabilitation", "HWYI095VIA", "Rehabilitation"),
        project("Interstate 95 Managed Lanes", "HWYI095LAN", "Design", status=Status.TRIAL),
        at=PHILADELPHIA,
    ),
    asset("State Route 100", "HWYSR100", "Highway", at=EXTON, owner=ADMIN),
    program(
        "Safer Crossings",
        "PG-SAFE",
        "Safety",
        project("Crossing Audit Chester County", "XNG-001", "Survey", at=CHESTER_COUNTY),
        project("School Zone Calming West Chester", "XNG-002", "Construction", at=WEST_CHESTER),
    ),
    at=Place("Northeast United States"),
)

BRIDGES = portfolio(
    "Bridges",
    "PF-BRG",
    "Structures",
    asset(
        "Schuylkill River Bridge",
        "BRG-0101",
        "Bridge",
        project(
            "Schuylkill River Bridge Deck Replacement",
            "BRG-0101-DECK",
            "Rehabilitation",
            work("Deck Demolition", "BRG-0101-W1", "Demolition"),
            work("Deck Panels", "BRG-0101-W2", "Structures"),
        ),
        at=PHILADELPHIA,
    ),
    asset(
        "Brandywine Creek Bridge",
        "BRG-0102",
        "Bridge",
        project("Brandywine Creek Bridge Inspection", "BRG-0102-INS", "Inspection", at=WILMINGTON),
        at=WILMINGTON,
    ),
    asset(
        "Susquehanna River Bridge",
        "BRG-0103",
        "Bridge",
        project("Susquehanna River Bridge Seismic Retrofit", "BRG-0103-SEI", "Rehabilitation"),
        at=HARRISBURG,
    ),
    asset("Conestoga River Bridge", "BRG-0104", "Bridge", at=LANCASTER),
    asset("Old Mill Footbridge", "BRG-0105", "Bridge", at=WEST_CHESTER, status=Status.INACTIVE),
)

RAIL = program(
    "Rail Renewal",
    "PG-RWY",
    "Rail",
    project(
        "Main Line Electrification",
        "RWY-01",
        "Construction",
        work("Catenary Foundations", "RWY-01-W1", "Civil Works", at=PAOLI),
        work("Traction Substations", "RWY-01-W2", "Electrical", at=MALVERN),
    ),
    project("Paoli Station Accessibility", "RWY-02", "Construction", at=PAOLI),
    project("Harrisburg Yard Signalling", "RWY-03", "Systems", at=HARRISBURG, owner=ADMIN),
    asset("Gap Rail Tunnel", "RWY-T1", "Tunnel", at=LANCASTER),
)

ABROAD = portfolio(
    "International Works",
    "PF-INT",
    None,
    asset(
        "Estuary Flood Barrier",
        "INT-GB-01",
        "Flood Defence",
        project("Estuary Flood Barrier Gate Renewal", "INT-GB-01-G", "Rehabilitation"),
        at=Place("London, United Kingdom", 51.4964, 0.0367, "Europe/London"),
        data_center=DataCenterLocation.UK_SOUTH,
    ),
    asset(
        "Maas Harbor Tunnel",
        "INT-NL-01",
        "Tunnel",
        at=Place("Rotterdam, Netherlands", 51.9007, 4.4853, "Europe/Amsterdam"),
        data_center=DataCenterLocation.WEST_EUROPE,
    ),
    project(
        "Liffey Tramway Extension",
        "INT-IE-01",
        "Construction",
        at=Place("Dublin, Ireland", 53.3498, -6.2603, "Europe/Dublin"),
        data_center=DataCenterLocation.NORTH_EUROPE,
    ),
    project(
        "Parramatta Light Rail Depot",
        "INT-AU-01",
        "Construction",
        at=Place("Sydney, Australia", -33.815, 151.0011, "Australia/Sydney"),
        data_center=DataCenterLocation.AUSTRALIA_EAST,
    ),
    asset(
        "Sumida River Bridge",
        "INT-JP-01",
        "Bridge",
        at=Place("Tokyo, Japan", 35.7101, 139.8015, "Asia/Tokyo"),
        data_center=DataCenterLocation.JAPAN_EAST,
    ),
    project(
        "Lakeshore Streetcar Renewal",
        "INT-CA-01",
        "Design",
        at=Place("Toronto, Canada", 43.6402, -79.3802, "America/Toronto"),
        data_center=DataCenterLocation.CANADA_CENTRAL,
    ),
)

WATER: tuple[Planned, ...] = (
    portfolio(
        "Brandywine Watershed",
        "PF-BRW",
        "Water Supply",
        asset(
            "Marsh Creek Reservoir",
            "WTR-R01",
            "Reservoir",
            project("Marsh Creek Spillway Upgrade", "WTR-R01-SPL", "Construction"),
            at=Place("Downingtown, PA", 40.0665, -75.7177, _EASTERN),
        ),
        asset(
            "Octoraro Treatment Plant",
            "WTR-P01",
            "Treatment Plant",
            project("Octoraro Filter Replacement", "WTR-P01-FLT", "Maintenance"),
            work("Octoraro Control Room", "WTR-P01-CTL", "Systems"),
            at=Place("Oxford, PA", 39.7854, -75.9788, _EASTERN),
        ),
        asset("East Bradford Pumping Station", "WTR-S01", "Pumping Station", at=WEST_CHESTER),
    ),
    program(
        "Sewer Separation",
        "PG-SEW",
        "Wastewater",
        project("Sewer Separation North", "SEW-001", "Construction", at=PHILADELPHIA),
        project("Sewer Separation South", "SEW-002", "Design", at=PHILADELPHIA),
    ),
    project("Stormwater Basin Survey", "SEW-003", "Survey", at=CHESTER_COUNTY, owner=ADMIN),
)

STORY = Story(
    organization="Acme Corporation",
    people=PEOPLE,
    accounts=(
        PlannedAccount(
            "Acme Corp.",
            OWNER,
            (
                ROADS,
                BRIDGES,
                RAIL,
                ABROAD,
                project("Regional Drone Survey", "SRV-001", "Survey", at=CHESTER_COUNTY),
                work("Standard Details Library", "LIB-001", None, owner=ADMIN),
            ),
        ),
        PlannedAccount("Acme Water", OWNER, WATER),
    ),
    roles=ROLES,
    directory_groups=DIRECTORY_GROUPS,
    groups=GROUPS,
    owners=OWNERS,
    invitations=INVITATIONS,
    services=(SERVICE,),
    repositories=REPOSITORIES,
    generated_repositories=GENERATED_REPOSITORIES,
    pictured="BRG-0101",
    favorites={
        OWNER: ("RWY-01", "BRG-0101", "WTR-R01", "HWYUSR202", "HWYUSR202S61NEXP"),
        MEMBER: ("BRG-0101-DECK", "HWYUSR202", "HWYUSR202S61NEXP"),
    },
    recents={
        OWNER: ("HWYUSR202S61NEXP", "HWYUSR202", "BRG-0101-DECK", "PG-RWY", "WTR-P01"),
        MEMBER: ("HWYUSR202", "HWYUSR202S61NEXP", "BRG-0101"),
    },
)
