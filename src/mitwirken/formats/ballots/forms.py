# SPDX-License-Identifier: EUPL-1.2
"""Input of staff: what a ballot is set up with, what stands on it, what an office says, sheets, accounts, letters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.civic.people.models import Person
from mitwirken.civic.places.models import Place
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.desk.models import Office

from . import queries
from .actions import BallotDraft, OptionDraft
from .models import Ballot, Kind, Option, Rule, Stop
from .registry import checks

KINDS = {
    Kind.BASKET: gettext_lazy(
        "Auswählen, was bezahlt werden soll. Zusammen darf es nicht mehr kosten, als es gibt."
    ),
    Kind.APPROVAL: gettext_lazy("Ankreuzen, was man gut findet, mit Mindest- und Höchstzahl."),
    Kind.POINTS: gettext_lazy("Punkte auf Projekte verteilen."),
    Kind.RANKING: gettext_lazy("Projekte in eine Reihenfolge bringen."),
}
RULES = {
    Rule.SHARES: gettext_lazy(
        "Alle haben denselben Anteil am Geld. Auch kleinere Gruppen und Bezirke kommen zum Zug."
    ),
    Rule.GREEDY: gettext_lazy(
        "Von oben nach unten, was noch ins Budget passt. Einfach, aber die größte Gruppe kann alles bestimmen."
    ),
    Rule.MOST: gettext_lazy("Ohne Geld: Die meisten Kreuze gewinnen."),
    Rule.SUM: gettext_lazy("Ohne Geld: Die meisten Punkte gewinnen."),
    Rule.SCHULZE: gettext_lazy("Für Rangfolgen: Wer im direkten Vergleich gegen alle gewinnt."),
    Rule.RUNOFF: gettext_lazy("Für Rangfolgen: Runde um Runde scheidet das schwächste aus."),
    Rule.SEATS: gettext_lazy("Für Rangfolgen: mehrere Plätze, verteilt nach dem Anteil der Stimmen."),
}


def _explained(labels: Any, texts: Any) -> list[tuple[str, Any]]:
    return [
        (key, format_html("<b>{}</b><small>{}</small>", labels(key).label, text))
        for key, text in texts.items()
    ]


class BallotForm(forms.Form):
    """A ballot. `phase` is asked for only where a new one is made."""

    phase = forms.TypedChoiceField(label=gettext_lazy("In welcher Phase"), coerce=int)
    title = forms.CharField(label=gettext_lazy("Titel"), max_length=140)
    question = forms.CharField(label=gettext_lazy("Frage"), max_length=240)
    text = forms.CharField(
        label=gettext_lazy("Worum es geht"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Art des Stimmzettels"), widget=forms.RadioSelect)
    rule = forms.ChoiceField(label=gettext_lazy("Zählregel"), widget=forms.RadioSelect)
    budget = forms.IntegerField(
        label=gettext_lazy("Budget in Euro"),
        help_text=gettext_lazy("Nur wenn Geld verteilt wird. Ganze Euro."),
        required=False,
        min_value=0,
        max_value=10**12,
    )
    least = forms.IntegerField(
        label=gettext_lazy("Mindestens so viele wählen"), min_value=1, max_value=500, initial=1
    )
    most = forms.IntegerField(
        label=gettext_lazy("Höchstens so viele wählen"), required=False, min_value=1, max_value=500
    )
    points = forms.IntegerField(
        label=gettext_lazy("Punkte zum Verteilen"), min_value=1, max_value=1000, initial=10, required=False
    )
    points_each = forms.IntegerField(
        label=gettext_lazy("Höchstens auf ein Projekt"), required=False, min_value=1, max_value=1000
    )
    seats = forms.IntegerField(
        label=gettext_lazy("Wie viele gewinnen"),
        help_text=gettext_lazy("Nur wenn kein Geld verteilt wird."),
        min_value=1,
        max_value=200,
        initial=1,
        required=False,
    )
    guarantee = forms.IntegerField(
        label=gettext_lazy("So viele Projekte sind jedem Bezirk sicher"),
        min_value=0,
        max_value=20,
        initial=0,
        required=False,
    )
    stop = forms.ChoiceField(
        label=gettext_lazy("Bei gleichen Anteilen: wann die Anteile nicht weiter wachsen"),
        choices=Stop.choices,
        widget=forms.RadioSelect,
        initial=Stop.EXHAUSTIVE,
    )
    fill = forms.BooleanField(
        label=gettext_lazy(
            "Bei gleichen Anteilen: Was am Ende übrig bleibt, geht nach Stimmen an das, was noch passt"
        ),
        required=False,
        initial=True,
    )
    comparison = forms.BooleanField(
        label=gettext_lazy(
            "Bei gleichen Anteilen: Gilt das Ergebnis nach Stimmen, wenn mehr Menschen damit gedient ist"
        ),
        required=False,
    )
    eligibility = forms.ChoiceField(label=gettext_lazy("Wer abstimmen darf"), widget=forms.RadioSelect)
    changeable = forms.BooleanField(
        label=gettext_lazy("Die Stimme lässt sich bis zum Ende ändern"),
        help_text=gettext_lazy(
            "Solange das geht, hängen Mensch und Stimme auf dem Server zusammen. Beim Schließen wird das vernichtet."
        ),
        required=False,
        initial=True,
    )
    double_entry = forms.BooleanField(
        label=gettext_lazy("Papier geben zwei Beschäftigte unabhängig ein"), required=False
    )
    four_eyes = forms.BooleanField(
        label=gettext_lazy("Auszählen und Veröffentlichen sind zwei Personen"), required=False, initial=True
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, ballot: Ballot | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = _explained(Kind, KINDS)
        fields["rule"].choices = _explained(Rule, RULES)
        fields["eligibility"].choices = [
            (each.key, format_html("<b>{}</b><small>{}</small>", each.name, each.text)) for each in checks()
        ]
        if ballot is not None:
            del fields["phase"]
            for name in fields:
                if hasattr(ballot, name):
                    fields[name].initial = getattr(ballot, name)
            fields["seen"].initial = ballot.version
        else:
            self.phases = {phase.pk: phase for phase in queries.phases_to_vote()}
            fields["phase"].choices = [
                (pk, f"{phase.process.title}: {phase.title}") for pk, phase in self.phases.items()
            ]

    def draft(self) -> BallotDraft:
        data = {
            key: value for key, value in self.cleaned_data.items() if key not in {"phase", "seen", "once"}
        }
        for name, default in (("points", 10), ("seats", 1), ("guarantee", 0)):
            data[name] = default if data.get(name) is None else data[name]
        return BallotDraft(**data)


class OptionForm(forms.Form):
    """Something that can be chosen."""

    title = forms.CharField(label=gettext_lazy("Titel"), max_length=140)
    text = forms.CharField(
        label=gettext_lazy("Beschreibung"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    cost = forms.IntegerField(
        label=gettext_lazy("Kosten in Euro"), required=False, min_value=0, max_value=10**12
    )
    place = forms.ModelChoiceField(
        label=gettext_lazy("Bezirk"),
        queryset=Place.objects.filter(parent=None).order_by("name").defer("outline"),
        required=False,
        empty_label=gettext_lazy("ganze Stadt"),
    )
    office = forms.ModelChoiceField(
        label=gettext_lazy("Prüfendes Amt"), queryset=Office.objects.order_by("name"), required=False
    )

    def __init__(self, *args: Any, option: Option | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.option = option
        if option is not None:
            for name, field in self.fields.items():
                field.initial = getattr(option, name)

    def draft(self) -> OptionDraft:
        kept = self.option
        return OptionDraft(
            **self.cleaned_data,
            latitude=kept.latitude if kept else None,
            longitude=kept.longitude if kept else None,
        )


class CheckForm(forms.Form):
    """What an office says."""

    eligible = forms.TypedChoiceField(
        label=gettext_lazy("Kann darüber abgestimmt werden?"),
        choices=[
            ("ja", gettext_lazy("Ja, es ist zulässig")),
            ("nein", gettext_lazy("Nein, und zwar weil …")),
        ],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Begründung"),
        help_text=gettext_lazy("Bei einem Nein nötig. Alle können sie lesen."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    cost = forms.IntegerField(
        label=gettext_lazy("Kosten in Euro"),
        help_text=gettext_lazy("Was es die Stadt kostet, mit Planung und dem ersten Jahr Unterhalt."),
        required=False,
        min_value=0,
        max_value=10**12,
    )


class TakeOverForm(forms.Form):
    """Which proposals come onto the ballot."""

    proposals = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Vorschläge"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, ballot: Ballot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {row.pk: row for row in queries.proposals_to_take(ballot)}
        fields: Any = self.fields
        fields["proposals"].choices = [(pk, f"{row.number} {row.title}") for pk, row in self.known.items()]
        fields["proposals"].initial = list(self.known)


class CodesForm(forms.Form):
    """How many letters."""

    number = forms.IntegerField(
        label=gettext_lazy("Wie viele Briefe"), min_value=1, max_value=200, initial=10
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False)


class AdmissionForm(forms.Form):
    """Whose account: by address or pseudonym, as the person at the counter says it."""

    account = forms.CharField(
        label=gettext_lazy("E-Mail-Adresse oder Pseudonym"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seen = forms.BooleanField(
        label=gettext_lazy("Ich habe einen Ausweis gesehen: Die Person darf hier abstimmen."), required=True
    )

    def clean_account(self) -> Person:
        raw = self.cleaned_data["account"].strip()
        rows = Person.objects.filter(is_active=True, erased_at=None, confirmed_only=False)
        found = rows.filter(email__iexact=raw).first() or rows.filter(pseudonym__iexact=raw).first()
        if found is None:
            raise ValidationError(
                _(
                    "Dieses Konto gibt es nicht. Fragen Sie nach der Adresse, mit der sich die Person anmeldet."
                )
            )
        return found


class SheetsForm(forms.Form):
    """How many ballot papers to print, and the number on the first."""

    number = forms.IntegerField(label=gettext_lazy("Wie viele"), min_value=1, max_value=200, initial=1)
    first = forms.IntegerField(
        label=gettext_lazy("Nummer des ersten"), min_value=1, max_value=999_999, initial=1
    )


class SheetForm(forms.Form):
    """The head of a sheet; what is marked on it is read by `papers`."""

    sheet = forms.CharField(max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    channel = forms.ChoiceField(
        label=gettext_lazy("Wie die Stimme kam"),
        choices=[(each.value, each.label) for each in (Channel.PAPER, Channel.PHONE, Channel.ROOM)],
        widget=forms.RadioSelect,
    )
    invalid = forms.BooleanField(
        label=gettext_lazy("Ungültig oder leer: zählt als abgegeben, aber für kein Projekt"), required=False
    )

    def __init__(self, *args: Any, by_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sheet"]
        if by_code:
            field.label = _("Code auf dem Stimmzettel")
            field.widget.attrs["class"] = "code-input"
        else:
            field.label = _("Nummer des Bogens")
            field.help_text = _("Steht oben auf dem Bogen. Bei Anrufen vergeben Sie eine, zum Beispiel T-17.")
