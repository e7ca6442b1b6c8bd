"""Whose iTwins a list speaks of: members, administrators, and everybody else."""

import pytest

from accounts.operations.organizations import open_account
from tests.factories import make_account, make_itwin, make_member
from tests.twins.api.answers import FORBIDDEN, assert_answers, names
from twins.choices import Channel, SubClass
from twins.operations.lifecycle import delete_itwin


@pytest.fixture
def network(acme, owner, member):
    """Owned: Road > Bridge and Tunnel; the member reads Bridge alone."""
    road = make_itwin(acme, owner=owner, display_name="Road", sub_class=SubClass.PROGRAM)
    bridge = make_itwin(road, owner=owner, display_name="Bridge")
    make_itwin(acme, owner=owner, display_name="Tunnel", status="Inactive")
    make_member(bridge, member)
    return {"road": road, "bridge": bridge}


def _seen(api, user, scope=None, query=""):
    headers = {} if scope is None else {"X-iTwin-Query-Scope": scope}
    return sorted(names(api(user).get(f"/itwins/?{query}", headers=headers)))


@pytest.mark.parametrize("scope", [None, "", "MemberOfiTwin", "memberOfItwin", "MEMBEROFITWIN"])
def test_without_a_scope_a_list_is_that_of_owners_and_members(
    api, network, admin, owner, member, newcomer, outsider, scope
):
    assert _seen(api, owner, scope) == ["Bridge", "Road"]
    assert _seen(api, member, scope) == ["Bridge"]
    assert _seen(api, admin, scope) == []
    assert _seen(api, newcomer, scope) == []
    assert _seen(api, outsider, scope) == []


@pytest.mark.parametrize("scope", ["OrganizationAdmin", "organizationadmin", "ORGANIZATIONADMIN"])
def test_the_organization_scope_is_all_of_the_organization(api, network, admin, scope):
    assert _seen(api, admin, scope) == ["Bridge", "Road"]
    assert _seen(api, admin, scope, "includeInactive=true") == ["Bridge", "Road", "Tunnel"]


@pytest.mark.parametrize("scope", ["OrganizationAdmin", "organizationADMIN"])
@pytest.mark.parametrize("path", ["/itwins/", "/itwins/favorites", "/itwins/recents"])
def test_the_organization_scope_is_for_administrators_only(api, network, owner, scope, path):
    answer = api(owner).get(path, headers={"X-iTwin-Query-Scope": scope})

    assert_answers(answer, 403, FORBIDDEN)


def test_an_administrator_of_another_organization_sees_their_own(api, network, outsider, soylent):
    make_itwin(soylent, owner=outsider, display_name="Soylent Plant")

    assert _seen(api, outsider, "OrganizationAdmin") == ["Soylent Plant"]
    assert _seen(api, outsider, "all") == ["Soylent Plant"]


@pytest.mark.parametrize("scope", ["all", "All", "ALL"])
def test_all_is_the_organization_for_administrators_and_membership_for_others(
    api, network, admin, owner, member, newcomer, scope
):
    assert _seen(api, admin, scope) == ["Bridge", "Road"]
    assert _seen(api, owner, scope) == ["Bridge", "Road"]
    assert _seen(api, member, scope) == ["Bridge"]
    assert _seen(api, newcomer, scope) == []


def test_all_joins_what_an_administrator_is_invited_to_elsewhere(
    api, network, admin, outsider, soylent
):
    plant = make_itwin(soylent, owner=outsider, display_name="Soylent Plant")
    make_itwin(soylent, owner=outsider, display_name="Soylent Secret")
    make_member(plant, admin)

    assert _seen(api, admin) == ["Soylent Plant"]
    assert _seen(api, admin, "all") == ["Bridge", "Road", "Soylent Plant"]
    assert _seen(api, admin, "OrganizationAdmin") == ["Bridge", "Road"]


