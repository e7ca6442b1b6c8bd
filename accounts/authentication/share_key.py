"""Share keys: who holds one reads the iTwin that is shared, and nothing else.

A key is an HS256 JWT that names its share. What counts is the row: a share that is revoked,
expired or of a deleted iTwin opens nothing, whatever its key says.
"""

import jwt
from django.utils.crypto import salted_hmac
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.errors import InvalidAuthorizationScheme, Unauthorized
from accounts.models import Share
from itwins_site.wire.guids import parse_guid
from twins.models import ITwin

_ALGORITHM = "HS256"
_DOTS_IN_A_JWT = 2


def share_key(share: Share) -> str:
    """The key of a share: the same whenever it is asked for, so that none is stored."""
    claims = {
        "iTwinId": str(share.itwin_id),
        "id": str(share.pk),
        "exp": int(share.expires_at.timestamp()),
    }
    return jwt.encode(claims, _signing_key(), algorithm=_ALGORITHM)


class ShareKeyAuthentication(BaseAuthentication):
    """Lets `Basic <shareKey>` in where the path names the shared iTwin.

    For the one operation that reads an iTwin: everywhere else `Basic` is an unknown scheme.
    """

    def authenticate(self, request: Request) -> tuple[None, Share] | None:
        scheme, _, key = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        if scheme.lower() != "basic" or key.count(".") != _DOTS_IN_A_JWT:
            return None  # a name and a password are no share key: that scheme is unknown here too
        share = _share_of(key.strip())
        if parse_guid(request.parser_context["kwargs"]["itwin_id"]) != share.itwin_id:
            raise InvalidAuthorizationScheme(scheme)
        return None, share


def shared_itwin(request: Request) -> ITwin | None:
    """The iTwin that the share key of a request opens; None if a person is asking."""
    return request.auth.itwin if isinstance(request.auth, Share) else None


def _share_of(key: str) -> Share:
    try:
        claims = jwt.decode(
            key,
            _signing_key(),
            algorithms=[_ALGORITHM],
            options={"require": ["iTwinId", "id", "exp"]},
        )
    except jwt.PyJWTError:
        raise Unauthorized from None
    wanted = parse_guid(claims["id"])
    share = wanted and Share.objects.active().filter(pk=wanted).select_related("itwin").first()
    if not share or claims["iTwinId"] != str(share.itwin_id):
        raise Unauthorized
    return share


def _signing_key() -> bytes:
    # Derived: what SECRET_KEY signs elsewhere can never pass for a share key.
    return salted_hmac("accounts.share_key", "signing", algorithm="sha256").digest()
