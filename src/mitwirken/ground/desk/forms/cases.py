# SPDX-License-Identifier: EUPL-1.2
"""Forms of the desk: input to clean values, never saved here.

Several stand on one page, so each has names of its own for its fields' ids.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.once import new_token
from mitwirken.ground.ui.forms import NamesItsPicture, PictureField

from .. import queries, rules
from ..models import Case, CaseStatus, Office


class DayInput(forms.DateInput):
    """The browser's own calendar; without one, a day written as 2026-11-23 or 23.11.2026."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DayInput(), input_formats=["%Y-%m-%d", "%d.%m.%Y"], **kwargs)
        self.error_messages["invalid"] = _("Bitte schreiben Sie den Tag so: 23.11.2026.")


class DeskForm(forms.Form):
    """`once` makes a double click count once; `seen` is the version of what the form was made from."""

    use_required_attribute = False
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, name: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{name or type(self).__name__.lower()}-%s")
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["once"].initial = new_token()


def _offices(none: Any) -> list[tuple[str, Any]]:
    return [("", none), *((str(pk), name) for pk, name in Office.objects.values_list("pk", "name"))]


def _office_of(value: Any) -> Office | None:
    return Office.objects.filter(pk=int(value)).first() if str(value or "").isdigit() else None


class StatusForm(DeskForm):
    to = forms.ChoiceField(label=_("Neuer Stand"))
    reason = forms.CharField(
        label=_("Begründung"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Wird veröffentlicht. Bei einer Ablehnung ist sie Pflicht: kurz, freundlich, nachprüfbar."
        ),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, name="stand", **kwargs)
        choices = [(one.value, one.label) for one in CaseStatus if one != case.status]
        if self.is_bound:
            # A status that a colleague set meanwhile is not "no valid choice": the deed says what happened.
            choices = list(CaseStatus.choices)
        self.fields["to"].choices = [("", _("Bitte wählen")), *choices]  # type: ignore[attr-defined]
        self.fields["seen"].initial = case.version


class AssignForm(DeskForm):
    office = forms.ChoiceField(label=_("Zuständiges Amt"), required=False)
    assignee = forms.ChoiceField(label=_("Wer sich kümmert"), required=False)
    due_on = DayField(
        label=_("Nächster Termin"),
        required=False,
        help_text=_("Bis dahin passiert etwas, das man sehen kann. Der Tag ist öffentlich."),
    )

    def __init__(self, *args: Any, case: Case, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, name="zuteilung", **kwargs)
        self.people = queries.colleagues()
        own_only = not rules.can(rules.may_triage, person)
        offices = _offices(_("noch ohne Amt"))
        if own_only:
            offices = [choice for choice in offices if choice[0] and int(choice[0]) in person.offices]
        self.fields["office"].choices = offices  # type: ignore[attr-defined]
        self.fields["assignee"].choices = [  # type: ignore[attr-defined]
            ("", _("alle im Amt")),
            *((str(one.pk), _with_offices(one)) for one in self.people),
        ]
        self.initial = {
            "office": str(case.office_id or ""),
            "assignee": str(case.assignee_id or ""),
            "due_on": case.due_on,
            "seen": case.version,
            **self.initial,
        }

    def clean_office(self) -> Office | None:
        return _office_of(self.cleaned_data["office"])

    def clean_assignee(self) -> Any:
        wanted = self.cleaned_data["assignee"]
        return next((one for one in self.people if str(one.pk) == wanted), None)


def _with_offices(person: Any) -> str:
    shorts = sorted({grant.office.short for grant in person.grants.all() if grant.office is not None})
    return f"{person} ({', '.join(shorts)})" if shorts else str(person)


class NoteForm(DeskForm):
    text = forms.CharField(label=_("Notiz"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, name="notiz", **kwargs)


class AnswerForm(DeskForm):
    text = forms.CharField(
        label=_("Text der Antwort"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "Eine Leerzeile beginnt einen neuen Absatz. Anrede und Gruß gehören dazu, Fachwörter besser "
            "nicht."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, name="antwort", **kwargs)


class SignForm(DeskForm):
    office = forms.ChoiceField(label=_("Für welches Amt"))
    role = forms.ChoiceField(label=_("In welcher Rolle"))

    def __init__(self, *args: Any, case: Case, person: Any, version: int, **kwargs: Any) -> None:
        super().__init__(*args, name="unterschrift", **kwargs)
        self.offices = {str(one.pk): one for one in Office.objects.filter(pk__in=person.offices)}
        self.fields["office"].choices = [(key, one.name) for key, one in self.offices.items()]  # type: ignore[attr-defined]
        self.fields["role"].choices = [(one.value, one.label) for one in rules.signing_roles(person)]  # type: ignore[attr-defined]
        own = str(case.office_id) if str(case.office_id) in self.offices else ""
        self.initial = {"office": own, "role": rules.acting_role(person, case), "seen": version}

    def clean_office(self) -> Office:
        return self.offices[self.cleaned_data["office"]]


class MilestoneForm(NamesItsPicture, DeskForm):
    title = forms.CharField(
        label=_("Etappe"),
        max_length=140,
        help_text=_("Was man dann sehen kann, zum Beispiel „Bänke stehen“."),
    )
    text = forms.CharField(
        label=_("Was passiert"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = DayField(label=_("Geplant für"), required=False)
    picture = PictureField(
        label=_("Bild"),
        required=False,
        help_text=_(
            "Ort und Kamera werden aus dem Bild entfernt. Menschen nur mit ihrem Einverständnis zeigen."
        ),
    )
    alt = forms.CharField(
        label=_("Was ist auf dem Bild zu sehen?"),
        required=False,
        max_length=300,
        help_text=_("Ein Satz für Menschen, die das Bild nicht sehen. Pflicht, wenn Sie ein Bild hochladen."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, name="etappe", **kwargs)


class DoneForm(NamesItsPicture, DeskForm):
    done_on = DayField(label=_("Geschafft am"))
    picture = MilestoneForm.base_fields["picture"]
    alt = MilestoneForm.base_fields["alt"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, name="geschafft", **kwargs)


class TriageForm(DeskForm):
    """What happens to all cases that are ticked in the list."""

    office = forms.ChoiceField(label=_("An dieses Amt"))
    due_on = DayField(label=_("Nächster Termin"), required=False)
    to = forms.ChoiceField(label=_("Stand dabei ändern"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, name="verteilen", **kwargs)
        self.fields["office"].choices = _offices(_("Bitte wählen"))  # type: ignore[attr-defined]
        early: Iterable[CaseStatus] = (CaseStatus.CHECKING, CaseStatus.CONSULTING)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("bleibt, wie er ist")),
            *((one.value, one.label) for one in early),
        ]

    def clean_office(self) -> Office | None:
        return _office_of(self.cleaned_data["office"])


class OfficeForm(DeskForm):
    name = forms.CharField(label=_("Name"), max_length=160)
    short = forms.CharField(
        label=_("Kurzname"), required=False, max_length=40, help_text=_("Für Listen, zum Beispiel „TBA“.")
    )
    email = forms.EmailField(
        label=_("Postfach"),
        required=False,
        help_text=_("Das Postfach des Amts, nicht die Adresse einer Person."),
    )
    signature = forms.CharField(
        label=_("Grußzeile"),
        required=False,
        max_length=200,
        help_text=_("Steht unter jeder Antwort, die das Amt unterschreibt."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, name="amt", **kwargs)
