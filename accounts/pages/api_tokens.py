"""A person's API tokens: made and told once, looked up, revoked, taken off the list."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import CannotCreateApiToken
from accounts.models import ApiToken
from accounts.operations.api_tokens import (
    LONGEST_NAME,
    MOST_NETWORKS,
    create_api_token,
    delete_api_token,
    revoke_api_token,
)
from accounts.pages.frame import PersonsRequest, framed_page
from accounts.queries.api_tokens import EXPIRES_SOON, api_tokens_of

_DAYS = (7, 30, 90, 180, 365)
_READ_ONLY, _READ_WRITE = "read-only", "read-write"
_MOST_SHOWN = 100
# The forms of this session that have made a token: one that is sent again makes no other.
_SENT_FORMS = "api_token_forms"
_SENT_ALREADY = (
    "This form has made its token already, which cannot be shown again. If you did not copy it,"
    " revoke it and create another."
)


class NewApiToken(forms.Form):
    """What a person says about a token to be made."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        error_messages={
            "required": "Give the token a name.",
            "max_length": f"A name has at most {LONGEST_NAME} characters.",
        },
    )
    days = forms.TypedChoiceField(
        choices=[(days, f"{days} days") for days in _DAYS],
        coerce=int,
        initial=90,
        error_messages={
            "required": "Choose when it expires.",
            "invalid_choice": "Choose when it expires.",
        },
    )
    access = forms.ChoiceField(
        choices=[(_READ_ONLY, "Read-only"), (_READ_WRITE, "Read and write")],
        initial=_READ_ONLY,
        error_messages={
            "required": "Choose what it may do.",
            "invalid_choice": "Choose what it may do.",
        },
    )
    networks = forms.CharField(
        max_length=1000,
        required=False,
        error_messages={"max_length": f"Give at most {MOST_NETWORKS} networks."},
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def api_tokens(request: PersonsRequest) -> HttpResponse:
    if request.method == "POST":
        return _create(request)
    return tokens_page(request)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: PersonsRequest, token_id: UUID) -> HttpResponse:
    if request.method == "POST":
        token = _own(request, token_id)
        revoke_api_token(token)
        messages.success(request, f"Revoked {token.name}: it is refused from now on.")
    return _to_the_list()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: PersonsRequest, token_id: UUID) -> HttpResponse:
    if request.method == "POST":
        token = _own(request, token_id)
        if delete_api_token(token):
            messages.success(request, f"Deleted {token.name}.")
        else:
            messages.error(request, f"{token.name} still works. Revoke it first.")
    return _to_the_list()


def tokens_page(
    request: PersonsRequest, *, form: NewApiToken | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """The list, the form, and what one of the two has led to."""
    tokens = list(api_tokens_of(request.user)[: _MOST_SHOWN + 1])
    context = {
        "rows": [(token, _state(token)) for token in tokens[:_MOST_SHOWN]],
        "most_shown": _MOST_SHOWN if len(tokens) > _MOST_SHOWN else None,
        "form": form or NewApiToken(),
        "form_id": get_random_string(22),
        "longest_name": LONGEST_NAME,
    }
    return framed_page(request, "accounts/api_tokens.html", context | more, status=status)


def _state(token: ApiToken) -> str:
    left = token.expires_at - datetime.now(UTC)
    if token.revoked_at is not None:
        return "revoked"
    if left <= timedelta(0):
        return "expired"
    return "ends soon" if left <= EXPIRES_SOON else "works"


def _create(request: PersonsRequest) -> HttpResponse:
    form_id = request.POST.get("form_id", "")[:22]
    sent_forms = request.session.get(_SENT_FORMS, [])
    if form_id and form_id in sent_forms:
        messages.error(request, _SENT_ALREADY)
        return _to_the_list()
    form = NewApiToken(request.POST)
    made = _made(request, form) if form.is_valid() else None
    if made is None:
        return tokens_page(request, form=form, status=422)
    token, text = made
    request.session[_SENT_FORMS] = [*sent_forms, form_id][-50:]
    # The one answer that holds the token: a redirect would have to keep it somewhere meanwhile.
    return tokens_page(request, new=token, **told_once(text))


def _made(request: PersonsRequest, form: NewApiToken) -> tuple[ApiToken, str] | None:
    given = form.cleaned_data
    try:
        return create_api_token(
            user=request.user,
            name=given["name"],
            days=given["days"],
            is_read_only=given["access"] == _READ_ONLY,
            networks=given["networks"],
        )
    except CannotCreateApiToken as refusal:
        form.add_error(refusal.field, refusal.message)
        return None


def told_once(text: str) -> dict[str, Any]:
    """A new token, and how to use it from a shell and from a program."""
    address = f"{settings.PUBLIC_URL}/itwins"
    return {
        "text": text,
        "curl": f'curl -H "Authorization: Bearer {text}" "{address}?\\$top=5"',
        "client": (
            f'const client = new ITwinsAccessClient("{address}");\n'
            f'const {{ data }} = await client.queryAsync("Bearer {text}", undefined, {{ top: 5 }});'
        ),
    }


def _own(request: PersonsRequest, token_id: UUID) -> ApiToken:
    token = ApiToken.objects.filter(user=request.user, pk=token_id).first()
    if token is None:
        raise Http404
    return token


def _to_the_list() -> HttpResponse:
    response = HttpResponseRedirect(reverse("accounts:api_tokens"))
    response.status_code = 303
    return response
