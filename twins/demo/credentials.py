"""The one password of all demo users: given by DEMO_PASSWORD, or made up and kept."""

import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password, is_password_usable, make_password

from accounts.models import User
from itwins_site.kept_secrets import kept_secret, replace_secret
from twins.demo.people import EVERYBODY

_NAME = "DEMO_PASSWORD="
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another


def demo_password() -> str:
    """What every demo user signs in with."""
    return settings.DEMO_PASSWORD or _password_in(kept_secret(_path(), _make_up))


def ensure_demo_passwords() -> str:
    """Makes the demo password that of every demo user, where it is new; returns it.

    A password that a demo user chose since stays theirs, until DEMO_PASSWORD says otherwise.
    """
    is_new = bool(settings.DEMO_PASSWORD) or not _path().exists()
    password = demo_password()
    _keep(password)
    people = User.objects.filter(pk__in=[person.id for person in EVERYBODY])
    outdated = [
        encoded
        for encoded in set(people.values_list("password", flat=True))
        if not is_password_usable(encoded) or (is_new and not check_password(password, encoded))
    ]
    if outdated:
        people.filter(password__in=outdated).update(password=make_password(password))
    return password


def _path() -> Path:
    return settings.DATA_DIR / "demo-credentials"


def _make_up() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))
    return f"{_NAME}{'-'.join(groups)}\n"


def _password_in(kept: str) -> str:
    (line,) = (line for line in kept.splitlines() if line.startswith(_NAME))
    return line.removeprefix(_NAME)


def _keep(password: str) -> None:
    """Notes a given password, which stays theirs when DEMO_PASSWORD is no longer set."""
    kept = kept_secret(_path(), lambda: f"{_NAME}{password}\n")
    if _password_in(kept) != password:
        others = [line for line in kept.splitlines() if not line.startswith(_NAME)]
        replace_secret(_path(), "\n".join([f"{_NAME}{password}", *others, ""]))
