# SPDX-License-Identifier: EUPL-1.2
"""Input to clean values. A form never saves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitwirken.civic.places.forms import Point, PointField, PointFormMixin
from mitwirken.ground.desk.models import CaseStatus
from mitwirken.ground.ui.forms import NamesItsPicture

from . import queries
from .actions import MOST_PICTURES, Clean
from .models import TEXT_LENGTH, TITLE_LENGTH, Draft, Proposal

if TYPE_CHECKING:
    from mitwirken.civic.participation.models import Process


class IdeaForm(forms.Form):
    """Step one: the only two fields that are needed."""

    title = forms.CharField(
        label=_("Ihr Vorschlag in einem Satz"),
        max_length=TITLE_LENGTH,
        help_text=_("Zum Beispiel: Mehr Bänke am Weg zum Spielplatz"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-count": TITLE_LENGTH}),
    )
    text = forms.CharField(
        label=_("Was soll sich ändern, und warum?"),
        max_length=TEXT_LENGTH,
        help_text=_(
            "Schreiben Sie, wie Sie sprechen. Namen und Adressen anderer Menschen bitte nicht nennen: Der Text wird öffentlich."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "data-count": TEXT_LENGTH}),
    )

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())


class DetailsForm(NamesItsPicture, PointFormMixin, forms.Form):
    """Step two: all optional. Where it is, what it is about, pictures."""

    category: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Kategorie"), queryset=None, required=False, empty_label=_("Keine Angabe")
    )
    place: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Bezirk"),
        queryset=None,
        required=False,
        empty_label=_("Keine Angabe, oder für die ganze Stadt"),
        help_text=_("Der Bezirk reicht. Eine Adresse brauchen wir nicht."),
    )
    point = PointField(label=_("Punkt auf der Karte"), required=False)
    cost = forms.IntegerField(
        label=_("Was könnte es kosten? (Euro)"), required=False, min_value=0, max_value=10_000_000_000
    )
    picture = forms.FileField(
        label=_("Ein Bild dazu"),
        required=False,
        help_text=_(
            "JPEG, PNG oder WebP, höchstens 12 Megabyte. Ort und Zeit der Aufnahme löschen wir aus der Datei. Bitte keine erkennbaren Gesichter oder Kennzeichen."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    alt = forms.CharField(
        label=_("Was ist auf dem Bild zu sehen?"),
        max_length=300,
        required=False,
        help_text=_("Ein Satz für Menschen, die das Bild nicht sehen. Nötig, wenn Sie ein Bild hochladen."),
    )

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = process.categories.all()  # type: ignore[attr-defined]
        self.fields["place"].queryset = queries.choosable_places(process)  # type: ignore[attr-defined]
        if not process.categories.exists():
            del self.fields["category"]
        phase = queries.phase_now(process)
        if not (phase and phase.setting("ask_for_cost")):
            del self.fields["cost"]
        if phase and phase.setting("ask_for_place") is False:
            del self.fields["point"]
            del self.fields["place"]


class GuestForm(forms.Form):
    """How somebody without an account sends it off."""

    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_(
            "Wir schicken Ihnen eine Nachricht mit einem Knopf zum Bestätigen. Die Adresse sieht niemand; wir schreiben Ihnen nur, wenn sich bei Ihrem Vorschlag etwas tut."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ProposalForm(DetailsForm, IdeaForm):
    """Everything on one page: for changing, and for staff who enter it for somebody."""

    field_order: tuple[str, ...] = ("title", "text", "category", "place", "point", "cost", "picture", "alt")

    def as_clean(self, kept: list[Any]) -> Clean:
        return as_clean(self.cleaned_data, kept)


class EnterForm(ProposalForm):
    """For staff: what somebody says on the phone, writes on a sheet, tells at the counter."""

    author_label = forms.CharField(
        label=_("Genannt werden als"),
        max_length=60,
        required=False,
        help_text=_(
            "Nur wenn die Person es wünscht, zum Beispiel: Seniorenbeirat Hörde. Sonst steht dort, wie der Vorschlag kam."
        ),
    )
    field_order: tuple[str, ...] = (
        "title",
        "text",
        "category",
        "place",
        "point",
        "cost",
        "picture",
        "alt",
        "author_label",
    )


class MergeForm(forms.Form):
    """Staff: into which other proposal, and why."""

    target = forms.RegexField(
        label=_("Nummer des anderen Vorschlags"),
        regex=r"^\s*[Vv]?-?\s*\d{1,12}\s*$",
        help_text=_("Zum Beispiel V-12"),
    )
    reason = forms.CharField(
        label=_("Begründung"),
        max_length=300,
        help_text=_("Öffentlich, ein Satz: Was wollen beide gemeinsam?"),
    )

    def clean_target(self) -> int:
        number = int("".join(sign for sign in self.cleaned_data["target"] if sign.isdigit()))
        if not Proposal.objects.filter(pk=number).exists():
            raise forms.ValidationError(_("Einen Vorschlag mit dieser Nummer gibt es nicht."))
        return number


class FilterForm(forms.Form):
    """What narrows a list. Anything unknown in an address is passed over, not punished."""

    ORDERS = (
        ("fair", _("Faire Reihenfolge (täglich gemischt)")),
        ("newest", _("Neueste zuerst")),
        ("discussed", _("Meiste Beiträge zuerst")),
        ("rated", _("Bestes Ergebnis zuerst")),
    )

    q = forms.CharField(label=_("Suchwort"), required=False, max_length=100)
    kategorie: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Kategorie"), queryset=None, required=False, empty_label=_("Alle Kategorien")
    )
    bezirk: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Bezirk"), queryset=None, required=False, empty_label=_("Alle Bezirke"), to_field_name="slug"
    )
    stand = forms.ChoiceField(label=_("Stand"), required=False)
    ordnung = forms.ChoiceField(label=_("Reihenfolge"), required=False, choices=ORDERS)

    def __init__(self, *args: Any, process: Process, with_results: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kategorie"].queryset = process.categories.all()  # type: ignore[attr-defined]
        self.fields["bezirk"].queryset = queries.choosable_places(process)  # type: ignore[attr-defined]
        self.fields["stand"].choices = [("", _("Jeder Stand")), *CaseStatus.choices]  # type: ignore[attr-defined]
        if not with_results:
            self.fields["ordnung"].choices = [c for c in self.ORDERS if c[0] != "rated"]  # type: ignore[attr-defined]

    def as_filters(self) -> queries.Filters:
        self.is_valid()
        values = self.cleaned_data
        return queries.Filters(
            category=values["kategorie"].pk if values.get("kategorie") else None,
            place=values["bezirk"].pk if values.get("bezirk") else None,
            status=values.get("stand") or "",
            text=(values.get("q") or "").strip(),
            order=values.get("ordnung") or "fair",
        )


def as_clean(values: dict[str, Any], kept: list[Any]) -> Clean:
    """Clean values of the forms, and the pictures kept so far, as one frozen value."""
    point = values.get("point")
    return Clean(
        title=values["title"],
        text=values["text"],
        category=values.get("category"),
        place=values.get("place"),
        latitude=point.lat if point else None,
        longitude=point.lon if point else None,
        cost=values.get("cost"),
        pictures=tuple(kept[:MOST_PICTURES]),
    )


def point_of(proposal: Proposal) -> Point | None:
    return Point(*proposal.point) if proposal.point else None


def from_draft(draft: Draft, process: Process) -> tuple[IdeaForm, DetailsForm]:
    """Both steps bound to what the draft keeps, so that a look at errors tells what is missing."""
    return IdeaForm(draft.values), DetailsForm(draft.values, process=process)
