"""The OpenAPI document and its browser."""

import re

from django.urls import URLPattern
from openapi_spec_validator import validate

from accounts.api import urls as access_control
from accounts.api import user_urls as users
from accounts.api import webhook_urls as webhooks
from itwins_site.wire.addresses import canonical_path, unknown_operation
from twins.api import urls as itwins

ROUTES = {
    "/itwins": itwins,
    "/accesscontrol/itwins": access_control,
    "/users": users,
    "/webhooks": webhooks,
}


def methods_of(route: URLPattern) -> set[str]:
    # Django REST framework adds HEAD to what has GET, once a view has been asked.
    return set(route.callback.actions) - {"head"}


def test_the_document_is_valid_openapi(client, db):
    document = client.get("/openapi.json").json()

    validate(document)
    assert document["openapi"].startswith("3.")


def test_the_document_names_every_operation_and_no_other(client, db):
    document = client.get("/openapi.json").json()

    published = {
        re.sub(r"\{.*?\}", "{}", canonical_path(path)): set(operations)
        for path, operations in document["paths"].items()
    }
    assert published == {
        re.sub("<.*?>", "{}", f"{prefix}{route.pattern}"): methods_of(route)
        for prefix, table in ROUTES.items()
        for route in table.urlpatterns
        if route.callback is not unknown_operation
    }


def test_every_operation_may_be_refused_to_strangers_and_to_whoever_asks_too_often(client, db):
    paths = client.get("/openapi.json").json()["paths"]

    answers = [
        operation["responses"].keys() for path in paths.values() for operation in path.values()
    ]
    assert [statuses for statuses in answers if not {"401", "429"} <= statuses] == []


def test_ids_in_paths_are_named_as_published_and_are_guids(client, db):
    paths = client.get("/openapi.json").json()["paths"]

    (role_id,) = [
        parameter
        for parameter in paths["/accesscontrol/itwins/{id}/roles/{roleId}"]["get"]["parameters"]
        if parameter["name"] == "roleId"
    ]
    assert (role_id["in"], role_id["schema"]) == ("path", {"type": "string", "format": "uuid"})


def test_operation_ids_are_those_of_the_published_documentation(client, db):
    paths = client.get("/openapi.json").json()["paths"]

    operation_ids = [
        operation["operationId"]
        for operations in paths.values()
        for operation in operations.values()
    ]
    assert sorted(operation_ids) == [
        "accept-itwin-member-invitation",
        "add-itwin-group-members",
        "add-itwin-owner-member",
        "add-itwin-repository",
        "add-itwin-repository-resource",
        "add-itwin-to-favorites",
        "add-itwin-to-my-recents",
        "add-itwin-user-members",
        "create-account-settings",
        "create-itwin",
        "create-itwin-export",
        "create-itwin-group",
        "create-itwin-job",
        "create-itwin-role",
        "create-itwin-share",
        "create-webhook",
        "delete-itwin",
        "delete-itwin-group",
        "delete-itwin-group-member-invitation",
        "delete-itwin-image",
        "delete-itwin-member-invitation",
        "delete-itwin-repository",
        "delete-itwin-repository-resource",
        "delete-itwin-role",
        "delete-webhook",
        "get-account-settings",
        "get-all-permissions",
        "get-global-repositories",
        "get-global-repository",
        "get-global-repository-resource",
        "get-global-repository-resource-graphics",
        "get-global-repository-resources",
        "get-itwin",
        "get-itwin-account",
        "get-itwin-export",
        "get-itwin-exports",
        "get-itwin-group",
        "get-itwin-group-member",
        "get-itwin-group-member-invitations",
        "get-itwin-group-members",
        "get-itwin-groups",
        "get-itwin-image",
        "get-itwin-job",
        "get-itwin-job-actions",
        "get-itwin-member-invitation",
        "get-itwin-member-invitations",
        "get-itwin-owner-members",
        "get-itwin-permissions",
        "get-itwin-repositories",
        "get-itwin-repository",
        "get-itwin-repository-resource",
        "get-itwin-repository-resource-graphics",
        "get-itwin-repository-resources",
        "get-itwin-role",
        "get-itwin-roles",
        "get-itwin-share",
        "get-itwin-shares",
        "get-itwin-user-member",
        "get-itwin-user-members",
        "get-me",
        "get-my-favorite-itwins",
        "get-my-itwins",
        "get-my-primary-account",
        "get-my-recently-used-itwins",
        "get-user",
        "get-users",
        "get-users-by-id-list",
        "get-webhook",
        "get-webhooks",
        "remove-itwin-from-favorites",
        "remove-itwin-group-member",
        "remove-itwin-owner-member",
        "remove-itwin-user-member",
        "revoke-itwin-share",
        "update-account-settings",
        "update-itwin",
        "update-itwin-group",
        "update-itwin-group-member",
        "update-itwin-repository",
        "update-itwin-role",
        "update-itwin-user-member",
        "update-webhook",
        "upload-itwin-image",
    ]


def test_the_browser_of_the_document_loads_nothing_from_elsewhere(client, db):
    page = client.get("/docs/").content.decode()

    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert loaded
    assert [address for address in loaded if not address.startswith("/")] == []


def test_inline_styles_are_allowed_on_the_browser_of_the_document_alone(client, db):
    assert "'unsafe-inline'" in client.get("/docs/").headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in client.get("/openapi.json").headers["Content-Security-Policy"]
