# SPDX-License-Identifier: EUPL-1.2
"""The one form of a try-out: first what was asked and expected, then what was done, then what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mitwirken.civic.participation.models import Process
from mitwirken.formats.events.models import Event
from mitwirken.formats.events.queries import public as public_events
from mitwirken.ground.desk.forms import DayField, DeskForm
from mitwirken.ground.desk.models import Office
from mitwirken.ground.desk.roles import has_role

from ..models import Tryout, Verdict
from ..queries import methods as catalogue
from ..rules.tryouts import EDITORS
from ..tryouts import CHANNELS, MOST_METHODS, OwnNumber, TryoutDraft

MOST_SHOWN = 40
RECENT = timedelta(days=550)
_VERDICTS: Mapping[str, Any] = {
    Verdict.REPEAT: _("So würden wir es wieder machen."),
    Verdict.ADAPT: _("Gern wieder, aber anders. Unten steht, wie."),
    Verdict.DROP: _("Dafür war es nicht das Richtige. Auch das ist ein Ergebnis."),
}

# Key, heading, what it is about, fields: in the order of the page.
SECTIONS: tuple[tuple[str, Any, Any, tuple[str, ...]], ...] = (
    (
        "vorher",
        _("Vorher"),
        _("Schreiben Sie das auf, bevor es losgeht. Nach dem Veröffentlichen bleiben Frage und Annahme so stehen."),
        ("title", "question", "hypothesis", "method_1", "method_2", "method_3", "began_on", "ended_on", "office"),
    ),
    (
        "zahlen",
        _("Prozess und Treffen"),
        _("Was Sie hier wählen, zählt die Plattform von selbst. Zahlen unter 5 über Menschen zeigt sie nicht."),
        ("process", "events"),
    ),
    (
        "wege",
        _("Wege und Aufwand"),
        _("Nur was Sie wissen. Leere Felder erscheinen nicht."),
        ("people", "online", "room", "paper", "phone", "hours", "euros", "numbers"),
    ),
    (
        "danach",
        _("Danach"),
        _("Ehrlich hilft am meisten: Die nächsten lernen aus dem, was nicht gelang."),
        ("worked", "worked_not", "verdict", "advice"),
    ),
)  # fmt: skip


def _text(label: Any, help_text: Any = "", *, most: int = 3000, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=most,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _count(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=help_text, required=False, min_value=0, max_value=10_000_000
    )


class NumbersField(forms.CharField):
    """One number a line: `Kuchen | 14 | gespendet`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def clean(self, value: Any) -> list[OwnNumber]:
        found = []
        for place, line in enumerate((super().clean(value) or "").splitlines(), 1):
            cells = [" ".join(cell.split()) for cell in line.split("|")]
            if not any(cells):
                continue
            if len(cells) < 2 or not cells[0] or not cells[1] or len(cells) > 3:
                raise forms.ValidationError(
                    _(
                        "Zeile %(place)d: Bitte schreiben Sie „Was gezählt wurde | Zahl“ oder „Was gezählt wurde | Zahl | Anmerkung“."
                    ),
                    params={"place": place},
                )
            if len(cells[0]) > 120 or len(cells[1]) > 40 or len(cells[2] if len(cells) > 2 else "") > 200:
                raise forms.ValidationError(_("Zeile %(place)d ist zu lang."), params={"place": place})
            found.append(OwnNumber(cells[0], cells[1], cells[2] if len(cells) > 2 else ""))
        return found


def numbers_text(rows: Any) -> str:
    """What `NumbersField` reads again."""
    return "\n".join(
        " | ".join(filter(None, (str(row["name"]), str(row["value"]), str(row.get("note", "")))))
        for row in rows
    )


