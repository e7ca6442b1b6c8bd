"""The keys that sign: made once, kept for their owner's eyes only, followed by others."""

import os
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import time_machine
from jwcrypto import jwk

from accounts.authentication.signing_keys import (
    rotate_signing_key,
    signing_key,
    verification_keys,
)


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


def test_the_id_of_a_key_is_its_thumbprint(settings, tmp_path):
    settings.DATA_DIR = tmp_path

    key = signing_key()

    assert key.id == jwk.JWK.from_pyca(key.public).thumbprint()


def test_another_process_notices_a_rotation(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    before = signing_key()

    code = "from accounts.authentication import signing_keys as keys\nimport time\n"
    code += "print(keys.rotate_signing_key(believed_until=time.time() + 60).id)"
    done = in_another_process(code, tmp_path)

    assert list(verification_keys()) == [done.strip(), before.id]
    assert signing_key().id == done.strip() != before.id


def test_of_rotations_at_once_no_key_is_lost(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    signed = [signing_key().id]
    later = time.time() + 60

    def rotate(_):
        for _ in range(3):
            signed.append(rotate_signing_key(believed_until=later).id)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(rotate, range(4)))

    assert set(verification_keys()) >= set(signed)
    assert len(verification_keys()) == 1 + 3 * 4


def test_keys_of_a_rotation_are_nobody_elses_to_read(settings, tmp_path):
    settings.DATA_DIR = tmp_path

    rotate_signing_key(believed_until=time.time() + 60)

    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}


def test_a_key_whose_tokens_are_over_is_thrown_away(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel("2026-06-01T12:00Z", tick=False) as clock:
        rotate_signing_key(believed_until=time.time() + 60)
        assert len(verification_keys()) == 2
        clock.shift(62)
        assert len(verification_keys()) == 1

        rotate_signing_key(believed_until=time.time() + 60)

    assert len(list((tmp_path / "retired-signing-keys").iterdir())) == 1


def test_what_somebody_laid_beside_the_keys_is_no_key(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "retired-signing-keys"
    folder.mkdir()
    for name in (".x.9999999999.pem.7", "notes.txt", "key.pem", "a.b.c.pem"):
        (folder / name).write_text("nothing")

    assert list(verification_keys()) == [signing_key().id]


def in_another_process(code, data_dir):
    script = f"import django\ndjango.setup()\n{code}"
    environment = os.environ | {
        "DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "itwins_site.settings",
    }
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True
    ).stdout
