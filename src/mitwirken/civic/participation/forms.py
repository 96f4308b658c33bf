# SPDX-License-Identifier: EUPL-1.2
"""Forms of the desk for processes. Each part of a process is a form of its own; `draft()` gives what the action takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mitwirken.civic.places.models import Place, PlaceKind
from mitwirken.ground.desk.forms import DayField, DeskForm
from mitwirken.ground.desk.models import Office
from mitwirken.ground.pictures.actions import store_picture
from mitwirken.ground.texts.forms import ProseField, ProseWidget
from mitwirken.ground.ui.forms import PictureField, TimeField, long_text

from .checks import CHECKS, MOST_WORDS, NO, YES, answered
from .drafts import Access, Basics, CategoryDraft, Change, Checks, DateDraft, Outcome, PhaseDraft, Terms
from .models import Category, Date, Influence, Phase, Process, Topic
from .registry import Format

LONG = 20_000
_text = partial(long_text, most=2000, rows=4)


def _prose(label: Any, help_text: Any = "", *, rows: int = 12) -> forms.CharField:
    """A text with headings and lists."""
    return ProseField(
        label=label, help_text=help_text, required=False, widget=ProseWidget(attrs={"rows": rows})
    )


class PlacesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Place.objects.none(),
            widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-grid"}),
            required=False,
            **kwargs,
        )


def _places_for(process: Process | None) -> Any:
    """The districts, and whatever parts of districts the process already belongs to."""
    wanted = Q(kind=PlaceKind.DISTRICT)
    if process is not None:
        wanted |= Q(processes=process)
    return Place.objects.filter(wanted).defer("outline").distinct().order_by("kind", "name")


class CreateForm(DeskForm):
    """The four things that only the clerk knows; the template brings the rest."""

    title = forms.CharField(
        label=_("Titel"),
        max_length=140,
        help_text=_(
            "Kurz und konkret, mit dem Ort. Zum Beispiel: „Hoeschpark: Wie soll der Park 2030 aussehen?“"
        ),
    )
    question = forms.CharField(
        label=_("Frage"),
        max_length=240,
        help_text=_("Worauf sollen die Menschen antworten? Eine Frage, die auch ein Kind versteht."),
    )
    starts_on = DayField(
        label=_("Beginn der ersten Phase"),
        help_text=_("Alle weiteren Phasen und Termine rechnen wir aus. Sie können sie danach ändern."),
    )
    topic = forms.ModelChoiceField(
        label=_("Thema"), queryset=Topic.objects.all(), required=False, empty_label=_("noch offen")
    )
    office = forms.ModelChoiceField(
        label=_("Federführung"), queryset=Office.objects.none(), required=False, empty_label=_("noch offen")
    )
    places = PlacesField(
        label=_("Stadtbezirke"), help_text=_("Ohne Auswahl gilt der Prozess für die ganze Stadt.")
    )

    def __init__(self, *args: Any, person: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].queryset = _places_for(None)  # type: ignore[attr-defined]
        self.fields["office"].queryset = Office.objects.all()  # type: ignore[attr-defined]
        if person is not None and len(person.offices) == 1:
            self.fields["office"].initial = next(iter(person.offices))
        self.fields["starts_on"].initial = timezone.localdate() + timedelta(days=28)

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if not 2000 <= day.year <= 2100:
            raise forms.ValidationError(_("Dieses Jahr passt nicht. Bitte prüfen Sie das Datum."))
        return day


def _unless_empty(field: forms.Field) -> Callable[[Any], None]:
    check = field.validate
    return lambda value: None if value in field.empty_values else check(value)


class SectionForm(DeskForm):
    """A part of a process: `initial_of` reads it, `draft` gives it to the action."""

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        self.process = process
        kwargs.setdefault("initial", {**self.initial_of(process), "seen": process.version})
        super().__init__(*args, **kwargs)

    def need(self, *names: str) -> None:
        """Fields that a publication needs: shown as such, and a draft may still be saved without them."""
        for name in names:
            field = self.fields[name]
            field.required = True
            field.validate = _unless_empty(field)  # type: ignore[assignment,method-assign]

    def initial_of(self, process: Process) -> dict[str, Any]:
        return {name: getattr(process, name) for name in self.base_fields if hasattr(process, name)}

    def draft(self) -> Change:
        raise NotImplementedError


class BasicsForm(SectionForm):
    title = forms.CharField(label=_("Titel"), max_length=140)
    question = forms.CharField(
        label=_("Frage"),
        max_length=240,
        required=False,
        help_text=_("Worauf sollen die Menschen antworten? Eine Frage, die auch ein Kind versteht."),
    )
    summary = _text(
        _("Kurz gesagt"),
        _("Zwei, drei Sätze. Sie stehen in Listen, in der Suche und in E-Mails."),
        most=600,
        rows=3,
    )
    body = _prose(
        _("Worum es geht"),
        _("Anlass, Ablauf, was mit den Beiträgen passiert. Kurze Absätze mit Zwischenüberschriften."),
    )
    audience = forms.CharField(label=_("Wer mitmachen kann"), max_length=200, required=False)
    topic = forms.ModelChoiceField(
        label=_("Thema"), queryset=Topic.objects.all(), required=False, empty_label=_("noch offen")
    )
    office = forms.ModelChoiceField(
        label=_("Federführung"),
        queryset=Office.objects.all(),
        required=False,
        empty_label=_("noch offen"),
        help_text=_("Dieses Amt steht auf der Seite und bekommt die Beiträge."),
    )
    places = PlacesField(label=_("Orte"), help_text=_("Ohne Auswahl gilt der Prozess für die ganze Stadt."))
    documents = _prose(
        _("Unterlagen"),
        _("Liste von Links zu Plänen, Beschlüssen und Gutachten. Sagen Sie dazu, wie groß eine Datei ist."),
        rows=4,
    )

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, process=process, **kwargs)
        self.fields["places"].queryset = _places_for(process)  # type: ignore[attr-defined]
        self.need("question", "summary", "office")

    def initial_of(self, process: Process) -> dict[str, Any]:
        return {
            **super().initial_of(process),
            "topic": process.topic_id,
            "office": process.office_id,
            "places": list(process.places.all()),
        }

    def draft(self) -> Basics:
        given = self.cleaned_data
        return Basics(
            given["title"], given["question"], given["summary"], given["body"], given["audience"], given["topic"],
            tuple(given["places"]), given["office"], given["documents"],
        )  # fmt: skip


_MEANINGS = {
    Influence.INFORMATION: _("Die Menschen erfahren, was kommt. Offen ist nichts mehr."),
    Influence.CONSULTATION: _(
        "Die Stadt holt Rat ein. Sie entscheidet selbst und sagt, was sie übernommen hat und was nicht."
    ),
    Influence.CO_DESIGN: _(
        "Die Menschen arbeiten am Ergebnis mit. Weicht die Entscheidung ab, wird das begründet."
    ),
    Influence.CO_DECISION: _("Das Ergebnis der Abstimmung gilt, im vorher genannten Rahmen."),
}


class TermsForm(SectionForm):
    influence = forms.ChoiceField(
        label=_("Wie weit die Mitwirkung reicht"),
        required=False,
        help_text=_("Versprechen Sie nur, was Sie halten können."),
        widget=forms.RadioSelect,
    )
    fixed = _text(
        _("Was schon feststeht"), _("Eine Zeile je Punkt: Geld, Gesetze, Beschlüsse, Grenzen des Ortes.")
    )
    open = _text(
        _("Was noch offen ist"), _("Eine Zeile je Punkt: Darüber kann wirklich noch entschieden werden.")
    )
    decided_by = forms.CharField(
        label=_("Wer entscheidet"),
        max_length=200,
        required=False,
        help_text=_("Zum Beispiel: „Bezirksvertretung Hörde, auf Vorschlag des Tiefbauamtes“"),
    )
    decided_on = DayField(
        label=_("Wann entschieden wird"),
        required=False,
        help_text=_("Ein ungefährer Tag genügt; Sie können ihn später ändern."),
    )

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, process=process, **kwargs)
        self.fields["influence"].choices = [  # type: ignore[attr-defined]
            (each.value, format_html("<b>{}</b><small>{}</small>", each.label, _MEANINGS[each]))
            for each in Influence
        ]
        self.need("influence", "fixed", "decided_by", "decided_on")

    def draft(self) -> Terms:
        given = self.cleaned_data
        return Terms(
            given["influence"], given["fixed"], given["open"], given["decided_by"], given["decided_on"]
        )


class AccessForm(SectionForm):
    without_net = _text(
        _("Mitmachen ohne Internet"),
        _(
            "Wo liegen Papierbogen aus, wer nimmt am Telefon auf, wo kann man hingehen? Mit Zeiten und Nummern."
        ),
    )
    contact = _text(
        _("Ansprechstelle"),
        _("Team, E-Mail-Adresse, Telefon, Sprechzeiten. Bitte keine Namen einzelner Personen."),
    )

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, process=process, **kwargs)
        self.need("without_net")

    def draft(self) -> Access:
        return Access(self.cleaned_data["without_net"], self.cleaned_data["contact"])


class ChecksForm(SectionForm):
    """Two fields for each point: whether it is so, and in which way or why not."""

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, process=process, **kwargs)
        for row in answered(process.checks):
            key = row.check.key
            self.fields[key] = forms.ChoiceField(
                label=row.check.question,
                choices=[("", _("noch offen")), (YES, _("ja")), (NO, _("nein"))],
                required=False,
                initial=row.state,
                widget=forms.RadioSelect(attrs={"class": "choices-grid"}),
            )
            self.fields[f"{key}_words"] = forms.CharField(
                label=_("%(name)s: wie, oder warum nicht") % {"name": row.check.name},
                help_text=row.check.help,
                max_length=MOST_WORDS,
                required=False,
                initial=row.words,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for check in CHECKS:
            if given.get(check.key) == NO and not given.get(f"{check.key}_words"):
                self.add_error(
                    f"{check.key}_words",
                    _("Bitte sagen Sie, warum nicht. Das steht öffentlich auf der Seite."),
                )
        return given

    def draft(self) -> Checks:
        given = self.cleaned_data
        return Checks(
            {
                check.key: {"state": given[check.key], "words": given[f"{check.key}_words"]}
                for check in CHECKS
                if given[check.key] or given[f"{check.key}_words"]
            }
        )


class OutcomeForm(SectionForm):
    result = _prose(
        _("Ergebnis"),
        _("Was ist herausgekommen? Mit Zahlen: wie viele haben mitgemacht, auf welchem Weg?"),
        rows=8,
    )
    decision = _text(_("Entscheidung"), _("Wer hat wann was entschieden?"), most=LONG, rows=5)
    reason = _text(
        _("Begründung"), _("Warum so? Was wurde nicht übernommen, und warum nicht?"), most=LONG, rows=5
    )

    def draft(self) -> Outcome:
        given = self.cleaned_data
        return Outcome(given["result"], given["decision"], given["reason"])


class PictureForm(SectionForm):
    picture = PictureField(
        label=_("Bild"),
        help_text=_("Querformat, mindestens 1200 Pixel breit. Ort und Gerät werden aus der Datei entfernt."),
    )
    alt = forms.CharField(
        label=_("Beschreibung des Bildes"),
        max_length=300,
        help_text=_("Was ist zu sehen? Für Menschen, die das Bild nicht sehen."),
    )

    def initial_of(self, process: Process) -> dict[str, Any]:
        return {}

    def store(self, by: Any) -> Any:
        """Refuses what is no picture, with words for the field."""
        return store_picture(self.cleaned_data["picture"], alt=self.cleaned_data["alt"], by=by)


# Phases


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, timezone.get_current_timezone())


class PhaseForm(DeskForm):
    """A phase of one format. What the format needs to know beyond that is asked by the format's own form beside it."""

    title = forms.CharField(
        label=_("Titel"), max_length=120, help_text=_("Ein Wort oder zwei, zum Beispiel „Ideen sammeln“.")
    )
    text = _text(
        _("Was passiert in dieser Phase"),
        _("Schreiben Sie, was man tun kann, und die Regel, nach der gezählt wird."),
    )
    verbs = forms.MultipleChoiceField(
        label=_("Was offen ist"), required=False, widget=forms.CheckboxSelectMultiple
    )
    starts_on = DayField(label=_("Erster Tag"))
    starts_time = TimeField(label=_("ab Uhrzeit"), required=False, help_text=_("Leer: der ganze Tag."))
    ends_on = DayField(label=_("Letzter Tag"))
    ends_time = TimeField(label=_("bis Uhrzeit"), required=False, help_text=_("Leer: der ganze Tag."))

    def __init__(
        self, *args: Any, format: Format, phase: Phase | None = None, seen: int | None = None, **kwargs: Any
    ) -> None:
        self.format, self.phase = format, phase
        initial: dict[str, Any] = {"seen": seen}
        if phase is not None:
            first, last = timezone.localtime(phase.starts_at), timezone.localtime(phase.ends_at)
            initial |= {
                "title": phase.title, "text": phase.text, "verbs": phase.verbs, "starts_on": first.date(), "ends_on": last.date(),
                "starts_time": first.time() if first.time() != time(0, 0) else None,
                "ends_time": last.time() if last.time() != time(23, 59) else None,
            }  # fmt: skip
        else:
            initial |= {"verbs": [verb for verb, _words in format.verbs] if not format.quiet else []}
        kwargs.setdefault("initial", initial)
        super().__init__(*args, **kwargs)
        if format.verbs:
            self.fields["verbs"].choices = format.verbs  # type: ignore[attr-defined]
        else:
            del self.fields["verbs"]

    def draft(self, settings: Mapping[str, Any]) -> PhaseDraft:
        given = self.cleaned_data
        kept = (
            dict(self.phase.settings)
            if self.phase is not None and self.phase.format == self.format.key
            else {}
        )
        return PhaseDraft(
            given["title"],
            self.format.key,
            _moment(given["starts_on"], given["starts_time"] or time(0, 0)),
            _moment(given["ends_on"], given["ends_time"] or time(23, 59)),
            given["text"],
            tuple(given.get("verbs", ())),
            {**kept, **settings},
            self.phase.pk if self.phase is not None else None,
        )


