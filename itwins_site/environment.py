"""Typed readers of environment variables: a wrong value is one sentence that says what to set."""

from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.FileAwareEnv()  # NAME_FILE names a file that holds the secret

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
REDIS_SCHEMES = ("redis", "rediss", "unix")
REDIS_PACKAGES = ("redis", "django_rq", "django_tasks_rq")
MAIL_SCHEMES = ("smtp", "smtp+tls", "smtp+ssl")
DATABASE_ENGINES = {
    "sqlite": "django.db.backends.sqlite3",
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
}


def text(name: str, default: str) -> str:
    return env.str(name, default=default)


def number(name: str, default: int, *, at_least: int = 0, at_most: int = 2**31) -> int:
    given = text(name, str(default))
    if not given.strip().lstrip("-").isdecimal() or not at_least <= int(given) <= at_most:
        raise ImproperlyConfigured(
            f"{name} is '{given}', but must be a whole number from {at_least} to {at_most}."
            f" Next: set {name}={default}, or leave it unset."
        )
    return int(given)


def switch(name: str, *, default: bool) -> bool:
    given = text(name, str(default)).strip().lower()
    if given in {"true", "1", "yes", "on"}:
        return True
    if given in {"false", "0", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(
        f"{name} is '{given}', but must be true or false. Next: set {name}={str(default).lower()}."
    )


def choice(name: str, default: str, choices: Collection[str]) -> str:
    given = text(name, default)
    if given not in choices:
        raise ImproperlyConfigured(
            f"{name} is '{given}', but must be one of {', '.join(choices)}."
            f" Next: set {name}={default}, or leave it unset."
        )
    return given


def folder(name: str, default: str, *, below: Path) -> Path:
    """A folder of ours; made if there is none."""
    path = (below / text(name, default)).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is '{path}', where nothing can be written ({error.strerror})."
            f" Next: set {name} to a folder that can be written."
        ) from None
    return path


def public_url(name: str, default: str) -> str:
    """The base of every absolute address, without a trailing slash."""
    given = text(name, default).rstrip("/")
    try:
        parts = urlsplit(given)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.query
        parts.port  # noqa: B018 -- raises ValueError on a port that is no number
    except ValueError:
        usable = False
    if not usable:
        raise ImproperlyConfigured(
            f"{name} is '{given}', but must be an address such as https://registry.example."
            f" Next: set {name}={default}."
        )
    return given


def openid_issuer(name: str) -> str:
    """The address of an OpenID provider as it was given: issuers are compared to the character."""
    given = text(name, "")
    parts = urlsplit(given)
    is_safe = parts.scheme == "https" or parts.hostname in LOOPBACK_NAMES
    if given and not (is_safe and parts.hostname and not parts.query and not parts.fragment):
        raise ImproperlyConfigured(
            f"{name} is '{given}', but must be an address such as https://sign-in.example."
            f" Next: copy the issuer from your provider, or leave it unset."
        )
    return given


def all_or_none(**given: str) -> None:
    """Refuses variables that mean something only together, when some of them are missing."""
    missing = [name for name, value in given.items() if not value]
    if missing and len(missing) < len(given):
        raise ImproperlyConfigured(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set, but"
            f" {', '.join(given)} go together. Next: set all of them, or none."
        )


def hosts_of(url: str) -> list[str]:
    """The Host headers that belong to a public address; any loopback name stands for all."""
    host = urlsplit(url).hostname or ""
    names = LOOPBACK_NAMES if host in LOOPBACK_NAMES else (host,)
    return [f"[{name}]" if ":" in name else name for name in names]


def origins_of(url: str) -> list[str]:
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return [f"{parts.scheme}://{host}{port}" for host in hosts_of(url)]


def database(name: str, default: str) -> dict:
    """Django's settings of a database given as a URL, with what each engine needs to be safe."""
    given = text(name, default)
    scheme = given.partition(":")[0]
    if scheme not in DATABASE_ENGINES:
        raise ImproperlyConfigured(
            f"{name} begins with '{scheme}:', but must be sqlite:///path"
            f" or postgres://user@host:port/name. Next: unset it to use SQLite."
        )
    settings = env.db_url_config(given) | {"ENGINE": DATABASE_ENGINES[scheme]}
    if scheme == "sqlite":
        return settings | {"OPTIONS": SQLITE_OPTIONS}
    return settings | {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Compiling a query costs more here than it ever saves: seconds for a branch of the tree.
        "OPTIONS": settings.get("OPTIONS", {}) | {"options": "-c jit=off"},
    }


def redis(name: str) -> str:
    """The address of a Redis server, empty when there is none; its packages are optional."""
    given = text(name, "")
    if not given:
        return ""
    parts = urlsplit(given)
    try:
        usable = parts.scheme in REDIS_SCHEMES and bool(parts.hostname or parts.path)
        parts.port  # noqa: B018 -- raises ValueError on a port that is no number
    except ValueError:
        usable = False
    if not usable:
        # The value is not repeated: it may hold a password.
        raise ImproperlyConfigured(
            f"{name} is no address of a Redis server. It must be redis://host:port/number, or"
            f" rediss:// with encryption. Next: correct it, or leave it unset."
        )
    if not all(find_spec(package) for package in REDIS_PACKAGES):
        raise ImproperlyConfigured(
            f"{name} is set, but the packages for Redis are not installed. Next: .venv/bin/pip"
            f" install --require-hashes -r requirements-extras.lock, or leave {name} unset."
        )
    return given


def mail_server(name: str) -> dict[str, Any] | None:
    """Django's settings of a mail server given as a URL; None when there is none."""
    given = text(name, "")
    if not given:
        return None
    try:
        found = env.email_url_config(given)
        usable = given.partition(":")[0] in MAIL_SCHEMES and bool(found["EMAIL_HOST"])
    except (ValueError, ImproperlyConfigured):  # a port that is no number; another scheme
        usable = False
    if not usable:
        # The value is not repeated: it may hold a password.
        raise ImproperlyConfigured(
            f"{name} is no mail server's address. It must be smtp://user:password@host:port;"
            f" with encryption, smtp+tls:// or smtp+ssl://. Next: correct it, or leave it unset."
        )
    return found


# Readers and one writer at a time, without 'database is locked': the write lock is taken when a
# transaction begins (an upgrade from reading to writing would fail at once), and others wait.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        " PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
    ),
}
