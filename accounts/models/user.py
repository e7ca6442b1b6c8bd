"""A person (or a service application), known by an e-mail address."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac


class OrganizationRole(models.TextChoices):
    """The three roles of User Management that make an Organization Administrator."""

    ACCOUNT_ADMINISTRATOR = "Account Administrator"
    CO_ADMINISTRATOR = "Co-Administrator", "Co-Administrator"
    SERVICES_ADMINISTRATOR = "CONNECT Services Administrator", "CONNECT Services Administrator"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Creates a person; without a password they can sign in only after setting one."""
        user = self.model(email=email.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=(username or "").strip())


class User(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Kept as registered: clients compare it character by character. Compared without case.
    email = models.EmailField("e-mail", max_length=254, unique=True)
    given_name = models.CharField(max_length=150, blank=True)
    surname = models.CharField(max_length=150, blank=True)
    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, null=True, blank=True, related_name="people"
    )
    organization_role = models.CharField(
        max_length=32,
        choices=OrganizationRole,
        blank=True,
        help_text="Any of these makes the person an Organization Administrator.",
    )
    is_active = models.BooleanField(
        "active", default=True, help_text="Without it neither sign-in nor tokens work."
    )
    is_staff = models.BooleanField("support staff", default=False, help_text="May use this admin.")
    # Whom a service application acts as, and still so when that is removed, or what shows tokens of
    # a trusted issuer without a verified address: nobody signs in as it.
    is_service = models.BooleanField("service application", default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    # Who they are at the outside provider through which they sign in; empty for local people.
    issuer = models.CharField(max_length=255, blank=True, editable=False)
    subject = models.CharField(max_length=255, blank=True, editable=False)

    # How often they signed out everywhere: sessions of an earlier count are over.
    sign_outs = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_is_unique"),
            models.UniqueConstraint(
                "issuer",
                "subject",
                name="user_subject_is_unique",
                condition=~Q(subject=""),
            ),
            models.CheckConstraint(
                name="user_administers_only_their_organization",
                condition=Q(organization_role="") | Q(organization__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def display_name(self) -> str:
        return f"{self.given_name} {self.surname}".strip() or self.email

    @property
    def initials(self) -> str:
        words = [word for word in (self.given_name, self.surname) if word]
        return "".join(word[0] for word in words).upper() or self.email[:2].upper()

    @property
    def is_organization_administrator(self) -> bool:
        return bool(self.organization_role)

    def get_session_auth_hash(self) -> str:
        """What a session must know: it ends with another password and with `sign_outs`."""
        value = f"{self.sign_outs} {self.password}"
        return salted_hmac("accounts.user.session", value, algorithm="sha256").hexdigest()

    # What the Django admin asks. Its pages say themselves what may be changed there.
    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff
