"""API tokens: how they are written, whose one is, and from where it may be used."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from zlib import crc32

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import ApiToken, User

SCHEME = "twst_"
EXPIRES_SOON = timedelta(days=7)
# A token ends with a checksum of the rest: whoever scans for leaks can tell one from a likeness.
_FORM = re.compile(rf"({SCHEME}[A-Za-z0-9_-]{{43}})[0-9a-f]{{8}}")
_BLANKS_AND_COMMAS = re.compile(r"[\s,]+")


class NoNetwork(ValueError):
    """What stands where a network should."""


def with_ending(text: str) -> str:
    """A whole token, from the part that was made up."""
    return f"{text}{crc32(text.encode()):08x}"


def is_api_token(text: str) -> bool:
    """Whether a bearer token means to be one of these; the others are JWTs."""
    return text.startswith(SCHEME)


def is_well_formed(text: str) -> bool:
    found = _FORM.fullmatch(text)
    return found is not None and with_ending(found[1]) == text


def checksum_of(text: str) -> str:
    """What is kept of a token: nobody finds 32 random bytes that have it."""
    return sha256(text.encode()).hexdigest()


def usable_api_token(text: str) -> ApiToken | None:
    """The token that lets its bearer in, with its person: one query, none for a likeness."""
    if not is_well_formed(text):
        return None
    usable = ApiToken.objects.usable().filter(user__is_active=True)
    return usable.select_related("user").filter(checksum=checksum_of(text)).first()


def networks_in(text: str) -> list[IPv4Network | IPv6Network]:
    """The networks and single addresses of a list; raises NoNetwork."""
    networks = []
    for entry in filter(None, _BLANKS_AND_COMMAS.split(text)):
        try:
            network = ip_network(entry, strict=False)
        except ValueError:
            raise NoNetwork(entry) from None
        if "%" in entry:  # the zone of one machine
            raise NoNetwork(entry)
        networks.append(network)
    return networks


def may_come_from(token: ApiToken, address: str | None) -> bool:
    networks = networks_in(token.networks)
    if not networks:
        return True
    return address is not None and any(ip_address(address) in network for network in networks)


def api_tokens_of(user: User) -> QuerySet[ApiToken]:
    """A person's own: those that count first, then what is over, the newest first in each."""
    counts = Exists(ApiToken.objects.usable().filter(pk=OuterRef("pk")))
    own = ApiToken.objects.filter(user=user).annotate(is_usable=counts)
    return own.order_by("-is_usable", "-created_at", "pk")


def expiring_soon(user: User) -> QuerySet[ApiToken]:
    """Those whose person should make another before long."""
    soon = datetime.now(UTC) + EXPIRES_SOON
    own = ApiToken.objects.usable().filter(user=user, expires_at__lte=soon)
    return own.order_by("expires_at", "pk")
