# SPDX-License-Identifier: EUPL-1.2
"""What staff build a survey with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.ui.forms import long_text

from .. import queries, rules
from ..actions import PageDraft, QuestionDraft, SurveyDraft
from ..filling import Outline
from ..models import FOR_CONDITIONS, Access, Kind, Page, Question, Results, State, Survey

MODES = {
    "open": (
        gettext_lazy("Anonym, ohne Konto"),
        gettext_lazy("Alle können antworten, auch mehrmals. Nichts verbindet Antworten mit einem Menschen."),
    ),
    "once": (
        gettext_lazy("Anonym, einmal je Konto"),
        gettext_lazy(
            "Wer antwortet, meldet sich an. Dass jemand teilgenommen hat und was geantwortet wurde, steht getrennt."
        ),
    ),
    "named": (
        gettext_lazy("Mit Konto"),
        gettext_lazy(
            "Die Antworten gehören zum Konto. Wer geantwortet hat, sieht sie, ändert sie bis zum Ende und löscht sie."
        ),
    ),
}

KINDS: dict[str, tuple[Any, str]] = {
    Kind.ONE: (gettext_lazy("Zum Beispiel: ja, nein, weiß nicht"), "check"),
    Kind.SEVERAL: (gettext_lazy("Alles ankreuzen, was zutrifft, wenn Sie wollen mit Höchstzahl"), "list"),
    Kind.SCALE: (gettext_lazy("Von 1 bis 5, mit Wörtern an den Enden"), "chart"),
    Kind.MATRIX: (gettext_lazy("Mehrere Dinge auf dieselbe Weise beurteilen"), "menu"),
    Kind.RANKING: (gettext_lazy("Das Wichtigste zuerst"), "arrow"),
    Kind.NUMBER: (gettext_lazy("Alter, Anzahl, Entfernung"), "plus"),
    Kind.SHORT: (gettext_lazy("Eine Zeile in eigenen Worten"), "edit"),
    Kind.LONG: (gettext_lazy("Einige Sätze in eigenen Worten"), "paper"),
    Kind.DATE: (gettext_lazy("Ein Tag"), "calendar"),
    Kind.POINT: (gettext_lazy("Auf der Karte, aus der Liste oder in Worten"), "map"),
    Kind.UPLOAD: (gettext_lazy("Ein Foto, das nur die Stadt sieht"), "image"),
    Kind.INFO: (gettext_lazy("Erklärt etwas, ohne zu fragen"), "info"),
}

FIELDS_OF: dict[str, tuple[str, ...]] = {
    Kind.ONE: ("choices", "other"),
    Kind.SEVERAL: ("choices", "other", "most"),
    Kind.SCALE: ("low", "high", "low_label", "high_label"),
    Kind.MATRIX: ("rows", "choices"),
    Kind.RANKING: ("choices", "most"),
    Kind.NUMBER: ("low", "high", "unit"),
}
"""What is asked for beside the words, by kind."""
ALWAYS = ("text", "help", "required", "condition", "seen", "once")


class SurveyForm(forms.Form):
    """A survey. `phase` is asked for only where a new one is made."""

    phase = forms.TypedChoiceField(label=gettext_lazy("In welcher Phase"), coerce=int)
    title = forms.CharField(label=gettext_lazy("Titel"), max_length=140)
    intro = long_text(
        gettext_lazy("Worum es geht"),
        gettext_lazy("Was soll entschieden werden, und was passiert mit den Antworten?"),
        most=4000,
        rows=5,
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("So viele Minuten dauert es etwa"), min_value=1, max_value=120, required=False
    )
    mode = forms.ChoiceField(label=gettext_lazy("Wer antworten kann"), widget=forms.RadioSelect)
    results = forms.ChoiceField(
        label=gettext_lazy("Wann alle die Ergebnisse sehen"),
        choices=Results.choices,
        widget=forms.RadioSelect,
        initial=Results.AFTER,
    )
    smallest = forms.IntegerField(
        label=gettext_lazy("Kleinste Zahl, die gezeigt wird"),
        help_text=gettext_lazy("Hinter jeder veröffentlichten Zahl stehen mindestens so viele Menschen."),
        min_value=3,
        max_value=50,
        initial=5,
    )
    closing = long_text(gettext_lazy("Text nach dem Absenden"), most=2000, rows=3)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, survey: Survey | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.survey = survey
        fields: Any = self.fields
        fields["mode"].choices = [
            (key, format_html("<b>{}</b><small>{}</small>", name, text))
            for key, (name, text) in MODES.items()
        ]
        if survey is None:
            self.phases = {phase.pk: phase for phase in queries.phases_to_ask()}
            fields["phase"].choices = [
                (pk, f"{phase.process.title}: {phase.title}") for pk, phase in self.phases.items()
            ]
            fields["mode"].initial = "open"
            return
        del fields["phase"]
        for name in ("title", "intro", "minutes", "results", "smallest", "closing"):
            fields[name].initial = getattr(survey, name)
        fields["mode"].initial = mode_of(survey)
        fields["seen"].initial = survey.version
        if survey.state != State.DRAFT:
            # What was promised to those who answer is not asked for again.
            for name in ("mode", "results", "smallest"):
                del fields[name]

    def draft(self) -> SurveyDraft:
        data = self.cleaned_data
        kept = self.survey
        mode = data.get("mode") or (mode_of(kept) if kept else "open")
        return SurveyDraft(
            title=data["title"],
            intro=data["intro"],
            closing=data["closing"],
            minutes=data["minutes"],
            anonymous=mode != "named",
            access=Access.OPEN if mode == "open" else Access.ACCOUNT,
            results=data.get("results") or (kept.results if kept else Results.AFTER),
            smallest=data.get("smallest") or (kept.smallest if kept else 5),
        )


def mode_of(survey: Survey) -> str:
    if not survey.anonymous:
        return "named"
    return "open" if survey.access == Access.OPEN else "once"


class CopyForm(forms.Form):
    """Where a copy goes."""

    phase = forms.TypedChoiceField(label=gettext_lazy("In welche Phase"), coerce=int)
    title = forms.CharField(label=gettext_lazy("Titel der Kopie"), max_length=140)
    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phases = {phase.pk: phase for phase in queries.phases_to_ask()}
        fields: Any = self.fields
        fields["phase"].choices = [
            (pk, f"{phase.process.title}: {phase.title}") for pk, phase in self.phases.items()
        ]


class ConditionField(forms.MultipleChoiceField):
    """Answers of earlier pages, question by question: one of those chosen is enough. All must belong to one question."""

    def __init__(self, outline: Outline, place: int) -> None:
        super().__init__(
            label=gettext_lazy("Nur zeigen nach einer dieser Antworten"),
            help_text=gettext_lazy(
                "Ohne Auswahl sehen es alle. Wählen Sie Antworten auf eine einzige Frage, die auf einer früheren Seite steht."
            ),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.choices = [
            (
                f"{outline.numbers.get(question.pk, '')}. {question.text}",
                [
                    (f"{question.pk}:{key}", label)
                    for key, label in rules.keys_for_conditions(question).items()
                ],
            )
            for page in outline.pages[:place]
            for question in outline.asked[page.pk]
            if question.kind in FOR_CONDITIONS
        ]

    def clean(self, value: Any) -> tuple[int | None, tuple[str, ...]]:
        chosen = [each.partition(":")[::2] for each in super().clean(value)]
        questions = {number for number, _key in chosen}
        if len(questions) > 1:
            raise ValidationError(
                _("Die gewählten Antworten gehören zu verschiedenen Fragen. Wählen Sie nur bei einer.")
            )
        if not chosen:
            return None, ()
        return int(questions.pop()), tuple(key for _number, key in chosen)


def _condition_of(row: Page | Question) -> list[str]:
    return [f"{row.if_question_id}:{key}" for key in row.if_choices] if row.if_question_id else []


class PageEditForm(forms.Form):
    """A page's heading, the text below it, and after which answers it is shown."""

    title = forms.CharField(label=gettext_lazy("Überschrift"), max_length=140)
    text = long_text(gettext_lazy("Text darunter"), most=2000, rows=3)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        outline: Outline,
        place: int,
        page: Page | None = None,
        fixed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.page, self.fixed = page, fixed
        if page is not None:
            self.fields["title"].initial = page.title
            self.fields["text"].initial = page.text
            self.fields["seen"].initial = page.version
        if not fixed:
            _add_condition(self, outline, place, page)

    def draft(self) -> PageDraft:
        question, choices = _condition(self, self.page)
        return PageDraft(self.cleaned_data["title"], self.cleaned_data["text"], question, choices)


