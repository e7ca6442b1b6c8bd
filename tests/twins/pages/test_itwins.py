"""The list of iTwins."""

import pytest

from tests.factories import make_itwin
from tests.twins.pages.reading import HTMX, names, text_of
from twins.choices import SubClass


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(
        acme, owner=owner, display_name="Bridge", number="B-1", sub_class=SubClass.ASSET
    )


@pytest.fixture
def tunnel(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Tunnel", number="T-1", status="Trial")


@pytest.fixture
def pier(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Old Pier", number="P-1", status="Inactive")


def test_a_list_shows_what_one_is_a_member_of_and_leaves_out_the_inactive(
    browse, acme, owner, admin, bridge, tunnel, pier
):
    make_itwin(acme, owner=admin, display_name="Not mine")

    response = browse(owner).get("/app/itwins")

    assert names(response) == ["Tunnel", "Bridge"]
    assert "1 Inactive hidden: Show" in text_of(response)
    assert "more in your organization" not in text_of(response)


def test_the_inactive_appear_when_the_hint_is_followed(browse, owner, bridge, pier):
    response = browse(owner).get("/app/itwins?status=Active&status=Inactive&status=Trial")

    assert names(response) == ["Old Pier", "Bridge"]
    assert "Inactive hidden" not in text_of(response)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=BRID", ["Bridge"]),
        ("search=t-1", ["Tunnel"]),
        ("search=pier", []),
        ("search=nothing+like+this", []),
        ("search=%00bridge", ["Bridge"]),
        ("search=%FF", []),
        ("subClass=Asset", ["Bridge"]),
        ("subClass=Asset,Project", ["Tunnel", "Bridge"]),
        ("subClass=Asset&subClass=Project", ["Tunnel", "Bridge"]),
        ("subClass=", ["Tunnel", "Bridge"]),
        ("subClass=Nonsense", ["Tunnel", "Bridge"]),
        ("status=Trial", ["Tunnel"]),
        ("sort=name", ["Bridge", "Tunnel"]),
        ("sort=-name", ["Tunnel", "Bridge"]),
        ("sort=number", ["Bridge", "Tunnel"]),
        ("sort=nonsense", ["Tunnel", "Bridge"]),
        ("page=-1", ["Tunnel", "Bridge"]),
        ("page=9999999999999999999", ["Tunnel", "Bridge"]),
        ("page=100000", []),
        ("scope=OrganizationAdmin", ["Tunnel", "Bridge"]),
        ("account=nonsense", ["Tunnel", "Bridge"]),
        ("account=00000000-0000-4000-8000-000000000000", []),
        ("size=1000000&view=nonsense", ["Tunnel", "Bridge"]),
    ],
)
def test_a_list_is_narrowed_and_sorted_when_its_address_says_so(
    browse, owner, bridge, tunnel, pier, query, found
):
    response = browse(owner).get(f"/app/itwins?{query}")

    assert response.status_code == 200
    assert names(response) == found


def test_accounts_are_listed_only_when_asked_for(browse, acme, owner, bridge):
    assert names(browse(owner).get("/app/itwins?subClass=Account")) == ["Acme Corp."]


def test_nothing_of_another_organization_is_shown_or_counted_whatever_is_asked(
    browse, outsider, soylent, bridge, tunnel, pier
):
    harbour = make_itwin(soylent, owner=outsider, display_name="Harbour")

    for query in ("", "?scope=OrganizationAdmin", "?scope=all", "?subClass=Account,Asset,Project"):
        response = browse(outsider).get(f"/app/itwins{query}")
        assert set(names(response)) - {"Soylent Corp."} == {harbour.display_name}
        assert "Inactive hidden" not in text_of(response)

    named = browse(outsider).get(f"/app/itwins?account={bridge.account_id}&search=Bridge")
    assert names(named) == []
    assert "Acme" not in text_of(named)


def test_an_administrator_sees_how_many_more_there_are_and_then_all_of_them(
    browse, admin, acme, bridge, tunnel
):
    mine = make_itwin(acme, owner=admin, display_name="Mine")

    narrow = browse(admin).get("/app/itwins")
    wide = browse(admin).get("/app/itwins?scope=OrganizationAdmin")

    assert names(narrow) == [mine.display_name]
    assert "2 more in your organization: Show all" in text_of(narrow)
    assert names(wide) == ["Mine", "Tunnel", "Bridge"]


