"""The outbox of a demo: mails to people who do not exist."""

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.test import Client

from itwins_site.outbox import MOST_KEPT, OutboxBackend, kept_mails
from tests.factories import make_user
from tests.twins.pages.reading import text_of
from twins.demo.people import EVERYBODY


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    settings.KEEPS_OUTBOX = True


@pytest.fixture
def demo_user(db):
    return make_user("somebody@demo.example", id=EVERYBODY[0].id)


def browser(person=None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def keep(*subjects: str) -> None:
    mails = []
    for subject in subjects:
        mail = EmailMultiAlternatives(
            subject, "Look: <b>\nhttp://localhost:8000/app/", to=["a@b.example"]
        )
        mail.attach_alternative("<p>Look</p>", "text/html")
        mails.append(mail)
    OutboxBackend().send_messages(mails)


def test_mails_are_shown_the_newest_first(demo_user):
    keep("Äpfel")
    keep("Second")

    page = browser(demo_user).get("/app/outbox")

    assert [(mail.to, mail.subject) for mail in kept_mails()] == [
        ("a@b.example", "Second"),
        ("a@b.example", "Äpfel"),
    ]
    assert text_of(page).index("Second") < text_of(page).index("Äpfel")
    assert '<a href="http://localhost:8000/app/"' in page.content.decode()
    assert "Look: &lt;b&gt;" in page.content.decode()
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_an_empty_outbox_says_so(support):
    assert "Nothing was sent yet." in text_of(browser(support).get("/app/outbox"))


def test_the_oldest_mails_make_room(tmp_path):
    OutboxBackend().send_messages(
        [EmailMessage(str(n), "", to=["a@b.example"]) for n in range(MOST_KEPT + 2)]
    )

    subjects = [mail.subject for mail in kept_mails()]
    assert (len(subjects), subjects[0], subjects[-1]) == (MOST_KEPT, str(MOST_KEPT + 1), "2")
    assert len(list((tmp_path / "outbox").iterdir())) == MOST_KEPT


def test_only_demo_users_and_support_find_the_page(demo_user, support, member, admin):
    keep("Secret")

    for person, status in ((demo_user, 200), (support, 200), (member, 404), (admin, 404)):
        assert browser(person).get("/app/outbox").status_code == status
    assert browser().get("/app/outbox")["Location"] == "/app/sign-in?next=/app/outbox"


def test_without_an_outbox_there_is_no_page(demo_user, support, settings):
    settings.KEEPS_OUTBOX = False

    for person in (demo_user, support):
        client = browser(person)
        assert client.get("/app/outbox").status_code == 404
        assert "/app/outbox" not in client.get("/app/").content.decode()


def test_the_navigation_leads_there_for_whom_it_is(demo_user, member):
    assert "/app/outbox" in browser(demo_user).get("/app/").content.decode()
    assert "/app/outbox" not in browser(member).get("/app/").content.decode()
