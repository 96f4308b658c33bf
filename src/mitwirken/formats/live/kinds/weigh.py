# SPDX-License-Identifier: EUPL-1.2
"""Weighing: dots with a budget, polls, a quiz, interest, a scale from 1 to 5. By phone, and by hands in the room.

What a seat gives is a `Signal` with this step; hands that a steward counted stand at the item
(`data["hands"] = {step: {value: number}}`), add to the counts and are shown apart. When a step ends, its counts stay at
the item (`data["weighed"]`), so that weighing the same again later does not change what came out.
Whether people can still give is what the log says: `weigh.closed`, `weigh.opened`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mitwirken.ground.deeds.refusal import Refusal

from ..commands import Step, step
from ..models import Gathering, Item, ItemKind, ItemStatus, Seat, Signal, SignalKind, Stage, State
from ..queries import Look
from ..rules import require_seat
from . import Block, Call, Deed, Kind, Line, Setting, register

DOTS = 5
MOST_HANDS = 5_000
STEPS = (1, 2, 3, 4, 5)
SIGNAL = {
    "dots": SignalKind.DOT,
    "poll": SignalKind.CHOICE,
    "quiz": SignalKind.CHOICE,
    "interest": SignalKind.INTEREST,
    "scale": SignalKind.RATING,
}
OF: dict[str, tuple[Any, str]] = {
    "": (_("was da ist"), ""),
    "option": (_("Möglichkeiten von unten"), ItemKind.OPTION),
    "cluster": (_("Gruppen von Karten"), ItemKind.CLUSTER),
    "card": (_("Karten"), ItemKind.CARD),
    "question": (_("Fragen"), ItemKind.QUESTION),
    "topic": (_("Themen"), ItemKind.TOPIC),
    "harvest": (_("Ergebnisse"), ItemKind.HARVEST),
}
AUTOMATIC = ("option", "harvest", "cluster", "topic", "card")
SHOWN = (ItemStatus.VISIBLE, ItemStatus.LIVE)


# --- what is weighed ----------------------------------------------------------------------------------------------


def subjects(gathering: Gathering, stage: Stage) -> list[Item]:
    """What is weighed in a step, in its order. Two queries, however much it is."""
    given = KIND.of(stage)
    wanted = given["of"] or ("option" if given["options"] or given["mode"] in ("poll", "quiz") else "")
    rows = Item.objects.filter(
        gathering_id=gathering.pk,
        status__in=SHOWN,
        kind__in=[OF[wanted][1]] if wanted else [OF[key][1] for key in AUTOMATIC],
    ).select_related("stage")
    every = [row for row in rows if row.kind != ItemKind.OPTION or row.stage_id == stage.pk]
    if not wanted:
        kinds = {row.kind for row in every}
        first = next((OF[key][1] for key in AUTOMATIC if OF[key][1] in kinds), "")
        every = [row for row in every if row.kind == first]
    if wanted in ("card", "cluster") or (every and every[0].kind in (ItemKind.CARD, ItemKind.CLUSTER)):
        every = _latest_board(every, stage)
    return sorted(every, key=lambda row: (row.position, row.pk))


def _latest_board(rows: list[Item], stage: Stage) -> list[Item]:
    """Cards of the board that was filled last before this step (or in it)."""
    before = [row for row in rows if row.stage is None or row.stage.position <= stage.position]
    last = max((row.stage.position for row in before if row.stage is not None), default=None)
    latest = [row for row in before if row.stage is not None and row.stage.position == last]
    if not latest or latest[0].stage is None:
        return before
    name = latest[0].stage.settings_of("collect").get("board")
    if not name:
        return latest
    return [
        row
        for row in before
        if row.stage is not None and row.stage.settings_of("collect").get("board") == name
    ]


def is_closed(gathering: Gathering, stage: Stage) -> bool:
    """Whether the counts stand: closed by hand, or the step is over."""
    if stage.state == State.DONE:
        return True
    last = (
        gathering.log.filter(stage=stage, deed__in=("weigh.closed", "weigh.opened"))
        .order_by("-seq")
        .values_list("deed", flat=True)
        .first()
    )
    return last == "weigh.closed"


def budget_of(given: Mapping[str, Any], right: int = 1) -> int:
    """How much one seat may give: dots, or choices of a poll. 0: any number (interest, scale)."""
    if given["mode"] == "dots":
        return int(given["budget"]) or DOTS
    if given["mode"] == "quiz":
        return int(given["budget"]) or max(1, right)
    if given["mode"] == "poll":
        return int(given["budget"]) or 1
    return int(given["budget"]) if given["mode"] == "interest" else 0


def most_of(given: Mapping[str, Any]) -> int:
    """How many dots one thing may get from one seat."""
    budget = budget_of(given)
    return min(int(given["most"]) or budget, budget) if given["mode"] == "dots" else 1


# --- counts -------------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What one thing got: `phones` from seats, `hands` in the room; for a scale how many gave which value."""

    item: Item
    phones: int = 0
    hands: int = 0
    people: int = 0
    steps: dict[int, int] = field(default_factory=dict)
    share: float = 0.0

    @property
    def total(self) -> int:
        return self.phones + self.hands

    @property
    def right(self) -> bool:
        return bool(self.item.data.get("right"))

    @property
    def mean(self) -> float | None:
        """Of a scale."""
        number = sum(self.steps.values())
        return sum(value * times for value, times in self.steps.items()) / number if number else None


