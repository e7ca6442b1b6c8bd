"""An iTwin of Acme, roles on it, and people who hold one permission each."""

import pytest

from accounts.models import Role, User
from accounts.operations.roles import create_role
from tests.factories import make_itwin, make_member, make_user
from twins.models import ITwin


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def viewer(bridge) -> Role:
    return create_role(itwin=bridge, display_name="Viewer", description="Looks at it")


@pytest.fixture
def editor(acme) -> Role:
    """Defined on the Account."""
    return create_role(itwin=acme, display_name="Editor", permissions=["itwins_modify"])


@pytest.fixture
def inviter(bridge, acme_corporation) -> User:
    """May invite members to the bridge."""
    user = make_user("inviter@acme.example", organization=acme_corporation)
    make_member(bridge, user, "administration_invite_member", name="Inviter")
    return user


@pytest.fixture
def remover(bridge, acme_corporation) -> User:
    """May remove members from the bridge."""
    user = make_user("remover@acme.example", organization=acme_corporation)
    make_member(bridge, user, "administration_remove_member", name="Remover")
    return user


@pytest.fixture
def reader(bridge) -> User:
    """A member of the bridge from outside the organization, without any permission."""
    user = make_user("reader@elsewhere.example")
    make_member(bridge, user)
    return user
