# SPDX-License-Identifier: EUPL-1.2
"""How forms are drawn, and what they say when something is missing."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.once import new_token


class Renderer(TemplatesSetting):
    """Forms are drawn with this room's templates: `{{ form }}`, `{{ field.as_field_group }}`."""

    form_template_name = "ui/form/form.html"
    field_template_name = "ui/form/field.html"
    formset_template_name = "ui/form/formset.html"


def long_text(
    label: Any, help_text: Any = "", *, most: int = 1000, rows: int = 3, required: bool = False
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=most,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class TimeField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            input_formats=["%H:%M", "%H:%M:%S", "%H.%M", "%H"],
            **kwargs,
        )
        self.error_messages["invalid"] = _("Bitte schreiben Sie die Uhrzeit so: 18:30.")


class MomentField(forms.DateTimeField):
    """A day with a time, in one field of the browser."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y"],
            **kwargs,
        )
        self.error_messages["invalid"] = _("Bitte schreiben Sie Tag und Uhrzeit so: 23.11.2026 18:30.")


class PictureField(forms.FileField):
    """A picture's file. Whether it is one is seen when it is stored."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": "image/*"}))
        super().__init__(**kwargs)


class NamesItsPicture(forms.Form):
    """For forms with `picture` and `alt`, both voluntary: a picture needs its words."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("picture") and not (values.get("alt") or "").strip():
            self.add_error("alt", _("Bitte beschreiben Sie das Bild in einem Satz."))
        return values


class OpenForm(forms.Form):
    """A form that anybody may send without an account: counted once, with a field that only machines fill in."""

    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("website", "once"):  # behind what people fill in
            self.fields[name] = self.fields.pop(name)
        if not self.is_bound:
            self.fields["once"].initial = new_token()

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _("Dieses Feld ist für Maschinen. Bitte leeren Sie es und senden Sie noch einmal.")
            )
        return ""
