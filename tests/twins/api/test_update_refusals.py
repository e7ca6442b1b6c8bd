"""PATCH /itwins/{id}: every refusal of the published table, row by row."""

import pytest

from accounts.operations.organizations import open_account
from tests.factories import make_itwin, make_member
from tests.twins.api.answers import UNKNOWN_ID, assert_answers, cannot, refusal
from twins.choices import Channel, SubClass
from twins.models import AuditEntry, HierarchyNode, ITwin
from twins.operations.lifecycle import delete_itwin

MISSING = "A required property is missing or empty."
STATUS = "Status value is incorrect. Valid values are Active, Inactive and Trial."
LONG = "x" * 256
OTHER_TIME = "1999-12-31T00:00:00.000Z"


def read_only(name, rest="is read only and cannot be modified."):
    return ("ReadOnlyProperty", name, f"{name[0].upper()}{name[1:]} {rest}")


def missing(name):
    return ("MissingRequiredProperty", name, MISSING)


def wrong(name, message):
    return ("InvalidValue", name, message)


# In the order in which they are told: what is said, and what is refused.
PUBLISHED = [
    ({"displayName": None}, missing("displayName")),
    ({"number": None}, missing("number")),
    ({"id": UNKNOWN_ID}, read_only("id")),
    ({"class": "Thing"}, read_only("class")),
    ({"subClass": "Program"}, read_only("subClass")),
    (
        {"createdDateTime": OTHER_TIME},
        read_only("createdDateTime", "is read only and should not be set."),
    ),
    (
        {"dataCenterLocation": "UK South"},
        read_only("dataCenterLocation", "is read only and should not be set."),
    ),
    ({"createdBy": UNKNOWN_ID}, read_only("createdBy")),
    ({"lastModifiedDateTime": OTHER_TIME}, read_only("lastModifiedDateTime")),
    ({"lastModifiedBy": UNKNOWN_ID}, read_only("lastModifiedBy")),
    ({"iTwinAccountId": UNKNOWN_ID}, read_only("iTwinAccountId")),
    ({"image": "https://elsewhere.example/a.png"}, read_only("image")),
    ({"imageName": "a.png"}, read_only("imageName")),
    (
        {"geographicLocation": LONG},
        wrong("geographicLocation", "GeographicLocation cannot be more than 255 characters."),
    ),
    ({"status": "Closed"}, wrong("status", STATUS)),
    ({"type": "x" * 101}, wrong("type", "Type cannot be more than 100 characters.")),
    ({"ianaTimeZone": "Moon/Base"}, wrong("ianaTimeZone", "IanaTimeZone value is incorrect.")),
    ({"latitude": 91}, wrong("latitude", "Latitude value is incorrect.")),
    ({"longitude": -181}, wrong("longitude", "Longitude value is incorrect.")),
    ({"parentId": "acme"}, wrong("parentId", "ParentId value is incorrect.")),
]
MORE = [
    *(({name: text}, missing(name)) for name in ("displayName", "number") for text in ("", "  ")),
    (
        {"displayName": LONG},
        wrong("displayName", "DisplayName cannot be more than 255 characters."),
    ),
    ({"number": LONG}, wrong("number", "Number cannot be more than 255 characters.")),
    ({"status": None}, wrong("status", STATUS)),
    *(
        ({name: value}, read_only(name))
        for name in ("id", "class", "subClass", "image")
        for value in (7, [], {}, "")
    ),
    *(
        ({name: None}, read_only(name))
        for name in ("id", "class", "subClass", "iTwinAccountId", "createdBy")
    ),
    *(
        ({name: value}, wrong(name, f"{name[0].upper()}{name[1:]} value is incorrect."))
        for name in ("displayName", "number", "type", "geographicLocation", "ianaTimeZone")
        for value in (7, True, ["a"], {"a": 1}, "a\x00b")
    ),
    *(
        ({name: value}, wrong(name, f"{name.title()} value is incorrect."))
        for name in ("latitude", "longitude")
        for value in ("1", True, [1], {}, 1e308)
    ),
    *(
        ({"parentId": value}, wrong("parentId", "ParentId value is incorrect."))
        for value in (None, "", 7, True, [], {}, "\x00", UNKNOWN_ID, "x" * 60_000)
    ),
]


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Bridge", number="N-1")


def _refused(api, user, itwin, body):
    """The answer, after a look at what it left behind: nothing."""
    before = _stored()
    answer = api(user).patch(f"/itwins/{itwin.pk}", body, format="json")
    assert _stored() == before
    return answer


