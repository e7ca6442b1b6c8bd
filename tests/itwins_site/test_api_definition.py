"""The OpenAPI document and its browser."""

import re

from openapi_spec_validator import validate

from itwins_site.wire.addresses import canonical_path
from twins.api.urls import urlpatterns


def test_the_document_is_valid_openapi(client, db):
    document = client.get("/openapi.json").json()

    validate(document)
    assert document["openapi"].startswith("3.")


def test_the_document_names_every_operation_and_no_other(client, db):
    document = client.get("/openapi.json").json()

    published = {
        canonical_path(path).replace("{id}", "<str:itwin_id>") for path in document["paths"]
    }
    assert published == {f"/itwins{route.pattern}" for route in urlpatterns}


def test_operation_ids_are_those_of_the_published_documentation(client, db):
    paths = client.get("/openapi.json").json()["paths"]

    operation_ids = [
        operation["operationId"]
        for operations in paths.values()
        for operation in operations.values()
    ]
    assert sorted(operation_ids) == [
        "add-itwin-to-favorites",
        "add-itwin-to-my-recents",
        "create-itwin",
        "delete-itwin",
        "get-itwin",
        "get-itwin-account",
        "get-my-favorite-itwins",
        "get-my-itwins",
        "get-my-primary-account",
        "get-my-recently-used-itwins",
        "remove-itwin-from-favorites",
        "update-itwin",
    ]


def test_the_browser_of_the_document_loads_nothing_from_elsewhere(client, db):
    page = client.get("/docs/").content.decode()

    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert loaded
    assert [address for address in loaded if not address.startswith("/")] == []


def test_inline_styles_are_allowed_on_the_browser_of_the_document_alone(client, db):
    assert "'unsafe-inline'" in client.get("/docs/").headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in client.get("/openapi.json").headers["Content-Security-Policy"]
