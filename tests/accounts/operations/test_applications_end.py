"""What an application may still do: with another secret, without who answers for it, removed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from oauth2_provider.models import AccessToken, Grant, RefreshToken

from accounts.errors import ApplicationNotFound, CannotRegisterApplication
from accounts.models import Application, ApplicationKind, Consent, User
from accounts.operations.applications import (
    MOST_APPLICATIONS,
    change_application,
    remove_application,
    renew_secret,
    trust_application,
)
from accounts.operations.consents import give_consent
from tests.factories import make_member
from tests.factories.applications import (
    make_application,
    make_code,
    make_service,
    make_token,
)

KINDS = ApplicationKind
with_token_address = pytest.mark.urls("tests.accounts.token_address")


def ask_for_token(client_id: str, secret: str):
    """The answer to a service that asks for a token."""
    return Client().post(
        "/o/token/",
        {
            "grant_type": "client_credentials",
            "scope": "itwin-platform",
            "client_id": client_id,
            "client_secret": secret,
        },
    )


def answers(api, *tokens: str) -> list[int]:
    """The status with which the API answers the bearers of these."""
    client = api(None)
    return [
        client.get("/users/me", headers={"Authorization": f"Bearer {token}"}).status_code
        for token in tokens
    ]


def saved(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


# --- Secrets --------------------------------------------------------------------------------------
@with_token_address
def test_the_old_secret_stops_at_once_and_tokens_go_on(api, admin, acme_corporation):
    service, old = make_service(acme_corporation, by=admin)
    token = make_token(service)
    assert ask_for_token(service.client_id, old).status_code == 200

    new = renew_secret(application=service, by=admin)

    asked = [ask_for_token(service.client_id, secret) for secret in (old, new, "")]
    assert [answer.status_code for answer in asked] == [401, 200, 401]
    assert answers(api, token) == [200]


def test_tokens_end_with_a_secret_that_somebody_else_may_have(api, admin, member):
    portal = make_application(admin, kind=KINDS.WEB)
    other = make_application(admin)
    tokens = [make_token(portal, member), make_token(other, member)]
    make_code(portal, member)

    renew_secret(application=portal, by=admin, ends_tokens=True)

    assert answers(api, *tokens) == [401, 200]
    assert not Grant.objects.exists()
    assert RefreshToken.objects.get(revoked__isnull=True).application == other


# --- Who answers for it ---------------------------------------------------------------------------
@with_token_address
def test_a_service_gets_no_tokens_while_its_member_is_inactive(api, admin, acme_corporation):
    service, secret = make_service(acme_corporation, by=admin)
    token = make_token(service)
    member = User.objects.filter(pk=service.service_member_id)

    member.update(is_active=False)

    assert ask_for_token(service.client_id, secret).status_code == 401
    assert answers(api, token) == [401]
    member.update(is_active=True)
    assert ask_for_token(service.client_id, secret).status_code == 200


def test_other_applications_stop_with_who_registered_them_and_services_do_not(
    admin, acme_corporation
):
    viewer, seeded = make_application(admin), make_application(None)
    service, _ = make_service(acme_corporation, by=admin)

    User.objects.filter(pk=admin.pk).update(is_active=False)

    usable = [saved(each).is_usable(None) for each in (viewer, seeded, service)]
    assert usable == [False, True, True]


# --- Removing -------------------------------------------------------------------------------------
def test_all_that_it_could_do_stops_at_once(api, owner, member):
    viewer, other = make_application(owner), make_application(owner, name="Other")
    tokens = [make_token(each, member) for each in (viewer, viewer, other)]
    for each in (viewer, other):
        make_code(each, member)
        give_consent(user=member, application=each, scopes=["openid"])

    remove_application(application=viewer, by=owner)

    assert answers(api, *tokens) == [401, 401, 200]
    for rows in (AccessToken, RefreshToken, Grant, Consent):
        assert rows.objects.get().application == other
    assert Application.objects.get() == other
    assert User.objects.get(pk=member.pk).is_active


@with_token_address
def test_the_member_of_a_service_stays_inactive_with_what_points_at_it(
    api, admin, bridge, acme_corporation
):
    service, secret = make_service(acme_corporation, by=admin)
    member = service.service_member
    make_member(bridge, member)
    token = make_token(service)
    assert answers(api, token) == [200]

    remove_application(application=service, by=admin)

    assert answers(api, token) == [401]
    assert ask_for_token(service.client_id, secret).status_code == 401
    member.refresh_from_db()
    assert (member.is_active, member.is_service) == (False, True)
    assert bridge.user_members.filter(user=member).exists()


def test_what_is_removed_cannot_be_changed_any_more(admin, acme_corporation):
    service, _ = make_service(acme_corporation, by=admin)
    stale = saved(service)
    remove_application(application=service, by=admin)

    for act in (
        lambda: remove_application(application=stale, by=admin),
        lambda: renew_secret(application=stale, by=admin),
        lambda: trust_application(application=stale, is_trusted=True),
        lambda: change_application(
            application=stale, name="New", redirect_uris=[], sign_out_uris=[], by=admin
        ),
    ):
        with pytest.raises(ApplicationNotFound):
            act()

    assert not Application.objects.exists()


# --- Two at once ----------------------------------------------------------------------------------
def at_once(*acts) -> list[object]:
    """What each act returns or raises when all begin together."""
    together = Barrier(len(acts))

    def run(act):
        try:
            together.wait()
            return act()
        except Exception as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as writers:
        return list(writers.map(run, acts))


@pytest.mark.postgresql
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="in SQLite one writer works at a time"
)
@pytest.mark.django_db(transaction=True)
def test_of_two_who_remove_at_once_one_is_told_that_it_is_gone(admin, member):
    viewer = make_application(admin)
    for _ in range(3):
        make_token(viewer, member)
    stale = saved(viewer)

    ends = at_once(
        lambda: remove_application(application=viewer, by=admin),
        lambda: remove_application(application=stale, by=admin),
    )

    assert set(ends) == {None, ApplicationNotFound}
    assert not AccessToken.objects.exists()


@pytest.mark.postgresql
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="in SQLite one writer works at a time"
)
@pytest.mark.django_db(transaction=True)
def test_of_two_who_register_the_fiftieth_at_once_one_is_refused(owner):
    for _ in range(MOST_APPLICATIONS - 1):
        make_application(owner)

    ends = at_once(lambda: make_application(owner), lambda: make_application(owner))

    assert ends.count(CannotRegisterApplication) == 1
    assert Application.objects.count() == MOST_APPLICATIONS
