# SPDX-License-Identifier: EUPL-1.2
"""Deeds about what comes out of a gathering: results from many items, decisions, tasks, corrections, and what becomes of
it outside: proposals, tasks, recommendations that the city answers.

During the gathering the theme team does them (`kinds/harvest.py`), afterwards the facilitators in the editor of the
minutes. What becomes of results is the facilitators' alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mitwirken.formats.proposals import actions as proposals
from mitwirken.formats.proposals.models import TITLE_LENGTH
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.deeds.versions import require_version
from mitwirken.ground.desk.actions import open_case, shelve_case
from mitwirken.ground.pictures.models import Picture

from . import queries, rules
from .commands import step
from .models import Gathering, Item, ItemKind, ItemStatus, Stage
from .rules import Actor

MOST_AT_ONCE = 200
TITLE = 140
MODERATION = "moderation"
LEAD = "lead"


@dataclass(frozen=True)
class Said:
    """What somebody wrote down: in a sentence, more about it, who takes care and until when."""

    title: str
    body: str = ""
    who: str = ""
    due_on: date | None = None


def words_of(item: Item) -> str:
    """What an item says, in one line."""
    return item.title or " ".join(item.body.split())


# --- results ------------------------------------------------------------------------------------------------------


def make_result(
    *, gathering: Gathering, stage: Stage, items: Iterable[int], by: Actor, title: str = ""
) -> Item:
    """Makes one result of several items. Without a name it is called as the first of them.

    Pressed twice at once, the second press makes nothing: its items stand in a result already.
    """
    rules.require_theme(by)
    with step(gathering, "harvest.made", by, stage=stage) as live:
        rows = _free_sources(live.gathering, items)
        if not rows:
            raise Refusal(
                _("Diese Beiträge stehen schon in einem Ergebnis. Wählen Sie andere aus."), status=409
            )
        name = " ".join(title.split()) or words_of(rows[0])
        item = _create(
            live.gathering,
            stage,
            ItemKind.HARVEST,
            Said(_short(name), "" if title or len(name) <= TITLE else rows[0].body),
            by=by,
            sources=rows,
        )
        live.note(item=item.pk)
        return item


def write_result(
    *,
    gathering: Gathering,
    stage: Stage | None,
    kind: str,
    said: Said,
    by: Actor,
) -> Item:
    """Writes down a result, a decision or a task in words of one's own."""
    rules.require_theme(by)
    if kind not in queries.RESULTS:
        raise Refusal(_("Bitte wählen Sie: Ergebnis, Entscheidung oder Aufgabe."), status=400, field="kind")
    title = " ".join(said.title.split())
    if not title:
        raise Refusal(_("Bitte schreiben Sie in einem Satz, was gilt."), status=400, field="title")
    with step(gathering, "harvest.written", by, stage=stage) as live:
        whole = Said(_short(title), said.body.strip()[:2000], said.who.strip()[:120], said.due_on)
        item = _create(live.gathering, stage, kind, whole, by=by)
        live.note(item=item.pk, kind=kind)
        tell_readers(live.gathering)
        return item


def add_to_result(*, gathering: Gathering, result: int, items: Iterable[int], by: Actor) -> None:
    """Puts items into a result that stands already."""
    rules.require_theme(by)
    with step(gathering, "harvest.added", by) as live:
        row = _result(live.gathering, result)
        rows = _free_sources(live.gathering, items)
        if not rows:
            live.nothing()
            return
        row.data["from"] = [*queries.made_from(row), *(each.pk for each in rows)]
        _save(row)
        live.note(item=row.pk)


def take_out(*, gathering: Gathering, result: int, item: int, by: Actor) -> None:
    """Puts an item back to those that wait."""
    rules.require_theme(by)
    with step(gathering, "harvest.taken", by) as live:
        row = _result(live.gathering, result)
        numbers = queries.made_from(row)
        if item not in numbers:
            live.nothing()
            return
        row.data["from"] = [number for number in numbers if number != item]
        _save(row)
        live.note(item=row.pk)