def test_the_create_scope_header_chooses_nothing(api, network, owner, member):
    answer = api(member).get("/itwins/", headers={"X-iTwin-Create-Scope": "OrganizationAdmin"})

    assert names(answer) == ["Bridge"]


def test_who_sees_a_child_sees_neither_parent_nor_siblings(api, network, member):
    road = network["road"]

    assert _seen(api, member, query=f"parentId={road.pk}") == ["Bridge"]
    assert api(member).get(f"/itwins/{road.pk}").status_code == 404


def test_who_lost_every_role_sees_nothing(api, network, member):
    network["bridge"].user_members.get(user=member).role_assignments.all().delete()
    network["bridge"].visible_rows.filter(user=member).delete()

    assert _seen(api, member) == []


def test_a_deleted_itwin_is_in_no_scope(api, network, admin, owner, member):
    delete_itwin(network["bridge"], by=owner, through=Channel.API)

    assert _seen(api, owner) == ["Road"]
    assert _seen(api, member) == []
    assert _seen(api, admin, "OrganizationAdmin") == ["Road"]
    assert _seen(api, admin, "all") == ["Road"]


# --- Account rows -----------------------------------------------------------------------------


@pytest.mark.parametrize("scope", ["MemberOfiTwin", "all"])
@pytest.mark.parametrize("query", ["subClass=Account", "subClass=account&$top=1"])
def test_everybody_of_an_organization_may_list_its_accounts(api, acme, newcomer, scope, query):
    assert _seen(api, newcomer, scope, query) == ["Acme Corp."]


def test_asking_for_accounts_beside_others_lists_both(api, network, member, acme):
    assert _seen(api, member, query="subClass=Account,Project") == ["Acme Corp.", "Bridge"]


def test_nobody_else_lists_the_accounts_of_an_organization(api, acme, outsider, loner, support):
    for person in (outsider, loner, support):
        assert _seen(api, person, "all", "subClass=Account") == []


@pytest.mark.parametrize("scope", ["MemberOfiTwin", "OrganizationAdmin", "all"])
def test_without_asking_an_account_is_listed_to_members_of_it_alone(
    api, network, admin, acme, scope
):
    before = _seen(api, admin, scope)
    make_member(acme, admin)

    assert "Acme Corp." not in before
    assert _seen(api, admin, scope) == sorted(["Acme Corp.", *before])


def test_a_filter_is_no_way_to_list_accounts_without_asking(api, acme, admin, newcomer):
    query = "$filter=subClass eq 'Account'"

    assert _seen(api, newcomer, "MemberOfiTwin", query) == []
    assert _seen(api, admin, "OrganizationAdmin", query) == []


def test_an_organization_may_own_several_accounts(api, acme, acme_corporation, admin, newcomer):
    second = open_account(
        organization=acme_corporation, name="Acme North", by=admin, is_primary=False
    )
    make_itwin(second, owner=admin, display_name="Bridge")

    assert _seen(api, newcomer, query="subClass=Account") == ["Acme Corp.", "Acme North"]
    assert _seen(api, admin, "OrganizationAdmin") == ["Bridge"]
    assert _seen(api, admin, "OrganizationAdmin", f"iTwinAccountId={second.pk}") == ["Bridge"]


def test_an_account_without_members_of_another_organization_stays_unseen(
    api, acme, soylent, outsider, newcomer
):
    make_account(outsider.organization, outsider, "Soylent North", is_primary=False)

    assert _seen(api, newcomer, "all", "subClass=Account") == ["Acme Corp."]


def test_counts_speak_of_the_same_rows(api, network, admin, owner, member, newcomer):
    def count(user, scope):
        headers = {"X-iTwin-Query-Scope": scope, "x-total-count": "true"}
        return api(user).get("/itwins/", headers=headers).headers["x-total-count"]

    assert count(owner, "MemberOfiTwin") == "2"
    assert count(member, "all") == "1"
    assert count(newcomer, "all") == "0"
    assert count(admin, "MemberOfiTwin") == "0"
    assert count(admin, "OrganizationAdmin") == "2"
