"""The key that signs: made once, kept for its owner's eyes only."""

import stat

from accounts.authentication.signing_keys import signing_key


def test_a_key_is_made_once_and_kept(settings, tmp_path):
    settings.DATA_DIR = tmp_path

    first, second = signing_key(), signing_key()

    assert first is second
    assert first.private.key_size == 2048
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".pem"] == [
        "signing-key.pem"
    ]


def test_a_kept_key_is_nobody_elses_to_read(settings, tmp_path):
    settings.DATA_DIR = tmp_path

    signing_key()

    assert stat.S_IMODE((tmp_path / "signing-key.pem").stat().st_mode) == 0o600


def test_another_installation_has_another_key(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "one"
    settings.DATA_DIR.mkdir()
    one = signing_key()
    settings.DATA_DIR = tmp_path / "two"
    settings.DATA_DIR.mkdir()

    assert signing_key().id != one.id