def merge_results(*, gathering: Gathering, result: int, into: int, by: Actor) -> None:
    """Lays a result into another one: its items go along, its words stay readable below it in the minutes."""
    rules.require_theme(by)
    with step(gathering, "harvest.merged", by) as live:
        row, target = _result(live.gathering, result), _result(live.gathering, into)
        if row.pk == target.pk:
            raise Refusal(_("Wählen Sie ein anderes Ergebnis, in das dieses aufgehen soll."), status=400)
        if row.became_kind or row.data.get("recommend"):
            raise Refusal(
                _("Aus diesem Ergebnis ist schon etwas geworden. Legen Sie das andere in dieses hinein."),
                status=409,
            )
        numbers = queries.made_from(target)
        target.data["from"] = [
            *numbers,
            *(number for number in queries.made_from(row) if number not in numbers),
        ]
        row.status, row.merged_into = ItemStatus.MERGED, target
        # Merged before, they go on to the new one.
        Item.objects.filter(merged_into=row).update(merged_into=target)
        _save(row)
        _save(target)
        live.note(item=row.pk, into=target.pk)


def move_result(*, gathering: Gathering, result: int, way: int, by: Actor) -> None:
    """Up or down among the results of its kind."""
    rules.require_theme(by)
    with step(gathering, "harvest.moved", by) as live:
        row = _result(live.gathering, result)
        rows = [each for each in queries.shown(queries.results(live.gathering)) if each.kind == row.kind]
        place = next((place for place, each in enumerate(rows) if each.pk == row.pk), None)
        wanted = -1 if place is None else place + (1 if way > 0 else -1)
        if place is None or not 0 <= wanted < len(rows):
            live.nothing()
            return
        rows[place], rows[wanted] = rows[wanted], rows[place]
        for position, each in enumerate(rows, 1):
            if each.position != position:
                Item.objects.filter(pk=each.pk).update(position=position)
        tell_readers(live.gathering)


def change_item(*, item: Item, values: dict[str, Any], by: Actor, seen: int | None) -> Item:
    """Corrects what stands in the minutes: title, text, answer, who, until when. The theme team its results, the
    facilitators everything.

    Refuses with both texts when somebody else was quicker.
    """
    if item.kind in queries.RESULTS:
        rules.require_theme(by)
    else:
        rules.require_lead(by)
    fields = ("title", "body", "answer", "who", "due_on")
    yours = {name: values[name] for name in fields if name in values}
    with step(item.gathering, "minutes.corrected", by) as live:
        row = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
        row.gathering = live.gathering
        require_version(row, seen, yours=yours, fields=yours)
        if not any(str(yours.get(name) or "").strip() for name in ("title", "body")):
            raise Refusal(
                _("Ganz leer geht nicht. Wenn der Eintrag weg soll, nehmen Sie ihn aus dem Protokoll."),
                status=400,
                field="title",
            )
        for name, value in yours.items():
            setattr(row, name, value.strip() if isinstance(value, str) else value)
        _save(row)
        live.note(item=row.pk)
        if row.data.get("recommend"):
            _open_case(row)
        tell_readers(live.gathering)
        return row


def hide_item(item: Item, *, hidden: bool) -> None:
    """Moderation takes it out of sight or back; who decided and why is moderation's record."""
    _hide(
        Item.objects.select_for_update(of=("self",)).select_related("gathering__event").get(pk=item.pk),
        MODERATION,
        hidden,
    )


def set_hidden(*, gathering: Gathering, item: int, hidden: bool, by: Actor) -> None:
    """Takes something out of the minutes, or puts it back. Nothing is deleted; what waited in a result waits again.

    Refuses to put back what the moderation has taken out.
    """
    rules.require_theme(by)
    with step(gathering, "minutes.hidden" if hidden else "minutes.shown", by) as live:
        row = _item(live.gathering, item)
        if row.kind not in queries.RESULTS:
            rules.require_lead(by)
        if bool(row.data.get("hidden")) == hidden:
            live.nothing()
            return
        if row.data.get("hidden") == MODERATION:
            raise Refusal(
                _("Das hat die Moderation der Plattform verborgen. Dort kann es auch wieder gezeigt werden.")
            )
        _hide(row, LEAD, hidden)
        live.note(item=row.pk)
        tell_readers(live.gathering)


def _hide(row: Item, who: str, hidden: bool) -> None:
    if hidden:
        row.data["hidden"] = who
    else:
        row.data.pop("hidden", None)
    _save(row)
    if row.data.get("recommend"):
        if hidden:
            shelve_case(subject=row)
        else:
            _open_case(row)


# --- what becomes of it -------------------------------------------------------------------------------------------