def test_the_parent_is_named_only_when_it_may_be_seen(browse, admin, member, acme):
    secret = make_itwin(acme, owner=admin, display_name="Secret works")
    make_itwin(secret, owner=member, display_name="Known")

    response = browse(member).get("/app/itwins?view=table")

    assert names(response) == ["Known"]
    assert "Not visible to you" in text_of(response)
    assert "Secret works" not in response.content.decode()


def test_columns_say_how_they_sort_and_lead_to_the_next_order(browse, owner, bridge):
    client = browse(owner)

    unsorted = client.get("/app/itwins?view=table").content.decode()
    ascending = client.get("/app/itwins?sort=name").content.decode()
    descending = client.get("/app/itwins?sort=-name").content.decode()

    assert 'href="?sort=name"' in unsorted
    assert "aria-sort" not in unsorted
    assert ascending.count('aria-sort="ascending"') == 1
    assert 'href="?sort=-name"' in ascending
    assert descending.count('aria-sort="descending"') == 1
    assert 'hx-get="?" ' in descending


def test_pages_have_numbers_and_the_rest_loads_on_request(browse, owner, acme):
    for number in range(27):
        make_itwin(acme, owner=owner, display_name=f"Bridge {number:02}")
    client = browse(owner)

    table = client.get("/app/itwins?view=table&size=25&sort=name&page=2")
    tiles = client.get("/app/itwins?view=tiles&size=25&sort=name")
    more = client.get(
        "/app/itwins?size=25&sort=name&page=2", headers=HTMX | {"HX-Target": "more-tiles"}
    )

    assert names(table) == ["Bridge 25", "Bridge 26"]
    assert "Showing 26-27 of 27" in text_of(table)
    assert 'aria-label="Page 2" aria-current="page"' in table.content.decode()
    assert "Load 2 more" in text_of(tiles)
    assert names(more) == ["Bridge 25", "Bridge 26"]
    assert "<h1>" not in more.content.decode()


def test_the_view_is_remembered_when_it_was_chosen(browse, owner, bridge):
    client = browse(owner)

    first = client.get("/app/itwins").content.decode()
    client.get("/app/itwins?view=table")
    second = client.get("/app/itwins").content.decode()

    assert (f"iTwin-tile-{bridge.pk}-more-options" in first, "<table" in first) == (True, False)
    assert (f"iTwin-row-{bridge.pk}-more-options" in second, "<table" in second) == (True, True)


def test_administrators_begin_with_the_table(browse, admin, acme):
    make_itwin(acme, owner=admin)

    assert "<table" in browse(admin).get("/app/itwins").content.decode()


def test_a_newcomer_is_told_whom_to_ask(browse, newcomer, admin, bridge):
    text = text_of(browse(newcomer).get("/app/itwins"))

    assert "You're not a member of any iTwin yet." in text
    assert "Ask an administrator to add you: Admin Tester." in text


def test_filters_that_find_nothing_stay_and_can_be_cleared(browse, owner, bridge, pier):
    response = browse(owner).get("/app/itwins?search=pier")

    text = text_of(response)
    assert "No iTwins match these filters. Clear filters" in text
    assert "1 Inactive hidden: Show" in text
    assert 'value="pier"' in response.content.decode()


def test_a_piece_carries_rows_count_and_what_else_speaks_of_the_list(browse, owner, bridge):
    response = browse(owner).get("/app/itwins?search=bridge", headers=HTMX)

    page = response.content.decode()
    assert names(response) == ["Bridge"]
    assert '<p id="status" hx-swap-oob="innerHTML">1 iTwin found</p>' in page
    assert 'href="?search=bridge&amp;view=table"' in page
    assert "<h1>" not in page


def test_names_are_escaped_when_they_look_like_markup(browse, acme, owner):
    make_itwin(acme, owner=owner, display_name="<script>alert(1)</script>", number='"><b>')

    page = browse(owner).get("/app/itwins").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '"><b>' not in page
