"""An application that asks our issuer for tokens, and what people let it do."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from oauth2_provider.models import AbstractApplication


class ApplicationKind(models.TextChoices):
    """What an application is decides how it may ask for tokens."""

    SINGLE_PAGE = "SPA", "Single-page application"
    NATIVE = "Native", "Native application"
    WEB = "Web", "Web application"
    SERVICE = "Service", "Service"


class Application(AbstractApplication):
    """A client of the issuer (RFC 6749 section 2); `user` is who registered it."""

    kind = models.CharField(max_length=8, choices=ApplicationKind)
    # A service belongs to an organization and acts as a member of its own; the others act as
    # whoever signs in.
    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, null=True, blank=True, related_name="applications"
    )
    service_member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="service_application",
    )

    class Meta(AbstractApplication.Meta):
        constraints = [
            models.CheckConstraint(
                name="application_acts_by_itself_if_a_service",
                condition=Q(kind=ApplicationKind.SERVICE, service_member__isnull=False)
                | (~Q(kind=ApplicationKind.SERVICE) & Q(service_member__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Nothing: the operations have checked all that no form of the admin shows."""

    def origin_allowed(self, origin: str) -> bool:
        """Any page may ask: what counts is the code with its verifier, never a cookie."""
        return True

    def is_usable(self, request: Any) -> bool:
        """Whether it gets tokens: not while whoever answers for it here is inactive.

        An organization answers for a service, so that one stops with its own member alone. Who
        registered another one still holds the address to which the codes of all others are sent.
        """
        answering = self.service_member if self.is_service else self.user
        return answering is None or answering.is_active

    def get_allowed_schemes(self) -> list[str]:
        """Those of its registered addresses: https, and what `redirect_addresses` let in beside."""
        addresses = f"{self.redirect_uris} {self.post_logout_redirect_uris}".split()
        return sorted({"https", *(urlsplit(address).scheme for address in addresses)})

    @property
    def is_service(self) -> bool:
        return self.kind == ApplicationKind.SERVICE


class Consent(models.Model):
    """What a person lets an application do in their name, until they take it back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    application = models.ForeignKey(Application, models.CASCADE, related_name="consents")
    scope = models.TextField()
    given_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "user", "application", name="consent_is_one_per_person_and_application"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} lets {self.application_id}: {self.scope}"

    def covers(self, scopes: Any) -> bool:
        """Whether everything in `scopes` (an iterable of words) was consented to."""
        return set(scopes) <= set(self.scope.split())
