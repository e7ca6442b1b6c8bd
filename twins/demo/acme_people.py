"""The people of Acme Corporation and its service, and how they come to what they may."""

from twins.demo.story import (
    Person,
    PlannedGroup,
    PlannedInvitation,
    PlannedRole,
    PlannedService,
)

ADMIN = "admin@acme.example"
OWNER = "owner@acme.example"
MEMBER = "member@acme.example"

PEOPLE = (
    Person(ADMIN, "Acme", "Admin", is_administrator=True),
    Person(OWNER, "Acme", "Owner"),
    Person(MEMBER, "Acme", "Member"),
    Person("newcomer@acme.example", "Acme", "Newcomer"),
)

ROLES = (
    PlannedRole(
        "Site Engineer",
        "Edits what is being built.",
        ("itwins_modify", "imodels_read", "imodels_write", "storage_read", "storage_write"),
        {
            MEMBER: (
                "HWYUSR202",
                "HWYUSR202S61NEXP",
                "S61N-A",
                "S61N-A1",
                "BRG-0101",
                "BRG-0101-DECK",
            )
        },
    ),
    PlannedRole(
        "Viewer",
        "Looks, and changes nothing.",
        ("imodels_read", "imodels_webview", "storage_read"),
        {MEMBER: ("PF-NER", "HWYUSR202S65SWID", "RWY-02", "INT-GB-01")},
    ),
    PlannedRole(
        "Deck Supervisor",
        "Brings in who works on the deck.",
        ("administration_invite_member", "imodels_read", "imodels_webview"),
        {MEMBER: ("BRG-0101-DECK",)},
        on="BRG-0101-DECK",
    ),
)

DIRECTORY_GROUPS: dict[str, tuple[str, ...]] = {"Acme Field Staff": (MEMBER, OWNER)}

GROUPS = (
    PlannedGroup(
        "Survey Team",
        "Measures before others build.",
        "Site Engineer",
        ("SRV-001", "XNG-001"),
        people=(MEMBER,),
    ),
    PlannedGroup(
        "Inspectors",
        "Everybody whom the directory knows as field staff.",
        "Viewer",
        ("BRG-0102", "BRG-0102-INS"),
        directory_groups=("Acme Field Staff",),
    ),
)

OWNERS: dict[str, tuple[str, ...]] = {ADMIN: ("RWY-01", "BRG-0103")}

INVITATIONS = (
    PlannedInvitation("surveyor@partner.example", OWNER, "Viewer", "BRG-0101-DECK"),
    PlannedInvitation("welder@partner.example", OWNER, "Viewer", "BRG-0101-DECK", days_ago=10),
    PlannedInvitation("member@soylent.example", OWNER, "Viewer", "INT-GB-01-G", is_accepted=True),
)

SERVICE = PlannedService(
    client_id="service-demo",
    name="iTwin Platform Demo",
    email="itp-demo@itwins.example",
    role="Site Engineer",
    numbers=("HWYUSR202", "HWYUSR202S61NEXP", "BRG-0101", "BRG-0101-DECK", "RWY-01"),
)
