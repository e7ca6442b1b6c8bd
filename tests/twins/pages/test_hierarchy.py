"""The hierarchy page."""

import pytest

from tests.factories import make_itwin, make_member
from tests.twins.pages.reading import HTMX, text_of, tree
from twins.choices import Channel, SubClass
from twins.operations.lifecycle import change_itwin

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def child(parent, owner, name, **values):
    values.setdefault("sub_class", SubClass.ASSET)
    return make_itwin(parent, owner=owner, display_name=name, number=name, **values)


@pytest.fixture
def roads(acme, owner):
    return child(acme, owner, "Roads", sub_class=SubClass.PORTFOLIO)


@pytest.fixture
def highway(roads, owner):
    return child(roads, owner, "Highway")


@pytest.fixture
def section(highway, owner):
    return child(highway, owner, "Section", sub_class=SubClass.PROJECT)


def test_the_tree_begins_with_ones_account_and_its_first_level(browse, owner, section, acme):
    child(acme, owner, "Bridges")

    response = browse(owner).get("/app/hierarchy")

    assert tree(response) == [
        (1, "Acme Corp., Account"),
        (2, "Bridges, Asset"),
        (2, "Roads, Portfolio"),
    ]


def test_branches_come_by_themselves_when_they_open(browse, owner, roads, section):
    child(roads, owner, "Avenue")

    response = browse(owner).get(f"/app/hierarchy/node/{roads.pk}/children", headers=HTMX)

    page = response.content.decode()
    assert tree(response) == [(3, "Avenue, Asset"), (3, "Highway, Asset")]
    assert 'aria-setsize="2" aria-posinset="1"' in page
    assert page.count("aria-expanded") == 1
    assert "<h1>" not in page


def test_a_branch_is_a_page_of_its_own_without_scripts(browse, owner, roads, highway):
    response = browse(owner).get(f"/app/hierarchy/node/{roads.pk}/children")

    text = text_of(response)
    assert "Children of Roads" in text
    assert "Highway" in text


def test_children_come_a_hundred_at_a_time(browse, owner, roads):
    for number in range(103):
        child(roads, owner, f"Bridge {number:03}")
    client = browse(owner)
    address = f"/app/hierarchy/node/{roads.pk}/children"

    first = client.get(address, headers=HTMX)
    rest = client.get(f"{address}?after=100", headers=HTMX)

    assert [name for _, name in tree(first)] == [f"Bridge {n:03}, Asset" for n in range(100)]
    assert "Show 3 more of 103" in text_of(first)
    assert f'href="{address}?after=100"' in first.content.decode()
    assert [name for _, name in tree(rest)] == [f"Bridge {n}, Asset" for n in range(100, 103)]
    assert 'aria-setsize="103" aria-posinset="101"' in rest.content.decode()
    assert "more of" not in text_of(rest)


def test_open_branches_are_remembered_until_they_are_closed(browse, owner, acme, roads, section):
    client = browse(owner)
    address = f"/app/hierarchy/node/{roads.pk}/open"

    opened = client.post(address, {"open": "true"})
    while_open = tree(client.get("/app/hierarchy"))
    client.post(address, {"open": "false"})
    client.post(f"/app/hierarchy/node/{acme.pk}/open", {"open": "false"})
    all_closed = tree(client.get("/app/hierarchy"))

    assert opened.status_code == 204
    assert while_open == [
        (1, "Acme Corp., Account"),
        (2, "Roads, Portfolio"),
        (3, "Highway, Asset"),
    ]
    assert all_closed == [(1, "Acme Corp., Account")]


def test_a_child_of_an_invisible_parent_hangs_under_its_account(
    browse, member, roads, highway, section
):
    make_member(section, member)
    below = child(section, member, "Drainage", sub_class=SubClass.WORK_PACKAGE)

    response = browse(member).get("/app/hierarchy")

    assert tree(response) == [
        (1, "Acme Corp., Account"),
        (2, "Section, Project, parent not visible to you"),
    ]
    assert 'title="Parent not visible to you"' in response.content.decode()
    assert "Roads" not in text_of(response)
    assert "Highway" not in text_of(response)
    branch = browse(member).get(f"/app/hierarchy/node/{section.pk}/children", headers=HTMX)
    assert tree(branch) == [(3, f"{below.display_name}, WorkPackage")]


def test_counts_count_only_what_one_sees(browse, member, owner, roads, highway):
    make_member(roads, member)
    make_member(highway, member)
    child(roads, owner, "Secret avenue")
    child(highway, owner, "Secret section")

    page = browse(member).get("/app/hierarchy").content.decode()

    assert page.count('class="tree__count" aria-hidden="true">1<') == 1
    assert page.count("tree__count") == 1


