"""`manage.py rotate_signing_key`."""

from datetime import UTC, datetime

import jwt
import time_machine
from django.core.management import call_command

from accounts.authentication.access_tokens import issue_access_token
from accounts.authentication.signing_keys import signing_key, verification_keys

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = 24 * 3600


def is_believed(api, token):
    return api(None).get("/users/me", headers={"Authorization": f"Bearer {token}"}).status_code


def test_old_tokens_go_on_and_new_ones_have_the_new_key(api, owner, settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path
    with time_machine.travel(NOON, tick=False) as clock:
        before = signing_key()
        short, long = issue_access_token(owner), issue_access_token(owner, lifetime=30 * DAY)

        call_command("rotate_signing_key")

        now = signing_key()
        assert capsys.readouterr().out == (
            f"Tokens are signed with {now.id} from now on.\n"
            "The key before it is believed until 2026-07-01 12:00 UTC.\n"
        )
        assert list(verification_keys()) == [now.id, before.id]
        new = issue_access_token(owner)
        assert jwt.get_unverified_header(new)["kid"] == now.id
        assert [is_believed(api, token) for token in (short, long, new)] == [200, 200, 200]
        clock.shift(29 * DAY)
        assert [is_believed(api, token) for token in (short, long, new)] == [401, 200, 401]
        clock.shift(2 * DAY)
        assert list(verification_keys()) == [now.id]


def test_without_tokens_the_key_before_is_believed_for_an_hour(db, settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path

    with time_machine.travel(NOON, tick=False):
        call_command("rotate_signing_key")

    assert capsys.readouterr().out.endswith("is believed until 2026-06-01 13:01 UTC.\n")


def test_a_key_that_somebody_stole_is_forgotten_with_all_its_tokens(
    api, owner, settings, tmp_path, capsys
):
    settings.DATA_DIR = tmp_path
    token = issue_access_token(owner)
    assert is_believed(api, token) == 200

    call_command("rotate_signing_key", "--forget")

    assert list(verification_keys()) == [signing_key().id]
    assert is_believed(api, token) == 401
    assert is_believed(api, issue_access_token(owner)) == 200
    assert capsys.readouterr().out.endswith(
        "Older keys are forgotten, and every token they signed is over.\n"
    )
