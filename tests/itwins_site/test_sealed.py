"""Sealed fields: plain to whoever reads the row, unreadable in the database."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from tests.factories import make_itwin
from twins.models import Repository

SECRET = {"type": "Basic", "username": "ada@acme.example", "password": "a päss of many words"}


@pytest.fixture
def repository(acme, owner):
    return Repository.objects.create(
        itwin=make_itwin(acme, owner=owner),
        repository_class="Construction",
        sub_class="Performance",
        authentication=SECRET,
    )


def stored() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT authentication FROM twins_repository")
        return cursor.fetchone()[0]


def test_a_secret_is_read_back_as_it_was(repository):
    assert Repository.objects.get().authentication == SECRET


def test_nothing_of_it_is_in_the_database(repository):
    text = stored()

    assert text is not None
    words = [*SECRET, *SECRET.values(), "acme.example", "words"]
    assert [word for word in words if len(word) > 4 and word in text] == []


def test_the_same_secret_is_sealed_differently_each_time(repository):
    first = stored()
    repository.save()

    assert stored() != first


def test_nothing_stays_nothing(repository):
    Repository.objects.update(authentication=None)

    assert (stored(), Repository.objects.get().authentication) == (None, None)


def test_another_secret_key_is_named_as_the_reason(repository, settings):
    settings.SECRET_KEY = "another"

    with pytest.raises(ImproperlyConfigured, match="was sealed with another SECRET_KEY"):
        Repository.objects.get()
