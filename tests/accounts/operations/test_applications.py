"""Applications: registered and changed."""

import pytest

from accounts.errors import ApplicationChanged, CannotRegisterApplication
from accounts.models import Application, ApplicationKind, User
from accounts.operations.applications import (
    MOST_APPLICATIONS,
    change_application,
    register_application,
    renew_secret,
    trust_application,
)
from tests.factories.applications import (
    CALLBACK,
    make_application,
    make_service,
)

KINDS = ApplicationKind


def saved(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


# --- Registering ----------------------------------------------------------------------------------
def test_a_service_gets_a_member_of_its_organization_as_whom_nobody_signs_in(
    admin, acme_corporation
):
    service, secret = make_service(acme_corporation, by=admin, name="Robot  arm")

    member = service.service_member
    assert (service.name, member.given_name, member.organization) == (
        "Robot arm",
        "Robot arm",
        acme_corporation,
    )
    assert (member.is_service, member.has_usable_password()) == (True, False)
    assert member.email == f"{service.client_id}@apps.localhost"
    assert len(secret) >= 64
    assert secret not in saved(service).client_secret


@pytest.mark.parametrize("kind", [KINDS.SINGLE_PAGE, KINDS.NATIVE])
def test_what_runs_on_somebodys_desk_has_no_secret(owner, kind):
    application, secret = register_application(
        name="Viewer", kind=kind, by=owner, redirect_uris=[CALLBACK]
    )

    assert (secret, application.client_type) == ("", Application.CLIENT_PUBLIC)
    assert application.service_member is None
    with pytest.raises(CannotRegisterApplication, match="no secret"):
        renew_secret(application=application, by=owner)


@pytest.mark.parametrize(
    "name", ["", " \n", "x" * 256, "Vie\x00wer", "\N{RIGHT-TO-LEFT OVERRIDE}reweiV", "a\x1bb"]
)
def test_a_name_that_cannot_be_seen_is_refused(owner, name):
    with pytest.raises(CannotRegisterApplication, match="A name has"):
        make_application(owner, name=name)

    assert not Application.objects.exists()


@pytest.mark.parametrize("field", ["redirect_uris", "sign_out_uris"])
def test_a_bad_address_is_refused_by_the_operation_too(owner, field):
    with pytest.raises(
        CannotRegisterApplication, match=r"http://app\.example\.com/ begins with http"
    ):
        make_application(owner, **{field: ["http://app.example.com/"]})


def test_a_person_has_fifty_applications_at_most(owner, member, acme_corporation):
    make_service(acme_corporation, by=owner)
    for _ in range(MOST_APPLICATIONS):
        make_application(owner)

    with pytest.raises(CannotRegisterApplication, match="You have 50 applications"):
        make_application(owner)
    make_application(member)
    make_service(acme_corporation, by=owner)


def test_an_organization_has_fifty_services_at_most(admin, outsider, acme_corporation):
    make_application(admin)
    for _ in range(MOST_APPLICATIONS):
        make_service(acme_corporation)

    with pytest.raises(CannotRegisterApplication, match="organization has 50 services"):
        make_service(acme_corporation, by=admin)
    make_service(outsider.organization, by=admin)
    make_application(admin)


# --- Changing -------------------------------------------------------------------------------------
def test_name_and_addresses_are_changed_and_the_member_is_called_alike(admin, acme_corporation):
    service, _ = make_service(acme_corporation, by=admin)
    viewer = make_application(admin, sign_out_uris=["https://old.example/"])

    for application, addresses in ((service, []), (viewer, ["https://new.example/cb"])):
        change_application(
            application=application, name="New", redirect_uris=addresses, sign_out_uris=[], by=admin
        )

    assert User.objects.get(is_service=True).given_name == "New"
    viewer = saved(viewer)
    assert (viewer.name, viewer.redirect_uris, viewer.post_logout_redirect_uris) == (
        "New",
        "https://new.example/cb",
        "",
    )
    assert viewer.redirect_uri_allowed("https://new.example/cb")
    assert not viewer.redirect_uri_allowed(CALLBACK)


def test_a_change_that_is_refused_changes_nothing(owner):
    viewer = make_application(owner)

    with pytest.raises(CannotRegisterApplication):
        change_application(
            application=viewer,
            name="New",
            redirect_uris=["javascript:alert(1)"],
            sign_out_uris=[],
            by=owner,
        )

    assert (saved(viewer).name, saved(viewer).redirect_uris) == ("Viewer", CALLBACK)


@pytest.mark.parametrize(
    ("addresses", "is_trusted"),
    [([CALLBACK], True), ([], True), ([CALLBACK, "https://evil.example/"], False)],
    ids=["the same", "fewer", "another"],
)
def test_trust_ends_when_codes_may_go_elsewhere(owner, addresses, is_trusted):
    viewer = make_application(owner, is_trusted=True)

    change_application(
        application=viewer, name="New", redirect_uris=addresses, sign_out_uris=[], by=owner
    )

    assert saved(viewer).skip_authorization is is_trusted


def test_who_read_an_older_state_overwrites_nothing(admin, acme_corporation):
    service, _ = make_service(acme_corporation, by=admin)
    seen_at = service.updated
    trust_application(application=service, is_trusted=False)

    with pytest.raises(ApplicationChanged):
        change_application(
            application=service,
            name="New",
            redirect_uris=[],
            sign_out_uris=[],
            by=admin,
            seen_at=seen_at,
        )
    with pytest.raises(ApplicationChanged):
        renew_secret(application=service, by=admin, seen_at=seen_at)

    assert (saved(service).name, saved(service).client_secret) == ("Robot", service.client_secret)
