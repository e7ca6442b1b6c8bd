"""Correcting iTwins in the admin: through the operations, or not at all."""

import pytest

from tests.factories import make_itwin
from twins.models import AuditEntry, ITwin

LIST = "/admin/twins/itwin/"


def page_of(itwin: ITwin) -> str:
    return f"{LIST}{itwin.pk}/change/"


def values_of(itwin: ITwin, **changed: object) -> dict[str, object]:
    """What the form sends when only some fields were touched."""
    values = {
        "display_name": itwin.display_name,
        "number": itwin.number,
        "type": itwin.type or "",
        "status": itwin.status,
        "geographic_location": itwin.geographic_location or "",
        "latitude": "" if itwin.latitude is None else itwin.latitude,
        "longitude": "" if itwin.longitude is None else itwin.longitude,
        "iana_time_zone": itwin.iana_time_zone or "",
        "reason": "SUP-1",
    }
    return values | changed


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def test_a_change_goes_through_the_operation_with_its_reason(staff, support, highway):
    response = staff.post(
        page_of(highway),
        values_of(highway, display_name="Inner ring", status="Inactive", latitude="48.1"),
    )

    assert response.status_code == 302
    changed = ITwin.objects.get(pk=highway.pk)
    assert (changed.display_name, changed.display_name_folded, changed.status) == (
        "Inner ring",
        "inner ring",
        "Inactive",
    )
    assert changed.last_modified_by == support
    assert changed.visible_rows.get().status == "Inactive"
    entry = AuditEntry.objects.latest("id")
    assert (entry.user, entry.channel, entry.operation, entry.reason) == (
        support,
        "Admin",
        "Changed",
        "SUP-1",
    )
    assert entry.changes == {
        "displayName": ["Äußerer Ring", "Inner ring"],
        "status": ["Active", "Inactive"],
        "latitude": [None, 48.1],
    }


def test_an_emptied_text_becomes_null_as_on_the_wire(staff, acme, owner):
    itwin = make_itwin(acme, owner=owner, type="Road", geographic_location="Exton, PA")

    staff.post(page_of(itwin), values_of(itwin, type="", geographic_location=" "))

    itwin.refresh_from_db()
    assert (itwin.type, itwin.geographic_location) == (None, None)


def test_what_decides_where_an_itwin_belongs_cannot_be_posted(
    staff, acme, soylent, outsider, highway, bridges, owner
):
    foreign = make_itwin(soylent, owner=outsider)
    before = dict(ITwin.objects.filter(pk=bridges[0].pk).values().get())
    forged = {
        "account": soylent.pk,
        "account_id": soylent.pk,
        "account_": soylent.pk,
        "parent": foreign.pk,
        "parent_id": foreign.pk,
        "organization": outsider.organization_id,
        "sub_class": "Asset",
        "itwin_class": "Thing",
        "data_center_location": "UK South",
        "id": foreign.pk,
        "created_by": outsider.pk,
        "deleted_at": "2020-01-01",
    }

    response = staff.post(page_of(bridges[0]), values_of(bridges[0], number="B-9", **forged))

    assert response.status_code == 302
    after = dict(ITwin.objects.filter(pk=bridges[0].pk).values().get())
    assert {name for name in after if after[name] != before[name]} == {
        "number",
        "number_folded",
        "last_modified_at",
        "last_modified_by_id",
    }


def test_a_taken_number_and_name_are_shown_at_their_fields(staff, highway, bridges):
    response = staff.post(
        page_of(highway), values_of(highway, number="b-1", display_name=" BRIDGE 2")
    )

    assert response.status_code == 200
    assert errors(response) == {
        "number": ["An iTwin with the specified number already exists."],
        "display_name": ["An iTwin with the specified displayName already exists."],
    }
    assert ITwin.objects.get(pk=highway.pk).number == "BÄR-7"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("display_name", " ", "This field is required."),
        ("number", "", "This field is required."),
        ("reason", " ", "This field is required."),
        ("latitude", "90.1", "Ensure this value is less than or equal to 90."),
        ("longitude", "-181", "Ensure this value is greater than or equal to -180."),
        ("latitude", "nan", "Enter a number."),
        ("iana_time_zone", "Mars/Olympus", "There is no IANA time zone of this name."),
        ("status", "Gone", "Select a valid choice. Gone is not one of the available choices."),
        ("type", "x" * 101, "Ensure this value has at most 100 characters (it has 101)."),
    ],
)
def test_a_value_that_cannot_be_is_refused_at_its_field(staff, highway, field, value, message):
    before = AuditEntry.objects.count()

    response = staff.post(
        page_of(highway), values_of(highway, **({"number": "B-8"} | {field: value}))
    )

    assert errors(response) == {field: [message]}
    assert AuditEntry.objects.count() == before


def test_saving_without_a_change_says_so_and_writes_nothing(staff, highway):
    before = AuditEntry.objects.count()

    response = staff.post(page_of(highway), values_of(highway))

    assert errors(response) == {"__all__": ["There is nothing to save: no value was changed."]}
    assert AuditEntry.objects.count() == before


def test_there_is_no_bulk_delete_and_no_adding(staff, highway):
    listing = staff.get(LIST)

    assert listing.context["action_form"] is None
    assert "delete_selected" not in listing.content.decode()
    staff.post(LIST, {"action": "delete_selected", "_selected_action": [highway.pk], "post": "yes"})
    assert ITwin.objects.live().filter(pk=highway.pk).exists()
    assert staff.get(f"{LIST}add/").status_code == 403
    assert staff.post(f"{LIST}add/", values_of(highway)).status_code == 403
