"""A link for somebody who forgot their password, and nothing for whoever asks for others."""

import re

import pytest
from django.core.cache import caches
from django.test import Client

from tests.accounts.pages.test_lock_out import fail
from tests.factories import PASSWORD, make_user

PAGE = "/app/forgotten-password"
NEW = "pear-lamp-42-fjord"
SAID = "If somebody signs in with this address and a password, a mail with a link is on its way"


@pytest.fixture(autouse=True)
def _mail_server(settings) -> None:
    caches["process"].clear()
    settings.SENDS_MAIL = True


def ask(email: str, **more: str):
    return Client(**more).post(PAGE, {"email": email}, follow=True)


def recipients(mailoutbox) -> list[list[str]]:
    return [mail.to for mail in mailoutbox]


def link_in(mail) -> str:
    found = re.search(r"http://\S+(/app/set-password/\S+)", mail.body)
    assert found is not None
    return found[1]


def test_a_person_gets_a_link_sets_a_password_and_signs_in(member, mailoutbox):
    fail(10, member.email, address="127.0.0.1")

    page = ask("Member@ACME.example")

    assert SAID in page.content.decode()
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["member@acme.example"], "Set a new password")
    assert link_in(mail) in str(mail.alternatives[0][0])
    client = Client()
    client.post(client.get(link_in(mail))["Location"], {"new_password1": NEW, "new_password2": NEW})
    form = {"username": member.email}
    assert Client().post("/app/sign-in", form | {"password": PASSWORD}).status_code == 200
    assert Client().post("/app/sign-in", form | {"password": NEW}).status_code == 302
    assert "This link no longer works" in Client().get(link_in(mail)).content.decode()


def test_the_answer_is_the_same_whether_or_not_there_is_somebody(member, mailoutbox):
    gone = make_user("gone@acme.example", is_active=False)
    provided = make_user("grace@acme.example", issuer="https://sign-in.example", subject="grace")
    provided.set_unusable_password()
    provided.save()
    emails = [member.email, gone.email, provided.email, "nobody@acme.example"]

    pages = [Client().post(PAGE, {"email": email}) for email in emails]

    assert recipients(mailoutbox) == [[member.email]]
    answers = [(page.status_code, page["Location"], list(page.cookies)) for page in pages]
    assert answers == [(302, "/app/sign-in", ["messages"])] * 4


def test_a_mailbox_is_not_filled(member, owner, mailoutbox):
    pages = [ask(f"{'m' if n % 2 else 'M'}ember@acme.example") for n in range(7)]
    ask(owner.email)

    assert [SAID in page.content.decode() for page in pages] == [True] * 7
    assert recipients(mailoutbox) == [[member.email]] * 5 + [[owner.email]]


def test_one_client_does_not_try_many_addresses(member, mailoutbox):
    for number in range(30):
        ask(f"nobody-{number}@acme.example")

    assert SAID in ask(member.email).content.decode()
    assert recipients(mailoutbox) == []
    ask(member.email, REMOTE_ADDR="192.0.2.1")
    assert recipients(mailoutbox) == [[member.email]]


@pytest.mark.parametrize(
    "email", ["", "member", "x\x00@acme.example", "a" * 10_000 + "@acme.example", "a@b\nBcc: c@d.e"]
)
def test_what_is_no_address_is_asked_for_again(db, mailoutbox, email):
    page = Client().post(PAGE, {"email": email})

    assert (page.status_code, 'role="alert"' in page.content.decode()) == (200, True)
    assert mailoutbox == []


def test_a_host_that_somebody_made_up_is_in_no_mail(member, mailoutbox, settings):
    settings.ALLOWED_HOSTS = ["*"]

    Client(HTTP_HOST="evil.example").post(PAGE, {"email": member.email})

    assert "evil.example" not in mailoutbox[0].body
    assert settings.PUBLIC_URL in mailoutbox[0].body


def test_without_a_mail_server_there_is_no_such_page(db, settings):
    settings.SENDS_MAIL = False

    assert Client().get(PAGE).status_code == 404
    assert PAGE not in Client().get("/app/sign-in").content.decode()


def test_sign_in_and_a_used_link_lead_there(db):
    assert PAGE in Client().get("/app/sign-in").content.decode()
    assert PAGE in Client().get("/app/set-password/MQ/abc-def").content.decode()


def test_a_mail_server_that_is_away_is_one_line_without_the_link(member, settings, lines):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    page = ask(member.email)

    assert SAID in page.content.decode()
    (line,) = [line for line in lines() if "mailed" in line]
    assert f"user_id={member.pk}" in line
    written = "\n".join(lines())
    assert "set-password" not in written
    assert "Traceback" not in written
