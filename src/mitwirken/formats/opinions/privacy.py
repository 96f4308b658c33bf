# SPDX-License-Identifier: EUPL-1.2
"""What of an opinion map is about a person, for how long, and what becomes of it when the person goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground import pages
from mitwirken.ground.privacy import TASK, Erase, declare, impersonal
from mitwirken.ground.search.actions import refresh

from .models import Conversation, State, Vote

PARTED_AFTER = timedelta(days=30)
"""After the end: as long as somebody may ask whether the own answers arrived."""


def forget_votes(rows: QuerySet[Any]) -> None:
    """Where people still vote, the answers go (the person could come back and answer again). Where it is over, they stay on
    the map without the person."""
    now = timezone.now()
    running = rows.filter(conversation__phase__ends_at__gt=now)
    pages.changed(*{f"conversation:{pk}" for pk in running.values_list("conversation_id", flat=True)})
    running.delete()
    rows.filter(conversation__phase__ends_at__lte=now).update(person=None)


def blank_texts(rows: QuerySet[Any]) -> None:
    """A statement whose author wants the text gone is taken away with the votes on it; its number stays, so that nothing
    else gets it."""
    Vote.objects.filter(statement__in=rows.values("pk")).delete()
    of = Conversation.objects.filter(pk__in=list(rows.values_list("conversation_id", flat=True)))
    rows.update(text="", reason="", state=State.REFUSED, merged_into=None)
    for each in of.select_related("phase__process"):
        refresh(each)
        pages.changed(*each.stream_topics())


declare(
    model="opinions.Participant",
    name=_("Antworten auf Meinungskarten"),
    fields={"person": _("Wer geantwortet hat")},
    purpose=_("damit jede Person einmal zählt und ihre Antworten bis zum Ende ändern kann"),
    basis=TASK,
    retention=_(
        "bis 30 Tage nach dem Ende; danach zählen die Antworten weiter, sind aber mit niemandem mehr verbunden"
    ),
    whose="person",
    on_erase=Erase.UNLINK,
    erase_with=forget_votes,
    expire_where=lambda now: Q(conversation__phase__ends_at__lt=now - PARTED_AFTER, person__isnull=False),
    on_expire=Erase.UNLINK,
    by_own_job=True,
)
declare(
    model="opinions.Statement",
    name=_("Aussagen für Meinungskarten"),
    fields={"author": _("Wer die Aussage beigetragen hat")},
    purpose=_("damit Sie erfahren, was aus Ihrer Aussage wird; gezeigt wird es niemandem"),
    basis=TASK,
    retention=_("bis Sie Ihr Konto löschen"),
    whose="author",
    on_erase=Erase.UNLINK,
)
declare(
    model="opinions.Statement",
    fields={"text": _("Text")},
    purpose=_("damit alle sagen können, ob sie zustimmen"),
    basis=TASK,
    retention=_("als Teil der Beteiligung auf Dauer; auf Ihren Wunsch entfernt"),
    whose="author",
    on_erase=Erase.BLANK,
    erase_with=blank_texts,
    contribution=True,
    public=True,
)
declare(
    model="opinions.Statement",
    name=_("Entscheidungen über Aussagen"),
    fields={"decided_by": _("Wer entschieden hat")},
    purpose=_("damit Rückfragen an die richtige Stelle kommen"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird"),
    whose="decided_by",
    on_erase=Erase.UNLINK,
)
declare(
    model="opinions.Conversation",
    name=_("Vorbereitete Meinungskarten"),
    fields={"created_by": _("Wer die Meinungskarte vorbereitet hat")},
    purpose=_("damit Rückfragen an die richtige Stelle kommen"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird"),
    whose="created_by",
    on_erase=Erase.UNLINK,
)
impersonal(
    "opinions.Conversation",
    ["question", "text", "adding", "shown", "language", "source", "town"],
    because="The city's own words about what is asked, and fixed words of the software.",
)
impersonal(
    "opinions.Statement",
    ["channel", "state", "reason"],
    because="Fixed words of the software, and what the city says of its decision.",
)
impersonal(
    "opinions.Participant",
    ["sheet"],
    because="The number printed on a sheet that carries no name, or of a place in a gathering, which goes 30 days after the end.",
)
impersonal("opinions.Vote", ["channel"], because="A fixed word of the software.")
impersonal(
    "opinions.Drawing",
    ["result", "priorities"],
    because="Computed from votes; nobody's place stands there by a number or a name.",
)
