"""Starring and unstarring."""

from uuid import UUID

from accounts.models import User
from twins.models import Favorite, ITwin


def add_favorite(*, user: User, itwin: ITwin) -> None:
    """Stars an iTwin; one that is starred already keeps its place."""
    Favorite.objects.get_or_create(user=user, itwin=itwin)


def remove_favorite(*, user: User, itwin_id: UUID) -> None:
    Favorite.objects.filter(user=user, itwin=itwin_id).delete()
