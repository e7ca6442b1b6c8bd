"""How the secrets of applications are kept: hashed, and fast."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class SecretHasher(PBKDF2PasswordHasher):
    """One round: a secret of ours is 64 random characters, which no dictionary holds.

    The many rounds that protect passwords would cost half a second of every token request.
    """

    algorithm = "application_secret"
    iterations = 1