def tallies(gathering: Gathering, stage: Stage, rows: Iterable[Item], mode: str) -> list[Tally]:
    """The counts of a step. One query; of a step that is over, those that stood at its end."""
    items = list(rows)
    found = {item.pk: Tally(item) for item in items}
    key = str(stage.pk)
    counts: dict[int, dict[int, int]] = {}
    for item, value, number in _counts(stage, mode):
        counts.setdefault(item, {})[value] = number
    for pk, tally in found.items():
        kept = tally.item.data.get("weighed", {}).get(key) if stage.state == State.DONE else None
        values = (
            {int(value): number for value, number in kept.items()} if kept is not None else counts.get(pk, {})
        )
        hands = {
            int(value): number for value, number in tally.item.data.get("hands", {}).get(key, {}).items()
        }
        tally.people = sum(values.values())
        tally.hands = sum(hands.values())
        if mode == "dots":
            tally.phones = sum(value * number for value, number in values.items())
        else:
            tally.phones = tally.people
        if mode == "scale":
            tally.steps = {
                value: values.get(value, 0) + hands.get(value, 0)
                for value in STEPS
                if values.get(value) or hands.get(value)
            }
    return list(found.values())


def _counts(stage: Stage, mode: str) -> Any:
    """Item, value, how many seats gave it."""
    return (
        Signal.objects.filter(stage=stage, kind=SIGNAL[mode], value__gt=0, item__isnull=False)
        .order_by()
        .values_list("item_id", "value")
        .annotate(number=Count("pk"))
    )


def _voters(stage: Stage, mode: str) -> int:
    return (
        Signal.objects.filter(stage=stage, kind=SIGNAL[mode], value__gt=0).values("seat").distinct().count()
    )


def _keep_sum(item: Item, stage: Stage, mode: str) -> None:
    """The item's own count, for whoever sorts by it: seats and hands of this step together."""
    tally = tallies(stage.gathering, stage, [item], mode)[0]
    Item.objects.filter(pk=item.pk).update(ups=tally.total)


# --- giving -------------------------------------------------------------------------------------------------------


class GiveForm(forms.Form):
    item = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.IntegerField(required=False, min_value=0, max_value=100)


class PickForm(forms.Form):
    item = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.NullBooleanField(required=False, widget=forms.HiddenInput)


class RateForm(forms.Form):
    item = forms.IntegerField(widget=forms.HiddenInput)
    value = forms.IntegerField(min_value=1, max_value=5)


class HandsForm(forms.Form):
    item = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.IntegerField(label=_("Hände im Raum"), min_value=0, max_value=MOST_HANDS)
    value = forms.IntegerField(required=False, min_value=1, max_value=5)


class OptionForm(forms.Form):
    title = forms.CharField(label=_("Möglichkeit"), max_length=140)


