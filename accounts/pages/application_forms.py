"""What people fill in about an application; the operations do the writing."""

import secrets
from typing import Any

from django import forms
from django.core import signing

from accounts.errors import CannotRegisterApplication
from accounts.models import Application, ApplicationKind, User
from accounts.operations.applications import LONGEST_NAME, new_client_id, usable_name
from accounts.queries.applications import kinds_open_to
from accounts.queries.redirect_addresses import (
    LONGEST_ADDRESS,
    MOST_ADDRESSES,
    addresses_in_lines,
    problems_of,
)

# Twice what is allowed: whoever pastes too much is told what is too much about it.
_LONGEST_TEXT = 2 * MOST_ADDRESSES * (LONGEST_ADDRESS + 2)
_DRAFTS = "accounts.new_application"


class _Addresses(forms.CharField):
    """Addresses, one a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=_LONGEST_TEXT, **options)

    def to_python(self, value: Any) -> Any:
        return "\n".join(addresses_in_lines(super().to_python(value) or ""))


class ApplicationForm(forms.Form):
    """Name and addresses of an application of one kind."""

    name = forms.CharField(max_length=LONGEST_NAME, error_messages={"required": "Enter a name."})
    redirect_uris = _Addresses()
    sign_out_uris = _Addresses()
    # When the application was as it is shown.
    seen_at = forms.DateTimeField(required=False)

    def __init__(self, *args: Any, kind: ApplicationKind | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.chosen = kind

    @classmethod
    def of(cls, application: Application, data: Any = None) -> "ApplicationForm":
        initial = {
            "name": application.name,
            "redirect_uris": "\n".join(application.redirect_uris.split()),
            "sign_out_uris": "\n".join(application.post_logout_redirect_uris.split()),
            "seen_at": application.updated.isoformat(),
        }
        return cls(data, initial=initial, kind=ApplicationKind(application.kind))

    @property
    def values(self) -> dict[str, Any]:
        """What the operations take."""
        given = self.cleaned_data
        is_service = self.chosen == ApplicationKind.SERVICE  # it is sent nowhere
        return {"name": given["name"]} | {
            name: [] if is_service else given[name].splitlines()
            for name in ("redirect_uris", "sign_out_uris")
        }

    def clean_name(self) -> str:
        try:
            return usable_name(self.cleaned_data["name"])
        except CannotRegisterApplication as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean(self) -> dict[str, Any]:
        if self.chosen is None or self.chosen == ApplicationKind.SERVICE:
            return self.cleaned_data
        for field in ("redirect_uris", "sign_out_uris"):
            given = self.cleaned_data.get(field, "").splitlines()
            for problem in problems_of(given, kind=self.chosen):
                self.add_error(field, problem)
        if not self.cleaned_data.get("redirect_uris") and "redirect_uris" not in self.errors:
            self.add_error("redirect_uris", "Enter at least one address to come back to.")
        return self.cleaned_data


class NewApplicationForm(ApplicationForm):
    """The same with the kind, which stays what it is once the application is there."""

    kind = forms.ChoiceField(error_messages={"required": "Choose a kind."})
    # What makes a form that is sent twice register once: the client id comes from it.
    draft = forms.CharField(required=False, max_length=200)
    field_order = ["name", "kind", "redirect_uris", "sign_out_uris"]

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person
        self.fields["kind"].choices = [(kind.value, kind) for kind in kinds_open_to(person)]  # type: ignore[attr-defined]
        self.fields["draft"].initial = signing.dumps(
            [str(person.pk), secrets.token_hex(12)], salt=_DRAFTS
        )

    def clean_kind(self) -> ApplicationKind:
        self.chosen = ApplicationKind(self.cleaned_data["kind"])
        return self.chosen

    @property
    def client_id(self) -> str:
        """That of the draft, if it is one that we handed to this person."""
        assert self.chosen is not None  # noqa: S101 -- asked of valid forms alone
        try:
            person_id, random = signing.loads(self.cleaned_data["draft"], salt=_DRAFTS)
        except signing.BadSignature:
            return new_client_id(self.chosen)
        is_ours = person_id == str(self.person.pk)
        return new_client_id(self.chosen, random if is_ours else "")


class SecretForm(forms.Form):
    ends_tokens = forms.BooleanField(required=False)
    seen_at = forms.DateTimeField(required=False)
