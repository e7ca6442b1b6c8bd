"""/itwins/exports: what is asked for, who may read it again, and the file's address."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.authentication.access_tokens import issue_access_token
from accounts.models import User
from tests.factories import make_itwin, make_member
from tests.twins.api.answers import (
    FORBIDDEN,
    HEADER_NOT_FOUND,
    UNKNOWN_ID,
    UNREADABLE,
    assert_answers,
    refusal,
)
from tests.twins.export_files import make_export, names_in
from twins.models import Export, ExportRight
from twins.operations.export_leases import take_back_abandoned_exports
from twins.operations.exports import delete_file

EXPORTS = "/itwins/exports"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOT_FOUND = refusal("iTwinExportNotFound", "Requested iTwin Export is not available.")
DEFAULTS = {
    "queryScope": "MemberOfiTwin",
    "subClass": None,
    "select": None,
    "filter": None,
    "includeInactive": False,
    "outputFormat": "JsonGZip",
}


@pytest.fixture
def later(settings) -> None:
    """Exports wait for a worker, as they do outside of tests."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def wire_form(export: Export, **different: object) -> dict[str, object]:
    return {
        "id": str(export.pk),
        "request": DEFAULTS,
        "status": "Queued",
        "outputUrl": None,
        "createdBy": str(export.created_by_id),
        "createdDateTime": "2026-03-01T12:00:00.000Z",
        "startedDateTime": None,
        "completedDateTime": None,
    } | different


def ask(api, user: User | None, **body: object):
    return api(user).post(EXPORTS, {"outputFormat": "JsonGZip"} | body, format="json")


@time_machine.travel(NOON, tick=False)
def test_an_export_is_queued_and_echoes_what_was_asked_for_word_by_word(api, owner, later):
    asked = {
        "queryScope": "MemberOfiTwin",
        "subClass": "Asset,Project",
        "select": "number,displayName,status",
        "filter": "status+eq+'Active'+and+contains(number,'abc')",
        "includeInactive": False,
        "outputFormat": "JsonGZip",
    }

    response = ask(api, owner, **asked)

    export = Export.objects.get()
    assert_answers(response, 201, {"export": wire_form(export, request=asked)})
    assert_answers(
        api(owner).get(f"{EXPORTS}/{export.pk}"),
        200,
        {"export": wire_form(export, request=asked)},
    )


@time_machine.travel(NOON, tick=False)
def test_what_is_left_out_of_a_request_is_shown_by_its_default(api, owner, later):
    response = ask(api, owner)

    assert_answers(response, 201, {"export": wire_form(Export.objects.get())})


@time_machine.travel(NOON, tick=False)
def test_a_completed_export_has_a_link_that_needs_no_token(api, acme, owner):
    make_itwin(acme, owner=owner, display_name="Bridge")

    ask(api, owner)  # done at once by the queue of the tests

    export = Export.objects.get()
    shown = api(owner).get(f"{EXPORTS}/{export.pk}")
    url = shown.json()["export"]["outputUrl"]
    moment = "2026-03-01T12:00:00.000Z"
    expected = wire_form(
        export,
        status="Completed",
        outputUrl=url,
        startedDateTime=moment,
        completedDateTime=moment,
    )
    assert_answers(shown, 200, {"export": expected})
    assert url.startswith(f"http://localhost:8000/files/exports/{export.pk}.json.gz?")
    answer = Client().get(url.removeprefix("http://localhost:8000"))
    assert names_in(b"".join(answer)) == ["Bridge"]
    assert answer["Content-Disposition"] == f'attachment; filename="{export.pk}.json.gz"'
    answer.close()


@pytest.mark.parametrize(
    ("passed", "opens_until"),
    [
        (timedelta(0), "2026-03-01T13:00:00"),
        (timedelta(minutes=10), "2026-03-01T14:00:00"),
        (timedelta(hours=3, minutes=30), "2026-03-01T16:00:00"),
        (timedelta(hours=4), None),
    ],
)
def test_a_link_lasts_an_hour_but_not_longer_than_the_file(api, owner, passed, opens_until):
    with time_machine.travel(NOON, tick=False):
        ask(api, owner)

    with time_machine.travel(NOON + passed, tick=False):
        response = api(owner).get(f"{EXPORTS}/{Export.objects.get().pk}")

    url = response.json()["export"]["outputUrl"]
    expires = url and datetime.fromtimestamp(int(url.split("expires=")[1].split("&")[0]), UTC)
    assert expires == (opens_until and datetime.fromisoformat(opens_until + "+00:00"))


def test_an_export_whose_file_was_deleted_stays_completed_without_a_link(api, owner):
    ask(api, owner)
    delete_file(export=Export.objects.get())

    shown = api(owner).get(f"{EXPORTS}/{Export.objects.get().pk}").json()["export"]

    assert (shown["status"], shown["outputUrl"]) == ("Completed", None)


