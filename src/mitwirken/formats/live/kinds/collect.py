# SPDX-License-Identifier: EUPL-1.2
"""Collecting: questions with a disposition each, cards with groups and a parking lot, notes, tasks, offers, topics.

All of it are items. A question goes queued → visible → on stage, and ends as answered, answered in writing by an office
until a day, or not treated, with a reason; whatever is left open is listed as open. Cards may lie face down until they
are revealed. Whether they are is what the log says: `collect.revealed`, `collect.covered`.

Questions, tasks, topics, offers and needs of one gathering are one board in all its steps; cards, notes and answers
belong to their step, unless steps share the name of a board.

A vote is a `Signal` of value 1; the same row with value 0 says that the question was on that phone. So votes and sights
are counted from rows, and a merged question has every voter once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.versions import require_version
from mitwirken.ground.desk.models import Office
from mitwirken.kernels.ranking import Question, day_seed, live_order, question_score
from mitwirken.kernels.similarity import most_similar, prepare

from ..commands import Step, step
from ..models import (
    Gathering,
    Item,
    ItemKind,
    ItemStatus,
    Placement,
    Seat,
    Signal,
    SignalKind,
    Space,
    Stage,
    State,
)
from ..queries import Look
from ..rules import require_open, require_seat, require_stage, require_theme
from . import Block, Call, Deed, Kind, Line, Setting, StageBoundForm, register

FEW = 20
"""So many questions stand open on a phone; the others are folded and do not count as shown."""
QUESTIONS_EACH = 3
MOST_LINES = 200
LIKE = 0.55
OPEN = (ItemStatus.QUEUED, ItemStatus.VISIBLE, ItemStatus.LIVE, ItemStatus.DRAFT)
SETTLED = (ItemStatus.ANSWERED, ItemStatus.WRITTEN, ItemStatus.REJECTED)
WHOLE = ("question", "topic", "offer", "need", "action")
"""What is one board in the whole gathering."""


@dataclass(frozen=True)
class Words:
    """How one sort of contribution is spoken of."""

    kind: str
    many: Any
    add: Any
    label: Any
    icon: str
    empty: Any
    said: Any
    title: Any = ""  # label of a title, where it has one


WHAT: dict[str, Words] = {
    "question": Words(
        ItemKind.QUESTION,
        _("Fragen"),
        _("Frage stellen"),
        _("Ihre Frage"),
        "question",
        _("Noch keine Fragen. Die erste darf gern von Ihnen sein."),
        _("Ihre Frage ist da."),
    ),
    "card": Words(
        ItemKind.CARD,
        _("Karten"),
        _("Karte schreiben"),
        _("Ein Gedanke, eine Karte"),
        "edit",
        _("Noch keine Karten."),
        _("Ihre Karte liegt auf dem Tisch."),
    ),
    "topic": Words(
        ItemKind.TOPIC,
        _("Themen"),
        _("Thema vorschlagen"),
        _("Worum soll es gehen?"),
        "talk",
        _("Noch keine Themen."),
        _("Ihr Thema steht auf der Liste."),
        _("Titel"),
    ),
    "offer": Words(
        ItemKind.OFFER,
        _("Angebote"),
        _("Etwas anbieten"),
        _("Was bringen Sie mit?"),
        "hands",
        _("Noch keine Angebote."),
        _("Ihr Angebot steht auf der Liste."),
        _("Titel"),
    ),
    "need": Words(
        ItemKind.NEED,
        _("Gesuche"),
        _("Etwas suchen"),
        _("Was brauchen Sie?"),
        "search",
        _("Noch keine Gesuche."),
        _("Ihr Gesuch steht auf der Liste."),
        _("Titel"),
    ),
    "note": Words(
        ItemKind.NOTE,
        _("Notizen"),
        _("Notiz schreiben"),
        _("Ihre Notiz"),
        "edit",
        _("Noch keine Notizen."),
        _("Notiert."),
    ),
    "action": Words(
        ItemKind.ACTION,
        _("Aufgaben"),
        _("Aufgabe festhalten"),
        _("Was ist zu tun?"),
        "check",
        _("Noch keine Aufgaben."),
        _("Die Aufgabe steht auf der Liste."),
    ),
    "answer": Words(
        ItemKind.NOTE,
        _("Antworten"),
        _("Antwort schreiben"),
        _("Ihre Antwort"),
        "answer",
        _("Noch keine Antworten."),
        _("Ihre Antwort ist da."),
    ),
}


# --- which items a step shows -------------------------------------------------------------------------------------


def what_of(stage: Stage) -> str:
    return str(KIND.of(stage)["what"])


def board(gathering: Gathering, stage: Stage, stages: Iterable[Stage] | None = None) -> Any:
    """The items of a step's board, newest last. Steps with the same name of a board share it."""
    given = KIND.of(stage)
    what = given["what"]
    rows = Item.objects.filter(gathering_id=gathering.pk, kind=WHAT[what].kind)
    if what in ("note", "answer"):
        rows = rows.filter(space=None, parent=None)
    return rows.filter(_same_board(gathering, stage, given, stages)).order_by("position", "pk")


def _same_board(
    gathering: Gathering, stage: Stage, given: Mapping[str, Any], stages: Iterable[Stage] | None
) -> Q:
    if given["board"]:
        every = stages if stages is not None else gathering.stages.all()
        alike = [
            other.pk
            for other in every
            if "collect" in other.kinds and KIND.of(other)["board"] == given["board"]
        ]
        return Q(stage_id__in=alike)
    return Q() if given["what"] in WHOLE else Q(stage_id=stage.pk)


def covered(gathering: Gathering, stage: Stage, given: Mapping[str, Any] | None = None) -> bool:
    """Whether what is written now stays face down."""
    if not (given or KIND.of(stage))["hidden"]:
        return False
    last = (
        gathering.log.filter(stage=stage, deed__in=("collect.revealed", "collect.covered"))
        .order_by("-seq")
        .values_list("deed", flat=True)
        .first()
    )
    return last != "collect.revealed"


