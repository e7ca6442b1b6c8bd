"""What answers about repositories say."""

from typing import Any

from tests.twins.api.answers import refusal

NO_REPOSITORY = refusal("iTwinRepositoryNotFound", "Requested iTwin Repository is not available.")
NO_RESOURCE = refusal(
    "iTwinRepositoryResourceNotFound", "Requested iTwin Repository Resource is not available."
)
REPOSITORY_EXISTS = refusal(
    "iTwinRepositoryExists", "The specified iTwin Repository already exists."
)
RESOURCE_EXISTS = refusal(
    "iTwinRepositoryResourceExists", "The specified iTwin Repository Resource already exists."
)
WRONG_CLASS = (
    "InvalidValue",
    "class",
    "A valid iTwin Repository Class was not specified in the query.",
)
WRONG_SUB_CLASS = (
    "InvalidValue",
    "subClass",
    "A valid iTwin Repository SubClass was not specified in the query.",
)
WRONG_ID = ("InvalidValue", "iTwinId", "iTwinId contains an invalid value.")
CURATED = "cesiumcuratedcontent"


def cannot_query(*details: tuple[str, ...]) -> dict[str, Any]:
    return refusal("InvalidiTwinsRequest", "Cannot query iTwin Repositories.", *details)


def missing(name: str) -> tuple[str, ...]:
    return ("MissingRequiredProperty", name, "A required property is missing or empty.")


def incorrect(name: str) -> tuple[str, ...]:
    return ("InvalidValue", name, f"{name[0].upper()}{name[1:]} value is incorrect.")


def too_long(name: str, most: int) -> tuple[str, ...]:
    message = f"{name[0].upper()}{name[1:]} cannot be more than {most} characters."
    return ("InvalidValue", name, message)


def curated_repository(base: str, itwin_id: object) -> dict[str, Any]:
    """The generated repository that every iTwin has."""
    resources = f"{base}/itwins/{itwin_id}/repositories/{CURATED}/resources"
    return {
        "id": CURATED,
        "class": "CesiumCuratedContent",
        "displayName": "Cesium Curated Content",
        "uri": f"{base}/curated-content/cesium",
        "capabilities": {"resources": {"uri": resources}},
    }


def classes(response: Any) -> list[str]:
    """The classes of a list's rows, in order."""
    assert response.status_code == 200, response.content
    return [row["class"] for row in response.json()["repositories"]]
