"""Applications with telling defaults, what people let them do, and their tokens."""

from datetime import UTC, datetime, timedelta
from typing import Any

from oauth2_provider.models import AccessToken, Grant, RefreshToken, set_token_value

from accounts.authentication.access_tokens import sign_access_token
from accounts.models import Application, ApplicationKind, Organization, User
from accounts.operations.applications import register_application

CALLBACK = "https://app.example.com/callback"


def make_application(
    by: User | None,
    *,
    kind: ApplicationKind = ApplicationKind.SINGLE_PAGE,
    name: str = "Viewer",
    **values: Any,
) -> Application:
    values.setdefault("redirect_uris", [CALLBACK])
    return register_application(name=name, kind=kind, by=by, **values)[0]


def make_service(
    organization: Organization | None, *, by: User | None = None, name: str = "Robot", **values: Any
) -> tuple[Application, str]:
    """A service with its secret."""
    return register_application(
        name=name, kind=ApplicationKind.SERVICE, by=by, organization=organization, **values
    )


def make_token(
    application: Application,
    user: User | None = None,
    *,
    scope: str = "openid itwin-platform",
    lifetime: int = 3600,
    refreshes: bool = True,
) -> str:
    """A token as the issuer writes it: for a person with what refreshes it, for a service alone."""
    bearer = user or application.service_member
    assert bearer is not None
    token = sign_access_token(
        bearer, lifetime=lifetime, scope=scope, client_id=application.client_id
    )
    expires = datetime.now(UTC) + timedelta(seconds=lifetime)
    row = AccessToken(user=bearer, application=application, scope=scope, expires=expires)
    set_token_value(row, token)
    row.save()
    if user is not None and refreshes:
        refresh = RefreshToken(user=bearer, application=application, access_token=row)
        set_token_value(refresh, f"refresh {token}")
        refresh.save()
    return token


def make_code(application: Application, user: User) -> Grant:
    """A code that was not exchanged yet."""
    return Grant.objects.create(
        user=user,
        application=application,
        code=f"code-{application.pk}-{user.pk}",
        expires=datetime.now(UTC) + timedelta(minutes=1),
        redirect_uri=CALLBACK,
        scope="itwin-platform",
    )
