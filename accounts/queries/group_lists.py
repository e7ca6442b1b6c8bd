"""What the two lists of a group name: people by e-mail, directory groups by name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from accounts.errors import ImsGroupNotFound, TeamMemberNotFound
from accounts.models import DirectoryGroup, Group, User, VisibleITwin
from accounts.queries.assignments import is_email
from accounts.queries.people import needs_no_invitation, owning_organization_id, people_by_email
from itwins_site.wire.request_bodies import is_storable
from twins.folding import fold_key
from twins.models import ITwin


@dataclass(frozen=True)
class NamedPeople:
    """What a list of e-mail addresses comes to: people to list now, and addresses to invite."""

    people: list[User] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def addresses_in(emails: Iterable[str]) -> dict[str, str]:
    """The addresses as they were sent, each once, by the form they are compared in."""
    addresses: dict[str, str] = {}
    for email in emails:
        addresses.setdefault(email.strip().lower(), email.strip())
    return addresses


def people_named(
    addresses: Mapping[str, str], *, itwin: ITwin, listed: Mapping[str, User]
) -> NamedPeople:
    """Whom a group of an iTwin is to list; `listed` are those it does, by address.

    People of the owning organization and members of the iTwin can be listed. Others are invited
    to an Account's group, and unknown anywhere else: TeamMemberNotFound, as for what is no
    address at all.
    """
    unlisted = [email for email in addresses if email not in listed and is_email(email)]
    welcome = {**_welcome(people_by_email(unlisted), itwin), **listed}
    named = NamedPeople()
    for folded, email in addresses.items():
        if folded in welcome:
            named.people.append(welcome[folded])
        elif itwin.is_account and is_email(email):
            named.strangers.append(email)
        else:
            raise TeamMemberNotFound
    return named


def _welcome(known: dict[str, User], itwin: ITwin) -> dict[str, User]:
    organization_id = owning_organization_id(itwin)
    rows = VisibleITwin.objects.filter(itwin=itwin, user__in=known.values())
    members = set(rows.values_list("user_id", flat=True))
    return {
        email: user
        for email, user in known.items()
        if user.pk in members or needs_no_invitation(user, organization_id)
    }


def directory_groups_by_name(names: Iterable[str], *, group: Group) -> dict[str, DirectoryGroup]:
    """Those that the names can mean, by folded name.

    Of the organization that owns the iTwin, and what the group lists already.
    """
    asked = {fold_key(name) for name in names if is_storable(name)}
    of_organization = DirectoryGroup.objects.filter(
        organization=owning_organization_id(group.itwin), name_folded__in=asked
    )
    listed = DirectoryGroup.objects.filter(listed_in__group=group, name_folded__in=asked)
    return {found.name_folded: found for found in (*of_organization, *listed)}


def directory_groups_named(
    names: Sequence[str], known: Mapping[str, DirectoryGroup]
) -> list[DirectoryGroup]:
    """The named ones in their order, each once; raises ImsGroupNotFound for the first unknown."""
    for place, name in enumerate(names):
        if fold_key(name) not in known:
            raise ImsGroupNotFound(target=f"imsGroups[{place}]")
    return [known[name] for name in dict.fromkeys(map(fold_key, names))]