def _stored():
    return (
        list(ITwin.objects.order_by("pk").values()),
        list(HierarchyNode.objects.order_by("pk").values()),
        AuditEntry.objects.count(),
    )


@pytest.mark.parametrize(("said", "detail"), PUBLISHED + MORE, ids=lambda value: str(value)[:50])
def test_a_wrong_value_is_refused_in_the_published_words(api, bridge, owner, said, detail):
    answer = _refused(api, owner, bridge, {"type": "Road"} | said)

    assert_answers(answer, 422, cannot("update", detail))


def test_everything_wrong_is_told_at_once_in_the_published_order(api, bridge, owner):
    body = {name: value for said, _ in reversed(PUBLISHED) for name, value in said.items()}

    answer = _refused(api, owner, bridge, body)

    assert_answers(answer, 422, cannot("update", *(detail for _, detail in PUBLISHED)))


# --- conflicts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "targets"),
    [
        ({"number": "n-2"}, ["number"]),
        ({"displayName": "TUNNEL "}, ["displayName"]),
        ({"displayName": "Tunnel", "number": "N-2"}, ["number", "displayName"]),
    ],
)
def test_taken_numbers_and_names_are_told_number_first(api, acme, bridge, owner, said, targets):
    make_itwin(acme, owner=owner, display_name="Tunnel", number="N-2")

    answer = _refused(api, owner, bridge, said)

    assert_answers(
        answer,
        409,
        refusal(
            "iTwinExists",
            "An iTwin with the specified number or displayName already exists.",
            *(
                wrong(target, f"An iTwin with the specified {target} already exists.")
                for target in targets
            ),
        ),
    )


def test_names_of_deleted_itwins_and_of_other_sub_classes_are_free(api, acme, bridge, owner):
    values = {"owner": owner, "display_name": "Tunnel", "number": "N-2"}
    delete_itwin(make_itwin(acme, **values), by=owner, through=Channel.API)
    make_itwin(acme, sub_class=SubClass.ASSET, **values)

    answer = api(owner).patch(
        f"/itwins/{bridge.pk}", {"displayName": "Tunnel", "number": "N-2"}, format="json"
    )

    assert answer.status_code == 200


# --- moves that cannot be ---------------------------------------------------------------------

PARENT = wrong("parentId", "ParentId value is incorrect.")


@pytest.fixture
def move(api, bridge, owner):
    def move_under(parent_id, by=owner):
        return _refused(api, by, bridge, {"parentId": str(parent_id), "type": "Road"})

    return move_under


def test_nothing_moves_below_itself_or_its_descendants(bridge, owner, move):
    child = make_itwin(bridge, owner=owner)
    grandchild = make_itwin(child, owner=owner)

    for parent in (bridge, child, grandchild):
        assert_answers(move(parent.pk), 422, cannot("update", PARENT))


def test_nothing_moves_where_the_mover_may_not_create(acme, bridge, admin, member, move):
    road = make_itwin(acme, owner=admin)
    make_member(bridge, member, "itwins_modify")
    make_member(road, member, "itwins_modify", name="Editor")

    for parent in (road, make_itwin(bridge, owner=admin), bridge):
        assert_answers(move(parent.pk, by=member), 422, cannot("update", PARENT))


def test_nothing_moves_below_what_the_mover_does_not_see(acme, admin, soylent, outsider, move):
    hidden = make_itwin(acme, owner=admin)
    foreign = make_itwin(soylent, owner=outsider)

    for parent in (hidden, foreign, soylent):
        assert_answers(move(parent.pk), 422, cannot("update", PARENT))


def test_nothing_moves_below_a_deleted_itwin(acme, owner, move):
    road = make_itwin(acme, owner=owner)
    delete_itwin(road, by=owner, through=Channel.API)

    assert_answers(move(road.pk), 422, cannot("update", PARENT))


def test_nothing_moves_to_another_account(acme_corporation, admin, acme, move):
    north = open_account(organization=acme_corporation, name="North", by=admin, is_primary=False)
    road = make_itwin(north, owner=admin)

    for parent in (north, road):
        assert_answers(move(parent.pk, by=admin), 422, cannot("update", PARENT))


def test_an_account_hangs_nowhere(api, acme, bridge, admin):
    answer = _refused(api, admin, acme, {"parentId": str(bridge.pk)})

    assert_answers(answer, 422, cannot("update", PARENT))
    assert (
        api(admin).patch(f"/itwins/{acme.pk}", {"parentId": None}, format="json").status_code == 200
    )
