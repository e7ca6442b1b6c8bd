"""The password of the demo users, and the secret of the demo's service."""

import stat
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password

from accounts.models import Application, ApplicationKind, User
from accounts.operations.applications import register_application, renew_secret
from tests.factories import make_user
from twins.demo.acme_people import SERVICE
from twins.demo.credentials import demo_password, ensure_demo_passwords, ensure_service_secret
from twins.demo.people import EVERYBODY
from twins.demo.telling import introduce


@pytest.fixture(autouse=True)
def kept_in(settings, tmp_path) -> Path:
    """The file that keeps it, which is not there yet."""
    settings.DATA_DIR = tmp_path
    settings.DEMO_PASSWORD = ""
    return tmp_path / "demo-credentials"


@pytest.fixture
def people(db) -> list[User]:
    introduce(EVERYBODY[-2:])
    return list(User.objects.all())


def passwords_are(password: str) -> bool:
    return all(user.check_password(password) for user in User.objects.all())


def test_a_password_is_made_up_and_kept_for_its_owner_alone(kept_in):
    password = demo_password()

    assert len(password) == 17
    assert kept_in.read_text() == f"DEMO_PASSWORD={password}\n"
    assert stat.S_IMODE(kept_in.stat().st_mode) == 0o600
    assert demo_password() == password


def test_it_becomes_that_of_every_demo_user(people):
    password = ensure_demo_passwords()

    assert password == demo_password()
    assert passwords_are(password)


def test_a_given_password_becomes_theirs_at_that_start(people, settings, kept_in):
    ensure_demo_passwords()
    settings.DEMO_PASSWORD = "let-me-in-please"

    assert ensure_demo_passwords() == "let-me-in-please"

    assert passwords_are("let-me-in-please")
    assert stat.S_IMODE(kept_in.stat().st_mode) == 0o600


def test_a_given_password_stays_theirs_when_it_is_no_longer_given(people, settings):
    settings.DEMO_PASSWORD = "let-me-in-please"
    ensure_demo_passwords()
    settings.DEMO_PASSWORD = ""

    assert ensure_demo_passwords() == "let-me-in-please"

    assert passwords_are("let-me-in-please")


def test_what_else_is_kept_there_stays(people, settings, kept_in):
    kept_in.write_text("DEMO_PASSWORD=before\nANOTHER_SECRET=kept\n")
    settings.DEMO_PASSWORD = "after"

    ensure_demo_passwords()

    assert kept_in.read_text() == "DEMO_PASSWORD=after\nANOTHER_SECRET=kept\n"


def test_a_password_that_somebody_chose_since_stays_theirs(people):
    ensure_demo_passwords()
    chosen = people[0]
    chosen.set_password("chosen-by-themselves")
    chosen.save()

    ensure_demo_passwords()

    chosen.refresh_from_db()
    assert chosen.check_password("chosen-by-themselves")


def test_a_new_file_means_a_new_password_for_an_old_database(people, kept_in):
    ensure_demo_passwords()
    kept_in.unlink()

    assert passwords_are(ensure_demo_passwords())


def test_a_restart_leaves_the_stored_hashes_alone_so_that_sessions_live_on(people, settings):
    settings.DEMO_PASSWORD = "let-me-in-please"
    ensure_demo_passwords()
    before = list(User.objects.order_by("pk").values_list("password", flat=True))

    ensure_demo_passwords()

    assert list(User.objects.order_by("pk").values_list("password", flat=True)) == before


def test_other_people_keep_their_passwords(people):
    stranger = make_user("owner@elsewhere.example")

    password = ensure_demo_passwords()

    stranger.refresh_from_db()
    assert not stranger.check_password(password)


@pytest.fixture
def service(db) -> Application:
    application, _ = register_application(
        name="Demo", kind=ApplicationKind.SERVICE, by=None, client_id=SERVICE.client_id
    )
    return application


def opens(service: Application, secret: str) -> bool:
    service.refresh_from_db()
    return check_password(secret, service.client_secret)


def test_a_secret_is_made_up_and_kept_beside_the_password(service, kept_in):
    password = demo_password()

    client_id, secret = ensure_service_secret()

    assert client_id == "service-demo"
    assert kept_in.read_text() == f"ITP_SERVICE_CLIENT_SECRET={secret}\nDEMO_PASSWORD={password}\n"
    assert stat.S_IMODE(kept_in.stat().st_mode) == 0o600
    assert opens(service, secret)


def test_the_secret_is_the_same_at_every_start_and_so_is_what_is_stored(service):
    first = ensure_service_secret()
    service.refresh_from_db()
    stored = service.client_secret

    assert ensure_service_secret() == first
    service.refresh_from_db()
    assert service.client_secret == stored


def test_a_lost_file_means_a_new_secret(service, kept_in):
    _, lost = ensure_service_secret()
    kept_in.unlink()

    _, secret = ensure_service_secret()

    assert opens(service, secret)
    assert not opens(service, lost)


def test_a_secret_that_was_replaced_does_not_come_back(service, owner):
    client_id, leaked = ensure_service_secret()
    service.refresh_from_db()
    newer = renew_secret(application=service, by=owner)

    assert ensure_service_secret() == (client_id, "")

    assert opens(service, newer)
    assert not opens(service, leaked)


def refreshed(people: list[User]) -> list[User]:
    return list(User.objects.filter(pk__in=[person.pk for person in people]))


def test_a_secret_that_was_made_first_leaves_the_password_to_be_made(people, service):
    _, secret = ensure_service_secret()

    password = ensure_demo_passwords()

    assert [person.check_password(password) for person in refreshed(people)] == [True, True]
    assert opens(service, secret)


def test_without_the_service_no_secret_is_made(db, kept_in):
    assert ensure_service_secret() is None
    assert not kept_in.exists()