def test_itwins_of_other_organizations_are_shared_with_you(browse, outsider, highway):
    make_member(highway, outsider)

    response = browse(outsider).get("/app/hierarchy")

    text = text_of(response)
    assert "Shared with you 1" in text
    assert "Account not visible to you" in text
    assert "Acme Corp." not in response.content.decode()
    assert tree(response) == [
        (2, "Account not visible to you, Account"),
        (3, "Highway, Asset, parent not visible to you"),
    ]


def test_a_stranger_sees_nothing_of_another_tree(browse, outsider, soylent, roads, section):
    client = browse(outsider)

    assert tree(client.get("/app/hierarchy")) == [(1, "Soylent Corp., Account")]
    assert "No iTwins under Soylent Corp. yet." in text_of(client.get("/app/hierarchy"))
    assert tree(client.get("/app/hierarchy?filter=road&inactive=show")) == []
    for address in (
        f"/app/hierarchy/node/{roads.pk}/children",
        f"/app/hierarchy/node/{roads.account_id}/children",
        f"/app/hierarchy/node/{UNKNOWN}/children",
        f"/app/hierarchy?node={roads.pk}",
        f"/app/hierarchy?node={UNKNOWN}",
        "/app/hierarchy?node=nonsense",
    ):
        response = client.get(address)
        assert response.status_code == 404
        assert "Roads" not in text_of(response)


def test_inactive_ones_are_hidden_unless_something_active_lives_below(
    browse, owner, acme, roads, highway
):
    child(acme, owner, "Asleep", status="Inactive")
    change_itwin(roads, by=owner, through=Channel.PAGE, status="Inactive")
    client = browse(owner)

    usual = client.get("/app/hierarchy")
    everything = client.get("/app/hierarchy?inactive=show")

    assert tree(usual) == [(1, "Acme Corp., Account"), (2, "Roads, Portfolio, Inactive")]
    assert "tree__row--greyed" in usual.content.decode()
    assert "Show inactive (2)" in text_of(usual)
    assert [name for _, name in tree(everything)] == [
        "Acme Corp., Account",
        "Asleep, Asset, Inactive",
        "Roads, Portfolio, Inactive",
    ]
    assert "Hide inactive" in text_of(everything)


def test_an_inactive_branch_is_hidden_when_what_lives_below_is_out_of_sight(
    browse, member, owner, roads, highway
):
    make_member(roads, member)
    change_itwin(roads, by=owner, through=Channel.PAGE, status="Inactive")

    assert tree(browse(member).get("/app/hierarchy")) == [(1, "Acme Corp., Account")]


def test_a_filter_opens_the_way_to_what_it_finds(browse, owner, acme, roads, highway, section):
    child(acme, owner, "Bridges")
    client = browse(owner)

    response = client.get("/app/hierarchy?filter=SECT", headers=HTMX | {"HX-Target": "tree"})

    assert tree(response) == [
        (1, "Acme Corp., Account"),
        (2, "Roads, Portfolio"),
        (3, "Highway, Asset"),
        (4, "Section, Project"),
    ]
    assert "<mark>Sect</mark>ion" in response.content.decode()
    assert "1 match in 3 branches" in text_of(response)


def test_a_filter_that_finds_nothing_says_so(browse, owner, section):
    response = browse(owner).get("/app/hierarchy?filter=zzz")

    assert tree(response) == []
    assert "No iTwins match this filter. Clear the filter" in text_of(response)


def test_a_chosen_itwin_is_shown_in_the_tree_and_beside_it(browse, owner, roads, highway, section):
    response = browse(owner).get(f"/app/hierarchy?node={highway.pk}")

    page = response.content.decode()
    assert [name for _, name in tree(response)][-2:] == ["Highway, Asset", "Section, Project"]
    assert page.count('aria-selected="true"') == 1
    assert "1 child you can see" in text_of(response)


def test_only_the_panel_comes_when_htmx_asks_for_it(browse, owner, highway):
    response = browse(owner).get(
        f"/app/hierarchy?node={highway.pk}", headers=HTMX | {"HX-Target": "tree-panel"}
    )

    assert "Acme Corp. Roads" in text_of(response)
    assert "0 children you can see" in text_of(response)
    assert 'role="tree"' not in response.content.decode()


def test_a_newcomer_sees_the_account_and_nothing_below(browse, newcomer, section):
    response = browse(newcomer).get("/app/hierarchy")

    assert tree(response) == [(1, "Acme Corp., Account")]
    assert "No iTwins under Acme Corp. yet." in text_of(response)


def test_somebody_of_no_organization_is_told_whom_to_ask(browse, loner):
    text = text_of(browse(loner).get("/app/hierarchy"))

    assert "You're not a member of any iTwin yet. Ask the owner of an iTwin to add you." in text