def recommend(*, gathering: Gathering, items: Iterable[int], by: Actor) -> int:
    """Makes results recommendations to the city: each gets a case at the desk, and the answer that is signed there hangs at it.

    Says how many are new; a second press makes none.
    """
    rules.require_lead(by)
    with step(gathering, "harvest.recommended", by) as live:
        rows = _chosen(live.gathering, items)
        fresh = [row for row in rows if not row.data.get("recommend")]
        for row in fresh:
            row.data["recommend"] = True
            _save(row)
            _open_case(row)
        if not fresh:
            live.nothing()
        live.note(items=[row.pk for row in fresh])
        tell_readers(live.gathering)
    return len(fresh)


def open_cases(gathering: Gathering) -> None:
    """The city owes an answer to every recommendation, at the latest when the minutes are released."""
    for row in queries.shown(queries.results(gathering)):
        if row.data.get("recommend"):
            row.gathering = gathering
            _open_case(row)


def proposal_topics(gathering: Gathering) -> list[str]:
    """Pages of proposals that say where they came from."""
    rows = gathering.items.filter(became_kind="proposal").values_list("became_id", flat=True)
    return [f"proposal:{number}" for number in rows]


def propose(*, gathering: Gathering, items: Iterable[int], by: Actor) -> int:
    """Makes items proposals in the process of the event, each with a line that leads back to its table and round.

    Photos go along, nobody's name does. Refuses where no phase takes proposals, with what to do instead; pressed twice it makes
    nothing twice.
    """
    rules.require_lead(by)
    if not rules.is_staff_lead(by.person):
        raise Refusal(
            _(
                "Vorschläge trägt jemand von der Stadt ein, weil sie öffentlich sind und eine Antwort bekommen. Bitte sprechen Sie die Leitung an."
            )
        )
    process = gathering.event.process
    if process is None:
        raise Refusal(
            _(
                "Diese Veranstaltung gehört zu keiner Beteiligung, in der Vorschläge gesammelt werden. Machen Sie daraus eine Empfehlung: Auch darauf antwortet die Stadt."
            ),
            status=409,
        )
    made = 0
    with step(gathering, "harvest.proposed", by) as live:
        for row in _chosen(live.gathering, items):
            if row.became_kind:
                continue
            try:
                proposal = proposals.submit_proposal(
                    process=process,
                    clean=proposals.Clean(
                        title=_short(words_of(row), TITLE_LENGTH),
                        text=_whole(live.gathering, row),
                        pictures=_pictures(live.gathering, row),
                    ),
                    channel=row.channel,
                    entered_by=by.person,
                    source=f"live:{row.pk}",
                )
            except Refusal as refusal:
                raise Refusal(
                    _("%(why)s Machen Sie daraus eine Empfehlung: Auch darauf antwortet die Stadt.")
                    % {"why": refusal.sentence},
                    status=409,
                ) from refusal
            row.became_kind, row.became_id = "proposal", proposal.pk
            _save(row)
            made += 1
        if not made:
            live.nothing()
        live.note(number=made)
        tell_readers(live.gathering)
    return made


def make_tasks(*, gathering: Gathering, items: Iterable[int], by: Actor) -> int:
    """Makes tasks of items: who does it and until when is written at the task."""
    rules.require_lead(by)
    made = 0
    with step(gathering, "harvest.tasked", by) as live:
        for row in _chosen(live.gathering, items):
            if row.became_kind or row.kind == ItemKind.ACTION:
                continue
            task = _create(
                live.gathering,
                row.stage,
                ItemKind.ACTION,
                Said(_short(words_of(row)), row.body if row.title else ""),
                by=by,
                channel=row.channel,
                origin=row.pk,
            )
            row.became_kind, row.became_id = queries.ITEM, task.pk
            _save(row)
            made += 1
        if not made:
            live.nothing()
        live.note(number=made)
        tell_readers(live.gathering)
    return made


def write_summary(*, gathering: Gathering, text: str, by: Actor, seen: str | None) -> None:
    """Says in a few sentences what came out. `seen` is `mark_of` the text the form was made from."""
    rules.require_lead(by)
    text = text.strip()[:8000]
    with step(gathering, "minutes.written", by) as live:
        row = live.gathering
        if seen is not None and seen != mark_of(row.summary) and row.summary != text:
            raise Conflict(
                _(
                    "Inzwischen hat jemand anderes die Kurzfassung geändert. Ihr Text ist noch da: Vergleichen Sie beide Fassungen und speichern Sie dann noch einmal."
                ),
                theirs={"summary": row.summary},
                yours={"summary": text},
            )
        if row.summary == text:
            live.nothing()
            return
        row.summary = text
        tell_readers(row)


