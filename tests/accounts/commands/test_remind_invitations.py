"""manage.py remind_invitations."""

from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Invitation
from accounts.operations.invitations import Offer, cancel_invitation, invite
from accounts.operations.reminders import ending_soon, make_round, remind
from accounts.tasks import look_after_invitations
from tests.factories import make_itwin
from twins.choices import Channel
from twins.management.commands.worker import DUTIES
from twins.operations.lifecycle import delete_itwin


def send(itwin, by, *emails: str, **more) -> list[Invitation]:
    return invite(itwin=itwin, offers=[Offer(email, **more) for email in emails], by=by)


def run(capsys) -> str:
    call_command("remind_invitations")
    return capsys.readouterr().out.strip()


def states() -> dict[str, str]:
    return dict(Invitation.objects.values_list("email", "status"))


def test_senders_are_reminded_once_two_days_before(
    acme, bridge, owner, member, capsys, time_machine
):
    first, second = send(bridge, owner, "a@b.example", "c@d.example")
    send(bridge, member, "e@f.example")
    withdrawn, *_ = send(bridge, owner, "g@h.example")
    cancel_invitation(withdrawn, by=withdrawn.invited_by)
    gone = make_itwin(acme, owner=owner)
    send(gone, owner, "i@j.example")
    delete_itwin(gone, by=owner, through=Channel.API)

    time_machine.move_to(first.expires_at - timedelta(hours=49), tick=False)
    early = run(capsys)
    time_machine.move_to(first.expires_at - timedelta(hours=47), tick=False)
    due, again = run(capsys), run(capsys)

    assert early == "Invitations expired: 0, deleted: 0. People reminded: 0."
    assert due == "Invitations expired: 0, deleted: 0. People reminded: 2."
    assert again == early
    assert sorted((each.to, each.subject) for each in mail.outbox) == [
        (["member@acme.example"], "An invitation of yours ends soon"),
        (["owner@acme.example"], "2 invitations of yours end soon"),
    ]
    until = f"{second.expires_at:%-d %B %Y, %H:%M}"
    (to_owner,) = (each for each in mail.outbox if each.to == [owner.email])
    assert to_owner.body == (
        "Not accepted yet, and over soon:\n\n"
        f"- a@b.example, invited to Bridge, until {until} UTC\n"
        f"- c@d.example, invited to Bridge, until {until} UTC\n\n"
        "After that, invite again whoever is still wanted.\n"
    )


def test_nobody_who_is_gone_is_reminded(bridge, owner, capsys, time_machine):
    (invitation,) = send(bridge, owner, "a@b.example")
    owner.is_active = False
    owner.save()
    time_machine.move_to(invitation.expires_at - timedelta(hours=1), tick=False)

    assert run(capsys).endswith("People reminded: 0.")


def test_what_is_over_is_marked_and_after_ninety_days_deleted(
    bridge, owner, capsys, time_machine, viewer
):
    (late,) = send(bridge, owner, "a@b.example", role_ids=[viewer.pk])
    (withdrawn,) = send(bridge, owner, "c@d.example", role_ids=[viewer.pk])
    cancel_invitation(withdrawn, by=withdrawn.invited_by)

    time_machine.move_to(withdrawn.expires_at, tick=False)
    assert run(capsys).startswith("Invitations expired: 1, deleted: 0.")
    assert states() == {"a@b.example": "Expired", "c@d.example": "Cancelled"}

    time_machine.move_to(late.expires_at + timedelta(days=90), tick=False)
    assert run(capsys).startswith("Invitations expired: 0, deleted: 0.")

    time_machine.move_to(withdrawn.expires_at + timedelta(days=90, seconds=1), tick=False)
    assert run(capsys).startswith("Invitations expired: 0, deleted: 2.")
    assert states() == {}


class DeadServer(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise SMTPException("down")


def test_a_mail_that_cannot_be_sent_is_tried_again(bridge, owner, capsys, settings, time_machine):
    (invitation,) = send(bridge, owner, "a@b.example")
    time_machine.move_to(invitation.expires_at - timedelta(hours=1), tick=False)
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.DeadServer"

    with pytest.raises(CommandError) as failure:
        call_command("remind_invitations")

    assert str(failure.value) == (
        "No mail could be sent to owner@acme.example (down)."
        " Next: see that EMAIL_URL is right; they are reminded at the next run."
    )
    settings.EMAIL_BACKEND = working
    capsys.readouterr()
    assert run(capsys).endswith("People reminded: 1.")


def test_a_worker_makes_the_round_by_itself(bridge, owner, time_machine):
    (invitation,) = send(bridge, owner, "a@b.example")
    assert look_after_invitations in DUTIES

    time_machine.move_to(invitation.expires_at - timedelta(hours=47), tick=False)
    look_after_invitations()
    time_machine.move_to(invitation.expires_at, tick=False)
    look_after_invitations()

    assert states() == {"a@b.example": "Expired"}
    assert [each.subject for each in mail.outbox] == ["An invitation of yours ends soon"]


def test_what_another_worker_has_just_reminded_of_is_left_alone(bridge, owner, time_machine):
    (invitation,) = send(bridge, owner, "a@b.example")
    time_machine.move_to(invitation.expires_at - timedelta(hours=47), tick=False)
    (seen_by_us,) = ending_soon()
    make_round()

    remind(seen_by_us)

    assert len(mail.outbox) == 1
