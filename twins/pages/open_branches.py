"""Which branches of the tree each person has open, kept in their session."""

from uuid import UUID

from django.http import HttpRequest

from itwins_site.wire.guids import parse_guid

KEPT = 200
SHARED = "shared"
_NAME = "open_branches"


def open_branches(request: HttpRequest, *, at_first: list[UUID]) -> set[UUID]:
    """The open nodes; before the first choice those given."""
    if _NAME not in request.session:
        return set(at_first)
    ids = (parse_guid(text) for text in request.session[_NAME])
    return {each for each in ids if each is not None}


def shared_is_open(request: HttpRequest, *, at_first: bool) -> bool:
    return SHARED in request.session[_NAME] if _NAME in request.session else at_first


def remember(request: HttpRequest, branch: str, *, is_open: bool, at_first: list[UUID]) -> None:
    """Notes a branch as open or closed; the two hundred opened last are kept."""
    names = request.session.get(_NAME, [str(each) for each in at_first])
    names = [name for name in names if name != branch]
    if is_open:
        names.append(branch)
    request.session[_NAME] = names[-KEPT:]
