# SPDX-License-Identifier: EUPL-1.2
"""A method or an example in one form: the row of the exchange file, field by field.

Lists stand one entry a line, run sheets as `Minuten | Was | Wer`. What can't be read is said at the field it stands in, by the
same rules that a file is read by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, Final

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.desk.forms import DeskForm
from mitwirken.kernels.recommendation.facts import BARRIERS, GOALS, GROUPS, INFLUENCE, PHASES, RECRUITMENT

from .. import cases, catalogue, exchange, exchange_cases, words
from ..catalogue import BadEntry

_BOXES: Final = {"class": "choices-grid"}
_PAIR: Final = re.compile(r"\s*([\d.]+)\s*(?:(?:-|–|bis)\s*([\d.]+))?\s*")


class PairField(forms.CharField):
    """The least and the most: "12-200", "12 bis 200" or "12". Clean: "12-200"."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        found = _PAIR.fullmatch(text)
        if found is None:
            raise forms.ValidationError(_("Bitte schreiben Sie zwei Zahlen, zum Beispiel: 12-200"))
        least, most = (part.replace(".", "") for part in (found[1], found[2] or found[1]))
        return f"{least}-{most}"


class LinesField(forms.CharField):
    """A text of several lines; line ends as files have them."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), required=False, **kwargs)

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).replace("\r\n", "\n").replace("\r", "\n").strip()


def _many(label: Any, known: Mapping[str, Any], order: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=[(key, known[key]) for key in order],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=_BOXES),
    )


def _one(label: Any, known: Mapping[Any, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[(str(key), said) for key, said in known.items()])


class RowForm(DeskForm):
    """What method and example have in common: a row, sections of fields, errors where they belong."""

    sections_of: tuple[tuple[str, Any, tuple[str, ...]], ...] = ()
    key = ""

    def row(self) -> dict[str, str]:
        """What was given as a row of the exchange file."""
        return {
            name: "\n".join(value) if isinstance(value, list) else str(value if value is not None else "")
            for name, value in self.cleaned_data.items()
            if name not in ("seen", "once")
        } | {"key": self.key or self.free_key()}

    def free_key(self) -> str:
        """The key of a new entry: its German name in plain letters."""
        raise NotImplementedError

    def sections(self) -> Iterator[dict[str, Any]]:
        for key, heading, names in self.sections_of:
            own = [self[name] for name in names]
            yield {
                "key": key,
                "heading": heading,
                "fields": own,
                "wrong": any(field.errors for field in own),
                "open": key in ("kurz", "de"),
            }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.entry = self.read_row(self.row())
            except BadEntry as wrong:
                self.add_error(self.field_of(wrong), self.said(wrong))
        return cleaned

    @staticmethod
    def said(wrong: BadEntry) -> str:
        """The reason, with the line where the field has several."""
        reason = words.why(BadEntry(str(wrong), "", wrong.why))
        line = re.search(r"\[(\d+)\]", wrong.path)
        return gettext("Zeile %(line)s: %(reason)s") % {"line": line[1], "reason": reason} if line else reason

    def read_row(self, row: dict[str, str]) -> Any:
        raise NotImplementedError

    def field_of(self, wrong: BadEntry) -> str | None:
        """The field that a refusal speaks of: `fishbowl.de.run[2].minutes` is `run_de`."""
        parts = [re.sub(r"\[\d+\]", "", part) for part in wrong.path.split(".")[1:]]
        if parts and parts[0] in catalogue.LANGUAGES and len(parts) > 1:
            name = f"{parts[1]}_{parts[0]}"
        else:
            name = next((part for part in parts if part in self.fields), parts[0] if parts else "")
        return name if name in self.fields else None


_LINES: Final = _("Ein Eintrag je Zeile.")
_HINTS: Final[Mapping[str, Any]] = {
    "text": _("Absätze mit einer leeren Zeile dazwischen."),
    "run": _("Je Zeile ein Schritt: Minuten | Was geschieht | Wer"),
    "roles": _("Je Zeile eine Rolle: Wer | Was sie macht"),
    "risks": _("Je Zeile eines: Was schiefgehen kann | Was dann hilft"),
}
_TEXTS: Final = tuple(each.name for each in fields(catalogue.Texts))


class MethodForm(RowForm):
    """Facts and texts of a method. The names of the fields are the columns of the exchange file."""

    kind = _one(_("Art"), words.KINDS)
    influence = _many(words.FIELDS["influence"], words.INFLUENCE, INFLUENCE)
    goals = _many(words.FIELDS["goals"], words.GOALS, GOALS)
    phases = _many(words.FIELDS["phases"], words.PHASES, PHASES)
    mode = _one(words.FIELDS["mode"], words.MODES)
    group = PairField(label=words.FIELDS["group"], help_text=_("Zum Beispiel: 12-200"))
    minutes = PairField(label=words.FIELDS["minutes"], help_text=_("In Minuten. 0, wenn es keinen gibt."))
    preparation = PairField(label=words.FIELDS["preparation"], help_text=_("In Wochen."))
    span = PairField(label=words.FIELDS["span"], help_text=_("In Wochen."))
    hours = PairField(label=words.FIELDS["hours"])
    euros = PairField(label=words.FIELDS["euros"], help_text=_("In Euro."))
    effort = _one(_("Aufwand"), words.EFFORT)
    cost = _one(_("Kosten"), words.COST)
    moderation = _one(words.FIELDS["moderation"], words.SKILL)
    conflict = _one(words.FIELDS["conflict"], words.CONFLICT)
    recruitment = _many(words.FIELDS["recruitment"], words.RECRUITMENT, RECRUITMENT)
    reaches = _many(words.FIELDS["reaches"], words.GROUPS, GROUPS)
    misses = _many(words.FIELDS["misses"], words.GROUPS, GROUPS)
    lowers = _many(words.FIELDS["lowers"], words.BARRIERS, BARRIERS)
    raises = _many(words.FIELDS["raises"], words.BARRIERS, BARRIERS)
    shape = _one(_("Skizze vom Raum"), words.SHAPES)
    number = forms.IntegerField(
        label=_("Tische, Stände oder Stationen"), min_value=0, max_value=60, initial=0
    )
    seats = forms.IntegerField(label=_("Plätze an jedem"), min_value=0, max_value=200, initial=0)
    live = forms.ChoiceField(label=_("Format auf dieser Plattform"), required=False)
    combine_with = forms.MultipleChoiceField(
        label=_("Passt gut zusammen mit"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=_BOXES),
    )
    source = forms.CharField(label=_("Quellen"), max_length=1000, required=False)
    evidence = forms.ChoiceField(
        label=_("Beleg"),
        choices=[("K", _("aus allgemeinem Fachwissen")), ("S", _("in der Quelle gelesen"))],
        initial="K",
    )

    sections_of = (
        ("kurz", _("Was es ist"), ("kind", "mode", "goals", "phases", "influence")),
        ("de", _("Texte auf Deutsch"), tuple(f"{name}_de" for name in _TEXTS)),
        ("en", _("Texte auf Englisch"), tuple(f"{name}_en" for name in _TEXTS)),
        (
            "zahlen",
            _("Richtwerte"),
            ("group", "minutes", "preparation", "span", "hours", "euros", "effort", "cost", "moderation", "conflict"),
        ),
        ("menschen", _("Wen es erreicht"), ("recruitment", "reaches", "misses", "lowers", "raises")),
        ("raum", _("Raum und Plattform"), ("shape", "number", "seats", "live", "combine_with")),
        ("beleg", _("Woher wir das wissen"), ("source", "evidence")),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        key: str,
        seed: bool = False,
        methods: list[tuple[str, str]],
        scripts: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.key, self.seed = key, seed
        for language in catalogue.LANGUAGES:
            for name in _TEXTS:
                must = language == "de" and name in ("name", "summary", "text")
                self.fields[f"{name}_{language}"] = self._text_field(name, must)
        known: Any = self.fields
        known["combine_with"].choices = [(each, said) for each, said in methods if each != key]
        known["live"].choices = [("", _("keines")), *scripts]

    def _text_field(self, name: str, must: bool) -> forms.CharField:
        label = words.TEXTS[name]
        if name == "name":
            return forms.CharField(label=label, max_length=120, required=must)
        rows = {"summary": 2, "text": 10, "run": 8}.get(name, 4)
        field = LinesField(
            label=label, help_text=_HINTS.get(name, "" if name == "summary" else _LINES), rows=rows
        )
        field.required = must
        return field

    @staticmethod
    def initial_of(entry: catalogue.Entry) -> dict[str, Any]:
        row: dict[str, Any] = dict(exchange.to_row(entry))
        row["shape"], row["number"], row["seats"] = row.pop("room").split(" ")
        many = ("influence", "goals", "phases", "recruitment", "reaches", "misses", "lowers", "raises")
        for name in (*many, "combine_with"):
            row[name] = exchange.lines_of(row[name])
        return row

    def row(self) -> dict[str, str]:
        row = super().row()
        row["room"] = f"{row.pop('shape')} {row.pop('number')} {row.pop('seats')}"
        row["seed"] = "1" if self.seed else ""
        return row

    def read_row(self, row: dict[str, str]) -> catalogue.Entry:
        return catalogue.read(exchange.from_row(row))

    def free_key(self) -> str:
        return slugify(self.cleaned_data["name_de"]).replace("-", "_")[:40] or "methode"


_CASE_TEXTS: Final = tuple(each.name for each in fields(cases.Texts))
_CASE_HINTS: Final[Mapping[str, Any]] = {
    "what": _("Zwei, drei Sätze."),
    "lesson": _("Was wir vermuten, sagen wir so: „Daraus lässt sich lesen …“"),
    "years": _("Zum Beispiel: 2015–2016 oder seit 2020"),
}


class ExampleForm(RowForm):
    """An example and its figures. The names of the fields are the columns of the exchange file."""

    country = forms.CharField(
        label=_("Land"), help_text=_("Zwei Buchstaben, zum Beispiel DE, FR, IS."), max_length=2
    )
    year = forms.IntegerField(label=_("Jahr des Beginns"), min_value=1900, max_value=2100)
    size = _one(_("Größe des Ortes"), words.SIZES)
    topic = _one(_("Thema"), words.TOPICS)
    language = forms.CharField(
        label=_("Sprache der Quellen"), help_text=_("Kürzel, zum Beispiel de, en, fr."), max_length=8
    )
    at = forms.CharField(
        label=_("Punkt auf der Karte"),
        help_text=_("Breite und Länge, zum Beispiel: 51.514 7.465. Es geht auch ohne."),
        max_length=40,
        required=False,
    )
    methods = forms.MultipleChoiceField(
        label=_("Methoden"), required=False, widget=forms.CheckboxSelectMultiple(attrs=_BOXES)
    )
    source = forms.CharField(label=_("Quellen"), max_length=1000)
    evidence = forms.ChoiceField(
        label=_("Beleg"),
        choices=[("S", _("in der Quelle gelesen")), ("K", _("aus allgemeinem Wissen"))],
        initial="S",
    )
    figures = LinesField(
        label=_("Zahlen"),
        help_text=_(
            "Je Zeile eine: Zahl | was gezählt wurde | auf Englisch | Stand | Quelle. Ohne Quelle wird keine Zahl veröffentlicht."
        ),
        rows=8,
    )

    sections_of = (
        ("kurz", _("Wo und worum es ging"), ("country", "year", "size", "topic", "at", "methods")),
        ("de", _("Texte auf Deutsch"), tuple(f"{name}_de" for name in _CASE_TEXTS)),
        ("en", _("Texte auf Englisch"), tuple(f"{name}_en" for name in _CASE_TEXTS)),
        ("zahlen", _("Zahlen und Quellen"), ("figures", "source", "language", "evidence")),
    )

    def __init__(self, *args: Any, key: str, methods: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key
        for language in catalogue.LANGUAGES:
            for name in _CASE_TEXTS:
                must = language == "de" and name in ("title", "place", "years", "what", "lesson")
                most = cases.MOST[name]
                label, hint = words.TEXTS[name], _CASE_HINTS.get(name, "")
                field: forms.CharField
                if name in ("what", "lesson", "hint"):
                    field = LinesField(label=label, help_text=hint, max_length=most)
                    field.required = must
                else:
                    field = forms.CharField(label=label, help_text=hint, max_length=most, required=must)
                self.fields[f"{name}_{language}"] = field
        known: Any = self.fields
        known["methods"].choices = methods

    @staticmethod
    def initial_of(case: cases.Case) -> dict[str, Any]:
        row: dict[str, Any] = dict(exchange_cases.to_row(case))
        row["methods"] = exchange.lines_of(row["methods"])
        return row

    def free_key(self) -> str:
        given = self.cleaned_data
        return (
            slugify(f"{given['place_de']} {given['title_de']}")[: cases.KEY_LENGTH].strip("-") or "beispiel"
        )

    def read_row(self, row: dict[str, str]) -> cases.Case:
        return cases.read(exchange_cases.from_row(row))


class UploadForm(DeskForm):
    """A file from another city, to look at first."""

    MOST_BYTES: Final = 2_500_000

    file = forms.FileField(
        label=_("Datei"),
        help_text=_("JSON oder CSV, wie diese Plattform sie ausgibt. Bis 2,5 Megabyte."),
        widget=forms.FileInput(attrs={"accept": ".json,.csv,application/json,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.MOST_BYTES:
            raise forms.ValidationError(_("Diese Datei ist zu groß. Bis 2,5 Megabyte geht es."))
        return file


class TakeInForm(DeskForm):
    """What was looked at is taken in. `given` carries the entries from the page before; they are read again."""

    given = forms.CharField(widget=forms.HiddenInput)
    origin = forms.CharField(
        label=_("Woher kommt die Datei?"), help_text=_("Zum Beispiel: Stadt Gent, Mai 2027"), max_length=200
    )
    publish = forms.BooleanField(label=_("Neue gleich veröffentlichen"), required=False)
    replace_own = forms.BooleanField(
        label=_("Auch überschreiben, was wir selbst geändert haben"), required=False
    )
