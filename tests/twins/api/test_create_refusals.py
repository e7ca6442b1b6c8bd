"""POST /itwins/: every refusal of the published tables, row by row."""

import pytest

from tests.factories import make_itwin
from tests.twins.api.answers import assert_answers, cannot, refusal
from twins.choices import Channel, SubClass
from twins.models import AuditEntry, ITwin
from twins.operations.lifecycle import delete_itwin

BRIDGE = {"displayName": "Bridge", "class": "Endeavor", "subClass": "Project"}
MISSING = "A required property is missing or empty."
STATUS = "Status value is incorrect. Valid values are Active, Inactive and Trial."
LONG = "x" * 256
DEEP: list = []
for _ in range(900):
    DEEP = [DEEP]
WRONG_TYPES = [7, 1.5, True, ["a"], {"a": 1}, DEEP]


def missing(name):
    return ("MissingRequiredProperty", name, MISSING)


def wrong(name, message):
    return ("InvalidValue", name, message)


# In the order of the published table: what is said, and what is refused.
PUBLISHED = [
    ({"displayName": None}, missing("displayName")),
    ({"class": None}, missing("class")),
    ({"subClass": None}, missing("subClass")),
    ({"status": "Closed"}, wrong("status", STATUS)),
    ({"class": "Bridge"}, wrong("class", "Class value is incorrect.")),
    (
        {"geographicLocation": LONG},
        wrong("geographicLocation", "GeographicLocation cannot be more than 255 characters."),
    ),
    (
        {"dataCenterLocation": "Moon"},
        wrong("dataCenterLocation", "DataCenterLocation value is incorrect."),
    ),
    ({"subClass": "Bridge"}, wrong("subClass", "SubClass value is incorrect.")),
    (
        {"displayName": LONG},
        wrong("displayName", "DisplayName cannot be more than 255 characters."),
    ),
    ({"number": LONG}, wrong("number", "Number cannot be more than 255 characters.")),
    ({"type": "x" * 101}, wrong("type", "Type cannot be more than 100 characters.")),
    ({"ianaTimeZone": "Moon/Base"}, wrong("ianaTimeZone", "IanaTimeZone value is incorrect.")),
    ({"latitude": 91}, wrong("latitude", "Latitude value is incorrect.")),
    ({"longitude": 181}, wrong("longitude", "Longitude value is incorrect.")),
    ({"parentId": "acme"}, wrong("parentId", "ParentId value is incorrect.")),
]
MORE = [
    *(
        ({name: text}, missing(name))
        for name in ("displayName", "class", "subClass")
        for text in ("", "  ")
    ),
    *(
        ({"class": name}, wrong("class", "Class value is incorrect."))
        for name in ("endeavor", "Account", "Project")
    ),
    *(
        ({"subClass": name}, wrong("subClass", "SubClass value is incorrect."))
        for name in ("project", "Asset", "Portfolio", "Account")
    ),
    *(
        ({"ianaTimeZone": zone}, wrong("ianaTimeZone", "IanaTimeZone value is incorrect."))
        for zone in ("", "utc", "localtime", "../UTC", "+01:00", "x" * 60_000)
    ),
    *(
        ({"latitude": value}, wrong("latitude", "Latitude value is incorrect."))
        for value in (90.000001, -91, 1e308, 10**19)
    ),
    *(
        ({"longitude": value}, wrong("longitude", "Longitude value is incorrect."))
        for value in (180.000001, -181)
    ),
    *(
        (
            {"dataCenterLocation": value},
            wrong("dataCenterLocation", "DataCenterLocation value is incorrect."),
        )
        for value in ("", "east us")
    ),
    *(({"status": value}, wrong("status", STATUS)) for value in ("", " Active")),
    *(
        (
            {name: "x" * 60_000},
            wrong(name, f"{name[0].upper()}{name[1:]} cannot be more than {longest} characters."),
        )
        for name, longest in (
            ("displayName", 255),
            ("number", 255),
            ("type", 100),
            ("geographicLocation", 255),
        )
    ),
    *(
        ({name: "a\x00b"}, wrong(name, f"{name[0].upper()}{name[1:]} value is incorrect."))
        for name in ("displayName", "number", "type", "geographicLocation", "ianaTimeZone")
    ),
]
OF_WRONG_TYPE = [
    *(
        ({name: value}, wrong(name, f"{name[0].upper()}{name[1:]} value is incorrect."))
        for name in (
            "class",
            "geographicLocation",
            "dataCenterLocation",
            "subClass",
            "displayName",
            "number",
            "type",
            "ianaTimeZone",
        )
        for value in WRONG_TYPES
    ),
    *(({"status": value}, wrong("status", STATUS)) for value in WRONG_TYPES),
    *(
        ({name: value}, wrong(name, f"{name.title()} value is incorrect."))
        for name in ("latitude", "longitude")
        for value in ("40", "", True, [1], {}, DEEP)
    ),
]


