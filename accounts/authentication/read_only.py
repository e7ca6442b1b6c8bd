"""What a read-only token may do: every operation that reads, and none that writes."""

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.authentication.access_tokens import Claims
from accounts.errors import InsufficientPermissions


class ReadOnlyTokensRead(BasePermission):
    """Refuses a read-only token wherever something would be written.

    A view names in `actions_that_read` what reads although it is sent by POST. Whether the iTwin
    exists makes no difference: such a token may not write to any.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        is_read_only = isinstance(request.auth, Claims) and request.auth.is_read_only
        if is_read_only and _writes(request, view):
            raise InsufficientPermissions
        return True


def _writes(request: Request, view: Any) -> bool:
    if request.method in SAFE_METHODS:
        return False
    action = getattr(view, "action", "unnamed")
    if action is None:  # there is no such operation, and 405 is what is to be told
        return False
    return action not in getattr(view, "actions_that_read", ())
