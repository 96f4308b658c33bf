# SPDX-License-Identifier: EUPL-1.2
"""The ten questions of the finder. Each may be skipped; the answers live in the address of the page and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mitwirken.kernels.recommendation.facts import BARRIERS, GOALS, GROUPS, PHASES, Answers

from .. import words

MOST_GOALS = 3
# What stands in addresses for each degree of what is open, with its words.
SCOPES: dict[str, tuple[str, Any, Any]] = {
    "nichts": ("nothing", _("Nichts mehr"), _("Es ist entschieden. Wir wollen informieren.")),
    "details": ("details", _("Einzelheiten"), _("Das Ob steht fest, am Wie lässt sich noch etwas ändern.")),
    "varianten": ("variants", _("Mehrere Wege"), _("Es gibt Varianten, und wir sind uns nicht festgelegt.")),
    "vieles": ("much", _("Fast alles"), _("Wir fangen gemeinsam an und entwickeln das Ergebnis zusammen.")),
    "bindend": ("binding", _("Die Entscheidung selbst"), _("Was herauskommt, gilt.")),
}
MODES: dict[str, tuple[str, Any]] = {
    "raum": ("room", _("Nur vor Ort")),
    "netz": ("online", _("Nur online")),
    "beides": ("both", _("Vor Ort und online")),
}
CONFLICTS: dict[str, tuple[int, Any]] = {
    "ruhig": (1, _("Ruhig, kaum Streit")),
    "verschieden": (2, _("Verschiedene Meinungen")),
    "offen": (3, _("Offener Streit")),
}


def _pairs(known: Mapping[str, Any], keys: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [(key, known[key]) for key in keys]


class FinderForm(forms.Form):
    """Sent by GET. The names of the fields are the parameters of the address."""

    ziel = forms.MultipleChoiceField(
        label=_("Was wollen Sie erreichen?"),
        help_text=_("Bis zu drei Ziele."),
        choices=_pairs(words.GOALS, GOALS),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-grid"}),
    )
    phase = forms.ChoiceField(
        label=_("Wo steht Ihr Vorhaben gerade?"),
        choices=_pairs(words.PHASES, PHASES),
        required=False,
        widget=forms.RadioSelect(attrs={"class": "choices-grid"}),
    )
    offen = forms.ChoiceField(
        label=_("Was ist wirklich noch offen?"),
        help_text=_("Seien Sie ehrlich: Menschen merken, wenn es nichts mehr zu entscheiden gibt."),
        choices=[
            (key, format_html("<b>{}</b><small>{}</small>", name, what))
            for key, (_k, name, what) in SCOPES.items()
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    menschen = forms.IntegerField(
        label=_("Wie viele Menschen sollen mitmachen?"),
        help_text=_("Ungefähr. Zum Beispiel 40 oder 2000."),
        min_value=1,
        max_value=9_999_999,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    wochen = forms.IntegerField(
        label=_("In wie vielen Wochen brauchen Sie ein Ergebnis?"),
        min_value=1,
        max_value=260,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    stunden = forms.IntegerField(
        label=_("Wie viele Arbeitsstunden haben Sie dafür?"),
        help_text=_("Alle zusammen. Eine halbe Stelle sind in sechs Wochen etwa 120 Stunden."),
        min_value=1,
        max_value=100_000,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    euro = forms.IntegerField(
        label=_("Wie viel Geld haben Sie dafür, in Euro?"),
        help_text=_("Für Räume, Honorare, Druck und Technik, ohne Ihre Arbeitszeit. Eine 0 geht auch."),
        min_value=0,
        max_value=100_000_000,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    weg = forms.ChoiceField(
        label=_("Wie soll es stattfinden?"),
        choices=[(key, name) for key, (_k, name) in MODES.items()],
        required=False,
        widget=forms.RadioSelect(attrs={"class": "choices-grid"}),
    )
    gruppe = forms.MultipleChoiceField(
        label=_("Wer darf auf keinen Fall fehlen?"),
        choices=_pairs(words.GROUPS, GROUPS),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-grid"}),
    )
    huerde = forms.MultipleChoiceField(
        label=_("Und was hält diese Menschen vom Mitmachen ab?"),
        choices=_pairs(words.BARRIERS, BARRIERS),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-grid"}),
    )
    streit = forms.ChoiceField(
        label=_("Wie strittig ist es?"),
        choices=[(key, name) for key, (_k, name) in CONFLICTS.items()],
        required=False,
        widget=forms.RadioSelect(attrs={"class": "choices-grid"}),
    )

    # Whom it is about and what keeps them away is one question with two halves.
    QUESTIONS = (
        ("ziel",), ("phase",), ("offen",), ("menschen",), ("wochen",), ("stunden",), ("euro",), ("weg",), ("gruppe", "huerde"),
        ("streit",),
    )  # fmt: skip

    def questions(self) -> Iterator[tuple[int, list[forms.BoundField]]]:
        for number, names in enumerate(self.QUESTIONS, 1):
            yield number, [self[name] for name in names]

    def clean_ziel(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["ziel"]
        if len(chosen) > MOST_GOALS:
            raise forms.ValidationError(
                _("Bitte wählen Sie höchstens drei Ziele, sonst passt am Ende alles und nichts.")
            )
        return chosen

    def answers(self) -> Answers:
        given = self.cleaned_data
        return Answers(
            goals=tuple(given["ziel"]),
            phase=given["phase"] or None,
            scope=SCOPES[given["offen"]][0] if given["offen"] else None,
            people=given["menschen"],
            weeks=given["wochen"],
            hours=given["stunden"],
            euros=given["euro"],
            mode=MODES[given["weg"]][0] if given["weg"] else None,
            groups=tuple(given["gruppe"]),
            barriers=tuple(given["huerde"]),
            conflict=CONFLICTS[given["streit"]][0] if given["streit"] else None,
        )

    def said(self) -> list[tuple[str, str, str]]:
        """What was answered, as parameter, question and words, for the head of the result."""
        found = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value in (None, "", []):
                continue
            if isinstance(field, forms.MultipleChoiceField | forms.ChoiceField):
                known: dict[str, Any] = dict(field.choices)  # type: ignore[arg-type]
                plain = {key: entry[1] for key, entry in SCOPES.items()} if name == "offen" else known
                chosen = value if isinstance(value, list) else [value]
                shown = ", ".join(str(plain[each]) for each in chosen)
            else:
                shown = _number(value)
            found.append((name, str(field.label), shown))
        return found


def _number(value: int) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)


def query_of(data: QueryDict) -> str:
    """The answers alone, as they stand in an address; empty ones are left out."""
    return urlencode(
        [(name, value) for name in FinderForm.base_fields for value in data.getlist(name) if value]
    )