@pytest.mark.parametrize(
    ("said", "detail"), PUBLISHED + MORE + OF_WRONG_TYPE, ids=lambda value: str(value)[:50]
)
def test_a_wrong_value_is_refused_in_the_published_words(api, acme, admin, said, detail):
    answer = api(admin).post("/itwins/", BRIDGE | said, format="json")

    assert_answers(answer, 422, cannot("create", detail))
    assert ITwin.objects.except_accounts().count() == 0
    assert AuditEntry.objects.count() == 0


def test_everything_wrong_is_told_at_once_in_the_published_order(api, acme, admin):
    body = {name: value for said, _ in PUBLISHED for name, value in said.items()}

    answer = api(admin).post("/itwins/", body | {"displayName": ""}, format="json")

    details = [detail for _, detail in PUBLISHED[3:] if detail[1] != "displayName"]
    assert_answers(answer, 422, cannot("create", missing("displayName"), *details))


@pytest.mark.parametrize("body", [{}, {"number": "N-1"}])
def test_what_is_missing_is_told_first_and_in_order(api, acme, admin, body):
    answer = api(admin).post("/itwins/", body, format="json")

    details = [missing(name) for name in ("displayName", "class", "subClass")]
    assert_answers(answer, 422, cannot("create", *details))


# --- conflicts --------------------------------------------------------------------------------

NUMBER = wrong("number", "An iTwin with the specified number already exists.")
DISPLAY_NAME = wrong("displayName", "An iTwin with the specified displayName already exists.")


def taken(*details):
    message = "An iTwin with the specified number or displayName already exists."
    return refusal("iTwinExists", message, *details)


@pytest.mark.parametrize(
    ("said", "details"),
    [
        ({"number": "N-1", "displayName": "Tunnel"}, [NUMBER]),
        ({"number": "n-1 ", "displayName": "Tunnel"}, [NUMBER]),
        ({"number": "N-2", "displayName": "Bridge"}, [DISPLAY_NAME]),
        ({"displayName": " BRIDGE"}, [DISPLAY_NAME]),
        ({"number": "N-1", "displayName": "Bridge"}, [NUMBER, DISPLAY_NAME]),
    ],
)
def test_taken_numbers_and_names_are_told_number_first(api, acme, admin, owner, said, details):
    make_itwin(acme, owner=owner, number="N-1", display_name="Bridge")

    answer = api(admin).post("/itwins/", BRIDGE | said, format="json")

    assert_answers(answer, 409, taken(*details))
    assert ITwin.objects.except_accounts().count() == 1
    assert AuditEntry.objects.count() == 1


def test_names_are_unique_in_an_account_and_not_only_below_a_parent(api, acme, admin):
    road = make_itwin(acme, owner=admin, display_name="Road")
    make_itwin(road, owner=admin, display_name="Bridge")

    answer = api(admin).post("/itwins/", BRIDGE, format="json")

    assert_answers(answer, 409, taken(DISPLAY_NAME))


def test_names_are_free_in_another_sub_class_and_in_another_account(
    api, acme, soylent, admin, outsider
):
    values = {"number": "N-1", "display_name": "Bridge"}
    make_itwin(acme, owner=admin, sub_class=SubClass.PROGRAM, **values)
    make_itwin(soylent, owner=outsider, **values)

    answer = api(admin).post("/itwins/", BRIDGE | {"number": "N-1"}, format="json")

    assert answer.status_code == 201


def test_the_names_of_a_deleted_itwin_are_free(api, acme, admin):
    bridge = make_itwin(acme, owner=admin, number="N-1", display_name="Bridge")
    delete_itwin(bridge, by=admin, through=Channel.API)

    answer = api(admin).post("/itwins/", BRIDGE | {"number": "N-1"}, format="json")

    assert answer.status_code == 201


def test_equal_names_are_allowed_while_the_setting_is_off(api, acme, admin, settings):
    settings.UNIQUE_DISPLAY_NAMES = False
    make_itwin(acme, owner=admin, number="N-1", display_name="Bridge")

    same_name = api(admin).post("/itwins/", BRIDGE, format="json")
    same_number = api(admin).post("/itwins/", BRIDGE | {"number": "N-1"}, format="json")

    assert same_name.status_code == 201
    assert_answers(same_number, 409, taken(NUMBER))


def test_a_wrong_value_is_told_before_a_taken_name(api, acme, admin):
    make_itwin(acme, owner=admin, display_name="Bridge")

    answer = api(admin).post("/itwins/", BRIDGE | {"latitude": 91}, format="json")

    assert_answers(answer, 422, cannot("create", wrong("latitude", "Latitude value is incorrect.")))
