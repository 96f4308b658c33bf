# SPDX-License-Identifier: EUPL-1.2
"""What the author is told: the statement of reasons, and that something is back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.deeds import subjects
from mitwirken.ground.notifications import Event, Notice, register

from . import rules
from .models import Decision, Ground, Held, Measure, Step


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
        (_("Wie es dazu kam"), _how(decision)),
        (_("Automatisch entschieden"), _("nein, nie")),
        (
            _("Was Sie tun können"),
            _(
                "Sie können innerhalb von sechs Monaten kostenlos widersprechen. Dann sieht sich ein "
                "anderer Mensch alles noch einmal an. "
                "Die Ombudsstelle hilft dabei, und der Weg zu den Gerichten steht offen."
            ),
        ),
    ]


def _how(decision: Decision) -> str:
    if decision.held.exists():
        return _(
            "Ein Filter hat den Beitrag angehalten, weil er nach Werbung aussah. Entschieden hat ein Mensch."
        )
    if decision.reported:
        return _("durch eine Meldung, entschieden von einem Menschen")
    return _("durch eigene Prüfung, entschieden von einem Menschen")


def statement_of(measure: Measure) -> list[tuple[str, str]]:
    """Why somebody is warned or has to pause, and what they can do."""
    if measure.step == Step.PAUSE:
        what = _("Pause bis zum %(day)s. Lesen, bewerten und das Konto verwalten geht weiter.") % {
            "day": rules.day_of(measure.until)
        }
    else:
        what = _("eine Verwarnung; sie schränkt nichts ein. Kommt es wieder vor, kann eine Pause folgen.")
    return [
        (_("Was das heißt"), what),
        (_("Wobei"), str(measure.get_concern_display())),
        (_("Warum"), measure.facts),
        (_("Grundlage"), measure.clause),
        (_("Automatisch entschieden"), _("nein, nie")),
        (
            _("Was Sie tun können"),
            _(
                "Sie können innerhalb von sechs Monaten kostenlos widersprechen. Darüber entscheidet jemand, der "
                "vorher nicht beteiligt war. Die Ombudsstelle hilft dabei, und der Weg zu den Gerichten steht offen."
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


SIGNS = {
    "links": gettext_lazy("Der Text enthält viele Links."),
    "bare": gettext_lazy("Der Text besteht fast nur aus einem Link."),
    "shortened": gettext_lazy("Ein gekürzter Link zeigt nicht, wohin er führt."),
    "again": gettext_lazy("Fast derselbe Text wurde vor Kurzem schon geschrieben."),
    "chant": gettext_lazy("Ein Wort kommt immer wieder vor."),
}


def signs_of(held: Held) -> list[str]:
    """Why it waits, in sentences."""
    return [str(SIGNS[sign]) for sign in held.signs if sign in SIGNS]


def _held_sentence(event: Event, subject: Any) -> str:
    return _("Ihr Beitrag „%(title)s“ wartet kurz, bis ihn ein Mensch gelesen hat.") % {"title": subject}


def _held_body(event: Event, subject: Any) -> str:
    held = Held.objects.filter(pk=event.data.get("held", 0)).first()
    if held is None:
        return ""
    link = f"{settings.BASE_URL}{held.get_absolute_url()}"
    return "\n\n".join([*signs_of(held), _("So geht es weiter: %(link)s") % {"link": link}])


def _released_sentence(event: Event, subject: Any) -> str:
    return _("Ihr Beitrag „%(title)s“ ist jetzt öffentlich.") % {"title": subject}


def _measure_of(event: Event) -> Measure | None:
    return Measure.objects.filter(pk=event.data.get("measure", 0)).first()


def _whom(event: Event, subject: Any) -> Iterable[int]:
    return [event.subject_id]


def _measure_sentence(event: Event, subject: Any) -> str:
    measure = _measure_of(event)
    if measure is not None and measure.step == Step.PAUSE:
        return _("Sie haben eine Pause bis zum %(day)s.") % {"day": rules.day_of(measure.until)}
    return _("Sie sind verwarnt worden.")


def _measure_body(event: Event, subject: Any) -> str:
    measure = _measure_of(event)
    if measure is None:
        return ""
    link = f"{settings.BASE_URL}{measure.get_absolute_url()}"
    points = [f"{name}: {words}" for name, words in statement_of(measure)]
    return "\n\n".join([*points, _("Begründung lesen und widersprechen: %(link)s") % {"link": link}])


def _answered_sentence(event: Event, subject: Any) -> str:
    measure = _measure_of(event)
    if measure is not None and measure.lifted_at is not None:
        return _("Ihr Widerspruch hatte Erfolg: Die Maßnahme ist aufgehoben.")
    return _("Über Ihren Widerspruch ist entschieden: Die Maßnahme bleibt.")


def _answered_body(event: Event, subject: Any) -> str:
    measure = _measure_of(event)
    answer = measure.protests.order_by("-pk").first() if measure is not None else None
    return answer.answer if answer is not None else ""


register(Notice("moderation.held", _held_sentence, personally=author_of, body=_held_body, to_followers=False))
register(
    Notice(
        "moderation.released",
        _released_sentence,
        personally=author_of,
        body=_shown_body,
        to_followers=False,
    )
)
register(
    Notice("moderation.measure", _measure_sentence, personally=_whom, body=_measure_body, to_followers=False)
)
register(
    Notice(
        "moderation.protest_answered",
        _answered_sentence,
        personally=_whom,
        body=_answered_body,
        to_followers=False,
    )
)