class TryoutForm(DeskForm):
    title = forms.CharField(
        label=_("Titel"), max_length=140, help_text=_("Zum Beispiel: „World Café mitten im Hoeschpark“")
    )
    question = forms.CharField(
        label=_("Frage"),
        max_length=300,
        required=False,
        help_text=_(
            "Was wollen Sie herausfinden? Zum Beispiel: „Kommen Menschen, die nie ins Rathaus kommen?“"
        ),
    )
    hypothesis = _text(
        _("Annahme"), _("Was erwarten Sie, und woran merken Sie, ob es stimmt?"), most=1000, rows=3
    )
    method_1 = forms.ChoiceField(label=_("Methode"), required=False)
    method_2 = forms.ChoiceField(label=_("Zweite Methode"), required=False)
    method_3 = forms.ChoiceField(label=_("Dritte Methode"), required=False)
    began_on = DayField(label=_("Von"))
    ended_on = DayField(
        label=_("Bis"),
        required=False,
        help_text=_("Bei einem einzelnen Tag derselbe Tag. Leer heißt: läuft noch."),
    )
    office = forms.ChoiceField(label=_("Federführung"), required=False)
    process = forms.ChoiceField(label=_("Prozess"), required=False)
    events = forms.MultipleChoiceField(
        label=_("Treffen"), required=False, widget=forms.CheckboxSelectMultiple()
    )
    people = _count(
        _("Beteiligte"),
        _("Wie viele Menschen waren insgesamt dabei? Leer: Die Plattform nennt, was sie gezählt hat."),
    )
    online = _count(_("davon online"))
    room = _count(_("davon vor Ort"))
    paper = _count(_("davon auf Papier"))
    phone = _count(_("davon am Telefon"))
    hours = _count(_("Arbeitsstunden der Stadt"), _("Vorbereitung, Durchführung und Auswertung zusammen"))
    euros = _count(_("Ausgaben in Euro"), _("Ohne die Arbeitszeit"))
    numbers = NumbersField(
        label=_("Eigene Zahlen"),
        help_text=_(
            "Eine je Zeile: Was gezählt wurde | Zahl | Anmerkung. Zum Beispiel: „Kontakte am Stand | 120 | gezählt mit Strichliste“"
        ),
    )
    worked = _text(_("Was gelang"))
    worked_not = _text(_("Was nicht gelang"))
    verdict = forms.ChoiceField(label=_("Empfehlung"), required=False, widget=forms.RadioSelect)
    advice = _text(_("Was wir empfehlen"), _("Was sollte jemand wissen, der es als Nächstes macht?"))

    def __init__(
        self,
        *args: Any,
        person: Any,
        tryout: Tryout | None = None,
        start: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, name="erprobung", **kwargs)
        self.person, self.tryout = person, tryout
        self.initial = {**(_said(tryout) if tryout else start or {}), **self.initial}
        self._offer()
        if tryout is not None:
            self.fields["seen"].initial = tryout.version
            if tryout.published_at is not None:
                for name in ("question", "hypothesis"):
                    self.fields[name].widget.attrs["readonly"] = True
                    self.fields[name].help_text = _("Veröffentlicht; bleibt so stehen.")

    def _offer(self) -> None:
        """Fills the lists: what is public, and what was chosen before."""
        chosen = self.initial
        names = sorted(
            ((card.key, card.name) for card in catalogue.cards().values()),
            key=lambda pair: pair[1].casefold(),
        )
        for number in range(1, MOST_METHODS + 1):
            own = chosen.get(f"method_{number}")
            gone = [(own, own)] if own and own not in catalogue.cards() else []
            self._choices(
                f"method_{number}", [("", _("keine") if number > 1 else _("Bitte wählen")), *gone, *names]
            )
        offices = Office.objects.order_by("name")
        may_none = has_role(self.person, *EDITORS)
        if not may_none:
            offices = offices.filter(pk__in=self.person.offices)
        self.offices = {str(one.pk): one for one in offices}
        none = [("", _("noch offen"))] if may_none else []
        self._choices("office", [*none, *((key, one.name) for key, one in self.offices.items())])
        processes = Process.objects.filter(
            Q(published_at__isnull=False) | Q(pk=chosen.get("process") or 0)
        ).order_by("title")
        self.processes = {str(one.pk): one for one in processes.only("pk", "title", "slug")[:500]}
        self._choices(
            "process", [("", _("keiner")), *((key, one.title) for key, one in self.processes.items())]
        )
        wanted = [int(each) for each in chosen.get("events", ())]
        if isinstance(self.data, QueryDict):
            # What somebody ticked stays on offer, however old the meeting is.
            ticked = self.data.getlist("events")[:MOST_SHOWN]
            wanted += [int(each) for each in ticked if each.isascii() and each.isdigit() and len(each) < 18]
        recent = Q(cancelled_at=None, starts_at__gte=timezone.now() - RECENT)
        rows: list[Event] = []
        for some in (Q(pk__in=wanted), Q(process_id=chosen.get("process") or 0), recent):
            known = [row.pk for row in rows]
            rows += public_events().filter(some).exclude(pk__in=known).order_by("-starts_at")[:MOST_SHOWN]
        self.shown_events = {str(row.pk): row for row in rows}
        self._choices(
            "events",
            [
                (
                    key,
                    format_html(
                        "<b>{}</b><small>{}</small>",
                        row.title,
                        date_format(timezone.localdate(row.starts_at)),
                    ),
                )
                for key, row in self.shown_events.items()
            ],
        )
        self._choices(
            "verdict",
            [
                ("", _("noch offen")),
                *(
                    (each.value, format_html("<b>{}</b><small>{}</small>", each.label, _VERDICTS[each]))
                    for each in Verdict
                ),
            ],
        )

    def _choices(self, name: str, options: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]

    def sections(self) -> Iterator[dict[str, Any]]:
        for key, heading, about, names in SECTIONS:
            yield {"key": key, "heading": heading, "about": about, "fields": [self[name] for name in names]}

    def draft(self) -> TryoutDraft:
        given = self.cleaned_data
        methods = [given[f"method_{number}"] for number in range(1, MOST_METHODS + 1)]
        return TryoutDraft(
            methods=tuple(dict.fromkeys(filter(None, methods))),
            process=self.processes.get(given["process"]),
            events=[self.shown_events[key] for key in given["events"]],
            office=self.offices.get(given["office"]),
            channels={key: given[key] for key in CHANNELS if given[key] is not None},
            **{
                name: given[name]
                for name in (
                    "title", "question", "hypothesis", "began_on", "ended_on", "people", "hours", "euros", "numbers",
                    "worked", "worked_not", "verdict", "advice",
                )
            },
        )  # fmt: skip


