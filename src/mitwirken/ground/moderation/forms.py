# SPDX-License-Identifier: EUPL-1.2
"""Forms of reports, decisions and objections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.once import new_token
from mitwirken.ground.desk.forms import DeskForm
from mitwirken.ground.ui.forms import OpenForm

from .actions import ReportDraft, StatementOfReasons
from .models import Category, Ground, Step
from .rules import LONGEST_PAUSE


class ReportForm(OpenForm):
    """For everybody, without an account. `website` is seen by machines only: whoever fills it in is asked
    again.
    """

    use_required_attribute = False
    category = forms.ChoiceField(
        label=_("Worum geht es?"), choices=Category.choices, widget=forms.RadioSelect
    )
    explanation = forms.CharField(
        label=_("Was ist das Problem?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Nennen Sie die Stelle und warum sie nicht stehen bleiben soll."),
    )
    name = forms.CharField(
        label=_("Ihr Name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Freiwillig. Verfasser*innen erfahren ihn nicht."),
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_(
            "Nur wenn Sie Nachricht über die Entscheidung möchten. Verfasser*innen erfahren sie nicht."
        ),
    )
    good_faith = forms.BooleanField(
        label=_("Meine Angaben sind nach bestem Wissen richtig und vollständig."),
        error_messages={"required": _("Bitte bestätigen Sie, dass Ihre Angaben nach bestem Wissen stimmen.")},
    )

    def draft(self) -> ReportDraft:
        clean = self.cleaned_data
        return ReportDraft(
            category=clean["category"],
            explanation=clean["explanation"],
            good_faith=clean["good_faith"],
            email=clean["email"],
            name=clean["name"],
        )


class ReasonForm(DeskForm):
    """For keeping and for showing again."""

    reason = forms.CharField(
        label=_("Begründung"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Wer gemeldet hat, liest das. Freundlich und ohne Namen."),
    )


class HideForm(DeskForm):
    what = forms.CharField(
        label=_("Was wird verborgen?"),
        max_length=1000,
        help_text=_("Zum Beispiel „der ganze Vorschlag“ oder „der Kommentar vom 3. Mai“."),
    )
    ground = forms.ChoiceField(label=_("Grundlage"), choices=Ground.choices, widget=forms.RadioSelect)
    clause = forms.CharField(
        label=_("Welche Vorschrift oder Regel?"),
        max_length=300,
        help_text=_("Zum Beispiel „§ 185 StGB“ oder „Spielregel 2: Keine privaten Angaben über andere“."),
    )
    facts = forms.CharField(
        label=_("Warum? Die Tatsachen"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Was steht dort, und warum fällt es unter die Vorschrift? Die Verfasser*in bekommt diesen Text."
        ),
    )

    def statement(self) -> StatementOfReasons:
        clean = self.cleaned_data
        return StatementOfReasons(
            what=clean["what"], ground=clean["ground"], clause=clean["clause"], facts=clean["facts"]
        )


class ObjectionForm(forms.Form):
    use_required_attribute = False
    text = forms.CharField(
        label=_("Warum sehen Sie das anders?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["once"].initial = new_token()


class MeasureForm(DeskForm):
    """A warning or a pause. Whom it is about stands in the address of the page."""

    step = forms.ChoiceField(
        label=_("Was soll gelten?"),
        choices=Step.choices,
        widget=forms.RadioSelect,
        help_text=_("Vor einer Pause steht eine Verwarnung in den letzten zwölf Monaten."),
    )
    days = forms.IntegerField(
        label=_("Wie viele Tage Pause?"),
        required=False,
        min_value=1,
        max_value=LONGEST_PAUSE,
        help_text=_("Nur für eine Pause. So kurz wie möglich, höchstens 90 Tage."),
    )
    clause = forms.CharField(
        label=_("Welche Vorschrift oder Regel?"),
        max_length=300,
        help_text=_("Zum Beispiel „Spielregel: Keine Werbung“."),
    )
    facts = forms.CharField(
        label=_("Warum? Die Tatsachen"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Was ist wie oft vorgekommen, und mit welchen Folgen für andere? Wen es betrifft, bekommt diesen Text."
        ),
    )


class ProtestForm(DeskForm):
    """The answer to an objection against a measure."""

    lift = forms.TypedChoiceField(
        label=_("Wie entscheiden Sie?"),
        choices=[("ja", _("Die Maßnahme wird aufgehoben")), ("nein", _("Die Maßnahme bleibt"))],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Begründung"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Wer widersprochen hat, liest das."),
    )
