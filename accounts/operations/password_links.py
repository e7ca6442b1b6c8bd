"""Links that let a person set their password: each works once, and for a few days."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User


def password_link(user: User) -> str:
    """The address of the page where `user`, and whoever else has the link, sets the password."""
    person = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return settings.PUBLIC_URL + reverse("accounts:set_password", args=[person, token])


def days_of_a_password_link() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // 86400
