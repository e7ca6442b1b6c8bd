"""The page behind an invitation's link."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Invitation, User
from accounts.operations.group_invitations import invite_to_group
from accounts.operations.groups import create_group
from accounts.operations.invitation_links import invitation_link
from accounts.operations.invitations import Offer, cancel_invitation, invite
from accounts.queries.members import role_ids_held
from tests.factories import PASSWORD, make_crowd, make_group
from tests.twins.pages.reading import text_of
from twins.choices import Channel
from twins.operations.lifecycle import delete_itwin

NEW = {
    "given_name": "Nora",
    "surname": "New",
    "new_password1": "pear-lamp-42-fjord",
    "new_password2": "pear-lamp-42-fjord",
}


@pytest.fixture
def send(bridge, owner, viewer):
    """Invites an address to the bridge as Viewer."""

    def sent(email: str, **more) -> Invitation:
        offer = Offer(email, [viewer.pk], **more)
        return invite(itwin=bridge, offers=[offer], by=owner)[0]

    return sent


def page_of(invitation: Invitation) -> str:
    return invitation_link(invitation).removeprefix(settings.PUBLIC_URL)


def browser(person: User | None = None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def holds(itwin, person: User) -> bool:
    return bool(role_ids_held(itwin, [person.pk])[person.pk])


def test_somebody_unknown_chooses_name_and_password_and_is_in(send, bridge, viewer):
    invitation = send("Nora@elsewhere.example")
    client = browser()

    shown = client.get(page_of(invitation))
    done = client.post(page_of(invitation), NEW, follow=True)

    assert "Owner Tester invited you to Bridge as Viewer." in text_of(shown)
    assert 'value="Nora@elsewhere.example" readonly' in shown.content.decode()
    person = User.objects.get(email="Nora@elsewhere.example")
    assert (person.given_name, person.surname, person.organization) == ("Nora", "New", None)
    assert person.check_password(NEW["new_password1"])
    assert role_ids_held(bridge, [person.pk])[person.pk] == [viewer.pk]
    assert done.redirect_chain == [(f"/app/itwins/{bridge.pk}", 302)]
    assert "Welcome to Bridge." in text_of(done)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"given_name": ""}, "Given name: This field is required."),
        ({"surname": "x" * 151}, "Surname: Ensure this value has at most 150 characters"),
        ({"given_name": "a\x00"}, "Given name: Null characters are not allowed."),
        ({"new_password2": "another"}, "Password: The two password fields didn't match."),
        (
            {"new_password1": "12345678", "new_password2": "12345678"},
            "Password: This password is too common.",
        ),
    ],
)
def test_what_will_not_do_is_said_and_nobody_is_added(send, wrong, said):
    invitation = send("nora@elsewhere.example")

    response = browser().post(page_of(invitation), NEW | wrong)

    assert said in text_of(response)
    assert 'role="alert"' in response.content.decode()
    assert not User.objects.filter(email="nora@elsewhere.example").exists()
    assert Invitation.objects.pending().get() == invitation


def test_a_known_person_signs_in_and_accepts(send, bridge, outsider):
    page = page_of(send(outsider.email.upper()))
    client = browser()

    shown = client.get(page)
    way = f"/app/sign-in?{urlencode({'next': page})}"
    signed_in = client.post(way, {"username": outsider.email, "password": PASSWORD, "next": page})
    asked = client.get(page)
    accepted = client.post(page, {"accept": ""})

    assert f'href="{way}"' in shown.content.decode()
    assert 'name="new_password1"' not in shown.content.decode()
    assert signed_in["Location"] == page
    assert 'name="accept"' in asked.content.decode()
    assert accepted["Location"] == f"/app/itwins/{bridge.pk}"
    assert holds(bridge, outsider)


def test_nobody_accepts_for_another_or_signs_up_while_signed_in(send, bridge, outsider, loner):
    known, unknown = page_of(send(outsider.email)), page_of(send("nora@elsewhere.example"))

    for page in (known, unknown):
        shown = browser(loner).get(page)
        response = browser(loner).post(page, NEW | {"accept": ""})

        assert "You are signed in as loner@nowhere.example. Sign out to answer it." in text_of(
            shown
        )
        assert response["Location"] == page
    assert browser().post(known, NEW)["Location"] == known
    assert not holds(bridge, outsider)
    assert not holds(bridge, loner)
    assert not User.objects.filter(email="nora@elsewhere.example").exists()


def test_after_signing_out_the_invitation_is_there_again(send, outsider, loner):
    page = page_of(send(outsider.email))

    response = browser(loner).post("/app/sign-out", {"next": page})

    assert response["Location"] == page


def test_a_person_who_was_let_go_cannot_accept(send, outsider):
    page = page_of(send(outsider.email))
    outsider.is_active = False
    outsider.save()

    shown = browser().get(page)
    response = browser().post(page, NEW)

    assert "Your access to this registry has ended." in text_of(shown)
    assert response["Location"] == page


@pytest.mark.parametrize("signed_in", [True, False])
def test_an_invitation_can_be_declined(send, bridge, outsider, signed_in):
    invitation = send(outsider.email)

    client = browser(outsider if signed_in else None)
    response = client.post(page_of(invitation), {"decline": ""})

    assert "You declined the invitation to Bridge." in text_of(response)
    invitation.refresh_from_db()
    assert invitation.status == "Cancelled"
    assert not holds(bridge, outsider)


def test_looking_at_the_page_changes_nothing(send, outsider):
    invitation = send(outsider.email)

    browser(outsider).get(page_of(invitation))

    assert Invitation.objects.pending().get() == invitation


def test_an_expired_link_says_since_when_and_whom_to_ask(send, time_machine):
    invitation = send("nora@elsewhere.example")
    time_machine.move_to(invitation.expires_at + timedelta(days=3), tick=False)

    for response in (browser().get(page_of(invitation)), browser().post(page_of(invitation), NEW)):
        said = f"This invitation expired on {invitation.expires_at:%-d %B}."
        assert response.status_code == 410
        assert f"{said} Ask Owner Tester for a new one." in text_of(response)
        assert 'href="mailto:owner@acme.example?subject=' in response.content.decode()
    assert not User.objects.filter(email="nora@elsewhere.example").exists()


def test_a_withdrawn_and_an_accepted_one_say_so(send, loner, owner):
    withdrawn, accepted = send("nora@elsewhere.example"), send(loner.email)
    cancel_invitation(withdrawn, by=owner)
    browser(loner).post(page_of(accepted), {"accept": ""})

    over, done = browser().get(page_of(withdrawn)), browser().get(page_of(accepted))

    assert (over.status_code, done.status_code) == (410, 410)
    assert "This invitation was withdrawn or declined." in text_of(over)
    assert "This invitation was accepted." in text_of(done)


def test_a_made_up_link_does_not_work(send, bridge, owner):
    page, other = page_of(send("a@elsewhere.example")), page_of(send("b@elsewhere.example"))
    start, _, token = page.rpartition("/")
    foreign = f"{other.rpartition('/')[0]}/{token}"

    for address in (f"{start}/abc", foreign, f"/app/invitations/{bridge.pk}/{token}"):
        for response in (browser().get(address), browser().post(address, NEW)):
            assert response.status_code == 404
            assert "This link does not work" in text_of(response)
    assert browser().get("/app/invitations/1/abc").status_code == 404


def test_an_invitation_to_a_deleted_itwin_is_unknown(send, bridge, owner):
    page = page_of(send("nora@elsewhere.example"))
    delete_itwin(bridge, by=owner, through=Channel.API)

    assert browser().get(page).status_code == 404


def test_a_group_welcomes_at_home(acme, admin, loner):
    group = create_group(itwin=acme, name="Crew")
    (invitation,) = invite_to_group(group=group, emails=[loner.email], by=admin)
    client = browser(loner)

    shown = client.get(page_of(invitation))
    response = client.post(page_of(invitation), {"accept": ""}, follow=True)

    assert "Admin Tester invited you to Acme Corp. as one of the group Crew ." in text_of(shown)
    assert response.redirect_chain == [("/app/", 302)]
    assert "Welcome to the group Crew." in text_of(response)
    assert group.listed_users.get().user == loner


def test_a_full_group_says_so_and_adds_nobody(acme, admin, loner):
    group = make_group(acme, *make_crowd(50))
    invitations = invite_to_group(
        group=group, emails=[loner.email, "n@elsewhere.example"], by=admin
    )
    known, unknown = map(page_of, invitations)

    for response in (browser(loner).post(known, {"accept": ""}), browser().post(unknown, NEW)):
        assert response.status_code == 409
        assert "Ask Admin Tester to make room" in text_of(response)
    assert Invitation.objects.pending().count() == 2
    assert not User.objects.filter(email="n@elsewhere.example").exists()


def test_the_log_keeps_the_link_to_itself(send, caplog):
    page = page_of(send("nora@elsewhere.example"))

    browser().get(page)

    assert page.rpartition("/")[2] not in caplog.text
    assert "/app/invitations/" in caplog.text
