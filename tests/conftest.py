"""The cast: two organizations, who does what in them, and a stranger who must see nothing."""

import io
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.db import connection
from rest_framework.test import APIClient

from accounts.authentication.access_tokens import issue_access_token
from accounts.models import Organization, User
from itwins_site import issuer_settings
from tests.factories import make_account, make_user
from tests.redis_databases import SERVER, RedisDatabase, own_database
from tests.worker_processes import Workers
from twins.models import ITwin

FAST_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "accounts.issuer.secret_hasher.SecretHasher",
]
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"


@pytest.fixture(autouse=True, scope="session")
def _keys_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The tests sign with a key of their own, not with that of the installation."""
    settings.DATA_DIR = Path(tmp_path_factory.mktemp("data"))


@pytest.fixture(autouse=True, scope="session")
def _one_request_at_a_time() -> None:
    """Before the live server starts, which asks for its middleware once."""
    if connection.vendor == "sqlite":
        settings.MIDDLEWARE = ["tests.one_at_a_time.OneAtATime", *settings.MIDDLEWARE]


def file_storage() -> dict[str, Any]:
    """Where the tests keep files: among Django's STORAGES."""
    folder = {"location": settings.DATA_DIR / "files"}
    backend = "django.core.files.storage.FileSystemStorage"
    return {"itwins": {"BACKEND": backend, "OPTIONS": folder}}


@pytest.fixture(autouse=True)
def _settings_of_the_tests(settings) -> None:
    settings.STORAGES = settings.STORAGES | file_storage()
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    # Every client is a server of its own, and would look through all static files first.
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = FAST_HASHERS
    settings.RATE_LIMIT_PER_MINUTE = 0


@pytest.fixture
def acme_corporation(db) -> Organization:
    return Organization.objects.create(name="Acme Corporation")


@pytest.fixture
def admin(acme_corporation) -> User:
    """Organization Administrator of Acme, member of nothing."""
    return make_user("admin@acme.example", organization=acme_corporation, administrator=True)


@pytest.fixture
def owner(acme_corporation) -> User:
    """Of Acme; owns what the tests give them."""
    return make_user("owner@acme.example", organization=acme_corporation)


@pytest.fixture
def member(acme_corporation) -> User:
    """Of Acme; holds the roles the tests give them."""
    return make_user("member@acme.example", organization=acme_corporation)


@pytest.fixture
def newcomer(acme_corporation) -> User:
    """Of Acme; member of nothing."""
    return make_user("newcomer@acme.example", organization=acme_corporation)


@pytest.fixture
def outsider(db) -> User:
    """Of another organization: whoever must see nothing of Acme."""
    organization = Organization.objects.create(name="Soylent Corporation")
    return make_user("admin@soylent.example", organization=organization, administrator=True)


@pytest.fixture
def loner(db) -> User:
    """Of no organization."""
    return make_user("loner@nowhere.example")


@pytest.fixture
def support(db) -> User:
    return make_user("support@itwins.example", is_staff=True)


@pytest.fixture
def acme(acme_corporation, admin) -> ITwin:
    """Acme's primary Account."""
    return make_account(acme_corporation, admin, "Acme Corp.")


@pytest.fixture
def soylent(outsider) -> ITwin:
    """The primary Account of the outsider's organization."""
    return make_account(outsider.organization, outsider, "Soylent Corp.")


@pytest.fixture
def api() -> Callable[[User | None], APIClient]:
    """An API client that shows the bearer token of a person, or none."""

    def as_user(user: User | None) -> APIClient:
        client = APIClient()
        if user is not None:
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_access_token(user)}")
        return client

    return as_user


@pytest.fixture
def lines() -> Iterator[Callable[[], list[str]]]:
    """What the log says from now on, line by line."""
    console = next(
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)
    )
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(console.formatter)
    logging.getLogger().addHandler(handler)
    yield lambda: written.getvalue().splitlines()
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def server(live_server, settings) -> str:
    """The address of the live server, which is also its public one and that of its issuer."""
    settings.PUBLIC_URL = live_server.url
    settings.ISSUER = f"{live_server.url}/o"
    settings.OAUTH2_PROVIDER = issuer_settings.at(settings.ISSUER)
    return live_server.url


@pytest.fixture(scope="session")
def redis_database() -> Iterator[RedisDatabase]:
    """A Redis database of our own."""
    with own_database() as database:
        if database is None:
            reason = f"no free Redis at {SERVER}: start redis-server or set TEST_REDIS_URL"
            if REQUIRE_ALL:
                pytest.fail(reason)
            pytest.skip(reason)
        yield database


@pytest.fixture(params=["database", "redis"])
def workers(request, transactional_db, tmp_path, settings) -> Workers:
    """Workers on the queue in the database, then on the one in Redis; jobs are enqueued there."""
    folder = {"location": tmp_path / "files"}
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
    settings.STORAGES = settings.STORAGES | {"itwins": storage}
    if request.param == "database":
        settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
        return Workers(tmp_path)
    database = request.getfixturevalue("redis_database")
    database.empty()
    settings.RQ_QUEUES = {"default": {"URL": database.url}}
    settings.TASKS = {"default": {"BACKEND": "django_tasks_rq.RQBackend"}}
    return Workers(tmp_path, database.url)
