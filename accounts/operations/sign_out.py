"""Ending what is open in a person's name: sessions, and the tokens of applications."""

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.operations.access_tokens import revoke_tokens_of


@transaction.atomic
def sign_out_everywhere(user: User) -> None:
    """Ends all sessions of a person, and what applications and commands may do as them.

    API tokens stay. Whoever calls may go on with a session of theirs by giving it the new hash.
    """
    User.objects.filter(pk=user.pk).update(sign_outs=F("sign_outs") + 1)
    # Read while the row is ours: after a second sign-out at the same time, one session is left.
    user.refresh_from_db(fields=["sign_outs"])
    revoke_tokens_of(user)


@transaction.atomic
def change_password(user: User, password: str) -> None:
    """Sets another password, and ends whatever was open with the former one."""
    user.set_password(password)
    user.save(update_fields=["password"])
    sign_out_everywhere(user)
