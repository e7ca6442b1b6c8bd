"""Deleting and restoring iTwins in the admin."""

import re

import pytest
from django.test import Client

from accounts.models import OwnerMember
from tests.factories import make_itwin
from twins.choices import Channel
from twins.models import AuditEntry, Favorite, ITwin
from twins.operations.lifecycle import delete_itwin

LIST = "/admin/twins/itwin/"


def deletion(itwin: ITwin) -> str:
    return f"{LIST}{itwin.pk}/delete/"


def restoring(itwin: ITwin) -> str:
    return f"{LIST}{itwin.pk}/restore/"


def consequences(response) -> list[str]:
    """The sentences of a confirmation page."""
    [listed] = re.findall(
        r'<ul class="consequences">(.*?)</ul>', response.content.decode(), flags=re.DOTALL
    )
    sentences = re.findall(r"<li>(.*?)</li>", listed, flags=re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", sentence).split()) for sentence in sentences]


def test_the_confirmation_says_what_becomes_of_the_children(staff, highway, bridges):
    response = staff.get(deletion(highway))

    assert consequences(response) == [
        "Project Äußerer Ring (BÄR-7) disappears for everybody."
        " Its number and name become free, and it leaves favorites and recents.",
        "2 iTwins move up to Acme Corp., with everything below.",
        "Until it is purged it can be restored from its page here, with its owners and members.",
    ]
    assert ITwin.objects.live().filter(pk=highway.pk).exists()


def test_the_confirmation_counts_one_child_and_none(staff, highway, bridges, owner):
    assert consequences(staff.get(deletion(bridges[0])))[1] == "There are no iTwins below it."

    delete_itwin(bridges[0], by=owner, through=Channel.API)

    assert consequences(staff.get(deletion(highway)))[1] == (
        "1 iTwin moves up to Acme Corp., with everything below."
    )


def test_deleting_goes_through_the_operation_with_its_reason(
    staff, support, acme, highway, bridges, owner
):
    Favorite.objects.create(user=owner, itwin=highway)

    response = staff.post(deletion(highway), {"reason": "SUP-2"}, follow=True)

    assert "Äußerer Ring was deleted. It can be restored from its page." in (
        response.content.decode()
    )
    highway.refresh_from_db()
    assert highway.deleted_at is not None
    assert (highway.visible_rows.count(), highway.favorites.count()) == (0, 0)
    assert {child.parent_id for child in ITwin.objects.live().except_accounts()} == {acme.pk}
    assert OwnerMember.objects.filter(itwin=highway).count() == 1
    entry = AuditEntry.objects.get(itwin_id=highway.pk, operation="Deleted")
    assert (entry.user, entry.channel, entry.reason) == (support, "Admin", "SUP-2")


@pytest.mark.parametrize("form", [{}, {"post": "yes"}, {"reason": " "}, {"reason": "x" * 1001}])
def test_nothing_is_deleted_without_a_proper_reason(staff, highway, form):
    response = staff.post(deletion(highway), form)

    assert response.status_code == 200
    assert ITwin.objects.live().filter(pk=highway.pk).exists()


def test_a_deleted_itwin_can_only_be_looked_at_and_restored(staff, highway, owner):
    delete_itwin(highway, by=owner, through=Channel.API)

    page = staff.get(f"{LIST}{highway.pk}/change/")

    assert page.status_code == 200
    assert f'<a href="{restoring(highway)}">Restore</a>' in page.content.decode()
    assert 'name="_save"' not in page.content.decode()
    assert staff.post(f"{LIST}{highway.pk}/change/", {"number": "X"}).status_code == 403
    assert staff.get(deletion(highway)).status_code == 403
    assert staff.post(deletion(highway), {"reason": "again"}).status_code == 403


def test_a_live_itwin_offers_no_restoring(staff, highway):
    page = staff.get(f"{LIST}{highway.pk}/change/").content.decode()

    assert restoring(highway) not in page


def test_restoring_goes_through_the_operation_with_its_reason(staff, support, highway, owner):
    delete_itwin(highway, by=owner, through=Channel.API)
    assert consequences(staff.get(restoring(highway)))[0] == (
        "Project Äußerer Ring (BÄR-7) comes back under Acme Corp., with its owners and members."
    )
    assert not ITwin.objects.live().filter(pk=highway.pk).exists()

    response = staff.post(restoring(highway), {"reason": "SUP-3"}, follow=True)

    assert "Äußerer Ring is back under Acme Corp." in response.content.decode()
    highway.refresh_from_db()
    assert highway.deleted_at is None
    assert highway.visible_rows.get().user == owner
    entry = AuditEntry.objects.get(itwin_id=highway.pk, operation="Restored")
    assert (entry.user, entry.channel, entry.reason) == (support, "Admin", "SUP-3")


def test_restoring_says_that_the_parent_is_in_the_way(staff, highway, bridges, owner):
    delete_itwin(bridges[0], by=owner, through=Channel.API)
    delete_itwin(highway, by=owner, through=Channel.API)

    response = staff.post(restoring(bridges[0]), {"reason": "SUP-4"})

    assert response.context["form"].errors == {
        "__all__": [f"Its parent Äußerer Ring is deleted too. Next: restore {highway.pk} first."]
    }
    assert not ITwin.objects.live().filter(pk=bridges[0].pk).exists()


def test_restoring_says_that_its_number_is_taken(staff, acme, highway, owner):
    delete_itwin(highway, by=owner, through=Channel.API)
    make_itwin(acme, owner=owner, number="bär-7")

    response = staff.post(restoring(highway), {"reason": "SUP-4"})

    assert response.context["form"].errors == {
        "__all__": [
            "Its number is used by another Project of the Account."
            " Next: change the number of that one."
        ]
    }
    assert not ITwin.objects.live().filter(pk=highway.pk).exists()


def test_restoring_what_is_not_deleted_says_so(staff, highway):
    response = staff.post(restoring(highway), {"reason": "SUP-4"})

    assert response.context["form"].errors == {"__all__": ["Äußerer Ring is not deleted."]}


def test_nothing_is_restored_without_a_reason(staff, highway, owner):
    delete_itwin(highway, by=owner, through=Channel.API)

    assert staff.post(restoring(highway), {}).status_code == 200
    assert not ITwin.objects.live().filter(pk=highway.pk).exists()


@pytest.mark.parametrize("who", ["owner", "admin", "outsider"])
def test_whoever_is_not_support_staff_neither_deletes_nor_restores(
    client, request, highway, bridges, owner, who
):
    delete_itwin(bridges[0], by=owner, through=Channel.API)
    client.force_login(request.getfixturevalue(who))

    assert client.post(deletion(highway), {"reason": "mine"}).status_code == 302
    assert client.post(restoring(bridges[0]), {"reason": "mine"}).status_code == 302

    assert ITwin.objects.live().filter(pk=highway.pk).exists()
    assert not ITwin.objects.live().filter(pk=bridges[0].pk).exists()


def test_a_foreign_form_neither_deletes_nor_restores(highway, support):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(support)

    assert browser.post(restoring(highway), {"reason": "forged"}).status_code == 403
    assert browser.post(deletion(highway), {"reason": "forged"}).status_code == 403
    assert ITwin.objects.live().filter(pk=highway.pk).exists()