def mark_of(text: str) -> str:
    """Which version of a text somebody saw."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


# --- inside -------------------------------------------------------------------------------------------------------


def _short(text: str, most: int = TITLE) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _whole(gathering: Gathering, row: Item) -> str:
    """The text of a proposal from a result: its own, then what it was made from, without names."""
    parts = [row.body.strip()]
    numbers = queries.made_from(row)
    said = {each.pk: words_of(each) for each in queries.shown(Item.objects.filter(pk__in=numbers))}
    lines = [f"– {said[number]}" for number in numbers if number in said]
    if lines:
        parts.append("\n".join(lines))
    return "\n\n".join(part for part in parts if part)[:5000] or words_of(row)


def _pictures(gathering: Gathering, row: Item) -> list[Picture]:
    """Photos of a result and of what it was made from."""
    said = [row, *queries.shown(Item.objects.filter(pk__in=queries.made_from(row)))]
    found = queries.photos(gathering, [each.pk for each in said])
    return [photo.picture for each in said for photo in found.get(each.pk, ()) if photo.picture is not None]


def _create(
    gathering: Gathering,
    stage: Stage | None,
    kind: str,
    said: Said,
    *,
    by: Actor,
    sources: Sequence[Item] = (),
    channel: str = "",
    origin: int | None = None,
) -> Item:
    last = gathering.items.filter(kind=kind).aggregate(last=Max("position"))["last"] or 0
    data: dict[str, Any] = {"from": [row.pk for row in sources]} if sources else {}
    if origin is not None:
        data["origin"] = origin
    if kind == ItemKind.HARVEST and stage is not None and stage.settings_of("harvest").get("recommend"):
        data["recommend"] = True
    ways, places = {row.channel for row in sources}, {row.space_id for row in sources}
    return Item.objects.create(
        gathering=gathering,
        stage=stage,
        space_id=places.pop() if len(places) == 1 else None,
        author=by.seat,
        channel=channel or (ways.pop() if len(ways) == 1 else Channel.ROOM),
        kind=kind,
        title=said.title,
        body=said.body,
        who=said.who,
        due_on=said.due_on,
        position=last + 1,
        data=data,
    )


def _chosen(gathering: Gathering, items: Iterable[int]) -> list[Item]:
    wanted = list(dict.fromkeys(items))[:MOST_AT_ONCE]
    rows = {
        row.pk: row
        for row in gathering.items.filter(pk__in=wanted)
        .exclude(status__in=queries.UNSAID)
        .select_related("stage", "space")
    }
    found = queries.shown(rows[number] for number in wanted if number in rows)
    if not found:
        raise Refusal(_("Bitte wählen Sie mindestens einen Eintrag aus."), status=400, field="items")
    for row in found:
        row.gathering = gathering
    return found


def _free_sources(gathering: Gathering, items: Iterable[int]) -> list[Item]:
    """The items that are said, shown and in no result yet, in the order given."""
    taken = queries.used(queries.shown(queries.results(gathering)))
    return [
        row for row in _chosen(gathering, items) if row.pk not in taken and row.kind not in queries.RESULTS
    ]


def _item(gathering: Gathering, number: int) -> Item:
    row = gathering.items.filter(pk=number).first()
    if row is None:
        raise Refusal(_("Diesen Eintrag gibt es nicht (mehr)."), status=404)
    row.gathering = gathering
    return row


def _result(gathering: Gathering, number: int) -> Item:
    row = _item(gathering, number)
    if row.kind not in queries.RESULTS or row.status == ItemStatus.MERGED or row.data.get("hidden"):
        raise Refusal(
            _("Dieses Ergebnis steht nicht mehr da: Jemand hat es zusammengelegt oder herausgenommen."),
            status=409,
        )
    return row


def _save(row: Item) -> None:
    row.version += 1
    row.changed_at = timezone.now()
    row.save()


def _open_case(row: Item) -> None:
    event = row.gathering.event
    with translation.override(settings.LANGUAGE_CODE):
        open_case(
            subject=row,
            title=words_of(row),
            url=row.get_absolute_url(),
            group=event.process.title if event.process else event.title,
            group_key=f"process:{event.process_id}" if event.process_id else f"event:{event.pk}",
            office=event.office,
        )


def tell_readers(row: Gathering) -> None:
    """Minutes that everybody reads have changed: their page and the search show it. Called in a step."""
    if row.released_at is not None:
        row.save(update_fields=["summary"])
        record("live.minutes_changed", row, topics=["minutes"], public=False)
