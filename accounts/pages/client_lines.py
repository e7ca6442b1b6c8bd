"""What to paste where, so that an application of each kind finds the issuer."""

from dataclasses import dataclass

from django.conf import settings

from accounts.models import Application, ApplicationKind

_SCOPES = "openid profile email offline_access itwin-platform"
_IN_ITS_PLACE = "the-secret"


@dataclass(frozen=True)
class Lines:
    title: str
    text: str


def lines_for(application: Application, secret: str = "") -> list[Lines]:
    """With the secret while it can be shown, else with a word in its place."""
    if application.kind == ApplicationKind.SERVICE:
        return _for_a_service(application, secret or _IN_ITS_PLACE)
    if application.kind == ApplicationKind.SINGLE_PAGE:
        return [Lines("For the .env file of an iTwin viewer", _for_a_viewer(application))]
    values = {
        "authority": settings.ISSUER,
        "client_id": application.client_id,
        "client_secret": (secret or _IN_ITS_PLACE)
        if application.kind == ApplicationKind.WEB
        else "",
        "redirect_uri": _first(application.redirect_uris),
        "scope": _SCOPES,
    }
    text = "\n".join(f"{name}={value}" for name, value in values.items() if value)
    return [Lines("For the settings of an OpenID Connect library", text)]


def _for_a_service(application: Application, secret: str) -> list[Lines]:
    member = application.service_member
    assert member is not None  # noqa: S101 -- a constraint of the table
    exports = {
        "ITP_API_URL": settings.PUBLIC_URL,
        "ITP_ISSUER_URL": settings.ISSUER,
        "ITP_SERVICE_CLIENT_ID": application.client_id,
        "ITP_SERVICE_CLIENT_SECRET": secret,
    }
    return [
        Lines(
            "For a shell",
            "\n".join(f"export {name}={value}" for name, value in exports.items()),
        ),
        Lines(
            "After that, a token and what it opens",
            'token=$(curl -s -u "$ITP_SERVICE_CLIENT_ID:$ITP_SERVICE_CLIENT_SECRET" \\\n'
            "  -d grant_type=client_credentials -d scope=itwin-platform \\\n"
            f"  {settings.ISSUER}/token/ |\n"
            "  python3 -c 'import json, sys; print(json.load(sys.stdin)[\"access_token\"])')\n"
            f'curl -H "Authorization: Bearer $token" {settings.PUBLIC_URL}/itwins/',
        ),
        Lines(
            "Make it a member of an iTwin, with an API token of yours as $TOKEN and one of its roles",
            f"curl {settings.PUBLIC_URL}/accesscontrol/itwins/ITWIN_ID/roles \\\n"
            '  -H "Authorization: Bearer $TOKEN"\n'
            f"curl -X POST {settings.PUBLIC_URL}/accesscontrol/itwins/ITWIN_ID/members/users \\\n"
            '  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\\n'
            f'  -d \'{{"members": [{{"email": "{member.email}", "roleIds": ["ROLE_ID"]}}]}}\'',
        ),
    ]


def _for_a_viewer(application: Application) -> str:
    values = {
        "AUTHORITY": settings.ISSUER,
        "CLIENT_CLIENT_ID": application.client_id,
        "CLIENT_SCOPES": _SCOPES,
        "CLIENT_REDIRECT_URI": _first(application.redirect_uris),
        "CLIENT_LOGOUT_URI": _first(application.post_logout_redirect_uris),
    }
    return "\n".join(f'IMJS_AUTH_{name}="{value}"' for name, value in values.items() if value)


def _first(addresses: str) -> str:
    return next(iter(addresses.split()), "")
