"""Inviting people by mail, and accepting what is pending for an address."""

from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from accounts.errors import GroupFull, InsufficientPermissions, InvitationNotFound
from accounts.models import Group, GroupUser, Invitation, OwnerMember, VisibleITwin
from accounts.operations import visibility
from accounts.operations.acceptances import accept_invitation
from accounts.operations.group_invitations import invite_to_group
from accounts.operations.group_members import add_group_members
from accounts.operations.groups import create_group
from accounts.operations.invitation_links import invitation_link
from accounts.operations.invitations import Offer, cancel_invitation, invite
from accounts.operations.roles import create_role
from accounts.operations.sign_in import accept_invitations_of
from accounts.queries.group_members import GroupEntry
from tests.factories import make_crowd, make_group, make_itwin
from twins.choices import Channel
from twins.operations.lifecycle import delete_itwin


@pytest.fixture
def send(bridge, owner, viewer, django_capture_on_commit_callbacks):
    """Invites an address to the bridge and lets the mails leave."""

    def sent(email: str, message: str = "", **more) -> Invitation:
        offer = Offer(email, more.pop("role_ids", [viewer.pk]), **more)
        with django_capture_on_commit_callbacks(execute=True):
            return invite(itwin=bridge, offers=[offer], by=owner, message=message)[0]

    return sent


def test_a_mail_says_who_invites_to_what_and_how_to_answer(send):
    invitation = send("New@elsewhere.example", "Bring <boots> & a hat.")

    (sent,) = mail.outbox
    link = invitation_link(invitation)
    until = f"{invitation.expires_at:%-d %B %Y, %H:%M}"
    assert (sent.to, sent.subject) == (
        ["New@elsewhere.example"],
        "Owner Tester invites you to Bridge",
    )
    assert sent.body == (
        "Owner Tester (owner@acme.example) invites you to Bridge as Viewer.\n\n"
        "Bring <boots> & a hat.\n\n"
        f"Accept or decline here, by {until} UTC:\n{link}\n\n"
        "The link is for you alone: whoever has it can answer in your name.\n"
    )
    ((html, kind),) = sent.alternatives
    assert kind == "text/html"
    assert "Bring &lt;boots&gt; &amp; a hat." in html
    assert f'<a href="{link}">' in html


def test_a_mail_about_ownership_or_a_group_says_so(
    send, acme, admin, django_capture_on_commit_callbacks
):
    send("new@elsewhere.example", makes_owner=True, role_ids=[])
    group = create_group(itwin=acme, name="Crew\nBcc: everybody@acme.example")
    with django_capture_on_commit_callbacks(execute=True):
        invite_to_group(group=group, emails=["new@elsewhere.example"], by=admin)

    owning, grouped = mail.outbox
    assert owning.body.startswith(
        "Owner Tester (owner@acme.example) invites you to Bridge as its owner.\n"
    )
    assert grouped.subject == "Admin Tester invites you to Crew Bcc: everybody@acme.example"
    assert "invites you to Acme Corp. as one of the group Crew\n" in grouped.body
    assert grouped.message()["Bcc"] is None


class DeadServer(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise SMTPException("down")


def test_a_mail_server_that_is_down_undoes_nothing(send, settings):
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"

    invitation = send("new@elsewhere.example")

    assert Invitation.objects.pending().get() == invitation


def test_what_is_accepted_or_withdrawn_once_is_over(send, loner, owner):
    accepted, withdrawn = send(loner.email), send("new@elsewhere.example")
    accept_invitation(invitation=accepted, user=loner, through=Channel.PAGE)
    cancel_invitation(withdrawn, by=owner)

    for over in (accepted, withdrawn):
        with pytest.raises(InvitationNotFound):
            cancel_invitation(over, by=owner)
    with pytest.raises(InvitationNotFound):
        accept_invitation(invitation=accepted, user=loner, through=Channel.PAGE)
    assert visibility.check() == []


def test_nobody_accepts_for_another(send, loner, outsider):
    with pytest.raises(InsufficientPermissions):
        accept_invitation(invitation=send(loner.email), user=outsider, through=Channel.PAGE)


def test_a_verified_address_brings_everything_that_waits_for_it(
    send, acme, bridge, owner, admin, loner, viewer
):
    tunnel, gone = make_itwin(acme, owner=owner), make_itwin(acme, owner=owner)
    group = _crew(acme, tunnel, admin)
    send(loner.email.upper())
    for itwin in (tunnel, gone):
        invite(itwin=itwin, offers=[Offer(loner.email, makes_owner=True)], by=owner)
    invite_to_group(group=group, emails=[loner.email], by=admin)
    delete_itwin(gone, by=owner, through=Channel.API)

    accept_invitations_of(loner)

    assert _seen_by(loner) == {bridge.pk, tunnel.pk}
    assert list(OwnerMember.objects.filter(user=loner).values_list("itwin", flat=True)) == [
        tunnel.pk
    ]
    assert list(Invitation.objects.pending().values_list("itwin", flat=True)) == [gone.pk]
    assert visibility.check() == []


def test_accepting_a_groups_invitation_lists_the_person(acme, bridge, admin, loner, viewer):
    group = _crew(acme, bridge, admin)
    (invitation,) = invite_to_group(group=group, emails=[loner.email], by=admin)

    accept_invitation(invitation=invitation, user=loner, through=Channel.PAGE)

    assert list(GroupUser.objects.values_list("group", "user")) == [(group.pk, loner.pk)]
    assert _seen_by(loner) == {bridge.pk}
    assert visibility.check() == []


def _crew(acme, itwin, admin) -> Group:
    """A group of the Account that holds a role on an iTwin."""
    group = create_group(itwin=acme, name="Crew")
    role = create_role(itwin=itwin, display_name="Crew member")
    add_group_members(itwin=itwin, entries=[GroupEntry(group.pk, [role.pk])], by=admin)
    return group


def _seen_by(user) -> set:
    return set(VisibleITwin.objects.filter(user=user).values_list("itwin", flat=True))


def test_a_full_group_takes_nobody_in_and_the_invitation_waits(acme, admin, loner, outsider):
    group = make_group(acme, *make_crowd(49))
    invite_to_group(group=group, emails=[loner.email, outsider.email], by=admin)

    accept_invitations_of(outsider)
    accept_invitations_of(loner)
    with pytest.raises(GroupFull):
        accept_invitation(
            invitation=Invitation.objects.pending().get(), user=loner, through=Channel.API
        )

    assert (group.listed_users.count(), Invitation.objects.pending().get().email) == (
        50,
        loner.email,
    )


def test_a_full_group_that_lists_the_person_already_is_accepted(acme, admin, loner):
    group = make_group(acme, loner, *make_crowd(49))
    (invitation,) = invite_to_group(group=group, emails=[loner.email], by=admin)

    accept_invitation(invitation=invitation, user=loner, through=Channel.PAGE)

    assert not Invitation.objects.pending().exists()