def _subject(call: Call, live: Step, *modes: str) -> tuple[Item, list[Item], Mapping[str, Any]]:
    """The item that is meant, all that is weighed with it, and the settings. Refuses what is not weighed now."""
    given = KIND.of(call.stage)
    if modes and given["mode"] not in modes:
        raise Refusal(_("Hier wird gerade anders gewichtet. Laden Sie die Seite neu."), status=409)
    rows = subjects(live.gathering, call.stage)
    item = next((row for row in rows if row.pk == call.values["item"]), None)
    if item is None:
        raise Refusal(_("Das steht nicht mehr zur Wahl. Ihre Seite zeigt gleich, was da ist."), status=404)
    return item, rows, given


def _require_running(live: Step, stage: Stage) -> None:
    if is_closed(live.gathering, stage):
        raise Refusal(_("Die Abstimmung ist geschlossen. Das Ergebnis steht fest."), status=409)


def _own(seat: Seat, stage: Stage, mode: str) -> dict[int, int]:
    return dict(
        Signal.objects.filter(seat=seat, stage=stage, kind=SIGNAL[mode], value__gt=0).values_list(
            "item_id", "value"
        )
    )


def _set(seat: Seat, stage: Stage, item: Item, mode: str, value: int) -> None:
    """What this seat gives to this item in this step. The row of an earlier step moves along; its count was kept."""
    if value:
        Signal.objects.update_or_create(
            seat=seat,
            item=item,
            kind=SIGNAL[mode],
            defaults={"value": value, "stage": stage, "at": timezone.now()},
        )
    else:
        Signal.objects.filter(seat=seat, item=item, kind=SIGNAL[mode]).delete()
    _keep_sum(item, stage, mode)


def dot(call: Call) -> None:
    """Sets how many of one's dots lie on something. A form that is sent twice leaves the same number."""
    seat = require_seat(call.by)
    with step(call.gathering, "weigh.dotted", call.by, stage=call.stage) as live:
        _require_running(live, call.stage)
        item, rows, given = _subject(call, live, "dots")
        own = _own(seat, call.stage, "dots")
        budget, most = budget_of(given), most_of(given)
        had = own.get(item.pk, 0)
        wanted = call.values["to"] if call.values.get("to") is not None else had + 1
        if wanted == had:
            live.nothing()
            return
        if wanted > most:
            raise Refusal(
                ngettext(
                    "Auf eine Sache dürfen Sie höchstens %(most)d Punkt legen.",
                    "Auf eine Sache dürfen Sie höchstens %(most)d Punkte legen.",
                    most,
                )
                % {"most": most},
                status=409,
            )
        known = {row.pk for row in rows}
        spent = sum(value for pk, value in own.items() if pk in known and pk != item.pk)
        if spent + wanted > budget:
            raise Refusal(
                ngettext(
                    "Ihr Punkt ist vergeben. Nehmen Sie ihn weg, wenn er anderswo besser liegt.",
                    "Ihre %(budget)d Punkte sind vergeben. Nehmen Sie einen weg, wenn er anderswo besser liegt.",
                    budget,
                )
                % {"budget": budget},
                status=409,
            )
        _set(seat, call.stage, item, "dots", wanted)
        live.note(item=item.pk)


def pick(call: Call) -> None:
    """Chooses something, or takes it back. With one choice the new one takes the place of the old."""
    seat = require_seat(call.by)
    with step(call.gathering, "weigh.picked", call.by, stage=call.stage) as live:
        _require_running(live, call.stage)
        item, rows, given = _subject(call, live, "poll", "quiz", "interest")
        mode = given["mode"]
        own = _own(seat, call.stage, mode)
        had = item.pk in own
        wanted = not had if call.values.get("on") is None else bool(call.values["on"])
        if wanted is had:
            live.nothing()
            return
        budget = budget_of(given, sum(bool(row.data.get("right")) for row in rows))
        others = [row for row in rows if row.pk in own and row.pk != item.pk]
        if wanted and budget and len(others) >= budget:
            if budget > 1:
                raise Refusal(
                    now("Sie haben schon %(budget)d ausgewählt. Nehmen Sie zuerst etwas davon zurück.")
                    % {"budget": budget},
                    status=409,
                )
            for row in others:
                _set(seat, call.stage, row, mode, 0)
        _set(seat, call.stage, item, mode, int(wanted))
        live.note(item=item.pk, on=wanted)


