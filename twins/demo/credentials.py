"""What opens the demo: the one password of its users, and the secret of its service."""

import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password, is_password_usable, make_password
from django.db import transaction

from accounts.models import Application, User
from itwins_site.kept_secrets import kept_secret, replace_secret
from twins.demo.acme_people import SERVICE
from twins.demo.people import EVERYBODY

_PASSWORD, _SECRET = "DEMO_PASSWORD", "ITP_SERVICE_CLIENT_SECRET"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another


def demo_password() -> str:
    """What every demo user signs in with."""
    return settings.DEMO_PASSWORD or _kept(_PASSWORD, _make_up_password)


def ensure_demo_passwords() -> str:
    """Makes the demo password that of every demo user, where it is new; returns it.

    A password that a demo user chose since stays theirs, until DEMO_PASSWORD says otherwise.
    """
    is_new = bool(settings.DEMO_PASSWORD) or not _noted(_PASSWORD)
    password = demo_password()
    # One that was given stays theirs when DEMO_PASSWORD is no longer set.
    _keep(_PASSWORD, password)
    people = User.objects.filter(pk__in=[person.id for person in EVERYBODY])
    outdated = [
        encoded
        for encoded in set(people.values_list("password", flat=True))
        if not is_password_usable(encoded) or (is_new and not check_password(password, encoded))
    ]
    if outdated:
        people.filter(password__in=outdated).update(password=make_password(password))
    return password


def service_secret() -> str:
    """What the demo's service is registered with."""
    # 64 letters that need no quotes and no encoding, neither in a shell nor in a Basic header.
    return _kept(_SECRET, lambda: secrets.token_hex(32))


@transaction.atomic
def ensure_service_secret() -> tuple[str, str] | None:
    """Makes the kept secret that of the demo's service, where it is new.

    Returns the service's client id and secret; the latter is empty when somebody gave it another
    one since: a secret that was replaced must not come back. Nothing, where that service is not:
    nobody loaded the demo, or somebody removed it.
    """
    service = Application.objects.select_for_update().filter(client_id=SERVICE.client_id).first()
    if service is None:
        return None
    is_new = not _noted(_SECRET)
    secret = service_secret()
    if is_new:
        service.client_secret = secret
        service.save(update_fields=["client_secret"])
    return service.client_id, secret if check_password(secret, service.client_secret) else ""


def _path() -> Path:
    return settings.DATA_DIR / "demo-credentials"


def _make_up_password() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))
    return "-".join(groups)


def _lines() -> list[str]:
    return _path().read_text().splitlines() if _path().exists() else []


def _noted(name: str) -> str:
    """One of the credentials, as the file keeps it; empty when it does not."""
    values = (line.removeprefix(f"{name}=") for line in _lines() if line.startswith(f"{name}="))
    return next(values, "")


def _kept(name: str, make_up: Callable[[], str]) -> str:
    """One of the credentials; made up by whoever comes first."""
    kept_secret(_path(), lambda: f"{name}={make_up()}\n")
    return _noted(name) or _keep(name, make_up())


def _keep(name: str, value: str) -> str:
    """Notes a credential, and leaves the others as they are."""
    if _noted(name) != value:
        others = [line for line in _lines() if not line.startswith(f"{name}=")]
        replace_secret(_path(), "\n".join([f"{name}={value}", *others, ""]))
    return value
