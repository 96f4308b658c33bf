# SPDX-License-Identifier: EUPL-1.2
"""Harvest: the theme team makes a handful of results of what the tables, cards and topics say; everybody sees them grow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .. import outcomes, queries
from ..models import Item, ItemKind, Stage
from ..queries import Look
from . import Block, Call, Deed, Kind, Line, Setting, register

FROM = (
    ("tables", _("was an den Tischen steht")),
    ("topics", _("Themen und ihre Berichte")),
    ("cards", _("Karten, Gruppen und Fragen")),
    ("all", _("allem, was gesagt wurde")),
)


class Numbers(forms.Field):
    """Numbers of items: one, or several by checkboxes."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        found = []
        for each in value or ():
            if not str(each).isascii() or not str(each).isdigit() or len(str(each)) > 18:
                raise forms.ValidationError(gettext("Diesen Eintrag gibt es nicht (mehr)."))
            found.append(int(each))
        return found


class ItemsForm(forms.Form):
    items = Numbers(
        label=_("Einträge"), error_messages={"required": _("Bitte wählen Sie mindestens einen Eintrag aus.")}
    )


class MakeForm(ItemsForm):
    title = forms.CharField(label=_("Name des Ergebnisses"), max_length=140, required=False)


class IntoForm(ItemsForm):
    result = forms.IntegerField(label=_("Ergebnis"), min_value=1)


class PartForm(forms.Form):
    result = forms.IntegerField(label=_("Ergebnis"), min_value=1)
    item = forms.IntegerField(label=_("Eintrag"), min_value=1)


class MergeForm(forms.Form):
    result = forms.IntegerField(label=_("Ergebnis"), min_value=1)
    into = forms.IntegerField(label=_("in welches Ergebnis"), min_value=1)


class ResultForm(forms.Form):
    result = forms.IntegerField(label=_("Ergebnis"), min_value=1)


