"""STORAGE_URL: what it means, and the sentence a wrong one gets."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages

from itwins_site import files, storage_url

NO_PLACE = (
    "STORAGE_URL is no place for files. It must be file:///path,"
    " s3://bucket/prefix?region=...&endpoint=... or azure://container/prefix?account=...."
    " Next: correct it, or leave it unset."
)


def test_a_folder_needs_no_origin():
    found = storage_url.storage("file:///srv/files")

    assert found["OPTIONS"] == {"location": "/srv/files"}
    assert storage_url.origins(found) == []


@pytest.mark.parametrize(
    ("url", "location", "origin"),
    [
        ("s3://bucket", "", "https://bucket.s3.amazonaws.com"),
        (
            "s3://bucket/a/b/?region=eu-central-1",
            "a/b",
            "https://bucket.s3.eu-central-1.amazonaws.com",
        ),
        ("s3://bucket/a?endpoint=http://minio:9000/", "a", "http://minio:9000"),
    ],
)
def test_a_page_may_show_what_a_link_to_a_bucket_leads_to(
    settings, monkeypatch, url, location, origin
):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    found = storage_url.storage(url)
    settings.STORAGES = settings.STORAGES | {"itwins": found}

    assert found["OPTIONS"]["location"] == location
    assert storage_url.origins(found) == [origin]
    assert files.link(f"{location}.png", seconds=3600).startswith(f"{origin}/")
    assert storages["itwins"].bucket_name == "bucket"


def test_a_container_is_named_with_its_account_and_key(monkeypatch):
    monkeypatch.setattr(storage_url, "find_spec", lambda name: name)
    monkeypatch.setenv("AZURE_STORAGE_KEY", "c2VjcmV0")

    found = storage_url.storage("azure://pictures/a?account=acme")

    assert found["OPTIONS"] == {
        "azure_container": "pictures",
        "location": "a",
        "account_name": "acme",
        "account_key": "c2VjcmV0",
        "overwrite_files": True,
    }
    assert storage_url.origins(found) == ["https://acme.blob.core.windows.net"]


def refused(url: str) -> str:
    with pytest.raises(ImproperlyConfigured) as refusal:
        storage_url.storage(url)
    return str(refusal.value)


@pytest.mark.parametrize(
    "url",
    [
        *("", "files", "/srv/files", "file:", "file://host/path", "file:///a?b=c", "ftp://a/b"),
        *("s3:", "s3:///a", "s3://key:secret@bucket", "s3://bucket:80", "s3://bucket?acl=public"),
        *("s3://bucket?endpoint=minio", "s3://bucket?endpoint=http://me:secret@minio"),
        *("s3://bucket?nonsense", "s3://[", "azure://container", "azure://?account=acme"),
        *("azure://container?account=a/b", "azure://container?account=acme&key=secret"),
    ],
)
def test_what_is_no_place_is_refused_without_being_repeated(monkeypatch, url):
    monkeypatch.setattr(storage_url, "find_spec", lambda name: name)
    monkeypatch.setenv("AZURE_STORAGE_KEY", "c2VjcmV0")

    assert refused(url) == NO_PLACE


def test_a_container_without_a_key_says_what_to_set(monkeypatch):
    monkeypatch.setattr(storage_url, "find_spec", lambda name: name)
    monkeypatch.delenv("AZURE_STORAGE_KEY", raising=False)

    assert refused("azure://pictures?account=acme") == (
        "STORAGE_URL is in Azure, but AZURE_STORAGE_KEY is not set."
        " Next: set it to an access key of the storage account acme."
    )


@pytest.mark.parametrize("url", ["s3://bucket", "azure://container?account=acme"])
def test_a_missing_package_says_how_to_install_it(monkeypatch, url):
    monkeypatch.setattr(storage_url, "find_spec", lambda _: None)

    assert refused(url) == (
        "STORAGE_URL needs a package that is not installed. Next:"
        " .venv/bin/pip install --require-hashes -r requirements-extras.lock"
    )
