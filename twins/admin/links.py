"""Links from one admin page to another."""

from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import AccountOwnership
from twins.models import ITwin


def itwin_address(itwin: ITwin) -> str:
    page = "accounts_account" if itwin.is_account else "twins_itwin"
    return reverse(f"admin:{page}_change", args=[itwin.pk])


def itwin_link(itwin: ITwin | None) -> SafeString | None:
    """A link to the page of an iTwin or Account, named as it is."""
    if itwin is None:
        return None
    return format_html('<a href="{}">{}</a>', itwin_address(itwin), itwin)


def user_link(user_id: UUID, name: object) -> SafeString:
    address = reverse("admin:accounts_user_change", args=[user_id])
    return format_html('<a href="{}">{}</a>', address, name)


def owner_link(ownership: AccountOwnership) -> SafeString:
    """A link to the organization that owns an Account, or to the person if it is personal."""
    if ownership.user is not None:
        return format_html("personal, of {}", user_link(ownership.user.pk, ownership.user))
    address = reverse("admin:accounts_organization_change", args=[ownership.organization_id])
    return format_html('<a href="{}">{}</a>', address, ownership.organization)
