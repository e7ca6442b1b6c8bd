"""The list of applications, and of those that a person let in."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from oauth2_provider.models import AccessToken

from accounts.models import Application, ApplicationKind, Consent, User
from accounts.operations.consents import give_consent
from tests.accounts.pages.reading import LIST, browser_of, text_of
from tests.factories.applications import make_application, make_service, make_token

ACTS = "See and change, as you, what you can see and change in this registry"


def part(person: User, which: int) -> str:
    """The words of the first or the second half of the page."""
    return text_of(browser_of(person).get(LIST)).split("Applications you let in")[which]


def test_everybody_sees_their_own_and_administrators_the_services_too(
    admin, owner, outsider, acme_corporation
):
    make_application(owner, name="Zeta viewer")
    make_application(owner, name="alpha tool", kind=ApplicationKind.NATIVE)
    make_application(outsider, name="Foreign viewer")
    make_application(None, name="Seeded viewer")
    make_service(acme_corporation, by=owner, name="Survey robot")
    make_service(outsider.organization, name="Foreign robot")

    def names(person: User) -> list[str]:
        context = browser_of(person).get(LIST).context
        return [application.name for application in context["applications"]]

    assert names(owner) == ["alpha tool", "Zeta viewer"]
    assert names(admin) == ["Survey robot"]
    assert names(outsider) == ["Foreign robot", "Foreign viewer"]


def test_a_row_says_kind_client_id_status_and_use(admin, member, acme_corporation):
    viewer = make_application(admin)
    service, _ = make_service(acme_corporation)
    give_consent(user=member, application=viewer, scopes=["openid"])
    make_token(viewer, member)
    User.objects.filter(pk=service.service_member_id).update(is_active=False)

    words = part(admin, 0)

    assert f"Robot Service {service.client_id} Stopped Itself None now just now" in words
    assert f"Viewer Single-page application {viewer.client_id} Active 1 person just now" in words


def test_who_has_none_is_led_to_the_form(newcomer):
    words = text_of(browser_of(newcomer).get(LIST))

    assert "No applications Register the application that you build or run" in words
    assert "No application acts as you." in words


def test_the_menu_of_a_person_leads_there(newcomer):
    assert f'href="{LIST}"' in browser_of(newcomer).get("/app/").content.decode()


def test_strangers_are_sent_to_sign_in(client, db):
    assert client.get(LIST)["Location"] == f"/app/sign-in?next={LIST}"


# --- Let in ---------------------------------------------------------------------------------------
def test_who_let_one_in_sees_whose_it_is_and_what_it_may_do(member, owner, newcomer):
    viewer = make_application(owner)
    give_consent(user=member, application=viewer, scopes=["itwin-platform", "openid", "unheard-of"])
    make_token(viewer, member)

    assert (
        f"Viewer Owner Tester Acme Corporation Know who you are {ACTS} unheard-of just now"
        in part(member, 1)
    )
    assert "No application acts as you." in part(newcomer, 1)
    assert "No application acts as you." in part(owner, 1)


def test_a_trusted_one_is_listed_while_it_has_a_token(member, newcomer):
    viewer = make_application(None, is_trusted=True)
    make_token(viewer, member, scope="openid", refreshes=False)
    make_token(viewer, newcomer, refreshes=False)

    assert (
        "Viewer This registry Know who you are Trusted by this registry: you were not asked"
        in part(member, 1)
    )
    AccessToken.objects.update(expires="2020-01-01T00:00:00Z")
    assert "No application acts as you." in part(member, 1)


def test_a_trusted_one_is_listed_while_it_can_ask_for_another_token(member):
    make_token(make_application(None, is_trusted=True), member)
    AccessToken.objects.all().delete()

    assert "Viewer This registry" in part(member, 1)


def test_what_was_allowed_is_withdrawn_at_once(api, member, newcomer, owner):
    viewer, other = make_application(owner), make_application(owner, name="Other")
    for application in (viewer, other):
        for person in (member, newcomer):
            give_consent(user=person, application=application, scopes=["openid"])
    tokens = {
        (application, person): make_token(application, person)
        for application in (viewer, other)
        for person in (member, newcomer)
    }

    answer = browser_of(member).post(f"{LIST}/{viewer.pk}/withdraw", follow=True)

    assert answer.redirect_chain == [(f"{LIST}#let-in", 302)]
    assert "Viewer can no longer act as you." in text_of(answer)
    ended = [
        key
        for key, token in tokens.items()
        if api(None).get("/users/me", headers={"Authorization": f"Bearer {token}"}).status_code
        == 401
    ]
    assert ended == [(viewer, member)]
    assert Consent.objects.count() == 3


def test_what_was_never_let_in_is_not_named(member, owner):
    viewer = make_application(owner, name="Secret project")
    make_token(viewer, owner)

    for number in (viewer.pk, 99999, 10**30):
        answer = browser_of(member).post(f"{LIST}/{number}/withdraw", follow=True)

        assert "That application cannot act as you." in text_of(answer)
        assert "Secret project" not in text_of(answer)
    assert AccessToken.objects.get().user == owner


def test_who_comes_by_address_withdraws_nothing(member, owner):
    viewer = make_application(owner)
    give_consent(user=member, application=viewer, scopes=["openid"])

    answer = browser_of(member).get(f"{LIST}/{viewer.pk}/withdraw")

    assert answer["Location"] == f"{LIST}#let-in"
    assert Consent.objects.get().application == viewer


def test_the_list_takes_as_many_queries_for_three_rows_as_for_one(admin, acme, acme_corporation):
    def grow(number: int) -> None:
        for _ in range(number):
            make_service(acme_corporation)
            viewer = make_application(admin)
            give_consent(user=admin, application=viewer, scopes=["openid"])
            make_token(viewer, admin)

    client = browser_of(admin)
    client.get(LIST)
    counts = []
    for number in (1, 2):
        grow(number)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        counts.append(len(captured))

    assert Application.objects.count() == 6
    assert counts == [6, 6], captured.captured_queries