class WriteForm(forms.Form):
    title = forms.CharField(
        label=_("Das Ergebnis in einem Satz"),
        max_length=140,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = forms.CharField(
        label=_("Mehr dazu"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class DecideForm(WriteForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = _("Was wurde entschieden?")
        self.fields["body"].label = _("Wie kam es dazu, wer war dafür?")


class TaskForm(forms.Form):
    title = forms.CharField(label=_("Was ist zu tun?"), max_length=140)
    who = forms.CharField(
        label=_("Wer kümmert sich?"),
        max_length=120,
        required=False,
        help_text=_("Eine Gruppe, ein Amt oder der Name, den die Person beim Treffen hat."),
    )
    due_on = forms.DateField(
        label=_("Bis wann?"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


@dataclass(frozen=True)
class Theme:
    """A result with what it was made from."""

    item: Item
    sources: tuple[Item, ...]
    merged: tuple[Item, ...] = ()

    @property
    def recommended(self) -> bool:
        return bool(self.item.data.get("recommend"))

    @property
    def places(self) -> int:
        """At how many places it was said."""
        return len({row.space_id for row in self.sources if row.space_id})


@dataclass(frozen=True)
class Pile:
    """What waits from one table, or one step."""

    name: str
    colour: int
    items: tuple[Item, ...]


class Board:
    """What a harvest shows. Each view asks only for what it needs; every part is a fixed number of queries."""

    def __init__(self, look: Look, source: str) -> None:
        self.look, self.source = look, source

    @cached_property
    def _results(self) -> list[Item]:
        return queries.shown(queries.results(self.look.gathering))

    @cached_property
    def themes(self) -> list[Theme]:
        numbers = queries.used(self._results)
        said = {
            row.pk: row
            for row in queries.shown(
                self.look.gathering.items.filter(pk__in=numbers)
                .exclude(status__in=queries.UNSAID)
                .select_related("space", "stage")
            )
        }
        merged: dict[int, list[Item]] = {}
        for row in queries.shown(self.look.gathering.items.filter(merged_into__kind=ItemKind.HARVEST)):
            merged.setdefault(row.merged_into_id or 0, []).append(row)
        return [
            Theme(
                row,
                tuple(said[number] for number in queries.made_from(row) if number in said),
                tuple(merged.get(row.pk, ())),
            )
            for row in self._results
            if row.kind == ItemKind.HARVEST
        ]

    @property
    def decisions(self) -> list[Item]:
        return [row for row in self._results if row.kind == ItemKind.DECISION]

    @property
    def tasks(self) -> list[Item]:
        return [row for row in self._results if row.kind == ItemKind.ACTION]

    @property
    def is_empty(self) -> bool:
        return not self._results

    @cached_property
    def piles(self) -> list[Pile]:
        """What is in no result yet, by table; what belongs to none by step."""
        taken = queries.used(self._results)
        piles: dict[tuple[str, int], list[Item]] = {}
        for row in queries.sources(self.look.gathering, self.source):
            if row.pk in taken:
                continue
            if row.space is not None:
                key = (row.space.name, row.space.colour)
            else:
                key = (row.stage.title if row.stage is not None else str(_("Ohne Schritt")), 0)
            piles.setdefault(key, []).append(row)
        return [Pile(name, colour, tuple(rows)) for (name, colour), rows in piles.items()]

    @property
    def waiting(self) -> int:
        return sum(len(pile.items) for pile in self.piles)


def make(call: Call) -> str:
    item = outcomes.make_result(
        gathering=call.gathering,
        stage=call.stage,
        items=call.values["items"],
        title=call.values["title"],
        by=call.by,
    )
    return gettext("Neues Ergebnis: „%(title)s“.") % {"title": item}


def add(call: Call) -> None:
    outcomes.add_to_result(
        gathering=call.gathering, result=call.values["result"], items=call.values["items"], by=call.by
    )


def take_out(call: Call) -> None:
    outcomes.take_out(
        gathering=call.gathering, result=call.values["result"], item=call.values["item"], by=call.by
    )


def merge(call: Call) -> str:
    outcomes.merge_results(
        gathering=call.gathering, result=call.values["result"], into=call.values["into"], by=call.by
    )
    return gettext("Zusammengelegt.")


def earlier(call: Call) -> None:
    outcomes.move_result(gathering=call.gathering, result=call.values["result"], way=-1, by=call.by)


def later(call: Call) -> None:
    outcomes.move_result(gathering=call.gathering, result=call.values["result"], way=1, by=call.by)


def drop(call: Call) -> str:
    """Takes a result away; its items wait again. In the editor of the minutes it can be put back."""
    outcomes.set_hidden(gathering=call.gathering, item=call.values["result"], hidden=True, by=call.by)
    return gettext("Herausgenommen. Was darin stand, wartet wieder.")


def write(call: Call) -> str:
    return _written(call, ItemKind.HARVEST)


def decide(call: Call) -> str:
    return _written(call, ItemKind.DECISION)


def task(call: Call) -> str:
    return _written(call, ItemKind.ACTION)


def _written(call: Call, kind: str) -> str:
    values = call.values
    outcomes.write_result(
        gathering=call.gathering,
        stage=call.stage,
        kind=kind,
        said=outcomes.Said(
            values["title"], values.get("body", ""), values.get("who", ""), values.get("due_on")
        ),
        by=call.by,
    )
    return gettext("Aufgeschrieben.")


def recommend(call: Call) -> str:
    return said_of_recommended(
        outcomes.recommend(gathering=call.gathering, items=call.values["items"], by=call.by)
    )


def propose(call: Call) -> str:
    return said_of_proposed(
        outcomes.propose(gathering=call.gathering, items=call.values["items"], by=call.by)
    )


def to_tasks(call: Call) -> str:
    return said_of_tasks(
        outcomes.make_tasks(gathering=call.gathering, items=call.values["items"], by=call.by)
    )


def said_of_recommended(number: int) -> str:
    if not number:
        return gettext("Das sind schon Empfehlungen.")
    return ngettext(
        "%(n)d Empfehlung liegt jetzt bei der Stadt.",
        "%(n)d Empfehlungen liegen jetzt bei der Stadt.",
        number,
    ) % {"n": number}


def said_of_proposed(number: int) -> str:
    if not number:
        return gettext("Daraus ist schon etwas geworden.")
    return ngettext(
        "%(n)d Vorschlag steht jetzt in der Beteiligung.",
        "%(n)d Vorschläge stehen jetzt in der Beteiligung.",
        number,
    ) % {"n": number}


def said_of_articles(number: int) -> str:
    if not number:
        return gettext("Daraus ist schon etwas geworden.")
    return ngettext(
        "%(n)d Wissensartikel als Entwurf angelegt. Die Redaktion veröffentlicht ihn unter „Texte“.",
        "%(n)d Wissensartikel als Entwurf angelegt. Die Redaktion veröffentlicht sie unter „Texte“.",
        number,
    ) % {"n": number}


def said_of_tasks(number: int) -> str:
    if not number:
        return gettext("Daraus ist schon etwas geworden.")
    return ngettext("%(n)d Aufgabe angelegt.", "%(n)d Aufgaben angelegt.", number) % {"n": number}


class Harvest(Kind):
    key = "harvest"
    name = _("Ernte")
    about = _(
        "Das Thementeam macht aus vielen Beiträgen eine Handvoll Ergebnisse. Alle sehen zu, wie sie entstehen."
    )
    settings = (
        Setting("from", _("Geerntet wird aus"), "all", "choice", FROM),
        Setting(
            "recommend",
            _("Ergebnisse sind Empfehlungen an die Stadt"),
            False,
            "flag",
            help=_("Jede bekommt eine unterschriebene Antwort."),
        ),
    )
    deeds = (
        Deed("make", make, MakeForm, who="theme"),
        Deed("add", add, IntoForm, who="theme"),
        Deed("out", take_out, PartForm, who="theme"),
        Deed("merge", merge, MergeForm, who="theme"),
        Deed("up", earlier, ResultForm, who="theme"),
        Deed("down", later, ResultForm, who="theme"),
        Deed("drop", drop, ResultForm, who="theme"),
        Deed("write", write, WriteForm, who="theme"),
        Deed("decide", decide, DecideForm, who="theme"),
        Deed("task", task, TaskForm, who="theme"),
        Deed("recommend", recommend, ItemsForm, who="lead", anytime=True),
        Deed("propose", propose, ItemsForm, who="lead", anytime=True),
        Deed("tasks", to_tasks, ItemsForm, who="lead", anytime=True),
    )

    def load(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        source = self.of(stage)["from"]
        return {"board": look.once(("harvest", source), lambda: Board(look, source))}

    def minutes(self, look: Look, stage: Stage) -> list[Block]:
        """What was harvested in this step. The minutes put it first and leave it out here."""
        board = Board(look, self.of(stage)["from"])
        blocks = []
        for title, themes in (
            (gettext("Ergebnisse"), board.themes),
            (gettext("Entscheidungen"), [Theme(row, ()) for row in board.decisions]),
            (gettext("Aufgaben"), [Theme(row, ()) for row in board.tasks]),
        ):
            lines = [
                Line(
                    outcomes.words_of(theme.item),
                    [theme.item.who] if theme.item.who else [],
                    theme.item,
                    [Line(outcomes.words_of(row), item=row) for row in (*theme.sources, *theme.merged)],
                )
                for theme in themes
                if theme.item.stage_id == stage.pk
            ]
            if lines:
                blocks.append(Block(title, lines))
        return blocks


register(Harvest())