def rate(call: Call) -> None:
    """Puts something on the scale from 1 to 5; the newest counts."""
    seat = require_seat(call.by)
    with step(call.gathering, "weigh.rated", call.by, stage=call.stage) as live:
        _require_running(live, call.stage)
        item, _rows, _given = _subject(call, live, "scale")
        if _own(seat, call.stage, "scale").get(item.pk) == call.values["value"]:
            live.nothing()
            return
        _set(seat, call.stage, item, "scale", call.values["value"])
        live.note(item=item.pk)


def hands(call: Call) -> str:
    """Enters how many hands went up in the room for something. Entered again, the new number counts."""
    with step(call.gathering, "weigh.hands", call.by, stage=call.stage) as live:
        item, _rows, given = _subject(call, live)
        value = call.values.get("value") or (3 if given["mode"] == "scale" else 1)
        if given["mode"] == "scale" and not call.values.get("value"):
            raise Refusal(
                _("Bitte geben Sie an, für welchen Wert Hände oben waren."), status=400, field="value"
            )
        key = str(call.stage.pk)
        every = {**item.data.get("hands", {})}
        every[key] = {**every.get(key, {}), str(value): call.values["number"]}
        item.data = {**item.data, "hands": every}
        Item.objects.filter(pk=item.pk).update(data=item.data)
        _keep_sum(item, call.stage, given["mode"])
        live.note(item=item.pk, number=call.values["number"], value=value)
    return ngettext(
        "%(number)d Hand eingetragen.", "%(number)d Hände eingetragen.", call.values["number"]
    ) % {"number": call.values["number"]}


def close(call: Call) -> str:
    """Nobody gives any more, and everybody sees the counts."""
    with step(call.gathering, "weigh.closed", call.by, stage=call.stage) as live:
        if is_closed(live.gathering, call.stage):
            live.nothing()
    return now("Geschlossen. Alle sehen jetzt das Ergebnis.")


def reopen(call: Call) -> str:
    """People can give again; hidden counts are hidden again."""
    with step(call.gathering, "weigh.opened", call.by, stage=call.stage) as live:
        if not is_closed(live.gathering, call.stage):
            live.nothing()
    return now("Wieder offen.")


def option(call: Call) -> str:
    """Adds a possibility while it runs, when the hall comes up with one more."""
    with step(call.gathering, "weigh.option", call.by, stage=call.stage) as live:
        rows = subjects(live.gathering, call.stage)
        if any(row.kind != ItemKind.OPTION for row in rows):
            raise Refusal(_("Hier wird gewichtet, was gesammelt wurde. Ergänzen Sie es dort."), status=409)
        title = call.values["title"].strip()
        if any(row.title == title for row in rows):
            raise Refusal(_("Diese Möglichkeit steht schon da."), status=409, field="title")
        _add_option(live.gathering, call.stage, title, len(rows) + 1)
    return now("Ergänzt.")


def _option_title(line: str) -> str:
    return line.lstrip("* ")[:140]


def _add_option(gathering: Gathering, stage: Stage, line: str, position: int, *, sheet: bool = False) -> None:
    Item.objects.create(
        gathering_id=gathering.pk,
        stage=stage,
        kind=ItemKind.OPTION,
        title=_option_title(line),
        position=position,
        data={**({"right": True} if line.startswith("*") else {}), **({"sheet": True} if sheet else {})},
    )


# --- the kind -----------------------------------------------------------------------------------------------------