class DateForm(DeskForm):
    title = forms.CharField(label=_("Was"), max_length=140)
    on = DayField(label=_("Tag"))
    at = TimeField(label=_("Beginn"))
    until = TimeField(label=_("Ende"), required=False)
    place = forms.CharField(
        label=_("Wo"),
        max_length=200,
        required=False,
        help_text=_("Adresse, und ob der Ort stufenlos erreichbar ist."),
    )
    text = _text(
        _("Was gut zu wissen ist"),
        _("Zum Beispiel Gebärdensprache, Höranlage, Kinderbetreuung, Anmeldung."),
        most=1000,
        rows=3,
    )

    def __init__(self, *args: Any, row: Date | None = None, seen: int | None = None, **kwargs: Any) -> None:
        self.row = row
        initial: dict[str, Any] = {"seen": seen}
        if row is not None:
            first = timezone.localtime(row.starts_at)
            initial |= {
                "title": row.title, "on": first.date(), "at": first.time(), "place": row.place, "text": row.text,
                "until": timezone.localtime(row.ends_at).time() if row.ends_at else None,
            }  # fmt: skip
        kwargs.setdefault("initial", initial)
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("until") and given.get("at") and given["until"] < given["at"]:
            self.add_error(
                "until",
                _(
                    "Das Ende liegt vor dem Beginn. Ein Termin über Mitternacht wird als zwei Termine eingetragen."
                ),
            )
        return given

    def draft(self) -> DateDraft:
        given = self.cleaned_data
        return DateDraft(
            given["title"],
            _moment(given["on"], given["at"]),
            _moment(given["on"], given["until"]) if given["until"] else None,
            given["place"],
            given["text"],
            self.row.pk if self.row is not None else None,
        )


class CategoriesForm(DeskForm):
    """A line for each category that there is, and three empty ones. An emptied line goes."""

    def __init__(
        self, *args: Any, categories: Sequence[Category], seen: int | None = None, **kwargs: Any
    ) -> None:
        self.rows: list[Category | None] = [*categories, None, None, None]
        kwargs.setdefault("initial", {"seen": seen})
        super().__init__(*args, **kwargs)
        for number, row in enumerate(self.rows):
            self.fields[self._name(number, row)] = forms.CharField(
                label=_("Kategorie %(number)d") % {"number": number + 1},
                max_length=80,
                required=False,
                initial=row.name if row else "",
            )

    @staticmethod
    def _name(number: int, row: Category | None) -> str:
        return f"name_{row.pk}" if row else f"new_{number}"

    def drafts(self) -> list[CategoryDraft]:
        found = []
        for number, row in enumerate(self.rows):
            name = self.cleaned_data.get(self._name(number, row), "").strip()
            if name:
                found.append(CategoryDraft(name, row.pk if row else None))
        return found


class WithdrawForm(DeskForm):
    because = _text(
        _("Grund"), _("Der Grund steht danach unter der Adresse des Prozesses."), most=1000, required=True
    )