def _said(tryout: Tryout) -> dict[str, Any]:
    """What the form begins with when a try-out is edited."""
    names = (
        "title", "question", "hypothesis", "began_on", "ended_on", "people", "hours", "euros", "worked", "worked_not", "verdict",
        "advice",
    )  # fmt: skip
    keys = list(tryout.methods.order_by("name").values_list("key", flat=True))
    return (
        {name: getattr(tryout, name) for name in names}
        | {f"method_{number}": key for number, key in enumerate(keys[:MOST_METHODS], 1)}
        | {str(row["key"]): row["people"] for row in tryout.channels}
        | {
            "office": str(tryout.office_id or ""),
            "process": str(tryout.process_id or ""),
            "events": [str(pk) for pk in tryout.events.values_list("pk", flat=True)],
            "numbers": numbers_text(tryout.numbers),
        }
    )


def from_event(event: Event) -> dict[str, Any]:
    """What the form begins with when somebody comes from a meeting."""
    key = next((card.key for card in catalogue.cards().values() if card.entry.live == event.kind), "")
    return {
        "title": event.title,
        "method_1": key,
        "began_on": timezone.localdate(event.starts_at),
        "ended_on": timezone.localdate(event.ends_at),
        "office": str(event.office_id or ""),
        "process": str(event.process_id or ""),
        "events": [str(event.pk)],
    }


def from_process(process: Process) -> dict[str, Any]:
    """What the form begins with when somebody comes from a process: its days, its office, its meetings."""
    phases = list(process.phases.order_by("starts_at"))
    events = public_events(Event.objects.filter(process=process, cancelled_at=None)).order_by("starts_at")
    return {
        "title": process.title,
        "began_on": timezone.localdate(phases[0].starts_at) if phases else None,
        "ended_on": timezone.localdate(max(phase.ends_at for phase in phases)) if phases else None,
        "office": str(process.office_id or ""),
        "process": str(process.pk),
        "events": [str(pk) for pk in events.values_list("pk", flat=True)[:12]],
    }


class SourceForm(forms.Form):
    """From which process a new try-out takes what is known."""

    use_required_attribute = False
    prozess = forms.ChoiceField(label=_("Angaben aus einem Prozess übernehmen"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "quelle-%s")
        super().__init__(*args, **kwargs)
        rows = (
            Process.objects.filter(published_at__isnull=False).order_by("title").values_list("slug", "title")
        )
        self.fields["prozess"].choices = [("", _("keiner")), *rows[:500]]  # type: ignore[attr-defined]
