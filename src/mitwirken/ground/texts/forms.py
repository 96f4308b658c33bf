# SPDX-License-Identifier: EUPL-1.2
"""Forms of the texts, and the field for rich text that other rooms use as well."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Media, Script
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.once import new_token
from mitwirken.ground.pictures.models import Picture

from . import prose, rules
from .languages import EASY, languages


class ProseWidget(forms.Textarea):
    """A textarea that becomes an editor where the browser can do that.

    Without JavaScript it takes plain text (a blank line parts paragraphs) or simple HTML. A page with it puts
    `{{ form.media }}` into its head. The editor's server side (pictures, cleaning) stands at the desk: staff only.
    """

    template_name = "texts/widgets/prose.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 20, **(attrs or {})})

    @property
    def media(self) -> Media:
        module: Any = Script("texts/prose-editor.js", type="module")
        return Media(css={"all": ["texts/prose-editor.css"]}, js=[module])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return context | {"picture_url": reverse("texts:picture"), "tidy_url": reverse("texts:tidy")}

    def use_required_attribute(self, initial: Any) -> bool:
        # The textarea is out of sight while the editor runs; the browser could not show its complaint there.
        return False


class ProseField(forms.CharField):
    """Rich text: gives clean HTML (`prose.clean`), or says in a sentence which picture cannot stay.

    The form's cleaned value may be shown with `|safe`; actions clean it again, because not only forms call them.
    """

    widget = ProseWidget

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", rules.LONGEST)
        super().__init__(**options)
        self.widget.attrs.pop("maxlength", None)  # counts letters of HTML, which nobody sees

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def clean(self, value: Any) -> str:
        raw = super().clean(value)
        cleaned = prose.clean(raw)
        wrong = [one.sentence for one in cleaned.problems] + missing_pictures(cleaned.html)
        if wrong:
            raise ValidationError(wrong)
        if self.required and not cleaned.html:
            raise ValidationError(self.error_messages["required"], code="required")
        return cleaned.html


def missing_pictures(html: str) -> list[str]:
    """A sentence for each picture whose address looks like ours but that was never uploaded here."""
    shown = {src: alt for block in prose.blocks(html) for src, alt in block.pictures}
    if not shown:
        return []
    keys = {src: src.removeprefix("/bilder/").rsplit("-", 1)[0] for src in shown}
    known = set(Picture.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    return [
        prose.Problem("foreign_picture", shown[src][:80]).sentence
        for src, key in keys.items()
        if key not in known
    ]


class TextForm(forms.Form):
    """The words of a page in one language."""

    title = forms.CharField(label=_("Titel"), max_length=120)
    lead = forms.CharField(
        label=_("Einleitung"),
        max_length=400,
        required=False,
        help_text=_("Ein oder zwei Sätze: Worum geht es hier?"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body = ProseField(label=_("Text"), required=False)
    checked_by_group_on = forms.DateField(
        label=_("Von einer Prüfgruppe geprüft am"),
        required=False,
        help_text=_(
            "Nur wenn Menschen aus der Zielgruppe den Text gelesen haben. Sonst steht dabei, dass er ungeprüft ist."
        ),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if language != EASY:
            del self.fields["checked_by_group_on"]

    def clean_checked_by_group_on(self) -> Any:
        day = self.cleaned_data["checked_by_group_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("Dieser Tag liegt in der Zukunft."))
        return day


class PageForm(forms.Form):
    """A new page."""

    title = forms.CharField(label=_("Titel"), max_length=120)
    slug = forms.CharField(
        label=_("Adresse"),
        max_length=80,
        help_text=_("Kleine Buchstaben, Ziffern, Bindestriche. Sie lässt sich später nicht ändern."),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    language = forms.ChoiceField(label=_("Sprache der ersten Fassung"), choices=languages)
    once = forms.CharField(required=False, widget=forms.HiddenInput, initial=new_token)


class ArrangeForm(forms.Form):
    """Where a page stands and how often it is looked at."""

    position = forms.IntegerField(
        label=_("Reihenfolge"),
        min_value=0,
        max_value=999,
        help_text=_("Kleine Zahlen stehen vorn."),
        localize=False,
    )
    review_months = forms.IntegerField(
        label=_("Alle wie viele Monate prüfen?"), min_value=0, max_value=60, help_text=_("0 heißt: nie.")
    )


class ReviewForm(forms.Form):
    reviewed_on = forms.DateField(
        label=_("Geprüft am"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        initial=timezone.localdate,
    )


class PublishForm(forms.Form):
    """Now, or at a time."""

    when = forms.ChoiceField(
        label=_("Wann?"),
        choices=[("now", _("Jetzt")), ("later", _("Zu einem Zeitpunkt"))],
        initial="now",
        widget=forms.RadioSelect,
    )
    at = forms.DateTimeField(
        label=_("Zeitpunkt"),
        required=False,
        help_text=_("Nur nötig, wenn Sie „Zu einem Zeitpunkt“ gewählt haben."),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M"],
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("when") == "later" and "at" not in self.errors:
            if not data.get("at"):
                self.add_error("at", _("Bitte nennen Sie Tag und Uhrzeit."))
            elif data["at"] <= timezone.now():
                self.add_error("at", _("Dieser Zeitpunkt ist schon vorbei."))
        return data


class PictureForm(forms.Form):
    """A picture with the words for whoever does not see it."""

    picture = forms.FileField(
        label=_("Bild"),
        help_text=_(
            "JPEG, PNG, WebP oder GIF, höchstens 12 Megabyte. Ort und Gerät werden aus der Datei entfernt."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    alt = forms.CharField(
        label=_("Was ist zu sehen?"),
        max_length=300,
        help_text=_("Ein Satz für Menschen, die das Bild nicht sehen. Er wird vorgelesen."),
    )
    caption = forms.CharField(label=_("Bildunterschrift"), max_length=300, required=False)
