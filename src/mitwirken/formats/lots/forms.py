# SPDX-License-Identifier: EUPL-1.2
"""Input: what a draw is set up with, who comes into the pool, the seed, a list, a reason, a code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.forms import DeskForm
from mitwirken.ground.ui.forms import MomentField, OpenForm

from . import groups, queries
from .actions import DrawDraft, Entry
from .models import KEEP_WEEKS, Draw, Pool

MOST_BYTES = 4 * 2**20


class DrawForm(DeskForm):
    """A draw. `process` is asked for only where a new one is made."""

    process = forms.TypedChoiceField(label=gettext_lazy("Zu welchem Prozess"), coerce=int)
    title = forms.CharField(
        label=gettext_lazy("Titel"),
        max_length=140,
        help_text=gettext_lazy("Zum Beispiel: Bürgerrat Mobilität"),
    )
    purpose = forms.CharField(
        label=gettext_lazy("Wofür ausgelost wird"),
        max_length=4000,
        help_text=gettext_lazy("Was die Ausgelosten tun, wie oft sie sich treffen, was sie dafür bekommen."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    who = forms.CharField(
        label=gettext_lazy("Wer in den Lostopf kommt"),
        max_length=300,
        help_text=gettext_lazy("Zum Beispiel: alle, die in Dortmund wohnen und mindestens 16 sind."),
    )
    pool = forms.ChoiceField(
        label=gettext_lazy("Wie der Lostopf entsteht"), choices=Pool.choices, widget=forms.RadioSelect
    )
    seats = forms.IntegerField(label=gettext_lazy("Plätze"), initial=20, min_value=1)
    substitutes = forms.IntegerField(label=gettext_lazy("Nachrückende"), initial=10, min_value=0)
    quotas = forms.CharField(
        label=gettext_lazy("Vorgaben"),
        required=False,
        max_length=6000,
        help_text=gettext_lazy(
            "Eine Gruppe je Zeile: Merkmal, Gruppe, wie viele es werden. Zum Beispiel „Stadtbezirk: Hörde: 2-4“. Nennen Sie alle "
            "Gruppen eines Merkmals; wer sich einträgt, wählt eine davon. Fragen Sie nur, was Sie brauchen."
        ),
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    opens_at = MomentField(
        label=gettext_lazy("Eintragen ab"),
        required=False,
        help_text=gettext_lazy("Ohne Angabe gleich, wenn Sie die Auslosung ankündigen."),
    )
    closes_at = MomentField(label=gettext_lazy("Der Lostopf schließt"))
    seed_source = forms.CharField(
        label=gettext_lazy("Woher der Zufallswert kommt"),
        max_length=300,
        help_text=gettext_lazy(
            "Etwas, das öffentlich ist, noch bevorsteht und das alle nachsehen können. Zum Beispiel: die sechs Lottozahlen der Ziehung "
            "vom 5. Dezember, der Größe nach, mit Bindestrich."
        ),
    )
    seed_at = MomentField(
        label=gettext_lazy("Wann der Zufallswert entsteht"),
        help_text=gettext_lazy("Später, als der Lostopf schließt. Dazwischen veröffentlichen Sie die Liste."),
    )
    keep_weeks = forms.IntegerField(
        label=gettext_lazy("Daten löschen so viele Wochen nach der Auslosung"),
        initial=KEEP_WEEKS,
        min_value=1,
        help_text=gettext_lazy("Nummern, Zufallswert und Prüfsumme bleiben."),
    )

    def __init__(self, *args: Any, draw: Draw | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        self.processes = {} if draw else {row.pk: row for row in queries.processes()}
        if draw is None:
            fields["process"].choices = [(pk, row.title) for pk, row in self.processes.items()]
            fields["pool"].initial = Pool.SIGN_UP
            return
        del fields["process"]
        for name, field in fields.items():
            if name == "quotas":
                field.initial = groups.written(draw.quotas)
            elif name == "seen":
                field.initial = draw.version
            elif name != "once":
                field.initial = getattr(draw, name)

    def clean_quotas(self) -> list[dict[str, Any]]:
        try:
            return groups.read_quotas(self.cleaned_data["quotas"])
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from None

    def draft(self) -> DrawDraft:
        skipped = {"process", "once", "seen"}
        return DrawDraft(**{name: value for name, value in self.cleaned_data.items() if name not in skipped})


class _Groups:
    """A choice for each feature of the draw."""

    fields: Any
    cleaned_data: Any

    def add_groups(self, draw: Draw) -> None:
        self.features = {f"g{at}": feature for at, feature in enumerate(draw.groups())}
        for name, feature in self.features.items():
            values = draw.groups()[feature]
            many = len(values) > 6
            self.fields[name] = forms.ChoiceField(
                label=feature,
                choices=[*([("", _("Bitte wählen"))] if many else []), *((v, v) for v in values)],
                widget=forms.Select if many else forms.RadioSelect,
            )

    def groups(self) -> dict[str, str]:
        return {feature: self.cleaned_data[name] for name, feature in self.features.items()}


class EnterForm(_Groups, OpenForm):
    """What is asked of somebody who wants to be in the pool: nothing but the groups, and an address where there is no account."""

    email = forms.EmailField(
        label=gettext_lazy("Ihre E-Mail-Adresse"),
        help_text=gettext_lazy(
            "Wir schicken Ihnen eine Nachricht mit einem Knopf zum Bestätigen. Danach schreiben wir nur zu dieser Auslosung."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, draw: Draw, person: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_groups(draw)
        if person is not None:
            del self.fields["email"]
        else:
            self.order_fields([*self.features, "email"])

    def entry(self) -> Entry:
        return Entry(self.groups())


class TypeInForm(_Groups, DeskForm):
    """For staff: somebody on the phone, at the counter, on paper."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    contact = forms.CharField(
        label=gettext_lazy("Telefon oder Anschrift"),
        max_length=300,
        help_text=gettext_lazy("Damit die Person erfährt, ob sie ausgelost ist. Wird mit dem Los gelöscht."),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Wie die Person kam"),
        choices=[(each.value, each.label) for each in (Channel.PHONE, Channel.PAPER, Channel.ROOM)],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, draw: Draw, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_groups(draw)
        self.order_fields([*self.features, "name", "contact", "channel"])

    def entry(self) -> Entry:
        return Entry(self.groups(), self.cleaned_data["name"], self.cleaned_data["contact"])


