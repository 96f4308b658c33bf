# SPDX-License-Identifier: EUPL-1.2
"""What people type: coming in, announcements, the run sheet."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.ui.forms import MomentField

from . import kinds
from .models import CODE_LENGTH, ItemKind, SeatRole, StageKind


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=CODE_LENGTH + 4,
        help_text=_("Sechs Zeichen. Sie stehen auf der Leinwand und in Ihrer Einladung."),
        widget=forms.TextInput(
            attrs={
                "class": "code-input",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class JoinForm(forms.Form):
    name = forms.CharField(
        label=_("Wie sollen wir Sie nennen?"),
        max_length=40,
        required=False,
        help_text=_("Ein ausgedachter Name genügt. Lassen Sie das Feld leer, dann denken wir uns einen aus."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    channel = forms.ChoiceField(
        label=_("Wo sind Sie gerade?"),
        choices=[
            (Channel.ROOM, _("Hier im Raum")),
            (Channel.ONLINE, _("Online dabei")),
            (Channel.PHONE, _("Am Telefon zugeschaltet")),
        ],
        widget=forms.RadioSelect,
    )


class SeenForm(forms.Form):
    seen = forms.IntegerField(required=False)


class SecondsForm(forms.Form):
    seconds = forms.IntegerField(min_value=-3600, max_value=3600)


class TextForm(forms.Form):
    text = forms.CharField(max_length=300, required=False, strip=True)


class LongTextForm(forms.Form):
    text = forms.CharField(max_length=8000, required=False)


class NamesForm(forms.Form):
    names = forms.CharField(
        label=_("Namen, einer in jeder Zeile"), max_length=9000, widget=forms.Textarea(attrs={"rows": 4})
    )


class NameForm(forms.Form):
    name = forms.CharField(max_length=80)


class SeatForm(forms.Form):
    seat = forms.IntegerField()


class RolesForm(SeatForm):
    roles = forms.MultipleChoiceField(
        choices=SeatRole.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class StageNumberForm(forms.Form):
    number = forms.IntegerField()


class SpacesForm(forms.Form):
    kind = forms.ChoiceField(choices=[("table", _("Tische")), ("room", _("Räume")), ("stall", _("Stände"))])
    number = forms.IntegerField(min_value=1, max_value=400)


class StageForm(forms.Form):
    """A step of the run sheet, with the settings of its kind and of what is open beside it."""

    title = forms.CharField(label=_("Titel"), max_length=120)
    question = forms.CharField(label=_("Frage an alle"), max_length=300, required=False)
    text = forms.CharField(
        label=_("Was passiert"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    minutes = forms.IntegerField(label=_("Minuten"), min_value=1, max_value=480)
    also = forms.MultipleChoiceField(
        label=_("Gleichzeitig offen"),
        required=False,
        choices=StageKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, kind: str, open_beside: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        beside = cast(forms.MultipleChoiceField, self.fields["also"])
        beside.choices = [choice for choice in StageKind.choices if choice[0] not in (kind, "lobby")]
        self.kinds = [kind, *(other for other in open_beside if other != kind)]
        for key in self.kinds:
            for setting in kinds.kind_named(key).settings:
                self.fields[f"{key}-{setting.key}"] = _field(setting)

    def as_body(self) -> dict[str, Any]:
        """As a script says it; `runsheet.parse_stage` checks it."""
        clean = self.cleaned_data
        body: dict[str, Any] = {"kind": self.kind, "title": clean["title"], "minutes": clean["minutes"]}
        body |= {"question": clean["question"], "text": clean["text"], "also": clean["also"]}
        for key in self.kinds:
            if key == self.kind or key in clean["also"]:
                body[key] = {
                    setting.key: clean[f"{key}-{setting.key}"]
                    for setting in kinds.kind_named(key).settings
                    if clean.get(f"{key}-{setting.key}") not in (None, "")
                }
        return body


def _field(setting: kinds.Setting) -> forms.Field:
    common: dict[str, Any] = {"label": setting.label, "help_text": setting.help, "required": False}
    if setting.sort == "number":
        return forms.IntegerField(min_value=setting.least, max_value=setting.most, **common)
    if setting.sort == "flag":
        return forms.BooleanField(**common)
    if setting.sort == "choice":
        return forms.ChoiceField(choices=setting.choices, **common)
    if setting.sort == "lines":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **common)
    return forms.CharField(max_length=2000, **common)


class SetUpForm(forms.Form):
    """All that has to be known to begin; everything else has a good default and can be changed later."""

    script = forms.ChoiceField(label=_("Format"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("Wie heißt das Treffen?"), max_length=140)
    starts_at = MomentField(label=_("Beginn"))
    people = forms.IntegerField(
        label=_("Mit wie vielen Menschen rechnen Sie?"),
        min_value=2,
        max_value=5000,
        initial=30,
        help_text=_("Danach richten sich Tische und Räume. Sie können beides später ändern."),
    )
    mode = forms.ChoiceField(
        label=_("Wo treffen Sie sich?"),
        choices=[("room", _("vor Ort")), ("hybrid", _("vor Ort und online")), ("online", _("nur online"))],
        initial="hybrid",
        widget=forms.RadioSelect,
    )
    venue = forms.CharField(label=_("Raum oder Treffpunkt"), max_length=200, required=False)
    process: Any = forms.ModelChoiceField(
        label=_("Gehört zu einer Beteiligung"),
        queryset=None,
        required=False,
        empty_label=_("zu keiner"),
        help_text=_("Dann können Ergebnisse mit einem Klick zu Vorschlägen werden."),
    )
    summary = forms.CharField(
        label=_("Kurz gesagt"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Leer: die Beschreibung des Formats."),
    )
    contact = forms.CharField(label=_("Ansprechstelle"), max_length=400, required=False)
    without_net = forms.CharField(label=_("Mitmachen ohne Internet"), max_length=600, required=False)
    publish = forms.BooleanField(
        label=_("Gleich veröffentlichen"),
        required=False,
        help_text=_(
            "Sonst kommt herein, wer den Code hat; öffentlich angekündigt ist das Treffen noch nicht."
        ),
    )

    def __init__(self, *args: Any, scripts: Any, processes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = cast(forms.ChoiceField, self.fields["script"])
        chosen.choices = [
            (
                script.key,
                format_html(
                    "<b>{}</b><small>{} · {}</small>",
                    script.name,
                    script.summary,
                    _("%(least)d bis %(most)d Menschen, %(minutes)d Minuten")
                    % {"least": script.people[0], "most": script.people[1], "minutes": script.minutes},
                ),
            )
            for script in scripts
        ]
        cast("forms.ModelChoiceField[Any]", self.fields["process"]).queryset = processes


class EntryForm(forms.Form):
    """A result, decision or task, written into the minutes."""

    kind = forms.ChoiceField(
        label=_("Was ist es?"),
        choices=[
            (ItemKind.HARVEST, _("Ergebnis")),
            (ItemKind.DECISION, _("Entscheidung")),
            (ItemKind.ACTION, _("Aufgabe")),
        ],
        initial=ItemKind.DECISION,
    )
    title = forms.CharField(label=_("In einem Satz"), max_length=140)
    body = forms.CharField(
        label=_("Mehr dazu"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    who = forms.CharField(label=_("Wer kümmert sich?"), max_length=120, required=False)
    due_on = forms.DateField(
        label=_("Bis wann?"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class ItemForm(forms.Form):
    """An entry of the minutes, with the fields its kind has."""

    title = forms.CharField(label=_("Titel"), max_length=140, required=False)
    body = forms.CharField(
        label=_("Text"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    answer = forms.CharField(
        label=_("Antwort"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    who = forms.CharField(label=_("Wer"), max_length=120, required=False)
    due_on = forms.DateField(
        label=_("Bis wann"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, item: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if item.kind != ItemKind.ACTION:
            del self.fields["who"]
            del self.fields["due_on"]
        if item.kind != ItemKind.QUESTION:
            del self.fields["answer"]
