"""/livez and /readyz."""

import pytest
from django.db.utils import ConnectionHandler


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
@pytest.mark.parametrize("host", ["localhost", "10.1.2.3", "a-probe.example"])
@pytest.mark.django_db
def test_a_probe_is_answered_under_any_host(client, path, host):
    response = client.get(path, headers={"host": host})

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_a_process_without_its_database_lives_but_is_not_ready(client, unreachable_database):
    assert client.get("/livez").status_code == 200
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "reason": "The database cannot be reached.",
    }


@pytest.mark.django_db
def test_a_process_without_its_redis_is_not_ready(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1"
    backend = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": settings.REDIS_URL}}

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "reason": "Redis cannot be reached."}


@pytest.fixture
def unreachable_database(monkeypatch, django_db_blocker):
    """A real connection to a port where nothing listens."""
    nowhere = {"ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1", "PORT": "1"}
    connection = ConnectionHandler({"default": nowhere | {"NAME": "nothing"}})["default"]
    monkeypatch.setattr("itwins_site.health.connection", connection)
    with django_db_blocker.unblock():
        yield
