"""What support staff fill in about a graphic; a secret is written here and never shown."""

from typing import Any

import orjson
from django import forms

from twins.choices import AuthenticationType
from twins.models import GlobalGraphic

# Type to the names of what it is about: who asks, and the secret.
_NAMES = {
    AuthenticationType.HEADER.value: ("key", "value"),
    AuthenticationType.QUERY_PARAMETER.value: ("key", "value"),
    AuthenticationType.BASIC.value: ("username", "password"),
}


class JsonTextarea(forms.Textarea):
    """A few lines of JSON, empty where there is nothing."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 4, "cols": 60, "spellcheck": "false", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return "" if value == "null" else super().format_value(value)


class GraphicForm(forms.ModelForm):
    authentication_type = forms.ChoiceField(
        label="Authentication",
        required=False,
        choices=[("", "None"), *AuthenticationType.choices],
        help_text="What clients show to the service. Everybody who has signed in can read it.",
    )
    authentication_name = forms.CharField(
        label="Name",
        required=False,
        max_length=255,
        help_text="Of the header, the parameter or the user.",
    )
    authentication_secret = forms.CharField(
        label="Secret",
        required=False,
        max_length=8192,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Empty: the one that is kept.",
    )

    class Meta:
        model = GlobalGraphic
        fields = ["type", "uri", "position", "provider"]
        help_texts = {
            "type": "Such as IMAGERY, TERRAIN, 3DTILES, GLTF, KML, CZML or GEOJSON.",
            "provider": "Nothing, or an object with name and options.",
        }
        widgets = {"uri": forms.TextInput(attrs={"size": 60}), "provider": JsonTextarea}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.authentication
        if kept:
            self.fields["authentication_type"].initial = kept["type"]
            self.fields["authentication_name"].initial = kept[_NAMES[kept["type"]][0]]

    def clean_provider(self) -> Any:
        return object_or_nothing(self.cleaned_data["provider"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("authentication_type")
        if not kind:
            self.instance.authentication = None
            return cleaned
        name, secret = cleaned.get("authentication_name"), cleaned.get("authentication_secret")
        named, kept_in = _NAMES[kind]
        if not secret:
            secret = (self.instance.authentication or {}).get(kept_in)
        if not name:
            self.add_error("authentication_name", "This field is required.")
        if secret is None:
            self.add_error("authentication_secret", "This field is required.")
        if name and secret is not None:
            self.instance.authentication = {"type": kind, named: name, kept_in: secret}
        return cleaned


def object_or_nothing(value: Any) -> Any:
    """A JSON object that can be kept and answered, or None; raises ValidationError."""
    if value is None:
        return None
    try:
        written = orjson.dumps([[[value]]])  # as deep as it will stand in an answer
    except TypeError:
        raise forms.ValidationError("It is nested too deeply.") from None
    if not isinstance(value, dict) or b"\\u0000" in written:
        raise forms.ValidationError("Enter a JSON object, or nothing.")
    return value