class Weigh(Kind):
    key = "weigh"
    name = _("Gewichten")
    about = _("Punkte verteilen, abstimmen, ein Quiz, Interesse zeigen, bewerten. Hände im Raum zählen mit.")
    settings = (
        Setting(
            "mode",
            _("Wie?"),
            "dots",
            "choice",
            (
                ("dots", _("Punkte verteilen")),
                ("poll", _("Abstimmen")),
                ("quiz", _("Quiz")),
                ("interest", _("Interesse zeigen")),
                ("scale", _("Von 1 bis 5 bewerten")),
            ),
        ),
        Setting("of", _("Was?"), "", "choice", tuple((key, words) for key, (words, _kind) in OF.items())),
        Setting(
            "options",
            _("Möglichkeiten, eine in jeder Zeile"),
            [],
            "lines",
            help=_("Beim Quiz beginnen die richtigen Antworten mit einem *."),
        ),
        Setting(
            "budget",
            _("So viel hat jede Person zu vergeben"),
            0,
            "number",
            help=_("0: fünf Punkte, bei Abstimmungen eine Wahl."),
            most=100,
        ),
        Setting(
            "most", _("Davon höchstens auf eine Sache"), 0, "number", help=_("0: beliebig viele."), most=100
        ),
        Setting("hidden", _("Ergebnis erst zeigen, wenn geschlossen ist"), False, "flag"),
    )
    deeds = (
        Deed("dot", dot, GiveForm),
        Deed("pick", pick, PickForm),
        Deed("rate", rate, RateForm),
        Deed("hands", hands, HandsForm, who="theme"),
        Deed("close", close, who="lead"),
        Deed("open", reopen, who="lead"),
        Deed("option", option, OptionForm, who="lead"),
    )

    def prepare(self, gathering: Gathering, stage: Stage) -> None:
        """Makes items of the options, those that are not there yet."""
        lines = self.of(stage)["options"]
        rows = {row.title: row for row in Item.objects.filter(stage=stage, kind=ItemKind.OPTION)}
        titles = [_option_title(line) for line in lines]
        for title, row in rows.items():
            # What the run sheet no longer says goes, unless somebody added it in the hall or chose it already.
            if row.data.get("sheet") and title not in titles and not row.ups:
                row.delete()
        for position, (title, line) in enumerate(zip(titles, lines, strict=True), 1):
            if title not in rows:
                _add_option(gathering, stage, line, position, sheet=True)

    def finish(self, gathering: Gathering, stage: Stage) -> None:
        """Keeps what everything got in this step."""
        mode = self.of(stage)["mode"]
        rows = subjects(gathering, stage)
        counts: dict[int, dict[str, int]] = {}
        for item, value, number in _counts(stage, mode):
            counts.setdefault(item, {})[str(value)] = number
        voters, key = _voters(stage, mode), str(stage.pk)
        # In their order, as phones lock questions that they show: then nobody waits in a circle.
        list(Item.objects.select_for_update().filter(pk__in=[row.pk for row in rows]).order_by("pk"))
        for row in rows:
            row.data = {
                **row.data,
                "weighed": {**row.data.get("weighed", {}), key: counts.get(row.pk, {})},
                "voters": {**row.data.get("voters", {}), key: voters},
            }
        Item.objects.bulk_update(rows, ["data"], batch_size=200)

    def load(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        given = self.of(stage)
        mode = given["mode"]
        rows = tallies(look.gathering, stage, subjects(look.gathering, stage), mode)
        closed = is_closed(look.gathering, stage)
        highest = max((row.total for row in rows), default=0)
        for row in rows:
            row.share = _share(row, mode, highest)
        ordered = rows if mode in ("poll", "quiz") else sorted(rows, key=lambda row: -_worth(row, mode))
        voters = _voters(stage, mode)
        if stage.state == State.DONE and rows:
            voters = rows[0].item.data.get("voters", {}).get(str(stage.pk), voters)
        return {
            "mode": mode,
            "rows": rows,
            "ordered": ordered,
            "closed": closed,
            "veiled": (given["hidden"] or mode == "quiz") and not closed,
            "show_right": mode == "quiz" and closed,
            "voters": voters,
            "hands": sum(row.hands for row in rows),
            "budget": budget_of(given, sum(row.right for row in rows)),
            "most": most_of(given),
            "bars": _bars(ordered, mode, show_right=mode == "quiz" and closed),
            "highest": highest,
            "steps": STEPS,
        }

    def load_mine(self, look: Look, stage: Stage, seat: Seat) -> Mapping[str, Any]:
        given = self.of(stage)
        mode = given["mode"]
        shared = look.once(("data", stage.pk, self.key), lambda: self.load(look, stage))
        own = _own(seat, stage, mode)
        known = {row.item.pk for row in shared["rows"]}
        spent = sum(value if mode == "dots" else 1 for pk, value in own.items() if pk in known)
        choices = []
        for row in shared["rows"]:
            value = own.get(row.item.pk, 0)
            choices.append(
                {
                    "item": row.item,
                    "own": value,
                    "right": row.right,
                    "less": max(0, value - 1),
                    "more": value + 1,
                    "may_more": spent < shared["budget"] and value < shared["most"],
                    "dots": range(value),
                }
            )
        left = max(0, shared["budget"] - spent)
        return {"choices": choices, "spent": spent, "left": left, "gave": bool(own)}

    def marks(self, look: Look, stage: Stage) -> Mapping[str, str]:
        """All phones ask again when it closes or opens, or when there is more to weigh; never for the counts."""
        shared = look.once(("data", stage.pk, self.key), lambda: self.load(look, stage))
        return {"": f"w{int(shared['closed'])}.{len(shared['rows'])}"}

    def minutes(self, look: Look, stage: Stage) -> list[Block]:
        data = look.once(("data", stage.pk, self.key), lambda: self.load(look, stage))
        if not data["rows"] or stage.state == State.PLANNED:
            return []
        lines = []
        for row in data["ordered"]:
            # What was made of it afterwards was not weighed here.
            if stage.state == State.DONE and str(stage.pk) not in row.item.data.get("weighed", {}):
                continue
            notes = [_value(row, data["mode"])]
            if row.hands:
                notes.append(_hands(row.hands))
            if data["show_right"] and row.right:
                notes.append(now("richtig"))
            lines.append(Line(row.item.title or row.item.body, notes, item=row.item))
        return [Block(now("Ergebnis"), lines, text=took_part(data))]


KIND = Weigh()


def _worth(row: Tally, mode: str) -> float:
    return (row.mean or 0.0) if mode == "scale" else float(row.total)


def _share(row: Tally, mode: str, highest: int) -> float:
    if mode == "scale":
        return round((row.mean or 0.0) / 5 * 100, 1)
    return round(row.total / highest * 100, 1) if highest else 0.0


def _value(row: Tally, mode: str) -> str:
    """The count in words."""
    if mode == "dots":
        return ngettext("%(number)d Punkt", "%(number)d Punkte", row.total) % {"number": row.total}
    if mode == "interest":
        return ngettext("%(number)d interessiert", "%(number)d interessiert", row.total) % {
            "number": row.total
        }
    if mode == "scale":
        number = sum(row.steps.values())
        if row.mean is None:
            return now("noch nicht bewertet")
        return ngettext(
            "im Mittel %(mean)s von 5, %(number)d Bewertung",
            "im Mittel %(mean)s von 5, %(number)d Bewertungen",
            number,
        ) % {"mean": _decimal(row.mean), "number": number}
    return ngettext("%(number)d Stimme", "%(number)d Stimmen", row.total) % {"number": row.total}


def _decimal(number: float) -> str:
    from django.utils.formats import number_format

    return number_format(number, 1)


def _hands(number: int) -> str:
    return ngettext("davon %(number)d im Raum", "davon %(number)d im Raum", number) % {"number": number}


def took_part(data: Mapping[str, Any]) -> str:
    said = ngettext(
        "%(number)d Mensch hat selbst gewählt.",
        "%(number)d Menschen haben selbst gewählt.",
        data["voters"],
    ) % {"number": data["voters"]}
    if data["hands"]:
        said += " " + ngettext(
            "Dazu kommt %(number)d gezählte Hand im Raum.",
            "Dazu kommen %(number)d gezählte Hände im Raum.",
            data["hands"],
        ) % {"number": data["hands"]}
    return said


def _bars(rows: Iterable[Tally], mode: str, *, show_right: bool) -> list[dict[str, Any]]:
    """For `ui/parts/bars.html`: a table that draws itself."""
    bars = []
    for row in rows:
        value: Any = row.total if mode != "scale" else ("–" if row.mean is None else _decimal(row.mean))
        notes = [_hands(row.hands)] if row.hands else []
        if show_right and row.right:
            notes.insert(0, now("richtig"))
        bars.append(
            {
                "name": row.item.title or row.item.body,
                "value": value,
                "note": ", ".join(notes),
                "share": row.share,
                "tone": "good" if show_right and row.right else "",
            }
        )
    return bars


register(KIND)
