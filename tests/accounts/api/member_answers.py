"""Members, owners and invitations as the API shows them, and what it says of bad requests."""

from accounts.models import Invitation, Role, User
from accounts.queries.assignments import owner_role_id
from itwins_site.wire.rendering import wire_time_in_microseconds
from tests.accounts.api.envelopes import refusal
from twins.models import ITwin

MEMBER_NOT_FOUND = refusal("TeamMemberNotFound", "Requested team member is not available.")
TOO_MANY = ("InvalidProperty", "Collection size exceeds maximum size.")


def not_processed(*details: tuple[str, ...]) -> dict:
    return refusal(
        "InvalidiTwinsMemberRequest", "Request body or query is invalid.", details=details
    )


def members_of(itwin: ITwin | str) -> str:
    return f"/accesscontrol/itwins/{getattr(itwin, 'pk', itwin)}/members/users"


def one(itwin: ITwin, user: User) -> str:
    return f"{members_of(itwin)}/{user.pk}"


def ref(role: Role) -> dict[str, str]:
    return {
        "id": str(role.pk),
        "displayName": role.display_name,
        "description": role.description,
    }


def owner_ref(itwin: ITwin) -> dict[str, str]:
    return {
        "id": str(owner_role_id(itwin.pk)),
        "displayName": "iTwin owner",
        "description": "Holds every permission on the iTwin and manages its owners.",
    }


def wire(user: User, *roles: dict[str, str]) -> dict:
    return {
        "id": str(user.pk),
        "email": user.email,
        "givenName": user.given_name,
        "surname": user.surname,
        "organization": user.organization.name if user.organization else None,
        "roles": list(roles),
    }


def links(itwin: ITwin, **pages: str) -> dict:
    base = f"http://localhost:8000{members_of(itwin)}"
    return {name: {"href": f"{base}?{query}"} for name, query in pages.items()}


def invitation_wire(invitation: Invitation, *roles: dict[str, str]) -> dict:
    inviter = invitation.invited_by
    return {
        "id": str(invitation.pk),
        "email": invitation.email,
        "invitedByEmail": inviter.email,
        "inviterGivenName": inviter.given_name,
        "inviterSurname": inviter.surname,
        "projectDisplayName": invitation.itwin.display_name,
        "inviterOrganization": "Acme Corporation",
        "status": "Pending",
        "createdDate": wire_time_in_microseconds(invitation.created_at),
        "expirationDate": wire_time_in_microseconds(invitation.expires_at),
        "roles": list(roles),
    }
