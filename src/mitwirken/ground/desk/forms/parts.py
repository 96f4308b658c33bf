# SPDX-License-Identifier: EUPL-1.2
"""Forms for offices at one case, signatures, comments and text blocks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.kernels.workdays import add_workdays

from ..models import Case, Level, Office, Risk, TextBlock, Wish
from .cases import DayField, DeskForm

USUAL_WORKDAYS = 10  # what an office gets when nobody says otherwise


def _own_offices(person: Any) -> list[tuple[str, str]]:
    return [
        (str(pk), name) for pk, name in Office.objects.filter(pk__in=person.offices).values_list("pk", "name")
    ]


def _office(value: Any) -> Office | None:
    return Office.objects.filter(pk=int(value)).first() if str(value or "").isdigit() else None


class AskForm(DeskForm):
    office = forms.ChoiceField(label=_("Welches Amt"))
    task = forms.CharField(
        label=_("Was wird gebraucht?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Eine Frage, die sich beantworten lässt. Zum Beispiel: Liegen unter der Wiese Leitungen?"
        ),
    )
    due_on = DayField(label=_("Bis wann"))
    must_sign = forms.BooleanField(
        label=_("Das Amt zeichnet die Antwort mit"),
        required=False,
        help_text=_("Dann wird die Antwort erst veröffentlicht, wenn auch dieses Amt unterschrieben hat."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, name="amt-fragen", **kwargs)
        offices = Office.objects.exclude(pk=case.office_id or 0).values_list("pk", "name")
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            ("", _("Bitte wählen")),
            *((str(pk), name) for pk, name in offices),
        ]
        self.fields["due_on"].initial = add_workdays(timezone.localdate(), USUAL_WORKDAYS)

    def clean_office(self) -> Office | None:
        return _office(self.cleaned_data["office"])


class ResultForm(DeskForm):
    result = forms.CharField(
        label=_("Was ist bei Ihnen herausgekommen?"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, declines: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, name="teil", **kwargs)
        if declines:
            self.fields["result"].label = _("Warum sind Sie nicht zuständig, und wer könnte es sein?")


class CommentForm(DeskForm):
    text = forms.CharField(label=_("Kommentar"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, name="kommentar", **kwargs)


class EyesForm(DeskForm):
    four_eyes = forms.ChoiceField(
        label=_("In diesem Fall"),
        required=False,
        choices=[
            ("", _("wie im ganzen Prozess")),
            ("ja", _("Zwei Menschen unterschreiben")),
            ("nein", _("Eine Unterschrift genügt")),
        ],
    )
    process = forms.BooleanField(
        label=_("Im ganzen Prozess unterschreiben immer zwei Menschen"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, name="augen", **kwargs)


class BlockForm(DeskForm):
    title = forms.CharField(label=_("Name"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "Platzhalter, die sich von selbst füllen: {titel}, {nummer}, {prozess}, {amt}, {termin}. Was der Fall nicht "
            "weiß, bleibt als Lücke stehen."
        ),
    )
    position = forms.IntegerField(
        label=_("Reihenfolge"),
        min_value=0,
        max_value=999,
        initial=50,
        help_text=_("Kleine Zahlen stehen oben."),
    )

    def __init__(self, *args: Any, block: TextBlock | None = None, **kwargs: Any) -> None:
        if block is not None:
            kwargs["initial"] = {
                "title": block.title, "text": block.text, "position": block.position, "seen": block.version,
            }  # fmt: skip
        super().__init__(*args, name="baustein", **kwargs)


class WishForm(DeskForm):
    title = forms.CharField(label=_("Worum geht es?"), max_length=140)
    text = forms.CharField(
        label=_("Was wünschen Sie sich?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Wen wollen Sie beteiligen, was ist noch offen, was brauchen Sie vom Kernteam?"),
    )
    wanted_on = DayField(label=_("Wann soll es losgehen?"), required=False)
    office = forms.ChoiceField(label=_("Für welches Amt"))

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, name="wunsch", **kwargs)
        self.fields["office"].choices = _own_offices(person)  # type: ignore[attr-defined]

    def clean_office(self) -> Office | None:
        return _office(self.cleaned_data["office"])


class WishAnswerForm(DeskForm):
    state = forms.ChoiceField(
        label=_("Was wird daraus?"),
        choices=[(one.value, one.label) for one in (Wish.State.PLANNED, Wish.State.DECLINED)],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Antwort an das Amt"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, wish: Wish, **kwargs: Any) -> None:
        super().__init__(*args, name="wunsch-antwort", **kwargs)
        self.initial = {
            "state": "" if wish.state == Wish.State.NEW else wish.state,
            "answer": wish.answer,
            "seen": wish.version,
            **self.initial,
        }


class RiskForm(DeskForm):
    title = forms.CharField(label=_("Was könnte schiefgehen?"), max_length=140)
    likelihood = forms.TypedChoiceField(label=_("Wie wahrscheinlich"), choices=Level.choices, coerce=int)
    impact = forms.TypedChoiceField(label=_("Wie schwer"), choices=Level.choices, coerce=int)
    measure = forms.CharField(
        label=_("Was wir dagegen tun"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    office = forms.ChoiceField(label=_("Wer sich kümmert"), required=False)
    review_on = DayField(label=_("Wieder ansehen am"))
    closed = forms.BooleanField(label=_("Hat sich erledigt"), required=False)

    def __init__(self, *args: Any, risk: Risk | None = None, **kwargs: Any) -> None:
        if risk is not None:
            kwargs["initial"] = {
                "title": risk.title, "likelihood": risk.likelihood, "impact": risk.impact, "measure": risk.measure,
                "office": str(risk.office_id or ""), "review_on": risk.review_on, "closed": risk.closed_at is not None,
                "seen": risk.version,
            }  # fmt: skip
        super().__init__(*args, name="risiko", **kwargs)
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            ("", _("das Kernteam")),
            *((str(pk), name) for pk, name in Office.objects.values_list("pk", "name")),
        ]
        if risk is None:
            del self.fields["closed"]
            self.fields["review_on"].initial = add_workdays(timezone.localdate(), 20)

    def clean_office(self) -> Office | None:
        return _office(self.cleaned_data["office"])