def _add_condition(form: forms.Form, outline: Outline, place: int, row: Page | Question | None) -> None:
    field = ConditionField(outline, place)
    if field.choices:
        field.initial = _condition_of(row) if row is not None else []
        form.fields["condition"] = field


def _condition(form: Any, row: Page | Question | None) -> tuple[int | None, tuple[str, ...]]:
    if "condition" in form.fields:
        found: tuple[int | None, tuple[str, ...]] = form.cleaned_data["condition"]
        return found
    if form.fixed and row is not None:
        return row.if_question_id, tuple(row.if_choices)
    return None, ()


class LinesField(forms.CharField):
    """One thing a line, becoming a tuple of words."""

    def __init__(self, label: Any, help_text: Any) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            max_length=rules.MOST_CHOICES * (rules.LABEL_LENGTH + 2),
            widget=forms.Textarea(attrs={"rows": 6}),
        )

    def clean(self, value: Any) -> tuple[str, ...]:
        lines = tuple(filter(None, (" ".join(line.split()) for line in super().clean(value).splitlines())))
        if any(len(line) > rules.LABEL_LENGTH for line in lines):
            raise ValidationError(
                _(
                    "Eine Zeile hat mehr als %(n)d Zeichen. Kürzen Sie sie, sonst passt sie nicht auf den Bogen."
                )
                % {"n": rules.LABEL_LENGTH}
            )
        return lines


