"""STORAGE_URL: where pictures and exports are kept, as Django's settings of that place."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

from itwins_site import environment

_FORMS = (
    "It must be file:///path, s3://bucket/prefix?region=...&endpoint=... or"
    " azure://container/prefix?account=..."
)


def storage(url: str) -> dict[str, Any]:
    """Django's settings of the storage; the address is not repeated: it may hold a secret."""
    try:
        given = urlsplit(url)
        read = _READERS[given.scheme]
        asked = dict(parse_qsl(given.query, strict_parsing=True)) if given.query else {}
        return read(given, asked)
    except (KeyError, ValueError):
        raise ImproperlyConfigured(
            f"STORAGE_URL is no place for files. {_FORMS}. Next: correct it, or leave it unset."
        ) from None


def origins(storage: dict[str, Any]) -> list[str]:
    """From where browsers fetch what a storage keeps, when that is not from us."""
    options = storage["OPTIONS"]
    if "account_name" in options:
        return [f"https://{options['account_name']}.blob.core.windows.net"]
    if "bucket_name" not in options:
        return []
    if endpoint := options.get("endpoint_url"):
        return [endpoint]
    region = f".{options['region_name']}" if "region_name" in options else ""
    return [f"https://{options['bucket_name']}.s3{region}.amazonaws.com"]


def _folder(given: SplitResult, asked: dict[str, str]) -> dict[str, Any]:
    if given.netloc or not given.path or asked:
        raise ValueError
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": given.path},
    }


def _bucket(given: SplitResult, asked: dict[str, str]) -> dict[str, Any]:
    _refuse_missing_package("boto3")
    options = {"bucket_name": _host(given), "location": given.path.strip("/")}
    region, endpoint = asked.pop("region", ""), asked.pop("endpoint", "")
    if asked:
        raise ValueError
    if region:
        options["region_name"] = region
    if endpoint:
        parts = urlsplit(endpoint)
        if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not parts.hostname:
            raise ValueError
        options["endpoint_url"] = f"{parts.scheme}://{parts.netloc}"
    options["addressing_style"] = "path" if endpoint else "virtual"
    return {"BACKEND": "itwins_site.s3_storage.S3FileStorage", "OPTIONS": options}


def _container(given: SplitResult, asked: dict[str, str]) -> dict[str, Any]:
    _refuse_missing_package("azure.storage.blob")
    account = asked.pop("account")
    if asked or not account.isalnum():
        raise ValueError
    key = environment.text("AZURE_STORAGE_KEY", "").strip()
    if not key:
        raise ImproperlyConfigured(
            "STORAGE_URL is in Azure, but AZURE_STORAGE_KEY is not set."
            f" Next: set it to an access key of the storage account {account}."
        )
    options = {
        "azure_container": _host(given),
        "location": given.path.strip("/"),
        "account_name": account,
        "account_key": key,
        "overwrite_files": True,
    }
    return {"BACKEND": "itwins_site.azure_storage.AzureFileStorage", "OPTIONS": options}


_READERS: dict[str, Callable[[SplitResult, dict[str, str]], dict[str, Any]]] = {
    "file": _folder,
    "s3": _bucket,
    "azure": _container,
}


def _host(given: SplitResult) -> str:
    """The bucket; a URL with a user, a password or a port in it is none of ours."""
    if not given.netloc or set(given.netloc) & set("@:"):
        raise ValueError
    return given.netloc


def _refuse_missing_package(package: str) -> None:
    try:
        is_there = find_spec("storages") is not None and find_spec(package) is not None
    except ModuleNotFoundError:
        is_there = False
    if not is_there:
        raise ImproperlyConfigured(
            "STORAGE_URL needs a package that is not installed. Next:"
            " .venv/bin/pip install --require-hashes -r requirements-extras.lock"
        )
