# SPDX-License-Identifier: EUPL-1.2
"""What the author is told: the statement of reasons, and that something is back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from mitwirken.ground.deeds import subjects
from mitwirken.ground.notifications import Event, Notice, register

from .models import Decision, Ground


def author_of(event: Event, subject: Any) -> Iterable[int]:
    author = subjects.author_of(subject)
    return [author] if author else []


def _hidden_sentence(event: Event, subject: Any) -> str:
    return _("Ihr Beitrag „%(title)s“ ist nicht mehr öffentlich.") % {"title": subject}


def statement(decision: Decision) -> list[tuple[str, str]]:
    """The statement of reasons, point by point as Art. 17(3) DSA asks for it."""
    return [
        (_("Was verborgen ist"), decision.what),
        (_("Wo und wie lange"), _("auf der ganzen Plattform, bis auf Weiteres; gelöscht ist nichts")),
        (_("Warum"), decision.facts),
        (_("Grundlage"), f"{Ground(decision.ground).label}: {decision.clause}"),
        (
            _("Wie es dazu kam"),
            _("durch eine Meldung, entschieden von einem Menschen")
            if decision.reported
            else _("durch eigene Prüfung, entschieden von einem Menschen"),
        ),
        (
            _("Was Sie tun können"),
            _(
                "Sie können innerhalb von sechs Monaten kostenlos widersprechen. Dann sieht sich ein "
                "Mensch alles noch einmal an. "
                "Die Ombudsstelle hilft dabei, und der Weg zu den Gerichten steht offen."
            ),
        ),
    ]


def _hidden_body(event: Event, subject: Any) -> str:
    decision = Decision.objects.filter(pk=event.data.get("decision", 0)).first()
    if decision is None:
        return ""
    points = [f"{name}: {words}" for name, words in statement(decision)]
    link = f"{settings.BASE_URL}{decision.get_absolute_url()}"
    return "\n\n".join([*points, _("Entscheidung lesen und widersprechen: %(link)s") % {"link": link}])


def _shown_sentence(event: Event, subject: Any) -> str:
    return _("Ihr Beitrag „%(title)s“ ist wieder öffentlich.") % {"title": subject}


def _shown_body(event: Event, subject: Any) -> str:
    decision = Decision.objects.filter(pk=event.data.get("decision", 0)).first()
    return decision.reason if decision else ""


register(
    Notice("moderation.hidden", _hidden_sentence, personally=author_of, body=_hidden_body, to_followers=False)
)
register(
    Notice("moderation.shown", _shown_sentence, personally=author_of, body=_shown_body, to_followers=False)
)
