# SPDX-License-Identifier: EUPL-1.2
"""Input to clean values. A form never saves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitwirken.civic.participation.models import Process, Topic
from mitwirken.civic.places.forms import DistrictField, Point, PointField, PointFormMixin
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.desk.forms import DayField, DeskForm
from mitwirken.ground.desk.models import Office
from mitwirken.ground.desk.roles import has_role
from mitwirken.ground.pictures.models import Picture
from mitwirken.ground.texts.forms import ProseField, ProseWidget
from mitwirken.ground.ui.forms import (
    MomentField,
    NamesItsPicture,
    OpenForm,
    PictureField,
    TimeField,
    long_text,
)

from .drafts import BundleDraft, CardsDraft, EventDraft, FeedbackDraft, SignUpDraft
from .models import KEEP_DAYS, MOST_SEATS, Age, Bundle, Event, Kind, Mode, Side, StepFree, Trait, Worth
from .rules import EDITORS

LANGUAGES = (
    "Deutsch", "Türkisch", "Arabisch", "Polnisch", "Russisch", "Ukrainisch", "Rumänisch", "Bulgarisch", "Englisch", "Kurdisch", "Spanisch",
)  # fmt: skip


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, timezone.get_current_timezone())


def _reasonable(day: date | None) -> date | None:
    if day is not None and not 2000 <= day.year <= 2100:
        raise forms.ValidationError(_("Dieses Jahr passt nicht. Bitte prüfen Sie das Datum."))
    return day


# The parts of the one form of an event, in the order of the page: key, heading, what it is about, fields.
SECTIONS: tuple[tuple[str, Any, Any, tuple[str, ...]], ...] = (
    (
        "worum",
        _("Worum es geht"),
        _("Titel und Kurzfassung stehen in Listen, in der Suche und in Nachrichten."),
        ("title", "kind", "summary", "body"),
    ),
    (
        "wann",
        _("Wann"),
        "",
        ("day", "begins", "ends", "last_day", "doors"),
    ),
    (
        "wo",
        _("Wo"),
        _("Der Link zum Online-Treffen steht nie in Listen: Ihn bekommt, wer sich angemeldet hat."),
        ("mode", "venue", "address", "place", "point", "online_link", "dial_in"),
    ),
    (
        "zugang",
        _("Barrierefreiheit"),
        _("Sagen Sie auch, was es nicht gibt. „Nicht bekannt“ hilft niemandem, der planen muss."),
        ("step_free", "access", "languages", "access_note"),
    ),
    (
        "anmeldung",
        pgettext_lazy("event", "Anmeldung"),
        _("Plätze, die frei bleiben sollen, ziehen Sie vorher ab. Ohne Zahl gibt es keine Grenze."),
        ("sign_up", "seats_room", "seats_online", "sign_up_from", "sign_up_until", "keep_days"),
    ),
    (
        "kontakt",
        _("Ohne Internet und Kontakt"),
        _("Ohne diese Angaben wird nichts veröffentlicht."),
        ("without_net", "contact", "office"),
    ),
    (
        "gehoert",
        _("Gehört zu"),
        "",
        ("process", "topic", "bundle"),
    ),
    ("bild", _("Bild"), _("Ein Bild macht Listen lebendig. Es geht auch ohne."), ("picture", "alt", "no_picture")),
)  # fmt: skip


class EventForm(NamesItsPicture, PointFormMixin, DeskForm):
    """All of an event on one page."""

    title = forms.CharField(
        label=_("Titel"),
        max_length=140,
        help_text=_("Kurz und konkret. Zum Beispiel: „Runder Tisch zum Hoeschpark“"),
    )
    kind = forms.ChoiceField(label=_("Art"), choices=Kind.choices)
    summary = long_text(
        _("Kurz gesagt"), _("Zwei, drei Sätze: Was passiert, für wen, was wird daraus?"), most=600
    )
    body = ProseField(
        label=_("Ausführlich"),
        required=False,
        help_text=_("Ablauf, wer dabei ist, was mit den Ergebnissen passiert."),
        widget=ProseWidget(attrs={"rows": 8}),
    )
    day = DayField(label=_("Tag"))
    begins = TimeField(label=_("Beginn"))
    ends = TimeField(label=_("Ende"))
    last_day = DayField(
        label=_("Letzter Tag"), required=False, help_text=_("Nur wenn die Veranstaltung mehrere Tage dauert.")
    )
    doors = TimeField(label=_("Einlass ab"), required=False)
    mode = forms.ChoiceField(label=_("Wo findet es statt?"), choices=Mode.choices, widget=forms.RadioSelect)
    venue = forms.CharField(
        label=_("Raum oder Treffpunkt"),
        max_length=200,
        required=False,
        help_text=_("Zum Beispiel: Dietrich-Keuning-Haus, Agora"),
    )
    address = forms.CharField(label=_("Anschrift"), max_length=200, required=False)
    place = DistrictField(required=False, label=_("Stadtbezirk"))
    point = PointField(label=_("Punkt auf der Karte"), required=False)
    online_link = forms.URLField(
        label=_("Link zum Online-Treffen"), max_length=500, required=False, assume_scheme="https"
    )
    dial_in = forms.CharField(
        label=_("Einwahl am Telefon"),
        max_length=300,
        required=False,
        help_text=_("Nummer und Kennwort, für Menschen ohne Internet."),
    )
    step_free = forms.ChoiceField(label=_("Stufenfrei"), choices=StepFree.choices, widget=forms.RadioSelect)
    access = forms.MultipleChoiceField(
        label=_("Das gibt es"),
        required=False,
        choices=[
            ("induction_loop", _("Induktionsanlage für Hörgeräte")),
            ("dgs", _("Deutsche Gebärdensprache")),
            ("childcare", _("Kinderbetreuung")),
            ("quiet_room", _("Ruheraum")),
        ],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-grid"}),
    )
    languages = forms.CharField(
        label=_("Sprachen"),
        max_length=200,
        required=False,
        help_text=_("Zum Beispiel: Deutsch, mit Übersetzung ins Türkische und Arabische"),
    )
    access_note = long_text(
        _("Was noch gut zu wissen ist"),
        _("Wege, Parkplätze, Toiletten, Begleitpersonen, Assistenzhunde, Getränke."),
    )
    sign_up = forms.TypedChoiceField(
        label=_("Braucht man eine Anmeldung?"),
        choices=[("ja", _("Ja, mit Anmeldung")), ("nein", _("Nein, einfach kommen"))],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
    )
    seats_room = forms.IntegerField(label=_("Plätze vor Ort"), required=False, min_value=0, max_value=100_000)
    seats_online = forms.IntegerField(
        label=_("Plätze online"), required=False, min_value=0, max_value=100_000
    )
    sign_up_from = MomentField(
        label=_("Anmeldung ab"), required=False, help_text=_("Leer heißt: sobald veröffentlicht.")
    )
    sign_up_until = MomentField(
        label=_("Anmeldung bis"), required=False, help_text=_("Leer heißt: bis zum Ende der Veranstaltung.")
    )
    keep_days = forms.IntegerField(
        label=_("Anmeldungen löschen"),
        min_value=1,
        max_value=365,
        help_text=_("So viele Tage nach der Veranstaltung. Es bleiben nur Zahlen."),
    )
    without_net = long_text(
        _("Mitmachen ohne Internet"),
        _("Unter welcher Nummer, an welchem Schalter kann man sich anmelden? Mit Zeiten."),
    )
    contact = long_text(
        _("Ansprechstelle"), _("Team, E-Mail-Adresse, Telefon. Bitte keine Namen einzelner Personen.")
    )
    office = forms.ModelChoiceField(
        label=_("Amt"), queryset=Office.objects.none(), required=False, empty_label=_("noch offen")
    )
    process = forms.ModelChoiceField(
        label=_("Beteiligung"), queryset=Process.objects.none(), required=False, empty_label=_("keine")
    )
    topic = forms.ModelChoiceField(
        label=_("Thema"), queryset=Topic.objects.all(), required=False, empty_label=_("keines")
    )
    bundle = forms.ModelChoiceField(
        label=_("Aktion"), queryset=Bundle.objects.all(), required=False, empty_label=_("keine")
    )
    picture = PictureField(
        label=_("Bild"),
        required=False,
        help_text=_("Querformat, mindestens 1200 Pixel breit. Ort und Gerät werden aus der Datei entfernt."),
    )
    alt = forms.CharField(
        label=_("Beschreibung des Bildes"),
        max_length=300,
        required=False,
        help_text=_("Was ist zu sehen? Nötig, wenn Sie ein Bild hochladen."),
    )
    no_picture = forms.BooleanField(label=_("Bild entfernen"), required=False)

    def __init__(self, *args: Any, person: Any, event: Event | None = None, **kwargs: Any) -> None:
        self.event = event
        kwargs.setdefault("initial", {**_defaults(person), **(_initial(event) if event else {})})
        super().__init__(*args, name="veranstaltung", **kwargs)
        offices = Office.objects.all()
        if not has_role(person, *EDITORS):
            offices = offices.filter(pk__in=person.offices)
            self.fields["office"].required = True
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        running = Q(ends_at__gte=timezone.now() - timedelta(days=365)) | Q(ends_at=None)
        if event is not None and event.process_id:
            running |= Q(pk=event.process_id)
        self.fields["process"].queryset = Process.objects.filter(running).order_by("title")  # type: ignore[attr-defined]
        if event is None or event.picture_id is None:
            del self.fields["no_picture"]

    def clean_day(self) -> date | None:
        return _reasonable(self.cleaned_data["day"])

    def clean_last_day(self) -> date | None:
        return _reasonable(self.cleaned_data["last_day"])

    def sections(self) -> Iterator[dict[str, Any]]:
        for key, heading, about, names in SECTIONS:
            yield {
                "key": key,
                "heading": heading,
                "about": about,
                "fields": [self[name] for name in names if name in self.fields],
            }

    def draft(self, picture: Picture | None) -> EventDraft:
        given = self.cleaned_data
        point: Point | None = given["point"]
        access = set(given["access"])
        return EventDraft(
            title=given["title"],
            starts_at=_moment(given["day"], given["begins"]),
            ends_at=_moment(given["last_day"] or given["day"], given["ends"]),
            doors_at=_moment(given["day"], given["doors"]) if given["doors"] else None,
            latitude=point.lat if point else None,
            longitude=point.lon if point else None,
            induction_loop="induction_loop" in access,
            dgs="dgs" in access,
            childcare="childcare" in access,
            quiet_room="quiet_room" in access,
            picture=picture,
            **{name: given[name] for name in _SAME},
        )


_SAME = (
    "kind", "mode", "summary", "body", "venue", "address", "place", "online_link", "dial_in", "step_free", "languages", "access_note",
    "process", "topic", "bundle", "office", "contact", "without_net", "sign_up", "seats_room", "seats_online", "sign_up_from",
    "sign_up_until", "keep_days",
)  # fmt: skip


def _defaults(person: Any) -> dict[str, Any]:
    """What fits most events, so that a clerk has little to fill in."""
    offices = list(getattr(person, "offices", ()))
    return {
        "kind": Kind.WORKSHOP,
        "mode": Mode.ROOM,
        "day": timezone.localdate() + timedelta(days=28),
        "begins": time(18, 0),
        "ends": time(20, 0),
        "doors": time(17, 30),
        "step_free": StepFree.UNKNOWN,
        "sign_up": "ja",
        "keep_days": KEEP_DAYS,
        "office": offices[0] if len(offices) == 1 else None,
        "languages": "Deutsch",
    }


def _initial(event: Event) -> dict[str, Any]:
    starts, ends = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    names = ("title", *_SAME)
    found = {name: getattr(event, name) for name in names}
    found |= {
        "day": starts.date(),
        "begins": starts.time(),
        "ends": ends.time(),
        "last_day": ends.date() if ends.date() != starts.date() else None,
        "doors": timezone.localtime(event.doors_at).time() if event.doors_at else None,
        "place": event.place.slug if event.place else "",
        "point": Point(*event.point) if event.point else None,
        "sign_up": "ja" if event.sign_up else "nein",
        "access": [
            name for name in ("induction_loop", "dgs", "childcare", "quiet_room") if getattr(event, name)
        ],
        "seen": event.version,
    }
    return found


class ReasonForm(DeskForm):
    because = long_text(
        _("Grund"),
        _("Er steht auf der Seite und in der Nachricht an alle Angemeldeten."),
        most=600,
        required=True,
    )


# --- signing up ---------------------------------------------------------------------------------------------------


class SignUpForm(OpenForm):
    """What is asked of somebody who wants to come."""

    only_side: Side | None = None

    name = forms.CharField(
        label=_("Name für die Liste"),
        max_length=80,
        help_text=_("Ein Pseudonym genügt. Damit finden wir Sie am Einlass."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    side = forms.ChoiceField(label=_("Wie sind Sie dabei?"), choices=Side.choices, widget=forms.RadioSelect)
    seats = forms.TypedChoiceField(
        label=_("Für wie viele Personen?"),
        coerce=int,
        choices=[(number, str(number)) for number in range(1, MOST_SEATS + 1)],
        initial=1,
        help_text=_("Sie selbst mitgezählt."),
    )
    needs = forms.CharField(
        label=_("Was brauchen Sie, um dabei zu sein?"),
        max_length=500,
        required=False,
        help_text=_(
            "Zum Beispiel: Platz für einen Rollstuhl, Gebärdensprache, einen Sitz weit vorn. Das lesen nur die Menschen, die die Veranstaltung vorbereiten."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_(
            "Wir schicken Ihnen eine Nachricht mit einem Knopf zum Bestätigen. Danach schreiben wir nur zu dieser Veranstaltung."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(
        self,
        *args: Any,
        event: Event,
        person: Any = None,
        free: dict[str, int | None] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if person is not None:
            del self.fields["email"]
            self.fields["name"].initial = person.pseudonym
        if len(event.sides) == 1:
            del self.fields["side"]
            self.only_side = event.sides[0]
        else:
            self.fields["side"].choices = [  # type: ignore[attr-defined]
                (side.value, _side_words(side, (free or {}).get(side, None))) for side in event.sides
            ]

    def draft(self) -> SignUpDraft:
        given = self.cleaned_data
        return SignUpDraft(
            name=given["name"],
            seats=given["seats"],
            side=self.only_side or given["side"],
            needs=given["needs"],
        )


def _side_words(side: Side, free: int | None) -> Any:
    if free is None:
        return side.label
    words = _("Warteliste") if free == 0 else _("noch %(n)d frei") % {"n": free}
    return format_html("<b>{}</b><small>{}</small>", side.label, words)


class EnterSignUpForm(DeskForm):
    """For staff: on the phone, from paper, at the counter."""

    only_side: Side | None = None

    channel = forms.ChoiceField(
        label=_("Wie kam die Anmeldung zu Ihnen?"),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.ONLINE],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name oder Pseudonym"), max_length=80)
    side = forms.ChoiceField(label=_("Wie dabei?"), choices=Side.choices, widget=forms.RadioSelect)
    seats = forms.TypedChoiceField(
        label=_("Für wie viele Personen?"),
        coerce=int,
        choices=[(number, str(number)) for number in range(1, MOST_SEATS + 1)],
        initial=1,
    )
    needs = long_text(_("Was wird gebraucht?"), most=500, rows=2)
    contact_note = forms.CharField(
        label=_("So erreichen wir die Person"),
        max_length=200,
        required=False,
        help_text=_("Telefon oder Anschrift, wenn gewünscht. Wird mit der Anmeldung gelöscht."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, name="eintragen", **kwargs)
        if len(event.sides) == 1:
            del self.fields["side"]
            self.only_side = event.sides[0]

    def draft(self) -> SignUpDraft:
        given = self.cleaned_data
        return SignUpDraft(
            name=given["name"],
            seats=given["seats"],
            side=self.only_side or given["side"],
            needs=given["needs"],
        )


class OnPaperForm(forms.Form):
    """What stands on a sheet of paper; how it came and the token of the form belong to the frame around it."""

    name = forms.CharField(label=_("Name oder Pseudonym"), max_length=80)
    side = forms.ChoiceField(label=_("Wie dabei?"), choices=Side.choices, widget=forms.RadioSelect)
    seats = forms.TypedChoiceField(
        label=_("Für wie viele Personen?"),
        coerce=int,
        choices=[(number, str(number)) for number in range(1, MOST_SEATS + 1)],
        initial=1,
    )
    needs = long_text(_("Was wird gebraucht?"), most=500, rows=2)
    contact_note = forms.CharField(
        label=_("So erreichen wir die Person"),
        max_length=200,
        required=False,
        help_text=_("Telefon oder Anschrift, wenn gewünscht. Wird mit der Anmeldung gelöscht."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(event.sides) == 1:
            del self.fields["side"]


# --- feedback -----------------------------------------------------------------------------------------------------


class FeedbackForm(OpenForm):
    """One question; the rest may stay empty."""

    worth = forms.ChoiceField(
        label=_("Hat sich das Treffen für Sie gelohnt?"), choices=Worth.choices, widget=forms.RadioSelect
    )
    sentence = forms.CharField(
        label=_("Möchten Sie einen Satz dazu sagen?"),
        max_length=300,
        required=False,
        help_text=_("Bitte keine Namen."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    district = DistrictField(required=False, label=_("In welchem Stadtbezirk wohnen Sie?"))
    age = forms.ChoiceField(
        label=_("Wie alt sind Sie?"), required=False, choices=[("", _("keine Angabe")), *Age.choices]
    )
    language = forms.ChoiceField(
        label=_("Welche Sprache sprechen Sie zu Hause am meisten?"),
        required=False,
        choices=[
            ("", _("keine Angabe")),
            *((name, name) for name in LANGUAGES),
            ("Andere", _("eine andere")),
        ],
    )

    VOLUNTARY = ("district", "age", "language")

    def draft(self) -> FeedbackDraft:
        given = self.cleaned_data
        return FeedbackDraft(
            given["worth"], given["sentence"], given["district"], given["age"], given["language"]
        )


class CardsForm(DeskForm):
    """A pile of cards: how many with each answer, and the sentences that stood on them."""

    channel = forms.ChoiceField(
        label=_("Wie kamen die Karten zu Ihnen?"),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.ONLINE],
        initial=Channel.PAPER,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, districts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, name="karten", **kwargs)
        for worth in Worth:
            self.fields[worth.value] = _number(worth.label)
            self.fields[f"{worth.value}_words"] = long_text(
                format_html("{}", _("Sätze auf diesen Karten")),
                _("Ein Satz in jeder Zeile."),
                most=20_000,
                rows=2,
            )
        self._traits: dict[str, tuple[str, str]] = {}
        for trait, choices in (
            (Trait.AGE, Age.choices),
            (Trait.DISTRICT, districts),
            (Trait.LANGUAGE, [(name, name) for name in LANGUAGES]),
        ):
            for value, label in choices:
                name = f"{trait.value}-{value}"
                self._traits[name] = (trait.value, value)
                self.fields[name] = _number(label)

    def answers(self) -> list[Any]:
        return [(worth, self[worth.value], self[f"{worth.value}_words"]) for worth in Worth]

    def traits(self) -> list[tuple[Any, list[Any]]]:
        return [
            (trait.label, [self[name] for name, (key, _value) in self._traits.items() if key == trait])
            for trait in Trait
        ]

    def draft(self) -> CardsDraft:
        given = self.cleaned_data
        return CardsDraft(
            worth={worth.value: given[worth.value] or 0 for worth in Worth},
            sentences=tuple(
                (worth.value, line.strip())
                for worth in Worth
                for line in given[f"{worth.value}_words"].splitlines()
                if line.strip()
            ),
            traits={pair: given[name] for name, pair in self._traits.items() if given[name]},
            channel=given["channel"],
        )


def _number(label: Any) -> forms.IntegerField:
    field = forms.IntegerField(label=label, required=False, min_value=0, max_value=500)
    field.widget.attrs["inputmode"] = "numeric"
    return field


# --- campaigns ----------------------------------------------------------------------------------------------------


class BundleForm(NamesItsPicture, DeskForm):
    title = forms.CharField(label=_("Titel"), max_length=140, help_text=_("Zum Beispiel: Digitaltag 2027"))
    starts_on = DayField(label=_("Erster Tag"))
    ends_on = DayField(label=_("Letzter Tag"))
    summary = long_text(_("Kurz gesagt"), most=600)
    body = ProseField(label=_("Ausführlich"), required=False, widget=ProseWidget(attrs={"rows": 8}))
    office = forms.ModelChoiceField(
        label=_("Amt"), queryset=Office.objects.all(), required=False, empty_label=_("noch offen")
    )
    picture = PictureField(label=_("Bild"), required=False)
    alt = forms.CharField(label=_("Beschreibung des Bildes"), max_length=300, required=False)
    events = forms.ModelMultipleChoiceField(
        label=_("Veranstaltungen"),
        queryset=Event.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Die des Zeitraums und die, die schon dazugehören. Auch in jeder Veranstaltung lässt sich die Aktion wählen."
        ),
    )

    def __init__(self, *args: Any, bundle: Bundle | None = None, **kwargs: Any) -> None:
        if bundle is not None:
            names = ("title", "starts_on", "ends_on", "summary", "body", "office")
            kwargs.setdefault(
                "initial",
                {name: getattr(bundle, name) for name in names}
                | {"seen": bundle.version, "events": list(bundle.events.values_list("pk", flat=True))},
            )
        super().__init__(*args, name="aktion", **kwargs)
        if bundle is None:
            del self.fields["events"]
        else:
            near = Q(
                starts_at__date__gte=bundle.starts_on - timedelta(days=1),
                starts_at__date__lte=bundle.ends_on + timedelta(days=1),
            )
            rows = Event.objects.filter(near | Q(bundle=bundle)).order_by("starts_at")
            self.fields["events"].queryset = rows  # type: ignore[attr-defined]

    def clean_starts_on(self) -> date | None:
        return _reasonable(self.cleaned_data["starts_on"])

    def clean_ends_on(self) -> date | None:
        return _reasonable(self.cleaned_data["ends_on"])

    def draft(self, picture: Picture | None) -> BundleDraft:
        given = self.cleaned_data
        return BundleDraft(
            given["title"],
            given["starts_on"],
            given["ends_on"],
            given["summary"],
            given["body"],
            given["office"],
            picture,
        )
