# SPDX-License-Identifier: EUPL-1.2
"""What becomes of results outside: recommendations that the city answers, proposals, tasks, knowledge articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitwirken.formats.proposals import actions as proposals
from mitwirken.formats.proposals.models import TITLE_LENGTH
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.pictures.models import Picture
from mitwirken.ground.texts.actions import draft_article

from .. import queries, rules
from ..commands import step
from ..models import Gathering, Item, ItemKind
from ..rules import Actor
from .items import Said, chosen_items, keep_case, make_item, save_item, shortened, tell_readers, words_of


def recommend(*, gathering: Gathering, items: Iterable[int], by: Actor) -> int:
    """Makes results recommendations to the city: each gets a case at the desk, and the answer that is signed there hangs at it.

    Says how many are new; a second press makes none.
    """
    rules.require_lead(by)
    with step(gathering, "harvest.recommended", by) as live:
        rows = chosen_items(live.gathering, items)
        fresh = [row for row in rows if not row.data.get("recommend")]
        for row in fresh:
            row.data["recommend"] = True
            save_item(row)
            keep_case(row)
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
            keep_case(row)


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

    def make(gathering: Gathering, row: Item) -> tuple[str, int]:
        try:
            proposal = proposals.submit_proposal(
                process=process,
                clean=proposals.Clean(
                    title=shortened(words_of(row), TITLE_LENGTH),
                    text=_whole(gathering, row),
                    pictures=_pictures(gathering, row),
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
        return "proposal", proposal.pk

    return _become(gathering, items, by, "harvest.proposed", make)


def make_tasks(*, gathering: Gathering, items: Iterable[int], by: Actor) -> int:
    """Makes tasks of items: who does it and until when is written at the task."""
    rules.require_lead(by)

    def make(gathering: Gathering, row: Item) -> tuple[str, int] | None:
        if row.kind == ItemKind.ACTION:
            return None
        said = Said(shortened(words_of(row)), row.body if row.title else "")
        task = make_item(
            gathering, row.stage, ItemKind.ACTION, said, by=by, channel=row.channel, origin=row.pk
        )
        return queries.ITEM, task.pk

    return _become(gathering, items, by, "harvest.tasked", make)


def make_articles(*, gathering: Gathering, items: Iterable[int], by: Actor) -> int:
    """Makes drafts of knowledge articles of items, each with a link back to its minutes, table and round.

    The Redaktion publishes them. What became something already is left alone; gives how many were made.
    """
    rules.require_lead(by)
    if not rules.is_staff_lead(by.person):
        raise Refusal(_("Wissensartikel legt jemand von der Stadt an. Bitte sprechen Sie die Leitung an."))

    def make(gathering: Gathering, row: Item) -> tuple[str, int]:
        article = draft_article(
            title=shortened(words_of(row), 120), body=_article(gathering, row), by=by.person
        )
        return "text", article.pk

    return _become(gathering, items, by, "harvest.written", make)


def _become(
    gathering: Gathering,
    items: Iterable[int],
    by: Actor,
    deed: str,
    make: Callable[[Gathering, Item], tuple[str, int] | None],
) -> int:
    """Makes of each item what `make` says (its kind and number), once: what became something already is left alone."""
    made = 0
    with step(gathering, deed, by) as live:
        for row in chosen_items(live.gathering, items):
            became = None if row.became_kind else make(live.gathering, row)
            if became is None:
                continue
            row.became_kind, row.became_id = became
            save_item(row)
            made += 1
        if not made:
            live.nothing()
        live.note(number=made)
        tell_readers(live.gathering)
    return made


def _article(gathering: Gathering, row: Item) -> str:
    """The body of an article: what was said, and from where, with the way back to it."""
    with override("de"):
        where = ", ".join(
            str(each) for each in (row.space and row.space.name, row.stage and row.stage.title) if each
        )
        address = f"{reverse('live:minutes', args=[gathering.code])}#i{row.pk}"
        words = escape(gathering.event.title) + (f" ({escape(where)})" if where else "")
        said = linebreaks(escape(_whole(gathering, row)))
        return f'{said}<p>Aus dem Treffen <a href="{address}">{words}</a>.</p>'


def _whole(gathering: Gathering, row: Item) -> str:
    """The text of what a result becomes: its own, then what it was made from, without names."""
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
