"""The page behind the link of an invitation: accept, decline, or first become somebody here."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm, SetPasswordMixin
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from accounts.authentication.session_start import begin_session
from accounts.choices import InvitationStatus
from accounts.errors import CannotCreatePerson, GroupFull, InvitationNotFound
from accounts.models import Invitation, User
from accounts.operations.acceptances import accept_invitation
from accounts.operations.invitation_links import is_token_of
from accounts.operations.invitations import cancel_invitation
from accounts.operations.sign_in import sign_up
from accounts.pages.provider_sign_in import provider_sign_in_address
from accounts.queries.groups import has_room_for
from accounts.queries.invitations import with_all_shown
from twins.choices import Channel

# The audit entry must name a person, and should not pretend that the inviter withdrew.
_DECLINED = "Declined at the link of the invitation."
_BACKEND = "django.contrib.auth.backends.ModelBackend"


class NewPerson(SetPasswordForm):
    """Name and password of somebody whom the link's address stands for."""

    given_name = forms.CharField(max_length=150)
    surname = forms.CharField(max_length=150)
    # What is wrong with a password is told of the second field: it is about the password all the same.
    new_password1, new_password2 = SetPasswordMixin.create_password_fields(
        label1="Password", label2="Password"
    )
    field_order = ["given_name", "surname", "new_password1", "new_password2"]


@method_decorator(never_cache, name="dispatch")
class AnswerInvitation(View):
    def get(self, request: HttpRequest, invitation_id: UUID, token: str) -> HttpResponse:
        return self._show(request, _invitation(invitation_id, token))

    def post(self, request: HttpRequest, invitation_id: UUID, token: str) -> HttpResponse:
        invitation = _invitation(invitation_id, token)
        if invitation is None or _state(invitation) != InvitationStatus.PENDING:
            return self._show(request, invitation)
        person = _invited(invitation)
        try:
            if "decline" in request.POST:
                _decline(invitation, person)
                context = {"invitation": invitation}
                return render(request, "accounts/invitation_declined.html", context)
            if invitation.group is not None and not has_room_for(invitation.group, person):
                raise GroupFull
            if person is None and not request.user.is_authenticated:
                return self._sign_up(request, invitation)
            if person is not None and person == request.user:
                accept_invitation(invitation=invitation, user=person, through=Channel.PAGE)
                return _welcome(request, invitation)
        except InvitationNotFound:  # over since the page was opened
            pass
        except GroupFull:
            waits: dict[str, Any] = {"invitation": invitation, "inviter": invitation.invited_by}
            return render(request, "accounts/invitation_waits.html", waits, status=409)
        return HttpResponseRedirect(request.path)

    def _show(
        self, request: HttpRequest, invitation: Invitation | None, form: NewPerson | None = None
    ) -> HttpResponse:
        if invitation is None:
            return render(request, "accounts/invitation_unknown.html", status=404)
        state = _state(invitation)
        if state == InvitationStatus.ACCEPTED and _is_addressed_to(invitation, request.user):
            return _welcome(request, invitation)  # as with all at the first sign-in at a provider
        if state != InvitationStatus.PENDING:
            context = {"invitation": invitation, "state": state, "inviter": invitation.invited_by}
            return render(request, "accounts/invitation_over.html", context, status=410)
        person = _invited(invitation)
        context = {
            "invitation": invitation,
            "inviter": invitation.invited_by,
            "role_names": [offer.role.display_name for offer in invitation.role_offers.all()],
            "person": person,
            "sign_in": f"{reverse('accounts:sign_in')}?{urlencode({'next': request.path})}",
            "provider_sign_in": provider_sign_in_address(request.path),
            "form": form or NewPerson(User(email=invitation.email)),
        }
        return render(request, "accounts/invitation.html", context)

    def _sign_up(self, request: HttpRequest, invitation: Invitation) -> HttpResponse:
        form = NewPerson(User(email=invitation.email), request.POST)
        if not form.is_valid():
            return self._show(request, invitation, form)
        given = form.cleaned_data
        try:
            person = sign_up(
                invitation=invitation,
                given_name=given["given_name"],
                surname=given["surname"],
                password=given["new_password1"],
            )
        except (CannotCreatePerson, IntegrityError):  # the form was sent twice
            return HttpResponseRedirect(request.path)
        begin_session(request, person, _BACKEND)
        return _welcome(request, invitation)


def _invitation(invitation_id: UUID, token: str) -> Invitation | None:
    """The invitation to an iTwin that is still there, if the link is one that we sent."""
    live = Invitation.objects.filter(itwin__deleted_at__isnull=True)
    invitation = with_all_shown(live).filter(pk=invitation_id).first()
    if invitation is None or not is_token_of(invitation, token):
        return None
    return invitation


def _state(invitation: Invitation) -> str:
    is_late = invitation.expires_at <= timezone.now()
    if invitation.status == InvitationStatus.PENDING and is_late:
        return InvitationStatus.EXPIRED
    return invitation.status


def _decline(invitation: Invitation, person: User | None) -> None:
    """For whoever has the link: it proves the address, which may be of nobody we know."""
    cancel_invitation(
        invitation,
        by=person or invitation.invited_by,
        through=Channel.PAGE,
        reason=_DECLINED,
    )


def _invited(invitation: Invitation) -> User | None:
    return User.objects.filter(email__iexact=invitation.email).first()


def _is_addressed_to(invitation: Invitation, user: Any) -> bool:
    return user.is_authenticated and user.email.lower() == invitation.email_folded


def _welcome(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if invitation.group is not None:  # which of its iTwins to show, nobody knows
        messages.success(request, f"Welcome to the group {invitation.group.name}.")
        return HttpResponseRedirect(reverse("twins:home"))
    messages.success(request, f"Welcome to {invitation.itwin.display_name}.")
    return HttpResponseRedirect(reverse("twins:itwin", args=[invitation.itwin_id]))