class ListForm(DeskForm):
    """A list with numbers."""

    file = forms.FileField(
        label=gettext_lazy("Liste als CSV"),
        help_text=gettext_lazy("Höchstens 4 MB. Namen und Anschriften gehören nicht hinein."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> str:
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise ValidationError(_("Die Datei ist größer als 4 MB."))
        try:
            return str(given.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError(
                _("Die Datei ist kein Text in UTF-8. Speichern Sie sie als CSV in UTF-8.")
            ) from None


class SeedForm(DeskForm):
    """The seed, as it was said in public."""

    seed = forms.CharField(
        label=gettext_lazy("Zufallswert"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "code-input"}),
    )


class PostponeForm(DeskForm):
    """Another event that gives the seed."""

    seed_source = forms.CharField(label=gettext_lazy("Woher der Zufallswert kommt"), max_length=300)
    seed_at = MomentField(label=gettext_lazy("Wann der Zufallswert entsteht"))


class ReasonForm(DeskForm):
    reason = forms.CharField(
        label=gettext_lazy("Warum wird nicht ausgelost?"),
        max_length=600,
        help_text=gettext_lazy("Alle können es lesen."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CodeForm(forms.Form):
    """The code from a letter."""

    use_required_attribute = False
    code = forms.CharField(
        label=gettext_lazy("Code aus Ihrem Brief"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "code-input"}),
    )

    def clean_code(self) -> str:
        return "".join(sign for sign in self.cleaned_data["code"].upper() if sign.isalnum())
