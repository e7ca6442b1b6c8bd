"""Secrets in the database: sealed with a key of SECRET_KEY, opened only when a row is read."""

import base64
import json
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


class SealedJSONField(models.TextField):
    """Any JSON value, unreadable in the database and its backups; null stays null."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(_open(value))

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else _seal(json.dumps(value))

    def to_python(self, value: Any) -> Any:
        return value


def _seal(text: str) -> str:
    return _fernet(settings.SECRET_KEY).encrypt(text.encode()).decode()


def _open(sealed: str) -> str:
    try:
        return _fernet(settings.SECRET_KEY).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise ImproperlyConfigured(
            "A secret in the database was sealed with another SECRET_KEY."
            " Next: start with the SECRET_KEY (or $DATA_DIR/secret-key) that it was written with."
        ) from None


@cache
def _fernet(secret_key: str) -> Fernet:
    derived = HKDF(hashes.SHA256(), length=32, salt=None, info=b"twinstead sealed fields")
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret_key.encode())))