class QuestionForm(forms.Form):
    """A question of one kind: only what this kind needs is asked for. Once the survey is settled only words."""

    text = forms.CharField(label=gettext_lazy("Frage"), max_length=300)
    help = long_text(gettext_lazy("Hinweis zur Frage"), most=2000, rows=2)
    rows = LinesField(
        gettext_lazy("Zeilen der Tabelle"), gettext_lazy("Was beurteilt wird, jedes in einer eigenen Zeile.")
    )
    choices = LinesField(gettext_lazy("Antworten"), gettext_lazy("Jede Antwort in einer eigenen Zeile."))
    other = forms.BooleanField(label=gettext_lazy("Dazu: etwas anderes, mit eigenen Worten"), required=False)
    most = forms.IntegerField(
        label=gettext_lazy("Höchstens so viele auswählen"), required=False, min_value=1, max_value=40
    )
    low = forms.IntegerField(
        label=gettext_lazy("Kleinste Zahl"), required=False, min_value=-1_000_000, max_value=1_000_000
    )
    high = forms.IntegerField(
        label=gettext_lazy("Größte Zahl"), required=False, min_value=-1_000_000, max_value=1_000_000
    )
    low_label = forms.CharField(
        label=gettext_lazy("Wort am unteren Ende"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Zum Beispiel: gar nicht"),
    )
    high_label = forms.CharField(
        label=gettext_lazy("Wort am oberen Ende"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Zum Beispiel: sehr"),
    )
    unit = forms.CharField(
        label=gettext_lazy("Einheit"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Zum Beispiel: Minuten"),
    )
    required = forms.BooleanField(
        label=gettext_lazy("Muss beantwortet werden"),
        help_text=gettext_lazy(
            "Nur wo es ohne die Antwort nicht weitergeht. Wer nicht antworten will, bricht sonst ab."
        ),
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        outline: Outline,
        place: int,
        question: Question | None = None,
        fixed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.question, self.fixed = kind, question, fixed
        wanted = {*ALWAYS, *FIELDS_OF.get(kind, ())}
        if kind == Kind.INFO:
            wanted.discard("required")
        if fixed:
            wanted -= {"other", "most", "low", "high", "required"}
        for name in list(self.fields):
            if name not in wanted:
                del self.fields[name]
        if kind == Kind.INFO:
            self.fields["text"].label = _("Überschrift")
            self.fields["help"].label = _("Text")
        if kind == Kind.SCALE and not fixed:
            self.fields["low"].initial, self.fields["high"].initial = 1, 5
            self.fields["low"].required = self.fields["high"].required = True
        if question is not None:
            self.fields["seen"].initial = question.version
            for name, field in self.fields.items():
                if name in {"choices", "rows"}:
                    field.initial = "\n".join(each["label"] for each in getattr(question, name))
                elif hasattr(question, name):
                    field.initial = getattr(question, name)
        if not fixed:
            _add_condition(self, outline, place, question)

    def draft(self) -> QuestionDraft:
        condition, choices = _condition(self, self.question)
        values: dict[str, Any] = {}
        for name in [
            "text",
            "help",
            "choices",
            "rows",
            "other",
            "most",
            "low",
            "high",
            "low_label",
            "high_label",
            "unit",
            "required",
        ]:
            if name in self.fields:
                values[name] = self.cleaned_data[name]
            elif self.fixed and self.question is not None:
                kept = getattr(self.question, name)
                values[name] = tuple(each["label"] for each in kept) if name in {"choices", "rows"} else kept
        return QuestionDraft(kind=self.kind, if_question=condition, if_choices=choices, **values)
