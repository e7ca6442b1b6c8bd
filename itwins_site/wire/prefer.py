"""The Prefer header: `return=minimal` or `return=representation`."""

from rest_framework.request import Request


def prefers_representation(request: Request, *, default: bool = False) -> bool:
    """Whether the full form is wanted; any preference that is not `representation` is minimal."""
    preferences = request.headers.get("Prefer")
    if preferences is None or not preferences.strip():
        return default
    names = (preference.partition(";")[0] for preference in preferences.split(","))
    return any(_squeezed(name) == "return=representation" for name in names)


def _squeezed(preference: str) -> str:
    return "".join(preference.split()).replace('"', "").lower()
