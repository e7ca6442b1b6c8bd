"""Making API tokens, revoking them, and noting when one was used."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import structlog
from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from accounts.errors import CannotCreateApiToken
from accounts.models import ApiToken, User
from accounts.queries.api_tokens import (
    SCHEME,
    NoNetwork,
    checksum_of,
    networks_in,
    with_ending,
)
from itwins_site.wire.request_bodies import is_storable

MOST_USABLE = 50
LONGEST_NAME = 64
MOST_DAYS = 366
MOST_NETWORKS = 5
_RANDOM_BYTES = 32
_SHOWN_CHARACTERS = len(SCHEME) + 6
_NOTED_EVERY = timedelta(minutes=1)

log = structlog.get_logger(__name__)


@transaction.atomic
def create_api_token(
    *, user: User, name: str, days: int, is_read_only: bool, networks: str = ""
) -> tuple[ApiToken, str]:
    """Adds a token of a person; returns it with its text, which nobody can read again.

    Raises CannotCreateApiToken.
    """
    name = _checked_name(name)
    if not 1 <= days <= MOST_DAYS:
        raise CannotCreateApiToken("days", f"Choose from 1 to {MOST_DAYS} days.")
    networks = _checked_networks(networks)
    # Two forms that one person sends at once wait for each other here.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    own = ApiToken.objects.filter(user=user)
    if own.filter(name=name, revoked_at__isnull=True).exists():
        raise CannotCreateApiToken(
            "name", "You have a token of this name. Choose another name, or revoke that one first."
        )
    if own.usable().count() >= MOST_USABLE:
        raise CannotCreateApiToken(
            None, f"You have {MOST_USABLE} tokens that work: no more fit. Revoke one first."
        )
    text = with_ending(SCHEME + secrets.token_urlsafe(_RANDOM_BYTES))
    token = ApiToken.objects.create(
        user=user,
        name=name,
        checksum=checksum_of(text),
        prefix=text[:_SHOWN_CHARACTERS],
        is_read_only=is_read_only,
        networks=networks,
        expires_at=datetime.now(UTC) + timedelta(days=days),
    )
    return token, text


def revoke_api_token(token: ApiToken) -> None:
    """Ends a token with the next request that shows it; the row stays for people to look up."""
    rows = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True)
    rows.update(revoked_at=datetime.now(UTC))


def delete_api_token(token: ApiToken) -> bool:
    """Takes a token that is over off the list; one that still works stays."""
    deleted, _ = ApiToken.objects.over().filter(pk=token.pk).delete()
    return deleted > 0


def note_use(token: ApiToken, *, address: str | None) -> None:
    """Keeps when and from where a token was used, to the minute: rather not than by waiting."""
    now = datetime.now(UTC)
    last_minute = now - _NOTED_EVERY
    if token.last_used_at is not None and token.last_used_at > last_minute:
        return
    is_due = Q(last_used_at__isnull=True) | Q(last_used_at__lte=last_minute)
    try:
        with _without_waiting(), transaction.atomic():
            rows = ApiToken.objects.filter(is_due, pk=token.pk)
            rows.update(last_used_at=now, last_used_from=address)
    except DatabaseError as error:
        log.info("the use of an API token was not noted", token_id=str(token.pk), why=str(error))


@contextmanager
def _without_waiting() -> Iterator[None]:
    """While another writes to SQLite, a write in here fails at once: a reader must not wait for it.

    On PostgreSQL there is nothing to wait for but another such note of the same token.
    """
    if connection.vendor != "sqlite":
        yield
        return
    database = connection.connection
    (milliseconds,) = database.execute("PRAGMA busy_timeout").fetchone()
    database.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        database.execute(f"PRAGMA busy_timeout = {milliseconds}")


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise CannotCreateApiToken("name", "Give the token a name.")
    if len(name) > LONGEST_NAME or not is_storable(name):
        raise CannotCreateApiToken("name", f"A name has at most {LONGEST_NAME} characters.")
    return name


def _checked_networks(text: str) -> str:
    """As it is kept: in one spelling, a single address without its length."""
    try:
        networks = networks_in(text)
    except NoNetwork as error:
        raise CannotCreateApiToken(
            "networks",
            f"“{str(error)[:50]}” is no address and no network such as 10.0.0.0/8 or 2001:db8::/32.",
        ) from None
    if len(networks) > MOST_NETWORKS:
        raise CannotCreateApiToken("networks", f"Give at most {MOST_NETWORKS} networks.")
    return " ".join(
        str(each.network_address if each.num_addresses == 1 else each) for each in networks
    )