def _item(call: Call, live: Step, key: str = "item", *kinds: str) -> Item:
    row = Item.objects.filter(gathering_id=live.gathering.pk, pk=call.values[key] or 0).first()
    if row is None or (kinds and row.kind not in kinds):
        raise Refusal(_("Diesen Beitrag gibt es nicht mehr. Laden Sie die Seite neu."), status=404, field=key)
    return row


def _save(item: Item, *fields: str) -> None:
    """Never touches the count of sights: phones raise it without the gathering's lock."""
    item.version += 1
    item.changed_at = timezone.now()
    item.save(update_fields=[*fields, "version", "changed_at"])


def recount(item: Item) -> None:
    """Votes and sights of a question with all that was merged into it: each seat once."""
    rows = Signal.objects.filter(
        Q(item_id=item.pk) | Q(item__merged_into_id=item.pk), kind=SignalKind.VOTE
    ).aggregate(shown=Count("seat", distinct=True), ups=Count("seat", distinct=True, filter=Q(value__gt=0)))
    Item.objects.filter(pk=item.pk).update(**rows)


# --- what people type ---------------------------------------------------------------------------------------------


class AskForm(StageBoundForm):
    """A question. When something alike was asked already, the writer sees it and says which of both it is."""

    body = forms.CharField(
        label=_("Ihre Frage"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )
    unnamed = forms.BooleanField(label=_("Ohne meinen Namen zeigen"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if KIND.of(self.stage)["anonymous"]:
            del self.fields["unnamed"]
        alike = similar(self.stage, str(self.data.get("body", ""))[:500]) if self.is_bound else []
        if alike:
            choices: list[tuple[str, Any]] = [
                (
                    str(item.pk),
                    format_html(
                        '<b>{}</b> <bdi dir="auto">{}</bdi><small>{}</small>',
                        now("Das meine ich auch:"),
                        item.title or item.body,
                        _votes(item.ups),
                    ),
                )
                for item in alike
            ]
            self.fields["same"] = forms.ChoiceField(
                label=_("Ähnliches wurde schon gefragt"),
                choices=[*choices, ("new", _("Meine Frage ist eine andere"))],
                widget=forms.RadioSelect,
                error_messages={
                    "required": _(
                        "Stimmen Sie der Frage zu, die schon da ist, oder sagen Sie, dass Ihre eine andere ist."
                    )
                },
            )


class AddForm(StageBoundForm):
    """Anything else: a text; with title, person and day where the sort has them."""

    field_order = ("title", "body", "who", "due_on")
    body = forms.CharField(label="", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what = what_of(self.stage)
        words = WHAT[what]
        self.fields["body"].label = words.label
        if words.title:
            self.fields["title"] = forms.CharField(label=words.title, max_length=140)
            self.fields["body"].required = False
            cast(forms.CharField, self.fields["body"]).max_length = 2000
        if what == "action":
            self.fields["who"] = forms.CharField(label=_("Wer kümmert sich?"), max_length=120, required=False)
            self.fields["due_on"] = _day(_("Bis wann?"), required=False)
        self.order_fields(self.field_order)


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class ItemForm(forms.Form):
    item = forms.IntegerField(widget=forms.HiddenInput)


class AboutItemForm(StageBoundForm):
    """A form about one item of this gathering: its text stands above what is asked."""

    item = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = str(self.data.get("item", "") if self.is_bound else self.initial.get("item", ""))
        self.about = (
            Item.objects.filter(gathering_id=self.stage.gathering_id, pk=int(number)).first()
            if number.isdigit()
            else None
        )
        first = next((field for name, field in self.fields.items() if name != "item"), None)
        if self.about is not None and first is not None:
            first.help_text = format_html('<q dir="auto">{}</q>', self.about.title or self.about.body)


class AnsweredForm(AboutItemForm):
    answer = forms.CharField(
        label=_("Antwort in Stichworten"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.about is not None:
            self.initial.setdefault("answer", self.about.answer)


class WrittenForm(AboutItemForm):
    office = forms.ModelChoiceField(
        label=_("Wer antwortet schriftlich?"), queryset=Office.objects.all(), empty_label=_("Bitte wählen")
    )
    due_on = _day(_("Bis wann?"))

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(
                _("Dieser Tag ist schon vorbei. Bitte wählen Sie einen, der noch kommt.")
            )
        return day


class ReasonForm(AboutItemForm):
    reason = forms.CharField(label=_("Warum?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class EditForm(AboutItemForm):
    title = forms.CharField(label=_("Titel"), max_length=140, required=False)
    body = forms.CharField(
        label=_("Text"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    who = forms.CharField(label=_("Wer kümmert sich?"), max_length=120, required=False)
    due_on = _day(_("Bis wann?"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.about is not None:
            for name in ("title", "body", "who", "due_on", "version"):
                self.initial.setdefault(name, getattr(self.about, name))
            self.fields["title"].help_text = ""
            if self.about.kind != ItemKind.ACTION:
                del self.fields["who"], self.fields["due_on"]
            if self.about.kind in (ItemKind.QUESTION, ItemKind.NOTE, ItemKind.ACTION, ItemKind.CARD):
                del self.fields["title"]
            elif self.about.kind == ItemKind.CLUSTER:
                del self.fields["body"]

    def clean(self) -> Any:
        clean = super().clean() or {}
        if not self.errors and not (clean.get("title") or clean.get("body")):
            raise forms.ValidationError(_("Der Text darf nicht leer sein. Ausblenden geht mit „Ausblenden“."))
        return clean


class MergeForm(AboutItemForm):
    """Into which other question; what is most alike stands first."""

    into = forms.ModelChoiceField(
        label=_("In welche Frage?"), queryset=Item.objects.none(), empty_label=_("Bitte wählen")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Any]", self.fields["into"])
        if self.about is None:
            return
        others = (
            board(self.stage.gathering, self.stage)
            .filter(status__in=(ItemStatus.VISIBLE, ItemStatus.LIVE, ItemStatus.QUEUED))
            .exclude(pk=self.about.pk)
        )
        field.queryset = others
        rows = {row.pk: row for row in others}
        alike = most_similar(
            self.about.body, {pk: prepare(row.body) for pk, row in rows.items()}, limit=20, at_least=0.2
        )
        order = [pk for pk, _score in alike]
        order += [pk for pk in rows if pk not in set(order)]
        field.choices = [("", field.empty_label or ""), *((pk, str(rows[pk])) for pk in order)]


class ClusterForm(forms.Form):
    title = forms.CharField(label=_("Name der Gruppe"), max_length=140)
    item = forms.IntegerField(required=False, widget=forms.HiddenInput)


class MoveForm(ItemForm):
    """Where a card goes: the number of a group, `parked`, or nothing for the open board."""

    to = forms.CharField(required=False, max_length=20)


class BatchForm(StageBoundForm):
    lines = forms.CharField(
        label=_("Was auf den Karten steht, eine in jeder Zeile"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    channel = forms.ChoiceField(
        label=_("Woher"),
        choices=[(Channel.ROOM, _("im Raum gesagt oder gehalten")), (Channel.PAPER, _("auf Papier"))],
        widget=forms.RadioSelect,
        initial=Channel.PAPER,
    )
    table: Any = forms.ModelChoiceField(
        label=_("Von welchem Tisch?"),
        queryset=Space.objects.none(),
        required=False,
        empty_label=_("ohne Tisch"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tables = self.stage.gathering.spaces.filter(closed_at=None)
        if tables.exists() and what_of(self.stage) not in ("note", "answer"):
            cast("forms.ModelChoiceField[Any]", self.fields["table"]).queryset = tables
        else:
            del self.fields["table"]


# --- saying something ---------------------------------------------------------------------------------------------


def _votes(number: int) -> str:
    return ngettext("%(number)d Stimme", "%(number)d Stimmen", number) % {"number": number}


def similar(stage: Stage, text: str) -> list[Item]:
    """Up to three open questions of the board that say nearly the same."""
    if not text.strip():
        return []
    rows = {
        row.pk: row
        for row in board(stage.gathering, stage).filter(status__in=(ItemStatus.VISIBLE, ItemStatus.LIVE))
    }
    found = most_similar(text, {pk: prepare(row.body) for pk, row in rows.items()}, limit=3, at_least=LIKE)
    return [rows[pk] for pk, _score in found]


def _require_time(call: Call, live: Step) -> None:
    """Questions are asked before the gathering and as long as their step is not over; the rest while the step runs."""
    row = live.gathering
    stage = Stage.objects.get(pk=call.stage.pk)
    if "collect" not in stage.kinds:
        raise Refusal(_("In diesem Schritt wird nichts gesammelt."), status=404)
    before = not row.is_open and row.state != State.DONE
    running = row.is_open and stage.state != State.DONE
    if what_of(stage) == "question" and (before or running):
        return
    require_stage(row, stage)


def _table_of(seat: Seat, stage: Stage) -> int | None:
    return (
        Placement.objects.filter(seat=seat, stage=stage, until=None)
        .exclude(role="booked")
        .values_list("space_id", flat=True)
        .first()
    )


def ask(call: Call) -> str:
    """Asks a question, or votes for the one that was asked already. Refuses when too many of one's own are open."""
    same = call.values.get("same", "new")
    if same != "new":
        vote(Call(call.gathering, call.stage, call.by, {"item": int(same), "on": True}))
        return now("Ihre Stimme zählt bei der Frage, die schon da war.")
    return _say(call, "collect.asked", body=call.values["body"], unnamed=call.values.get("unnamed", False))


def add(call: Call) -> str:
    """Puts a card, a note, a task, a topic … onto the board; face down while the board is covered."""
    values = {
        name: value for name, value in call.values.items() if name in ("title", "body", "who", "due_on")
    }
    return _say(call, "collect.added", **values)


def _say(call: Call, deed: str, *, unnamed: bool = False, **values: Any) -> str:
    with step(call.gathering, deed, call.by, stage=call.stage) as live:
        _require_time(call, live)
        stage = call.stage
        given = KIND.of(stage)
        what = given["what"]
        if (deed == "collect.asked") is not (what == "question"):
            raise Refusal(_("Hier wird gerade etwas anderes gesammelt. Laden Sie die Seite neu."), status=409)
        seat = call.by.seat if call.by.seat is not None and call.by.seat.is_here else None
        if seat is None and not call.by.leads:
            seat = require_seat(call.by)
        if seat is not None:
            _require_budget(live.gathering, stage, seat, given)
        if any(isinstance(value, str) and "\x00" in value for value in values.values()):
            raise Refusal(
                _("Dieser Text enthält ein Zeichen, das nicht gespeichert werden kann."), status=400
            )
        nameless = bool(unnamed or given["anonymous"])
        item = Item(
            gathering_id=live.gathering.pk,
            stage=stage,
            kind=WHAT[what].kind,
            author=seat,
            author_label=now("ohne Namen") if nameless else "",
            channel=seat.channel if seat is not None else Channel.ROOM,
            status=_first_status(live.gathering, stage, given, by_desk=call.by.leads),
            data={"unnamed": True} if nameless else {},
            **values,
        )
        if seat is not None and what not in ("note", "answer", "question"):
            item.space_id = _table_of(seat, stage)
        item.save()
        live.note(item=item.pk, channel=item.channel)
    if item.status == ItemStatus.QUEUED:
        return now("Danke. Die Moderation liest Ihren Beitrag und gibt ihn gleich frei.")
    if item.status == ItemStatus.DRAFT:
        return now("Danke. Ihre Karte liegt verdeckt, bis die Moderation alle aufdeckt.")
    return str(WHAT[what].said)


def _first_status(gathering: Gathering, stage: Stage, given: Mapping[str, Any], *, by_desk: bool) -> str:
    if covered(gathering, stage, given):
        return ItemStatus.DRAFT
    return ItemStatus.QUEUED if given["moderated"] and not by_desk else ItemStatus.VISIBLE


def budget_of(given: Mapping[str, Any]) -> int:
    """How many of one's own may be open at once; 0: any number."""
    return int(given["budget"]) or (QUESTIONS_EACH if given["what"] == "question" else 0)


def _require_budget(gathering: Gathering, stage: Stage, seat: Seat, given: Mapping[str, Any]) -> None:
    most = budget_of(given)
    if most and board(gathering, stage).filter(author=seat, status__in=OPEN).count() >= most:
        if given["what"] == "question":
            raise Refusal(
                ngettext(
                    "Von Ihnen ist schon %(most)d Frage offen. Sobald sie behandelt ist, können Sie weiterfragen; oder Sie nehmen sie zurück.",
                    "Von Ihnen sind schon %(most)d Fragen offen. Sobald eine behandelt ist, können Sie weiterfragen; oder Sie nehmen eine zurück.",
                    most,
                )
                % {"most": most},
                status=409,
            )
        raise Refusal(
            ngettext(
                "Mehr als %(most)d Beitrag je Person ist hier nicht vorgesehen. Nehmen Sie ihn zurück, wenn Ihnen ein anderer wichtiger ist.",
                "Mehr als %(most)d Beiträge je Person sind hier nicht vorgesehen. Nehmen Sie einen zurück, wenn Ihnen ein anderer wichtiger ist.",
                most,
            )
            % {"most": most},
            status=409,
        )


def batch(call: Call) -> str:
    """Types in what people in the room wrote or said, one a line. It counts like what came by phone."""
    lines = [" ".join(line.split())[:500] for line in call.values["lines"].splitlines()]
    lines = [line for line in lines if line]
    if not lines or len(lines) > MOST_LINES:
        raise Refusal(
            now("Bitte schreiben Sie 1 bis %(most)d Zeilen.") % {"most": MOST_LINES},
            status=400,
            field="lines",
        )
    with step(call.gathering, "collect.batch", call.by, stage=call.stage) as live:
        given = KIND.of(call.stage)
        words = WHAT[given["what"]]
        status = _first_status(live.gathering, call.stage, given, by_desk=True)
        Item.objects.bulk_create(
            _from_the_room(call, words, line, status, space=call.values.get("table")) for line in lines
        )
        live.note(number=len(lines), channel=call.values["channel"])
    return ngettext("%(number)d Beitrag eingetragen.", "%(number)d Beiträge eingetragen.", len(lines)) % {
        "number": len(lines)
    }


def _from_the_room(call: Call, words: Words, text: str, status: str, *, space: Space | None = None) -> Item:
    return Item(
        gathering_id=call.gathering.pk,
        stage=call.stage,
        space=space,
        kind=words.kind,
        channel=call.values["channel"],
        author_label=now("aus dem Raum"),
        title=text[:140] if words.title else "",
        body="" if words.title and len(text) <= 140 else text,
        status=status,
        data={"batch": True},
    )


class VoteForm(ItemForm):
    """`on`: wanted; without it the vote turns round."""

    on = forms.NullBooleanField(required=False, widget=forms.HiddenInput)


def vote(call: Call) -> None:
    """One vote a seat for a question; a second press takes it back. One's own needs none."""
    seat = require_seat(call.by)
    with step(call.gathering, "collect.voted", call.by, stage=call.stage) as live:
        if live.gathering.state == State.DONE:
            require_open(live.gathering)
        item = _item(call, live, "item", ItemKind.QUESTION)
        if item.merged_into_id:
            item = Item.objects.get(pk=item.merged_into_id)
        if item.status not in (ItemStatus.VISIBLE, ItemStatus.LIVE):
            raise Refusal(
                _("Über diese Frage wird nicht mehr abgestimmt. Ihre Liste wird gleich neu."), status=409
            )
        if item.author_id == seat.pk:
            raise Refusal(_("Das ist Ihre eigene Frage. Geben Sie Ihre Stimme einer anderen."), status=409)
        rows = Signal.objects.filter(
            Q(item_id=item.pk) | Q(item__merged_into_id=item.pk), seat=seat, kind=SignalKind.VOTE
        )
        had = rows.filter(value__gt=0).exists()
        wanted = not had if call.values.get("on") is None else bool(call.values["on"])
        if wanted is had:
            live.nothing()
            return
        if wanted:
            Signal.objects.update_or_create(
                seat=seat, item=item, kind=SignalKind.VOTE, defaults={"value": 1, "at": timezone.now()}
            )
        else:
            rows.update(value=0)
        recount(item)
        live.note(item=item.pk, on=wanted)


def withdraw(call: Call) -> str:
    """Takes one's own back, as long as nobody dealt with it. It is gone then."""
    seat = require_seat(call.by)
    with step(call.gathering, "collect.withdrawn", call.by, stage=call.stage) as live:
        item = _item(call, live)
        if item.author_id != seat.pk:
            raise Refusal(_("Zurücknehmen kann nur, wer es geschrieben hat."))
        if (
            item.status not in (ItemStatus.QUEUED, ItemStatus.VISIBLE, ItemStatus.DRAFT)
            or item.merged.exists()
        ):
            raise Refusal(
                _("Darüber wird schon gesprochen. Sagen Sie der Moderation Bescheid, wenn es weg soll."),
                status=409,
            )
        item.delete()
    return now("Zurückgenommen.")


# --- the desk that reads ------------------------------------------------------------------------------------------


def approve(call: Call) -> None:
    """Lets everybody see what waited; without a number: all that waits."""
    with step(call.gathering, "collect.approved", call.by, stage=call.stage) as live:
        rows = board(live.gathering, call.stage).filter(status=ItemStatus.QUEUED)
        if call.values.get("item"):
            rows = rows.filter(pk=call.values["item"])
        number = rows.update(status=ItemStatus.VISIBLE, version=F("version") + 1, changed_at=timezone.now())
        if not number:
            live.nothing()
        live.note(number=number)


class ApproveForm(forms.Form):
    item = forms.IntegerField(required=False, widget=forms.HiddenInput)


def merge(call: Call) -> str:
    """Puts a question into another that says the same. Who voted for both counts once; the texts stay in the minutes."""
    with step(call.gathering, "collect.merged", call.by, stage=call.stage) as live:
        item = _item(call, live, "item", ItemKind.QUESTION)
        into = _item(
            Call(call.gathering, call.stage, call.by, {"into": call.values["into"].pk}), live, "into"
        )
        if item.pk == into.pk or into.merged_into_id == item.pk or into.status == ItemStatus.MERGED:
            raise Refusal(_("Bitte wählen Sie eine andere Frage, die noch auf der Liste steht."), status=409)
        if item.merged_into_id == into.pk:
            live.nothing()
            return ""
        if item.status not in (ItemStatus.QUEUED, ItemStatus.VISIBLE):
            raise Refusal(_("Zusammenlegen geht nur mit Fragen, die noch offen sind."), status=409)
        Item.objects.filter(merged_into=item).update(merged_into=into)
        item.status, item.merged_into = ItemStatus.MERGED, into
        _save(item, "status", "merged_into")
        recount(into)
        live.note(item=item.pk, into=into.pk)
    return now("Zusammengelegt.")


def unmerge(call: Call) -> None:
    """Takes a merged question out again; its votes are its own again."""
    with step(call.gathering, "collect.unmerged", call.by, stage=call.stage) as live:
        item = _item(call, live, "item", ItemKind.QUESTION)
        into = item.merged_into
        if into is None:
            live.nothing()
            return
        item.status, item.merged_into = ItemStatus.VISIBLE, None
        _save(item, "status", "merged_into")
        recount(into)
        recount(item)
        live.note(item=item.pk)


def on_stage(call: Call) -> None:
    """Shows a question large: it is the one that is being answered. The one before goes back to the list."""
    with step(call.gathering, "collect.staged", call.by, stage=call.stage) as live:
        item = _item(call, live)
        if item.status == ItemStatus.LIVE:
            live.nothing()
            return
        if item.merged_into_id:
            raise Refusal(_("Diese Frage ist in einer anderen aufgegangen. Rufen Sie jene auf."), status=409)
        Item.objects.filter(gathering_id=live.gathering.pk, kind=item.kind, status=ItemStatus.LIVE).update(
            status=ItemStatus.VISIBLE, version=F("version") + 1
        )
        item.status, item.reason = ItemStatus.LIVE, ""
        _save(item, "status", "reason")
        live.note(item=item.pk)


def reopen(call: Call) -> None:
    """Puts it back onto the list: off the stage, out of the parking lot, or a disposition taken back."""
    with step(call.gathering, "collect.reopened", call.by, stage=call.stage) as live:
        item = _item(call, live)
        if item.status in (ItemStatus.VISIBLE, ItemStatus.MERGED):
            live.nothing()
            return
        item.status, item.reason = ItemStatus.VISIBLE, ""
        item.data = {name: value for name, value in item.data.items() if name != "hidden"}
        _save(item, "status", "reason", "data")
        live.note(item=item.pk)


def park(call: Call) -> None:
    """Into the parking lot: not forgotten, but not now."""
    with step(call.gathering, "collect.parked", call.by, stage=call.stage) as live:
        item = _item(call, live)
        if item.status == ItemStatus.PARKED:
            live.nothing()
            return
        if item.kind == ItemKind.CLUSTER or item.status == ItemStatus.MERGED:
            raise Refusal(_("Parken kann man einzelne Beiträge."), status=409)
        item.status, item.cluster = ItemStatus.PARKED, None
        _save(item, "status", "cluster")
        live.note(item=item.pk)


def _settle(call: Call, deed: str, status: str, **values: Any) -> None:
    with step(call.gathering, deed, call.by, stage=call.stage) as live:
        item = _item(call, live)
        if item.kind != ItemKind.QUESTION:
            raise Refusal(_("Beantwortet werden nur Fragen."), status=409)
        if item.status == ItemStatus.MERGED:
            raise Refusal(
                _("Diese Frage ist in einer anderen aufgegangen. Beantworten Sie jene."), status=409
            )
        item.status = status
        for name, value in values.items():
            setattr(item, name, value)
        _save(item, "status", *values)
        live.note(item=item.pk)


def answered(call: Call) -> str:
    """Answered, in the hall or later in writing; the note goes into the minutes."""
    _settle(call, "collect.answered", ItemStatus.ANSWERED, answer=call.values["answer"].strip(), reason="")
    return now("Als beantwortet vermerkt.")


def written(call: Call) -> str:
    """The answer comes in writing: from which office, until when. Both are promised in public."""
    _settle(
        call,
        "collect.written",
        ItemStatus.WRITTEN,
        office=call.values["office"],
        due_on=call.values["due_on"],
        reason="",
    )
    return now("Die schriftliche Antwort ist zugesagt und steht im Protokoll.")


def reject(call: Call) -> str:
    """Not treated, with a reason that everybody reads."""
    _settle(call, "collect.rejected", ItemStatus.REJECTED, reason=call.values["reason"].strip())
    return now("Vermerkt. Der Grund steht bei der Frage.")


def hide(call: Call) -> str:
    """Takes something off every screen, with a reason; its text is not in the minutes either. `reopen` brings it back."""
    with step(call.gathering, "collect.hidden", call.by, stage=call.stage) as live:
        item = _item(call, live)
        item.status, item.reason, item.cluster = ItemStatus.REJECTED, call.values["reason"].strip(), None
        item.data = {**item.data, "hidden": True}
        _save(item, "status", "reason", "cluster", "data")
        live.note(item=item.pk)
    return now("Ausgeblendet.")


def edit(call: Call) -> str:
    """Changes the words of something. If somebody else was quicker, both texts are shown."""
    names = [name for name in ("title", "body", "who", "due_on") if name in call.values]
    with step(call.gathering, "collect.edited", call.by, stage=call.stage) as live:
        item = _item(call, live)
        yours = {name: call.values[name] for name in names}
        require_version(item, call.values["version"], yours=yours, fields=names)
        if all(getattr(item, name) == value for name, value in yours.items()):
            live.nothing()
            return ""
        for name, value in yours.items():
            setattr(item, name, value)
        _save(item, *names)
        live.note(item=item.pk)
    return now("Geändert.")


# --- cards --------------------------------------------------------------------------------------------------------


def reveal(call: Call) -> None:
    """Turns all cards at once. What is written from now on lies open."""
    _turn(call, "collect.revealed", ItemStatus.DRAFT, ItemStatus.VISIBLE, covered_now=True)


def cover(call: Call) -> None:
    """Collects face down again; what lies open stays open."""
    _turn(call, "collect.covered", "", "", covered_now=False)


def _turn(call: Call, deed: str, before: str, after: str, *, covered_now: bool) -> None:
    with step(call.gathering, deed, call.by, stage=call.stage) as live:
        given = KIND.of(call.stage)
        if not given["hidden"]:
            raise Refusal(_("In diesem Schritt liegen die Karten von Anfang an offen."), status=409)
        if covered(live.gathering, call.stage, given) is not covered_now:
            live.nothing()
            return
        if before:
            number = (
                board(live.gathering, call.stage)
                .filter(status=before)
                .update(status=after, version=F("version") + 1, changed_at=timezone.now())
            )
            live.note(number=number)


def cluster(call: Call) -> str:
    """Makes a group of cards and puts the first card into it, if one was named."""
    with step(call.gathering, "collect.grouped", call.by, stage=call.stage) as live:
        first = _item(call, live, "item", ItemKind.CARD) if call.values.get("item") else None
        group = Item.objects.create(
            gathering_id=live.gathering.pk,
            stage=call.stage,
            kind=ItemKind.CLUSTER,
            title=call.values["title"].strip(),
            position=_groups(live.gathering, call.stage).count() + 1,
        )
        if first is not None:
            first.cluster, first.status = group, _out_of_parking(first)
            _save(first, "cluster", "status")
        live.note(item=group.pk)
    return now("Die Gruppe ist da.")


def _out_of_parking(card: Item) -> str:
    return ItemStatus.VISIBLE if card.status == ItemStatus.PARKED else card.status


def _groups(gathering: Gathering, stage: Stage, stages: Iterable[Stage] | None = None) -> Any:
    return (
        Item.objects.filter(gathering_id=gathering.pk, kind=ItemKind.CLUSTER)
        .filter(_same_board(gathering, stage, KIND.of(stage), stages))
        .exclude(status=ItemStatus.REJECTED)
        .order_by("position", "pk")
    )


def move(call: Call) -> None:
    """Puts a card into a group, out of it, or into the parking lot."""
    to = call.values["to"]
    with step(call.gathering, "collect.moved", call.by, stage=call.stage) as live:
        card = _item(call, live, "item", ItemKind.CARD)
        if card.status not in (ItemStatus.VISIBLE, ItemStatus.PARKED, ItemStatus.LIVE):
            raise Refusal(_("Diese Karte liegt noch verdeckt. Decken Sie die Karten zuerst auf."), status=409)
        group, status = None, ItemStatus.VISIBLE
        if to == "parked":
            status = ItemStatus.PARKED
        elif to:
            group = _groups(live.gathering, call.stage).filter(pk=int(to) if to.isdigit() else 0).first()
            if group is None:
                raise Refusal(
                    _("Diese Gruppe gibt es nicht mehr. Wählen Sie eine andere."), status=404, field="to"
                )
        if card.cluster_id == (group.pk if group else None) and card.status == status:
            live.nothing()
            return
        card.cluster, card.status = group, status
        _save(card, "cluster", "status")
        live.note(item=card.pk, to=to)


def ungroup(call: Call) -> None:
    """Takes a group apart; its cards lie on the open board again."""
    with step(call.gathering, "collect.ungrouped", call.by, stage=call.stage) as live:
        group = _item(call, live, "item", ItemKind.CLUSTER)
        if group.signals.exists() or group.ups:
            raise Refusal(
                _("Auf dieser Gruppe liegen schon Punkte. Sie bleibt, damit nichts verloren geht."),
                status=409,
            )
        group.delete()  # the cards stay: their group becomes empty


# --- the kind -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """A group of cards as a board shows it."""

    item: Item
    cards: Sequence[Item]


class Collect(Kind):
    key = "collect"
    name = _("Sammeln")
    about = _(
        "Alle schreiben: Fragen, Karten, Themen, Aufgaben. Die Moderation liest mit, ordnet und vermerkt, was daraus wird."
    )
    settings = (
        Setting(
            "what",
            _("Was wird gesammelt?"),
            "card",
            "choice",
            tuple((key, words.many) for key, words in WHAT.items()),
        ),
        Setting("hidden", _("Verdeckt sammeln, dann alle zugleich aufdecken"), False, "flag"),
        Setting("moderated", _("Die Moderation gibt jeden Beitrag frei"), False, "flag"),
        Setting(
            "budget",
            _("So viele dürfen von einer Person offen sein"),
            0,
            "number",
            help=_("0: bei Fragen drei, sonst beliebig viele."),
            most=50,
        ),
        Setting(
            "ranked",
            _("Nach Wunsch ordnen"),
            True,
            "flag",
            help=_(
                "Bei Fragen: drei von fünf Plätzen nach Stimmen, zwei nach Los, damit auch neue gesehen werden."
            ),
        ),
        Setting("anonymous", _("Ohne Namen"), False, "flag"),
        Setting(
            "board",
            _("Name des Bretts"),
            "",
            "text",
            help=_(
                "Schritte mit demselben Namen zeigen dasselbe. Fragen stehen auch ohne Namen in allen Schritten."
            ),
        ),
    )
    deeds = (
        Deed("ask", ask, AskForm, anytime=True),
        Deed("add", add, AddForm),
        Deed("vote", vote, VoteForm, anytime=True),
        Deed("withdraw", withdraw, ItemForm, anytime=True),
        Deed("batch", batch, BatchForm, who="theme"),
        Deed("approve", approve, ApproveForm, who="theme", anytime=True),
        Deed("merge", merge, MergeForm, who="theme", anytime=True),
        Deed("unmerge", unmerge, ItemForm, who="theme", anytime=True),
        Deed("cluster", cluster, ClusterForm, who="theme"),
        Deed("move", move, MoveForm, who="theme"),
        Deed("ungroup", ungroup, ItemForm, who="theme"),
        Deed("park", park, ItemForm, who="theme"),
        Deed("stage", on_stage, ItemForm, who="lead"),
        Deed("reopen", reopen, ItemForm, who="lead", anytime=True),
        Deed("answered", answered, AnsweredForm, who="lead", anytime=True),
        Deed("written", written, WrittenForm, who="lead", anytime=True),
        Deed("reject", reject, ReasonForm, who="lead", anytime=True),
        Deed("hide", hide, ReasonForm, who="lead", anytime=True),
        Deed("edit", edit, EditForm, who="lead", anytime=True),
        Deed("reveal", reveal, who="lead"),
        Deed("cover", cover, who="lead"),
    )

    def early(self, stage: Stage) -> bool:
        return bool(self.of(stage)["what"] == "question")

    def prepare(self, gathering: Gathering, stage: Stage) -> None:
        """A step that goes on with a board and does not collect face down turns what still lies so."""
        if not self.of(stage)["hidden"]:
            board(gathering, stage).filter(status=ItemStatus.DRAFT).update(
                status=ItemStatus.VISIBLE, version=F("version") + 1, changed_at=timezone.now()
            )

    def load(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        given = self.of(stage)
        what = given["what"]
        rows = list(board(look.gathering, stage, look.stages).select_related("author", "space", "office"))
        merged: dict[int, list[Item]] = {}
        for row in rows:
            _dress(row)
            if row.merged_into_id:
                merged.setdefault(row.merged_into_id, []).append(row)
        for row in rows:
            row.merged_here = merged.get(row.pk, [])
        by: dict[str, list[Item]] = {status: [] for status in (*ItemStatus.values, "gone")}
        for row in rows:
            by["gone" if row.data.get("hidden") else row.status].append(row)
        visible = by[ItemStatus.VISIBLE]
        found: dict[str, Any] = {
            "what": what,
            "words": WHAT[what],
            "is_question": what == "question",
            "is_card": what == "card",
            "on_stage": next(iter(by[ItemStatus.LIVE]), None),
            "visible": visible,
            "queued": by[ItemStatus.QUEUED],
            "drafts": len(by[ItemStatus.DRAFT]),
            "answered": by[ItemStatus.ANSWERED],
            "written": by[ItemStatus.WRITTEN],
            "rejected": by[ItemStatus.REJECTED],
            "gone": by["gone"],
            "parked": by[ItemStatus.PARKED],
            "covered": covered(look.gathering, stage, given),
            "total": len(visible) + len(by[ItemStatus.DRAFT]) + len(by[ItemStatus.PARKED]),
        }
        found["settled"] = len(found["answered"]) + len(found["written"]) + len(found["rejected"])
        if what == "question":
            ranked = sorted(visible, key=lambda row: (-question_score(row.ups, row.shown), -row.ups, row.pk))
            found["by_score"] = ranked if given["ranked"] else list(reversed(visible))
            found["top"] = found["by_score"][:5]
        if what == "card":
            groups = list(_groups(look.gathering, stage, look.stages))
            found["groups"] = [
                Group(group, [row for row in visible if row.cluster_id == group.pk]) for group in groups
            ]
            known = {group.pk for group in groups}
            found["loose"] = [row for row in visible if row.cluster_id not in known]
        return found

    def load_mine(self, look: Look, stage: Stage, seat: Seat) -> Mapping[str, Any]:
        given = self.of(stage)
        shared = look.once(("data", stage.pk, self.key), lambda: self.load(look, stage))
        rows = [
            _dress(row)
            for row in board(look.gathering, stage, look.stages)
            .filter(author=seat)
            .select_related("merged_into", "office")
        ]
        most = budget_of(given)
        open_now = sum(row.status in OPEN for row in rows)
        found: dict[str, Any] = {
            "own": [row for row in rows if not row.data.get("hidden")],
            "most": most,
            "left": max(0, most - open_now) if most else None,
            "may_say": not most or open_now < most,
            "may_take_back": (ItemStatus.QUEUED, ItemStatus.VISIBLE, ItemStatus.DRAFT),
        }
        if given["what"] == "question":
            found |= self._list_for(stage, seat, shared["visible"], ranked=bool(given["ranked"]))
            on_stage = shared["on_stage"]
            found["voted_on_stage"] = on_stage is not None and on_stage.pk in found["voted"]
        return found

    def _list_for(self, stage: Stage, seat: Seat, visible: list[Item], *, ranked: bool) -> dict[str, Any]:
        """The questions in the order of this phone. What it shows for the first time counts as shown."""
        signals = {
            item_id: (into or item_id, value)
            for item_id, into, value in Signal.objects.filter(
                seat=seat, kind=SignalKind.VOTE, item__gathering_id=stage.gathering_id
            ).values_list("item_id", "item__merged_into_id", "value")
        }
        voted = {at for at, value in signals.values() if value > 0}
        rows = {row.pk: row for row in visible}
        if ranked:
            # Without the sights of this phone: its own look must not move the list under the thumb.
            order = live_order(
                [
                    Question(
                        row.pk,
                        row.ups,
                        max(0, row.shown - (row.pk in signals)),
                        row.pk in voted or row.author_id == seat.pk,
                    )
                    for row in visible
                ],
                day_seed(f"gathering-{stage.gathering_id}", timezone.localdate(), str(seat.pk)),
            )
        else:
            order = sorted(rows, reverse=True)
        first, rest = order[:FEW], order[FEW:]
        new = [pk for pk in first if pk not in signals and rows[pk].author_id != seat.pk]
        if new:
            _count_shown(seat, new)
        return {
            "voted": voted,
            "list": [rows[pk] for pk in first],
            "rest": [rows[pk] for pk in rest],
        }

    def marks(self, look: Look, stage: Stage) -> Mapping[str, str]:
        """A phone asks again when something became of its own, and now and then when the board grew: in a hall of a
        thousand not at every question.
        """
        given = self.of(stage)
        shared = look.once(("data", stage.pk, self.key), lambda: self.load(look, stage))
        own: dict[int, list[str]] = {}
        for author, pk, status in (
            board(look.gathering, stage, look.stages)
            .exclude(author=None)
            .values_list("author_id", "pk", "status")
        ):
            own.setdefault(author, []).append(f"{pk}{status[:2]}")
        large = shared["on_stage"]
        common = f"{shared['what'][:2]}{int(shared['covered'])}.{large.pk if large else ''}"
        if given["what"] == "question":
            grown = len(shared["visible"]) + shared["settled"]
            common += f"{grown // max(1, look.here['all'] // 100)}.{len(shared['gone'])}"
        return {"": common, **{str(pk): ".".join(rows) for pk, rows in own.items()}}

    def on_paper(self, call: Call) -> Item:
        """A card of the board, typed in and photographed by whoever types in the others."""
        require_theme(call.by)
        given = self.of(call.stage)
        status = _first_status(call.gathering, call.stage, given, by_desk=True)
        text = " ".join(call.values["text"].split())
        return _from_the_room(call, WHAT[given["what"]], text, status)

    def minutes(self, look: Look, stage: Stage) -> list[Block]:
        given = self.of(stage)
        what = given["what"]
        if (what in WHOLE or given["board"]) and self._first_of_board(look, stage, given) != stage.pk:
            return []  # it stands at the first step of the board
        data = look.once(("data", stage.pk, self.key), lambda: self.load(look, stage))
        blocks = _question_blocks(data) if what == "question" else _board_blocks(data)
        if data["gone"]:
            blocks.append(
                Block(
                    now("Ausgeblendet"),
                    [
                        Line(now("Ein Beitrag, Grund: %(reason)s") % {"reason": row.reason})
                        for row in data["gone"]
                    ],
                )
            )
        return blocks

    def _first_of_board(self, look: Look, stage: Stage, given: Mapping[str, Any]) -> int:
        for other in look.stages:
            if self.key in other.kinds:
                theirs = self.of(other)
                if theirs["what"] == given["what"] and theirs["board"] == given["board"]:
                    return other.pk
        return stage.pk


KIND = Collect()


def _dress(row: Item) -> Any:
    """What a template shows of who said it."""
    shown: Any = row
    shown.by_name = (
        "" if row.data.get("unnamed") else row.author_label or (row.author.name if row.author else "")
    )
    shown.text = row.title or row.body
    return shown


def _count_shown(seat: Seat, items: list[int]) -> None:
    """Counts that these questions were on this phone, each once. Rows are locked in their order, so that a thousand
    phones that fetch at once wait for each other and never in a circle.
    """
    with transaction.atomic():
        Seat.objects.select_for_update().filter(pk=seat.pk).first()
        known = set(
            Signal.objects.filter(seat=seat, kind=SignalKind.VOTE, item_id__in=items).values_list(
                "item_id", flat=True
            )
        )
        new = sorted(
            Item.objects.select_for_update()
            .filter(pk__in=[pk for pk in items if pk not in known])
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        Signal.objects.bulk_create(Signal(seat=seat, item_id=pk, kind=SignalKind.VOTE, value=0) for pk in new)
        Item.objects.filter(pk__in=new).update(shown=F("shown") + 1)


def _origin(row: Any) -> list[str]:
    notes = [row.by_name] if row.by_name else []
    if row.channel != Channel.ONLINE:
        notes.append(str(row.get_channel_display()))
    if row.space is not None:
        notes.append(row.space.name)
    return notes


def _question_line(row: Any) -> Line:
    notes = [_votes(row.ups), *_origin(row)]
    parts = [Line(now("Dazu gelegt: %(text)s") % {"text": each.body}, item=each) for each in row.merged_here]
    if row.status == ItemStatus.WRITTEN and row.office is not None and row.due_on is not None:
        notes.append(
            now("schriftliche Antwort von %(office)s bis %(day)s")
            % {"office": row.office.name, "day": date_format(row.due_on, "SHORT_DATE_FORMAT")}
        )
    if row.reason:
        notes.append(now("Grund: %(reason)s") % {"reason": row.reason})
    if row.answer:
        parts.insert(0, Line(now("Antwort: %(text)s") % {"text": row.answer}))
    return Line(row.body, notes, item=row, parts=parts)


def _question_blocks(data: Mapping[str, Any]) -> list[Block]:
    """Every question with what became of it; none is left out, the open ones neither."""
    still = [
        *([data["on_stage"]] if data["on_stage"] else []),
        *data["by_score"],
        *data["queued"],
        *data["parked"],
    ]
    named = (
        (now("Beantwortete Fragen"), data["answered"]),
        (now("Fragen, die schriftlich beantwortet werden"), data["written"]),
        (now("Nicht behandelte Fragen"), data["rejected"]),
        (now("Offen gebliebene Fragen"), still),
    )
    return [Block(title, [_question_line(row) for row in rows]) for title, rows in named if rows]


def _card_line(row: Any) -> Line:
    notes = _origin(row)
    if row.who:
        notes.append(now("wer: %(who)s") % {"who": row.who})
    if row.due_on:
        notes.append(now("bis %(day)s") % {"day": date_format(row.due_on, "SHORT_DATE_FORMAT")})
    return Line(row.text, notes, item=row, parts=[Line(row.body)] if row.title and row.body else [])


def _board_blocks(data: Mapping[str, Any]) -> list[Block]:
    if not data["is_card"]:
        rows = [*([data["on_stage"]] if data["on_stage"] else []), *data["visible"], *data["queued"]]
        blocks = [Block(str(data["words"].many), [_card_line(row) for row in rows])] if rows else []
    else:
        blocks = [
            Block(group.item.title, [_card_line(row) for row in group.cards])
            for group in data["groups"]
            if group.cards
        ]
        if data["loose"]:
            title = now("Ohne Gruppe") if blocks else now("Karten")
            blocks.append(Block(title, [_card_line(row) for row in data["loose"]]))
        if data["drafts"]:
            text = ngettext(
                "%(number)d Karte wurde nicht aufgedeckt.",
                "%(number)d Karten wurden nicht aufgedeckt.",
                data["drafts"],
            ) % {"number": data["drafts"]}
            blocks.append(Block("", [Line(text)]))
    if data["parked"]:
        blocks.append(Block(now("Themenspeicher"), [_card_line(row) for row in data["parked"]]))
    return blocks


register(KIND)
