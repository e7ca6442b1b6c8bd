"""What support staff fill in about an iTwin; the operations do the writing."""

import copy
from typing import Any
from zoneinfo import available_timezones

from django import forms

from twins.errors import ITwinExists
from twins.models import ITwin
from twins.operations.lifecycle import refuse_taken_names

_COLUMNS = (
    "display_name",
    "number",
    "type",
    "status",
    "geographic_location",
    "latitude",
    "longitude",
    "iana_time_zone",
)
_COLUMN_OF = {"number": "number", "displayName": "display_name"}


def _reason() -> forms.CharField:
    return forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="Why you do this, or the ticket. The audit entry keeps it.",
    )


class ReasonForm(forms.Form):
    reason = _reason()


class ITwinForm(forms.ModelForm):
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    reason = _reason()

    class Meta:
        model = ITwin
        fields = _COLUMNS

    @property
    def changed_values(self) -> dict[str, Any]:
        """Columns of the iTwin and their new values."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in _COLUMNS}

    def clean_iana_time_zone(self) -> str | None:
        zone = self.cleaned_data["iana_time_zone"]
        if zone is not None and zone not in available_timezones():
            raise forms.ValidationError("There is no IANA time zone of this name.")
        return zone

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        if not self.changed_values:
            raise forms.ValidationError("There is nothing to save: no value was changed.")
        candidate = copy.copy(self.instance)
        candidate.number = self.cleaned_data["number"]
        candidate.display_name = self.cleaned_data["display_name"]
        try:
            refuse_taken_names(candidate)
        except ITwinExists as refusal:
            for detail in refusal.details:
                self.add_error(_COLUMN_OF[detail.target or ""], detail.message)
        return self.cleaned_data
