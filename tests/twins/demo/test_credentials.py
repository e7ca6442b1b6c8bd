"""The password of the demo users."""

import stat
from pathlib import Path

import pytest

from accounts.models import User
from tests.factories import make_user
from twins.demo.credentials import demo_password, ensure_demo_passwords
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
