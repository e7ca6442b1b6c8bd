"""Whose business applications are, which of them a person let in, and what scopes mean."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, Lower
from oauth2_provider.models import AccessToken, RefreshToken

from accounts.models import (
    Application,
    ApplicationKind,
    Consent,
    GroupUser,
    OwnerMember,
    User,
    UserMember,
)


def applications_managed_by(user: User) -> QuerySet[Application]:
    """Those that a person registered, and for administrators the services of the organization."""
    managed = Q(user=user) & ~Q(kind=ApplicationKind.SERVICE)
    if user.is_organization_administrator:
        managed |= Q(kind=ApplicationKind.SERVICE, organization=user.organization_id)
    rows = Application.objects.filter(managed).select_related("service_member", "user")
    return rows.order_by(Lower("name"), "pk")


def kinds_open_to(user: User) -> list[ApplicationKind]:
    """What a person may register: a service speaks for an organization."""
    kinds = list(ApplicationKind)
    if not user.is_organization_administrator:
        kinds.remove(ApplicationKind.SERVICE)
    return kinds


def with_use(applications: QuerySet[Application]) -> QuerySet[Any]:
    """Adds how many people let each in, how many tokens count now, and when the last was issued."""
    return applications.annotate(
        people=_number_of(Consent.objects.all()),
        live_tokens=_number_of(_live(AccessToken.objects.all())),
        last_token_at=_last(AccessToken.objects.all(), "created"),
    )


def let_in_by(user: User) -> QuerySet[Any]:
    """The applications that may act as a person: by consent, or trusted and with a live token.

    Each with the scopes, since when, and when the last token was issued.
    """
    consents = Consent.objects.filter(user=user, application=OuterRef("pk"))
    tokens = AccessToken.objects.filter(user=user)
    refreshing = RefreshToken.objects.filter(
        user=user, application=OuterRef("pk"), revoked__isnull=True
    )
    live = _live(tokens).filter(application=OuterRef("pk"))
    acting = Application.objects.filter(Exists(consents) | Exists(live) | Exists(refreshing))
    return (
        acting.exclude(kind=ApplicationKind.SERVICE)
        .annotate(
            consented_scope=Subquery(consents.values("scope")[:1]),
            consented_at=Subquery(consents.values("given_at")[:1]),
            last_token_scope=_last(tokens, "scope"),
            last_token_at=_last(tokens, "created"),
        )
        .annotate(scope=Coalesce("consented_scope", "last_token_scope"))
        .select_related("user__organization")
        .order_by(Lower("name"), "pk")
    )


def scope_in_words(scope: str) -> list[str]:
    """What scopes let an application do, as the consent page says it; unknown ones as they are."""
    words = settings.OAUTH2_PROVIDER["SCOPES"]
    known = [name for name in words if name in scope.split()]
    unknown = [name for name in dict.fromkeys(scope.split()) if name not in words]
    return [words[name] for name in known] + unknown


@dataclass(frozen=True)
class Belongings:
    """What ends with an application: what it may do, and what its member belongs to."""

    live_tokens: int
    people: int
    itwins: int
    groups: int


def belongings_of(application: Application) -> Belongings:
    member = application.service_member_id
    owned = OwnerMember.objects.filter(user=member, itwin__deleted_at__isnull=True)
    joined = UserMember.objects.filter(user=member, itwin__deleted_at__isnull=True)
    itwins = owned.values_list("itwin").union(joined.values_list("itwin"))
    return Belongings(
        live_tokens=_live(AccessToken.objects.filter(application=application)).count(),
        people=Consent.objects.filter(application=application).count(),
        itwins=itwins.count() if member else 0,
        groups=GroupUser.objects.filter(user=member).count() if member else 0,
    )


def _live(tokens: QuerySet[Any]) -> QuerySet[Any]:
    return tokens.filter(expires__gt=datetime.now(UTC))


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    """How many of these belong to the application of each row."""
    belonging = rows.filter(application=OuterRef("pk")).order_by()
    counted = belonging.values("application").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _last(tokens: QuerySet[Any], column: str) -> Subquery:
    newest = tokens.filter(application=OuterRef("pk")).order_by(F("created").desc(), "-pk")
    return Subquery(newest.values(column)[:1])
