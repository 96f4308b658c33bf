# SPDX-License-Identifier: EUPL-1.2
"""The form of a Vorhaben: input to a clean draft, never saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitwirken.civic.participation.models import Process, Topic
from mitwirken.civic.places.queries import districts
from mitwirken.ground.desk.forms import DayField, DeskForm
from mitwirken.ground.desk.models import Office
from mitwirken.ground.desk.roles import has_role

from . import rules
from .actions import ProjectDraft
from .models import Project

PLAIN = (
    "title",
    "summary",
    "reason",
    "next_step",
    "next_on",
    "starts_on",
    "contact",
    "office",
    "topic",
    "process",
)


class ProjectForm(DeskForm):
    title = forms.CharField(label=_("Titel"), max_length=140)
    summary = forms.CharField(
        label=_("Was geplant ist"),
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Zwei, drei Sätze, die jemand versteht, der nicht in der Verwaltung arbeitet."),
    )
    participation = forms.ChoiceField(
        label=_("Gibt es eine Beteiligung?"),
        choices=[("ja", _("Ja")), ("nein", _("Nein"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Warum, oder warum nicht"), max_length=1200, widget=forms.Textarea(attrs={"rows": 3})
    )
    next_step = forms.CharField(label=_("Nächster Schritt"), max_length=240)
    next_on = DayField(label=_("Wann der nächste Schritt ist"), required=False)
    starts_on = DayField(label=_("Beginn des Vorhabens"), required=False)
    contact = forms.CharField(
        label=_("Ansprechstelle"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Das Amt mit Telefon oder E-Mail, nicht eine Person."),
    )
    office = forms.ModelChoiceField(label=_("Zuständiges Amt"), queryset=Office.objects.none())
    topic = forms.ModelChoiceField(label=_("Thema"), queryset=Topic.objects.all())
    places: Any = forms.ModelMultipleChoiceField(
        label=_("Stadtbezirke"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-grid"}),
        help_text=_("Ohne Auswahl gilt das Vorhaben für die ganze Stadt."),
    )
    process = forms.ModelChoiceField(
        label=_("Beteiligungsprozess dazu"),
        queryset=Process.objects.none(),
        required=False,
        empty_label=_("noch keiner"),
    )

    def __init__(self, *args: Any, person: Any, project: Project | None = None, **kwargs: Any) -> None:
        if project is not None:
            kwargs["initial"] = {
                **{name: getattr(project, name) for name in PLAIN},
                "participation": "ja" if project.participation else "nein",
                "places": list(project.places.all()),
                "seen": project.version,
            }
        super().__init__(*args, name="vorhaben", **kwargs)
        offices = Office.objects.all()
        if not has_role(person, *rules.KEEPERS):
            offices = offices.filter(pk__in=person.offices)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        self.fields["places"].queryset = districts().defer("outline")  # type: ignore[attr-defined]
        self.fields["process"].queryset = Process.objects.filter(practice=False).order_by("title")  # type: ignore[attr-defined]

    def draft(self) -> ProjectDraft:
        clean = self.cleaned_data
        return ProjectDraft(
            **{name: clean[name] for name in PLAIN},
            participation=clean["participation"] == "ja",
            places=tuple(clean["places"]),
        )