def test_a_list_has_ones_own_of_the_last_four_hours_the_newest_first(
    api, owner, member, later, settings
):
    settings.EXPORTS_PER_HOUR = 0
    made = {}
    for hours, by in ((4.1, owner), (3.9, owner), (2, member), (1, owner)):
        with time_machine.travel(NOON - timedelta(hours=hours), tick=False):
            made[hours] = make_export(by)
        Export.objects.update(status="Failed")

    with time_machine.travel(NOON, tick=False):
        response = api(owner).get(EXPORTS)

    ids = [export["id"] for export in response.json()["exports"]]
    assert ids == [str(made[1].pk), str(made[3.9].pk)]
    assert list(response.json()) == ["exports"]


@time_machine.travel(NOON, tick=False)
def test_rows_of_a_list_are_whole(api, owner, later):
    export = make_export(owner)

    assert_answers(api(owner).get(EXPORTS), 200, {"exports": [wire_form(export)]})


@pytest.mark.parametrize("who", ["member", "admin", "newcomer", "outsider", "loner"])
def test_nobody_else_reads_or_lists_an_export(request, api, owner, later, who):
    export = make_export(owner)
    other = api(request.getfixturevalue(who))

    assert_answers(other.get(f"{EXPORTS}/{export.pk}"), 404, NOT_FOUND)
    assert_answers(other.get(EXPORTS), 200, {"exports": []})


def test_an_export_is_read_only_through_the_application_that_asked_for_it(api, owner, later):
    export = make_export(owner)
    client = api(None)
    token = issue_access_token(owner, client_id="another-application")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    assert_answers(client.get(f"{EXPORTS}/{export.pk}"), 404, NOT_FOUND)


@pytest.mark.parametrize("given", [UNKNOWN_ID, "1", "%7B" + UNKNOWN_ID + "%7D"])
def test_an_unknown_id_is_not_found(api, owner, given):
    assert_answers(api(owner).get(f"{EXPORTS}/{given}"), 404, NOT_FOUND)


@pytest.mark.parametrize(
    ("method", "path"), [("post", EXPORTS), ("get", EXPORTS), ("get", f"{EXPORTS}/{UNKNOWN_ID}")]
)
def test_nothing_is_told_without_a_token(api, db, method, path):
    assert_answers(getattr(api(None), method)(path), 401, HEADER_NOT_FOUND)


def test_a_word_that_is_no_token_is_refused_as_a_scheme(api, db):
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION="invalid-token")

    assert_answers(
        client.post(EXPORTS, {"outputFormat": "JsonGZip"}, format="json"),
        401,
        refusal("InvalidAuthorizationScheme", "Authorization scheme 'invalid-token' is not valid."),
    )


@pytest.mark.parametrize("who", ["owner", "member", "newcomer", "loner"])
def test_the_whole_organization_is_for_its_administrators(request, api, later, who):
    user = request.getfixturevalue(who)

    # Said before what else is wrong with the request.
    response = ask(api, user, queryScope="OrganizationAdmin", outputFormat="Xml")

    assert_answers(response, 403, FORBIDDEN)
    assert not Export.objects.exists()


def test_an_administrator_exports_the_whole_organization(api, acme, admin, owner, later):
    make_itwin(acme, owner=owner, display_name="Bridge")

    response = ask(api, admin, queryScope="OrganizationAdmin")

    assert response.status_code == 201
    assert Export.objects.get().account_ids == [str(acme.pk)]


def test_a_member_without_permissions_exports_what_they_see(api, acme, owner, member, later):
    bridge = make_itwin(acme, owner=owner)
    make_itwin(acme, owner=owner)
    make_member(bridge, member)

    assert ask(api, member).status_code == 201

    assert [right.itwin for right in ExportRight.objects.all()] == [bridge]


def test_a_queue_that_is_away_delays_an_export_and_loses_none(api, owner, settings):
    settings.RQ_QUEUES = {"default": {"URL": "redis://127.0.0.1:1"}}
    settings.TASKS = {"default": {"BACKEND": "django_tasks_rq.RQBackend"}}

    assert ask(api, owner).status_code == 201

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        assert take_back_abandoned_exports() == [Export.objects.get().pk]


@pytest.mark.parametrize("body", ["{", "[]", '"JsonGZip"', "\xff"])
def test_a_body_that_is_no_object_is_unreadable(api, owner, body):
    response = api(owner).generic("POST", EXPORTS, body.encode("latin1"), "application/json")

    expected = refusal("InvalidiTwinsRequest", "Cannot create iTwin Export.", UNREADABLE)
    assert_answers(response, 422, expected)


def test_a_body_that_is_too_large_is_refused(api, owner):
    response = api(owner).generic("POST", EXPORTS, b"[" * 1_100_000, "application/json")

    assert (response.status_code, response.json()["error"]["code"]) == (413, "RequestTooLarge")


def test_what_is_wrong_is_refused_before_anything_is_kept(api, owner):
    response = ask(api, owner, outputFormat="Xml")

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (422, "InvalidiTwinsRequest")
    assert error["details"][0]["target"] == "outputFormat"
    assert not Export.objects.exists()
